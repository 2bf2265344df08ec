"""The catalogue of texts, formats of numbers, problems."""
