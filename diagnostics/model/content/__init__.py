"""Nouns of the content: facts, expressions, standards, criteria, policies, remedies."""
