"""The next ambition of a firm that has nearly everything: what is nearest above, instead of a list of gaps."""

from __future__ import annotations

from collections.abc import Iterator

from diagnostics.model.results.report_input import ReportInput
from diagnostics.model.results.results import OVERALL
from diagnostics.report.chapters.advice.action_part import done_on
from diagnostics.report.chapters.advice.doubt_part import way_lines
from diagnostics.report.chapters.advice.plan_part import main_plan
from diagnostics.report.words.labels import level_words
from diagnostics.report.words.money import step_money
from diagnostics.words.catalogue import say
from diagnostics.words.names import without_remark
from diagnostics.words.numbers import day

NEAR = 5  # so few open conditions are a matter of weeks, not of a plan


def ambition_lines(given: ReportInput) -> Iterator[str]:
    """Yield what a firm may go for next; nothing where more than a few conditions of all sets together are open."""
    best = [each for each in given.reaches if each.best]
    if not given.knowledge.enough or not best or sum(each.missing for each in best) > NEAR:
        return
    for each in best:
        if each.missing:
            names = "；".join(condition.name for condition in each.open)
            told = say("report", "ambition_set", title=each.summary.title, n=each.missing, names=names)
            yield told + _price(given, each.criteria.id)
    yield from way_lines(given)
    yield from _behind(given)


def _price(given: ReportInput, target: str) -> str:
    """What the plan does for an ambition: the measures with their prices and the day, or why it leaves it out."""
    plan = main_plan(given)
    goal = next((each for each in plan.targets if each.reason.id == target), None) if plan else None
    if plan is None or goal is None:
        return ""
    steps = [step for step in plan.steps if step.offer.id in goal.steps]
    if not steps:
        return say("report", "ambition_not", why=goal.why) if goal.why else ""
    names = "；".join(
        say("owner", "later_step", name=without_remark(step.offer.name), cost=step_money(step, for_owner=True))
        for step in steps
    )
    return say("report", "ambition_price", names=names, date=day(done_on(given, max(step.end for step in steps))))


def _behind(given: ReportInput) -> Iterator[str]:
    """The standards of which a platform printed less than is verified today: the paper can follow."""
    for name, result in given.standards.items():
        official, overall = result.official, result.ladders.get(OVERALL)
        if official is None or official.level is None or overall is None or overall.verified is None:
            continue
        if int(overall.verified) > int(official.level):
            yield say(
                "report",
                "ambition_paper",
                title=without_remark(given.library.standards[name].title),
                official=level_words(int(official.level)),
                verified=level_words(int(overall.verified)),
            )
