"""Nouns of what is computed: scores, verdicts, plans, ways, the input of a report."""
