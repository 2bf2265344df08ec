"""Conversations about one thing each: a fact, a card, a list, a table, a finding, photos."""
