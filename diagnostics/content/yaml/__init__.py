"""YAML in, nodes with their places out: layers, strict reading, schemas for editors."""
