"""Words, tables and sums that the chapters share."""
