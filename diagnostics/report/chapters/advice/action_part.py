"""The next steps, the remaining doubts, the later tasks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import ceil

from diagnostics.model.document import DocumentCell, Table
from diagnostics.model.results.dates import DueDate
from diagnostics.model.results.owed import by_weight, open_questions, to_prove
from diagnostics.model.results.plans import Plan
from diagnostics.model.results.report_input import OpenCondition, Reach, ReportInput
from diagnostics.report.words.labels import NOTHING, Labels
from diagnostics.report.words.measures import places_words
from diagnostics.report.words.tables import by_id, make_table
from diagnostics.words.catalogue import say
from diagnostics.words.clock import months_later
from diagnostics.words.names import without_remark

STEPS = ("first", "second", "later")
TRACKING_MONTHS = (3, 6, 12)
_NAMED = 3  # names of conditions in a line that only says what comes later


@dataclass(frozen=True)
class StepView:
    """One of the three steps of the way: its name, how it was chosen, its table."""

    name: str
    why: str
    table: str
    names: tuple[str, ...]


def steps(given: ReportInput, target: Reach | None) -> list[tuple[OpenCondition, ...]]:
    """Return the actions in up to three groups, the first to be done first.

    One change for the nearest recognition; the rest of it, and other single changes; all else. An empty group is left
    out, so that there is always something to do first. None where too little is known: then questions come first.
    """
    if not given.knowledge.enough:
        return []
    groups: tuple[list[OpenCondition], ...] = ([], [], [])
    for action in given.actions:
        own = target is not None and (action.criteria, action.subject) == (target.criteria.id, target.subject)
        single = action.distance[0] <= 1 and not action.expert
        groups[0 if own and single else 1 if own or single else 2].append(action)
    return [tuple(group) for group in groups if group]


def step_views(given: ReportInput, target: Reach | None) -> tuple[StepView, ...]:
    """Return the steps as the narrative prints them."""
    found = steps(given, target)
    return tuple(
        StepView(
            say("report", f"step_{step}"),
            say("report", f"step_{step}_why"),
            f"step_{step}",
            tuple(each.name for each in group),
        )
        for step, group in zip(STEPS, found, strict=False)
    )


def rest_steps_line(given: ReportInput, target: Reach | None) -> str:
    """Return how many conditions come after the first step, with some of their names; empty where none does."""
    parts = []
    for step in step_views(given, target)[1:]:
        named = [*dict.fromkeys(map(without_remark, step.names))]
        names = "、".join(named[:_NAMED]) + (say("report_plan", "and_others") if len(named) > _NAMED else "")
        parts.append(say("report_plan", "rest_step", name=step.name, n=len(step.names), names=names))
    return say("report_plan", "rest_steps", parts="，".join(parts)) if parts else ""


def action_tables(given: ReportInput, target: Reach | None, labels: Labels) -> dict[str, Table]:
    """Return the tables of steps, of what is uncertain and of the dates to come, by id."""
    groups = zip(STEPS, steps(given, target), strict=False)
    tables = [_step(given, step, group, labels) for step, group in groups]
    tables += [_unverified(given, labels), _unknown(given, labels), _dates(given, target)]
    return by_id(tables)


def what_to_do(action: OpenCondition, labels: Labels) -> str:
    """Return the changes of an action in one line; a single one with what its option means."""
    if len(action.changes) == 1:
        (change,) = action.changes
        meant = [text for _, text in labels.anchors(change)]
        return say("report", "change_means", change=change.text, anchor=meant[0]) if len(meant) == 1 else change.text
    return say("explain", "do_joint").join(change.text for change in action.changes) or action.text


def who_leads(action: OpenCondition, labels: Labels) -> str:
    """Return who does what has to be done, else who is nearest to it, each once."""
    found: list[str] = []
    for change in action.changes:
        found += [each.who for each in change.do] or [labels.leader(change.fact, action.subject)]
    return "、".join(dict.fromkeys(each for each in found if each)) or say("report_roles", "owner")


def what_is_left(action: OpenCondition) -> tuple[str, ...]:
    """Return what an action leaves behind: what its instructions say, else what proves the condition."""
    left = dict.fromkeys(each.leaves for change in action.changes for each in change.do)
    return tuple(left) or action.evidence


def _step(given: ReportInput, step: str, group: Sequence[OpenCondition], labels: Labels) -> Table:
    rows = []
    for action in group:
        aim = (given.library.criteria[action.criteria].title, labels.subject(action.subject))
        name = DocumentCell("\n".join(filter(None, (action.name, *aim))), strong=True)
        done = "\n".join(map(labels.change_lines, action.changes)) or action.text
        rows.append((name, done, who_leads(action, labels), "、".join(what_is_left(action)) or NOTHING))
    return make_table(f"step_{step}", rows, (6, 9, 3, 5), "llll", name="step", step=say("report", f"step_{step}"))


# ---- what is uncertain ----


def _unverified(given: ReportInput, labels: Labels) -> Table:
    """Return the unproved statements with the proofs they need; the most consequential one comes first."""
    rows = [
        (labels.owed_name(each), each.value, each.by or NOTHING, "、".join(each.accepted) or NOTHING)
        for each in by_weight(to_prove(given.owed))
    ]
    return make_table("unverified", rows, (5, 6, 3, 7), "llll")


def _unknown(given: ReportInput, labels: Labels) -> Table:
    rows = [
        (
            question.name,
            labels.subject_or_firm(question.subject),
            labels.contact(question) or NOTHING,
            question.note or NOTHING,
        )
        for question in open_questions(given.owed)
    ]
    return make_table("unknown", rows, (7, 3, 3, 8), "llll")


def explained_lines(given: ReportInput) -> Iterator[str]:
    """Yield the contradictions that somebody explained: what does not fit, why both are right, who says so."""
    for contradiction in given.contradictions:
        if contradiction.reason:
            by = "，".join(
                filter(None, (contradiction.by, contradiction.date.isoformat() if contradiction.date else ""))
            )
            told = say("review", "told", by=by) if by else ""
            yield say(
                "review",
                "explained_line",
                name=contradiction.name,
                text=contradiction.say,
                reason=contradiction.reason,
                told=told,
            )


# ---- dates to come ----


def _dates(given: ReportInput, target: Reach | None) -> Table:
    """Reviews of the steps, and the days to come that the firm's own papers name."""
    own = [(due.day, due_line(due), due.todo) for due in given.dates if due.state != "past"]
    rows = [(when.isoformat(), what, how) for when, what, how in sorted([*_reviews(given, target), *own])]
    return make_table("dates", rows, (3, 8, 10), "cll")


