"""What the plan of a report does about each pain: read off what the content says that the measures solve."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from diagnostics.model.content.library import Library
from diagnostics.model.content.remedies import How, Remedy, Solves
from diagnostics.model.firm.answers import Finding
from diagnostics.model.results.pains import PainAnswer
from diagnostics.model.results.plans import Offer, Plan
from diagnostics.model.results.report_input import ReportInput
from diagnostics.planning.offers import NOTHING, Shop
from diagnostics.planning.planner import with_own_projects
from diagnostics.scoring.engine.evaluate import Evaluator
from diagnostics.scoring.engine.frame import Frame
from diagnostics.words.catalogue import say
from diagnostics.words.numbers import number


def pain_answers(given: ReportInput, plan: Plan | None) -> tuple[PainAnswer, ...]:
    """Return what a plan does about every pain of the firm, in the order of its findings."""
    pains = [(at, finding) for at, finding in enumerate(given.firm.findings) if finding.kind == "pain"]
    if not pains:
        return ()
    library = with_own_projects(given.library, given.firm.plan)
    shop = Shop(Evaluator(Frame([given.firm], library, given.as_of)), library, given.firm.plan)
    offers, blocked = shop.offers(lambda _: True)
    prices = {offer.id: offer for offer in offers}
    planned = [step.offer.id for step in plan.steps] if plan else []
    around = _Around(library, planned, prices, {each.id: each.why for each in blocked}, _left(given, plan))
    return tuple(around.answer(at, finding) for at, finding in pains)


def _left(given: ReportInput, plan: Plan | None) -> Fraction | None:
    """Return what the plan leaves of the firm's money, 万元; None where nobody named a limit."""
    budget = given.firm.plan.budget
    return sum(budget, Fraction(0)) - (plan.cost[1] if plan else 0) if budget else None


@dataclass(frozen=True)
class _Around:
    """A plan, and what the firm could take besides."""

    library: Library
    planned: Sequence[str]
    offers: Mapping[str, Offer]
    blocked: Mapping[str, str]
    left: Fraction | None

    def answer(self, at: int, finding: Finding) -> PainAnswer:
        """Return what is done about one pain."""
        solving = self._solving(finding.pain)
        pain = self.library.pains.get(finding.pain)
        first = {*pain.first_step.remedies} if pain else set[str]()
        found = tuple(name for name in self.planned if name in solving or name in first)
        hows = {solving[name] for name in found if name in solving}
        title = finding.title or finding.text
        answer = PainAnswer(finding=at, pain=finding.pain, title=title, answered_by=found)
        if hows:
            return replace(answer, how="whole" if "whole" in hows else "part")
        could = [name for name in solving if name in self.offers and self._affordable(self.offers[name])]
        why = self._names(could) if could else self._why_none(finding, solving)
        return replace(answer, how="first_step" if found else "none", why=why, solvable=bool(could))

    def _solving(self, pain: str) -> dict[str, How]:
        """Return the remedies that solve a pain, and how far."""
        found: dict[str, How] = {}
        for name, remedy in self.library.remedies.items():
            hows = {each.how for each in self._solves(remedy) if each.pain == pain}
            if hows & {"whole", "part"}:
                found[name] = "whole" if "whole" in hows else "part"
        return found

    def _solves(self, remedy: Remedy) -> Iterator[Solves]:
        """Yield what a remedy solves; one that extends others solves what they do."""
        yield from remedy.solves
        for name in remedy.extends:
            yield from self.library.remedies[name].solves

    def _affordable(self, offer: Offer) -> bool:
        """Whether the money left may be enough: it is compared with the low end, and an unknown price may fit."""
        if self.left is None or offer.cost == NOTHING:
            return True
        return offer.cost[0] <= self.left if offer.cost is not None else self.left > 0

    def _why_none(self, finding: Finding, solving: Mapping[str, How]) -> str:
        """Return why nothing that solves a pain can be taken."""
        if not solving:
            return say("checks", "nobody_offers" if finding.pain else "pain_unnamed")
        offered = [self.offers[name] for name in solving if name in self.offers]
        if not offered:
            return "；".join(f"{self._names([name])}：{self.blocked[name]}" for name in solving)
        cheapest = min(offered, key=lambda each: (each.cost is None, each.cost))
        cost = "–".join(map(number, cheapest.cost)) if cheapest.cost else say("checks", "price_open")
        left = number(max(self.left or Fraction(0), Fraction(0)))
        return say("checks", "no_money", left=left, name=cheapest.name, cost=cost)

    def _names(self, names: Sequence[str]) -> str:
        return "、".join(self.library.remedies[name].name for name in names)
