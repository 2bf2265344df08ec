"""Chapters of advice: actions, conditions, plans, routes, policies, risks."""
