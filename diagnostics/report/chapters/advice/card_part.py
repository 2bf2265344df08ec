"""Project cards: what a firm hands to suppliers, one per measure that is bought. The firm's money stays out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from diagnostics.model.content.inquiries import Inquiry
from diagnostics.model.content.pains import Kpi
from diagnostics.model.content.remedies import Remedy, Solves
from diagnostics.model.document import DocumentCell, Table
from diagnostics.model.firm.answers import Finding
from diagnostics.model.results.plans import PlanStep, scope_of
from diagnostics.model.results.report_input import ReportInput
from diagnostics.report.chapters.advice.action_part import done_on
from diagnostics.report.chapters.advice.plan_part import main_plan, remedy_of
from diagnostics.report.chapters.owner.owner_page import PainView
from diagnostics.report.chapters.state.answer_part import answered
from diagnostics.report.words.measures import card_numbers
from diagnostics.words.catalogue import say
from diagnostics.words.names import without_remark
from diagnostics.words.numbers import day, number

_MONEY = re.compile(r"\d\s*(?:万|亿|千|百)?元")


# ---- which measures have a card ----


def card_tables(given: ReportInput) -> dict[str, Table]:
    """Return the cards of the plan in its order, each a table of what and how, by id."""
    plan = main_plan(given)
    numbers = card_numbers(plan)
    steps = [step for step in plan.steps if step.offer.id in numbers] if plan else []
    return {f"card_{numbers[step.offer.id]}": _card(given, step, numbers[step.offer.id]) for step in steps}


def asked_of_every_supplier(given: ReportInput) -> tuple[str, ...]:
    """Return the questions that are put to every supplier, whatever he offers."""
    return tuple(ask for each in given.library.inquiries.values() if not each.classes for ask in each.ask)


def on_cards(given: ReportInput, kind: str, views: Sequence[PainView]) -> list[PainView]:
    """Return findings in words; how the figure of one is taken stands on the card of what is bought for it."""
    numbers = card_numbers(main_plan(given))
    found = []
    for view, (finding, answer) in zip(views, answered(given, kind), strict=True):
        card = next((numbers[each] for each in answer.answered_by if each in numbers), 0) if answer else 0
        pain = given.library.pains.get(finding.pain)
        if view.kpi and card and pain is not None:
            view = replace(view, kpi=say("report_cards", "on_card", name=pain.kpi.name, n=card))
        found.append(view)
    return found


def inquiry_of(given: ReportInput, remedy: Remedy | None) -> Inquiry | None:
    """Return how projects of the class of a remedy are carried out; None where nothing is said of it."""
    kind = remedy.project_class if remedy else None
    return next((each for each in given.library.inquiries.values() if kind in each.classes), None)


# ---- one card ----


def _card(given: ReportInput, step: PlanStep, at: int) -> Table:
    rows = [(say("report_cards", name), text) for name, text in _lines(given, step) if text]
    return Table(
        id=f"card_{at}",
        caption="",
        heads=(say("report_cards", "head", n=at), step.offer.name),
        widths=(2.6, 16),
        aligns=("left", "left"),
        rows=tuple((DocumentCell(name, strong=True), DocumentCell(text)) for name, text in rows),
    )


def _lines(given: ReportInput, step: PlanStep) -> Iterator[tuple[str, str]]:
    findings, remedy = _served(given, step), remedy_of(given, step.offer)
    yield "goal", _goal(given, step, findings, remedy)
    yield "where", _where(given, step, findings)
    yield "what", step.offer.what
    yield "how", _numbered(_steps(given, step, remedy))
    yield "measure", "\n".join(_figures(given, findings, remedy))
    yield "under", "；".join(dict.fromkeys(each.under for each in _promises(step, findings, remedy) if each.under))
    yield "when", _when(given, step, findings)
    yield "ask", _numbered(remedy.ask if remedy else ())


def _numbered(texts: Sequence[str]) -> str:
    return "\n".join(say("report_cards", "numbered", n=at, text=text) for at, text in enumerate(texts, start=1))


def _served(given: ReportInput, step: PlanStep) -> list[Finding]:
    """Return the pains and wishes that a measure answers."""
    every = (*answered(given, "pain"), *answered(given, "wish"))
    return [finding for finding, answer in every if answer is not None and step.offer.id in answer.answered_by]


def _goal(given: ReportInput, step: PlanStep, findings: Sequence[Finding], remedy: Remedy | None) -> str:
    """Return what it is for in the firm's words, else the target; a title that names money gives way to the pain's."""
    plan = main_plan(given)
    targets = [goal.title for goal in plan.goals if goal.reason in step.reasons] if plan and not findings else []
    parts = []
    if findings:
        names = dict.fromkeys(_title(given, each) for each in findings)
        parts.append(say("report_cards", "for_problems", names="；".join(names)))
    elif any(reason.kind == "target" for reason in step.reasons):
        names = dict.fromkeys(title for title in targets if title != step.offer.name)
        parts.append(say("report_cards", "for_targets", names="、".join(names)))
    elif step.offer.pinned:
        parts.append(say("report_cards", "promised"))
    if remedy is not None and remedy.benefit:
        parts.append(say("report_cards", "benefit", benefit=remedy.benefit))
    return "".join(parts)


def _title(given: ReportInput, finding: Finding) -> str:
    title, pain = finding.title or finding.text, given.library.pains.get(finding.pain)
    return pain.name if pain is not None and _MONEY.search(title) else title.rstrip("。")


def _where(given: ReportInput, step: PlanStep, findings: Sequence[Finding]) -> str:
    """Return the workshops that its name or its findings speak of; nothing of a firm under secrecy."""
    if given.firm.is_secret:
        return ""
    told = "".join((step.offer.name, step.offer.what, *(each.title + each.text for each in findings)))
    places = [each for each in given.firm.subjects if each.kind == "workshop" and _stem(each.name) in told]
    return "、".join(_place(given, each.id, each.name) for each in places if each.name)


def _stem(name: str) -> str:
    """Return a workshop's name as people say it: 冲压 of 冲压车间."""
    stem = without_remark(name)
    return stem.removesuffix(say("report", "place")) if len(stem) > len(say("report", "place")) else stem


