"""Answers files and lists into a workspace."""
