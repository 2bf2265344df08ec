"""Checks across files: references, trees, marks and sources, circles, and that nothing is asked in vain.

What concerns one topic is checked by the modules named after it (`fact_checking`, `tree_checking` …), expressions by
`expression_checking`. One function per rule; each adds problems.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from graphlib import CycleError, TopologicalSorter
from typing import Any

from diagnostics.content.checks.advice_checking import check_advice
from diagnostics.content.checks.checker import unknown_name
from diagnostics.content.checks.city_checking import CityChecker
from diagnostics.content.checks.confidence_checking import check_confidence
from diagnostics.content.checks.due_checking import DueChecker
from diagnostics.content.checks.fact_checking import FactChecker
from diagnostics.content.checks.inquiry_checking import InquiryChecker
from diagnostics.content.checks.instruction_checking import check_instructions
from diagnostics.content.checks.magnitude_checking import check_magnitudes
from diagnostics.content.checks.pain_checking import PainChecker
from diagnostics.content.checks.proportion_checking import ProportionChecker
from diagnostics.content.checks.register_checking import check_registers
from diagnostics.content.checks.remedy_checking import RemedyChecker
from diagnostics.content.checks.solving_checking import SolvingChecker
from diagnostics.content.checks.tree_checking import TreeChecker
from diagnostics.content.language.expression_checking import ExpressionChecker
from diagnostics.content.language.possibility import check_possible
from diagnostics.content.yaml.reader import key_of
from diagnostics.model.content import expressions as ex
from diagnostics.model.content.facts import Derived, Fact, FactTable
from diagnostics.model.content.library import Library
from diagnostics.model.content.marks import JUDGED_MARKS
from diagnostics.model.content.parts import parts_of
from diagnostics.words.catalogue import name_of, problem
from diagnostics.words.problems import NOWHERE, Place, Problem

_MOST_CIRCLES = 20


def check_library(library: Library, problems: list[Problem], alias_places: Mapping[str, Place] | None = None) -> None:
    """Add every problem that only shows when all files are seen together.

    Args:
        alias_places: where each alias is written; without it problems of aliases have no place.
    """
    expressions = ExpressionChecker(library, problems)
    facts = FactChecker(library, expressions, problems)
    facts.check()
    for standard in library.standards.values():
        TreeChecker(standard, library, problems).check()
        expressions.check_standard(standard)
    CityChecker(library, expressions, facts, problems).check()
    check_advice(library, expressions, problems)
    DueChecker(library, expressions, problems).check()
    check_registers(library, expressions, problems)
    check_magnitudes(library, problems)
    check_confidence(library, problems)
    _check_repeated(library, problems)
    check_possible(library, problems)
    _check_marks(library, problems)
    _check_circles(library, problems)
    _check_asked_once(library, problems)
    _check_used(library, problems)
    _check_aliases(library, expressions, alias_places or {}, problems)
    PainChecker(library, expressions, problems).check()
    ProportionChecker(library, expressions, problems).check()
    RemedyChecker(library, expressions, facts, problems).check()
    InquiryChecker(library, problems).check()
    if not problems:  # what is asked for, and what answers a pain, only shows where every reference holds
        check_instructions(library, problems)
        SolvingChecker(library, problems).check()


def _check_repeated(library: Library, problems: list[Problem]) -> None:
    """Within one list every id and every word stands once."""
    for item in parts_of(library):
        _check_repeated_below(item, item.place, problems)


def _check_repeated_below(item: Any, outer: Place, problems: list[Problem]) -> None:
    place = getattr(item, "place", outer)
    for each in fields(item):
        value = getattr(item, each.name)
        if is_dataclass(value) and not isinstance(value, type):
            _check_repeated_below(value, place, problems)
        if not isinstance(value, tuple):
            continue
        words: set[str] = set()
        first: dict[str, Place] = {}
        for entry in value:
            if isinstance(entry, str):
                if entry in words:
                    problems.append(problem("ID-02", place, what=key_of(each), value=entry))
                words.add(entry)
            elif is_dataclass(entry):
                own, name = getattr(entry, "place", place), getattr(entry, "id", "")
                if name in first:
                    problems.append(problem("ID-01", own, id=name, first=first[name]))
                if name:
                    first.setdefault(name, own)
                _check_repeated_below(entry, place, problems)


def marked_items(library: Library) -> Iterator[Any]:
    """Yield every content item that carries a mark, parents before the items inside them."""
    stores = (
        library.derived, library.plausibility, library.magnitudes, library.standards, library.criteria,
        library.statistics, library.policies, library.remedies, library.rules, library.coverages, library.reaches,
        library.pains, library.proportions, library.due_dates, library.confidences, library.inquiries,
    )  # fmt: skip
    for store in stores:
        for item in store.values():
            yield from _marked_below(item)


def _marked_below(item: Any) -> Iterator[Any]:
    if hasattr(item, "mark") and hasattr(item, "source"):
        yield item
    for part in parts_of(item):
        if not isinstance(part, ex.Expression):
            yield from _marked_below(part)


def _check_marks(library: Library, problems: list[Problem]) -> None:
    """A mark is never stronger than the best source; without a source somebody must have judged."""
    for item in marked_items(library):
        place, name = getattr(item, "place", None), getattr(item, "id", "") or getattr(item, "jurisdiction", "")
        if place is None:
            continue
        sources = [library.sources.get(each) for each in item.source]
        for source_id, source in zip(item.source, sources, strict=True):
            if source is None:
                problems.append(unknown_name("source", source_id, library.sources, place))
        marks = [source.mark for source in sources if source is not None]
        said = {"id": name, "mark": item.mark.name, "mark_name": name_of("marks", item.mark.name)}
        if marks and item.mark < min(marks):
            best = min(marks).name
            problems.append(problem("MARK-01", place, **said, best=best, best_name=name_of("marks", best)))
        if not item.source and item.mark not in JUDGED_MARKS:
            problems.append(problem("MARK-02", place, **said))
        if not item.source and item.mark in JUDGED_MARKS and not item.judge:
            problems.append(problem("MARK-03", place, **said))


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
    for remedy in library.remedies.values():
        add(("remedy", remedy.id), remedy.place, [])
        graph["remedy", remedy.id] |= {("remedy", name) for need in remedy.prerequisites for name in need}
        graph["remedy", remedy.id] |= {("remedy", name) for name in remedy.extends}
    for criteria in library.criteria.values():
        add(("criteria", criteria.id), criteria.place, [])
        graph["criteria", criteria.id] |= {("criteria", criteria.next)} if criteria.next else set()
    _report_circles(graph, places, problems)


def _report_circles(
    graph: dict[tuple[str, str], set[tuple[str, str]]], places: Mapping[tuple[str, str], Place], problems: list[Problem]
) -> None:
    """Report every circle: each one found is cut, then the rest is searched again."""
    for _ in range(_MOST_CIRCLES):
        try:
            TopologicalSorter(graph).prepare()
            return
        except CycleError as error:
            path: list[tuple[str, str]] = error.args[1]  # each needs the one before it
        graph[path[1]].discard(path[0])
        ring = path[:0:-1]
        start = min(range(len(ring)), key=lambda index: places.get(ring[index], NOWHERE))
        ring = [*ring[start:], *ring[:start], ring[start]]
        place = places.get(ring[0], NOWHERE)
        problems.append(problem("CYCLE-01", place, path=" → ".join(name for _, name in ring)))


def _needs(sources: Iterable[Any]) -> Iterator[tuple[str, str]]:
    for source in sources:
        if source is None:
            continue
        for part in ex.walk(source):
            if isinstance(part, ex.FactRef):
                yield ("fact", part.fact)
            elif isinstance(part, ex.NodeScore | ex.AnsweredShare):
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
                problems.append(unknown_name("item", item, known, section.place))
            for name in card.confirms if card else (item,):
                asked.setdefault(name, []).append(f"{section.id}（{card.id}）" if card else section.id)
    askable: dict[str, Fact | FactTable | Derived] = {**library.facts, **library.tables, **library.derived}
    for name, found in askable.items():
        places = list(dict.fromkeys(asked.get(name, [])))  # a word repeated in one list is reported as such
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
    used = {part.fact for part in expressions_in(library) if isinstance(part, ex.FactRef)}
    used |= {name for each in library.criteria.values() for item in each.conditions for name in item.aux}
    used |= {breakdown.by for coverage in library.coverages.values() for breakdown in coverage.breakdowns}
    used |= {standard.weights_by for standard in library.standards.values()}
    used |= {name for statistic in library.statistics.values() for name in (statistic.comparable_with, statistic.among)}
    used |= {effect.fact for remedy in library.remedies.values() for effect in remedy.effects if effect.fact}
    used |= {rule.fact for rule in library.due_dates.values()}
    used |= {"business_type" for each in library.criteria.values() if each.business_type}
    used |= {fact.id for fact in library.facts.values() if fact.info or fact.selects}
    used |= {each.id for each in library.derived.values() if each.info}
    facts: dict[str, Fact | Derived] = {**library.facts, **library.derived}
    for name, item in facts.items():
        if name not in used:
            problems.append(problem("COH-02", item.place, id=name))


def expressions_in(item: Any) -> Iterator[ex.Expression]:
    """Yield every expression inside a content item, at any depth."""
    if isinstance(item, ex.Expression):
        yield from ex.walk(item)
    else:
        for part in parts_of(item):
            yield from expressions_in(part)


def _check_aliases(
    library: Library, expressions: ExpressionChecker, places: Mapping[str, Place], problems: list[Problem]
) -> None:
    facts = (*library.facts, *library.derived)
    known = (*facts, *library.tables)
    for alias, name in library.aliases.items():
        place = places.get(alias, NOWHERE)
        if name not in known:
            problems.append(unknown_name("fact", name, known, place))
        if alias in known and alias != name:
            problems.append(problem("ALIAS-01", place, alias=alias))
    for fact, options in library.option_aliases.items():
        place = places.get(fact, NOWHERE)
        table, _, field = fact.partition(".")
        if fact in facts:
            expressions.check_options(fact, options.values(), place)
        elif table not in library.tables or library.tables[table].field_named(field) is None:
            problems.append(unknown_name("fact", fact, known, place))
