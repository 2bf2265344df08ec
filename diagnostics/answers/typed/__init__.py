"""What is typed becomes a value or a row, and a value becomes what somebody would type."""
