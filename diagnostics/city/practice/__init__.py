"""A fictitious city, for practice and for tests."""
