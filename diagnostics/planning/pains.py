"""Pains and wishes as goals of a plan: in which order, what answers each, and what would not pay for itself.

In: the findings of a firm, the content, the offers. Out: one `PainGoal` per confirmed pain and per wish that names one.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from diagnostics.model.content.library import Library
from diagnostics.model.content.remedies import Remedy
from diagnostics.model.firm.answers import Finding
from diagnostics.model.results.plans import DEEPENED, Offer, PlanReason
from diagnostics.planning.stock import is_scope

PAIN, WISH = "pain", "wish"
_FAR = Fraction(10**6)


@dataclass(frozen=True, kw_only=True)
class PainGoal:
    """A pain or a wish that a plan may answer.

    Attributes:
        finding: number among the firm's findings, from 0.
        first: own measures that are its free first step.
        whole, part: offers that solve it, and that may be taken for it.
        too_dear: offers that solve it but would not pay for themselves, or cost more than was said.
        barred: nothing may be done about it in this firm.
    """

    finding: int
    said: Finding
    reason: PlanReason
    first: tuple[str, ...] = ()
    whole: tuple[str, ...] = ()
    part: tuple[str, ...] = ()
    too_dear: tuple[str, ...] = ()
    barred: bool = False

    @property
    def title(self) -> str:
        """The finding in few words."""
        return self.said.title or self.said.text

    @property
    def promised(self) -> bool:
        """Whether somebody waits for it by a date."""
        return self.said.deadline is not None


def pain_goals(
    findings: Sequence[Finding],
    library: Library,
    offers: Sequence[Offer],
    years: Fraction,
    losses: Mapping[int, Fraction | None],
    held: Collection[str] = (),
    barred: Collection[str] = (),
) -> tuple[PainGoal, ...]:
    """Return the goals, the most pressing first.

    Args:
        findings: of the firm, in its order.
        library: the content with everything the firm may take (`planning.stock`).
        offers: what it may take.
        years: in which the money must come back, where the finding does not say; 0: money only for what is due.
        losses: 万元 of money lost in a year at the high end, per finding; None: nobody knows.
        held: what a part of the firm has already: nobody buys it once more against a pain without an own price.
        barred: pains that nothing may be done about in this firm (an isolated network stays isolated).
    """
    asked = [(at, each) for at, each in enumerate(findings) if each.kind in {PAIN, WISH}]
    wishes = [at for at, each in asked if each.kind == WISH]
    ranked = sorted(asked, key=lambda each: _order(each[0], each[1], losses))
    by_pain = losses_by_pain(findings, losses)
    open_offers = [offer for offer in offers if offer.id not in held or offer.pinned or offer.reason or not offer.paid]
    market = _Market(library, open_offers, by_pain, years, barred)
    found = [
        market.goal(at, each, f"{wishes.index(at) + 1}" if each.kind == WISH else each.pain or f"{at + 1}")
        for at, each in ranked
    ]
    return tuple(_with_all(goal, found) for goal in found)


def _with_all(goal: PainGoal, goals: Sequence[PainGoal]) -> PainGoal:
    """Return a goal with all that may be taken for a finding of the same pain; money named for a wish bounds all."""
    same = [each for each in goals if goal.said.pain and each.said.pain == goal.said.pain] or [goal]
    same = [each for each in same if each.said.budget_wan is not None] or same
    whole = tuple(dict.fromkeys(name for each in same for name in each.whole))
    part = tuple(dict.fromkeys(name for each in same for name in each.part))
    every = dict.fromkeys((*goal.whole, *goal.part, *goal.too_dear))
    dear = tuple(name for name in every if name not in (*whole, *part))
    return replace(goal, whole=whole, part=part, too_dear=dear)


def _order(
    at: int, finding: Finding, losses: Mapping[int, Fraction | None]
) -> tuple[int, int, Fraction, Fraction, int]:
    """Sort key: what somebody waits for, wishes with money, then pains by the firm's order and by what they cost."""
    wish = finding.kind == WISH
    tier = 0 if finding.deadline else 1 if wish and finding.budget_wan is not None else 3 if wish else 2
    due = finding.deadline.day.toordinal() if finding.deadline else 0
    return tier, due, finding.rank or _FAR, -(losses.get(at) or Fraction(0)), at


