"""Ids that new content declares for old ones: the journal keeps what was said as it was said, reading translates it.

One event per firm says which facts and options have other names now. Everything that was recorded under the old ones,
before or after (by a colleague who has the old content still), is read under the new ones, with who, when and on what
evidence; known at an earlier time it reads as it did then.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from diagnostics.store.journal.events import Event

Names = Mapping[str, str]
_ABOUT_A_FACT = frozenset({"testimony", "adjudication", "question_postponed"})
_ABOUT_A_ROW = frozenset({"row_added", "row_changed"})


@dataclass(frozen=True)
class NewIds:
    """Old id → new id of facts; per fact (by its new id) or `table.field` the same of options."""

    facts: Names = field(default_factory=dict)
    options: Mapping[str, Names] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.facts or self.options)


def with_new_ids(events: Sequence[Event]) -> Sequence[Event]:
    """Return the events of one firm as they read under the ids declared last."""
    for declared in [event.payload for event in events if event.kind == "ids_renamed"]:
        names = NewIds(declared["facts"], declared["options"])
        facts = {event.id: event.payload["fact"] for event in events if event.kind == "testimony"}
        events = [_renamed(event, names, facts) for event in events]
    return events


def ids_to_rename(events: Sequence[Event], declared: NewIds) -> NewIds:
    """Return the part of the declared ids that the events of a firm still use."""
    told = with_new_ids(events)
    facts = {each.payload["fact"]: each.payload["fact"] for each in told if each.kind in _ABOUT_A_FACT}
    facts |= {name: name for each in told if each.kind == "card_tapped" for name in each.payload["suggested"]}
    used = {old: declared.facts[old] for old in sorted(facts) if old in declared.facts}
    options: dict[str, dict[str, str]] = {}
    for owner, value in _values(told):
        owner = used.get(owner, owner)
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, str) and each in declared.options.get(owner, {}):
                options.setdefault(owner, {})[each] = declared.options[owner][each]
    return NewIds(used, options)


def _values(events: Iterable[Event]) -> Iterator[tuple[str, Any]]:
    """Every value said, with the fact or `table.field` that it is of."""
    facts = {}
    for event in events:
        said = event.payload
        if event.kind in {"testimony", "adjudication"}:
            facts[event.id] = said["fact"]
            yield said["fact"], said["answer"]["value"]
        elif event.kind == "card_tapped":
            yield from said["suggested"].items()
        elif event.kind in _ABOUT_A_ROW:
            yield from ((f"{said['table']}.{name}", value) for name, value in said["values"].items())
        elif event.kind == "correction" and said["event"] in facts and said["now"]:
            yield facts[said["event"]], said["now"]["value"]


def _renamed(event: Event, names: NewIds, facts: Names) -> Event:
    said = dict(event.payload)
    if event.kind in _ABOUT_A_FACT:
        said["fact"] = names.facts.get(said["fact"], said["fact"])
        if "answer" in said:
            said["answer"] = _answer(said["answer"], said["fact"], names)
    elif event.kind == "correction" and said["event"] in facts and said["now"]:
        fact = facts[said["event"]]
        said["now"] = _answer(said["now"], names.facts.get(fact, fact), names)
    elif event.kind == "card_tapped":
        pairs = [(names.facts.get(fact, fact), value) for fact, value in said["suggested"].items()]
        said["suggested"] = {fact: _value(value, names.options.get(fact, {})) for fact, value in pairs}
    elif event.kind in _ABOUT_A_ROW:
        table = said["table"]
        said["values"] = {
            name: _value(value, names.options.get(f"{table}.{name}", {})) for name, value in said["values"].items()
        }
    else:
        return event
    return replace(event, payload=said)


def _answer(answer: Mapping[str, Any], fact: str, names: NewIds) -> dict[str, Any]:
    return {**answer, "value": _value(answer["value"], names.options.get(fact, {}))}


def _value(value: Any, options: Names) -> Any:
    if isinstance(value, list):
        return [options.get(each, each) for each in value]
    return options.get(value, value) if isinstance(value, str) else value
