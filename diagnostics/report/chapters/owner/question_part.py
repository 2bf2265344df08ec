"""What to find out first, where too little is known to conclude: the questions, whom to ask, why there is no plan."""

from __future__ import annotations

from dataclasses import dataclass

from diagnostics.model.results.owed import effects_of
from diagnostics.model.results.report_input import ReportInput
from diagnostics.report.words.labels import Labels
from diagnostics.words.catalogue import say
from diagnostics.words.numbers import percent


@dataclass(frozen=True, kw_only=True)
class QuestionView:
    """A question to be answered first: as it is asked, about which site, whom to ask, how much hangs on it."""

    ask: str
    where: str
    who: str
    conditions: int


def question_views(given: ReportInput, labels: Labels) -> tuple[QuestionView, ...]:
    """Return the questions that decide most; none where enough is known."""
    return tuple(
        QuestionView(
            ask=given.library.asked(each.item) or say("explain", "find_out", what=each.name),
            where=labels.subject(each.subject),
            who=labels.contact(each) or say("report_roles", "owner"),
            conditions=len(effects_of(each).conditions),
        )
        for each in given.knowledge.questions
    )


def why_no_plan(given: ReportInput) -> str:
    """Return why there is neither a plan nor a price; empty where enough is known."""
    known = given.knowledge
    if known.enough:
        return ""
    most, share = percent(float(known.most), 0), percent(float(known.share), 0)
    return say("report_plan", "too_little", n=known.unknown, of=known.of, share=share, most=most)
