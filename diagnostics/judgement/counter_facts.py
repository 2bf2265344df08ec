"""What speaks against remedies that somebody may offer to a firm: counter-facts that certainly hold. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np

from diagnostics.model.content.expressions import Condition
from diagnostics.model.content.marks import SubjectKind
from diagnostics.model.content.remedies import Remedy
from diagnostics.model.results.counter_facts import CounterFact
from diagnostics.scoring.engine.evaluate import Evaluator

_LOWEST: SubjectKind = "workshop"  # its subjects inherit what is known of everything above them


def counter_facts(evaluator: Evaluator, firm: int = 0) -> tuple[CounterFact, ...]:
    """Return the remedies for the firm's trade that it does not have and that a fact of it speaks against.

    What is sold against one of its pains comes first, then what costs most.
    """
    return tuple(_found(evaluator, firm))


def _found(evaluator: Evaluator, firm: int) -> Iterator[CounterFact]:
    library = evaluator.library
    pains = {finding.pain for finding in evaluator.frame.firms[firm].findings if finding.pain}

    def pressing(remedy: Remedy) -> tuple[bool, Fraction]:
        fixed = remedy.cost.fixed_wan if remedy.cost else None
        return not pains & {each.pain for each in remedy.solves}, -(fixed[1] if fixed else Fraction(0))

    for remedy in sorted(library.remedies.values(), key=pressing):
        if not remedy.against or remedy.own_measure or not _for_trade(evaluator, remedy, firm):
            continue
        if remedy.has is not None and _must(evaluator, remedy.has, firm).all():
            continue
        text = next((each.text for each in remedy.against if _must(evaluator, each.when, firm).any()), "")
        if text:
            yield CounterFact(remedy.id, remedy.name, text)


def _must(evaluator: Evaluator, condition: Condition, firm: int) -> np.ndarray:
    """Where in a firm a condition certainly holds, per workshop."""
    found: np.ndarray = evaluator.truth(condition, _LOWEST).must[evaluator.frame.of_firm(_LOWEST, firm)]
    return found


def _for_trade(evaluator: Evaluator, remedy: Remedy, firm: int) -> bool:
    """Whether a remedy is for the trade of a firm; a trade that is open is none."""
    if not remedy.industries:
        return True
    found = evaluator.choice("industry", "firm")
    (row,) = evaluator.frame.of_firm("firm", firm)
    possible = {found.options[int(at)] for at in np.flatnonzero(found.may[row])}
    return possible <= {*remedy.industries}
