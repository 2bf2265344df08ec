"""The coverage of a city: sums over sums, by definition and by breakdown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from diagnostics.city.count.count_records import BreakdownFigures, CityCount, Count, Group
from diagnostics.city.count.pace import target_of
from diagnostics.city.count.population import UNNAMED, Population, rule_key, rule_of, survey
from diagnostics.city.count.shares import counts_of, headline_of, share_of, status_names
from diagnostics.model.content.library import Library
from diagnostics.model.content.policies import Breakdown, Coverage
from diagnostics.model.firm.answers import FirmAnswers
from diagnostics.words.catalogue import say


def count_city(
    firms: Sequence[FirmAnswers],
    library: Library,
    as_of: date,
    known_at: date,
    *,
    metric: str = "",
    switches: Mapping[str, bool] | None = None,
    population: Population | None = None,
) -> CityCount:
    """Count a city.

    Args:
        firms: one entry per firm (answers files with the same code already merged).
        metric: id of the coverage metric; the only one by default.
        switches: switches of the population that differ from their default.
        population: the survey of these firms by this metric, where somebody has it already.
    """
    rules = library.coverages[metric] if metric else next(iter(library.coverages.values()))
    population = population or survey(firms, library, as_of, rules, switches)
    whole = _group("", "", population, rules, library, range(len(population.firms)))
    shares = {share.id: share for share in whole.shares}
    return CityCount(
        as_of=as_of,
        known_at=known_at,
        list_name=rules.list_name or rules.title,
        rules=f"{rules.id}@{rules.edition}",
        content=library.fingerprint,
        local=tuple(library.local),
        files=len(firms),
        whole=whole,
        depth=_depth(population, rules, library) if rules.depth else (),
        stale=sum(population.stale),
        switches={switch.id: (switches or {}).get(switch.id, switch.default) for switch in rules.switches},
        targets=tuple(target_of(target, shares[target.figure], as_of) for target in rules.targets),
        breakdowns=tuple(_breakdown(breakdown, population, rules, library) for breakdown in rules.breakdowns),
    )


def _group(
    group: str, name: str, population: Population, rules: Coverage, library: Library, rows: Sequence[int]
) -> Group:
    """Population, statuses, figures and gaps of some of the firms on the list."""
    rule, head = rule_of(library, rules), headline_of(rules).id
    status = population.statuses[rule_key(rules.first_match, verified=False)]
    missing = [row for row in rows if status[row] not in rules.gap]
    shares = []
    for figure in rules.figures:
        found = population.statuses[rule_key(figure.first_match or rules.first_match, verified=figure.verified)]
        num = sum(found[row] in figure.statuses for row in rows)
        shares.append(share_of(figure, num, len(rows), rules.rounding))
    statuses = {each: sum(status[row] == each for row in rows) for each in rule.statuses}
    return Group(
        id=group,
        name=name,
        population=len(rows),
        headline=next(share for share in shares if share.id == head),
        gap=len(missing),
        gap_without_exempt=sum(not population.exempt[row] for row in missing),
        statuses=counts_of(statuses, status_names(rules, library)),
        shares=tuple(shares),
    )


def _depth(population: Population, rules: Coverage, library: Library) -> tuple[Count, ...]:
    """Depth of the firms that are not in the gap."""
    rule = rule_of(library, rules, rules.depth)
    status = population.statuses[rule_key(rules.first_match, verified=False)]
    depth = population.statuses[rule_key(rules.depth, verified=False)]
    counted = [found for found, own in zip(depth, status, strict=True) if own in rules.gap]
    lowest_first = reversed(list(rule.statuses))
    return counts_of({each: counted.count(each) for each in lowest_first}, status_names(rules, library, rules.depth))


def _breakdown(breakdown: Breakdown, population: Population, rules: Coverage, library: Library) -> BreakdownFigures:
    groups, names = population.groups[breakdown.id], population.names[breakdown.id]
    present = [each for each in names if each in groups]
    present += [UNNAMED] if UNNAMED in groups else []
    found = []
    for each in present:
        rows = [row for row, group in enumerate(groups) if group == each]
        name = names.get(each, say("coverage", "no_group"))
        found.append(_group(each, name, population, rules, library, rows))
    return BreakdownFigures(breakdown.id, breakdown.name, tuple(found))
