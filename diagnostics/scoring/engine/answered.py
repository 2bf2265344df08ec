"""Whether a standard was answered at all: of a subject that nobody asked it gives no level, no stage and no depth."""

from __future__ import annotations

from collections.abc import Sequence

from diagnostics.model.content.library import Library
from diagnostics.model.content.standards import Standard
from diagnostics.scoring.engine.frame import Frame, SubjectRow
from diagnostics.scoring.engine.needs import Items, Needs
from diagnostics.scoring.memo.memory import Kept

_NEEDS: Kept[Needs] = Kept(4)
_ITEMS: Kept[Items] = Kept(64)


def answered(frame: Frame, standard: Standard) -> Sequence[bool]:
    """Return for every subject that a standard judges whether anything it rests on was answered, proved or not.

    不适用 is no answer here, and neither is what only selects or says what firm it is.
    """
    library = frame.library
    items = _ITEMS.of((library, standard), lambda: _items(library, standard))
    return [_is_answered(frame, row, items) for row in frame.subjects[standard.judges]]


def _items(library: Library, standard: Standard) -> Items:
    needs = _NEEDS.of((library,), lambda: Needs(library, with_direct=True))
    facts = library.facts
    return frozenset(each for each in needs.standard(standard) if each not in facts or not facts[each].given)


def _is_answered(frame: Frame, row: SubjectRow, items: Items) -> bool:
    """Whether the subject, one above it or one below it has a known answer or row."""
    firm = frame.firms[row.firm]

    def concerns(subject: str) -> bool:
        return subject in row.chain or row.id in frame.chain(row.firm, subject)

    if any(
        answer.state == "known" and name in items and concerns(subject)
        for (subject, name), answer in firm.answers.items()
    ):
        return True
    tables = (rows for name, rows in firm.rows.items() if name in items)
    return any(not rows or any(concerns(each.subject) for each in rows) for rows in tables)
