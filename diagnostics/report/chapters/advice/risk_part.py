"""The risks of this firm, read off its facts and plan: staff, data, security, money, time, what cannot be bought."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from diagnostics.model.content.due_dates import DueKind
from diagnostics.model.content.inquiries import Inquiry
from diagnostics.model.content.remedies import Remedy
from diagnostics.model.content.roots import rests_on
from diagnostics.model.document import Table
from diagnostics.model.results.owed import by_weight, to_prove
from diagnostics.model.results.plans import Plan
from diagnostics.model.results.report_input import ReportInput
from diagnostics.report.chapters.advice.action_part import due_line
from diagnostics.report.chapters.advice.card_part import inquiry_of
from diagnostics.report.chapters.advice.plan_part import main_plan, remedy_of
from diagnostics.report.chapters.state.answer_part import postponed, the_plan
from diagnostics.report.words.labels import Labels
from diagnostics.report.words.measures import card_numbers
from diagnostics.report.words.money import is_paid, sum_of
from diagnostics.report.words.tables import by_id, make_table
from diagnostics.words.catalogue import say
from diagnostics.words.names import without_remark
from diagnostics.words.numbers import day, number

Row = tuple[str, str, str]
_MOST_NAMES = 4
_AT_RISK: frozenset[DueKind] = frozenset({"loss", "promise"})


def risk_tables(given: ReportInput) -> dict[str, Table]:
    """Return the table of risks, if there are any."""
    rows = list(_gates(given))
    plan = main_plan(given)
    if plan is not None:
        rows += [*_staff(plan), *_projects(given, plan), *_money(given, plan), *_time(plan), *_security(given, plan)]
    rows += [*_data(given, plan), *_dates(given)]
    return by_id([make_table("risks", rows, (2.6, 9.4, 9), "lll")])


def _row(kind: str, text: str, do: str) -> Row:
    return say("report_plan", f"risk_{kind}"), text, do


def _names(names: list[str]) -> str:
    shown = "、".join(names[:_MOST_NAMES])
    return say("plan", "and_more", names=shown, n=len(names)) if len(names) > _MOST_NAMES else shown


def _gates(given: ReportInput) -> Iterator[Row]:
    """Conditions that no measure mends, with the reason why and what to do instead."""
    seen: set[str] = set()
    plan = the_plan(given)
    for goal in plan.targets if plan else ():
        lines = {line.id: line for summary in given.summaries if summary.id == goal.reason.id for line in summary.lines}
        for obstacle in goal.obstacles:
            line = lines.get(obstacle.id)
            if obstacle.open or line is None or obstacle.id in seen:
                continue
            seen.add(obstacle.id)
            below = {part for fact in line.facts for part in rests_on(fact, given.library)}
            for reach in given.library.reaches.values():
                found = next((each for each in reach.unbuyable if below & {f.split(":")[0] for f in each.facts}), None)
                if found is not None:
                    text = say("report_plan", "risk_gate_text", name=without_remark(line.name), reason=found.reason)
                    yield _row("gate", text, found.instead)
                    break


def _staff(plan: Plan) -> Iterator[Row]:
    own = [step.offer.name for step in plan.steps if step.offer.cost is not None and step.offer.cost[1] == 0]
    paid = [step.offer.name for step in plan.steps if is_paid(step.offer)]
    if own:
        text = say("report_plan", "risk_staff_text", n=len(own), names=_names(own))
        start = say("report_plan", "risk_staff_do", n=len(own), name=own[0])
        then = say("report_plan", "risk_staff_then", name=paid[0]) if paid else ""
        yield _row("staff", text, start + then)


def _projects(given: ReportInput, plan: Plan) -> Iterator[Row]:
    """What goes wrong with projects of a class, once for all cards of it."""
    numbers = card_numbers(plan)
    cards: dict[str, list[str]] = {}
    told: dict[str, Inquiry] = {}
    for step in plan.steps:
        inquiry = inquiry_of(given, remedy_of(given, step.offer)) if step.offer.id in numbers else None
        if inquiry is not None and inquiry.risk:
            told[inquiry.id] = inquiry
            cards.setdefault(inquiry.id, []).append(str(numbers[step.offer.id]))
    for name, inquiry in told.items():
        text = say("report_plan", "risk_project_text", cards="、".join(cards[name]), risk=inquiry.risk)
        yield _row("project", text, inquiry.guard)


def _money(given: ReportInput, plan: Plan) -> Iterator[Row]:
    (_, high), unknown = sum_of(plan.steps)
    spent = _last_year(given, "digital_invest_wan")
    if high and spent:
        text = say("report_plan", "risk_money_text", high=number(high), spent=number(spent), times=number(high / spent))
        yield _row("money", text, say("report_plan", "risk_money_do"))
    elif high:
        text = say("report_plan", "risk_money_no_budget", high=number(high))
        yield _row("money", text, say("report_plan", "risk_money_no_budget_do"))
    late = [step.offer.name for step in plan.steps if postponed(given, step.offer)]
    if late:
        yield _row(
            "money", say("report_plan", "risk_early_text", names=_names(late)), say("report_plan", "risk_early_do")
        )
    if unknown:
        names = [step.offer.name for step in plan.steps if step.offer.cost is None]
        text = say("report_plan", "risk_unknown_text", names=_names(names))
        cards = "、".join(str(card_numbers(plan)[step.offer.id]) for step in plan.steps if step.offer.cost is None)
        yield _row("money", text, say("report_plan", "risk_unknown_do", n=len(names), cards=cards))


def _last_year(given: ReportInput, field: str) -> Fraction | None:
    for row in given.firm.rows.get("years", ()):
        value = row.values.get(field)
        if row.values.get("year") == given.as_of.year - 1 and isinstance(value, Fraction):
            return value
    return None


def _time(plan: Plan) -> Iterator[Row]:
    paid = [step for step in plan.steps if is_paid(step.offer)]
    if not paid:
        return
    longest = max(paid, key=lambda step: step.end - step.start)
    months = max(step.end for step in plan.steps)
    text = say(
        "report_plan", "risk_time_text", months=number(months), name=longest.offer.name,
        long=number(longest.end - longest.start),
    )  # fmt: skip
    yield _row("time", text, say("report_plan", "risk_time_do", name=longest.offer.name))


def _security(given: ReportInput, plan: Plan) -> Iterator[Row]:
    if given.firm.is_secret:
        yield _row("security", say("report_plan", "risk_security_text"), say("report_plan", "risk_security_do"))
    remedies = [(step.offer.name, remedy_of(given, step.offer)) for step in plan.steps]
    safe = [name for name, remedy in remedies if remedy is not None and remedy.project_class == "network"]
    if safe and any(_opens(remedy) for _, remedy in remedies):
        text = say("report_plan", "risk_security_steps", names=_names(safe))
        yield _row("security", text, say("report_plan", "risk_security_steps_do"))


def _opens(remedy: Remedy | None) -> bool:
    return remedy is not None and (remedy.crosses_isolation or remedy.project_class == "equipment")


def _data(given: ReportInput, plan: Plan | None) -> Iterator[Row]:
    waiting = [step.offer for step in plan.steps if step.offer.verify_first] if plan else []
    facts = dict.fromkeys(fact for offer in waiting for fact in offer.verify_first)
    if facts:
        text = say("report_plan", "risk_data_text", names=_names([given.library.named(each).name for each in facts]))
        yield _row("data", text, say("report_plan", "risk_data_do", names=_names([each.name for each in waiting])))
    stated = by_weight(to_prove(given.owed))
    if stated:
        text = say("report_plan", "risk_proof_text", n=len(stated))
        first = Labels(given).owed_name(stated[0])
        yield _row("data", text, say("report_plan", "risk_proof_do", name=first))


def _dates(given: ReportInput) -> Iterator[Row]:
    """What is lost or was promised on a day that the firm's own papers name."""
    for due in given.dates:
        if due.kind in _AT_RISK:
            text = say("report_plan", "risk_due_text", date=day(due.day), text=due_line(due))
            yield _row("due", text, due.todo)
