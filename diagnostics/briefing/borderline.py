"""Levels on the line: nearer to the next level than one requirement counts, or decided by the choice of weights."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from diagnostics.diagnosis.diagnose import Diagnosis
from diagnostics.model.results.knowledge import Borderline
from diagnostics.model.results.results import OVERALL, StandardResult, Tier


def borderlines(diagnosis: Diagnosis) -> Iterator[Borderline]:
    """Yield the levels that stand on the line, per standard that the content gives a margin for, site by site."""
    for rules in diagnosis.library.confidences.values():
        for name, within in rules.borderline.items():
            result = diagnosis.standards.get(name)
            subjects = {} if result is None else result.subjects or {diagnosis.firm.firm_subject: result}
            for subject, own in subjects.items():
                found = _borderline(own, subject, within)
                if found is not None:
                    yield found


def _borderline(result: StandardResult, subject: str, within: Fraction) -> Borderline | None:
    """Return the line that one site stands on; an open level stands on none, it is told as a range."""
    overall, tiers = result.ladders[OVERALL], result.assessed
    if overall.level is None or not overall.is_answered:
        return None
    by_weights = [
        other.tier for other in result.other_weights.values() if other.level not in {None, overall.level} and other.tier
    ]
    near = [tier.level for tier in tiers if _is_near(tier, overall.level, within)]
    for tier in tiers:
        if tier.level in {*by_weights, *near}:
            lifts = (each for each in tier.requirements if each.still and each.still >= tier.gate.gap)
            return Borderline(
                standard=result.standard,
                subject=subject,
                level=tier.level,
                reached=tier.gate.met,
                near=tier.level in near,
                by_weights=tier.level in by_weights,
                gap=_gap(tier),
                lifts=() if tier.gate.met else tuple(sorted(lifts, key=lambda each: -each.still)),
            )
    return None


def _is_near(tier: Tier, level: int, within: Fraction) -> bool:
    """Whether a tier is the one just missed or just reached, by less than the margin."""
    return tier.level == (level if tier.gate.met else level + 1) and _gap(tier) < within


def _gap(tier: Tier) -> Fraction:
    """How far a score is from its line, on either side."""
    if not tier.gate.met:
        return tier.gate.gap
    return Fraction(tier.figure.value or 0) - Fraction(tier.gate.needs)