def due_line(due: DueDate) -> str:
    """Return what happens on a day, with the place where there are several."""
    return say("report", "due_at", place=due.place, text=due.text) if due.place else due.text


def _reviews(given: ReportInput, target: Reach | None) -> Iterator[tuple[date, str, str]]:
    groups = steps(given, target)
    plan = given.outlook.plan if given.outlook else None
    before = 0
    for at, months in enumerate(TRACKING_MONTHS):
        if plan is not None and plan.steps:
            done = [step for step in plan.steps if before < step.end <= months]
            names = places_words(plan, done) if done else ""
        else:
            names = "；".join(each.name for each in groups[at]) if at < len(groups) else ""
        before, key = months, "review_step" if names else "review_whole"
        what = say("report", "review", months=months)
        yield months_later(given.report_date, months), what, say("report", key, names=names)


def contact_line(given: ReportInput) -> str:
    """Return whom to call after the delivery, or the place to write it."""
    visit = given.firm.visit
    provider, contact = visit.get("provider", "") or say("report_interest", "provider"), visit.get("contact", "")
    return say("report_follow", "contact" if contact else "contact_open", provider=provider, contact=contact)


def done_on(given: ReportInput, end: Fraction) -> date:
    """Return the day by which what ends so many months from now is done."""
    return months_later(given.report_date, ceil(end))


def ready_on(given: ReportInput, plan: Plan) -> date:
    """Return the day by which everything in a plan is done."""
    return done_on(given, max((step.end for step in plan.steps), default=Fraction(0)))
