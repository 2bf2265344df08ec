"""The effect of new content on the firms at hand: firms, figures, the items behind them, questions to repeat."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from datetime import date
from typing import Any

from diagnostics.city.count.attribution import Figures, Measure
from diagnostics.model.content.library import Library
from diagnostics.model.firm.answers import Answer, FirmAnswers, Row

Json = dict[str, Any]
# content that decides nothing about a firm
_SILENT = frozenset(
    {"sources", "aliases", "option_aliases", "fingerprint", "local", "sections", "cards", "pains", "due_dates"}
)


def changed_items(old: Library, new: Library) -> list[Json]:
    """Return every item that is new, gone or different; `place` of a file does not count."""
    found = []
    for kind in (each.name for each in fields(Library) if each.name not in _SILENT):
        before, after = getattr(old, kind), getattr(new, kind)
        for name in dict.fromkeys([*before, *after]):
            change = "added" if name not in before else "removed" if name not in after else "changed"
            if change != "changed" or before[name] != after[name]:
                found.append({"kind": kind, "id": name, "change": change})
    return found


def migrate(firm: FirmAnswers, new: Library) -> tuple[FirmAnswers, list[Json]]:
    """Carry answers and rows over to the ids that the new content declares (aliases of facts and of options).

    An answer that already stands under the new id stays; the old one is dropped then.

    Returns:
        The firm under the new ids, and every move as {fact, to} or {fact, option, to}.
    """
    moves: list[Json] = []
    answers: dict[tuple[str, str], Answer] = {}
    for (subject, fact), answer in firm.answers.items():
        target = fact if fact in new.facts or fact in new.derived else new.aliases.get(fact, fact)
        if target != fact:
            moves.append({"fact": fact, "to": target})
            if (subject, target) in firm.answers:
                continue
        answers[subject, target] = _with_new_options(target, answer, new, moves)
    rows = {table: tuple(_row(table, each, new, moves) for each in own) for table, own in firm.rows.items()}
    return replace(firm, answers=answers, rows=rows), moves


def _row(table: str, row: Row, new: Library, moves: list[Json]) -> Row:
    values = dict(row.values)
    for name, value in row.values.items():
        aliases = declared_options(f"{table}.{name}", new)
        if isinstance(value, str) and value in aliases:
            values[name] = aliases[value]
            move = {"fact": f"{table}.{name}", "option": value, "to": aliases[value]}
            moves += [] if move in moves else [move]
    return row if values == row.values else replace(row, values=values)


def declared_ids(new: Library) -> tuple[dict[str, str], dict[str, dict[str, str]]]:
    """Return what the content declares: old id of a fact → new one, and per fact or `table.field` old option → new.

    A name that the content itself still uses is no old one.
    """
    facts = {old: to for old, to in new.aliases.items() if old not in new.facts and old not in new.derived}
    owned = ((owner, declared_options(owner, new)) for owner in new.option_aliases)
    return facts, {owner: found for owner, found in owned if found}


def declared_options(owner: str, new: Library) -> dict[str, str]:
    """Return old → new name of the options of a fact or a `table.field`; what is still an option is no old name."""
    table, _, name = owner.partition(".")
    options = new.facts[owner].options if owner in new.facts else ()
    if owner not in new.facts and table in new.tables:
        options = next((field.options for field in new.tables[table].fields if field.id == name), ())
    known = {option.id for option in options}
    return {old: to for old, to in new.option_aliases.get(owner, {}).items() if old not in known}


def _with_new_options(fact: str, answer: Answer, new: Library, moves: list[Json]) -> Answer:
    aliases = declared_options(fact, new)

    def named(option: str) -> str:
        if option not in aliases:
            return option
        moves.append({"fact": fact, "option": option, "to": aliases[option]})
        return aliases[option]

    value = answer.value
    if isinstance(value, str):
        return replace(answer, value=named(value))
    if isinstance(value, tuple) and all(isinstance(each, str) for each in value):
        return replace(answer, value=tuple(named(str(each)) for each in value))
    return answer


def to_ask_again(firm: FirmAnswers, new: Library) -> list[Json]:
    """Return the answers that the new content cannot use: the fact is gone, or the option is."""
    found = []
    for (subject, fact), answer in firm.answers.items():
        if fact not in new.facts and fact not in new.derived:
            found.append({"subject": subject, "fact": fact, "reason": "fact_gone"})
            continue
        item = new.facts.get(fact)
        options = {option.id for option in item.options} if item is not None else set()
        values = answer.value if isinstance(answer.value, tuple) else (answer.value,)
        chosen = item is not None and item.type in {"choice", "multi"} and answer.state == "known"
        if chosen and any(value not in options for value in values):
            found.append({"subject": subject, "fact": fact, "reason": "option_gone"})
    return found


def _usable(firm: FirmAnswers, again: Sequence[Json]) -> FirmAnswers:
    gone = {(each["subject"], each["fact"]) for each in again}
    return replace(firm, answers={key: each for key, each in firm.answers.items() if key not in gone})


def content_impact(firms: Sequence[FirmAnswers], old: Library, new: Library, as_of: date, measure: Measure) -> Json:
    """Replay firms on new content. Nothing is written: the moves of ids are what a migration would do.

    Returns:
        `items` changed, per firm with a difference its `figures` (before, after, items to blame), `moves`, `ask_again`;
        `new_questions`: facts that are new, with the number of firms that have not answered them.
    """
    items = changed_items(old, new)
    moved = [migrate(firm, new) for firm in firms]
    again = [to_ask_again(firm, new) for firm, _ in moved]
    usable = [_usable(firm, each) for (firm, _), each in zip(moved, again, strict=True)]
    before, after = measure(firms, old, as_of), measure(usable, new, as_of)
    found = []
    for row, firm in enumerate(firms):
        figures = _differences(before[row], after[row], items)
        if figures or moved[row][1] or again[row]:
            found.append({
                "code": firm.code, "name": firm.name, "figures": figures, "moves": moved[row][1],
                "ask_again": again[row],
            })  # fmt: skip
    asked = [item["id"] for item in items if item["kind"] == "facts" and item["change"] == "added"]
    unanswered = {
        fact: sum(not any(key[1] == fact for key in firm.answers) for firm in usable)
        for fact in asked
        if new.facts[fact].question is not None
    }
    return {
        "firms": len(firms), "content": {"before": old.fingerprint, "after": new.fingerprint}, "items": items,
        "changed": sum(bool(each["figures"]) for each in found), "by_firm": found, "new_questions": unanswered,
    }  # fmt: skip


def _differences(before: Figures, after: Figures, items: Sequence[Mapping[str, str]]) -> list[Json]:
    """Blame the changed item that owns the figure; else everything that facts and derived facts changed below it."""
    below = [item["id"] for item in items if item["kind"] in {"facts", "derived", "tables", "scales"}]
    found = []
    for name in dict.fromkeys([*before, *after]):
        if before.get(name) == after.get(name):
            continue
        owner = name.partition(":")[0]
        own = [item["id"] for item in items if item["id"] == owner]
        found.append({"figure": name, "before": before.get(name), "after": after.get(name), "because": own or below})
    return found
