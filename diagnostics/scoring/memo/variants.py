"""Variants of one firm side by side: what rests on none of the answers in which they differ is taken over.

In: an evaluator that knows the firm as it is, and the firm with other answers, as often as wanted. Out: an evaluator of
those variants that says the same as one made from nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence, Set
from dataclasses import replace
from typing import TypeVar, cast

import numpy as np

from diagnostics.model.content.facts import Derived, Fact
from diagnostics.model.content.library import Library
from diagnostics.model.content.marks import SUBJECT_KINDS, SubjectKind
from diagnostics.model.firm.answers import Answer, FirmAnswers
from diagnostics.scoring.engine.evaluate import Evaluator
from diagnostics.scoring.engine.frame import Frame
from diagnostics.scoring.engine.intervals import Array, Choices, Truths, Values
from diagnostics.scoring.engine.standards import LazyNodes, NodeScores

_MEANING = ("sections", "facts", "derived", "aliases", "tables", "standards", "criteria", "statistics")
Columns = TypeVar("Columns")


def variants(base: Evaluator, row: int, firms: Sequence[FirmAnswers], library: Library | None = None) -> Evaluator:
    """Return an evaluator of variants of one firm.

    Args:
        base: knows the firm as it is, alone or among others; it is left as it is.
        row: the firm in it.
        firms: the firm with other answers, rows or evidence.
        library: content that differs from that of `base` in remedies and policies at most.
    """
    library = library or base.frame.library
    now = base.frame.firms[row]
    other_meaning = any(getattr(library, name) is not getattr(base.frame.library, name) for name in _MEANING)
    found = [None if other_meaning else _changed(now, firm, verified=base.frame.verified) for firm in firms]
    if any(each is None for each in found):  # other subjects: every column has another length
        return Evaluator(_frame(base, firms, library))
    names = set[str]().union(*(each for each in found if each))
    told = variants(base.told, row, firms, library) if base.frame.verified else None
    frame = _VariantFrame(base.frame, row, firms, library, [each or set() for each in found])
    return _Variants(base, row, frame, names, told)


def preferring_direct(base: Evaluator, firm: FirmAnswers, library: Library) -> Evaluator:
    """Return an evaluator of one firm in which what was answered directly wins over what the tables say.

    Args:
        base: knows the firm alone, on all answers.
        firm: the firm with other answers of the same subjects.
        library: the content of `base`, but that more derived facts may be answered directly.
    """
    now = base.frame.firms[0]
    names = _changed(now, firm, verified=False)
    frame = Frame([firm], library, base.frame.as_of, prefer_direct=True, reads=base.frame.reads)
    if names is None:
        return Evaluator(frame)
    direct = {name for _, name in (*now.answers, *firm.answers) if name in library.derived}
    return _Variants(base, 0, frame, names | direct, None)


def _frame(base: Evaluator, firms: Sequence[FirmAnswers], library: Library) -> Frame:
    own = base.frame
    return Frame(
        firms,
        library,
        own.as_of,
        verified=own.verified,
        exact=own.exact,
        prefer_direct=own.prefer_direct,
        reads=own.reads,
    )


def _changed(before: FirmAnswers, after: FirmAnswers, *, verified: bool) -> set[str] | None:
    """Return the facts and tables in which a variant differs; None if its subjects or tailoring do.

    What proves an answer is read in a verified frame only; what proves a row may be read in any.
    """
    if before.subjects != after.subjects or before.tailored != after.tailored:
        return None
    old, new = before.answers, after.answers
    found, common = set[str](), 0
    for key, answer in new.items():
        known = old.get(key)
        common += known is not None
        if known is not answer and (known is None or _read(known, verified) != _read(answer, verified)):
            found.add(key[1])
    if common < len(old):
        found |= {key[1] for key in old.keys() - new.keys()}
    tables = set(before.rows.keys() ^ after.rows.keys())
    same = before.rows.keys() & after.rows.keys()
    return found | tables | {name for name in same if _rows_differ(before.rows[name], after.rows[name])}


def _read(answer: Answer, verified: bool) -> tuple[object, ...]:
    return answer.state, answer.value, answer.grade if verified else None


def _rows_differ(before: object, after: object) -> bool:
    return before is not after and before != after


class _Spread:
    """Repeats what is known of one firm for each of its variants."""

    def __init__(self, base: Evaluator, row: int, size: int) -> None:
        self._rows = {kind: np.tile(base.frame.of_firm(kind, row), size) for kind in SUBJECT_KINDS}
        self._same = len(base.frame.firms) == size == 1

    def __call__(self, columns: Columns, kind: SubjectKind) -> Columns:
        """Return the columns of the variants from those of the firms."""
        return columns if self._same else _taken(columns, self._rows[kind])

    def over(self, kind: SubjectKind) -> Callable[[object, Columns], Columns]:
        """Return the same for results of one kind of subject, whatever their key."""
        return lambda _, columns: self(columns, kind)


class _VariantFrame(Frame):
    """A frame that looks up only the answers in which a variant differs from the firm."""

    def __init__(
        self, base: Frame, row: int, firms: Sequence[FirmAnswers], library: Library, names: Sequence[Set[str]]
    ) -> None:
        super().__init__(
            firms,
            library,
            base.as_of,
            verified=base.verified,
            exact=base.exact,
            prefer_direct=base.prefer_direct,
            reads=base.reads,
        )
        self._base, self._row = base, row
        self._variants_of: dict[str, list[int]] = {}
        for variant, changed in enumerate(names):
            for name in changed:
                self._variants_of.setdefault(name, []).append(variant)

    def answers(self, fact: Fact | Derived, kind: SubjectKind) -> list[Answer | None]:
        """Return the answer that holds for every row; see `Frame.answers`."""
        before = self._base.answers(fact, kind)
        own = [before[row] for row in self._base.of_firm(kind, self._row)]
        found = own * len(self.firms)
        for variant in self._variants_of.get(fact.id, ()):
            for row in range(variant * len(own), (variant + 1) * len(own)):
                found[row] = self.answer(fact, self.subjects[kind][row])
        return found


class _Variants(Evaluator):
    """An evaluator that asks another one before it computes."""

    def __init__(self, base: Evaluator, row: int, frame: Frame, names: Set[str], claimed: Evaluator | None) -> None:
        super().__init__(frame, claimed)
        self._base, self._row, self._names = base, row, names
        spread = _Spread(base, row, len(frame.firms))
        changed = frame.reads.noted(names)
        self._values.ask(base._values, changed, lambda key, found: spread(found, key[1]))
        self._truths.ask(base._truths, changed, lambda key, found: spread(found, key[1]))
        self._facts.ask(base._facts, changed, lambda key, found: spread(found, key[1]))
        self.deriver.ask(base.deriver, spread)
        self._ask_scorer(base, changed, spread)

    def _ask_scorer(self, base: Evaluator, changed: int, spread: _Spread) -> None:
        own, other, standards = self.scorer, base.scorer, self.frame.library.standards
        own._ladders.ask(other._ladders, changed, lambda key, found: spread(found, standards[key[0]].judges))
        own._out.ask(other._out, changed, lambda key, found: spread(found, standards[key[0]].judges))
        for name, scored in other._scored.items():
            nodes, of_kind = LazyNodes(own, scored.standard), spread.over(scored.standard.judges)
            nodes.memory.ask(scored.nodes.memory, changed, of_kind)
            own._scored[name] = replace(scored, nodes=nodes)

    def with_fractions(self, frame: Frame, claimed: Evaluator | None) -> Evaluator:
        """Return an evaluator of some of the variants with fractions, which asks that of the firm as it is."""
        return _Variants(self._base.exact_of((self._row,)), 0, frame, self._names, claimed)


def _taken(columns: Columns, rows: Array) -> Columns:
    """Return some rows of what stands in columns."""
    found: object
    match columns:
        case Values():
            found = Values(
                lo=columns.lo[rows],
                hi=columns.hi[rows],
                na=columns.na[rows],
                mark=columns.mark[rows],
                computed=columns.computed,
            )
        case Truths():
            found = Truths(columns.must[rows], columns.may[rows], columns.mark[rows])
        case Choices():
            found = Choices(
                options=columns.options,
                must=columns.must[rows],
                may=columns.may[rows],
                na=columns.na[rows],
                mark=columns.mark[rows],
            )
        case NodeScores():
            found = NodeScores(
                bounds=_taken(columns.bounds, rows),
                value=columns.value[rows],
                has_value=columns.has_value[rows],
                answered=columns.answered[rows],
                weight=columns.weight[rows],
                active=columns.active[rows],
            )
        case _:
            found = cast(Array, columns)[rows]
    return cast(Columns, found)
