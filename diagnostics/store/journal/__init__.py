"""The append-only journal: events, sealing, SQLite and PostgreSQL."""
