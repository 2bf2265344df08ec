"""The language of values and conditions: read, typed, checked for what can be met."""
