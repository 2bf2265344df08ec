"""Alembic's side of the store: one file per schema in `versions/`, run by `migrating.upgrade`."""
