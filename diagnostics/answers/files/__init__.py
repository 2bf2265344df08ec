"""The reader of answers files: YAML in, what is known of a firm out, every problem with its place."""
