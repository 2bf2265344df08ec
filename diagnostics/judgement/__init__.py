"""Criteria, comparisons and policies judged over scored facts; no standard is named here."""
