"""Pains: what hurts a firm, its signs, what it costs a year, and what is done before anything is bought."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from diagnostics.model.content.expressions import Condition
from diagnostics.model.content.marks import Mark
from diagnostics.words.problems import NOWHERE, Place

# Money that left or did not come; hours of people who stay on the payroll; capital tied up; once; nothing.
LossKind = Literal["cash", "time", "tied_up", "once", "none"]
LOSS_KINDS: tuple[LossKind, ...] = ("cash", "time", "tied_up", "once", "none")
# What gets better when it goes away; `safety` is energy, environment and safety together.
Gain = Literal["quality", "cost", "delivery", "efficiency", "safety"]
GAINS: tuple[Gain, ...] = ("quality", "cost", "delivery", "efficiency", "safety")


@dataclass(frozen=True, kw_only=True)
class Kpi:
    """The figure by which one sees whether a pain goes away. `how`: how to take it on site within a day."""

    name: str
    unit: str
    better: Literal["up", "down"]
    how: str


@dataclass(frozen=True, kw_only=True)
class LossNumber:
    """One number that the firm is asked for; `unit` is a chain such as 元/件, 件/年 or %/年."""

    id: str
    ask: str
    unit: str
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class LossPart:
    """A product of numbers, added to the others.

    Attributes:
        of: ids of the numbers multiplied.
        less: it is taken off instead.
        kind: what kind of loss it is, where it is another one than the loss as a whole.
        when: only where this certainly holds it is money; else its hours are told, not their worth.
    """

    of: tuple[str, ...]
    less: bool = False
    kind: LossKind | None = None
    when: Condition | None = None
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class Loss:
    """How a loss is reckoned from a few numbers of the firm; no share of saving stands here. `note`: what to heed."""

    kind: LossKind
    numbers: tuple[LossNumber, ...] = ()
    parts: tuple[LossPart, ...] = ()
    note: str = ""
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class FreeStep:
    """What the firm does first, at no price. `remedies`: measures of the catalogue that are this step."""

    text: str
    remedies: tuple[str, ...] = ()
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class Pain:
    """A pain that many firms have, in the words of a workshop; offered by its signs, never counted unconfirmed.

    Attributes:
        name: at most 16 characters.
        gain: which kind of effect it is when the pain goes away; None: none of them was named.
        seen: what one sees on site.
        signs: each speaks for the pain where it certainly holds; they order what is offered, and name nothing.
        given: the signs count only where this certainly holds.
        excludes: where this certainly holds for one subject the pain is never offered.
        kpi: the figure to take before and after.
        loss: how the yearly loss is reckoned.
        first_step: what is done at no price, before anything is bought.
        not_to_buy: what is often sold for it and does not help.
        shares: pains with the same word share one loss, which is counted once.
        trades: options of the fact `industry` in which it is typical; empty: all.
        leading: trades in which it is among the first to ask about.
    """

    id: str
    name: str
    seen: str
    signs: tuple[Condition, ...]
    kpi: Kpi
    loss: Loss
    first_step: FreeStep
    not_to_buy: str
    gain: Gain | None = None
    given: Condition | None = None
    excludes: Condition | None = None
    shares: str = ""
    trades: tuple[str, ...] = ()
    leading: tuple[str, ...] = ()
    note: str = ""
    mark: Mark = Mark.house
    source: tuple[str, ...] = ()
    judge: str = ""
    place: Place = field(default=NOWHERE, compare=False, repr=False)
