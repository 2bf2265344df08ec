"""Rules of advice: a sentence that is printed when something certainly holds of a firm."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from diagnostics.model.content.expressions import Condition, Value
from diagnostics.model.content.marks import Mark
from diagnostics.words.problems import NOWHERE, Place


@dataclass(frozen=True, kw_only=True)
class Rule:
    """Advice for a firm, and when it is given.

    Attributes:
        name: what is wrong, in a few words.
        when: fires only where this certainly holds; what is open or left out never fires a rule.
        say: the sentence to print.
        standard: own references of the rule (`{score: bc_plan}`) are to this standard.
        topic: what it is about.
        role: `advice` closes a weakness; `path` says which way to go next, and which not.
        about: nodes that it rests on besides those that `when` names; the heaviest decides its place in the list.
        gap: how far the firm is from a reference value (below 0: behind); the rule furthest behind stands first.
    """

    id: str
    name: str
    when: Condition
    say: str
    topic: str
    role: Literal["advice", "path"] = "advice"
    standard: str = ""
    about: tuple[str, ...] = ()
    gap: Value | None = None
    note: str = ""
    mark: Mark = Mark.house
    source: tuple[str, ...] = ()
    judge: str = ""
    place: Place = field(default=NOWHERE, compare=False, repr=False)
