"""Contradictions between facts, seen as soon as the second of them is answered. Rules are content; this only looks."""

from __future__ import annotations

from dataclasses import dataclass

from diagnostics.model.content.facts import Plausibility
from diagnostics.model.firm.answers import EXPLAINED, Finding
from diagnostics.scoring.engine.evaluate import Evaluator
from diagnostics.scoring.engine.needs import Items, Needs


@dataclass(frozen=True)
class Contradiction:
    """A rule that certainly holds, and the items that it compares."""

    rule: Plausibility
    items: tuple[str, ...]


def find_contradictions(evaluator: Evaluator, needs: Needs, firm: int = 0) -> list[Contradiction]:
    """Return every contradiction of a firm, in the order of the content."""
    found = []
    for rule in evaluator.library.plausibility.values():
        rows = evaluator.frame.of_firm(rule.subject, firm)
        if evaluator.truth(rule.when, rule.subject).must[rows].any():
            found.append(Contradiction(rule, _in_order(evaluator, needs.below(rule.when))))
    return found


def _in_order(evaluator: Evaluator, items: Items) -> tuple[str, ...]:
    firm = evaluator.frame.firms[0]
    given = {fact for _, fact in firm.answers} | set(firm.rows)
    return tuple(sorted(items & given))


def newly_seen(found: list[Contradiction], changed: Items, findings: tuple[Finding, ...]) -> list[Contradiction]:
    """Return the contradictions that the facts just answered take part in and that nobody has explained yet."""
    explained = {each.title for each in findings if each.kind == EXPLAINED}
    return [each for each in found if each.rule.id not in explained and changed.intersection(each.items)]
