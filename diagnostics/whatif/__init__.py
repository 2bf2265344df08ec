"""What would be if: doubts, fragility, proofs that are owed, ways to the next level."""
