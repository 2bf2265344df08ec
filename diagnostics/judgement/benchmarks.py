"""Compares a firm's figures with published statistics, only like with like; the newest of each kind counts.

In: the evaluators of all firms and the library. Out: comparisons, memberships and series of one firm. A total of ours
is never compared with a published score or index: content that tries is refused when it is checked.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from diagnostics.model.content import expressions as ex
from diagnostics.model.content.benchmarks import Benchmarks, Comparison, Membership, Series, Standing
from diagnostics.model.content.library import Library
from diagnostics.model.content.marks import Mark
from diagnostics.model.content.policies import Statistic
from diagnostics.scoring.engine.evaluate import Evaluator
from diagnostics.words.clock import months_later

CLOSE = Fraction(5)  # percentage points within which a firm is level with an average (integration sheet 4.6)
STALE_MONTHS = 24  # integration sheet 4.6
_MONTHS = 12


class BenchmarkMatcher:
    """Finds what stands beside the figures of one firm.

    Args:
        claimed, verified: evaluators of all firms.
        firm: index of the firm.
    """

    def __init__(self, claimed: Evaluator, verified: Evaluator, firm: int) -> None:
        self.claimed = claimed
        self.verified = verified
        self.firm = firm
        self.exact = claimed.exact_of((firm,))
        self.library: Library = claimed.library
        self.as_of = claimed.frame.as_of

    def benchmarks(self) -> Benchmarks:
        """Return everything published that stands beside the firm's figures."""
        usable = [statistic for statistic in self.library.statistics.values() if self._is_usable(statistic)]
        compared = list(_newest_by_kind(each for each in usable if each.comparable_with))
        known = {each.comparable_with: self._own(each.comparable_with) for each in compared}
        members = (self._membership(each) for each in _newest_by_fact(each for each in usable if each.among))
        return Benchmarks(
            comparisons=tuple(
                self._comparison(each, own) for each in compared if (own := known[each.comparable_with]) is not None
            ),
            memberships=tuple(member for member in members if member is not None),
            series=tuple(self._series(usable)),
            unknown=tuple(fact for fact, own in known.items() if own is None),
            alone=tuple(self._alone(set(known))),
        )

    def _is_usable(self, statistic: Statistic) -> bool:
        """Nothing uncertain, and nothing that was published for a time after the diagnosis, unless it is a target."""
        told = statistic.measure == "target" or last_day(statistic.date) <= self.as_of
        return statistic.mark != Mark.uncertain and told

    # ---- the firm's own figures ----

    def _own(self, fact: str) -> Fraction | None:
        """Return a figure of the firm as a whole where it is known for sure."""
        if self.library.fact_id(fact) is None or self.library.subject_of(fact) != "firm":
            return None
        found = self.exact.number(fact, "firm")
        return Fraction(found.lo[0]) if found.known[0] else None

    def _is_verified(self, fact: str) -> bool:
        return bool(self.verified.number(fact, "firm").known[self.firm])

    def _comparison(self, statistic: Statistic, own: Fraction) -> Comparison:
        gap = own - statistic.value
        fact = statistic.comparable_with
        return Comparison(
            statistic=statistic.id, fact=fact, own=float(own), verified=self._is_verified(fact), gap=float(gap),
            standing=_standing(statistic, gap), stale=self._is_stale(statistic),
        )  # fmt: skip

    def _membership(self, statistic: Statistic) -> Membership | None:
        own = self._own(statistic.among)
        if own is None:
            return None
        stale, verified = self._is_stale(statistic), self._is_verified(statistic.among)
        return Membership(statistic=statistic.id, fact=statistic.among, doing=own == 1, verified=verified, stale=stale)

    def _is_stale(self, statistic: Statistic) -> bool:
        return statistic.measure != "target" and self.as_of > months_later(last_day(statistic.date), STALE_MONTHS)

    # ---- series ----

    def _series(self, usable: list[Statistic]) -> Iterator[Series]:
        """Series of at least two values whose newest stands beside something that is known of the firm."""
        lines: dict[str, list[Statistic]] = {}
        for statistic in usable:
            if statistic.series:
                lines.setdefault(statistic.series, []).append(statistic)
        for name, line in lines.items():
            ordered = sorted(line, key=lambda each: last_day(each.date))
            newest = ordered[-1]
            fact = newest.comparable_with or newest.among
            own = self._own(fact) if fact else None
            if own is not None and len(ordered) > 1:
                line_of_own = float(own) if newest.comparable_with else None
                yield Series(name, tuple(each.id for each in ordered), fact, line_of_own)

    def _alone(self, compared: set[str]) -> Iterator[str]:
        """Percentages that a standard looks at, known for the firm, with which no statistic can be compared."""
        looked_at = {
            part.fact
            for standard in self.library.standards.values()
            for node in standard.nodes
            if node.points is not None
            for part in ex.walk(node.points)
            if isinstance(part, ex.FactRef)
        }
        for fact in self.library.derived.values():
            if fact.type == "percent" and fact.id in looked_at - compared and self._own(fact.id) is not None:
                yield fact.id


def _newest_by_kind(statistics: Iterator[Statistic]) -> Iterator[Statistic]:
    """Yield the newest average and the next target of every figure, in the order of the content."""
    chosen: dict[tuple[str, bool], Statistic] = {}
    for statistic in statistics:
        key = (statistic.comparable_with, statistic.measure == "target")
        other = chosen.get(key)
        if other is None or last_day(statistic.date) > last_day(other.date):
            chosen[key] = statistic
    facts = list(dict.fromkeys(fact for fact, _ in chosen))  # averages before targets
    yield from (chosen[fact, target] for fact in facts for target in (False, True) if (fact, target) in chosen)


def _newest_by_fact(statistics: Iterator[Statistic]) -> Iterator[Statistic]:
    chosen: dict[str, Statistic] = {}
    for statistic in statistics:
        other = chosen.get(statistic.among)
        if other is None or last_day(statistic.date) > last_day(other.date):
            chosen[statistic.among] = statistic
    yield from chosen.values()


def _standing(statistic: Statistic, gap: Fraction) -> Standing:
    if statistic.measure == "target":
        return "reached" if gap >= 0 else "missed"
    close = CLOSE if statistic.unit == "%" else Fraction(0)
    if gap >= close and gap > 0:
        return "ahead"
    return "behind" if gap <= -close and gap < 0 else "level"


def last_day(text: str) -> date:
    """Return the last day of a date that may be a year or a month only."""
    parts = [int(part) for part in text.split("-")]
    year, month = parts[0], parts[1] if len(parts) > 1 else _MONTHS
    day = parts[2] if len(parts) > 2 else calendar.monthrange(year, month)[1]
    return date(year, month, day)
