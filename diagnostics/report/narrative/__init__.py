"""The narrative of a report: templates, markup, the document they make."""
