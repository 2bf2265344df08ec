"""The changes since an earlier diagnosis of the same firm, each with what it comes from; in words, all computed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from diagnostics.model.results.plans import Range

# Of a measure: carried out; begun; nothing of it is seen; nothing that is asked could show it.
Done = Literal["done", "partly", "not", "unseen"]


@dataclass(frozen=True, kw_only=True)
class Moved:
    """A value in words that differs: what it is about, what it was, what it is, because of what (in words).

    `owner`: the same in the owner's words, where he reads it; `is_score`: it is a score and not a level; `silent`: it
    is more open than it was because less was asked.
    """

    name: str
    before: str
    after: str
    because: tuple[str, ...] = ()
    owner: str = ""
    is_score: bool = False
    silent: bool = False


@dataclass(frozen=True, kw_only=True)
class ChangedAnswer:
    """An answer, or a row of a table, that is not as it was: who says so now, when, how it is proved before and now.

    `item`: id of the fact or table. `measure`: the measure of the earlier plan that was to change it. `proof_only`: the
    value is the same.
    """

    item: str
    name: str
    place: str
    before: str
    after: str
    by: str = ""
    date: date | None = None
    grade_before: str = ""
    grade: str = ""
    measure: str = ""
    proof_only: bool = False


@dataclass(frozen=True, kw_only=True)
class MeasureSince:
    """A measure of the earlier plan and what became of it; `late`: its day is over and it is not done."""

    id: str
    name: str
    due: date
    cost: Range | None
    done: Done
    late: bool


@dataclass(frozen=True, kw_only=True)
class PainSince:
    """A pain before and after; an empty text: nobody told it.

    `gone`: it is told no more; `denied`: the firm says that it has it no more; `new`: it was not told then.
    """

    title: str
    loss_before: str
    loss: str
    kpi: str = ""
    kpi_before: str = ""
    kpi_now: str = ""
    kpi_wanted: str = ""
    gone: bool = False
    denied: bool = False
    new: bool = False


@dataclass(frozen=True, kw_only=True)
class Since:
    """Everything that a second visit says against an earlier diagnosis.

    Attributes:
        day: as of which that one was made; `number`, `version`: of its report, empty and 0 where none was issued.
        levels: levels and statuses that differ, the verified ones with them.
        kept: levels and statuses that are as they were.
        verdicts: of criteria sets that differ.
        conditions: whose state differs, with the facts that differ below them.
        answers: every answer and row that differs.
        unasked: names of what was answered then and nobody asked this time; nothing is said to have changed there.
        measures: of the earlier plan; `replanned`: it was made anew, because no issued report kept it.
        pains: those told then or now; `yearly_before`, `yearly`: the visible yearly loss in words, empty for none.
        spent: what the firm spent on it since, where its papers say so.
        planned_cost: 万元 that the earlier plan was to cost, in words; empty: nothing.
        rules: what would have read otherwise then already, had it been judged as today: a change of the rules.
        rules_changed: the content is not that of then.
    """

    day: date
    number: str = ""
    version: int = 0
    levels: tuple[Moved, ...] = ()
    kept: tuple[Moved, ...] = ()
    verdicts: tuple[Moved, ...] = ()
    conditions: tuple[Moved, ...] = ()
    answers: tuple[ChangedAnswer, ...] = ()
    unasked: tuple[str, ...] = ()
    measures: tuple[MeasureSince, ...] = ()
    replanned: bool = False
    pains: tuple[PainSince, ...] = ()
    yearly_before: str = ""
    yearly: str = ""
    spent: tuple[str, ...] = ()
    planned_cost: str = ""
    rules: tuple[Moved, ...] = ()
    rules_changed: bool = False
