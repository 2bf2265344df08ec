"""Assigning photos with few keys: which photo is next, what a key does, what is to be recorded. Pure.

The screen shows the photo at hand and numbered targets (the answers, rows and findings at hand, the latest first) and
hands every key to `press`. What comes back says what to record, at once. The last photo can be taken back until the
next key that does something, so the screen settles (moves) a photo only then, and at the end.

=========  ========================================================
1 … 9      this photo proves that target
Enter      the same target as the photo before
n          the photo is evidence by itself (a view of the workshop)
s          later: the photo stays in the inbox
u          take back the photo before (once)
q          stop; what is left stays in the inbox
=========  ========================================================
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from diagnostics.evidence.inbox import InboxPhoto

TargetKind = Literal["fact", "row", "finding", "none"]
Outcome = Literal["assigned", "later", "taken_back", "stopped", "not_understood"]

ENTER, ALONE, LATER, BACK, STOP = "", "n", "s", "u", "q"
MOST_TARGETS = 9


@dataclass(frozen=True)
class ProofTarget:
    """The thing that a photo can prove: an answer (`subject`, `id` of the fact), a row, a finding, or nothing."""

    kind: TargetKind
    id: str = ""
    subject: str = ""
    name: str = ""


NOTHING_IN_PARTICULAR = ProofTarget("none")


@dataclass(frozen=True)
class Assignment:
    """A photo and what it proves."""

    photo: InboxPhoto
    target: ProofTarget


@dataclass(frozen=True, kw_only=True)
class Assigning:
    """The state of the work. A key gives a new state; the old one stays as it was.

    `waiting` has the photo at hand first. `done` are the assignments so far, the last one last; it can be taken back
    while `revocable`.
    """

    waiting: tuple[InboxPhoto, ...]
    targets: tuple[ProofTarget, ...]
    done: tuple[Assignment, ...] = ()
    put_off: tuple[InboxPhoto, ...] = ()
    revocable: bool = False

    @property
    def photo(self) -> InboxPhoto | None:
        """The photo at hand; None when there is none left."""
        return self.waiting[0] if self.waiting else None

    @property
    def offered(self) -> tuple[ProofTarget, ...]:
        """The targets that have a key, in the order of their keys."""
        return self.targets[:MOST_TARGETS]


def start(photos: Sequence[InboxPhoto], targets: Sequence[ProofTarget]) -> Assigning:
    """Begin with the photos of an inbox and the targets at hand, the most likely first."""
    return Assigning(waiting=tuple(photos), targets=tuple(targets))


def press(now: Assigning, key: str) -> tuple[Assigning, Outcome]:
    """Return where the work stands after a key, and what the key did."""
    key = key.strip().lower()
    if key == STOP:
        return replace(now, waiting=(), put_off=now.put_off + now.waiting, revocable=False), "stopped"
    if key == BACK:
        return _taken_back(now)
    if not now.waiting:
        return now, "not_understood"
    if key == LATER:
        put_off = (*now.put_off, now.waiting[0])
        return replace(now, waiting=now.waiting[1:], put_off=put_off, revocable=False), "later"
    target = _target(now, key)
    if target is None:
        return now, "not_understood"
    done = (*now.done, Assignment(now.waiting[0], target))
    return replace(now, waiting=now.waiting[1:], done=done, revocable=True), "assigned"


def _target(now: Assigning, key: str) -> ProofTarget | None:
    if key == ENTER:
        return now.done[-1].target if now.done else None
    if key == ALONE:
        return NOTHING_IN_PARTICULAR
    if key.isascii() and key.isdecimal() and 1 <= int(key) <= len(now.offered):
        return now.offered[int(key) - 1]
    return None


def _taken_back(now: Assigning) -> tuple[Assigning, Outcome]:
    if not now.revocable:
        return now, "not_understood"
    waiting = (now.done[-1].photo, *now.waiting)
    return replace(now, waiting=waiting, done=now.done[:-1], revocable=False), "taken_back"
