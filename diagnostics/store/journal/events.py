"""Events of the journal: what happened, who recorded it where and when, in which order.

An event is never changed. The order of events is (counter, workspace id): the counter of a workspace only grows, and
when events of another workspace come in it continues above theirs, so that order never depends on anybody's clock.
"""

from __future__ import annotations

import os
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, Literal, get_args

from diagnostics.words.clock import CHINA

Kind = Literal[
    "firm_registered", "firm_changed", "assessment_opened", "consent", "visit_mode", "visit_changed", "tailored",
    "plan_wished",
    "testimony", "adjudication", "question_postponed", "row_added", "row_changed", "row_removed", "table_confirmed",
    "evidence_added", "finding_added", "finding_changed", "correction", "sign_off", "purged",
    "card_tapped", "process_step", "report_issued", "report_file", "ids_renamed",
]  # fmt: skip
KINDS: tuple[Kind, ...] = get_args(Kind)
# Their payload names a kept file under `file`, or None.
FILE_KINDS: tuple[Kind, ...] = ("evidence_added", "report_file")
# What lists say of a firm beside the facts, as keys of the payload of `firm_changed`.
LISTED = ("stage", "industry_code", "provider")
# How the name begins under which a purged firm is remembered.
TOMBSTONE = "purged:"


@dataclass(frozen=True)
class Draft:
    """An event before it is recorded."""

    firm: str
    kind: Kind
    payload: Mapping[str, Any] = field(default_factory=dict)
    assessment: str = ""


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something that was recorded; `assessment` is empty for what concerns the firm as such."""

    id: str
    workspace: str
    counter: int
    recorded_at: datetime
    author: str
    device: str
    firm: str
    kind: Kind
    assessment: str = ""
    payload: Mapping[str, Any] = field(default_factory=dict)

    @property
    def order(self) -> tuple[int, str]:
        """Position in the journal."""
        return self.counter, self.workspace

    @property
    def seen(self) -> Mapping[str, int]:
        """Other workspaces → the highest counter of theirs that was known about this firm when this was recorded."""
        found: Mapping[str, int] = self.payload.get("seen", {})
        return found


def new_id() -> str:
    """Return a new id that sorts by time of creation (UUID version 7, RFC 9562 §5.7).

    >>> len(new_id())
    36
    """
    stamp = time.time_ns() // 1_000_000
    random = int.from_bytes(os.urandom(10), "big")
    bits = (stamp & (2**48 - 1)) << 80 | 7 << 76 | (random >> 68) << 64 | 2 << 62 | random & (2**62 - 1)
    return str(uuid.UUID(int=bits))


def stamp_of(moment: datetime) -> str:
    """Return a moment as text that sorts like the moment, the same on every database."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def moment_of(stamp: str) -> datetime:
    """Return the moment that `stamp_of` wrote."""
    return datetime.fromisoformat(stamp)


def end_of(known_at: date | datetime) -> datetime:
    """Return the last moment that counts: a moment itself, or the end of a day in China."""
    if isinstance(known_at, datetime):
        return known_at if known_at.tzinfo else known_at.replace(tzinfo=CHINA)
    return datetime.combine(known_at, datetime.max.time(), CHINA)
