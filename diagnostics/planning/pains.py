"""Pains and wishes as goals of a plan: in which order, what answers each, and what would not pay for itself.

In: the findings of a firm, the content, the offers. Out: one `PainGoal` per confirmed pain and per wish that names one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from diagnostics.model.content.library import Library
from diagnostics.model.content.remedies import Remedy
from diagnostics.model.firm.answers import Finding
from diagnostics.model.results.plans import Offer, PlanReason
from diagnostics.planning.stock import DEEPENED, scope_of

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
    """

    finding: int
    said: Finding
    reason: PlanReason
    first: tuple[str, ...] = ()
    whole: tuple[str, ...] = ()
    part: tuple[str, ...] = ()
    too_dear: tuple[str, ...] = ()

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
) -> tuple[PainGoal, ...]:
    """Return the goals, the most pressing first.

    Args:
        findings: of the firm, in its order.
        library: the content with everything the firm may take (`planning.stock`).
        offers: what it may take.
        years: in which the money must come back, where the finding does not say.
        losses: 万元 of money lost in a year at the high end, per finding; None: nobody knows.
    """
    asked = [(at, each) for at, each in enumerate(findings) if each.kind in {PAIN, WISH}]
    wishes = [at for at, each in asked if each.kind == WISH]
    ranked = sorted(asked, key=lambda each: _order(each[0], each[1], losses))
    by_pain: dict[str, Fraction] = {}
    for at, each in asked:
        lost = losses.get(at)
        if each.pain and lost is not None:
            by_pain[each.pain] = max(by_pain.get(each.pain, Fraction(0)), lost)
    market = _Market(library, offers, by_pain)
    return tuple(
        market.goal(at, each, f"{wishes.index(at) + 1}" if each.kind == WISH else each.pain or f"{at + 1}", years)
        for at, each in ranked
    )


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

    def goal(self, at: int, finding: Finding, name: str, years: Fraction) -> PainGoal:
        """Return one finding as a goal."""
        first, whole, part, too_dear = [], [], [], []
        steps = self.library.pains[finding.pain].first_step.remedies if finding.pain in self.library.pains else ()
        for offer in self.offers:
            how = solving(self.library.remedies[offer.id], finding.pain)
            if offer.id in steps:
                first.append(offer.id)
            if how not in {"whole", "part"}:
                continue
            if not self._worth_it(offer, finding, years):
                too_dear.append(offer.id)
            elif how == "whole":
                whole.append(offer.id)
            elif offer.paid:
                part.append(offer.id)
        return PainGoal(
            finding=at, said=finding, reason=PlanReason("wish" if finding.kind == WISH else "pain", name),
            first=tuple(first), whole=tuple(whole), part=tuple(part), too_dear=tuple(too_dear),
        )  # fmt: skip

    def _worth_it(self, offer: Offer, finding: Finding, years: Fraction) -> bool:
        """Whether it pays for itself in time, or somebody wants it all the same: for a date, or for money he named.

        Of a pain whose loss nobody knows only a trial may be bought: a smaller scope, or more use of what is there.
        """
        if not offer.paid or offer.pinned or finding.deadline is not None:
            return True
        if finding.kind == WISH:
            return finding.budget_wan is None or offer.reckoned <= finding.budget_wan
        lost = self._lost(self.library.remedies[offer.id])
        if lost is None:
            remedy = self.library.remedies[offer.id]
            return bool(scope_of(offer.id)[1] or offer.id.endswith(DEEPENED) or remedy.extends or offer.cost is None)
        return offer.reckoned <= lost * (finding.payback_years or years)

    def _lost(self, remedy: Remedy) -> Fraction | None:
        """Return what the firm loses a year by all that a remedy solves, shared losses once; None: nobody knows any."""
        found: dict[str, Fraction] = {}
        for each in remedy.solves:
            if each.how != "helps" and each.pain in self.losses:
                entry = self.library.pains.get(each.pain)
                group = (entry.shares if entry else "") or each.pain
                found[group] = max(found.get(group, Fraction(0)), self.losses[each.pain])
        return sum(found.values(), Fraction(0)) if found else None


def solving(remedy: Remedy, pain: str) -> str:
    """Return how far a remedy solves a pain; empty: not at all."""
    return next((each.how for each in remedy.solves if each.pain == pain and pain), "")


def paid(offers: Iterable[Offer], names: Iterable[str]) -> list[str]:
    """Return those of some offers that cost money, or may."""
    wanted = {*names}
    return [offer.id for offer in offers if offer.id in wanted and offer.paid]
