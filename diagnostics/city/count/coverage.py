"""The coverage of a city: sums over sums, by definition and by breakdown; makes the JSON of contract.md."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from diagnostics.city.count.population import UNNAMED, Population, rule_key, rule_of, survey
from diagnostics.model.content.library import Library
from diagnostics.model.content.policies import Coverage
from diagnostics.model.firm.answers import FirmAnswers
from diagnostics.words.catalogue import say

Json = dict[str, Any]


def coverage(
    firms: Sequence[FirmAnswers],
    library: Library,
    as_of: date,
    known_at: date,
    *,
    metric: str = "",
    switches: Mapping[str, bool] | None = None,
    population: Population | None = None,
) -> Json:
    """Count a city.

    Args:
        firms: one entry per firm (answers files with the same code already merged).
        metric: id of the coverage metric; the only one by default.
        switches: switches of the population that differ from their default.
        population: the survey of these firms by this metric, where somebody has it already.
    """
    rules = library.coverages[metric] if metric else next(iter(library.coverages.values()))
    population = population or survey(firms, library, as_of, rules, switches)
    everyone = range(len(population.firms))
    found: Json = {
        "as_of": as_of.isoformat(),
        "known_at": known_at.isoformat(),
        "list": rules.list_name or rules.title,
        "rules": f"{rules.id}@{rules.edition}",
        "content": {"fingerprint": library.fingerprint, "local": list(library.local)},
        "files": len(firms),
        **_counts(population, rules, library, everyone),
    }
    if rules.depth:
        found["depth"] = _depth(population, rules, library)
    found["stale"] = sum(population.stale)
    found["switches"] = {each.id: (switches or {}).get(each.id, each.default) for each in rules.switches}
    found["targets"] = [_target(each.id, found, rules, as_of) for each in rules.targets]
    found["by"] = {each.id: _breakdown(each.id, population, rules, library) for each in rules.breakdowns}
    return found


def _counts(population: Population, rules: Coverage, library: Library, rows: Sequence[int]) -> Json:
    """Population, statuses, figures and gaps of some of the firms on the list."""
    rule = rule_of(library, rules)
    status = population.statuses[rule_key(rules.first_match, verified=False)]
    ids = [*(case.id for case in rule.cases), rule.otherwise.id]
    missing = [row for row in rows if status[row] not in rules.gap]
    figures = {}
    for figure in rules.figures:
        found = population.statuses[rule_key(figure.first_match or rules.first_match, verified=figure.verified)]
        num = sum(found[row] in figure.statuses for row in rows)
        figures[figure.id] = {"num": num, "den": len(rows), "value": num / len(rows) if rows else None}
    return {
        "population": len(rows),
        "statuses": {each: sum(status[row] == each for row in rows) for each in ids},
        "figures": figures,
        "gap": len(missing),
        "gap_without_exempt": sum(not population.exempt[row] for row in missing),
    }


def _depth(population: Population, rules: Coverage, library: Library) -> dict[str, int]:
    """Depth of the firms that are not in the gap."""
    rule = rule_of(library, rules, rules.depth)
    status = population.statuses[rule_key(rules.first_match, verified=False)]
    depth = population.statuses[rule_key(rules.depth, verified=False)]
    counted = [found for found, own in zip(depth, status, strict=True) if own in rules.gap]
    ids = [rule.otherwise.id, *(case.id for case in reversed(rule.cases))]
    return {each: counted.count(each) for each in ids}


def _target(target_id: str, found: Json, rules: Coverage, as_of: date) -> Json:
    target = next(each for each in rules.targets if each.id == target_id)
    figure = found["figures"][target.figure]
    # compared as whole firms, so that 99.99 % never counts as everything
    reached = figure["den"] > 0 and figure["num"] * 100 >= target.at_least * figure["den"]
    return {
        "id": target.id, "name": target.name, "figure": target.figure, "at_least": float(target.at_least),
        "date": target.date.isoformat(), "reached": bool(reached), "past": as_of > target.date,
    }  # fmt: skip


def _breakdown(name: str, population: Population, rules: Coverage, library: Library) -> Json:
    groups, names = population.groups[name], population.names[name]
    present = [each for each in names if each in groups]
    present += [UNNAMED] if UNNAMED in groups else []
    return {
        each: {
            "name": names.get(each, say("coverage", "no_group")),
            **_counts(population, rules, library, [row for row, group in enumerate(groups) if group == each]),
        }
        for each in present
    }
