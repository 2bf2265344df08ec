"""Nouns of one firm: its entry in the register, its subjects, its answers."""
