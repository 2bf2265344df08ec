"""Checks before a report is delivered."""
