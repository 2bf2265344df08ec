"""Checks of dated content: criteria sets, statistics, policies and the city's coverage metric."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property
from typing import Any

from diagnostics.content.checks.checker import Checker
from diagnostics.content.checks.fact_checking import FactChecker
from diagnostics.content.language.expression_checking import ExpressionChecker
from diagnostics.model.content import expressions as ex
from diagnostics.model.content.criteria import CriteriaSet, Criterion, condition_of
from diagnostics.model.content.facts import Derived, Fact
from diagnostics.model.content.library import Library
from diagnostics.model.content.policies import Coverage, Policy, PolicyItem, Statistic
from diagnostics.model.content.standards import Standard
from diagnostics.model.jurisdictions import NATIONAL, is_new, is_place, provinces
from diagnostics.words.catalogue import name_of, near_miss, problem
from diagnostics.words.numbers import number
from diagnostics.words.problems import Place, Problem

_DATED = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?", re.ASCII)
# No value of one firm is like these; scores and indices of other instruments are not ours either.
_OF_MANY_FIRMS = frozenset({"share_of_firms", "count", "level", "index"})


class CityChecker(Checker):
    """Checks everything under benchmarks/ but the standards; each function adds problems."""

    def __init__(
        self, library: Library, expressions: ExpressionChecker, facts: FactChecker, problems: list[Problem]
    ) -> None:
        super().__init__(problems)
        self.library = library
        self.expressions = expressions
        self.facts = facts

    def check(self) -> None:
        """Check all of it."""
        for criteria in self.library.criteria.values():
            self._set(criteria)
        for statistic in self.library.statistics.values():
            self._statistic(statistic)
        for policy in self.library.policies.values():
            self._policy(policy)
        for coverage in self.library.coverages.values():
            self._coverage(coverage)

    # ---- criteria sets ----

    def _set(self, criteria: CriteriaSet) -> None:
        self._check_period(criteria)
        if not criteria.conditions:
            self._report("CRIT-05", criteria.place, id=criteria.id)
        self._jurisdiction(criteria)
        seen: dict[str, Place] = {}
        for criterion in criteria.conditions:
            for name, place in ((criterion.id, criterion.place), *((part.id, part.place) for part in criterion.parts)):
                if name in seen:
                    self._report("ID-01", place, id=name, first=seen[name])
                seen.setdefault(name, place)
            self._criterion(criterion, criteria)
        for outcome in criteria.outcomes:
            self.expressions.check_condition(outcome.when, criteria.judges)
        self._check_known("criteria", (criteria.next,), self.library.criteria, criteria.place)
        if criteria.business_type:
            self.expressions.check_options("business_type", (criteria.business_type,), criteria.place)

    def _jurisdiction(self, criteria: CriteriaSet) -> None:
        where, library = criteria.jurisdiction, self.library
        new = is_new(where, library)
        near = near_miss(
            where, [NATIONAL, *(province.name for province in provinces(library) if province.name != where)]
        )
        if not is_place(where, library) or (new and near):
            given = {"id": criteria.id, "got": where, "near": near}
            self.problems.append(problem("CRIT-06", criteria.place, warning=new, **given))

    def _criterion(self, criterion: Criterion, criteria: CriteriaSet) -> None:
        if (criterion.need is None) == (not criterion.parts):
            self._report("CRIT-01", criterion.place, id=criterion.id)
            return
        if (criterion.applies is not None) != (criterion.role == "conditional"):
            self._report("CRIT-02", criterion.place, id=criterion.id)
        self._needed_parts(criterion)
        self.expressions.check_condition(condition_of(criterion), criteria.judges)
        if criterion.applies is not None:
            self.expressions.check_condition(criterion.applies, criteria.judges)
        for name in criterion.aux:
            self.expressions.check_value(ex.FactRef(name, place=criterion.place), criteria.judges)
        for reference in criterion.references:
            if reference.fact:
                value = ex.FactRef(reference.fact, place=reference.place)
                self.expressions.check_value(value, "workshop", any_type=True)
        self._check_known("node", criterion.subdomains, self._inner_nodes, criterion.place)

    @cached_property
    def _inner_nodes(self) -> frozenset[str]:
        """Nodes of any standard that have others below: what a condition can be about."""
        standards = self.library.standards.values()
        return frozenset(
            node.origin or node.id for standard in standards for node in standard.nodes if not node.is_leaf
        )

    def _needed_parts(self, criterion: Criterion) -> None:
        if not isinstance(criterion.need_parts, int):
            return
        if not criterion.parts or criterion.need_parts < 1:
            self._report("CRIT-04", criterion.place, id=criterion.id)
        elif criterion.need_parts > len(criterion.parts):
            self._report(
                "CRIT-03", criterion.place, id=criterion.id, got=criterion.need_parts, total=len(criterion.parts)
            )

    # ---- statistics, policies ----

    def _statistic(self, statistic: Statistic) -> None:
        if not _DATED.fullmatch(statistic.date):
            self._report("DATE-02", statistic.place, id=statistic.id, got=statistic.date)
        name = statistic.comparable_with
        if not name:
            return
        facts: dict[str, Fact | Derived] = {**self.library.facts, **self.library.derived}
        nodes = {node.id for standard in self.library.standards.values() for node in standard.nodes}
        if name not in facts and name not in nodes:
            self._unknown("fact", name, (*facts, *nodes), statistic.place)
            return
        if statistic.measure in _OF_MANY_FIRMS:
            measure = name_of("measures", statistic.measure)
            self._report("STAT-02", statistic.place, id=statistic.id, measure=measure, other=name)
        fact = facts.get(name)
        unit = "" if fact is None else "%" if fact.type == "percent" else fact.unit
        if unit and unit != statistic.unit:
            self._report("STAT-01", statistic.place, id=statistic.id, unit=statistic.unit, other=name, got=unit)

    def _policy(self, policy: Policy) -> None:
        self._check_period(policy)
        for item in policy.items:
            if item.amount_wan is not None and item.amount_wan < 0:
                self._report("RANGE-01", item.place, what=f"{item.id}.amount_wan", got=number(item.amount_wan, 6))
            for condition in item.conditions:
                self.expressions.check_condition(condition.need, "firm")
            self._conflicts(item)

    def _conflicts(self, item: PolicyItem) -> None:
        known = [each.id for policy in self.library.policies.values() for each in policy.items]
        for conflict in item.conflicts:
            if conflict.other not in known or conflict.other == item.id:
                self._unknown("policy_item", conflict.other, known, item.place)

    # ---- coverage ----

    def _coverage(self, coverage: Coverage) -> None:
        standard = self.library.standards.get(coverage.standard)
        if standard is None:
            self._unknown("standard", coverage.standard, self.library.standards, coverage.place)
            return
        self._coverage_statuses(coverage, standard)
        conditions = [coverage.population, *(switch.drops for switch in coverage.switches)]
        conditions += [coverage.exempt] if coverage.exempt is not None else []
        conditions += [group.when for breakdown in coverage.breakdowns for group in breakdown.groups]
        conditions += [shortfall.when for shortfall in coverage.shortfalls if shortfall.when is not None]
        conditions += [indicator.firms for indicator in coverage.indicators if indicator.firms is not None]
        for condition in conditions:
            self.expressions.check_condition(condition, "firm")
        self._ways_of_counting(coverage)
        figures = [figure.id for figure in coverage.figures]
        for target in coverage.targets:
            self._check_known("figure", (target.figure,), figures, target.place)
        for breakdown in coverage.breakdowns:
            if bool(breakdown.by) == bool(breakdown.groups):
                self._report("COV-01", coverage.place, id=breakdown.id)
            if breakdown.by:
                self.expressions.check_value(ex.FactRef(breakdown.by, place=coverage.place), "firm", any_type=True)

    def _ways_of_counting(self, coverage: Coverage) -> None:
        """Every firm that is not counted needs a shortfall, every other target a figure that exists."""
        last = coverage.shortfalls[-1:]
        if any(each.statuses or each.when is not None for each in last):
            self._report("COV-02", coverage.place, id=last[0].id)
        for indicator in coverage.indicators:
            self._check_known("statistic", (indicator.statistic,), self.library.statistics, coverage.place)
            if indicator.firms is not None and indicator.average is not None:
                self._report("COV-03", coverage.place, id=indicator.statistic)
            if indicator.average is not None:
                self.expressions.check_value(indicator.average, "firm")

    def _coverage_statuses(self, coverage: Coverage, standard: Standard) -> None:
        rules = {rule.id: rule for rule in standard.first_match}
        counted = rules.get(coverage.first_match)
        if counted is not None and counted.only_answered:
            self._report("COV-04", coverage.place, id=counted.id)
        named: list[tuple[str, Sequence[Any]]] = [(coverage.first_match, coverage.gap)]
        named += [(figure.first_match or coverage.first_match, figure.statuses) for figure in coverage.figures]
        named += [(coverage.first_match, shortfall.statuses) for shortfall in coverage.shortfalls]
        named += [(coverage.first_match, tuple(coverage.decisions))]
        named += [(coverage.depth, coverage.deep)] if coverage.depth else []
        for rule_id, statuses in named:
            rule = rules.get(rule_id)
            if rule is None:
                self._unknown("status_rule", rule_id, rules, coverage.place)
                continue
            self._check_known("status", statuses, list(rule.statuses), coverage.place)
