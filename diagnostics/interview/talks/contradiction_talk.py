"""A contradiction just seen, said kindly: correct one of the facts, explain it, or leave it to the reviewer."""

from __future__ import annotations

from diagnostics.interview.course.contradictions import Contradiction, find_contradictions, newly_seen
from diagnostics.interview.course.stop_rule import items_of
from diagnostics.interview.talks.session import NEXT, Move, Session
from diagnostics.model.firm.answers import EXPLAINED, Finding
from diagnostics.scoring.engine.needs import Items
from diagnostics.words.catalogue import say


def settle_contradictions(session: Session, changed: Items) -> Move:
    """Show what the answers just kept contradict; returns where to go next."""
    session.refresh()
    found = find_contradictions(session.evaluator, session.course.rule.needs)
    for each in newly_seen(found, changed, session.journal.answers().findings):
        move = _settle(session, each, changed)
        if move is not NEXT:
            return move
    return NEXT


def _settle(session: Session, found: Contradiction, changed: Items) -> Move:
    session.show(say("interview", "contradiction", name=found.rule.name, text=found.rule.say))
    own = next((each for each in found.items if each in changed), "")
    other = next((each for each in found.items if each not in changed), "")
    keys = [key for key, item in (("1", own), ("2", other)) if item] + ["3"]
    names = {"1": _name(session, own), "2": _name(session, other)}
    for key in keys:
        session.show(say("interview_contradictions", key, name=names.get(key, "")), "  ")
    chosen = session.ask_key(say("interview", "ask_contradiction"), keys, "4")
    if chosen == "3":
        session.journal.add_finding(
            Finding(kind=EXPLAINED, text=session.ask_text(say("interview", "ask_reason")), title=found.rule.id)
        )
    if chosen in {"1", "2"}:
        return Move("jump", f"={_asked_as(session, own if chosen == '1' else other)}")
    return NEXT


def _name(session: Session, item: str) -> str:
    if not item:
        return ""
    return session.library.tables[item].name if item in session.library.tables else session.library.named(item).name


def _asked_as(session: Session, item: str) -> str:
    """The item of the questionnaire that asks a fact: itself or its card."""
    for section in session.library.sections.values():
        for name in section.items:
            if item in items_of(session.library, name):
                return name
    return item
