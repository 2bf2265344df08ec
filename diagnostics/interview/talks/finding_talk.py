"""A finding noted at any question: which kind, what; of a pain or a wish which one, else what it is about."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from diagnostics.answers.typed.said_line import Due, Saving, read_saving, split_due
from diagnostics.answers.typed.value import plain, read_wan
from diagnostics.interview.course.pain_words import facts_of_signs
from diagnostics.interview.course.topics import Topic, find_topic
from diagnostics.interview.screen.layout import COLUMNS, cut
from diagnostics.interview.screen.ports import ListedFinding
from diagnostics.interview.talks.contradiction_talk import ask_money_again
from diagnostics.interview.talks.pain_talk import (
    choose_pain,
    due_said,
    due_words,
    range_words,
    show_taken,
    take_kpi,
    take_worth,
)
from diagnostics.interview.talks.session import Session
from diagnostics.model.content.pains import Pain
from diagnostics.model.firm.answers import WISH_KINDS, Finding
from diagnostics.words.catalogue import say
from diagnostics.words.numbers import number

FINDINGS = ("pain", "highlight", "wish", "observation", "process")
_WITH_EFFECT = ("pain", "highlight")
_ABOUT_SOMETHING = ("pain", "wish")
_NOT_SAID = "-"
_MOST_EARLIER = 6

TakeEvidence = Callable[[Session, str, Sequence[str]], list[str]]


def take_finding(session: Session, given: str, here: Topic | None, take_evidence: TakeEvidence) -> None:
    """Ask for a finding: of a pain which one, its loss and figure, its effect and proof; of a wish its money.

    After the words of a pain or a wish come at most five prompts; Enter skips each, but a pain that nothing else
    speaks for says its effect.

    Args:
        session: the interview.
        given: its text where it was typed with the order.
        here: the question at hand, which a pain or wish is usually about; None: none is.
        take_evidence: asks for evidence.
    """
    kind = FINDINGS[_one_of(session, "ask_finding_kind", [say("interview_findings", each) for each in FINDINGS], 1)]
    earlier = () if given else _unnamed(session, kind)
    text = given or _ask_words(session, earlier)
    if not text:
        return
    if text.isdigit() and 1 <= int(text) <= len(earlier):
        _name(session, earlier[int(text) - 1])
        return
    pain = choose_pain(session, Finding(kind=kind, text=text)) if kind in _ABOUT_SOMETHING else None
    said = {} if pain is None else _of_pain(session, Finding(kind=kind, text=text), pain)
    if kind in _WITH_EFFECT:
        reckoned = said.get("effect", "")
        typed = session.ask_text(say("interview", "ask_effect"), may_be_empty=kind != "pain" or bool(reckoned))
        said |= {"effect": typed or reckoned, "evidence": tuple(take_evidence(session, "", ()))}
    if kind == "wish":
        said |= _wish(session, Finding(kind=kind, text=text))
        said |= {} if pain is None else take_kpi(session, pain)
    topic = _topic(session, here) if kind in _ABOUT_SOMETHING and pain is None else None
    if topic is not None:
        said["about"] = topic.about
    session.journal.add_finding(Finding(kind=kind, text=text, **said))
    _show_kept(session, kind, pain.name if pain else topic.name if topic else "")


def _show_kept(session: Session, kind: str, name: str) -> None:
    named = say("interview", "finding_about", name=name) if name else ""
    session.show(say("interview", "finding_kept", kind=say("interview_findings", kind), about=named))


def _of_pain(session: Session, noted: Finding, pain: Pain) -> dict[str, Any]:
    """Return what follows from the pain that was chosen: its facts, and of a pain what it costs and its figure."""
    said: dict[str, Any] = {"pain": pain.id, "about": tuple(sorted(facts_of_signs(pain, session.library)))}
    if noted.kind == "pain":
        worth = take_worth(session, pain)
        while ask_money_again(session, replace(noted, **worth.said)):
            worth = take_worth(session, pain)
        said |= {**worth.said, "effect": worth.text, **take_kpi(session, pain)}
    return said


# ---- findings noted before pains had names ----


def _unnamed(session: Session, kind: str) -> tuple[ListedFinding, ...]:
    """Return the pains or wishes on record that name no pain; a few, the oldest first."""
    kept = (
        finding for finding in session.journal.findings() if finding.finding.kind == kind and not finding.finding.pain
    )
    return tuple(kept)[:_MOST_EARLIER] if kind in _ABOUT_SOMETHING else ()


def _ask_words(session: Session, earlier: Sequence[ListedFinding]) -> str:
    """Ask for a finding in somebody's own words; a digit takes one that is on record without a pain."""
    if earlier:
        told = [each.finding.title or each.finding.text for each in earlier]
        lines = [say("interview_pains", "line", at=at, name=cut(each, COLUMNS - 3)) for at, each in enumerate(told, 1)]
        session.show("\n".join([say("interview_pains", "earlier"), *lines]))
    return session.ask_text(say("interview", "ask_finding"), may_be_empty=True)


def _name(session: Session, kept: ListedFinding) -> None:
    """Give a finding on record its pain; what was said of it before stays."""
    old = kept.finding
    pain = choose_pain(session, old)
    if pain is None:
        return
    said = _of_pain(session, old, pain)
    told = {key: value for key, value in said.items() if not getattr(old, key, None)}
    session.journal.change_finding(kept.id, replace(old, **told))
    _show_kept(session, old.kind, pain.name)


def _one_of(session: Session, message: str, names: Sequence[str], default: int) -> int:
    """Show numbered names and return the place of the one chosen."""
    keys = [str(index) for index in range(1, len(names) + 1)]
    session.show("  ".join(f"{key} {name}" for key, name in zip(keys, names, strict=True)))
    return int(session.ask_key(say("interview", message), keys, str(default))) - 1


def _wish(session: Session, noted: Finding) -> dict[str, Any]:
    """Ask what a wish is for, what it may cost and by when, how fast the money must be back and what it saves."""
    names = [say("interview_wishes", each) for each in WISH_KINDS]
    wish = WISH_KINDS[_one_of(session, "ask_wish_kind", names, WISH_KINDS.index("general") + 1)]
    budget, due = _budget(session)
    while ask_money_again(session, replace(noted, budget_wan=budget)):
        budget, due = _budget(session)
    saving = read_saving(session.ask_line(say("interview_pains", "ask_payback"), read_saving))
    money = [] if budget is None else [say("interview_pains", "taken_budget", wan=number(budget, 2))]
    show_taken(session, [*money, *due_words(due), *_saving_words(saving)])
    said = {"wish": wish, "budget_wan": budget, "payback_years": saving.years, "saving_wan": saving.wan}
    return {**said, "by": saving.by, **due_said(due)}


def _read_budget(text: str) -> tuple[Fraction | None, Due]:
    typed, due = split_due(text)
    return read_wan(typed) if typed else None, due


def _saving_words(saving: Saving) -> Iterator[str]:
    if saving.years is not None:
        yield say("interview_pains", "taken_years", years=number(saving.years, 2))
    if saving.wan is not None:
        yield say("interview_pains", "taken_saving", wan=range_words(saving.wan))
    if saving.by:
        yield say("interview_pains", "taken_by", by=saving.by)


def _budget(session: Session) -> tuple[Fraction | None, Due]:
    return _read_budget(session.ask_line(say("interview", "ask_wish_budget"), _read_budget))


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
