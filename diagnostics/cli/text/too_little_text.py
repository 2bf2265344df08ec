"""Why there is no plan yet, for a terminal and as JSON: how much is open, and what to ask first. Pure."""

from __future__ import annotations

from typing import Any

from diagnostics.cli.text.tables import indented
from diagnostics.model.content.library import Library
from diagnostics.model.firm.answers import FirmAnswers
from diagnostics.model.results.knowledge import Knowledge
from diagnostics.model.results.owed import Owed, effects_of
from diagnostics.words.catalogue import name_of, say
from diagnostics.words.numbers import percent


def too_little_lines(known: Knowledge, firm: FirmAnswers, library: Library) -> list[str]:
    """Return why there is no plan yet, and the questions to ask first."""
    shares = {"share": percent(float(known.share), 0), "most": percent(float(known.most), 0)}
    return [
        say("cli", "firm_head", name=firm.name, code=firm.code or "—"),
        say("plan", "heading"),
        "",
        *indented(say("plan", "too_little", n=known.unknown, of=known.of, **shares), ""),
        "",
        say("plan", "ask_first"),
        *(line for each in known.questions for line in indented(_question(each, firm, library), "  · ")),
    ]


def too_little_json(known: Knowledge, library: Library) -> dict[str, Any]:
    """Return what is known as JSON: how much is open, from which share on nothing is planned, what to ask."""
    questions = [
        {"fact": each.item, "subject": each.subject, "ask": library.asked(each.item) or each.name, "who": each.who,
         "conditions": len(effects_of(each).conditions)}
        for each in known.questions
    ]  # fmt: skip
    shares = {"share": float(known.share), "most": float(known.most)}
    return {"unknown": known.unknown, "of": known.of, **shares, "questions": questions}


def _question(each: Owed, firm: FirmAnswers, library: Library) -> str:
    where = firm.place_of(each.subject)
    return say(
        "plan", "question", ask=library.asked(each.item) or each.name, where=f"（{where}）" if where else "",
        who=each.ask or each.by or name_of("interview_who", each.who), n=len(effects_of(each).conditions),
    )  # fmt: skip
