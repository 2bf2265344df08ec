"""Which pain somebody's own words mean, what it costs a year, its figure now and wanted: three prompts, each skippable.

Own words come first, then what they may mean, then what the signs offer. Nothing is taken that nobody chose; what the
firm denies is kept, so that it is not offered again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from diagnostics.answers.limits import amount_faults
from diagnostics.answers.typed.figure_line import read_figures
from diagnostics.answers.typed.said_line import IN_ONE_SUM, Due, read_sum, split_due
from diagnostics.answers.typed.value import TypedWrongError, plain, refuse
from diagnostics.interview.course.pain_words import MOST_MATCHES, pains_meant
from diagnostics.interview.screen.layout import wrap
from diagnostics.interview.talks.session import Session
from diagnostics.judgement.pains import offered_pains
from diagnostics.model.content.expressions import Condition
from diagnostics.model.content.losses import Amount, Reckoned, bill_of, reckon
from diagnostics.model.content.pains import Pain
from diagnostics.model.firm.answers import DENIED, Finding, KpiSaid
from diagnostics.words.catalogue import name_of, say
from diagnostics.words.numbers import day, number, period, quantity

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

    def figures(text: str) -> dict[str, Amount]:
        typed = read_figures(text, [number.unit for number in loss.numbers], len(loss.numbers))
        return {each.id: figure for each, figure in zip(loss.numbers, typed, strict=True) if figure is not None}

    def check(text: str) -> object:
        return read_sum(text) if plain(text).startswith(IN_ONE_SUM) else read(text)

    def read(text: str) -> Reckoned | None:
        if not text.strip():
            return None
        found = reckon(loss, figures(text), holds)
        for amount in found.wan.values():
            for fault in amount_faults(amount):
                refuse(fault, what=pain.name)
        return found

    typed = session.ask_line(say("interview_pains", "ask_numbers", n=len(loss.numbers)), check)
    if plain(typed).startswith(IN_ONE_SUM):
        return _in_one_sum(session, pain, typed)
    found = read(typed)
    bill = None if found is None else bill_of(loss, figures(typed))
    said: dict[str, Any] = {} if bill is None else {"bill_wan": bill}
    if found is None or not (found.wan or found.quantities):
        return Worth(said, "")
    text = _told(found)
    session.show(text)
    return Worth({**said, **_said(pain, found)}, text)


def _in_one_sum(session: Session, pain: Pain, typed: str) -> Worth:
    """Return a loss that was told in one sum: of the kind of its pain, where nobody said that it happened once."""
    said = {"loss_kind": pain.loss.kind, **read_sum(typed)}
    if said["loss_kind"] == "once":
        said.pop("per", None)
    often = "once" if said["loss_kind"] == "once" else said.get("per", "")
    words = [
        say("interview_pains", "taken_loss", wan=range_words(said["loss_wan"])),
        say("interview_pains", f"taken_{often}") if often else "",
        period(said["period"]) if "period" in said else "",
    ]
    text = _taken(words)
    session.show(text)
    return Worth(said, text)


def _taken(words: Iterable[str]) -> str:
    return say("interview_pains", "taken", parts="，".join(filter(None, words)))


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
        parts.append(say("interview_pains", words, amount=range_words(amount), kind=name_of("losses", kind)))
    for behind in found.quantities:
        parts.append(say("interview_pains", "behind", amount=range_words(behind.amount), unit=behind.unit))
    return say("interview_pains", "reckoned", parts="，".join(parts))


def range_words(amount: Amount) -> str:
    """Return low and high as people write them, one number where they agree."""
    low, high = amount
    return number(low, 2) if low == high else f"{number(low, 2)}–{number(high, 2)}"


def take_kpi(session: Session, pain: Pain) -> dict[str, Any]:
    """Ask what the figure of a pain is now and should be, by which day and how urgent; nothing where nobody says."""
    kpi = pain.kpi

    def read(text: str) -> tuple[KpiSaid | None, Due]:
        head, due = split_due(text)
        said = [*figures(head), None, None]
        return (KpiSaid(now=said[0], wanted=said[1]) if any(each is not None for each in said) else None), due

    def figures(text: str) -> list[Fraction | None]:
        figures = read_figures(text, [kpi.unit] * 2, 1) if text.strip() else ()
        for figure in figures:
            if figure is not None and figure[0] != figure[1]:
                raise TypedWrongError(say("interview_pains", "one_figure"))
        return [None if figure is None else figure[0] for figure in figures]

    session.show("\n".join(wrap(say("interview_pains", "how", how=kpi.how))))
    figure, due = read(session.ask_line(say("interview_pains", "ask_kpi", name=kpi.name, unit=kpi.unit), read))
    words = [
        say("interview_pains", f"taken_{which}", value=quantity(value, kpi.unit, 2))
        for which in ("now", "wanted")
        if figure is not None and (value := getattr(figure, which)) is not None
    ]
    show_taken(session, [*words, *due_words(due)])
    return {"kpi": figure, **due_said(due)}


def due_said(due: Due) -> dict[str, Any]:
    """Return a deadline and an order as the keys of a finding; what nobody said is left out."""
    said = {"deadline": due.deadline, "rank": due.rank}
    return {key: value for key, value in said.items() if value is not None}


def due_words(due: Due) -> list[str]:
    """Return a deadline and an order in words."""
    words = []
    if due.deadline is not None:
        key = "taken_whose" if due.deadline.whose else "taken_deadline"
        words.append(say("interview_pains", key, day=day(due.deadline.day), whose=due.deadline.whose))
    if due.rank is not None:
        words.append(say("interview_pains", "taken_rank", rank=number(due.rank)))
    return words


def show_taken(session: Session, words: Sequence[str]) -> None:
    """Show what was understood of a line; nothing of an empty one."""
    if words:
        session.show(_taken(words))
