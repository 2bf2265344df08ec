"""Standards: scorecards made of a tree of nodes, ladders of levels, statuses and further outputs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Literal

from diagnostics.model.content.expressions import Condition, FactRef, Value
from diagnostics.model.content.marks import Mark, SubjectKind
from diagnostics.words.problems import NOWHERE, Place

RollUp = Literal["sum", "mean"]
NotApplicable = Literal["reject", "zero", "drop", "tailor"]
Unanswered = Literal["open", "zero", "renormalise"]
Weight = Fraction | Mapping[str, Fraction]


@dataclass(frozen=True, kw_only=True)
class Node:
    """An inner node (`roll_up`) or a leaf (`points`, `max`) of a standard's tree.

    `origin` is the id before the levels were unrolled. `anchors` says per level what the node looks like there.
    `weight` counts under a parent whose roll-up is `mean`; as a map it names one weight per option of the standard's
    `weights_by` fact, and an option that it does not name leaves the node out.
    """

    id: str
    name: str
    parent: str = ""
    roll_up: RollUp | None = None
    points: Value | None = None
    max: Fraction | None = None
    weight: Weight = Fraction(1)
    level: int | None = None
    na: NotApplicable = "reject"
    tailorable: bool = False
    origin: str = ""
    tags: tuple[str, ...] = ()
    note: str = ""
    evidence: tuple[str, ...] = ()
    anchors: Mapping[str, str] = field(default_factory=dict)
    mark: Mark = Mark.house
    source: tuple[str, ...] = ()
    judge: str = ""
    place: Place = field(default=NOWHERE, compare=False, repr=False)

    @property
    def is_leaf(self) -> bool:
        """Whether the node gets its value from facts."""
        return self.points is not None


@dataclass(frozen=True, kw_only=True)
class Step:
    """A level of a ladder and what it needs."""

    level: int
    id: str
    name: str
    need: Condition
    meaning: str = ""
    mark: Mark = Mark.house
    source: tuple[str, ...] = ()
    judge: str = ""
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class Ladder:
    """Levels from low to high; the result is the highest step that holds (0: none).

    `sequential`: every lower step must hold too. `lowest_of`: the lowest result of other ladders
    instead of own steps. `shows`: results print the number or the id of the step.
    """

    id: str
    name: str
    steps: tuple[Step, ...] = ()
    lowest_of: tuple[str, ...] = ()
    sequential: bool = False
    below: str = ""
    shows: Literal["level", "id"] = "level"
    place: Place = field(default=NOWHERE, compare=False, repr=False)

    def shown(self, level: int | None) -> int | str | None:
        """Return a level as results print it: its number, or the id of its step."""
        ids = {step.level: step.id for step in self.steps} if self.shows == "id" else {}
        return level if level is None else ids.get(level, level)


StatusTone = Literal["good", "warn", "bad", "muted"]


@dataclass(frozen=True, kw_only=True)
class StatusCase:
    """A status and when it is the first that holds; `tone`: the colour in which it is shown."""

    id: str
    name: str
    when: Condition
    meaning: str = ""
    tone: StatusTone = "muted"
    better_than: tuple[str, ...] = ()
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True)
class OtherwiseStatus:
    """The status when no case holds."""

    id: str
    name: str
    meaning: str = ""
    tone: StatusTone = "muted"
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class FirstMatch:
    """Exactly one status per subject: the first case that certainly holds.

    `only_answered`: none where nothing was answered that the standard rests on.
    """

    id: str
    name: str
    cases: tuple[StatusCase, ...]
    otherwise: OtherwiseStatus
    only_answered: bool = False
    mark: Mark = Mark.house
    source: tuple[str, ...] = ()
    judge: str = ""
    place: Place = field(default=NOWHERE, compare=False, repr=False)

    @cached_property
    def statuses(self) -> Mapping[str, StatusCase | OtherwiseStatus]:
        """All its statuses by id, in their order."""
        every: tuple[StatusCase | OtherwiseStatus, ...] = (*self.cases, self.otherwise)
        return {each.id: each for each in every}


@dataclass(frozen=True, kw_only=True)
class Output:
    """Further named numbers of a standard's result: plain `values`, or `figure(s)` with bounds and verified value."""

    id: str
    name: str
    values: Mapping[str, Value] = field(default_factory=dict)
    figures: Mapping[str, Value] = field(default_factory=dict)
    figure: Value | None = None
    unit: str = ""
    mark: Mark = Mark.house
    source: tuple[str, ...] = ()
    judge: str = ""
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class RowUse:
    """How a row of a ledger counts: it is one of the rows that the derived fact `counted_by` counts.

    `running`: what it stands for is in use. `apart`: such rows are a kind of their own and no services.
    """

    id: str
    name: str
    counted_by: str
    running: bool = False
    apart: bool = False
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class Ledger:
    """The record table on whose rows a standard rests; a row has the first use by which it is counted, or none."""

    table: str
    uses: tuple[RowUse, ...]
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class WeightSet:
    """Alternative weights of complete sibling groups."""

    id: str
    name: str
    weights: Mapping[str, Weight]
    mark: Mark = Mark.uncertain
    source: tuple[str, ...] = ()
    judge: str = ""
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True)
class ByLevel:
    """The roll-up runs once per level; `empty` says what happens to inner nodes without points at a level."""

    levels: tuple[int, ...]
    empty: Literal["carry_down", "renormalise"] = "carry_down"
    upto: FactRef | None = None


@dataclass(frozen=True, kw_only=True)
class Standard:
    """A scorecard. Nodes stand in reading order, parents before children; scores are shown with `decimals`.

    It counts from `valid_from` to `valid_to`, both days inclusive; an absent one leaves that side open.
    """

    id: str
    title: str
    edition: str
    judges: SubjectKind
    unanswered: Unanswered
    nodes: tuple[Node, ...]
    scale: int = 1
    number: str = ""
    label: str = ""
    score: str = ""
    score_figure: Value | None = None
    min_answered: int = 0
    unit: str = "分"
    decimals: int = 2
    weights_by: str = ""
    by_level: ByLevel | None = None
    weight_sets: tuple[WeightSet, ...] = ()
    ladders: tuple[Ladder, ...] = ()
    first_match: tuple[FirstMatch, ...] = ()
    outputs: tuple[Output, ...] = ()
    ledger: Ledger | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    note: str = ""
    base: str = ""
    reviewed: date | None = None
    mark: Mark = Mark.house
    source: tuple[str, ...] = ()
    judge: str = ""
    place: Place = field(default=NOWHERE, compare=False, repr=False)

    @cached_property
    def by_id(self) -> Mapping[str, Node]:
        """The nodes by id."""
        return {node.id: node for node in self.nodes}

    @cached_property
    def below(self) -> Mapping[str, tuple[Node, ...]]:
        """The children of every inner node, in reading order."""
        found: dict[str, list[Node]] = {node.id: [] for node in self.nodes if not node.is_leaf}
        for node in self.nodes:
            found.setdefault(node.parent, []).append(node)
        return {parent: tuple(children) for parent, children in found.items()}

    def ladder(self, ladder_id: str) -> Ladder | None:
        """Return the ladder with this id, or None."""
        return next((each for each in self.ladders if each.id == ladder_id), None)
