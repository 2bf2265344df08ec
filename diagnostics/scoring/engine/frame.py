"""Firms as arrays: who the subjects are, which subject lies below which, what each has answered.

A frame holds R firms and their sites and workshops as three sets of rows. Facts become columns only when asked for.
`verified` frames hold every unverified answer as unknown. `exact` frames hold numbers as `Fraction`.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np

from diagnostics.model.content.facts import Derived, Fact
from diagnostics.model.content.library import Library
from diagnostics.model.content.marks import SUBJECT_KINDS, Grade, SubjectKind
from diagnostics.model.firm.answers import Answer, FirmAnswers
from diagnostics.scoring.engine.intervals import Array, Bools, Marks
from diagnostics.scoring.memo.memory import Reads


@dataclass(frozen=True)
class SubjectRow:
    """A subject as a row: its firm (index) and the ids to look answers up under, own first, then upwards."""

    firm: int
    id: str
    chain: tuple[str, ...]


class Frame:
    """R firms at one date.

    Args:
        firms: what is known of each.
        library: the content that gives facts their meaning.
        as_of: date of the diagnosis.
        verified: treat unverified answers as unknown.
        exact: hold numbers as fractions.
        prefer_direct: let a directly given indicator win over the tables (to compare both).
        reads: takes note of the facts and tables that are read.
    """

    def __init__(
        self,
        firms: Sequence[FirmAnswers],
        library: Library,
        as_of: date,
        *,
        verified: bool = False,
        exact: bool = False,
        prefer_direct: bool = False,
        reads: Reads | None = None,
    ) -> None:
        self.firms = firms
        self.library = library
        self.as_of = as_of
        self.verified = verified
        self.exact = exact
        self.prefer_direct = prefer_direct
        self.reads = reads or Reads()

    def on_all_answers(self) -> Frame:
        """Return the same frame with every answer, verified or not."""
        return Frame(self.firms, self.library, self.as_of, exact=self.exact, prefer_direct=self.prefer_direct)

    def restricted(self, firms: Sequence[int], *, exact: bool) -> Frame:
        """Return a frame of some of the firms, exact if asked."""
        chosen = [self.firms[index] for index in firms]
        return Frame(
            chosen,
            self.library,
            self.as_of,
            verified=self.verified,
            exact=exact,
            prefer_direct=self.prefer_direct,
            reads=self.reads,
        )

    def with_answers(self, firms: Sequence[FirmAnswers]) -> Frame:
        """Return the same frame after other answers of the same firms with the same subjects."""
        other = copy(self)  # rows and positions of the subjects stay
        other.firms = firms
        return other

    @cached_property
    def subjects(self) -> dict[SubjectKind, list[SubjectRow]]:
        """Rows per kind of subject, in the order of the firms."""
        rows: dict[SubjectKind, list[SubjectRow]] = {kind: [] for kind in SUBJECT_KINDS}
        for index, firm in enumerate(self.firms):
            parents = {subject.id: subject.parent for subject in firm.subjects}
            for subject in firm.subjects:
                chain = [subject.id]
                while parents.get(chain[-1]):
                    chain.append(parents[chain[-1]])
                rows[subject.kind].append(SubjectRow(index, subject.id, tuple(chain)))
        return rows

    def size(self, kind: SubjectKind) -> int:
        """Return the number of rows of a kind."""
        return len(self.subjects[kind])

    @cached_property
    def _positions(self) -> dict[SubjectKind, dict[tuple[int, str], int]]:
        return {
            kind: {(row.firm, row.id): position for position, row in enumerate(rows)}
            for kind, rows in self.subjects.items()
        }

    def position(self, kind: SubjectKind, firm: int, subject: str) -> int | None:
        """Return the row of a subject, or None if it is of another kind."""
        return self._positions[kind].get((firm, subject))

    @cached_property
    def _below(self) -> dict[SubjectKind, dict[tuple[int, str], list[int]]]:
        below: dict[SubjectKind, dict[tuple[int, str], list[int]]] = {kind: {} for kind in SUBJECT_KINDS}
        for kind, rows in self.subjects.items():
            for position, row in enumerate(rows):
                for name in row.chain:
                    below[kind].setdefault((row.firm, name), []).append(position)
        return below

    def below(self, kind: SubjectKind, firm: int, subject: str) -> list[int]:
        """Return the rows of a kind that are a subject or lie below it."""
        return self._below[kind].get((firm, subject), [])

    def of_firm(self, kind: SubjectKind, firm: int) -> list[int]:
        """Return the rows of a kind that belong to a firm."""
        return self.below(kind, firm, self.firms[firm].firm_subject)

    @cached_property
    def _chains(self) -> dict[tuple[int, str], tuple[str, ...]]:
        return {(row.firm, row.id): row.chain for rows in self.subjects.values() for row in rows}

    def chain(self, firm: int, subject: str) -> tuple[str, ...]:
        """Return a subject of a firm and those above it, the lowest first."""
        return self._chains.get((firm, subject), ())

    def containing(self, kind: SubjectKind, firm: int, subject: str) -> int | None:
        """Return the row of a kind that is a subject or lies above it, or None."""
        return next(
            (found for name in self.chain(firm, subject) if (found := self.position(kind, firm, name)) is not None),
            None,
        )

    def firm_of(self, kind: SubjectKind) -> Array:
        """Return the firm index of every row of a kind."""
        return np.fromiter((row.firm for row in self.subjects[kind]), dtype=np.int64, count=self.size(kind))

    def ancestors(self, lower: SubjectKind, upper: SubjectKind) -> Array:
        """Return for every row of the lower kind the row of the subject above it of the upper kind."""
        positions = self._positions[upper]
        found = (
            next(positions[row.firm, name] for name in row.chain if (row.firm, name) in positions)
            for row in self.subjects[lower]
        )
        return np.fromiter(found, dtype=np.int64, count=self.size(lower))

    def answers(self, fact: Fact | Derived, kind: SubjectKind) -> list[Answer | None]:
        """Return the answer that holds for every row: the subject's own, else that of the subject above it.

        In a verified frame an answer whose evidence does not verify it is None, unless the fact only selects.
        """
        self.reads.note(fact.id)
        return [self.answer(fact, row) for row in self.subjects[kind]]

    def answer(self, fact: Fact | Derived, row: SubjectRow) -> Answer | None:
        """Return the answer that holds for one subject."""
        answers, name = self.firms[row.firm].answers, fact.id
        for subject in row.chain:
            answer = answers.get((subject, name))
            if answer is not None:
                counts = not self.verified or (isinstance(fact, Fact) and fact.selects)
                return answer if counts or answer.grade in fact.verifying else None
        return None

    # ---- arrays ----

    def numbers(self, values: Sequence[Any]) -> Array:
        """Return an array of numbers in the precision of the frame; dates become their ordinals."""
        converted = [value.toordinal() if isinstance(value, date) else value for value in values]
        if self.exact:
            array = np.empty(len(converted), dtype=object)
            array[:] = converted
            return array
        return np.array([float(value) for value in converted], dtype=np.float64)

    def constant(self, value: Any, size: int) -> Array:
        """Return a constant column."""
        number = value.toordinal() if isinstance(value, date) else value
        return np.full(size, number, dtype=object) if self.exact else np.full(size, float(number), dtype=np.float64)

    def marks(self, size: int, mark: int = 0) -> Marks:
        """Return a constant column of marks."""
        return np.full(size, mark, dtype=np.int8)

    def nothing(self, size: int) -> Bools:
        """Return a column of False."""
        return np.zeros(size, dtype=bool)

    def verifies(self, grade: Grade, verifying: frozenset[Grade]) -> bool:
        """Whether evidence of this grade lets a row count in this frame."""
        return not self.verified or grade in verifying
