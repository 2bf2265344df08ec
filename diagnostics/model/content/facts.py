"""Facts, record tables and derived facts, and how they are asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from typing import Literal

from diagnostics.model.content.expressions import Condition, Value
from diagnostics.model.content.instructions import AT_LEAST, AT_MOST, LIMITS, Do
from diagnostics.model.content.marks import Grade, Mark, SubjectKind
from diagnostics.words.problems import NOWHERE, Place

FactType = Literal["choice", "multi", "number", "percent", "bool", "date", "text", "judgement"]
FieldType = Literal["choice", "number", "percent", "bool", "date", "text"]
DerivedType = Literal["number", "percent", "choice", "bool"]
Better = Literal["up", "down", "none"]
Direct = Literal["none", "value", "pair"]
Interviewee = Literal[
    "owner", "production", "quality", "equipment", "process", "rnd", "it", "finance", "hr", "sales", "purchasing",
    "warehouse", "safety", "energy", "service",
]  # fmt: skip
Location = Literal["office", "workshop", "warehouse", "server_room", "lab"]
GradeName = Literal["E0", "E1", "E2", "E3", "E4"]

DEFAULT_VERIFYING: tuple[GradeName, ...] = ("E2", "E3", "E4")
# The two answers to a judgement of an expert.
JUDGEMENTS = ("holds", "fails")


@cache
def _grades(names: tuple[GradeName, ...]) -> frozenset[Grade]:
    return frozenset(Grade[name] for name in names)


@dataclass(frozen=True, kw_only=True)
class Option:
    """One answer of a choice or multi fact; `anchor` says what must be true to pick it."""

    id: str
    name: str
    value: Fraction | None = None
    none: bool = False
    anchor: str = ""
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True)
class Scale:
    """Options that several facts share."""

    id: str
    options: tuple[Option, ...]
    name: str = ""
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class Question:
    """How a fact is asked, of whom, where, and what proves the answer.

    `inside`: it says how the network, the systems or the machines are made; of a firm under secrecy the answer stays
    inside, and no document prints it.
    """

    ask: str
    who: Interviewee
    where: Location
    help: str = ""
    example: str = ""
    evidence: tuple[str, ...] = ()
    verified_by: tuple[GradeName, ...] = DEFAULT_VERIFYING
    inside: bool = False


@dataclass(frozen=True, kw_only=True)
class Fact:
    """A raw thing known about a subject; the only thing that is stored.

    `better` says which way is better for the firm (`none`: neither). Choices list their options from worst to best when
    `better` is `up`. `selects` marks facts that only select (type, industry); they count as given in verified figures.
    `do` says per option what is done to get there (to be rid of it, where less is better).
    """

    id: str
    name: str
    type: FactType
    subject: SubjectKind = "firm"
    better: Better = "none"
    options: tuple[Option, ...] = ()
    scale: str = ""
    anchors: Mapping[str, str] = field(default_factory=dict)
    unit: str = ""
    min: Fraction | None = None
    max: Fraction | None = None
    integer: bool = False
    selects: bool = False
    profile: bool = False
    na: bool = False
    info: bool = False
    ask_when: Condition | None = None
    implies: Fraction | bool | str | tuple[str, ...] | None = None
    do: Mapping[str, Do] = field(default_factory=dict)
    question: Question | None = None
    place: Place = field(default=NOWHERE, compare=False, repr=False)

    @property
    def verifying(self) -> frozenset[Grade]:
        """Grades of evidence that verify an answer."""
        return _grades(self.question.verified_by if self.question else DEFAULT_VERIFYING)

    @property
    def given(self) -> bool:
        """Whether an answer counts as given: it only selects, serves the report alone, or says what firm this is."""
        return self.selects or self.info or self.profile


@dataclass(frozen=True, kw_only=True)
class Field:
    """A column of a record table; `within` names the field that is never smaller.

    `selects`: it only says what a row is about; it counts as given in verified figures, whatever proves the row.
    """

    id: str
    name: str
    type: FieldType
    options: tuple[Option, ...] = ()
    unit: str = ""
    min: Fraction | None = None
    max: Fraction | None = None
    integer: bool = False
    within: str = ""
    required: bool = False
    selects: bool = False
    help: str = ""
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class FactTable:
    """Rows of facts of one kind. `subject`: the lowest kind of subject a row may name.

    `inherit`: rows of an upper subject also hold for the subjects below it. `key`: rows are unique by these fields.
    `known_by`: where they are not, by these fields a person knows a row again; the first one tells most.
    """

    id: str
    name: str
    fields: tuple[Field, ...]
    subject: SubjectKind = "firm"
    inherit: bool = False
    key: tuple[str, ...] = ()
    known_by: tuple[str, ...] = ()
    question: Question | None = None
    place: Place = field(default=NOWHERE, compare=False, repr=False)

    @property
    def verifying(self) -> frozenset[Grade]:
        """Grades of evidence that verify a row."""
        return _grades(self.question.verified_by if self.question else DEFAULT_VERIFYING)

    def field_named(self, field_id: str) -> Field | None:
        """Return the field with this id, or None."""
        return next((field for field in self.fields if field.id == field_id), None)


@dataclass(frozen=True)
class DerivedCase:
    """An option of a derived choice and when it holds."""

    when: Condition
    option: str = field(metadata={"key": "is"})


@dataclass(frozen=True, kw_only=True)
class Derived:
    """A fact computed from others; `direct` says whether an answers file may give it instead."""

    id: str
    name: str
    type: DerivedType
    better: Better = "none"
    value: Value | None = None
    cases: tuple[DerivedCase, ...] = ()
    otherwise: str = ""
    options: tuple[Option, ...] = ()
    unit: str = ""
    min: Fraction | None = None
    max: Fraction | None = None
    direct: Direct = "none"
    do: Mapping[str, Do] = field(default_factory=dict)
    question: Question | None = None
    mark: Mark = Mark.house
    source: tuple[str, ...] = ()
    judge: str = ""
    note: str = ""
    info: bool = False
    place: Place = field(default=NOWHERE, compare=False, repr=False)

    @property
    def verifying(self) -> frozenset[Grade]:
        """Grades of evidence that verify a direct answer."""
        return _grades(self.question.verified_by if self.question else DEFAULT_VERIFYING)

    @property
    def given(self) -> bool:
        """Whether an answer counts as given: it serves the report alone."""
        return self.info


def option_ids(item: Fact | Derived | Field) -> tuple[str, ...]:
    """Return the ids of the options of a choice, a multi fact or a judgement."""
    return JUDGEMENTS if item.type == "judgement" else tuple(option.id for option in item.options)


def instruction_keys(item: Fact | Derived) -> tuple[str, ...]:
    """Return what an instruction can be for: the options of a choice, yes or no, the way a number or a date goes."""
    if item.type == "bool":
        return "true", "false"
    if item.type in {"number", "percent"}:
        return (AT_MOST,) if item.better == "down" else (AT_LEAST,)
    return LIMITS if item.type == "date" else option_ids(item)


def instruction(item: Fact | Derived, key: str) -> Do | None:
    """Return what is done to get to an option; a choice without its own takes that of the next better option."""
    if key in item.do or item.type != "choice":
        return item.do.get(key)
    ids = option_ids(item)
    above = ids[ids.index(key) :] if item.better != "down" else ids[ids.index(key) :: -1]
    return next((item.do[each] for each in above if each in item.do), None)


def range_of(item: Fact | Derived | Field) -> tuple[Fraction | None, Fraction | None]:
    """Return the lowest and the highest number that an item can have; a percent lies between 0 and 100."""
    if item.type != "percent":
        return item.min, item.max
    return Fraction(0) if item.min is None else item.min, Fraction(100) if item.max is None else item.max


def in_range(item: Fact | Derived | Field, number: Fraction) -> bool:
    """Whether a number is neither below nor above what the item can have."""
    low, high = range_of(item)
    return (low is None or number >= low) and (high is None or number <= high)


@dataclass(frozen=True, kw_only=True)
class Rung:
    """A step of a topic card's ladder and the facts that one tap on it suggests; what it leaves out starts open.

    `says`: words of the name or anchor, as they are read out, and what they say of which facts. Read in, it is part of
    `suggests`, too; what stands there alone is what the tap itself decides, and what is not there yet.
    """

    id: str
    name: str
    anchor: str = ""
    suggests: Mapping[str, Fraction | bool | str | tuple[str, ...]] = field(default_factory=dict)
    says: Mapping[str, Mapping[str, Fraction | bool | str | tuple[str, ...]]] = field(default_factory=dict)
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class Card:
    """A topic card: one tap on its ladder suggests facts, which the consultant confirms."""

    id: str
    name: str
    ask: str
    who: Interviewee
    where: Location
    ladder: tuple[Rung, ...]
    confirms: tuple[str, ...]
    help: str = ""
    place: Place = field(default=NOWHERE, compare=False, repr=False)

    def decides(self, name: str) -> bool:
        """Whether the tap itself decides a fact: every rung suggests something else."""
        said = [rung.suggests.get(name) for rung in self.ladder]
        return None not in said and len(set(said)) == len(said)


@dataclass(frozen=True, kw_only=True)
class Section:
    """Part of the questionnaire: what is asked of one interviewee at one place.

    `together`: its short questions stand on one screen and are answered by one line. `before_visit`: the firm fills it
    in before the visit, and it is only asked on site where that has not been done.
    """

    id: str
    name: str
    who: Interviewee
    where: Location
    items: tuple[str, ...]
    minutes: Fraction = Fraction(0)
    optional: bool = False
    together: bool = False
    before_visit: bool = False
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class Plausibility:
    """A contradiction between facts, and what to check."""

    id: str
    name: str
    when: Condition
    say: str
    subject: SubjectKind = "firm"
    mark: Mark = Mark.house
    source: tuple[str, ...] = ()
    judge: str = ""
    place: Place = field(default=NOWHERE, compare=False, repr=False)
