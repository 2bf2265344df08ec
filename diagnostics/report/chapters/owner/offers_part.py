"""What others offer the owner: support that fits him, with whom to ring; what he should not buy, and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from diagnostics.model.results.plans import scope_of
from diagnostics.model.results.policy_results import PolicyLine
from diagnostics.model.results.report_input import ReportInput
from diagnostics.report.chapters.advice.plan_part import main_plan
from diagnostics.report.chapters.advice.policy_part import support_of
from diagnostics.words.catalogue import say
from diagnostics.words.names import without_remark
from diagnostics.words.numbers import day, number

_SUPPORT = 3
_MAYBE = 2  # that many lines of support, where fewer hold for sure
_AVOID = 4


@dataclass(frozen=True)
class OfferLine:
    """Something that is offered, and the sentence on it."""

    name: str
    text: str


def support_lines(given: ReportInput) -> Iterator[OfferLine]:
    """Yield the support of which every condition holds, then money of which some conditions are open; most first."""
    fitting, maybe = support_of(given)
    yield from map(_sure_line, fitting[:_SUPPORT])
    yield from map(_open_line, maybe[: max(_MAYBE - len(fitting), 0)])


def _sure_line(line: PolicyLine) -> OfferLine:
    if line.amount_wan is not None:
        what = say("owner", "support_amount", amount=number(line.amount_wan))
    else:
        what = say("owner", "support_loan", rule=line.amount_rule.rstrip("。"))
    told = {"what": what, "document": _document(line), "who": line.bureaus[0]}
    if line.current and line.valid_to is not None:
        return OfferLine(line.name, say("owner", "support_sure", date=day(line.valid_to), **told))
    return OfferLine(line.name, say("owner", "support", ask_first=say("owner", "ask_first"), **told))


def _open_line(line: PolicyLine) -> OfferLine:
    what = say("owner", "support_amount", amount=number(line.amount_wan or Fraction(0)))
    told = {"what": what, "document": _document(line), "asked": "、".join(line.unknown), "who": line.bureaus[0]}
    return OfferLine(line.name, say("owner", "support_if", ask_first=say("owner", "ask_first"), **told))


def _document(line: PolicyLine) -> str:
    """The number of a document, by which anybody finds it; its title where it has none."""
    return line.number or line.document


def avoid_lines(given: ReportInput) -> Iterator[OfferLine]:
    """Yield what is not to be bought now and why; what the plan takes, in whole or in part, is not named."""
    plan = main_plan(given)
    taken = {scope_of(step.offer.id)[0] for step in plan.steps} if plan else set()
    told: set[str] = set()
    for each in given.counter_facts:
        if each.remedy not in taken and each.text not in told and len(told) < _AVOID:
            told.add(each.text)
            yield OfferLine(without_remark(each.name), each.text)
