"""How lists of firms are read, which states a diagnosis passes, what a delivery lists: content of one office."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from diagnostics.model.content.marks import Mark
from diagnostics.model.firm.register import ProcessState
from diagnostics.words.problems import NOWHERE, Place


@dataclass(frozen=True)
class ListColumn:
    """A column of a list: its name and the further heads that name it."""

    name: str
    heads: tuple[str, ...] = ()


@dataclass(frozen=True)
class IndustryOfCode:
    """The industries that follow from how a code of GB/T 4754 starts."""

    starts: Mapping[str, str] = field(default_factory=dict)
    mark: Mark = Mark.uncertain


@dataclass(frozen=True, kw_only=True)
class ListRules:
    """How the columns and the words of lists are recognised.

    Attributes:
        service_columns: further columns of lists of providers.
        words: per column and option the words that stand for the option; its name need not be among them.
        not_firms: what rows begin with that are no firms.
        open_end: words for a period without an end.
        empty: words for an empty cell.
        place_prefixes: names of places that are left out in front of a word.
    """

    id: str = ""
    columns: Mapping[str, ListColumn]
    service_columns: Mapping[str, ListColumn] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    industry_of_code: IndustryOfCode = IndustryOfCode()
    not_firms: tuple[str, ...] = ()
    open_end: tuple[str, ...] = ()
    empty: tuple[str, ...] = ()
    place_prefixes: tuple[str, ...] = ()
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True)
class MoreHeads:
    """Further heads of a column; a column of its own is named after its id where it says no name."""

    heads: tuple[str, ...] = ()
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class ListAdditions:
    """The workspace's own additions to the rules of lists."""

    columns: Mapping[str, MoreHeads] = field(default_factory=dict)
    service_columns: Mapping[str, MoreHeads] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    industry_of_code: IndustryOfCode = IndustryOfCode()
    not_firms: tuple[str, ...] = ()
    open_end: tuple[str, ...] = ()
    empty: tuple[str, ...] = ()
    place_prefixes: tuple[str, ...] = ()


@dataclass(frozen=True)
class FollowUp:
    """Visits after a state: how many months after it each state of a visit is due."""

    after: str = field(metadata={"key": "from"})
    each: str
    months: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class ProcessFile:
    """The states of a diagnosis in their order, which may come first, and the visits that follow."""

    id: str = ""
    states: tuple[ProcessState, ...]
    first: tuple[str, ...]
    follow_up: FollowUp | None = None
    place: Place = field(default=NOWHERE, compare=False, repr=False)

    def undefined(self) -> list[str]:
        """Return the states that are named and not defined."""
        named = {*self.first, *(name for state in self.states for name in state.next)}
        if self.follow_up is not None:
            named |= {self.follow_up.after, self.follow_up.each}
        return sorted(named - {each.id for each in self.states})


@dataclass(frozen=True)
class FinanceQuestion:
    """A fact whose answer asks for finance: these options of it, all where none are named."""

    fact: str
    options: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Likeness:
    """How much of a report may stand word for word in that of another firm; a judgement of the house.

    Attributes:
        shortest: Chinese characters of a sentence that counts.
        at_most: percent of all these sentences of the body.
        newest: with how many of the reports issued last one is compared.
    """

    shortest: int
    at_most: Fraction
    newest: int
    mark: Mark = Mark.house
    source: tuple[str, ...] = ()
    judge: str = ""
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class DeliveryRules:
    """Whom a delivery lists as asking for finance, besides those who wished for it, and how alike reports may be."""

    id: str = ""
    finance: tuple[FinanceQuestion, ...]
    likeness: Likeness | None = None
    place: Place = field(default=NOWHERE, compare=False, repr=False)
