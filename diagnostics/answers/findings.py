"""The judge of findings: texts, money, which key belongs to which kind, and whether what was said of a loss agrees."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Any

from diagnostics.answers.faults import Fault, figure, range_words
from diagnostics.answers.limits import FIRST_YEAR, LAST_YEAR, amount_faults, size_faults, text_faults
from diagnostics.model.content.pains import LOSS_KINDS
from diagnostics.model.firm.answers import BASES, DENIED, PERIODS, WISH_KINDS, Finding
from diagnostics.words.catalogue import say

_PAIN, _ASKED = ("pain",), ("pain", "wish")
# A key of a finding → the kinds of findings that it says something of.
KINDS_OF: dict[str, tuple[str, ...]] = {
    "pain": ("pain", "wish", "observation", DENIED),
    "denied": _PAIN,
    **dict.fromkeys(("loss_wan", "loss_kind", "per", "period", "basis", "bill_wan"), _PAIN),
    **dict.fromkeys(("rank", "kpi", "deadline"), _ASKED),
    **dict.fromkeys(("wish", "budget_wan", "saving_wan", "payback_years"), ("wish",)),
}
# A key of a finding → the words that may stand there.
WORDS_OF: dict[str, tuple[str, ...]] = {
    "loss_kind": LOSS_KINDS, "per": PERIODS, "basis": BASES, "wish": WISH_KINDS,
}  # fmt: skip
_AROUND_LOSS = ("loss_kind", "per", "period", "basis")
_MOST_RANK, _MOST_YEARS = Fraction(99), Fraction(100)
_PERIOD = re.compile(r"(\d{4})(-(0[1-9]|1[0-2]))?", re.ASCII)


def finding_faults(finding: Finding, pains: Collection[str]) -> tuple[Fault, ...]:
    """Return what is wrong with a finding; `pains` are the ids of the content. `column` names the key of each fault."""
    said = {key: value for key in KINDS_OF if (value := getattr(finding, key, None)) not in ("", None)}
    return (
        *(fault for key in ("text", "effect", "title") for fault in _text(finding, key)),
        *(foreign(finding.kind, key) for key in said if finding.kind not in KINDS_OF[key]),
        *(_unknown(key, said[key], words) for key, words in WORDS_OF.items() if said.get(key, words[0]) not in words),
        *_pain(finding, pains),
        *_loss(finding, said),
        *_details(finding),
    )


def _text(finding: Finding, key: str) -> Iterator[Fault]:
    text = getattr(finding, key)
    if text or (key == "text" and finding.kind != DENIED):
        yield from (_at(fault, key) for fault in text_faults(text))


def _at(fault: Fault, key: str) -> Fault:
    return replace(fault, column=key)


def _unknown(key: str, got: str, words: Collection[str]) -> Fault:
    return Fault(code="ANS-09", given={"got": got, "known": "、".join(words)}, words=tuple(words), column=key)


def _pain(finding: Finding, pains: Collection[str]) -> Iterator[Fault]:
    """A pain that is named exists; one that is denied is named."""
    if finding.pain and finding.pain not in pains:
        yield Fault(
            code="ANS-09",
            given={"got": finding.pain, "known": say("review", "pains")},
            words=tuple(pains),
            column="pain",
        )
    if finding.kind == DENIED and not finding.pain:
        yield Fault(code="ANS-06", given={"key": "pain"}, column="pain")


def foreign(kind: str, key: str) -> Fault:
    """Return the fault of a key that says nothing of such a finding."""
    kinds = "、".join(say("interview_findings", each) for each in KINDS_OF[key])
    return Fault(code="ANS-70", given={"key": key, "kind": say("interview_findings", kind), "kinds": kinds}, column=key)


def _loss(finding: Finding, said: dict[str, Any]) -> Iterator[Fault]:
    """Kind, period and basis are of an amount; a pain that costs nothing has none, what happened once no period."""
    around = [key for key in _AROUND_LOSS if key in said]
    if finding.loss_kind == "none":
        wrong = [key for key in ("loss_wan", *around) if key in said and key != "loss_kind"]
    elif finding.loss_wan is None:
        wrong = around
    else:
        wrong = ["per"] if finding.loss_kind == "once" and finding.per else []
    if wrong:
        yield Fault(code="ANS-71", given={"keys": "、".join(wrong)}, column=wrong[0])
    found = _PERIOD.fullmatch(finding.period)
    if finding.period and not (found and FIRST_YEAR <= int(found[1]) <= LAST_YEAR):
        yield Fault(code="ANS-72", given={"got": finding.period}, column="period")


def _details(finding: Finding) -> Iterator[Fault]:
    budget = None if finding.budget_wan is None else (finding.budget_wan,)
    amounts = {"loss_wan": finding.loss_wan, "bill_wan": finding.bill_wan, "saving_wan": finding.saving_wan}
    for key, amount in {**amounts, "budget_wan": budget}.items():
        yield from (_at(fault, key) for fault in amount_faults(amount)) if amount is not None else ()
    if finding.deadline is not None and finding.deadline.whose:
        yield from (_at(fault, "deadline") for fault in text_faults(finding.deadline.whose))
    if finding.kpi is not None:
        for value in (finding.kpi.now, finding.kpi.wanted):
            yield from (_at(fault, "kpi") for fault in size_faults(value)) if value is not None else ()
    yield from _within("rank", finding.rank, Fraction(1), _MOST_RANK)
    if finding.payback_years is not None:
        yield from years_faults(finding.payback_years)
    if finding.rank is not None and finding.rank.denominator != 1:
        yield Fault(code="ANS-12", given={"got": figure(finding.rank)}, column="rank")


def _within(key: str, value: Fraction | None, low: Fraction, high: Fraction) -> Iterator[Fault]:
    if value is not None and not low <= value <= high:
        yield Fault(code="ANS-11", given={"got": figure(value), "range": range_words(low, high)}, column=key)


def years_faults(years: Fraction) -> tuple[Fault, ...]:
    """Return what is wrong with the years in which money must be back."""
    return tuple(_within("payback_years", years, Fraction(0), _MOST_YEARS))
