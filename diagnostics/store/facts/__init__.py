"""From events to facts: which value counts, who said it, what stands against it."""
