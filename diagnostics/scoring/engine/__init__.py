"""Arrays in, arrays out: frames, expressions, intervals, standards."""
