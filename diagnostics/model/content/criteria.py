"""Criteria sets: the conditions of one recognition, one edition."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Literal

from diagnostics.model.content.expressions import AllOf, Compare, Condition, Constant, CountOf
from diagnostics.model.content.instructions import Do
from diagnostics.model.content.marks import Mark, SubjectKind
from diagnostics.words.problems import NOWHERE, Place

Role = Literal["mandatory", "conditional", "reference"]
# a firm applies to an authority, or compares itself with the conditions and nobody decides
Obtained = Literal["application", "self_assessment"]


@dataclass(frozen=True)
class Part:
    """A lettered sub-item of a condition."""

    id: str
    name: str
    need: Condition
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class ReferenceValue:
    """The value that another place asks for; printed beside a condition, never judged."""

    jurisdiction: str
    text: str = ""
    edition: str = ""
    value: Fraction | None = None
    unit: str = ""
    fact: str = ""
    mark: Mark = Mark.uncertain
    source: tuple[str, ...] = ()
    judge: str = ""
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class Criterion:
    """A condition of a set: `need`, or `parts` of which `need_parts` (a number or all) must hold.

    Mandatory conditions decide; conditional ones when `applies` holds; reference ones are shown only. `mark` is that of
    the wording; `threshold_mark` that of the line at which we take it as met, where the wording has none. `do`: what is
    done to meet it, where that does not follow from its facts.
    """

    id: str
    name: str
    group: str = ""
    role: Role = "mandatory"
    applies: Condition | None = None
    need: Condition | None = None
    parts: tuple[Part, ...] = ()
    need_parts: int | Literal["all"] = "all"
    expert: bool = False
    aux: tuple[str, ...] = ()
    references: tuple[ReferenceValue, ...] = ()
    subdomains: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    do: Do | None = None
    note: str = ""
    off: bool = False
    reason: str = ""
    mark: Mark = Mark.house
    threshold_mark: Mark | None = None
    source: tuple[str, ...] = ()
    judge: str = ""
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """A further result of a set, first match."""

    id: str
    name: str
    when: Condition
    mark: Mark = Mark.house
    source: tuple[str, ...] = ()
    judge: str = ""
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class HeldBy:
    """The official result that says that a firm has the recognition: of this instrument, at least this level."""

    instrument: str
    level: int
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class CriteriaSet:
    """The conditions of one recognition. `complete`: are all conditions of the document known?

    It counts from `valid_from` to `valid_to`, both days inclusive; an absent one leaves that side open.
    """

    id: str
    title: str
    edition: str
    jurisdiction: str
    judges: SubjectKind
    complete: bool
    conditions: tuple[Criterion, ...]
    number: str = ""
    family: str = ""
    business_type: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    next: str = ""
    default: bool = False
    obtained: Obtained = "application"
    held_by: HeldBy | None = None
    outcomes: tuple[Outcome, ...] = ()
    note: str = ""
    base: str = ""
    reviewed: date | None = None
    mark: Mark = Mark.house
    source: tuple[str, ...] = ()
    judge: str = ""
    place: Place = field(default=NOWHERE, compare=False, repr=False)


def condition_of(criterion: Criterion) -> Condition:
    """Return what a criterion needs as one condition, lettered parts included."""
    if not criterion.parts:
        return criterion.need if criterion.need is not None else AllOf((), place=criterion.place)
    needs = tuple(part.need for part in criterion.parts)
    if criterion.need_parts == "all":
        return AllOf(needs, place=criterion.place)
    count = CountOf(needs, place=criterion.place)
    return Compare(count, "at_least", Constant(Fraction(criterion.need_parts)), place=criterion.place)
