"""Criteria sets in plain loops: the state of every condition, and the verdict that never claims too much."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from diagnostics.model.content import expressions as ex
from diagnostics.model.content.criteria import CriteriaSet, Criterion
from diagnostics.model.content.marks import Mark, Verdict
from diagnostics.model.firm.answers import Subject
from tests.scoring import twin_range as tr
from tests.scoring.twin import Twin
from tests.scoring.twin_range import Truth

WORDS = {True: "met", False: "not_met", None: "unknown"}


@dataclass(frozen=True)
class Judged:
    """A condition: whether it holds, whether it applies."""

    criterion: Criterion
    truth: Truth
    applies: Truth

    @property
    def state(self) -> str:
        return "na" if self.applies.holds is False else WORDS[self.truth.holds]

    @property
    def weighs(self) -> str:
        """A condition that only may apply cannot fail a set, but leaves it open."""
        return "unknown" if self.applies.holds is None and self.state == "not_met" else self.state

    @property
    def mark(self) -> int:
        """The weakest mark on the way: of the condition, of its line, of when it applies, of what it needs."""
        line = self.criterion.threshold_mark or Mark.official
        return max(self.truth.mark, self.applies.mark, int(self.criterion.mark), int(line))

    @property
    def is_official(self) -> bool:
        """Whether only official content decides, and no expert."""
        if self.state == "na":  # what it would need decides nothing
            return max(self.applies.mark, int(self.criterion.mark)) == Mark.official
        return self.mark == Mark.official and not self.criterion.expert


def need_of(twin: Twin, criterion: Criterion, subject: Subject) -> Truth:
    """What a condition needs: one condition, or so many of its lettered parts."""
    if not criterion.parts:
        return twin.truth(criterion.need, subject) if criterion.need is not None else Truth(True)
    truths = [twin.truth(part.need, subject) for part in criterion.parts]
    if criterion.need_parts == "all":
        return tr.all_of(truths)
    sure, possible = sum(each.holds is True for each in truths), sum(each.holds is not False for each in truths)
    holds = True if sure >= criterion.need_parts else None if possible >= criterion.need_parts else False
    return Truth(holds, tr.weakest(truths))


def judge_condition(twin: Twin, criterion: Criterion, subject: Subject) -> Judged:
    applies = Truth(True) if criterion.applies is None else twin.truth(criterion.applies, subject)
    needs = [criterion.need, *(part.need for part in criterion.parts)]
    need = need_of(twin, criterion, subject)
    return Judged(
        criterion,
        no_better_than_ours(twin, need, needs, subject),
        no_better_than_ours(twin, applies, [criterion.applies], subject),
    )


def no_better_than_ours(
    twin: Twin, truth: Truth, conditions: Sequence[ex.Expression | None], subject: Subject
) -> Truth:
    """Our own reference scores and levels are judgements of the house, however official their points are."""
    parts = (part for each in conditions if each is not None for part in parts_of(twin, each, subject))
    scored = any(isinstance(part, ex.NodeScore | ex.LadderLevel) for part in parts)
    return replace(truth, mark=max(truth.mark, Mark.house)) if scored else truth


def parts_of(twin: Twin, expression: ex.Expression, subject: Subject) -> Iterator[ex.Expression]:
    """An expression and all below it that counts: through the formulas of derived facts, of `first_known` only one."""
    yield expression
    below: list[ex.Expression | None] = list(ex.children(expression))
    if isinstance(expression, ex.FirstKnown):
        told = twin.claimed or twin
        known = [each for each in expression.args if told.value(each, subject).known]
        below = [known[0] if known else expression.args[-1]]
    elif isinstance(expression, ex.FactRef) and expression.fact in twin.library.derived:
        item = twin.library.derived[expression.fact]
        below = [item.value, *(case.when for case in item.cases)]
    for part in below:
        yield from parts_of(twin, part, subject) if part is not None else ()


def concerns(twin: Twin, criteria: CriteriaSet, subject: Subject) -> bool:
    """A set for one business type is not for a firm that certainly has another."""
    wanted = criteria.business_type
    return not wanted or wanted in twin.picked("business_type", subject).possible


def verdict(verified: Twin, criteria: CriteriaSet, subject: Subject, *, on: Twin) -> Verdict:
    """The verdict on the answers of one twin (`on`: all, or the verified ones).

    `met` needs that everything holds, or does not apply, on verified answers and official content of a complete set.
    """
    decisive = [each for each in criteria.conditions if each.role != "reference"]
    judged = [judge_condition(on, each, subject) for each in decisive]
    failed = [each for each in judged if each.weighs == "not_met"]
    if failed:
        return "not_met" if any(each.is_official for each in failed) else "likely_not_met"
    states = {each.weighs for each in judged}
    if "unknown" in states or "met" not in states:
        return "unknown"
    sure = all(each.is_official and is_proved(each, verified, subject) for each in judged)
    return "met" if sure and criteria.complete and criteria.mark == Mark.official else "likely_met"


def is_proved(judged: Judged, verified: Twin, subject: Subject) -> bool:
    """Whether verified answers alone say the same: that it holds, or that it does not apply."""
    proved = judge_condition(verified, judged.criterion, subject).state
    return proved == "na" if judged.state == "na" else proved in {"met", "na"}


def outcome(claimed: Twin, criteria: CriteriaSet, subject: Subject) -> str | None:
    """The first further result of a set that certainly holds."""
    for each in criteria.outcomes:
        if claimed.truth(each.when, subject).holds:
            return each.id
    return None
