"""Many firms: coverage and progress of a city."""