@dataclass(frozen=True)
class _Market:
    library: Library
    offers: Sequence[Offer]
    losses: Mapping[str, Fraction]
    years: Fraction
    barred: Collection[str]

    def goal(self, at: int, finding: Finding, name: str) -> PainGoal:
        """Return one finding as a goal."""
        first, whole, part, too_dear = [], [], [], []
        steps = self.library.pains[finding.pain].first_step.remedies if finding.pain in self.library.pains else ()
        for offer in () if finding.pain in self.barred else self.offers:
            how = solving(self.library.remedies[offer.id], finding.pain)
            if offer.id in steps:
                first.append(offer.id)
            if how not in {"whole", "part"}:
                continue
            if not self._worth_it(offer, finding):
                too_dear.append(offer.id)
            elif how == "whole":
                whole.append(offer.id)
            elif offer.paid:
                part.append(offer.id)
        return PainGoal(
            finding=at, said=finding, reason=PlanReason("wish" if finding.kind == WISH else "pain", name),
            first=tuple(first), whole=self._asked_for(whole), part=self._asked_for(part), too_dear=tuple(too_dear),
            barred=finding.pain in self.barred,
        )  # fmt: skip

    def _asked_for(self, names: Sequence[str]) -> tuple[str, ...]:
        """Return those that somebody asked a price for, which says what is to be bought; without any, all.

        What is promised is done in any case, and need not keep others out.
        """
        said = {offer.id for offer in self.offers if offer.reason}
        pinned = {offer.id for offer in self.offers if offer.pinned}
        asked = tuple(name for name in names if name in said)
        return asked if {*asked} - pinned else tuple(names)

    def _worth_it(self, offer: Offer, finding: Finding) -> bool:
        """Whether it pays for itself in time, or somebody wants it all the same: for a date, or for money he named.

        Of a pain whose loss nobody knows only a trial may be bought: a smaller scope, or more use of what is there. A
        price that nobody knows is held by its ceiling (`worth`).
        """
        if not offer.paid or offer.pinned or finding.deadline is not None:
            return True
        if not self.years:
            return False
        if finding.kind == WISH:
            return finding.budget_wan is None or offer.reckoned <= finding.budget_wan
        lost = lost_by(self.library.remedies[offer.id], self.library, self.losses)
        if lost is None:
            remedy = self.library.remedies[offer.id]
            return bool(is_scope(offer.id) or offer.id.endswith(DEEPENED) or remedy.extends)
        return offer.cost is None or offer.cost[1] <= lost * (finding.payback_years or self.years)


def lost_by(remedy: Remedy, library: Library, losses: Mapping[str, Fraction]) -> Fraction | None:
    """Return what a firm loses a year by all that a remedy solves, shared losses once; None: nobody knows any."""
    found: dict[str, Fraction] = {}
    for each in remedy.solves:
        if each.how != "helps" and each.pain in losses:
            entry = library.pains.get(each.pain)
            group = (entry.shares if entry else "") or each.pain
            found[group] = max(found.get(group, Fraction(0)), losses[each.pain])
    return sum(found.values(), Fraction(0)) if found else None


def losses_by_pain(findings: Sequence[Finding], losses: Mapping[int, Fraction | None]) -> dict[str, Fraction]:
    """Return what each pain costs a year, as far as anybody told it of a finding."""
    found: dict[str, Fraction] = {}
    for at, each in enumerate(findings):
        lost = losses.get(at)
        if each.pain and lost is not None:
            found[each.pain] = max(found.get(each.pain, Fraction(0)), lost)
    return found


def worth_of(
    offers: Sequence[Offer], library: Library, losses: Mapping[str, Fraction], years: Fraction
) -> dict[str, Fraction]:
    """Return, per offer that solves a known loss, what that loss comes to in the time in which money must come back."""
    found = {offer.id: lost_by(library.remedies[offer.id], library, losses) for offer in offers}
    return {name: lost * years for name, lost in found.items() if lost is not None and years}


def held_by(worth: Mapping[str, Fraction], offers: Sequence[Offer]) -> list[Offer]:
    """Return offers of which an unknown price is reckoned with no more than it is worth."""
    return [
        offer if offer.upto is None else replace(offer, upto=min(offer.upto, worth.get(offer.id, offer.upto)))
        for offer in offers
    ]


def solving(remedy: Remedy, pain: str) -> str:
    """Return how far a remedy solves a pain; empty: not at all."""
    return next((each.how for each in remedy.solves if each.pain == pain and pain), "")
