"""One record table of an answers file against the rows already known: what is added, changed, taken out. Pure.

A row is the same row when it reads the same, or when what a person knows it by is the same (`row_identity`); the name
of the file is no part of that. What a file has stated once is known: what happened to it since is not undone.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from diagnostics.answers.rows import row_identity
from diagnostics.model.content.facts import Table
from diagnostics.model.firm.answers import Row
from diagnostics.store.facts.firm_facts import KeptRow
from diagnostics.store.journal.events import Event, Kind
from diagnostics.store.journal.values import row_to_json

Change = tuple[Kind, dict[str, Any]]


@dataclass(frozen=True)
class Remark:
    """What a person should hear about a row: the code of the problem, the row of the file, the row that stood there."""

    code: str
    row: Row | None
    kept: KeptRow


class TableIntake:
    """The rows of one table.

    `history`: every event that added or changed a row; `kept`: the rows as they stand; `source`: the file; `editions`:
    files taken in before that this one is another edition of. After `changes`, `n_known` rows were known already and
    `remarks` say what was decided about rows that differ.
    """

    def __init__(
        self,
        name: str,
        table: Table | None,
        history: Sequence[Event],
        kept: Sequence[KeptRow],
        source: str,
        editions: frozenset[str],
    ) -> None:
        self.name = name
        self.table = table
        self.source = source
        self.editions = editions
        self.stated = _stated([each for each in history if each.payload["table"] == name and each.payload["source"]])
        self.free = {each.id: each for each in kept}  # rows that no row of the file stands for yet
        self.n_known = 0
        self.remarks: list[Remark] = []

    def changes(self, rows: Sequence[Row]) -> Iterator[Change]:
        """Yield the events that bring the table to what the file says now."""
        new = [row for row in rows if not self._was_stated(row)]
        new = [row for row in new if not self._stands(row)]
        for same in (self._identity, self._label):
            left = []
            alike = Counter(same(row) for row in new)
            for row in new:
                found = self._found(row, same, alike[same(row)])
                if found is None:
                    left.append(row)
                else:
                    yield from self._replace(row, found)
            new = left
        for row in new:
            yield from self._add(row)
        yield from self._no_longer_stated({row.subject for row in rows})

    # ---- what is known ----------------------------------------------------------------------------------------------

    def _was_stated(self, row: Row) -> bool:
        """Whether a file has stated the row before; what happened to it since is not undone."""
        ids = self.stated.get(_content(row_to_json(row)), [])
        if not ids:
            return False
        kept = self.free.pop(ids.pop(0), None)
        self.n_known += 1
        if kept is not None and kept.source and _said(kept) != _content(row_to_json(row)):
            self.remarks.append(Remark("STORE-62", row, kept))
        return True

    def _stands(self, row: Row) -> bool:
        """Whether there is such a row, from wherever it is; each stands for one row of the file."""
        content = _content(row_to_json(row))
        same = next((each.id for each in self.free.values() if _said(each) == content), None)
        if same is None:
            return False
        del self.free[same]
        self.n_known += 1
        return True

    # ---- what is another row ----------------------------------------------------------------------------------------

    def _found(self, row: Row, same: Any, n_alike: int) -> KeptRow | None:
        """Return the row that a person would say this is; None where there is none or it cannot be told."""
        what = same(row)
        there = [each for each in self.free.values() if what is not None and same(each.row) == what]
        mine = [each for each in there if each.source in self.editions]
        if same == self._label:  # less than what a row is known by: only where nothing else can be meant
            return mine[0] if len(mine) == n_alike == 1 else None
        if mine:
            return mine[0]
        return there[0] if len(there) == n_alike == 1 else None

    def _replace(self, row: Row, kept: KeptRow) -> Iterator[Change]:
        """Yield the change; a weaker word of another file, or one no better than a person's, does not count."""
        del self.free[kept.id]
        edited = kept.source in self.editions
        if not edited and (row.grade < kept.row.grade or (not kept.source and row.grade == kept.row.grade)):
            self.remarks.append(Remark("STORE-41", row, kept))
            return
        if kept.source != self.source:
            self.remarks.append(Remark("STORE-60", row, kept))
        yield "row_changed", {**self._payload(row), "row": kept.id, "reason": self.source}

    def _add(self, row: Row) -> Iterator[Change]:
        what = self._identity(row)
        there = [each for each in self.free.values() if what is not None and self._identity(each.row) == what]
        self.remarks += [Remark("STORE-63", row, each) for each in there[:1]]
        yield "row_added", self._payload(row)

    def _no_longer_stated(self, subjects: set[str]) -> Iterator[Change]:
        """Yield what an edition takes out: rows that it left away, of the sites and workshops that it speaks of."""
        for each in self.free.values():
            if each.source in self.editions and (not subjects or each.row.subject in subjects):
                if each.source != self.source:
                    self.remarks.append(Remark("STORE-61", None, each))
                yield "row_removed", {"table": self.name, "row": each.id, "reason": self.source, "source": self.source}

    def _payload(self, row: Row) -> dict[str, Any]:
        return {"table": self.name, **row_to_json(row), "source": self.source}

    def _identity(self, row: Row) -> tuple[object, ...] | None:
        return row_identity(self.table, row) if self.table else None

    def _label(self, row: Row) -> tuple[object, ...] | None:
        """Return less than the identity: the first part of it, for an edition in which another part was corrected."""
        whole = self._identity(row)
        return whole[:2] if whole else None


def _stated(history: Sequence[Event]) -> dict[str, list[str]]:
    """Return what files have stated: content → the rows, as many as the file has that states it most often."""
    found: dict[str, dict[str, list[str]]] = {}
    for each in history:
        row = each.payload.get("row", each.id)
        found.setdefault(_content(each.payload), {}).setdefault(each.payload["source"], []).append(row)
    return {content: max(by_source.values(), key=len) for content, by_source in found.items()}


def _said(kept: KeptRow) -> str:
    return _content(row_to_json(kept.row))


def _content(data: Mapping[str, Any]) -> str:
    """Return values, subject and evidence of a row as one comparable text; the grade follows from them."""
    return json.dumps([data["values"], data["subject"], data["evidence"]], sort_keys=True)
