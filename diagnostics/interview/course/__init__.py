"""The course of an interview as pure decisions: what is asked next, of whom, and when to stop."""
