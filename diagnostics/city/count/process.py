"""How far the diagnoses of many firms are: per state and group, who has what, what is late. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from diagnostics.model.firm.register import ProcessRules, ProcessStep
from diagnostics.words.catalogue import say

Json = dict[str, Any]
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
    def who(self) -> str:
        """Who has it now: the last one who was named."""
        return next((each.who for each in reversed(self.steps) if each.who), "")

    def days_late(self, day: date, rules: ProcessRules) -> int:
        """Return for how many days the next step is overdue on a day; 0 when it is not."""
        if self.last is None or self.last.due is None:
            return 0
        state = rules.states.get(self.last.state)
        return 0 if state is not None and state.end else max((day - self.last.due).days, 0)

    def group(self, by: Group) -> str:
        """Return the group that the firm falls into, empty where it is not known."""
        return {"provider": self.provider, "district": self.district, "consultant": self.who}[by]


def progress(firms: Sequence[FirmProcess], rules: ProcessRules, day: date, by: Group | None = None) -> Json:
    """Count the firms per state on a day; with `by` per group too.

    Refused and unreachable firms are counted like all others. Sums over the states, and over the groups, give the
    number of firms.
    """
    found: Json = {"as_of": day.isoformat(), **_counts(firms, rules, day)}
    if by is not None:
        groups: dict[str, list[FirmProcess]] = {}
        for each in firms:
            groups.setdefault(each.group(by), []).append(each)
        found["group"] = by
        found["by"] = {
            name or "": {"name": name or say("progress", "none"), **_counts(groups[name], rules, day)}
            for name in sorted(groups, key=lambda each: (not each, each))
        }
    found["firms"] = [_firm(each, rules, day) for each in firms]
    return found


def _counts(firms: Sequence[FirmProcess], rules: ProcessRules, day: date) -> Json:
    states = dict.fromkeys([NOT_STARTED, *rules.states], 0)
    late = dict.fromkeys(states, 0)
    for each in firms:
        state = each.last.state if each.last else NOT_STARTED
        states[state] = states.get(state, 0) + 1
        late[state] = late.get(state, 0) + (each.days_late(day, rules) > 0)
    return {"population": len(firms), "states": states, "late": sum(late.values()), "late_by_state": late}


def _firm(firm: FirmProcess, rules: ProcessRules, day: date) -> Json:
    last = firm.last
    return {
        "code": firm.code, "name": firm.name, "state": last.state if last else NOT_STARTED,
        "since": last.on.isoformat() if last else None, "due": last.due.isoformat() if last and last.due else None,
        "days_late": firm.days_late(day, rules), "who": firm.who or None, "provider": firm.provider or None,
        "district": firm.district or None, "reason": (last.reason or None) if last else None,
    }  # fmt: skip


def names_of(rules: ProcessRules) -> Mapping[str, str]:
    """Return the name of every state, also of "not assigned yet"."""
    return {NOT_STARTED: say("progress", "not_started"), **{each.id: each.name for each in rules.states.values()}}
