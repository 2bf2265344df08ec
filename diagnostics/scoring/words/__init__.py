"""Expressions and results in words."""
