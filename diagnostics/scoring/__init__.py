"""Arrays in, arrays out: encoded facts, values and conditions as intervals, roll-ups, levels, explanations."""
