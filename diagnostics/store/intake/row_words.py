"""A row in words: what it is known by, and where another edition of it differs."""

from __future__ import annotations

from diagnostics.answers.faults import shown
from diagnostics.model.content.facts import FactTable, Field
from diagnostics.model.firm.answers import AnswerValue, Row
from diagnostics.words.catalogue import say


def row_words(table: FactTable | None, kept: Row, row: Row | None) -> dict[str, str]:
    """Return the label of a row that is known, and what a row of a file says otherwise."""
    fields = table.fields if table else ()
    names = (table.key or table.known_by) if table else ()
    known = [_shown(field, kept.values[field.id]) for field in fields if field.id in names and field.id in kept.values]
    label = "，".join(known) or "、".join(map(shown, list(kept.values.values())[:1]))
    return {"label": label, "changes": "，".join(_changes(fields, kept, row)) if row else ""}


def _changes(fields: tuple[Field, ...], kept: Row, row: Row) -> list[str]:
    pairs = [(field, kept.values.get(field.id), row.values.get(field.id)) for field in fields]
    told = [
        say("store", "now", name=each.name, before=_shown(each, old), now=_shown(each, new))
        for each, old, new in pairs
        if old != new
    ]
    return told or [say("store", "other_evidence")]


def _shown(field: Field, value: AnswerValue) -> str:
    if value is None:
        return say("store", "empty")
    if isinstance(value, bool):
        return say("cli", "yes" if value else "no")
    return {option.id: option.name for option in field.options}.get(str(value), shown(value))