def _place(given: ReportInput, subject: str, name: str) -> str:
    rows = [row.values for row in given.firm.rows.get("equipment", ()) if row.subject == subject]
    total, linked = ([row.get(field) for row in rows] for field in ("total", "networked"))
    counts = [sum((each for each in column if isinstance(each, Fraction)), Fraction(0)) for column in (total, linked)]
    if not rows or None in total:
        return name
    key = "place_total" if None in linked else "place_counted" if counts[1] else "place_unlinked"
    return say("report_cards", key, place=name, total=number(counts[0]), linked=number(counts[1]))


def _steps(given: ReportInput, step: PlanStep, remedy: Remedy | None) -> list[str]:
    """Return how it is done: what the firm itself does first, then as projects of its class go."""
    plan, inquiry = main_plan(given), inquiry_of(given, remedy)
    names = {each.offer.id: without_remark(each.offer.name) for each in plan.steps} if plan else {}
    first = [names[each] for group in step.offer.needs for each in group if each in names]
    checks = [given.library.named(each).name for each in step.offer.verify_first]
    before = (("verify", checks), ("first", first))
    lines = [say("report_cards", key, names="、".join(each)) for key, each in before if each]
    return [*lines, *(inquiry.steps if inquiry else ())]


def _figures(given: ReportInput, findings: Sequence[Finding], remedy: Remedy | None) -> Iterator[str]:
    """Yield by which figures one sees that it works: those of the pains, else that of the measure."""
    told = {each.pain: [one for one in findings if one.pain == each.pain] for each in findings}
    pains = [(given.library.pains[name].kpi, same) for name, same in told.items() if name in given.library.pains]
    for kpi, same in pains:
        yield _figure(kpi, same)
    if not pains and remedy is not None and remedy.indicator:
        yield say("report_cards", "indicator", name=remedy.indicator)


def _figure(kpi: Kpi, findings: Sequence[Finding]) -> str:
    """Return a figure with what was said of it; what nobody said is to be settled, as the chapter says once."""
    values = [say("report_cards", kpi.better)]
    for which in ("now", "wanted"):
        said = (getattr(each.kpi, which) for each in findings if each.kpi is not None)
        value = next((each for each in said if each is not None), None)
        if value is not None:
            values.append(say("report_cards", which, value=number(value, 2), unit=kpi.unit))
    return say("report_cards", "kpi", name=kpi.name, said="，".join(values), how=kpi.how)


def _promises(step: PlanStep, findings: Sequence[Finding], remedy: Remedy | None) -> Iterator[Solves]:
    """Yield what the measure promises for the pains that it answers here."""
    if remedy is None:
        return
    scope = next((each for each in remedy.scopes if each.id == scope_of(step.offer.id)[1]), None)
    pains = {each.pain for each in findings}
    yield from (each for each in (scope.solves if scope else remedy.solves) if each.pain in pains)


def _when(given: ReportInput, step: PlanStep, findings: Sequence[Finding]) -> str:
    """Return when it is done; a day that somebody waits for comes first, and that the usual time is too long for it."""
    dues = [each.deadline for each in findings if each.deadline is not None]
    lines = [
        say("report_cards", "deadline" if due.whose else "deadline_own", whose=due.whose, day=day(due.day))
        for due in dues
    ]
    end = done_on(given, step.end)
    key = "window_late" if any(due.day < end for due in dues) else "window"
    return "".join((*lines, say("report_cards", key, start=day(done_on(given, step.start)), end=day(end))))
