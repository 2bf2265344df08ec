"""The course of an interview: what is done, what comes next, where back and jump lead. Pure; nothing is drawn here.

What was said lives in the journal; a course only remembers where the consultant is. The stop rule is applied when an
interviewee is finished, skip logic after every answer.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from diagnostics.interview.course.agenda import AgendaPart, plan_visit
from diagnostics.interview.course.levels import LiveLevel, evaluator_of, live_levels
from diagnostics.interview.course.screens import screens_of
from diagnostics.interview.course.stop_rule import Depth, StopRule, items_of
from diagnostics.model.content.facts import Derived
from diagnostics.model.content.library import Library
from diagnostics.model.firm.answers import FirmAnswers
from diagnostics.scoring.engine.asking import Asking
from diagnostics.scoring.engine.evaluate import Evaluator
from diagnostics.scoring.engine.needs import Items


@dataclass(frozen=True)
class Stand:
    """The state of an interview: the plan, its open items, the levels as far as known."""

    parts: tuple[AgendaPart, ...]
    open_items: Items
    levels: tuple[LiveLevel, ...]

    def open_names(self, part: AgendaPart, library: Library) -> list[str]:
        """Return the items of a part that still have something to ask."""
        return [name for name in part.names if self.open_items.intersection(items_of(library, name))]

    def minutes(self, parts: Iterable[AgendaPart], library: Library) -> Fraction:
        """Return how long what is open of some parts will take."""
        return sum((part.minutes[name] for part in parts for name in self.open_names(part, library)), Fraction(0))

    @property
    def decided(self) -> bool:
        """Whether every level is decided."""
        return all(level.decided for level in self.levels)


class Course:
    """Decides what to ask next of one firm at one depth."""

    def __init__(self, library: Library, depth: Depth, as_of: date, rule: StopRule | None = None) -> None:
        self.library = library
        self.rule = rule or StopRule(library, depth)
        self.as_of = as_of
        self.opened: set[str] = set()
        self.reopened: set[str] = set()
        self.visited: list[str] = []
        self._wanted: Items | None = None

    def stand(
        self,
        firm: FirmAnswers,
        later: Iterable[str] = (),
        *,
        person_done: bool = False,
        evaluator: Evaluator | None = None,
        row: int = 0,
    ) -> Stand:
        """Return where the interview stands.

        Args:
            firm: everything said so far.
            later: items left for later; they are owed, not open.
            person_done: an interviewee is finished, so apply the stop rule anew.
            evaluator: of this firm among others (`row` is its index), for those who follow many interviews at once.
            row: index of the firm in the evaluator.
        """
        known = evaluator or evaluator_of([firm], self.library, self.as_of)
        if self._wanted is None or person_done:
            self._wanted = self.rule.worth(known, row)
        again = {item for name in self.reopened for item in items_of(self.library, name)}
        parts = plan_visit(self.library, self._wanted | again, opened=self.opened)
        asked = {item for part in parts for name in part.names for item in items_of(self.library, name)}
        wanted = self._wanted | self._optional() | again
        asking = Asking(known, row)
        open_items = {each for each in asked & wanted if asking.is_open(each)} - set(later)
        return Stand(parts, frozenset(open_items), tuple(live_levels(known, row)))

    def _optional(self) -> Items:
        sections = [self.library.sections[name] for name in self.opened]
        return frozenset(
            item for section in sections for name in section.items for item in items_of(self.library, name)
        )

    def subjects_to_ask(self, item: str, firm: FirmAnswers) -> list[str]:
        """Return the subjects of a fact that have no answer and to which it applies."""
        if isinstance(self.library.named(item), Derived):
            return [firm.firm_subject]
        return list(Asking(evaluator_of([firm], self.library, self.as_of), 0).open_for(item))

    def n_screens(self, stand: Stand, parts: Iterable[AgendaPart] | None = None) -> int:
        """Return how many screens are open in some parts of the plan, in all of them when none are named."""
        needs = self.rule.needs
        named = stand.parts if parts is None else parts
        return sum(len(screens_of(self.library, needs, part, stand.open_names(part, self.library))) for part in named)

    # ---- where to go ----

    def next_name(self, stand: Stand, part: AgendaPart) -> str | None:
        """Return the next item of a part that is open."""
        return next(iter(stand.open_names(part, self.library)), None)

    def next_part(self, stand: Stand, *, avoid: Iterable[str] = ()) -> AgendaPart | None:
        """Return the next part with something open; interviewees to avoid are not there just now."""
        absent = frozenset(avoid)
        here = (part for part in stand.parts if part.who not in absent)
        return next((part for part in here if stand.open_names(part, self.library)), None)

    def reopen(self, name: str) -> None:
        """Take an item into the plan that the stop rule left out, because somebody wants to go there."""
        self.reopened.add(name)

    def visit(self, name: str) -> None:
        """Remember that an item was shown, so that back leads to it."""
        if not self.visited or self.visited[-1] != name:
            self.visited.append(name)

    def back(self) -> str | None:
        """Return the item before the one shown now, or None at the beginning."""
        if len(self.visited) < 2:
            return None
        self.visited.pop()
        return self.visited.pop()

    def part_of(self, name: str, parts: Iterable[AgendaPart]) -> AgendaPart | None:
        """Return the part that holds an item."""
        return next((part for part in parts if name in part.names), None)
