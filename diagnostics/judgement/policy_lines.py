"""Matched policies in words: one line per item, what may be applied for first."""

from __future__ import annotations

from diagnostics.model.content.library import Library
from diagnostics.model.content.policies import Policy, PolicyItem
from diagnostics.model.results.policy_results import OUTCOMES, ConflictLine, PolicyLine, PolicyResult, PolicyResults
from diagnostics.words.catalogue import name_of


def policy_lines(results: PolicyResults, library: Library) -> tuple[PolicyLine, ...]:
    """Return a line per matched item: 可申报, 待核实, 暂不符合; within each, what is paid instead of others first."""
    items = {item.id: (policy, item) for policy in library.policies.values() for item in policy.items}
    names = {name: item.name for name, (_, item) in items.items()}
    lines = [_line(result, *items[name], names) for name, result in results.items()]
    return tuple(sorted(lines, key=_rank))


def _rank(line: PolicyLine) -> tuple[int, bool, int]:
    return OUTCOMES.index(line.outcome), bool(line.covered_by), len(line.unknown)


def _line(result: PolicyResult, policy: Policy, item: PolicyItem, names: dict[str, str]) -> PolicyLine:
    by_state = {state: tuple(each.name for each in result.conditions if each.state == state) for state in _STATES}
    return PolicyLine(
        item.id,
        item.name,
        policy.title,
        policy.number,
        name_of("policy_levels", policy.level),
        name_of("policy_benefits", item.benefit),
        result.outcome,
        result.outcome_verified,
        name_of("policy_outcomes", result.outcome),
        tuple(name_of("policy_reasons", reason) for reason in result.reasons),
        by_state["met"],
        by_state["not_met"],
        by_state["unknown"],
        result.amount_wan,
        result.sure_amount_wan,
        item.amount_rule,
        names.get(result.covered_by, ""),
        tuple(ConflictLine(names[each.other], each.about, each.here, each.there, each.ask) for each in item.conflicts),
        item.bureaus,
        tuple(note for note in (item.note, policy.note) if note),
        result.current,
        policy.checked_on,
        policy.valid_to,
        result.mark,
        item.source or policy.source,
    )


_STATES = ("met", "not_met", "unknown")
