"""A finding noted at any question: which kind, what, and of a pain or a wish what it is about; kept at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from diagnostics.answers.typed.value import plain, read_wan
from diagnostics.interview.course.topics import Topic, find_topic
from diagnostics.interview.talks.session import Session
from diagnostics.model.firm.answers import WISH_KINDS, Finding
from diagnostics.words.catalogue import say

FINDINGS = ("pain", "highlight", "wish", "observation", "process")
_WITH_EFFECT = ("pain", "highlight")
_NOT_SAID = "-"

TakeEvidence = Callable[[Session, str, Sequence[str]], list[str]]


def take_finding(session: Session, given: str, here: Topic | None, take_evidence: TakeEvidence) -> None:
    """Ask for a finding: of a pain or highlight its effect and proof, of a pain or wish what it is about.

    Args:
        session: the interview.
        given: its text where it was typed with the order.
        here: the question at hand, which a pain or wish is usually about; None: none is.
        take_evidence: asks for evidence.
    """
    kind = FINDINGS[_one_of(session, "ask_finding_kind", [say("interview_findings", each) for each in FINDINGS], 1)]
    text = given or session.ask_text(say("interview", "ask_finding"), may_be_empty=True)
    if not text:
        return
    effect, evidence = "", []
    if kind in _WITH_EFFECT:
        effect = session.ask_text(say("interview", "ask_effect"), may_be_empty=kind != "pain")
        evidence = take_evidence(session, "", ())
    wish, budget = _wish(session) if kind == "wish" else ("", None)
    topic = _topic(session, here) if kind in {"pain", "wish"} else None
    about = topic.about if topic else ()
    session.journal.add_finding(
        Finding(
            kind=kind, text=text, effect=effect, evidence=tuple(evidence), about=about, wish=wish, budget_wan=budget
        )
    )
    named = say("interview", "finding_about", name=topic.name) if topic else ""
    session.show(say("interview", "finding_kept", kind=say("interview_findings", kind), about=named))


def _one_of(session: Session, message: str, names: Sequence[str], default: int) -> int:
    """Show numbered names and return the place of the one chosen."""
    keys = [str(index) for index in range(1, len(names) + 1)]
    session.show("  ".join(f"{key} {name}" for key, name in zip(keys, names, strict=True)))
    return int(session.ask_key(say("interview", message), keys, str(default))) - 1


def _wish(session: Session) -> tuple[str, Fraction | None]:
    """Ask what a wish is for and what it may cost."""
    names = [say("interview_wishes", each) for each in WISH_KINDS]
    wish = WISH_KINDS[_one_of(session, "ask_wish_kind", names, WISH_KINDS.index("general") + 1)]
    typed = session.ask_line(say("interview", "ask_wish_budget"), lambda text: read_wan(text) if text else None)
    return wish, read_wan(typed) if typed else None


def _topic(session: Session, here: Topic | None) -> Topic | None:
    """Ask what a finding is about: Enter takes the question at hand, words the nearest one; None: nobody says."""
    key = "ask_about_here" if here else "ask_about"
    while True:
        typed = plain(session.ask_text(say("interview", key, name=here.name if here else ""), may_be_empty=True))
        if not typed:
            return here
        if typed == _NOT_SAID:
            return None
        found = find_topic(session.library, typed)
        if found is not None:
            return found
        session.show(say("interview", "about_none", got=typed))
