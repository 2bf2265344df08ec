"""Checks of content beyond its form: what must fit together."""
