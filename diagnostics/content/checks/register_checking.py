"""Checks of how lists are read, of the states of a diagnosis and of what a delivery lists."""

from __future__ import annotations

from diagnostics.content.checks.checker import unknown_name
from diagnostics.content.language.expression_checking import ExpressionChecker
from diagnostics.model.content.library import Library
from diagnostics.model.content.registers import DeliveryRules, ListRules, ProcessFile
from diagnostics.words.catalogue import name_of, problem
from diagnostics.words.problems import Problem

# What every list is read by; without them no firm is recognised.
NEEDED = ("code", "name")


def check_registers(library: Library, expressions: ExpressionChecker, problems: list[Problem]) -> None:
    """Add every problem of the rules of lists, of the states of a diagnosis and of deliveries."""
    for rules in library.registers.values():
        _lists(rules, expressions, problems)
    for process in library.processes.values():
        _process(process, problems)
    for delivery in library.deliveries.values():
        _delivery(delivery, library, expressions, problems)


def _lists(rules: ListRules, expressions: ExpressionChecker, problems: list[Problem]) -> None:
    for name in NEEDED:
        if name not in rules.columns:
            problems.append(problem("KEY-02", rules.place, key=f"columns.{name}", what=name_of("nouns", "register")))
    columns = {**rules.columns, **rules.service_columns}
    for name, options in rules.words.items():
        if name not in columns:
            problems.append(unknown_name("column", name, columns, rules.place))
        expressions.check_options(name, options, rules.place)
    expressions.check_options("industry", rules.industry_of_code.starts.values(), rules.place)


def _process(process: ProcessFile, problems: list[Problem]) -> None:
    known = [state.id for state in process.states]
    problems.extend(unknown_name("process_state", name, known, process.place) for name in process.undefined())


def _delivery(
    delivery: DeliveryRules, library: Library, expressions: ExpressionChecker, problems: list[Problem]
) -> None:
    for each in delivery.finance:
        if each.fact not in library.facts:
            problems.append(unknown_name("fact", each.fact, library.facts, delivery.place))
        expressions.check_options(each.fact, each.options, delivery.place)
