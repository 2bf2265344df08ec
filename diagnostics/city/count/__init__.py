"""Counting: coverage by its definitions, figures, samples, changes and their causes."""
