"""A visit: the interview and the papers of the day, and what comes back signed."""
