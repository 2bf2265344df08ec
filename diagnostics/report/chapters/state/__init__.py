"""Chapters of the state: basis, answers, levels, scores, comparisons."""
