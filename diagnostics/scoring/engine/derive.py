"""Derived facts: the formula where the tables give a value, else what was answered directly."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np

from diagnostics.model.content import expressions as ex
from diagnostics.model.content.facts import Derived, option_ids
from diagnostics.model.content.marks import SubjectKind
from diagnostics.model.firm.answers import Answer
from diagnostics.scoring.engine import intervals as iv
from diagnostics.scoring.engine.columns import bounds_of, choice_column, in_state, number_column, single_values
from diagnostics.scoring.engine.engine import Engine
from diagnostics.scoring.engine.intervals import INFINITY, Bools, Choices, Values


class Deriver:
    """Computes derived facts for an evaluator.

    Attributes:
        both: fact → firms (indices) for which the tables and a direct answer both give a value, and they differ.
    """

    def __init__(self, evaluator: Engine) -> None:
        self.evaluator = evaluator
        self.both: dict[str, set[int]] = {}
        self._says: dict[tuple[str, SubjectKind], Bools] = {}
        self._asked: Callable[[str, SubjectKind], Bools | None] | None = None

    def derive(self, item: Derived, kind: SubjectKind) -> Values | Choices:
        """Return a derived fact for every subject of a kind."""
        self.evaluator.frame.reads.note(item.id)  # whether or not it may be answered: elsewhere it may
        answers = self.evaluator.frame.answers(item, kind) if item.direct != "none" else []
        if item.cases:
            return self._choice(item, kind, answers)
        formula = self._formula(item, kind)
        return self._preferred(item, kind, formula, self._direct(item, answers)) if answers else formula

    def says(self, fact_id: str, kind: SubjectKind) -> Bools | None:
        """Return for which subjects the tables alone decide a derived fact; None where nobody asked or answered."""
        found = self._says.get((fact_id, kind))
        return self._asked(fact_id, kind) if found is None and self._asked is not None else found

    def ask(self, other: Deriver, spread: Callable[[Bools, SubjectKind], Bools]) -> None:
        """Ask another deriver, from now on, for what was not derived here because it says the same."""

        def find(fact_id: str, kind: SubjectKind) -> Bools | None:
            found = other.says(fact_id, kind)
            return None if found is None else spread(found, kind)

        self._asked = find

    def take_over(self, other: Deriver, anew: set[str]) -> None:
        """Take over what another deriver noted, but for the facts that are derived anew."""
        self.both = {fact: set(firms) for fact, firms in other.both.items() if fact not in anew}
        self._says = {key: rows for key, rows in other._says.items() if key[0] not in anew}

    # ---- numbers ----

    def _formula(self, item: Derived, kind: SubjectKind) -> Values:
        assert item.value is not None
        values = self.evaluator.value(item.value, kind)
        low, high = (_in_precision(bound, exact=self.evaluator.frame.exact) for bound in bounds_of(item))
        values = iv.clipped(values, low, high, only_open=True)
        mark = np.maximum(values.mark, np.int8(item.mark))
        return Values(lo=values.lo, hi=values.hi, na=values.na, mark=mark, computed=values.computed)

    def _direct(self, item: Derived, answers: list[Answer | None]) -> Values:
        na = in_state(answers, "na")
        raw = [self._single(item, value) for value in single_values(answers)]
        column = number_column(self.evaluator.frame, item, [None if value == "na" else value for value in raw], na)
        den_na = np.fromiter((value == "na" for value in raw), dtype=bool, count=len(raw))
        pairs = any(isinstance(answer.value, tuple) for answer in answers if answer is not None)
        return Values(lo=column.lo, hi=column.hi, na=column.na | den_na, mark=column.mark, computed=pairs)

    def _single(self, item: Derived, value: Any) -> Any:
        """Turn a pair into the ratio that the formula would give, with the formula's rule for an empty denominator."""
        if not isinstance(value, tuple):
            return value
        numerator, denominator = value
        ratio = next((part for part in ex.walk(item.value) if isinstance(part, ex.Ratio)), None) if item.value else None
        times = ratio.times if ratio else Fraction(100 if item.type == "percent" else 1)
        if denominator == 0:
            return {"zero": Fraction(0), "na": "na"}.get(ratio.den_zero if ratio else "unknown")
        return numerator / denominator * times

    def _preferred(self, item: Derived, kind: SubjectKind, formula: Values, direct: Values) -> Values:
        self._note_both(item, kind, formula.known & direct.known & np.asarray(formula.lo != direct.lo, dtype=bool))
        use = self._use_direct(item, kind, formula.known, direct.known | direct.na)
        lo, hi = formula.lo, formula.hi
        if self.evaluator.frame.verified:  # what was said directly is possible, proved or not
            told = self.evaluator.told.number(item.id, kind)
            lo, hi = np.minimum(lo, told.lo), np.maximum(hi, told.hi)
        return Values(
            lo=np.where(use, direct.lo, lo),
            hi=np.where(use, direct.hi, hi),
            na=np.where(use, direct.na, formula.na),
            mark=np.where(use, direct.mark, formula.mark).astype(np.int8),
            computed=formula.computed or direct.computed,
        )

    # ---- choices ----

    def _choice(self, item: Derived, kind: SubjectKind, answers: list[Answer | None]) -> Choices:
        frame, size = self.evaluator.frame, self.evaluator.frame.size(kind)
        options = option_ids(item)
        may = np.zeros((size, len(options)), dtype=bool)
        reached, mark = np.ones(size, dtype=bool), frame.marks(size, int(item.mark))
        for case in item.cases:
            truth = self.evaluator.truth(case.when, kind)
            may[:, options.index(case.option)] |= reached & truth.may
            reached = reached & ~truth.must
            mark = np.maximum(mark, truth.mark)
        if item.otherwise:
            may[:, options.index(item.otherwise)] |= reached
        else:
            may |= reached[:, None]
        formula = Choices(
            options=options, must=may & (may.sum(axis=1) == 1)[:, None], may=may, na=frame.nothing(size), mark=mark
        )
        if not answers:
            return formula
        return self._preferred_choice(item, kind, formula, answers)

    def _preferred_choice(
        self, item: Derived, kind: SubjectKind, formula: Choices, answers: list[Answer | None]
    ) -> Choices:
        direct = choice_column(self.evaluator.frame, item, single_values(answers), in_state(answers, "na"))
        differ = (formula.may != direct.may).any(axis=1)
        self._note_both(item, kind, formula.known & direct.known & differ)
        use = self._use_direct(item, kind, formula.known, direct.known | direct.na)
        may = formula.may
        if self.evaluator.frame.verified:
            may = may | self.evaluator.told.choice(item.id, kind).may
        may = np.where(use[:, None], direct.may, may)
        return Choices(
            options=formula.options,
            must=may & (may.sum(axis=1) == 1)[:, None],
            may=may,
            na=np.where(use, direct.na, formula.na),
            mark=np.where(use, direct.mark, formula.mark).astype(np.int8),
        )

    def _use_direct(self, item: Derived, kind: SubjectKind, formula: Bools, direct: Bools) -> Bools:
        """Return the subjects whose direct answer counts: the formula gives nothing on all answers, proved or not."""
        self._says[item.id, kind] = formula
        if self.evaluator.frame.prefer_direct:
            return direct
        if self.evaluator.frame.verified:
            self.evaluator.told.fact(item.id, kind)
            told = self.evaluator.told.from_tables(item.id, kind)
            formula = formula if told is None else told
        return direct & ~formula

    def _note_both(self, item: Derived, kind: SubjectKind, rows: Bools) -> None:
        if rows.any():
            firms = self.evaluator.frame.firm_of(kind)[rows]
            self.both.setdefault(item.id, set()).update(int(firm) for firm in firms)


def _in_precision(bound: Any, *, exact: bool) -> Any:
    return bound if exact or bound in {INFINITY, -INFINITY} else float(bound)
