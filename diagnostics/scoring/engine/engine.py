"""The protocol between the evaluator and its parts; the parts know nothing else of it."""

from __future__ import annotations

from collections.abc import Callable, Set
from typing import Protocol, Self

from diagnostics.model.content import expressions as ex
from diagnostics.model.content.library import Library
from diagnostics.model.content.marks import SubjectKind
from diagnostics.scoring.engine.frame import Frame
from diagnostics.scoring.engine.intervals import Array, Bools, Choices, Truths, Values
from diagnostics.scoring.engine.row_evaluation import RowEvaluator


class Engine(Protocol):
    """Values and truths over one frame; `evaluate.Evaluator` is one."""

    frame: Frame
    library: Library

    @property
    def told(self) -> Self:
        """The engine on all answers; of a frame of all answers the engine itself."""
        ...

    def value(self, expression: ex.Expression, kind: SubjectKind) -> Values:
        """Return a value for every subject of a kind."""
        ...

    def truth(self, condition: ex.Expression, kind: SubjectKind) -> Truths:
        """Return the truth of a condition for every subject of a kind."""
        ...

    def number(self, fact_id: str, kind: SubjectKind) -> Values:
        """Return a raw or derived fact as a number."""
        ...

    def choice(self, fact_id: str, kind: SubjectKind) -> Choices:
        """Return a raw or derived choice or multi fact as options."""
        ...

    def fact(self, fact_id: str, kind: SubjectKind) -> Values | Choices:
        """Return a raw or derived fact in its own form."""
        ...

    def from_tables(self, fact_id: str, kind: SubjectKind) -> Bools | None:
        """Return for which subjects the tables alone decide a derived fact; None where nobody asked or answered."""
        ...

    def node_bounds(self, standard_id: str, node_id: str) -> Values:
        """Return the lowest and highest score of a node, for every subject that its standard judges."""
        ...

    def rows(self, table: str) -> RowEvaluator:
        """Return the evaluator of a record table's rows."""
        ...

    def again(
        self,
        close: Bools,
        kind: SubjectKind,
        found: tuple[Array, Array],
        evaluate: Callable[[Self], tuple[Array, Array]],
    ) -> tuple[Array, Array]:
        """Replace the rows that floats cannot decide by the result of an exact evaluation of their firms."""
        ...

    def exact_of(self, firms: tuple[int, ...]) -> Self:
        """Return an engine of just these firms, in this order, with fractions."""
        ...

    def with_fractions(self, frame: Frame, claimed: Self | None) -> Self:
        """Return an engine of an exact frame of some of the firms."""
        ...

    def take_unchanged(self, before: Self, names: Set[str]) -> None:
        """Take over from an engine of the same firms what rests on none of the facts and tables named."""
        ...
