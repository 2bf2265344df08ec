"""Commands of the officer: coverage, board, brief, progress, samples, packages."""
