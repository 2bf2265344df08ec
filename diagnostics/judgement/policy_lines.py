"""Matched policies in words: one line per item, what may be applied for first."""

from __future__ import annotations

from diagnostics.model.content.library import Library
from diagnostics.model.content.policies import Policy, PolicyItem
from diagnostics.model.results.policy_results import OUTCOMES, ConflictLine, PolicyLine, PolicyResult, PolicyResults
from diagnostics.words.catalogue import name_of, say


def policy_lines(results: PolicyResults, library: Library) -> tuple[PolicyLine, ...]:
    """Return a line per matched item: 可申报, 待核实, 暂不符合; within each, what is paid instead of others first."""
    items = {item.id: (policy, item) for policy in library.policies.values() for item in policy.items}
    names = {name: item.name for name, (_, item) in items.items()}
    lines = [_line(result, *items[name], names) for name, result in results.items()]
    return tuple(sorted(lines, key=_rank))


def _rank(line: PolicyLine) -> tuple[int, bool, int]:
    return OUTCOMES.index(line.outcome), bool(line.covered_by), len(line.unknown)


def _line(result: PolicyResult, policy: Policy, item: PolicyItem, names: dict[str, str]) -> PolicyLine:
    by_state = {
        state: tuple(condition.name for condition in result.conditions if condition.state == state) for state in _STATES
    }
    return PolicyLine(
        id=item.id,
        name=item.name,
        document=policy.title,
        number=policy.number,
        level=name_of("policy_levels", policy.level),
        benefit=name_of("policy_benefits", item.benefit),
        outcome=result.outcome,
        outcome_verified=result.outcome_verified,
        word=name_of("policy_outcomes", result.outcome),
        reasons=tuple(name_of("policy_reasons", reason) for reason in result.reasons),
        met=by_state["met"],
        not_met=by_state["not_met"],
        unknown=by_state["unknown"],
        amount_wan=result.amount_wan,
        sure_amount_wan=result.sure_amount_wan,
        amount_rule=item.amount_rule,
        covered_by=names.get(result.covered_by, ""),
        conflicts=tuple(
            ConflictLine(
                other=names[conflict.other],
                about=conflict.about,
                here=conflict.here,
                there=conflict.there,
                ask=conflict.ask,
            )
            for conflict in item.conflicts
        ),
        bureaus=item.bureaus,
        notes=tuple(note for note in (item.note, policy.note) if note),
        current=result.current,
        checked_on=policy.checked_on,
        valid_to=policy.valid_to,
        mark=result.mark,
        source=item.source or policy.source,
        references=tuple(
            say("policy_words", "elsewhere", place=reference.jurisdiction, text=reference.text)
            for reference in item.references
        ),
    )


_STATES = ("met", "not_met", "unknown")
