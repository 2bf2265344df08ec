"""The owner's page: conclusion, boxes, first actions."""
