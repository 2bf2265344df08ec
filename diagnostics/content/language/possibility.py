"""Finds conditions that can never hold: what asks for more than there is, or for two things that exclude each other.

Only what follows from the content itself: limits, options and points. A question behind such a condition is never
asked, a level behind it never reached.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from datetime import date
from fractions import Fraction
from typing import Any, TypeAlias

from diagnostics.model.content import expressions as ex
from diagnostics.model.content.facts import Derived, Fact, option_ids, range_of
from diagnostics.model.content.library import Library
from diagnostics.model.content.parts import parts_of
from diagnostics.words.catalogue import problem
from diagnostics.words.problems import Problem

Bound: TypeAlias = "Fraction | float"
Range: TypeAlias = "tuple[Bound, Bound]"
_ANY: Range = (-math.inf, math.inf)


def check_possible(library: Library, problems: list[Problem]) -> None:
    """Add a problem for every condition of the library that can never hold."""
    problems += [problem("EXPR-11", condition.place) for condition in _impossible_in(library, library)]


def _impossible_in(item: Any, library: Library) -> Iterator[ex.Expression]:
    """Yield the outermost impossible conditions inside a content item."""
    if isinstance(item, ex.Condition) and _never(item, library):
        yield item
    elif not isinstance(item, ex.NoneOf):  # there it is meant not to hold
        for part in parts_of(item):
            yield from _impossible_in(part, library)


def _never(condition: ex.Expression, library: Library) -> bool:
    if isinstance(condition, ex.Compare):
        return _never_compares(_range(condition.left, library), condition.comparison, _range(condition.right, library))
    if isinstance(condition, ex.AllOf):
        parts = list(_conjuncts(condition))
        return any(_never(part, library) for part in parts) or _contradicts(parts, library)
    if isinstance(condition, ex.AnyOf):
        return all(_never(part, library) for part in condition.conditions)
    if isinstance(condition, ex.Exists):
        return condition.where is not None and _never(condition.where, library)
    return False


def _conjuncts(condition: ex.AllOf) -> Iterator[ex.Expression]:
    for part in condition.conditions:
        if isinstance(part, ex.AllOf):
            yield from _conjuncts(part)
        else:
            yield part


def _never_compares(left: Range, comparison: str, right: Range) -> bool:
    return {
        "at_least": left[1] < right[0],
        "more_than": left[1] <= right[0],
        "at_most": left[0] > right[1],
        "less_than": left[0] >= right[1],
        "equals": left[1] < right[0] or left[0] > right[1],
    }[comparison]


def _contradicts(parts: Iterable[ex.Expression], library: Library) -> bool:
    """Whether conditions on one and the same fact leave it no value."""
    left: dict[str, set[str]] = {}
    ranges: dict[str, Range] = {}
    for part in parts:
        fact = _fact_of(part, library)
        if fact is None:
            continue
        if isinstance(part, ex.Among):
            left.setdefault(fact.id, set(option_ids(fact)))
            left[fact.id] &= set(part.options)
        elif isinstance(part, ex.Compare) and isinstance(part.right, ex.Constant):
            low, high = ranges.get(fact.id, _ANY)
            bound = _range(part.right, library)[0]
            if part.comparison in {"at_least", "more_than", "equals"}:
                low = max(low, bound)
            if part.comparison in {"at_most", "less_than", "equals"}:
                high = min(high, bound)
            ranges[fact.id] = (low, high)
    return any(not options for options in left.values()) or any(low > high for low, high in ranges.values())


def _fact_of(part: ex.Expression, library: Library) -> Fact | Derived | None:
    if isinstance(part, ex.Among):
        ref: ex.Expression = part.source
    elif isinstance(part, ex.Compare):
        ref = part.left
    else:
        return None
    if not isinstance(ref, ex.FactRef):
        return None
    return library.facts.get(ref.fact) or library.derived.get(ref.fact)


def _range(value: ex.Expression, library: Library) -> Range:
    """Return lowest and highest value that an expression can ever have, as far as the content says."""
    if isinstance(value, ex.Constant):
        return _ANY if isinstance(value.value, date) else (value.value, value.value)
    if isinstance(value, ex.FactRef):
        return _range_of_fact(library.facts.get(value.fact) or library.derived.get(value.fact))
    if isinstance(value, ex.CountOf):
        return Fraction(0), Fraction(sum(not _never(condition, library) for condition in value.conditions))
    if isinstance(value, ex.AnsweredCount):
        return Fraction(0), Fraction(len(value.nodes))
    if isinstance(value, ex.Covered):
        return Fraction(0), Fraction(len(set(value.options)))
    if isinstance(value, ex.RowCount):
        return Fraction(0), math.inf
    if isinstance(value, ex.Band):
        points = [each for _, each in value.edges]
        return min(points), max(points)
    if isinstance(value, ex.AnsweredShare):
        return Fraction(0), Fraction(1)
    if isinstance(value, ex.Ratio) and value.within is not None:
        return value.within
    if isinstance(value, ex.LadderLevel):
        return _range_of_ladder(value, library)
    if isinstance(value, ex.NodeScore):
        return _range_of_node(value, library)
    return _ANY


def _range_of_fact(fact: Fact | Derived | None) -> Range:
    if fact is None:
        return _ANY
    if fact.type == "bool":
        return Fraction(0), Fraction(1)
    if fact.type == "choice":
        values = [option.value for option in fact.options if option.value is not None]
        return (min(values), max(values)) if values else _ANY
    lowest, highest = range_of(fact)
    low: Bound = -math.inf if lowest is None else lowest
    high: Bound = math.inf if highest is None else highest
    return (low, high) if low <= high else _ANY  # swapped limits are reported as such


def _range_of_ladder(value: ex.LadderLevel, library: Library) -> Range:
    standard = library.standards.get(value.standard)
    ladder = standard.ladder(value.ladder) if standard else None
    if ladder is None or not ladder.steps:
        return _ANY
    levels = [step.level for step in ladder.steps]
    return Fraction(min(0, *levels)), Fraction(max(levels))


def _range_of_node(value: ex.NodeScore, library: Library) -> Range:
    standard = library.standards.get(value.standard)
    node = next((each for each in standard.nodes if each.id == value.node), None) if standard else None
    if node is None or node.max is None or not node.is_leaf:
        return _ANY
    return Fraction(0), node.max
