"""Checks of pains: signs that can hold, losses that end in money, a first step that costs nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from diagnostics.content.checks.checker import Checker
from diagnostics.content.language.expression_checking import ExpressionChecker
from diagnostics.model.content.library import Library
from diagnostics.model.content.losses import ends_in_money, unit_of, written
from diagnostics.model.content.pains import FreeStep, Loss, LossNumber, Pain
from diagnostics.words.problems import Place, Problem

FEWEST_SIGNS = 2
LONGEST_NAME = 16


class PainChecker(Checker):
    """Checks the pains; each function adds problems."""

    def __init__(self, library: Library, expressions: ExpressionChecker, problems: list[Problem]) -> None:
        super().__init__(problems)
        self.library = library
        self.expressions = expressions

    def check(self) -> None:
        """Check all of them."""
        shared = Counter(each.shares for each in self.library.pains.values())
        for pain in self.library.pains.values():
            self._signs(pain)
            self._loss(pain, pain.loss)
            self._first_step(pain, pain.first_step)
            if pain.shares and shared[pain.shares] == 1:
                self._report("PAIN-05", pain.place, id=pain.id, shares=pain.shares)
            if len(pain.name) > LONGEST_NAME:
                self._report("PAIN-06", pain.place, id=pain.id, n=len(pain.name), most=LONGEST_NAME)

    def _signs(self, pain: Pain) -> None:
        parts = (*pain.signs, pain.given, pain.excludes, *(part.when for part in pain.loss.parts))
        for condition in parts:
            if condition is not None:
                self.expressions.check_condition(condition, "workshop")
        if len(pain.signs) < FEWEST_SIGNS:
            self._report("PAIN-01", pain.place, id=pain.id, n=len(pain.signs))
        if trades := (*pain.trades, *pain.leading):
            self.expressions.check_options("industry", trades, pain.place)

    def _loss(self, pain: Pain, loss: Loss) -> None:
        numbers = {number.id: number for number in loss.numbers}
        complete = True
        for part in loss.parts:
            known = self._check_known("loss_number", part.of, numbers, part.place)
            complete &= known
            kind = part.kind or loss.kind
            if known and kind != "none" and not ends_in_money(of := [numbers[name] for name in part.of], kind):
                self._wrong_unit(pain, of, part.place, once=kind == "once")
        if complete and (odd := _odd(loss)):
            self._report("PAIN-03", loss.place, id=pain.id, names="、".join(odd))

    def _wrong_unit(self, pain: Pain, of: Iterable[LossNumber], place: Place, *, once: bool) -> None:
        unit, wanted = written(unit_of(of)[0]), "元" if once else "元/年"
        self._report("PAIN-02", place, id=pain.id, unit=unit, wanted=wanted)

    def _first_step(self, pain: Pain, step: FreeStep) -> None:
        remedies = self.library.remedies
        for name in step.remedies:
            if name not in remedies:
                self._unknown("remedy", name, remedies, step.place)
            elif not remedies[name].own_measure:
                self._report("PAIN-04", step.place, id=pain.id, remedy=remedies[name].name)


def _odd(loss: Loss) -> list[str]:
    """Return the numbers that are asked in vain, or added and taken off; a loss that is none asks for none."""
    added = {name for part in loss.parts if not part.less for name in part.of}
    taken = {name for part in loss.parts if part.less for name in part.of}
    if (loss.kind == "none") != (not loss.parts):
        return [f"kind: {loss.kind}"]
    return [number.id for number in loss.numbers if (number.id in added) == (number.id in taken)]
