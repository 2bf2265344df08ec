"""From judged arrays to results: one criteria set for one firm as plain words and numbers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial

from diagnostics.judgement.criteria import NOT_MET, JudgedCondition, JudgedSet
from diagnostics.model.content.expressions import AsOf, Compare, Constant
from diagnostics.model.content.marks import VERDICTS, Mark
from diagnostics.model.results.results import ConditionResult, Have, SetResult
from diagnostics.scoring.engine.evaluate import Evaluator
from diagnostics.scoring.engine.results import finite, have_of
from diagnostics.scoring.memo.on_demand import OnDemand
from diagnostics.scoring.words.describe import Describer

_MARKS = tuple(Mark)  # by number, without asking the enumeration half a million times
_NO_PARTS: Mapping[str, str] = {}


class SetResults:
    """Builds the results of one criteria set."""

    def __init__(self, judged: JudgedSet, claimed: Evaluator, describer: Describer) -> None:
        self.judged = judged
        self.claimed = claimed
        self.needs = {
            condition.criterion.id: describer.describe(condition.condition) for condition in judged.conditions
        }
        self._conditions = {condition.criterion.id: condition for condition in judged.conditions}

    def of_firm(self, firm: int) -> SetResult | None:
        """Return the result of a firm, the lowest of several subjects beside each; None where the set is not for it."""
        frame, kind = self.claimed.frame, self.judged.criteria.judges
        rows = [row for row in frame.of_firm(kind, firm) if self.judged.relevant[row]]
        results = {frame.subjects[kind][row].id: self._of_row(row) for row in rows}
        if not results:
            return None
        lowest = max(results.values(), key=lambda result: VERDICTS.index(result.verdict))
        if len(results) == 1:
            return lowest
        verified = max((result.verdict_verified for result in results.values()), key=VERDICTS.index)
        return SetResult(
            criteria=lowest.criteria,
            verdict=lowest.verdict,
            verdict_verified=verified,
            conditions=lowest.conditions,
            outcome=lowest.outcome,
            subjects=results,
        )

    def _of_row(self, row: int) -> SetResult:
        judged = self.judged
        return SetResult(
            criteria=judged.criteria.id,
            verdict=judged.verdicts[row],
            verdict_verified=judged.verified[row],
            conditions=OnDemand(self._conditions, partial(self._condition, row)),
            outcome=judged.outcomes[row],
        )

    def _condition(self, row: int, name: str) -> ConditionResult:
        each = self._conditions[name]
        parts = zip(each.criterion.parts, each.part_states, strict=True)
        return ConditionResult(
            state=each.state(row),
            verified_state=each.state(row, verified=True),
            have=_have(each, row),
            need=self.needs[each.criterion.id],
            gap=_gap(each, row),
            mark=_MARKS[each.mark[row]],
            parts={part.id: states[row] for part, states in parts} if each.part_states else _NO_PARTS,
        )


def _have(each: JudgedCondition, row: int) -> Have:
    if each.have is not None:
        have = have_of(each.have, row)
        if not _is_date(each):
            return have
        return date.fromordinal(int(have)) if isinstance(have, float) else None
    if each.truth.must[row]:
        return True
    return None if each.truth.may[row] else False


def _is_date(each: JudgedCondition) -> bool:
    """Whether a condition compares dates, which are days counted from the year 1 inside."""
    right = each.condition.right if isinstance(each.condition, Compare) else None
    return isinstance(right, AsOf) or (isinstance(right, Constant) and isinstance(right.value, date))


def _gap(each: JudgedCondition, row: int) -> float | None:
    """Return how far an unmet comparison is from its threshold."""
    if each.have is None or each.need is None or each.state(row) != NOT_MET or _is_date(each):
        return None
    below = each.need.lo[row] - each.have.hi[row]
    above = each.have.lo[row] - each.need.hi[row]
    gap = finite(max(below, above))
    return gap
