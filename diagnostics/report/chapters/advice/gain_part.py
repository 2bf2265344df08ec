"""Effects to expect, of five kinds, and by when: the figures that must move. Nothing is promised."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from diagnostics.model.content.pains import GAINS, Kpi
from diagnostics.model.document import DocumentCell, Table
from diagnostics.model.firm.answers import Finding, KpiSaid
from diagnostics.model.results.pains import PainAnswer
from diagnostics.model.results.plans import Plan, PlanStep
from diagnostics.model.results.report_input import ReportInput
from diagnostics.report.chapters.advice.action_part import done_on
from diagnostics.report.chapters.advice.plan_part import goal_title, main_plan
from diagnostics.report.chapters.owner.owner_tables import loss_of
from diagnostics.report.chapters.state.answer_part import answered, planned_steps
from diagnostics.report.words.labels import NOTHING, Labels
from diagnostics.report.words.measures import places_words
from diagnostics.report.words.money import sum_words
from diagnostics.report.words.tables import make_table
from diagnostics.words.catalogue import say
from diagnostics.words.numbers import quantity


def gains_table(given: ReportInput) -> Table:
    """Return the figures that the plan must move, by kind of effect; without rows where it moves none."""
    rows = [_row(given, *found) for found in _moved(given)]
    return make_table("gains", rows, (2.4, 4.4, 3.6, 5.6, 2.6, 3), "lllllc")


def _last(given: ReportInput, answer: PainAnswer) -> PlanStep:
    """Return the measure with which an answer is complete: from then on its figure can be taken."""
    return max(planned_steps(given, answer), key=lambda step: step.end)


def phases_table(given: ReportInput, labels: Labels) -> Table:
    """Return measures and money by the stretch of time in which they begin, and what is seen when they are done."""
    plan = main_plan(given)
    rows: list[tuple[DocumentCell | str, ...]] = []
    for horizon, group in groupby(sorted(plan.steps if plan else (), key=_horizon), key=_horizon):
        steps = list(group)
        until = done_on(given, max(step.end for step in steps)).isoformat()
        seen = "；".join(_seen(given, plan, steps, labels)) if plan else ""
        which = places_words(plan, steps) if plan else ""
        rows.append((say("report_plan", f"horizon_{horizon}"), until, which, sum_words(steps), seen or NOTHING))
    if plan is not None:
        total = DocumentCell(say("report_plan", "total"), strong=True)
        rows.append((total, "", "", DocumentCell(sum_words(plan.steps), strong=True), ""))
    return make_table("phases", rows, (3.2, 3, 3.2, 4.6, 7.6), "lclrl")


def _horizon(step: PlanStep) -> int:
    return step.horizon


def _seen(given: ReportInput, plan: Plan, steps: Sequence[PlanStep], labels: Labels) -> Iterator[str]:
    """Yield the figures and targets that wait for the last measure of theirs among some measures."""
    kinds: dict[str, list[str]] = {}
    for gain, _, answer, kpi in _moved(given):
        if _last(given, answer) in steps:
            kinds.setdefault(gain, []).append(kpi.name)
    for gain, names in kinds.items():
        yield say("report_gains", "seen", gain=say("report_gains", gain), names="、".join(names))
    for goal in plan.targets:
        own = [step for step in plan.steps if step.offer.id in goal.steps]
        if goal.outcome == "planned" and own and max(own, key=lambda step: step.end) in steps:
            yield say("report_gains", "reached", title=goal_title(goal, labels))


def _moved(given: ReportInput) -> Iterator[tuple[str, Finding, PainAnswer, Kpi]]:
    """Yield what the plan answers, by kind of effect and then as it was noted."""
    pains = given.library.pains
    found = [
        (pains[finding.pain].gain or "", finding, answer, pains[finding.pain].kpi)
        for kind in ("pain", "wish")
        for finding, answer in answered(given, kind)
        if answer is not None and finding.pain in pains and planned_steps(given, answer)
    ]
    seen = set[str]()
    for gain in GAINS:
        for each in found:
            if each[0] == gain and each[3].name not in seen:
                seen.add(each[3].name)
                yield each


def _row(
    given: ReportInput, gain: str, finding: Finding, answer: PainAnswer, kpi: Kpi
) -> tuple[DocumentCell | str, ...]:
    plan = main_plan(given)
    assert plan is not None
    loss = loss_of(given, given.firm.findings.index(finding))
    return (
        DocumentCell(say("report_gains", gain), strong=True), kpi.name, _moves(kpi, finding.kpi), loss or NOTHING,
        places_words(plan, planned_steps(given, answer)), done_on(given, _last(given, answer).end).isoformat(),
    )  # fmt: skip


def _moves(kpi: Kpi, said: KpiSaid | None) -> str:
    """Return from what to what a figure is to move: what was measured and wanted, else that it is measured first."""
    now, wanted = (said.now, said.wanted) if said else (None, None)
    before = say("report_gains", "before_open") if now is None else quantity(now, kpi.unit, 2)
    after = say("report_gains", f"after_{kpi.better}") if wanted is None else quantity(wanted, kpi.unit, 2)
    return say("report_gains", "moves", before=before, after=after)
