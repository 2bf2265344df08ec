"""One record table of an answers file against the rows already known: what is added, changed, taken out. Pure."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from diagnostics.answers.rows import row_key
from diagnostics.model.content.facts import Table
from diagnostics.model.firm.answers import Row
from diagnostics.store.facts.firm_facts import KeptRow
from diagnostics.store.journal.events import Event, Kind
from diagnostics.store.journal.values import to_json

Change = tuple[Kind, dict[str, Any]]


class TableIntake:
    """The rows of one table.

    `history`: every event that added or changed a row; `kept`: the rows as they stand; `source`: the file. After
    `changes`, `n_known` rows were known already and `weaker` were left out because a better evidenced row with the same
    key differs.
    """

    def __init__(
        self, name: str, table: Table | None, history: Sequence[Event], kept: Sequence[KeptRow], source: str
    ) -> None:
        self.name = name
        self.table = table
        self.source = source
        mine = [each.payload for each in history if each.payload["table"] == name and each.payload["source"] == source]
        self.stated = Counter(_content(each) for each in mine)
        self.kept = {each.id: each for each in kept}
        self.n_known = 0
        self.weaker: list[Row] = []

    def changes(self, rows: Sequence[Row]) -> Iterator[Change]:
        """Yield the events that bring the table to what the file says now."""
        contents = Counter(_content(to_json(row)) for row in rows)
        # rows of this file that it no longer states: a new row like one of them is that row, edited
        stale = [each for each in self.kept.values() if each.source == self.source and not contents[_said(each)]]
        new = [row for row in rows if not self._is_known(row)]
        for row in new:
            yield from self._change(row, stale)
        for each in stale:
            yield "row_removed", {"table": self.name, "row": each.id, "reason": self.source, "source": self.source}

    def _is_known(self, row: Row) -> bool:
        """Whether this file has stated the row before; what happened to it since is not undone."""
        content = _content(to_json(row))
        if self.stated[content] == 0:
            return False
        self.stated[content] -= 1
        self.n_known += 1
        return True

    def _change(self, row: Row, stale: list[KeptRow]) -> Iterator[Change]:
        payload = {"table": self.name, **to_json(row), "source": self.source}
        mine = next((each for each in stale if self._label(each.row) == self._label(row)), None)
        if mine is not None:
            stale.remove(mine)
            yield "row_changed", {**payload, "row": mine.id, "reason": self.source}
            return
        other = self._same(row)
        if other is None:
            yield "row_added", payload
        elif _said(other) == _content(to_json(row)):
            self.kept.pop(other.id)  # each row stands for one row of the file
            self.n_known += 1
        elif row.grade >= other.row.grade:
            yield "row_changed", {**payload, "row": other.id, "reason": self.source}
        else:
            self.weaker.append(row)

    def _same(self, row: Row) -> KeptRow | None:
        """Return the row from elsewhere that is this one: with the same key, or the same in every field."""
        content, key = _content(to_json(row)), self._key(row)
        others = [each for each in self.kept.values() if each.source != self.source]
        exact = next((each for each in others if _said(each) == content), None)
        if exact is not None or key is None:
            return exact
        return next((each for each in self.kept.values() if self._key(each.row) == key), None)

    def _key(self, row: Row) -> tuple[object, ...] | None:
        return row_key(self.table, row) if self.table else None

    def _label(self, row: Row) -> tuple[object, ...]:
        """Return what a person would recognise a row by: its key, else its first field."""
        first = self.table.fields[0].id if self.table and self.table.fields else ""
        return self._key(row) or (row.subject, row.values.get(first))


def _said(kept: KeptRow) -> str:
    return _content(to_json(kept.row))


def _content(data: Mapping[str, Any]) -> str:
    """Return values, subject and evidence of a row as one comparable text; the grade follows from them."""
    return json.dumps([data["values"], data["subject"], data["evidence"]], sort_keys=True)
