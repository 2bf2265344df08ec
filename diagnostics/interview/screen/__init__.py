"""The screen of a terminal: lines, columns, prompts."""
