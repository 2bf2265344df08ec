"""Which pain somebody's own words mean, what it costs a year, its figure now and wanted: three prompts, each skippable.

Own words come first, then what they may mean, then what the signs offer. Nothing is taken that nobody chose; what the
firm denies is kept, so that it is not offered again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from diagnostics.answers.limits import amount_faults
from diagnostics.answers.typed.figure_line import read_figures
from diagnostics.answers.typed.value import TypedWrongError, plain, refuse
from diagnostics.interview.course.pain_words import MOST_MATCHES, pains_meant
from diagnostics.interview.screen.layout import wrap
from diagnostics.interview.talks.session import Session
from diagnostics.judgement.pains import offered_pains
from diagnostics.model.content.expressions import Condition
from diagnostics.model.content.losses import Amount, Reckoned, reckon
from diagnostics.model.content.pains import Pain
from diagnostics.model.firm.answers import DENIED, Finding, KpiSaid
from diagnostics.words.catalogue import name_of, say
from diagnostics.words.numbers import number

_MOST_LISTED = 9


@dataclass(frozen=True)
class Worth:
    """What was said of a loss: for the finding, and in a sentence."""

    said: Mapping[str, Any]
    text: str


def choose_pain(session: Session, told: Finding) -> Pain | None:
    """Ask which pain a finding means; None: none of them, or nobody says."""
    wanted = told
    while True:
        listed = _listed(session, wanted)
        if not listed and wanted is told:
            return None
        typed = _pick(session, listed)
        if not typed:
            return None
        if typed.startswith("-"):
            denied = listed[int(typed[1:]) - 1]
            session.journal.add_finding(Finding(kind=DENIED, text="", pain=denied.id))
            session.show(say("interview_pains", "denied", name=denied.name))
        elif typed.isdigit():
            return listed[int(typed) - 1]
        elif typed in session.library.pains:
            return session.library.pains[typed]
        else:
            wanted = Finding(kind=told.kind, text=typed)


def _pick(session: Session, listed: list[Pain]) -> str:
    """Show the pains under a digit each; returns what was typed: a digit, `-` and a digit, words, nothing."""
    lines = [say("interview_pains", "line", at=at, name=each.name) for at, each in enumerate(listed, start=1)]
    session.show("\n".join(lines))
    return plain(session.ask_line(say("interview_pains", "ask_which"), lambda text: _check(text, listed)))


def _check(text: str, listed: list[Pain]) -> None:
    """Refuse a number that is not on the list; words are looked for."""
    typed = plain(text)
    if typed.removeprefix("-").isdigit() and not 1 <= int(typed.removeprefix("-")) <= len(listed):
        raise TypedWrongError(say("interview_pains", "not_listed", got=typed, n=len(listed)))
    if typed.startswith("-") and not typed[1:].isdigit():
        raise TypedWrongError(say("interview_pains", "not_listed", got=typed, n=len(listed)))


def _listed(session: Session, told: Finding) -> list[Pain]:
    """Return what the words may mean, then what the signs offer; what the firm denied is left out."""
    denied = {finding.pain for finding in session.journal.answers().findings if finding.kind == DENIED}
    session.refresh()
    meant = pains_meant(session.library, told)[:MOST_MATCHES]
    offered = (pain.pain for pain in offered_pains(session.evaluator))
    found = {each.id: each for each in (*meant, *offered) if each.id not in denied}
    return list(found.values())[:_MOST_LISTED]


def take_worth(session: Session, pain: Pain) -> Worth:
    """Ask for the numbers that the loss of a pain is reckoned from; Enter skips them, what costs nothing asks none."""
    loss = pain.loss
    if not loss.numbers:
        return Worth({"loss_kind": "none"}, "")
    asked = [
        say("interview_pains", "number", at=at, ask=each.ask, unit=each.unit)
        for at, each in enumerate(loss.numbers, start=1)
    ]
    session.show("\n".join(line for each in asked for line in wrap(each)))

    def holds(condition: Condition) -> bool:
        return bool(session.evaluator.truth(condition, "workshop").must.all())

    def read(text: str) -> Reckoned | None:
        if not text.strip():
            return None
        figures = read_figures(text, [number.unit for number in loss.numbers], len(loss.numbers))
        given = {each.id: figure for each, figure in zip(loss.numbers, figures, strict=True) if figure is not None}
        found = reckon(loss, given, holds)
        for amount in found.wan.values():
            for fault in amount_faults(amount):
                refuse(fault, what=pain.name)
        return found

    found = read(session.ask_line(say("interview_pains", "ask_numbers", n=len(loss.numbers)), read))
    if found is None or not (found.wan or found.quantities):
        return Worth({}, "")
    text = _told(found)
    session.show(text)
    return Worth(_said(pain, found), text)


def _said(pain: Pain, found: Reckoned) -> dict[str, Any]:
    """Return the loss as a finding says it: of the kind of the pain, else of the first that came out."""
    if not found.wan:
        return {}
    kind = pain.loss.kind if pain.loss.kind in found.wan else next(iter(found.wan))
    per = {} if kind == "once" else {"per": "year"}
    return {"loss_wan": found.wan[kind], "loss_kind": kind, "basis": "reckoned", **per}


def _told(found: Reckoned) -> str:
    parts = []
    for kind, amount in found.wan.items():
        words = "once" if kind == "once" else "yearly"
        parts.append(say("interview_pains", words, amount=_range(amount), kind=name_of("losses", kind)))
    for quantity in found.quantities:
        parts.append(say("interview_pains", "behind", amount=_range(quantity.amount), unit=quantity.unit))
    return say("interview_pains", "reckoned", parts="，".join(parts))


def _range(amount: Amount) -> str:
    low, high = amount
    return number(low, 2) if low == high else f"{number(low, 2)}–{number(high, 2)}"


def take_kpi(session: Session, pain: Pain) -> KpiSaid | None:
    """Ask what the figure of a pain is now and what it should be; None: nobody says."""
    kpi = pain.kpi

    def read(text: str) -> list[Fraction | None]:
        figures = read_figures(text, [kpi.unit] * 2, 1) if text.strip() else ()
        for figure in figures:
            if figure is not None and figure[0] != figure[1]:
                raise TypedWrongError(say("interview_pains", "one_figure"))
        return [None if figure is None else figure[0] for figure in figures]

    session.show("\n".join(wrap(say("interview_pains", "how", how=kpi.how))))
    said = read(session.ask_line(say("interview_pains", "ask_kpi", name=kpi.name, unit=kpi.unit), read))
    return KpiSaid(now=said[0], wanted=said[1]) if any(each is not None for each in said) else None
