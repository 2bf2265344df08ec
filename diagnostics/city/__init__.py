"""The city over all its firms: counts, the way to its targets, the pages that show them, a city for practice."""
