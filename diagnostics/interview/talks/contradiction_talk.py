"""A contradiction or a doubtful figure just seen, said kindly: correct it, explain it, or leave it to the reviewer.

A figure is asked about once: who confirms it gives the reason, and who leaves it finds it among the warnings.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from diagnostics.interview.course.contradictions import OpenContradiction, find_contradictions, find_doubts, newly_seen
from diagnostics.interview.course.stop_rule import items_of
from diagnostics.interview.talks.session import NEXT, NextItem, Session
from diagnostics.model.content.magnitudes import FINDINGS
from diagnostics.model.firm.answers import EXPLAINED, Finding
from diagnostics.scoring.engine.needs import Items
from diagnostics.words.catalogue import say

_MOST_SHOWN = 3  # figures of one row in doubt; more of them are one slip anyway


def settle_contradictions(session: Session, changed: Items) -> NextItem:
    """Show what the answers just kept contradict, their figures first; returns where to go next."""
    doubts = settle_doubts(session, changed)
    if doubts:
        return way_to(session, doubts)
    session.refresh()
    found = find_contradictions(session.evaluator, session.course.rule.needs)
    for each in newly_seen(found, changed, session.journal.answers().findings):
        move = _settle(session, each, changed)
        if move is not NEXT:
            return move
    return NEXT


def settle_doubts(session: Session, changed: Items) -> str:
    """Ask once whether the figures just kept that lie outside a soft range are right; returns the item to correct."""
    firm = session.journal.answers()
    found = find_doubts(firm, session.library, session.course.as_of)
    new = [each for each in newly_seen(found, changed, firm.findings) if each.rule not in session.doubted]
    return new[0].items[0] if new and _is_wrong(session, new) else ""


def ask_money_again(session: Session, finding: Finding) -> bool:
    """Ask once whether the money of a finding about to be kept is right, where it lies outside a soft range.

    Returns whether it was wrong and is to be typed again.
    """
    firm = session.journal.answers()
    found = find_doubts(replace(firm, findings=(finding,)), session.library, session.course.as_of)
    new = newly_seen(found, frozenset({FINDINGS}), firm.findings)
    new = [each for each in new if each.items[0] == FINDINGS and each.rule not in session.doubted]
    return bool(new) and _is_wrong(session, new)


def _is_wrong(session: Session, new: Sequence[OpenContradiction]) -> bool:
    """Show figures in doubt; returns whether they are wrong. Those that are right are kept with the reason."""
    session.doubted.update(each.rule for each in new)
    for each in new[:_MOST_SHOWN]:
        session.show(say("interview", "doubt", name=each.name, text=each.say))
    if len(new) > _MOST_SHOWN:
        session.show(say("interview", "more_doubts", n=len(new) - _MOST_SHOWN))
    chosen = session.ask_key(say("interview", "ask_doubt"), ["1", "2"], "3")
    if chosen == "2":
        reason = session.ask_text(say("interview", "ask_doubt_reason"), may_be_empty=True)
        for each in new:
            text = reason or say("interview", "doubt_confirmed")
            session.journal.add_finding(Finding(kind=EXPLAINED, text=text, title=each.rule))
    return chosen == "1"


def _settle(session: Session, found: OpenContradiction, changed: Items) -> NextItem:
    session.show(say("interview", "contradiction", name=found.name, text=found.say))
    own = next((each for each in found.items if each in changed), "")
    other = next((each for each in found.items if each not in changed), "")
    keys = [key for key, item in (("1", own), ("2", other)) if item] + ["3"]
    names = {"1": _name(session, own), "2": _name(session, other)}
    for key in keys:
        session.show(say("interview_contradictions", key, name=names.get(key, "")), "  ")
    chosen = session.ask_key(say("interview", "ask_contradiction"), keys, "4")
    if chosen == "3":
        session.journal.add_finding(
            Finding(kind=EXPLAINED, text=session.ask_text(say("interview", "ask_reason")), title=found.rule)
        )
    if chosen in {"1", "2"}:
        return way_to(session, own if chosen == "1" else other)
    return NEXT


def _name(session: Session, item: str) -> str:
    if not item:
        return ""
    return session.library.tables[item].name if item in session.library.tables else session.library.named(item).name


def way_to(session: Session, item: str) -> NextItem:
    """Return the way to the question that asks a fact."""
    return NextItem("jump", f"={_asked_as(session, item)}")


def _asked_as(session: Session, item: str) -> str:
    """The item of the questionnaire that asks a fact: itself or its card."""
    for section in session.library.sections.values():
        for name in section.items:
            if item in items_of(session.library, name):
                return name
    return item
