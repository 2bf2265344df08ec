"""What a firm owes, counted with plain loops over its answers; skip logic and scores by the twin of the engine."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

from diagnostics.model.content import expressions as ex
from diagnostics.model.content.facts import Derived, Fact
from diagnostics.model.content.library import Library
from diagnostics.model.content.marks import Grade
from diagnostics.model.firm.answers import FirmAnswers
from tests.scoring.twin import Twin
from tests.scoring.twin_facts import Picked

# Item, subject, row, reason.
Line = tuple[str, str, int, str]
PROOF = {Grade.E2, Grade.E3, Grade.E4}  # no question of the shipped content asks for more or less


def lines_of(firm: FirmAnswers, library: Library, as_of: date) -> Counter[Line]:
    """Return everything that a firm owes."""
    twin = Twin(firm, library, as_of)
    return Counter([*_said(firm, library), *_rows(firm, library), *_asked(twin), *_never_asked(twin)])


# ---- what was said ----


def _said(firm: FirmAnswers, library: Library) -> Iterator[Line]:
    for (subject, name), answer in firm.answers.items():
        if name in library.facts:
            fact = library.facts[name]
            if fact.selects or fact.info or fact.profile:
                continue
        elif library.derived[name].info:
            continue
        item = library.named(name)
        if answer.grade in PROOF or answer.state not in {"known", "na"}:
            continue
        if answer.state == "known" and _worst(item.type, item.better, answer.value, item):
            continue
        told_why = answer.state == "na" and answer.note
        yield name, subject, 0, "judged_only" if item.type == "judgement" or told_why else "stated_only"


def _worst(kind: str, better: str, value: Any, item: Fact | Derived) -> bool:
    if kind == "bool":
        return value is True if better == "down" else value is False
    if kind == "judgement":
        return bool(value == "fails")
    if better == "down" or kind in {"date", "text"}:
        return False
    if kind == "choice":
        position = [option.id for option in item.options].index(value)
        return item.options[position].none or (better == "up" and position == 0)
    if kind == "multi":
        return all(option.none for option in item.options if option.id in value)
    return bool((value[0] if isinstance(value, tuple) else value) == 0)


def _rows(firm: FirmAnswers, library: Library) -> Iterator[Line]:
    for name in library.tables:
        for at, row in enumerate(firm.rows.get(name, ())):
            if row.grade not in PROOF:
                yield name, row.subject, at + 1, "stated_only"


# ---- questions ----


def _asked(twin: Twin) -> Iterator[Line]:
    for (subject, name), answer in twin.firm.answers.items():
        if answer.state not in {"unknown", "refused"}:
            continue
        item = twin.library.named(name)
        if isinstance(item, Derived):
            if not _known(twin, name):
                yield name, subject, 0, answer.state
            continue
        for below in _to_ask(twin, item):
            places = [each.id for each in twin.upward(twin.subjects[below])]
            nearest = next(place for place in places if (place, name) in twin.firm.answers or place == places[-1])
            if nearest == subject:
                yield name, subject, 0, answer.state
                break


def _never_asked(twin: Twin) -> Iterator[Line]:
    library, firm, needed = twin.library, twin.firm, _needed(twin)
    always = [item for section in library.sections.values() if not section.optional for item in section.items]
    names = [name for item in always for name in (library.cards[item].confirms if item in library.cards else [item])]
    for name in names:
        if name not in needed:
            continue
        if name in library.tables:
            if name not in firm.rows:
                yield name, "firm", 0, "not_asked"
            continue
        item = library.named(name)
        if isinstance(item, Derived):
            if ("firm", name) not in firm.answers and not _known(twin, name):
                yield name, "firm", 0, "not_asked"
            continue
        open_for = [
            subject
            for subject in _to_ask(twin, item)
            if not any((above.id, name) in firm.answers for above in twin.upward(twin.subjects[subject]))
        ]
        everybody = [each.id for each in firm.subjects if each.kind == item.subject]
        for subject in ["firm"] if open_for == everybody else open_for:
            yield name, subject, 0, "not_asked"


def _to_ask(twin: Twin, fact: Fact) -> list[str]:
    """Subjects for which the condition of a question may hold, and does not rest on skipped questions alone."""
    subjects = [each for each in twin.firm.subjects if each.kind == fact.subject]
    if fact.ask_when is None:
        return [each.id for each in subjects]
    gates = [part.fact for part in ex.walk(fact.ask_when) if isinstance(part, ex.FactRef)]
    skipped = []
    for gate in gates:
        found = twin.library.facts.get(gate)
        skipped.append(
            found is not None and found.ask_when is not None and found.implies is None and not _to_ask(twin, found)
        )
    if gates and all(skipped):
        return []
    return [each.id for each in subjects if twin.truth(fact.ask_when, each).holds is not False]


def _known(twin: Twin, name: str) -> bool:
    kind = twin.library.subject_of(name)
    found = [twin.fact(name, each) for each in twin.firm.subjects if each.kind == kind]
    return all(len(each.possible) == 1 if isinstance(each, Picked) else each.known for each in found)


# ---- what counts ----


def _needed(twin: Twin) -> set[str]:
    found: set[str] = set()
    waiting = list(_looked_at(twin))
    while waiting:
        for part in ex.walk(waiting.pop()):
            if isinstance(part, ex.Yearly):
                found.add("years")
            elif isinstance(part, ex.RowCount | ex.RowValue | ex.Latest | ex.Exists | ex.TableRef):
                found.add(part.table)
            elif isinstance(part, ex.FactRef) and part.fact not in found:
                found.add(part.fact)
                derived = twin.library.derived.get(part.fact)
                if derived is not None:
                    waiting += [derived.value] if derived.value is not None else []
                    waiting += [case.when for case in derived.cases]
    return found


def _looked_at(twin: Twin) -> Iterator[ex.Expression]:
    def holds(item: Any) -> bool:
        return bool((item.valid_from or date.min) <= twin.as_of <= (item.valid_to or date.max))

    for standard in twin.library.standards.values():
        if holds(standard):
            judged = [each for each in twin.firm.subjects if each.kind == standard.judges]
            for node in standard.nodes:
                in_play = any(twin.scores.node(standard.id, node.id, each).in_play for each in judged)
                if node.points is not None and in_play:
                    yield node.points
            for rule in standard.first_match:
                yield from (case.when for case in rule.cases)
    for criteria in twin.library.criteria.values():
        if criteria.default and holds(criteria):
            for each in criteria.conditions:
                yield from (need for need in (each.need, each.applies, *(part.need for part in each.parts)) if need)
