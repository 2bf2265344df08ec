"""YAML in, model out, all problems collected with file, line and column."""
