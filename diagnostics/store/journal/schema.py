"""The tables, the same on every database, and the number of their schema.

Text and whole numbers only: a moment is text that sorts (`events.stamp_of`), the payload is text that may be encrypted.
A change here needs a migration in `migrations/` and the next number; a test holds the two together.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, MetaData, String, Table, Text, UniqueConstraint

SCHEMA = 2

metadata = MetaData()

# Events of other workspaces come in by bundles; `own` is the one that counts here. `lock`: how the key is derived from
# the passphrase, empty without encryption.
workspaces = Table(
    "workspaces",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("created_at", String(27), nullable=False),
    Column("own", Boolean, nullable=False),
    Column("counter", BigInteger, nullable=False),
    Column("lock", Text, nullable=False, server_default=""),
)

events = Table(
    "events",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("workspace", String(36), ForeignKey("workspaces.id"), nullable=False),
    Column("counter", BigInteger, nullable=False),
    Column("recorded_at", String(27), nullable=False),
    Column("author", String(200), nullable=False),
    Column("device", String(200), nullable=False),
    Column("firm", String(80), nullable=False),
    Column("kind", String(40), nullable=False),
    Column("payload", Text, nullable=False),
    Column("assessment", String(20), nullable=False, server_default=""),
    UniqueConstraint("workspace", "counter", name="uq_events_order"),
    Index("ix_events_firm", "firm", "counter"),
    Index("ix_events_kind", "kind", "counter"),
)

# Where Alembic looks; written here as well, so that a new workspace needs no Alembic.
alembic_version = Table("alembic_version", metadata, Column("version_num", String(32), primary_key=True))


def revision_of(schema: int) -> str:
    """Return the revision of Alembic that makes this schema."""
    return f"{schema:04}"
