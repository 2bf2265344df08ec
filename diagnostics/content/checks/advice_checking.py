"""Checks of what a report says beside the figures: rules of advice, and statistics that stand side by side."""

from __future__ import annotations

from diagnostics.content.checks.checker import unknown_name
from diagnostics.content.language.expression_checking import ExpressionChecker
from diagnostics.model.content.library import Library
from diagnostics.model.content.policies import Statistic
from diagnostics.model.content.rules import Rule
from diagnostics.words.catalogue import name_of, problem
from diagnostics.words.problems import Problem


def check_advice(library: Library, expressions: ExpressionChecker, problems: list[Problem]) -> None:
    """Add every problem of the rules of advice, of yes-or-no statistics and of series."""
    for rule in library.rules.values():
        _rule(rule, library, expressions, problems)
    for statistic in library.statistics.values():
        if statistic.among:
            _among(statistic, library, problems)
    _series(library, problems)


def _rule(rule: Rule, library: Library, expressions: ExpressionChecker, problems: list[Problem]) -> None:
    """A rule is about a firm; what it names of a standard exists there."""
    standard = library.standards.get(rule.standard)
    if rule.standard and standard is None:
        problems.append(unknown_name("standard", rule.standard, library.standards, rule.place))
        return
    expressions.check_condition(rule.when, "firm")
    if rule.gap is not None:
        expressions.check_value(rule.gap, "firm")
    known = [node.id for node in standard.nodes] if standard else []
    problems += [unknown_name("node", name, known, rule.place) for name in rule.about if name not in known]


def _among(statistic: Statistic, library: Library, problems: list[Problem]) -> None:
    """Only a share of firms has members, and only a yes-or-no fact says whether a firm is one of them."""
    fact = library.facts.get(statistic.among) or library.derived.get(statistic.among)
    if fact is None:
        known = (*library.facts, *library.derived)
        problems.append(unknown_name("fact", statistic.among, known, statistic.place))
    elif statistic.measure != "share_of_firms" or fact.type != "bool":
        measure = name_of("measures", statistic.measure)
        kind = name_of("fact_types", fact.type)
        problems.append(problem("STAT-03", statistic.place, id=statistic.id, measure=measure, other=fact.id, type=kind))


def _series(library: Library, problems: list[Problem]) -> None:
    """Values over several years are one line only while unit, kind and definition stay the same."""
    first: dict[str, Statistic] = {}
    for statistic in library.statistics.values():
        if not statistic.series:
            continue
        other = first.setdefault(statistic.series, statistic)
        if _likeness(statistic) != _likeness(other):
            problems.append(
                problem("STAT-04", statistic.place, id=statistic.id, other=other.id, series=statistic.series)
            )


def _likeness(statistic: Statistic) -> tuple[str, str, str]:
    return statistic.unit, statistic.measure, statistic.definition
