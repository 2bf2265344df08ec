"""Contradictions between facts, and figures outside a soft range, seen as soon as they are answered.

Rules and ranges are content; this only looks.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from diagnostics.model.content.library import Library
from diagnostics.model.content.magnitudes import asked_as
from diagnostics.model.firm.answers import EXPLAINED, Finding, FirmAnswers
from diagnostics.model.results import results
from diagnostics.scoring.engine.evaluate import Evaluator
from diagnostics.scoring.engine.needs import Items, Needs
from diagnostics.scoring.words.magnitudes import doubtful_figures


@dataclass(frozen=True)
class OpenContradiction:
    """A rule that certainly holds, or a figure in doubt, and the items that it compares."""

    rule: str
    name: str
    say: str
    items: tuple[str, ...]


def find_contradictions(evaluator: Evaluator, needs: Needs, firm: int = 0) -> list[OpenContradiction]:
    """Return every contradiction of a firm, in the order of the content."""
    found = []
    for rule in evaluator.library.plausibility.values():
        rows = evaluator.frame.of_firm(rule.subject, firm)
        if evaluator.truth(rule.when, rule.subject).must[rows].any():
            items = _in_order(evaluator, needs.below(rule.when))
            found.append(OpenContradiction(rule.id, rule.name, rule.say, items))
    return found


def find_doubts(firm: FirmAnswers, library: Library, as_of: date) -> list[OpenContradiction]:
    """Return every figure of a firm that lies outside a soft range, the rows of an unfinished table among them."""
    return [
        OpenContradiction(figure.rule, figure.name, figure.say, _items_of(figure, library))
        for figure in doubtful_figures(firm, library, as_of)
    ]


def _items_of(doubt: results.Contradiction, library: Library) -> tuple[str, ...]:
    names = (asked_as(each, library.tables) for each in (doubt.figure, *doubt.measured_by))
    return tuple(dict.fromkeys(names))


def _in_order(evaluator: Evaluator, items: Items) -> tuple[str, ...]:
    firm = evaluator.frame.firms[0]
    given = {fact for _, fact in firm.answers} | set(firm.rows)
    return tuple(sorted(items & given))


def newly_seen(
    found: list[OpenContradiction], changed: Items, findings: tuple[Finding, ...]
) -> list[OpenContradiction]:
    """Return the contradictions that the facts just answered take part in and that nobody has explained yet."""
    explained = {finding.title for finding in findings if finding.kind == EXPLAINED}
    return [each for each in found if each.rule not in explained and changed.intersection(each.items)]
