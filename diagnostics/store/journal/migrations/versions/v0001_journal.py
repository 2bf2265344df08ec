"""Schema 1: the journal, one round per firm."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "workspaces",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("created_at", sa.String(27), nullable=False),
        sa.Column("own", sa.Boolean, nullable=False),
        sa.Column("counter", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "events",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("workspace", sa.String(36), sa.ForeignKey("workspaces.id"), nullable=False),
        sa.Column("counter", sa.BigInteger, nullable=False),
        sa.Column("recorded_at", sa.String(27), nullable=False),
        sa.Column("author", sa.String(200), nullable=False),
        sa.Column("device", sa.String(200), nullable=False),
        sa.Column("firm", sa.String(80), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("payload", sa.Text, nullable=False),
        sa.UniqueConstraint("workspace", "counter", name="uq_events_order"),
    )
    op.create_index("ix_events_firm", "events", ["firm", "counter"])
