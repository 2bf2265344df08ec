"""Commands on one diagnosis: scores, explanations, plans, reports."""
