"""Which pains are offered to a firm: by their signs, in an order that begins with its trade. Pure.

A sign names no pain, it orders what is asked. What is unknown offers nothing; what was confirmed or denied is not
offered again; a pain is counted only where a finding names it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import numpy as np

from diagnostics.model.content.marks import SubjectKind
from diagnostics.model.content.pains import Pain
from diagnostics.model.firm.answers import DENIED
from diagnostics.model.results.pains import PainOffer
from diagnostics.scoring.engine.evaluate import Evaluator

MOST_OFFERED = 8
MOST_OF_ONE_LOSS = 2
_INDUSTRY = "industry"
_LOWEST: SubjectKind = "workshop"  # its subjects inherit what is known of everything above them
_KINDS_FIRST = ("cash", "time", "tied_up", "once", "none")


def offered_pains(evaluator: Evaluator, firm: int = 0) -> tuple[PainOffer, ...]:
    """Return the pains to ask a firm about, the first first: few, and never many that share one loss."""
    findings = evaluator.frame.firms[firm].findings
    settled = {finding.pain for finding in findings if finding.kind in {"pain", DENIED}}
    told = {finding.pain for finding in findings if finding.pain}
    found = [pain for pain in showing_pains(evaluator, firm) if pain.pain.id not in settled]
    trade = _trade(evaluator, firm)
    found.sort(key=lambda each: _order(each, trade, told))
    return tuple(_few(found))


def showing_pains(evaluator: Evaluator, firm: int = 0) -> tuple[PainOffer, ...]:
    """Return every pain of which a sign certainly holds somewhere in the firm, in the order of the content."""
    shown = (_shown(evaluator, firm, pain) for pain in evaluator.library.pains.values())
    return tuple(each for each in shown if each is not None)


def _shown(evaluator: Evaluator, firm: int, pain: Pain) -> PainOffer | None:
    rows = evaluator.frame.of_firm(_LOWEST, firm)
    if pain.excludes is not None and evaluator.truth(pain.excludes, _LOWEST).must[rows].any():
        return None
    holds = np.array([evaluator.truth(sign, _LOWEST).must[rows] for sign in pain.signs])
    if pain.given is not None:
        holds &= evaluator.truth(pain.given, _LOWEST).must[rows]
    if not holds.any():
        return None
    subjects = evaluator.frame.subjects[_LOWEST]
    where = tuple(subjects[rows[at]].id for at in np.flatnonzero(holds.any(axis=0)))
    return PainOffer(pain, tuple(int(at) for at in np.flatnonzero(holds.any(axis=1))), where)


def _trade(evaluator: Evaluator, firm: int) -> str:
    """Return the industry of a firm; empty where it is open."""
    if _INDUSTRY not in evaluator.library.facts:
        return ""
    found = evaluator.choice(_INDUSTRY, "firm")
    (row,) = evaluator.frame.of_firm("firm", firm)
    possible = np.flatnonzero(found.may[row])
    return found.options[int(possible[0])] if len(possible) == 1 else ""


def _order(offer: PainOffer, trade: str, told: set[str]) -> tuple[int, bool, int, int]:
    """Sort key: the trade's own pains, then what a wish or note named, then money before hours, then the most signs."""
    pain = offer.pain
    named = not trade or not pain.trades or trade in pain.trades
    of_trade = 0 if trade in pain.leading else 1 if named else 2
    return of_trade, pain.id not in told, _KINDS_FIRST.index(pain.loss.kind), -len(offer.signs)


def _few(offers: Iterable[PainOffer]) -> list[PainOffer]:
    shared: Counter[str] = Counter()
    kept: list[PainOffer] = []
    for offer in offers:
        group = offer.pain.shares
        if len(kept) < MOST_OFFERED and not (group and shared[group] == MOST_OF_ONE_LOSS):
            kept.append(offer)
            shared[group] += 1
    return kept
