"""What a figure or a list says for the plan, in one sentence each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from diagnostics.model.results.report_input import ReportInput
from diagnostics.report.chapters.advice.action_part import done_on
from diagnostics.report.chapters.advice.plan_part import main_plan
from diagnostics.report.chapters.state.answer_part import answered, planned_steps, the_plan
from diagnostics.report.chapters.state.figures import ladder_rows
from diagnostics.report.words.labels import Labels, level_words
from diagnostics.report.words.losses import losses_short
from diagnostics.report.words.money import head_cost_words, is_paid
from diagnostics.words.catalogue import say
from diagnostics.words.names import without_remark
from diagnostics.words.numbers import day, number

_HOWS = ("whole", "part", "first_step", "none")


def meanings(given: ReportInput, labels: Labels) -> Mapping[str, str]:
    """Return what the figures of levels and of the plan mean for the firm, by id of the figure."""
    return {"levels": _levels(given, labels), "gantt": _gantt(given)}


def _levels(given: ReportInput, labels: Labels) -> str:
    rows = [row for row in ladder_rows(given, labels) if row.asked]
    behind = [row.name for row in rows if row.lacks_proof]
    if not behind:
        told = (say("report_opening", "level_of", name=row.name, level=row.lowest or level_words(0)) for row in rows)
        return say("report_opening", "meaning_levels_proved", levels="、".join(told)) if rows else ""
    return say("report_opening", "meaning_levels", names="、".join(behind))


def _gantt(given: ReportInput) -> str:
    plan = main_plan(given)
    if plan is None or not plan.steps:
        return ""
    paid = [step for step in plan.steps if is_paid(step.offer)]
    own = len(plan.steps) - len(paid)
    first = next((without_remark(step.offer.name) for step in plan.steps if step not in paid), "")
    if not paid:
        return say("report_opening", "meaning_gantt_own", own=own, first=first)
    longest = max(paid, key=lambda step: step.end - step.start)
    return say(
        "report_opening", "meaning_gantt" if own else "meaning_gantt_paid", own=own, first=first, paid=len(paid),
        start=day(done_on(given, min(step.start for step in paid))),
        longest=without_remark(longest.offer.name), months=number(longest.end - longest.start),
    )  # fmt: skip


def pains_lead(given: ReportInput) -> str:
    """Return how many pains there are, how far the plan answers them and for how much; empty without any."""
    pains = [answer for _, answer in answered(given, "pain")]
    if not pains:
        return ""
    hows = Counter[str](answer.how if answer else "none" for answer in pains if the_plan(given))
    parts = "，".join(_counted(how, hows) for how in _HOWS if hows[how])
    key = "pains_lead" if parts else "pains_lead_alone"
    return say("report_opening", key, n=len(pains), parts=parts, cost=_pains_cost(given))


def _pains_cost(given: ReportInput) -> str:
    """Return what all that answers pains costs, each measure once; empty where nothing does."""
    found = [planned_steps(given, answer) for _, answer in answered(given, "pain") if answer is not None]
    steps = {step.offer.id: step for each in found for step in each}
    if not steps:
        return ""
    return say("report_opening", "pains_cost", cost=head_cost_words(list(steps.values())))


def pains_loss(given: ReportInput) -> str:
    """Return the visible loss in one sentence; empty where nobody told any."""
    loss = losses_short(given.losses)
    return say("report_opening", "pains_loss", loss=loss) if loss else ""


def _counted(how: str, hows: Mapping[str, int]) -> str:
    """Return how many pains are answered so far; where all are, without a number."""
    words = say("report_opening", f"pains_{how}")
    if len(hows) > 1:
        return say("report_opening", "pains_counted", n=hows[how], how=words)
    return say("report_opening", "pains_all", how=words) if hows[how] > 1 else words
