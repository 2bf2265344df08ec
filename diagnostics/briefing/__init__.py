"""The input of a report on one firm, gathered from a diagnosis."""
