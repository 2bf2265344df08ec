"""Checks of smaller extents of a remedy (`scopes`) and of what speaks against one (`against`)."""

from __future__ import annotations

from fractions import Fraction

from diagnostics.content.checks.checker import Checker
from diagnostics.content.language.expression_checking import ExpressionChecker
from diagnostics.model.content.library import Library
from diagnostics.model.content.remedies import Cost, Remedy, Scope
from diagnostics.words.numbers import number
from diagnostics.words.problems import Problem

WHOLE = Fraction(100)
_PRICES = ("fixed_wan", "per_unit_wan", "yearly_wan")


class ScopeChecker(Checker):
    """Checks scopes and counter-facts; effects, months and prices of a scope are checked as those of a remedy are."""

    def __init__(self, library: Library, expressions: ExpressionChecker, problems: list[Problem]) -> None:
        super().__init__(problems)
        self.library = library
        self.expressions = expressions

    def check(self, remedy: Remedy) -> None:
        """Check those of one remedy."""
        for scope in remedy.scopes:
            self._scope(remedy, scope)
        for each in remedy.against:
            self.expressions.check_condition(each.when, "workshop")

    def _scope(self, remedy: Remedy, scope: Scope) -> None:
        if not 0 < scope.share <= WHOLE:
            self._report("SCOPE-01", scope.place, id=remedy.id, scope=scope.id, share=number(scope.share, 6))
        for each in scope.solves:
            self._check_known("pain", (each.pain,), self.library.pains, each.place)
        needs = [name for need in scope.needs for name in ((need,) if isinstance(need, str) else need)]
        self._check_known("remedy", needs, self.library.remedies, scope.place)
        if scope.cost is not None and remedy.cost is not None and _dearer(scope.cost, remedy.cost):
            self._report("SCOPE-02", scope.place, id=remedy.id, scope=scope.id)


def _dearer(part: Cost, whole: Cost) -> bool:
    """Whether either end of a price that both name is higher for the part."""
    pairs = [(getattr(part, name), getattr(whole, name)) for name in _PRICES]
    ends = [end for one, other in pairs if one and other for end in zip(one, other, strict=True)]
    return any(mine > theirs for mine, theirs in ends)
