"""The outcome of the checks before delivery, in words, and what becomes of a report that fails a hard one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from diagnostics.model.document import Document, MetaItem
from diagnostics.words.catalogue import counted, say

# nothing: the report has nothing of the kind that the check looks at, which is no pass
OUTCOMES = PASSED, FAILED, OPEN, NOTHING = ("passed", "failed", "open", "nothing")


@dataclass(frozen=True)
class Check:
    """One check: whether it passed, failed, needs a person or has nothing to look at, and what was found.

    `hard`: failing it makes the report a draft.
    """

    id: str
    outcome: str
    hard: bool
    found: str = ""

    @property
    def name(self) -> str:
        """The name of the check, in words."""
        return say("checks", self.id)

    @property
    def line(self) -> str:
        """The check as one line."""
        found = say("checks", "found", found=self.found) if self.found else ""
        return say("checks", "line", word=say("checks", self.outcome), id=self.id, name=self.name, found=found)


def _no_words() -> str:
    return ""


@dataclass(frozen=True)
class Look:
    """A check to be made: the faults that it finds, what it has nothing of, what it tells of a report that passes."""

    id: str
    faults: Callable[[], Iterator[str]]
    missing: Callable[[], str] = _no_words
    told: Callable[[], str] = _no_words
    hard: bool = True

    def check(self) -> Check:
        """Make it; faults count also where there is nothing to look at."""
        found = tuple(self.faults())
        if not found and (missing := self.missing()):
            return Check(self.id, NOTHING, self.hard, missing)
        return outcome_of(self.id, found, hard=self.hard) if found else Check(self.id, PASSED, self.hard, self.told())


def outcome_of(name: str, found: Sequence[str], *, hard: bool) -> Check:
    """Return a check that passed if it found no fault."""
    return Check(name, FAILED if found else PASSED, hard, "；".join(found))


def check_lines(checks: Sequence[Check]) -> list[str]:
    """Return the list of results for a terminal."""
    counts = {each: sum(check.outcome == each for check in checks) for each in OUTCOMES}
    lines = [say("checks", "heading", counts=counted("checks_counts", counts)), *(each.line for each in checks)]
    return [*lines, say("checks", "draft")] if failed_hard(checks) else lines


def failed_hard(checks: Sequence[Check]) -> list[Check]:
    """Return the failed checks that make a report a draft."""
    return [check for check in checks if check.hard and check.outcome == FAILED]


def draft_note(checks: Sequence[Check]) -> str:
    """Return why a report is a draft; an empty text where nothing hard failed."""
    failed = failed_hard(checks)
    return say("checks", "draft_note", names="、".join(each.name for each in failed)) if failed else ""


def as_draft(document: Document, checks: Sequence[Check]) -> Document:
    """Return the document marked as a draft, in the title that stands on every page, unless nothing hard failed."""
    note = draft_note(checks)
    if not note:
        return document
    meta = (*document.meta, MetaItem(say("checks", "draft_label"), note))
    return replace(document, title=say("checks", "draft_title", title=document.title), meta=meta)
