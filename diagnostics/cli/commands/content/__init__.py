"""Commands of the author of content."""
