"""How far the diagnoses of many firms are: per state and group, who has what, what is late. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from diagnostics.model.firm.register import ProcessRules, ProcessStep
from diagnostics.words.catalogue import say

Group = Literal["provider", "district", "consultant"]
NOT_STARTED = "not_started"


@dataclass(frozen=True, kw_only=True)
class FirmProcess:
    """A firm and the steps of its diagnosis; provider and district are empty where nobody said them."""

    code: str
    name: str
    steps: tuple[ProcessStep, ...]
    provider: str = ""
    district: str = ""

    @property
    def last(self) -> ProcessStep | None:
        """The step it is at, or None before the first."""
        return self.steps[-1] if self.steps else None

    @property
    def state(self) -> str:
        """The state it is in."""
        return self.last.state if self.last else NOT_STARTED

    @property
    def due(self) -> date | None:
        """The day by which the next step is due."""
        return self.last.due if self.last else None

    @property
    def who(self) -> str:
        """The person who has it now: the last one named."""
        return next((step.who for step in reversed(self.steps) if step.who), "")

    def days_late(self, day: date, rules: ProcessRules) -> int:
        """Return for how many days the next step is overdue on a day; 0 when it is not."""
        if self.last is None or self.last.due is None:
            return 0
        state = rules.states.get(self.last.state)
        return 0 if state is not None and state.end else max((day - self.last.due).days, 0)

    def group(self, by: Group) -> str:
        """Return the group that the firm falls into, empty where it is not known."""
        return {"provider": self.provider, "district": self.district, "consultant": self.who}[by]


@dataclass(frozen=True, kw_only=True)
class StepCount:
    """How many of some firms are at which state; `late`: those that are overdue there."""

    name: str
    firms: int
    states: Mapping[str, int]
    late: Mapping[str, int]

    @property
    def all_late(self) -> int:
        """How many of them are overdue."""
        return sum(self.late.values())


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How far many firms are on a day, and per group where one was asked for."""

    day: date
    rules: ProcessRules
    whole: StepCount
    firms: tuple[FirmProcess, ...]
    by: Group | None = None
    groups: tuple[StepCount, ...] = ()


def progress(firms: Sequence[FirmProcess], rules: ProcessRules, day: date, by: Group | None = None) -> Progress:
    """Count the firms per state on a day; with `by` per group too.

    Refused and unreachable firms are counted like all others. Sums over the states, and over the groups, give the
    number of firms.
    """
    groups: dict[str, list[FirmProcess]] = {}
    for each in firms if by is not None else ():
        groups.setdefault("" if by is None else each.group(by), []).append(each)
    return Progress(
        day=day,
        rules=rules,
        whole=_counted("", firms, rules, day),
        firms=tuple(firms),
        by=by,
        groups=tuple(
            _counted(name, groups[name], rules, day) for name in sorted(groups, key=lambda each: (not each, each))
        ),
    )


def _counted(name: str, firms: Sequence[FirmProcess], rules: ProcessRules, day: date) -> StepCount:
    states = dict.fromkeys([NOT_STARTED, *rules.states], 0)
    late = dict.fromkeys(states, 0)
    for firm in firms:
        states[firm.state] = states.get(firm.state, 0) + 1
        late[firm.state] = late.get(firm.state, 0) + (firm.days_late(day, rules) > 0)
    return StepCount(name=name, firms=len(firms), states=states, late=late)


def names_of(rules: ProcessRules) -> Mapping[str, str]:
    """Return the name of every state, also of "not assigned yet"."""
    return {NOT_STARTED: say("progress", "not_started"), **{state.id: state.name for state in rules.states.values()}}
