"""The known facts of a firm: the content of an answers file after reading."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Literal

from diagnostics.model.content.marks import Grade, State, SubjectKind
from diagnostics.model.results.plans import PlanWishes
from diagnostics.words.problems import NOWHERE, Place

# A number, an option id, the option ids picked, a numerator and denominator, a date or a text.
AnswerValue = Fraction | str | tuple[str, ...] | tuple[Fraction, Fraction] | date | bool | None

# The fact of work under secrecy; a visit asks it before anything else.
SECRECY_FACT = "secrecy_duty"

# How an answer came about in an interview: a suggestion of a topic card that was confirmed as it stood, or a question
# answered. Empty: not recorded (a file, an import).
How = Literal["", "asked", "suggested_confirmed"]


@dataclass(frozen=True)
class Subject:
    """The firm itself, a site or a workshop; `parent` is empty for the firm."""

    id: str
    kind: SubjectKind
    name: str
    parent: str = ""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """The answer to one fact; `grade` is the best evidence cited, `how` tells whether it was asked or confirmed."""

    state: State
    value: AnswerValue = None
    grade: Grade = Grade.E1
    evidence: tuple[str, ...] = ()
    by: str = ""
    date: date | None = None
    note: str = ""
    place: Place = field(default=NOWHERE, compare=False, repr=False)
    how: How = field(default="", metadata={"brief": True})


@dataclass(frozen=True, kw_only=True)
class Row:
    """A row of a record table; a field that is missing is unknown."""

    values: Mapping[str, AnswerValue]
    subject: str
    grade: Grade = Grade.E1
    evidence: tuple[str, ...] = ()
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class PutOff:
    """A question that was left for somebody else, who will be asked; not answered since."""

    subject: str
    item: str
    ask: str
    note: str = ""


# The word by which a photo is known among evidence: 现场照片, 设备照片.
PHOTO = "照片"


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """An object that proves: seen by whom, when, kept or only viewed."""

    id: str
    grade: Grade
    kind: str
    date: date | None = None
    by: str = ""
    kept: bool = True
    number: str = ""
    note: str = ""

    @property
    def is_photo(self) -> bool:
        """Whether it is a photo, by the word that says what it is."""
        return PHOTO in self.kind


# What a consultant finds; `process` describes products and process.
FINDING_KINDS = ("pain", "highlight", "wish", "observation", "process")
# A pain that the firm says it has not (没有这回事), kept like a finding so that it is not offered again.
DENIED = "denied"
# What a wish is for, where somebody said so: money (the list of requests for finance), or anything else.
WISH_KINDS = ("finance", "general")
# Why two answers that contradict each other are right all the same, kept like a finding: its title is the id of the
# rule, its text the reason. It is for the reviewer, not for the firm's list of findings.
EXPLAINED = "contradiction"
# What a loss was said for, and how well: a document was seen, numbers of the firm by a formula, somebody said so.
PERIODS = ("year", "month")
BASES = ("measured", "reckoned", "stated")
# Fields of a finding that the first releases did not have: where they say nothing, they are neither in the journal nor
# in a fingerprint.
_LATER = {"brief": True, "later": True}


@dataclass(frozen=True, kw_only=True)
class KpiSaid:
    """The figure of a pain: what it is now, and what the firm wants it to be; None: nobody said."""

    now: Fraction | None = None
    wanted: Fraction | None = None


@dataclass(frozen=True)
class Deadline:
    """The last day for something, and for whom it is kept."""

    day: date
    whose: str = ""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """A finding of the consultant (one of FINDING_KINDS), his reason against a contradiction (EXPLAINED), or DENIED.

    `by` and `date`: who noted it and when, where somebody said so. `about`: facts and tables (or a prefix of facts)
    that it is about, so that what changes them answers it; empty: read off its evidence. `wish`: of a wish, one of
    WISH_KINDS; empty: nobody said. `budget_wan`: what the firm wants to spend on a wish at most, 万元.

    Attributes:
        pain: id of the pain in the content; empty: nobody said, as in the first files.
        rank: the firm's own order, 1 first.
        loss_wan: what a pain costs, 万元, low and high; `loss_kind`: one of LOSS_KINDS.
        per: a year or a month (empty: nobody said); `period`: the year or month that it was seen in (2025, 2026-04).
        basis: one of BASES.
        bill_wan: what is paid a year for what the pain's figure measures (the energy bill of energy per piece), 万元.
        saving_wan: what somebody said a wish saves a year; `payback_years`: in which the money must come back.
    """

    kind: str
    text: str
    effect: str = ""
    evidence: tuple[str, ...] = ()
    title: str = ""
    by: str = ""
    date: date | None = None
    about: tuple[str, ...] = ()
    wish: str = ""
    budget_wan: Fraction | None = None
    pain: str = field(default="", metadata=_LATER)
    rank: Fraction | None = field(default=None, metadata=_LATER)
    loss_wan: tuple[Fraction, Fraction] | None = field(default=None, metadata=_LATER)
    loss_kind: str = field(default="", metadata=_LATER)
    per: str = field(default="", metadata=_LATER)
    period: str = field(default="", metadata=_LATER)
    basis: str = field(default="", metadata=_LATER)
    bill_wan: tuple[Fraction, Fraction] | None = field(default=None, metadata=_LATER)
    kpi: KpiSaid | None = field(default=None, metadata=_LATER)
    deadline: Deadline | None = field(default=None, metadata=_LATER)
    saving_wan: tuple[Fraction, Fraction] | None = field(default=None, metadata=_LATER)
    payback_years: Fraction | None = field(default=None, metadata=_LATER)


@dataclass(frozen=True, kw_only=True)
class FirmAnswers:
    """Everything known of one firm. `subjects` always holds the firm, at least one site and one workshop.

    `answers` maps (subject id, fact id); a table that is absent from `rows` is unknown, an empty one is known to be
    empty. `put_off` are questions that a workspace has left for later; they are nothing that is known.
    """

    code: str
    name: str
    fictitious: bool = False
    file: str = ""
    subjects: tuple[Subject, ...]
    answers: Mapping[tuple[str, str], Answer]
    rows: Mapping[str, tuple[Row, ...]]
    tailored: Mapping[str, str] = field(default_factory=dict)
    evidence: tuple[Evidence, ...] = ()
    findings: tuple[Finding, ...] = ()
    visit: Mapping[str, str] = field(default_factory=dict)
    plan: PlanWishes = field(default_factory=PlanWishes)
    put_off: tuple[PutOff, ...] = ()

    @property
    def firm_subject(self) -> str:
        """Id of the subject that is the firm itself."""
        return self.subjects[0].id

    @property
    def is_secret(self) -> bool:
        """Whether the firm has work under secrecy: nothing may leave its network, and it is exempt from the cloud."""
        said = self.answers.get((self.firm_subject, SECRECY_FACT))
        return said is not None and said.value is True

    def place_of(self, subject: str) -> str:
        """Return the name of a site or workshop where there are several of its kind, else an empty text."""
        own = next(each for each in self.subjects if each.id == subject)
        return own.name if sum(each.kind == own.kind for each in self.subjects) > 1 else ""
