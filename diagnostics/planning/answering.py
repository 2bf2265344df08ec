"""The remedies that answer a finding: those that change, for this firm, the facts the finding is about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction

from diagnostics.model.content.library import Library
from diagnostics.model.content.remedies import Remedy
from diagnostics.model.content.roots import facts_named, rests_on
from diagnostics.model.firm.answers import Answer, Finding, FirmAnswers
from diagnostics.model.results.outlook import FindingAnswer
from diagnostics.model.results.plans import Offer
from diagnostics.planning.effects import apply_effects

PAIN, WISH = "pain", "wish"
# Evidence that proves more answers than this (photographs of the whole plant) says nothing of any one of them.
MOST_SHOWN = 6
MOST_FURTHER = 2


def changed_by(remedy: Remedy, firm: FirmAnswers, library: Library, as_of: date) -> frozenset[str]:
    """Return the facts and tables that a remedy changes for this firm; what is as good already does not count."""
    after = apply_effects(firm, [remedy], library, as_of)
    facts = {fact for (subject, fact), answer in after.answers.items() if answer != _inherited(firm, subject, fact)}
    return frozenset(facts | {name for name, rows in after.rows.items() if rows != firm.rows.get(name)})


def _inherited(firm: FirmAnswers, subject: str, fact: str) -> Answer | None:
    parents = {each.id: each.parent for each in firm.subjects}
    while subject and (subject, fact) not in firm.answers:
        subject = parents.get(subject, "")
    return firm.answers.get((subject, fact)) if subject else None


def about(finding: Finding, firm: FirmAnswers, library: Library) -> frozenset[str]:
    """Return what a finding is about: what the consultant named, else what its evidence proves and little else."""
    if finding.about:
        return facts_named(finding.about, library)
    shown: dict[str, set[str]] = {}
    for (_, fact), answer in firm.answers.items():
        for name in answer.evidence:
            shown.setdefault(name, set()).add(fact)
    near = {fact for name in finding.evidence if len(shown.get(name, ())) <= MOST_SHOWN for fact in shown.get(name, ())}
    return frozenset(part for fact in near for part in rests_on(fact, library))


def finding_answers(
    kind: str, firm: FirmAnswers, library: Library, as_of: date, planned: Sequence[str], offers: Sequence[Offer]
) -> tuple[FindingAnswer, ...]:
    """Return, per finding of a kind in the order of the findings, what answers it.

    Args:
        kind: pains or wishes.
        firm: what is known today.
        library: content with the remedies, the firm's own projects included.
        as_of: date of the diagnosis.
        planned: remedies of the plan, in its order.
        offers: what the firm may take at all.
    """
    findings = [finding for finding in firm.findings if finding.kind == kind]
    subjects = {finding: about(finding, firm, library) for finding in findings}
    wanted = frozenset().union(*subjects.values())
    names = {*planned, *(offer.id for offer in offers)}
    changes = {
        name: changed_by(remedy, firm, library, as_of)
        for name, remedy in library.remedies.items()
        if name in names and wanted & {effect.target for effect in remedy.effects}
    }
    return tuple(_answer(finding, subjects[finding], changes, planned, offers) for finding in findings)


def _answer(
    finding: Finding,
    facts: frozenset[str],
    changes: Mapping[str, frozenset[str]],
    planned: Sequence[str],
    offers: Sequence[Offer],
) -> FindingAnswer:
    inside = tuple(name for name in planned if facts & changes.get(name, frozenset()))
    left = facts - {fact for name in inside for fact in changes[name]}
    further: list[Offer] = []
    open_offers = [offer for offer in offers if offer.id not in planned]
    while len(further) < MOST_FURTHER:
        found = [offer for offer in open_offers if left & changes.get(offer.id, frozenset())]
        best = min(found, key=lambda each: _rank(each, left, changes[each.id]), default=None)
        if best is None:
            break
        further.append(best)
        left -= changes[best.id]
    return FindingAnswer(finding.title or finding.text, inside, tuple(further), bool(facts))


def _rank(offer: Offer, left: frozenset[str], changed: frozenset[str]) -> tuple[int, Fraction, bool, Fraction]:
    """Rank the fullest answer first, then the most specific remedy, then the cheapest."""
    answered = len(left & changed)
    high = offer.cost[1] if offer.cost else Fraction(0)
    return (-answered, -Fraction(answered, len(changed)), offer.cost is None, high)
