"""Checks across files: references, trees, marks and sources, circles, and that nothing is asked in vain.

Expressions are checked by `content.expression_checking`. One function per rule; each adds problems.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from fractions import Fraction
from graphlib import CycleError, TopologicalSorter
from typing import Any

from diagnostics.content.expression_checking import ExpressionChecker
from diagnostics.errors import NOWHERE, Problem
from diagnostics.model import expressions as ex
from diagnostics.model.criteria import CriteriaSet, condition_of
from diagnostics.model.facts import Derived, Fact, Table
from diagnostics.model.library import Library
from diagnostics.model.marks import JUDGED_MARKS
from diagnostics.model.policies import Coverage
from diagnostics.model.standards import Node, Standard
from diagnostics.wording import name_of, near_miss, problem


def check_library(library: Library, problems: list[Problem]) -> None:
    """Add every problem that only shows when all files are seen together."""
    expressions = ExpressionChecker(library, problems)
    _check_facts(library, expressions, problems)
    for standard in library.standards.values():
        _check_tree(standard, problems)
        _check_points(standard, library, problems)
        expressions.check_standard(standard)
    for criteria in library.criteria.values():
        _check_criteria(criteria, library, expressions, problems)
    _check_city(library, expressions, problems)
    _check_marks(library, problems)
    _check_circles(library, problems)
    _check_asked_once(library, problems)
    _check_used(library, problems)
    _check_aliases(library, problems)


def _unknown(kind: str, name: str, known: Iterable[str], place: Any) -> Problem:
    return problem("REF-01", place, kind=name_of("kinds", kind), id=name, near=near_miss(name, known))


def _check_facts(library: Library, expressions: ExpressionChecker, problems: list[Problem]) -> None:
    for fact in library.facts.values():
        if fact.type in {"choice", "multi"} and not fact.options:
            problems.append(problem("FACT-01", fact.place, id=fact.id))
        if fact.id in library.derived:
            problems.append(problem("ID-01", fact.place, id=fact.id, first=library.derived[fact.id].place))
        if fact.ask_when is not None:
            expressions.check_condition(fact.ask_when, fact.subject)
        if isinstance(fact.implies, str | tuple):
            implied = (fact.implies,) if isinstance(fact.implies, str) else fact.implies
            expressions.check_options(fact.id, implied, fact.place)
    for derived in library.derived.values():
        expressions.check_derived(derived)
    for card in library.cards.values():
        suggested = {fact for rung in card.ladder for fact in rung.suggests}
        for name in sorted(suggested | set(card.confirms)):
            if name not in library.facts and name not in library.derived:
                problems.append(_unknown("fact", name, library.facts, card.place))
            elif name not in card.confirms:
                problems.append(problem("CARD-01", card.place, id=card.id, fact=name))
        for rung in card.ladder:
            for name, value in rung.suggests.items():
                if isinstance(value, str | tuple) and name in library.facts:
                    expressions.check_options(name, (value,) if isinstance(value, str) else value, rung.place)
    for plausibility in library.plausibility.values():
        expressions.check_condition(plausibility.when, plausibility.subject)


def _check_tree(standard: Standard, problems: list[Problem]) -> None:
    seen: dict[str, Node] = {}
    for node in standard.nodes:
        if node.id in seen:
            problems.append(problem("ID-01", node.place, id=node.id, first=seen[node.id].place))
        if node.parent and node.parent not in seen:
            problems.append(
                problem("TREE-01", node.place, id=node.id, parent=node.parent, near=near_miss(node.parent, seen))
            )
        if node.is_leaf == (node.roll_up is not None):
            problems.append(problem("TREE-02", node.place, id=node.id))
        if node.is_leaf and node.max is None:
            problems.append(problem("KEY-02", node.place, key="max", what=node.id))
        parent = seen.get(node.parent)
        if parent is not None and parent.roll_up == "sum" and node.na in {"drop", "tailor"}:
            problems.append(problem("TREE-03", node.place, id=node.id, na=node.na))
        seen[node.id] = node
    if standard.score and standard.score not in seen:
        problems.append(_unknown("node", standard.score, seen, standard.place))
    parents = {node.parent for node in standard.nodes}
    for node in standard.nodes:
        if not node.is_leaf and node.id not in parents:
            problems.append(problem("TREE-04", node.place, id=node.id))
    for weight_set in standard.weight_sets:
        for name in weight_set.weights:
            if name not in seen:
                problems.append(_unknown("node", name, seen, weight_set.place))


def _check_points(standard: Standard, library: Library, problems: list[Problem]) -> None:
    """Point tables cover every option, reach the stated maximum and fit the integer scale."""
    for node in standard.nodes:
        if not isinstance(node.points, ex.Points | ex.Band) or node.max is None:
            continue
        if isinstance(node.points, ex.Band):
            values = [points for _, points in node.points.edges]
            reach = max(values)
        else:
            values = list(node.points.table.values())
            reach = _highest(node.points, library)
        if reach != node.max:
            problems.append(problem("POINTS-02", node.place, id=node.id, got=float(reach), expected=float(node.max)))
        for value in values:
            if (value * standard.scale).denominator != 1:
                problems.append(problem("POINTS-03", node.place, id=node.id, got=float(value), scale=standard.scale))
                break


def _highest(points: ex.Points, library: Library) -> Fraction:
    source = points.source
    multi = isinstance(source, ex.FactRef) and source.fact in library.facts and (
        library.facts[source.fact].type == "multi"
    )  # fmt: skip
    total = sum(points.table.values(), Fraction(0)) if multi else max(points.table.values())
    return total if points.cap is None else min(total, points.cap)


def _check_criteria(
    criteria: CriteriaSet, library: Library, expressions: ExpressionChecker, problems: list[Problem]
) -> None:
    seen: dict[str, Any] = {}
    for criterion in criteria.conditions:
        for name in (criterion.id, *(part.id for part in criterion.parts)):
            if name in seen:
                problems.append(problem("ID-01", criterion.place, id=name, first=seen[name]))
            seen[name] = criterion.place
        if (criterion.need is None) == (not criterion.parts):
            problems.append(problem("CRIT-01", criterion.place, id=criterion.id))
        if (criterion.applies is not None) != (criterion.role == "conditional"):
            problems.append(problem("CRIT-02", criterion.place, id=criterion.id))
        if isinstance(criterion.need_parts, int) and criterion.need_parts > len(criterion.parts):
            problems.append(problem("CRIT-03", criterion.place, id=criterion.id))
        expressions.check_condition(condition_of(criterion), criteria.judges)
        if criterion.applies is not None:
            expressions.check_condition(criterion.applies, criteria.judges)
        for name in criterion.aux:
            expressions.check_value(ex.FactRef(name, place=criterion.place), criteria.judges)
    for outcome in criteria.outcomes:
        expressions.check_condition(outcome.when, criteria.judges)
    if criteria.next and criteria.next not in library.criteria:
        problems.append(_unknown("criteria", criteria.next, library.criteria, criteria.place))


def _check_city(library: Library, expressions: ExpressionChecker, problems: list[Problem]) -> None:
    for policy in library.policies.values():
        for item in policy.items:
            for condition in item.conditions:
                expressions.check_condition(condition.need, "firm")
    for remedy in library.remedies.values():
        for name in remedy.needs:
            if name not in library.remedies:
                problems.append(_unknown("remedy", name, library.remedies, remedy.place))
        for effect in remedy.effects:
            expressions.check_value(ex.FactRef(effect.fact, place=remedy.place), "workshop")
        if remedy.excludes is not None:
            expressions.check_condition(remedy.excludes, "workshop")
        known = {each.id for criteria in library.criteria.values() for each in criteria.conditions}
        known |= {node.id for standard in library.standards.values() for node in standard.nodes}
        for name in remedy.closes:
            if name not in known:
                problems.append(_unknown("condition", name, known, remedy.place))
    for coverage in library.coverages.values():
        standard = library.standards.get(coverage.standard)
        rule = (
            next((each for each in standard.first_match if each.id == coverage.first_match), None) if standard else None
        )
        if rule is None:
            problems.append(
                _unknown("standard", f"{coverage.standard}:{coverage.first_match}", library.standards, coverage.place)
            )
            continue
        _check_statuses(coverage, standard, problems)
        for switch in coverage.switches:
            expressions.check_condition(switch.drops, "firm")
        for target in coverage.targets:
            figures = [each.id for each in coverage.figures]
            if target.figure not in figures:
                problems.append(_unknown("figure", target.figure, figures, target.place))
        expressions.check_condition(coverage.population, "firm")
        for breakdown in coverage.breakdowns:
            if breakdown.by:
                expressions.check_value(ex.FactRef(breakdown.by, place=coverage.place), "firm", any_type=True)
            for group in breakdown.groups:
                expressions.check_condition(group.when, "firm")


def _check_statuses(coverage: Coverage, standard: Standard | None, problems: list[Problem]) -> None:
    rules = {rule.id: rule for rule in standard.first_match} if standard else {}
    named = [(coverage.first_match, coverage.gap), *((each.first_match, each.statuses) for each in coverage.figures)]
    named += [(coverage.depth, coverage.deep)] if coverage.depth else []
    for rule_id, statuses in named:
        rule = rules.get(rule_id or coverage.first_match)
        if rule is None:
            problems.append(_unknown("status", rule_id, rules, coverage.place))
            continue
        known = {case.id for case in rule.cases} | {rule.otherwise.id}
        problems += [_unknown("status", name, known, coverage.place) for name in statuses if name not in known]


def marked_items(library: Library) -> Iterator[Any]:
    """Yield every content item that carries a mark, parents before the items inside them."""
    stores = (
        library.derived, library.plausibility, library.standards, library.criteria, library.statistics,
        library.policies, library.remedies, library.coverages,
    )  # fmt: skip
    for store in stores:
        for item in store.values():
            yield from _marked_below(item)


def _marked_below(item: Any) -> Iterator[Any]:
    if isinstance(item, tuple):
        for each in item:
            yield from _marked_below(each)
    elif is_dataclass(item) and not isinstance(item, ex.Expression):
        names = {each.name for each in fields(item)}
        if {"mark", "source"} <= names:
            yield item
        for name in names:
            yield from _marked_below(getattr(item, name))


def _check_marks(library: Library, problems: list[Problem]) -> None:
    """A mark is never stronger than the best source; without a source somebody must have judged."""
    for item in marked_items(library):
        place, name = getattr(item, "place", None), getattr(item, "id", "")
        if place is None:
            continue
        sources = [library.sources.get(each) for each in item.source]
        for source_id, source in zip(item.source, sources, strict=True):
            if source is None:
                problems.append(_unknown("source", source_id, library.sources, place))
        marks = [source.mark for source in sources if source is not None]
        if marks and item.mark < min(marks):
            problems.append(problem("MARK-01", place, id=name, mark=item.mark.name, best=min(marks).name))
        if not item.source and item.mark not in JUDGED_MARKS:
            problems.append(problem("MARK-02", place, id=name, mark=item.mark.name))
        if not item.source and item.mark in JUDGED_MARKS and not item.judge:
            problems.append(problem("MARK-03", place, id=name, mark=item.mark.name))


def _check_circles(library: Library, problems: list[Problem]) -> None:
    """One graph facts → derived → nodes → ladders; a circle has no value."""
    graph: dict[tuple[str, str], set[tuple[str, str]]] = {}
    places: dict[tuple[str, str], Any] = {}

    def add(key: tuple[str, str], place: Any, sources: Iterable[Any]) -> None:
        graph.setdefault(key, set()).update(_needs(sources))
        places[key] = place

    for fact in library.facts.values():
        add(("fact", fact.id), fact.place, [fact.ask_when])
    for derived in library.derived.values():
        add(("fact", derived.id), derived.place, [derived.value, *(case.when for case in derived.cases)])
    for standard in library.standards.values():
        for node in standard.nodes:
            key = ("node", f"{standard.id}:{node.id}")
            add(key, node.place, [node.points])
            if node.parent:
                graph.setdefault(("node", f"{standard.id}:{node.parent}"), set()).add(key)
        for ladder in standard.ladders:
            key = ("ladder", f"{standard.id}:{ladder.id}")
            add(key, ladder.place, [step.need for step in ladder.steps])
            graph[key] |= {("ladder", f"{standard.id}:{name}") for name in ladder.lowest_of}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        path = error.args[1]
        problems.append(
            problem("CYCLE-01", places.get(path[0], NOWHERE), path=" → ".join(name for _, name in path), id=path[0][1])
        )


def _needs(sources: Iterable[Any]) -> Iterator[tuple[str, str]]:
    for source in sources:
        if source is None:
            continue
        for part in ex.walk(source):
            if isinstance(part, ex.FactRef):
                yield ("fact", part.fact)
            elif isinstance(part, ex.NodeScore):
                yield ("node", f"{part.standard}:{part.node}")
            elif isinstance(part, ex.LadderLevel):
                yield ("ladder", f"{part.standard}:{part.ladder}")
            elif isinstance(part, ex.AnsweredCount):
                yield from (("node", f"{part.standard}:{node}") for node in part.nodes)


def _check_asked_once(library: Library, problems: list[Problem]) -> None:
    """Every question stands in exactly one section, directly or through a card."""
    asked: dict[str, list[str]] = {}
    for section in library.sections.values():
        for item in section.items:
            card = library.cards.get(item)
            known = (*library.facts, *library.derived, *library.tables, *library.cards)
            if item not in known:
                problems.append(_unknown("item", item, known, section.place))
            for name in card.confirms if card else (item,):
                asked.setdefault(name, []).append(section.id)
    askable: dict[str, Fact | Table | Derived] = {**library.facts, **library.tables, **library.derived}
    for name, found in askable.items():
        places = asked.get(name, [])
        if found.question is not None and not places:
            problems.append(problem("COH-01", found.place, id=name))
        if len(places) > 1:
            problems.append(problem("COH-03", found.place, id=name, sections="、".join(places)))
    carded = {item for section in library.sections.values() for item in section.items}
    for card in library.cards.values():
        if card.id not in carded:
            problems.append(problem("COH-01", card.place, id=card.id))


def _check_used(library: Library, problems: list[Problem]) -> None:
    """Every fact serves an instrument, a rule or (`info: true`) the report."""
    used = {part.fact for part in _all_expressions(library) if isinstance(part, ex.FactRef)}
    used |= {name for each in library.criteria.values() for item in each.conditions for name in item.aux}
    used |= {each.by for coverage in library.coverages.values() for each in coverage.breakdowns}
    used |= {standard.weights_by for standard in library.standards.values()}
    used |= {effect.fact for remedy in library.remedies.values() for effect in remedy.effects}
    used |= {each.id for each in library.facts.values() if each.info or each.selects}
    used |= {each.id for each in library.derived.values() if each.info}
    facts: dict[str, Fact | Derived] = {**library.facts, **library.derived}
    for name, item in facts.items():
        if name not in used:
            problems.append(problem("COH-02", item.place, id=name))


def _all_expressions(library: Library) -> Iterator[ex.Expression]:
    for each in fields(library):
        store = getattr(library, each.name)
        if isinstance(store, dict):
            for item in store.values():
                yield from expressions_in(item)


def expressions_in(item: Any) -> Iterator[ex.Expression]:
    """Yield every expression inside a content item, at any depth."""
    if isinstance(item, ex.Expression):
        yield from ex.walk(item)
    elif isinstance(item, tuple):
        for each in item:
            yield from expressions_in(each)
    elif isinstance(item, dict):
        for each in item.values():
            yield from expressions_in(each)
    elif is_dataclass(item):
        for each_field in fields(item):
            yield from expressions_in(getattr(item, each_field.name))


def _check_aliases(library: Library, problems: list[Problem]) -> None:
    known = (*library.facts, *library.derived)
    for alias, name in library.aliases.items():
        if name not in known:
            problems.append(_unknown("fact", name, known, NOWHERE))
        if alias in known and alias != name:
            problems.append(problem("ALIAS-01", NOWHERE, alias=alias))
