"""Inquiries: how projects of a class are carried out, what every supplier is asked, and what goes wrong with them."""

from __future__ import annotations

from dataclasses import dataclass, field

from diagnostics.model.content.marks import Mark
from diagnostics.model.content.remedies import ProjectClass
from diagnostics.words.problems import NOWHERE, Place


@dataclass(frozen=True, kw_only=True)
class Inquiry:
    """What the project cards of one or several classes of projects share; judged by the house.

    Attributes:
        classes: the classes of projects; empty: the questions are put to every supplier, whatever he offers.
        steps: how it is carried out, one sentence each, from the first day to the acceptance.
        ask: questions that every supplier of this class answers in writing.
        risk: what goes wrong with such projects.
        guard: what the firm does against it.
    """

    id: str
    classes: tuple[ProjectClass, ...] = ()
    steps: tuple[str, ...] = ()
    ask: tuple[str, ...] = ()
    risk: str = ""
    guard: str = ""
    mark: Mark = Mark.house
    source: tuple[str, ...] = ()
    judge: str = ""
    place: Place = field(default=NOWHERE, compare=False, repr=False)
