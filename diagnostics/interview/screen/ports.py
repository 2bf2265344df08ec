"""The ports of the interview: a journal that stores every word at once, and a screen that asks one thing.

The command adapts the workspace to `AssessmentJournal`; `terminal` is the `Screen` of a person, tests have their own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol

from diagnostics.evidence.assigning import ProofTarget
from diagnostics.evidence.inbox import Inbox, InboxPhoto
from diagnostics.model.content.marks import Grade
from diagnostics.model.firm.answers import Answer, AnswerValue, Evidence, Finding, FirmAnswers, Row, Subject
from diagnostics.model.results.owed import OwedList


@dataclass(frozen=True)
class StandingAnswer:
    """One person's answer that still stands."""

    id: str
    answer: Answer


@dataclass(frozen=True)
class KeptLine:
    """A row of a record table, with the id by which it is changed."""

    id: str
    row: Row


@dataclass(frozen=True)
class ListedFinding:
    """A finding, with the id by which it is changed."""

    id: str
    finding: Finding


class AssessmentJournal(Protocol):
    """Keeps what is said about one firm in one assessment; every writing method returns after it is on the disk."""

    def answers(self) -> FirmAnswers:
        """Return everything that counts: the same object as long as nothing was written."""

    def unfinished(self) -> set[str]:
        """Return the tables with rows that nobody has called complete."""

    def suggestions(self) -> FirmAnswers | None:
        """Return what the assessment before found; it counts only when somebody says it anew."""

    def testify(self, fact: str, answer: Answer, subject: str) -> None:
        """Record what somebody answered."""

    def tap(self, card: str, rung: str, suggested: Mapping[str, AnswerValue], by: str) -> None:
        """Record a tap on a topic card and what it suggested; that counts only where it is testified."""

    def said(self, fact: str, subject: str) -> Sequence[StandingAnswer]:
        """Return what people said about a fact, as far as it stands."""

    def adjudicate(self, fact: str, said: str, reason: str, subject: str) -> None:
        """Decide who is right."""

    def postpone(self, fact: str, ask: str, note: str) -> None:
        """Leave a question for later."""

    def lines(self, table: str) -> Sequence[KeptLine]:
        """Return the rows of a table."""

    def add_row(self, table: str, values: Mapping[str, AnswerValue], subject: str, evidence: Sequence[str]) -> None:
        """Add a row."""

    def change_row(
        self, table: str, line: str, values: Mapping[str, AnswerValue], evidence: Sequence[str] | None = None
    ) -> None:
        """Change fields of a row (None: no longer known), or what proves it."""

    def remove_row(self, table: str, line: str) -> None:
        """Take a row out."""

    def confirm_table(self, table: str) -> None:
        """Record that a table is complete."""

    def add_evidence(self, kind: str, grade: Grade, number: str, file: Path | None) -> Evidence:
        """Record evidence: a file to keep, or something viewed (`number` says which document)."""

    def add_finding(self, finding: Finding) -> None:
        """Record a finding."""

    def change_finding(self, finding: str, now: Finding) -> None:
        """Say a finding anew."""

    def findings(self) -> Sequence[ListedFinding]:
        """Return the findings, the oldest first."""

    def cite(self, target: ProofTarget, evidence: str) -> None:
        """Let an answer, a row or a finding that is on record cite evidence besides what it cites already."""

    def declared(self) -> bool:
        """Whether somebody has said which sites and workshops there are."""

    def declare(self, subjects: Sequence[Subject]) -> None:
        """Record all sites and workshops; none: one site that is not divided."""

    def mode(self) -> str:
        """Return the mode of the visit, empty before the screening."""

    def set_mode(self, mode: str, reason: str) -> None:
        """Record the mode of the visit."""

    def consented(self) -> bool | None:
        """Whether the firm agreed; None before it was asked."""

    def record_consent(self, given: bool, by: str, text: str, retain_until: date) -> None:
        """Record what the firm agreed to."""


# Returns what a firm owes, with what hangs on each entry.
Owing = Callable[[FirmAnswers], OwedList]


class PhotoInbox(Protocol):
    """The folder of new photos. The adapter of the disk reads and moves them."""

    @property
    def folder(self) -> Path:
        """The folder into which phones drop their photos."""

    def look(self) -> Inbox:
        """Return what is in the folder; photos recorded before are moved out of the way.

        Raises:
            InputError: The folder cannot be read.
        """

    def prepare(self, photo: InboxPhoto) -> None:
        """Read a photo, so that recording it cannot fail any more for a reason in the photo.

        Raises:
            InputError: It is damaged or no photo; it stays where it is.
        """

    def record(self, photo: InboxPhoto) -> Evidence:
        """Record a photo as evidence seen on site: a small copy without position and owner, the original's hash."""

    def withdraw(self, evidence: Evidence) -> None:
        """Take a photo back that has just been recorded: by a correction, nothing is erased."""

    def settle(self, photo: InboxPhoto) -> None:
        """Move a photo out of the folder, once everything about it is recorded.

        Raises:
            InputError: It cannot be moved, for example because it is open elsewhere.
        """


@dataclass(frozen=True)
class Prompt:
    """One thing to ask. `check` returns what is wrong with a text, or an empty text; `hint` stands below the screen.

    `begun`: what was typed before an order interrupted the line; it is there again to go on with.
    """

    message: str
    check: Callable[[str], str]
    hint: str = ""
    begun: str = ""


class Screen(Protocol):
    """Shows pages and asks one thing at a time; raises KeyboardInterrupt or EOFError when the person leaves."""

    def page(self, lines: Sequence[str]) -> None:
        """Begin a new page."""

    def show(self, lines: Sequence[str]) -> None:
        """Add lines to the page."""

    def ask(self, prompt: Prompt) -> str:
        """Ask for one line."""
