"""The whole way from what is known of firms to scores, levels and verdicts, and the one list of what is owed."""
