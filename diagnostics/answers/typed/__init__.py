"""Typed text becomes a value or a row; a value becomes the text that one would type."""
