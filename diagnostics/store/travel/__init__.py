"""Bundles: what travels between workspaces, and how it is merged."""
