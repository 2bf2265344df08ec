"""What is known of a firm, before it is kept: whether a value, a row, a text may stand."""
