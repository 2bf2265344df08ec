"""Everything that is said of a city, counted once for page, workbook, brief and JSON. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from diagnostics.city.count.city_firms import FirmLine, line_of
from diagnostics.city.count.city_records import (
    CityFigures,
    Decision,
    EndCount,
    FirmEnd,
    LevelCount,
    Levels,
    ListCount,
    Opportunity,
    Process,
    ProviderLine,
)
from diagnostics.city.count.count_records import Count
from diagnostics.city.count.coverage import count_city
from diagnostics.city.count.outlook_records import CityChange, Outlook, Reconciliation
from diagnostics.city.count.population import Population, rule_key, survey
from diagnostics.city.count.process import NOT_STARTED, names_of, progress
from diagnostics.city.count.shares import status_names
from diagnostics.diagnosis.overview import headline_ladder, overview
from diagnostics.model.content.library import Library
from diagnostics.model.content.policies import Coverage
from diagnostics.model.firm.answers import FirmAnswers
from diagnostics.words.catalogue import say
from diagnostics.words.numbers import day as day_words

_HOLDS = ("met", "likely_met")
_FAILS = ("not_met", "likely_not_met")


def city_figures(
    firms: Sequence[FirmAnswers],
    library: Library,
    as_of: date,
    known_at: date,
    *,
    metric: str = "",
    process: Process | None = None,
    outlook: Outlook | None = None,
    reconciliation: Reconciliation | None = None,
    change: CityChange | None = None,
) -> CityFigures:
    """Count a city.

    Args:
        firms: one entry per firm.
        metric: id of the coverage metric; the first one by default.
        process: the steps of the diagnoses, where they are recorded.
        outlook: the way to the targets (`toward_target`).
        reconciliation: the definitions side by side (`reconcile`).
        change: the comparison with an earlier picture.
    """
    rules = library.coverages[metric] if metric else next(iter(library.coverages.values()))
    population = survey(firms, library, as_of, rules)
    found = count_city(firms, library, as_of, known_at, metric=rules.id, population=population)
    lines = _lines(firms, library, rules, population, process, as_of)
    states, providers = _process(process, as_of) if process else (None, None)
    counted = CityFigures(
        as_of=as_of,
        known_at=known_at,
        metric=rules.title,
        list_name=found.list_name,
        rules=found.rules,
        mark=rules.mark.name,
        content=library.fingerprint,
        files=len(firms),
        population=found.whole.population,
        headline=found.whole.headline,
        shares=found.whole.shares,
        statuses=found.whole.statuses,
        depth=found.depth,
        gap=found.whole.gap,
        gap_without_exempt=found.whole.gap_without_exempt,
        stale=found.stale,
        targets=found.targets if outlook is None else outlook.targets,
        breakdowns=found.breakdowns,
        levels=_levels(lines, library, rules),
        criteria=_criteria(lines, library),
        policies=_policies(lines, library),
        lists=_lists(lines),
        decisions=(),
        end_counts=_end_counts(lines, library),
        ends=_ends(lines),
        firms=tuple(lines),
        fictitious=sum(firm.fictitious for firm in firms),
        process=states,
        providers=providers,
        reconciliation=reconciliation,
        outlook=outlook,
        change=change,
    )
    return replace(counted, decisions=tuple(_decisions(counted, rules)))


def _lines(
    firms: Sequence[FirmAnswers],
    library: Library,
    rules: Coverage,
    population: Population,
    process: Process | None,
    day: date,
) -> list[FirmLine]:
    places = {row: at for at, row in enumerate(population.firms)}
    statuses = population.statuses[rule_key(rules.first_match, verified=False)]
    names = status_names(rules, library)
    steps = {firm.code: firm for firm in process.firms} if process else {}
    states = names_of(process.rules) if process else {}
    found = []
    for row, seen in enumerate(overview(firms, library, day, skip=rules.standard)):
        line = line_of(firms[row], seen)
        if row in places:
            at = places[row]
            groups = {
                name: population.names[name].get(ids[at], say("coverage", "no_group"))
                for name, ids in population.groups.items()
            }
            status = statuses[at]
            line = replace(
                line,
                listed=True,
                status=status,
                status_name=names[status],
                groups=groups,
                covered=status in rules.gap,
                exempt=population.exempt[at],
                stale=population.stale[at],
            )
        own = steps.get(line.code)
        if own is not None and process is not None:
            line = replace(
                line,
                state=states.get(own.state, own.state),
                provider=own.provider,
                who=own.who,
                due=own.due,
                days_late=own.days_late(day, process.rules),
            )
        found.append(line)
    return found


# ---- diagnoses ------------------------------------------------------------------------------------------------------


def _levels(lines: Sequence[FirmLine], library: Library, rules: Coverage) -> tuple[Levels, ...]:
    """Levels of every standard but the one that coverage counts already."""
    found = []
    for standard in library.standards.values():
        ladder = headline_ladder(standard)
        own = [line.levels[standard.id] for line in lines if standard.id in line.levels]
        if ladder is None or standard.id == rules.standard or not own:
            continue
        names = {0: ladder.below or say("board", "below_first"), **level_names(library, standard.id)}
        levels: list[int | None] = [None, *sorted(names)]
        rows = tuple(
            LevelCount(
                level=level,
                name=say("board", "no_level") if level is None else names[level],
                claimed=sum(each.claimed == level for each in own),
                verified=sum(each.verified == level for each in own),
                official=sum((each.official if each.official in names else None) == level for each in own),
            )
            for level in reversed(levels)
        )
        found.append(Levels(standard.id, standard.title, rows))
    return tuple(found)


def level_names(library: Library, standard_id: str) -> dict[int, str]:
    """Return the names of the levels of a standard by their number."""
    standard = library.standards[standard_id]
    ladder = headline_ladder(standard)
    if ladder is None:
        return {}
    ladders = [each for name in ladder.lowest_of if (each := standard.ladder(name))] if ladder.lowest_of else [ladder]
    return {
        step.level: say("board", "level", n=step.level, name=step.name)
        for each in reversed(ladders)
        for step in each.steps
    }


def _criteria(lines: Sequence[FirmLine], library: Library) -> tuple[Opportunity, ...]:
    """Recognitions that are judged by default, and others that somebody could get."""
    found = []
    for criteria in library.criteria.values():
        verdicts = [line.verdicts[criteria.id] for line in lines if criteria.id in line.verdicts]
        if not verdicts or not (criteria.default or any(claimed in _HOLDS for claimed, _ in verdicts)):
            continue
        claimed = [each for each, _ in verdicts]
        found.append(
            Opportunity(
                id=criteria.id,
                name=criteria.title,
                scope=criteria.jurisdiction,
                ready=claimed.count("met"),
                likely=claimed.count("likely_met"),
                unknown=sum(each not in (*_HOLDS, *_FAILS) for each in claimed),
                failing=sum(each in _FAILS for each in claimed),
                verified=sum(each in _HOLDS for _, each in verdicts),
                not_applicable=len(lines) - len(verdicts),
            )
        )
    return tuple(sorted(found, key=lambda each: (-each.ready - each.likely, each.id)))


def _policies(lines: Sequence[FirmLine], library: Library) -> tuple[Opportunity, ...]:
    """Policy items that somebody can apply for, or could once it is verified."""
    found = []
    for policy in library.policies.values():
        for item in policy.items:
            outcomes = [line.outcomes[item.id] for line in lines if item.id in line.outcomes]
            claimed = [each for each, _ in outcomes]
            ready, likely = claimed.count("eligible"), claimed.count("to_verify")
            if ready or likely:
                verified = sum(each == "eligible" for _, each in outcomes)
                failing = claimed.count("not_eligible")
                title = f"{policy.title}{policy.number}"
                found.append(
                    Opportunity(
                        id=item.id,
                        name=item.name,
                        scope=title,
                        ready=ready,
                        likely=likely,
                        unknown=0,
                        failing=failing,
                        verified=verified,
                    )
                )
    return tuple(sorted(found, key=lambda each: (-each.ready, -each.likely, each.id)))


def _lists(lines: Sequence[FirmLine]) -> tuple[ListCount, ...]:
    entries = {
        "problems": [line.problems for line in lines],
        "needs": [line.needs for line in lines],
        "projects": [line.projects for line in lines],
    }
    return tuple(
        ListCount(key, say("board", f"list_{key}"), sum(own), sum(n > 0 for n in own)) for key, own in entries.items()
    )


def _ends(lines: Sequence[FirmLine]) -> tuple[FirmEnd, ...]:
    """What ends soon, the soonest first."""
    found = (
        FirmEnd(rule=due.rule, what=due.name, day=due.day, days=due.days, code=line.code)
        for line in lines
        for due in line.dates
    )
    return tuple(sorted(found, key=lambda each: (each.day, each.code, each.what)))


def _end_counts(lines: Sequence[FirmLine], library: Library) -> tuple[EndCount, ...]:
    found = []
    for rule in library.due_dates.values():
        own = [sum(due.rule == rule.id for due in line.dates) for line in lines]
        if rule.city_ahead:
            count = EndCount(
                rule=rule.id, name=rule.name, within=rule.city_ahead, ends=sum(own), firms=sum(n > 0 for n in own)
            )  # fmt: skip
            found.append(count)
    return tuple(found)


# ---- process and decisions ------------------------------------------------------------------------------------------


def _process(process: Process, day: date) -> tuple[tuple[Count, ...], tuple[ProviderLine, ...]]:
    found = progress(process.firms, process.rules, day, "provider")
    names, whole = names_of(process.rules), found.whole
    states = tuple(
        Count(id=key, name=names.get(key, key), firms=n, part=n / whole.firms if whole.firms else 0.0, late=late)
        for (key, n), late in zip(whole.states.items(), whole.late.values(), strict=True)
    )
    ends = {state.id for state in process.rules.states.values() if state.end}
    providers = tuple(
        ProviderLine(
            name=group.name or say("progress", "none"), firms=group.firms,
            started=group.firms - group.states[NOT_STARTED],
            ended=sum(n for key, n in group.states.items() if key in ends), late=group.all_late,
        )
        for group in found.groups
    )  # fmt: skip
    return states, providers


def _decisions(city: CityFigures, rules: Coverage) -> Iterable[Decision]:
    for target in city.targets:
        if not target.reached:
            key = "target_empty" if target.is_empty else "target_missed" if target.past else "target_open"
            text = say(
                "board", key, name=target.name, day=day_words(target.date), now=target.figure.text, n=target.missing
            )
            yield Decision(f"target_{target.id}", target.missing, text)
    for status in city.statuses:
        if status.firms and status.id not in rules.gap:
            text = say("board", "status_open", name=status.name, n=status.firms)
            yield Decision(f"status_{status.id}", status.firms, text + rules.decisions.get(status.id, ""))
    exempt = city.gap - city.gap_without_exempt
    late = sum(each.late for each in city.process or ())
    for key, n in (("exempt", exempt), ("stale", city.stale), ("late", late)):
        if n:
            yield Decision(key, n, say("board", f"decide_{key}", n=n))
