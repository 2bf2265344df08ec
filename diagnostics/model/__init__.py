"""The nouns: frozen dataclasses without files, screen or database."""
