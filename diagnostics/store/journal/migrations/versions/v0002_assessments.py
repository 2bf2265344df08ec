"""Schema 2: assessments (T0, T1 …), encryption, an index by kind.

What schema 1 recorded becomes T0 of its firm, opened on the day (in China) of the firm's first event.
"""

import json
from datetime import datetime, timedelta, timezone

import sqlalchemy as sa
from alembic import op

from diagnostics.store.journal.events import new_id

revision = "0002"
down_revision = "0001"

_OF_THE_FIRM = ("firm_registered", "firm_changed", "evidence_added")
_CHINA = timezone(timedelta(hours=8))


def upgrade() -> None:
    """Add the columns and put everything said so far into T0."""
    op.add_column("workspaces", sa.Column("lock", sa.Text, nullable=False, server_default=""))
    op.add_column("events", sa.Column("assessment", sa.String(20), nullable=False, server_default=""))
    op.create_index("ix_events_kind", "events", ["kind", "counter"])
    connection = op.get_bind()
    events = sa.table("events", *(sa.column(name) for name in _COLUMNS))
    said = events.c.kind.not_in(_OF_THE_FIRM)
    firms = connection.execute(
        sa.select(events.c.firm, events.c.workspace, sa.func.min(events.c.recorded_at))
        .where(said)
        .group_by(events.c.firm, events.c.workspace)
        .order_by(events.c.firm)
    ).all()
    connection.execute(sa.update(events).where(said).values(assessment="T0"))
    for firm, workspace, first in firms:
        _open_t0(connection, events, firm, workspace, first)


_COLUMNS = (
    "id", "workspace", "counter", "recorded_at", "author", "device", "firm", "kind", "payload", "assessment",
)  # fmt: skip


def _open_t0(connection: sa.Connection, events: sa.TableClause, firm: str, workspace: str, first: str) -> None:
    """Record the opening at the moment of the first event, so that `known_at` finds it with what belongs to it."""
    counters = sa.table("workspaces", sa.column("id"), sa.column("counter"))
    own = counters.c.id == workspace
    connection.execute(sa.update(counters).where(own).values(counter=counters.c.counter + 1))
    counter = connection.execute(sa.select(counters.c.counter).where(own)).scalar_one()
    day = datetime.fromisoformat(first).astimezone(_CHINA).date()
    event = {
        "id": new_id(),
        "workspace": workspace,
        "counter": counter,
        "recorded_at": first,
        "author": "",
        "device": "",
        "firm": firm,
        "kind": "assessment_opened",
        "payload": json.dumps({"opened_on": day.isoformat()}),
        "assessment": "T0",
    }
    connection.execute(sa.insert(events).values(event))
