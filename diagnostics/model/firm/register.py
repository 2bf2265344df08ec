"""A firm as a list describes it, and the states that a diagnosis passes through."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from diagnostics.model.content.marks import Mark
from diagnostics.model.firm.answers import AnswerValue
from diagnostics.words.problems import Place


@dataclass(frozen=True)
class ListedRow:
    """One row of a record table that a list gives (a title, a service) and where it stands."""

    values: Mapping[str, AnswerValue]
    place: Place


@dataclass(frozen=True, kw_only=True)
class ListedFirm:
    """A firm as one list gives it.

    Attributes:
        code: 统一社会信用代码, checked.
        name: as written, in one line.
        source: name of the list (its file); the same name later means the same list.
        place: where it stands first.
        facts: fact id → value.
        about: what the register keeps of the firm beside the facts (stage, industry_code, provider).
        rows: table id → rows.
    """

    code: str
    name: str
    source: str
    place: Place
    facts: Mapping[str, AnswerValue] = field(default_factory=dict)
    about: Mapping[str, str] = field(default_factory=dict)
    rows: Mapping[str, tuple[ListedRow, ...]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class ProcessState:
    """A state of a diagnosis.

    Attributes:
        next: the states that may follow.
        due_days: days until the next one is due; None without a rule.
        reason: whether it needs a reason.
        end: whether nothing is due any more.
        mark: whence the days are known.
    """

    id: str
    name: str
    next: tuple[str, ...] = ()
    due_days: int | None = None
    reason: bool = False
    end: bool = False
    mark: Mark = Mark.house


@dataclass(frozen=True, kw_only=True)
class ProcessRules:
    """All states in their order, which may come first, and when firms are visited again after `follow_from`."""

    states: Mapping[str, ProcessState]
    first: tuple[str, ...]
    follow_from: str = ""
    follow_each: str = ""
    follow_months: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ProcessStep:
    """A diagnosis reached a state on a day; `due` is when the next state is due, `who` has it now."""

    state: str
    on: date
    due: date | None = None
    who: str = ""
    reason: str = ""
    note: str = ""
    author: str = ""
