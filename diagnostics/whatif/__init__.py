"""Questions of the form "what if": doubts, fragility, owed proofs, ways to the next level."""
