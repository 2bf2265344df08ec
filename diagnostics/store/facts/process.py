"""The steps of a diagnosis in the journal: recorded in their order, read back per round."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from diagnostics.model.firm.register import ProcessRules, ProcessStep
from diagnostics.model.plain import plain
from diagnostics.store.facts.derive import assessments_of
from diagnostics.store.journal.events import Event
from diagnostics.store.journal.recording import Recording
from diagnostics.store.journal.values import from_json
from diagnostics.words.catalogue import problem, say
from diagnostics.words.clock import months_later
from diagnostics.words.problems import InputError, Place, Problem

if TYPE_CHECKING:
    from diagnostics.store.workspace import Workspace


def record_steps(workspace: Workspace, steps: Mapping[str, ProcessStep], rules: ProcessRules) -> dict[str, ProcessStep]:
    """Record steps of several firms, all of them or none; returns them with their due dates.

    The state that a firm is in may be said again: that mends its day, its due date or who has it.

    Args:
        workspace: open for writing.
        steps: code of a registered firm → its step; without `due` the rules say when the next one is due.
        rules: the states and their order.

    Raises:
        InputError: With every firm whose step may not follow, lacks its reason, or lies before the step before it.
    """
    done: dict[str, ProcessStep] = {}
    wrong: list[Problem] = []
    with workspace.journal.writing() as connection:
        for code, step in steps.items():
            record = Recording(workspace.journal, connection, code, None, workspace.location, workspace.judge)
            record.check_registered(True)
            try:
                done[code] = _record(record, step, rules)
            except InputError as refused:
                wrong += refused.problems
        if wrong:
            raise InputError(wrong)
    return done


def _record(record: Recording, step: ProcessStep, rules: ProcessRules) -> ProcessStep:
    events = record.events()
    steps = steps_of(events)
    name = str(next(event.payload["name"] for event in events if event.kind == "firm_registered"))
    _check(steps, step, rules, Place(record.place), name)
    step = replace(step, due=step.due or due_of([*steps, step], rules))
    payload = plain(step, "state", "on", "due", "who", "reason", "note")
    record.append("process_step", payload, in_round=bool(assessments_of(events)))
    return step


def steps_of(events: Sequence[Event]) -> tuple[ProcessStep, ...]:
    """Return the steps of the latest round of one firm; what came before the first round belongs to it.

    A state that was said again stands once, as it was said last.
    """
    rounds = [assessment.id for assessment in assessments_of(events)]
    wanted = {rounds[-1]} if rounds else {""}
    if len(rounds) == 1:
        wanted.add("")
    found: list[ProcessStep] = []
    for event in events:
        if event.kind != "process_step" or event.assessment not in wanted:
            continue
        step = replace(from_json(ProcessStep, event.payload), author=event.author)
        if found and found[-1].state == step.state:
            found.pop()
        found.append(step)
    return tuple(found)


def due_of(steps: Sequence[ProcessStep], rules: ProcessRules) -> date | None:
    """Return when the step after the last one is due: a fixed number of days later, or the next visit; None without."""
    last = steps[-1]
    if rules.follow_from and last.state in {rules.follow_from, rules.follow_each}:
        start = next((step.on for step in reversed(steps) if step.state == rules.follow_from), last.on)
        later = [months_later(start, months) for months in rules.follow_months]
        return next((day for day in later if day > last.on), None)
    days = rules.states[last.state].due_days
    return None if days is None else last.on + timedelta(days=days)


def _check(steps: Sequence[ProcessStep], step: ProcessStep, rules: ProcessRules, place: Place, name: str) -> None:
    last = steps[-1] if steps else None
    state = rules.states[step.state]
    allowed = rules.first if last is None else rules.states[last.state].next if last.state in rules.states else ()
    if step.state not in allowed and (last is None or last.state != step.state):
        now = rules.states[last.state].name if last and last.state in rules.states else say("progress", "not_started")
        names = "、".join(rules.states[each].name for each in allowed)
        raise InputError([problem("REG-32", place, name=name, now=now, wanted=state.name, next=names or "—")])
    if state.reason and not step.reason.strip():
        raise InputError([problem("REG-33", place, state=state.name)])
    before = steps[-2] if last and last.state == step.state and len(steps) > 1 else last
    if before and before.state != step.state and step.on < before.on:
        known = rules.states[before.state].name if before.state in rules.states else before.state
        raise InputError([problem("REG-34", place, day=step.on, state=known, last=before.on)])
