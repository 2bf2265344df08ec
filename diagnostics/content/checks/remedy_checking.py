"""Checks of remedies: effects that make sense, prices, prerequisites, and that catalogue and gaps belong together."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from fractions import Fraction

from diagnostics.content.checks.checker import Checker
from diagnostics.content.checks.fact_checking import FactChecker
from diagnostics.content.checks.scope_checking import ScopeChecker
from diagnostics.content.language.expression_checking import ExpressionChecker
from diagnostics.content.library.card_groups import group_names
from diagnostics.model.content import expressions as ex
from diagnostics.model.content.criteria import condition_of
from diagnostics.model.content.facts import FactTable, Field
from diagnostics.model.content.levers import Lever, LeverFinder, Levers, Test, moved_by
from diagnostics.model.content.library import Library
from diagnostics.model.content.remedies import CatalogueReach, Cost, Effect, Remedy, Scope
from diagnostics.model.content.standards import Standard
from diagnostics.words.numbers import number
from diagnostics.words.problems import Place, Problem

_TEXT_FIELDS = {"text": str, "bool": bool, "number": Fraction, "percent": Fraction}


class RemedyChecker(Checker):
    """Checks the remedies and how far they reach; each function adds problems."""

    def __init__(
        self, library: Library, expressions: ExpressionChecker, facts: FactChecker, problems: list[Problem]
    ) -> None:
        super().__init__(problems)
        self.library = library
        self.expressions = expressions
        self.facts = facts
        self.scopes = ScopeChecker(library, expressions, problems)

    def check(self) -> None:
        """Check all of it."""
        for remedy in self.library.remedies.values():
            self._remedy(remedy)
        for reach in self.library.reaches.values():
            self._reach(reach)

    # ---- one remedy ----

    def _remedy(self, remedy: Remedy) -> None:
        self._references(remedy)
        parts: tuple[Remedy | Scope, ...] = (remedy, *remedy.scopes)
        for part in parts:
            for effect in part.effects:
                self._effect(remedy, effect)
            self._range(f"{part.id}.months", part.months, part.place)
            if part.cost is not None:
                self._cost(remedy, part.cost)
        for condition in (remedy.has, remedy.applies, remedy.excludes):
            if condition is not None:
                self.expressions.check_condition(condition, "workshop")
        if not (remedy.effects or remedy.closes or remedy.solves):
            self._report("REMEDY-04", remedy.place, id=remedy.id)
        if remedy.crosses_isolation and remedy.excludes is None:
            self._report("REMEDY-05", remedy.place, id=remedy.id)
        self._range(f"{remedy.id}.people", remedy.people, remedy.place)
        self.scopes.check(remedy)

    def _references(self, remedy: Remedy) -> None:
        known = self._items()
        self._check_known("condition", remedy.closes, known, remedy.place)
        self._check_known(
            "remedy", (name for need in remedy.prerequisites for name in need), self.library.remedies, remedy.place
        )
        self._check_known("remedy", remedy.extends, self.library.remedies, remedy.place)
        if remedy.industries:
            self.expressions.check_options("industry", remedy.industries, remedy.place)
        item = self.library.tables["systems"].field_named("category_item") if "systems" in self.library.tables else None
        options = [option.id for option in item.options] if item is not None else []
        self._check_known("option", (remedy.cloud_item,), options, remedy.place)

    def _items(self) -> set[str]:
        known = {condition.id for criteria in self.library.criteria.values() for condition in criteria.conditions}
        nodes = [node for standard in self.library.standards.values() for node in standard.nodes]
        return known | {node.id for node in nodes} | {node.origin for node in nodes if node.origin}

    def _cost(self, remedy: Remedy, cost: Cost) -> None:
        for name in ("fixed_wan", "per_unit_wan", "yearly_wan"):
            self._range(f"{remedy.id}.cost.{name}", getattr(cost, name), remedy.place)
        if (cost.per_unit_wan is None) != (cost.unit is None):
            self._report("REMEDY-01", remedy.place, id=remedy.id)
        if cost.unit is not None:
            self.expressions.check_value(cost.unit, "firm")
        if remedy.own_measure and any((cost.fixed_wan, cost.per_unit_wan, cost.yearly_wan)):
            self._report("REMEDY-03", remedy.place, id=remedy.id)

    def _range(self, what: str, pair: tuple[Fraction, Fraction] | None, place: Place) -> None:
        if pair is not None and not 0 <= pair[0] <= pair[1]:
            self._report("RANGE-01", place, what=what, got="、".join(number(each, 6) for each in pair))

    # ---- effects ----

    def _effect(self, remedy: Remedy, effect: Effect) -> None:
        if not _is_one_form(effect):
            self._report("REMEDY-02", effect.place, id=remedy.id)
        elif effect.fact:
            self._fact_effect(effect)
        elif self._check_known("table", (effect.table,), self.library.tables, effect.place):
            self._table_effect(remedy, effect, self.library.tables[effect.table])

    def _fact_effect(self, effect: Effect) -> None:
        facts = (*self.library.facts, *self.library.derived)
        if effect.fact not in facts:
            self._unknown("fact", effect.fact, (*facts, *group_names(facts)), effect.place)
        elif effect.to is not None:
            self.facts.check_value(effect.fact, effect.to, effect.place)

    def _table_effect(self, remedy: Remedy, effect: Effect, table: FactTable) -> None:
        known = [each.id for each in table.fields]
        names = (effect.column, effect.of, effect.since, effect.until, *effect.row)
        if not self._check_known("field", names, known, effect.place):
            return
        if effect.where is not None:
            self.expressions.check_condition(ex.Exists(table.id, effect.where, place=effect.place), "workshop")
        for name, value in effect.row.items():
            field = table.field_named(name)
            if field is not None and not _fits(field, value):
                self._report("REMEDY-02", effect.place, id=remedy.id)
        self._range(f"{remedy.id}.share", (Fraction(0), effect.share) if effect.share else None, effect.place)

    # ---- reach ----

    def _reach(self, reach: CatalogueReach) -> None:
        self._check_known("standard", reach.standards, self.library.standards, reach.place)
        self._check_known("criteria", reach.criteria, self.library.criteria, reach.place)
        for sequence in reach.sequences:
            self.expressions.check_condition(sequence.when, "workshop")
            self._check_known("remedy", sequence.first, self.library.remedies, sequence.place)
        if not any(not problem.warning for problem in self.problems):
            self._coherence(reach)

    def _coherence(self, reach: CatalogueReach) -> None:
        """Everything that can fail has a remedy or a reason why not; nothing has both."""
        remedies = self.library.remedies.values()
        moved = {lever for remedy in remedies for effect in remedy.effects for lever in moved_by(effect, self.library)}
        listed = {fact: each for each in reach.unbuyable for fact in each.facts}
        for name, each in listed.items():
            if any(_stands_for(name, lever) for lever in moved):
                self._report("REMEDY-07", each.place, id=name)
            elif not self._exists(name):
                self._unknown("fact", name, (*self.library.facts, *self.library.derived), each.place)
        finder = LeverFinder(self.library)
        for item, place, tests in self._tests(reach, finder):
            missing = [test for test in tests if not (self._selects(test) or _covered(test, frozenset(moved), listed))]
            if missing:
                levers = sorted(
                    {name + (f"：{option}" if option else "") for t in missing for name, option in t.levers}
                )
                self._report("REMEDY-06", place, id=item, facts="、".join(levers[:6]))
        self._closes_something(reach, finder)

    def _selects(self, test: Test) -> bool:
        """Whether a test only asks which firm it is (type, industry, target), not what it can do."""
        facts = [self.library.facts.get(name) for name, _ in test.levers]
        return all(fact is not None and fact.selects for fact in facts)

    def _exists(self, listed: str) -> bool:
        name, _, option = listed.partition(":")
        if name in self.library.facts:
            return not option or option in {each.id for each in self.library.facts[name].options}
        table, _, field = name.partition(".")
        found = self.library.tables.get(table)
        known = name in self.library.derived or any(fact.startswith(f"{name}.") for fact in self.library.facts)
        return known or (found is not None and field in {"", "grade", *(each.id for each in found.fields)})

    def _tests(self, reach: CatalogueReach, finder: LeverFinder) -> Iterator[tuple[str, Place, tuple[Test, ...]]]:
        for name in reach.standards:
            for node in self.library.standards[name].nodes:
                if node.points is not None:
                    yield f"{name}:{node.id}", node.place, finder.tests(node.points)
        for name in reach.criteria:
            for criterion in self.library.criteria[name].conditions:
                if criterion.role != "reference":
                    yield f"{name}:{criterion.id}", criterion.place, finder.tests(condition_of(criterion))

    def _closes_something(self, reach: CatalogueReach, finder: LeverFinder) -> None:
        """Every remedy solves a pain, moves something that a standard or set looks at, or prepares one that does."""
        wanted = {lever for _, _, tests in self._tests(reach, finder) for test in tests for lever in test.levers}
        for name in reach.standards:
            wanted |= set(self._further_levers(self.library.standards[name], finder))
        needed = {name for each in self.library.remedies.values() for names in each.prerequisites for name in names}
        for remedy in self.library.remedies.values():
            moved = {lever for effect in remedy.effects for lever in moved_by(effect, self.library)}
            if not (moved & wanted or remedy.closes or remedy.solves or remedy.id in needed):
                self._report("REMEDY-04", remedy.place, id=remedy.id)

    def _further_levers(self, standard: Standard, finder: LeverFinder) -> Iterator[Lever]:
        """Levers of the statuses and further figures of a standard, and of the figures that only the report shows."""
        found: list[ex.Expression] = [case.when for rule in standard.first_match for case in rule.cases]
        for output in standard.outputs:
            found += [*output.values.values(), *output.figures.values(), *([output.figure] if output.figure else [])]
        found += [ex.FactRef(each.id) for each in self.library.derived.values() if each.info]
        for expression in found:
            for test in finder.tests(expression):
                yield from test.levers


def _covered(test: Test, moved: Levers, listed: Collection[str]) -> bool:
    if test.levers & moved:
        return True
    return any(_stands_for(each, lever) for each in listed for lever in test.levers)


def _stands_for(listed: str, lever: Lever) -> bool:
    """Whether an entry of the list means a lever: a fact, one option (`fact:option`), a prefix of facts, a table."""
    name, option = lever
    return listed in {name, f"{name}:{option}"} or name.startswith(f"{listed}.")


def _is_one_form(effect: Effect) -> bool:
    in_rows = bool(effect.column or effect.grade or effect.since)
    if effect.fact:
        return effect.to is not None and not (effect.table or in_rows or effect.row)
    if effect.to is not None or not effect.table:
        return False
    if effect.row:
        return not (effect.column or effect.grade or effect.where)
    return in_rows and (effect.share is None) == (not effect.of)


def _fits(field: Field, value: object) -> bool:
    if field.type == "choice":
        return value in {option.id for option in field.options}
    return isinstance(value, _TEXT_FIELDS.get(field.type, ()))
