"""From a diagnosis to a document: narrative, charts and renderers."""
