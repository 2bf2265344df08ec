"""The remedies open to a firm, with price, months and prerequisites. Facts and content in, offers out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction

from diagnostics.model.content.expressions import Condition
from diagnostics.model.content.library import Library
from diagnostics.model.content.marks import SubjectKind
from diagnostics.model.content.remedies import Remedy
from diagnostics.model.results.plans import DEEPENED, Blocked, Offer, PlanWishes, Range, scope_of
from diagnostics.planning.goals import exactly
from diagnostics.planning.stock import stock
from diagnostics.scoring.engine.evaluate import Evaluator
from diagnostics.scoring.engine.intervals import INFINITY
from diagnostics.words.catalogue import say

LOWEST_KIND: SubjectKind = "workshop"  # its subjects inherit what is known of everything above them
INDUSTRY = "industry"
_SHARED = frozenset({"software", "management", "platform"})  # what one site has of these, others can build on
NOTHING: Range = (Fraction(0), Fraction(0))


class Shop:
    """The catalogue of remedies as it is open to one firm.

    Args:
        evaluator: the firm as it is, alone in its frame.
        library: checked content with its remedies.
        wishes: what the consultant and the firm fixed.

    Attributes:
        owned: remedies that the firm has already, or that the diagnosis itself is.
        held: remedies that one of its sites or workshops has.
        library: the content with everything that the firm may take as remedies.
    """

    def __init__(self, evaluator: Evaluator, library: Library, wishes: PlanWishes) -> None:
        self.evaluator = evaluator
        self.wishes = wishes
        self.owned = {remedy.id for remedy in library.remedies.values() if remedy.done_by_visit or self._has(remedy)}
        self.held = {each.id for each in library.remedies.values() if each.has is not None and self.somewhere(each.has)}
        self.library = stock(library, wishes, self._has, self._fits)

    def offers(
        self, useful: Callable[[str], bool], asked: frozenset[str] = frozenset()
    ) -> tuple[list[Offer], list[Blocked]]:
        """Return what the firm may take and what it may not.

        Args:
            useful: whether a remedy would change or solve anything.
            asked: facts that matter for the targets; what is open among them is verified before anything is bought.
        """
        open_to_firm: dict[str, Remedy] = {}
        blocked: list[Blocked] = []
        for remedy in self.library.remedies.values():
            why = self._why_not(remedy)
            if not why and not useful(remedy.id) and not self._is_prerequisite(remedy):
                why = say("plan", "changes_nothing")
            if why:
                blocked.append(Blocked(remedy.id, remedy.name, why))
            else:
                open_to_firm[remedy.id] = remedy
        for name in self._without_prerequisite(open_to_firm):
            remedy = open_to_firm.pop(name)
            blocked.append(Blocked(name, remedy.name, say("plan", "no_prerequisite")))
        groups: dict[str, list[str]] = {}
        for each in open_to_firm.values():
            if each.group:
                groups.setdefault(each.group, []).append(each.id)
        return [self._offer(each, open_to_firm, groups, asked) for each in open_to_firm.values()], blocked

    def _is_prerequisite(self, remedy: Remedy) -> bool:
        return any(remedy.id in names for other in self.library.remedies.values() for names in other.prerequisites)

    # ---- whether ----

    def _why_not(self, remedy: Remedy) -> str:
        excluded = next((each for each in (remedy.id, scope_of(remedy.id)[0]) if each in self.wishes.excluded), "")
        if excluded and not remedy.id.endswith(DEEPENED):
            return say("plan", "excluded_by_hand", reason=self.wishes.excluded[excluded])
        if remedy.done_by_visit:
            return say("plan", "done_by_visit")
        if remedy.id in self.owned:
            return say("plan", "owned")
        if remedy.excludes is not None and self.somewhere(remedy.excludes):
            return say("plan", "not_advisable")
        if not self._fits(remedy):
            return say("plan", "does_not_apply")
        if remedy.industries and not self._industry() & {*remedy.industries}:
            return say("plan", "other_industry")
        return ""

    def _industry(self) -> set[str]:
        """Options of the industry still possible; all where the content asks for none."""
        if INDUSTRY not in self.library.facts:
            return {industry for remedy in self.library.remedies.values() for industry in remedy.industries}
        found = self.evaluator.choice(INDUSTRY, "firm")
        return {option for code, option in enumerate(found.options) if found.may[0, code]}

    def _fits(self, remedy: Remedy) -> bool:
        return remedy.applies is None or not self._nowhere(remedy.applies)

    def _has(self, remedy: Remedy) -> bool:
        return remedy.has is not None and self._everywhere(remedy.has)

    def _everywhere(self, condition: Condition) -> bool:
        return bool(self.evaluator.truth(condition, LOWEST_KIND).must.all())

    def somewhere(self, condition: Condition) -> bool:
        """Return whether a condition certainly holds for a part of the firm."""
        return bool(self.evaluator.truth(condition, LOWEST_KIND).must.any())

    def _nowhere(self, condition: Condition) -> bool:
        return not self.evaluator.truth(condition, LOWEST_KIND).may.any()

    def _missing(self, remedy: Remedy) -> list[tuple[str, ...]]:
        """Prerequisites that the firm does not have in any form; a system of one site is enough, a network is not."""
        there = self.owned | {name for name in self.held if self.library.remedies[name].project_class in _SHARED}
        return [names for names in remedy.prerequisites if not there & {*names}]

    def _without_prerequisite(self, open_to_firm: Mapping[str, Remedy]) -> list[str]:
        """Names whose prerequisites the firm neither has nor may take, however far down the chain."""
        left = dict(open_to_firm)
        while lost := [name for name, remedy in left.items() if self._stranded(remedy, left)]:
            for name in lost:
                del left[name]
        return [name for name in open_to_firm if name not in left]

    def _stranded(self, remedy: Remedy, left: Mapping[str, Remedy]) -> bool:
        return any(not left.keys() & {*names} for names in self._missing(remedy))

    # ---- at what price ----

    def _offer(
        self,
        remedy: Remedy,
        open_to_firm: Mapping[str, Remedy],
        groups: Mapping[str, list[str]],
        asked: frozenset[str],
    ) -> Offer:
        price = self.wishes.prices.get(remedy.id)
        cost = self._price(remedy)
        needs = (tuple(name for name in names if name in open_to_firm) for names in self._missing(remedy))
        same = groups.get(remedy.group, [])
        return Offer(
            id=remedy.id,
            name=remedy.name,
            what=remedy.what,
            cost=cost,
            upto=self._upto(remedy) if cost is None else None,
            yearly=remedy.cost.yearly_wan if remedy.cost and not price else None,
            months=NOTHING if remedy.months is None and remedy.own_measure else remedy.months,
            needs=tuple(needs),
            # one of two says it: the later of a group names the earlier ones
            excludes=tuple(same[: same.index(remedy.id)]) if remedy.group else (),
            pinned=remedy.id in self.wishes.pinned,
            own=remedy.own_measure,
            verify_first=self._unanswered(remedy, asked),
            reason=price[1] if price else self.wishes.pinned.get(remedy.id, ""),
            mark=remedy.cost.mark if remedy.cost and not price else remedy.mark,
        )

    def _cost(self, remedy: Remedy) -> Range | None:
        cost = remedy.cost
        if cost is None or not cost.known:
            return NOTHING if remedy.own_measure else None
        low, high = cost.fixed_wan or NOTHING
        if cost.per_unit_wan is None:
            return low, high
        units = self._units(cost.unit) if cost.unit is not None else None
        if units is None:
            return None
        return low + cost.per_unit_wan[0] * units[0], high + cost.per_unit_wan[1] * units[1]

    def _units(self, unit: object) -> Range | None:
        values = self.evaluator.value(unit, "firm")  # type: ignore[arg-type]
        low, high = values.lo[0], values.hi[0]
        if values.na[0] or high == INFINITY or low == -INFINITY:
            return None
        return max(exactly(low), Fraction(0)), max(exactly(high), Fraction(0))

    def _upto(self, remedy: Remedy) -> Fraction | None:
        """Return what an unknown price is reckoned with.

        More use of a thing costs no more than the thing itself, a scope no more than its share of the whole.
        """
        whole, name = scope_of(remedy.id)
        if name:
            entry = self.library.remedies[whole]
            cost, share = self._price(entry), next(each.share for each in entry.scopes if each.id == name)
            most = self._upto(entry) if cost is None else cost[1]
            return None if most is None else most * share / 100
        groups = {self.library.remedies[name].group for name in remedy.extends} - {""}
        alike = [each for each in self.library.remedies.values() if each.id in remedy.extends or each.group in groups]
        known = [cost[1] for each in alike if each.cost and (cost := self._price(each)) is not None]
        return min(known, default=None)

    def _price(self, remedy: Remedy) -> Range | None:
        """Return the price that somebody asked for, else the estimate."""
        price = self.wishes.prices.get(remedy.id)
        return price[0] if price else self._cost(remedy)

    def _unanswered(self, remedy: Remedy, asked: frozenset[str]) -> tuple[str, ...]:
        """Facts that it changes and that nobody has answered: to be asked before anything is bought."""
        facts = (effect.fact for effect in remedy.effects if effect.fact in asked & self.library.facts.keys())
        return tuple(name for name in dict.fromkeys(facts) if not self._given(name))

    def _given(self, fact_id: str) -> bool:
        kind = self.library.facts[fact_id].subject
        found = self.evaluator.fact(fact_id, kind)
        return bool((found.known | found.na).all())


def in_order(offers: Iterable[Offer]) -> list[Offer]:
    """Return offers so that prerequisites stand before what needs them, else as they came."""
    left, ordered = {offer.id: offer for offer in offers}, []
    while left:
        free = [each for each in left.values() if not any(name in left for names in each.needs for name in names)]
        for each in free or list(left.values()):  # (a circle cannot come out of checked content)
            ordered.append(left.pop(each.id))
    return ordered
