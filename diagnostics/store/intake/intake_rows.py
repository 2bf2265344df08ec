"""One record table of an answers file against the rows already known: what is added, changed, taken out. Pure.

A row is the same row when it reads the same, or when what a person knows it by is the same (`row_identity`); the name
of the file is no part of that. What a file has stated once is known: what happened to it since is not undone.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from diagnostics.answers.faults import errors
from diagnostics.answers.rows import between_faults, may_be_one, reads_alike, row_identity
from diagnostics.model.content.facts import FactTable
from diagnostics.model.firm.answers import Row
from diagnostics.store.facts.firm_facts import KeptRow
from diagnostics.store.journal.events import Event, Kind
from diagnostics.store.journal.values import to_json

Change = tuple[Kind, dict[str, Any]]
Same = Callable[[Row, Row], bool]


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
        table: FactTable | None,
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
        for same in (self._is_known_by, self._may_be, self._reads_alike):
            left = []
            for row in new:
                found = self._found(row, same, sum(same(row, each) for each in new))
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
        ids = self.stated.get(_content(to_json(row)), [])
        if not ids:
            return False
        kept = self.free.pop(ids.pop(0), None)
        self.n_known += 1
        if kept is not None and kept.source and _said(kept) != _content(to_json(row)):
            self.remarks.append(Remark("STORE-62", row, kept))
        return True

    def _stands(self, row: Row) -> bool:
        """Whether there is such a row, from wherever it is; each stands for one row of the file."""
        content = _content(to_json(row))
        same = next((each.id for each in self.free.values() if _said(each) == content), None)
        if same is None:
            return False
        del self.free[same]
        self.n_known += 1
        return True

    # ---- what is another row ----------------------------------------------------------------------------------------

    def _found(self, row: Row, same: Same, n_alike: int) -> KeptRow | None:
        """Return the row that a person would say this is; None where there is none or it cannot be told."""
        there = [each for each in self.free.values() if same(row, each.row)]
        mine = [each for each in there if each.source in self.editions]
        if same == self._is_known_by and mine:
            return mine[0]
        if same == self._reads_alike:  # less than what a row is known by: an edition in which the rest was corrected
            there = mine
        return there[0] if len(there) == n_alike == 1 else None

    def _replace(self, row: Row, kept: KeptRow) -> Iterator[Change]:
        """Yield the change; a weaker word of another file, or one no better than a person's, does not count."""
        del self.free[kept.id]
        now = row if kept.source in self.editions else self._completed(row, kept.row)
        if _content(to_json(now)) == _said(kept):
            self.n_known += 1
            return
        edited = kept.source in self.editions
        if not edited and (row.grade < kept.row.grade or (not kept.source and row.grade == kept.row.grade)):
            self.remarks.append(Remark("STORE-41", now, kept))
            return
        if kept.source != self.source:
            self.remarks.append(Remark("STORE-60", now, kept))
        yield "row_changed", {**self._payload(now), "row": kept.id, "reason": self.source}

    def _completed(self, row: Row, kept: Row) -> Row:
        """Return a row of another file with what it leaves open as it was, where both are evidenced alike."""
        if self.table is None or row.grade != kept.grade:
            return row
        values = {**kept.values, **row.values}
        whole = replace(row, values=values, evidence=tuple(dict.fromkeys((*kept.evidence, *row.evidence))))
        return row if errors(between_faults(self.table, values)) else whole

    def _add(self, row: Row) -> Iterator[Change]:
        there = [each for each in self.free.values() if self._may_be(row, each.row)]
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
        return {"table": self.name, **to_json(row), "source": self.source}

    def _is_known_by(self, one: Row, other: Row) -> bool:
        what = row_identity(self.table, one) if self.table else None
        return self.table is not None and what is not None and row_identity(self.table, other) == what

    def _may_be(self, one: Row, other: Row) -> bool:
        return self.table is not None and may_be_one(self.table, one, other)

    def _reads_alike(self, one: Row, other: Row) -> bool:
        what = reads_alike(self.table, one) if self.table else None
        return self.table is not None and what is not None and reads_alike(self.table, other) == what


def _stated(history: Sequence[Event]) -> dict[str, list[str]]:
    """Return what files have stated: content → the rows, as many as the file has that states it most often."""
    found: dict[str, dict[str, list[str]]] = {}
    for each in history:
        row = each.payload.get("row", each.id)
        found.setdefault(_content(each.payload), {}).setdefault(each.payload["source"], []).append(row)
    return {content: max(by_source.values(), key=len) for content, by_source in found.items()}


def _said(kept: KeptRow) -> str:
    return _content(to_json(kept.row))


def _content(data: Mapping[str, Any]) -> str:
    """Return values, subject and evidence of a row as one comparable text; the grade follows from them."""
    return json.dumps([data["values"], data["subject"], data["evidence"]], sort_keys=True)
