"""Remedies: what closes gaps, what it does to facts, what it needs, costs and takes; and what no remedy can change."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Literal

from diagnostics.model.content.expressions import Condition, Value
from diagnostics.model.content.facts import GradeName
from diagnostics.model.content.marks import Mark
from diagnostics.words.problems import NOWHERE, Place

Form = Literal["to", "rows", "row"]
ProjectClass = Literal["management", "network", "equipment", "software", "platform", "ai", "decision"]
Phase = Literal["1", "2", "3"]

# whole: what one sees of the pain is gone after three months of use; part: one cause of several goes away; helps: it
# makes another measure work, or the pain visible, and is never an answer by itself
How = Literal["whole", "part", "helps"]
HOWS: tuple[How, ...] = ("whole", "part", "helps")


@dataclass(frozen=True, kw_only=True)
class Effect:
    """One thing that a remedy does to the facts of a firm. An effect never makes a fact worse.

    Exactly one form (`form` tells which). What is 不适用 stays so; what is unknown becomes what the remedy brings.

    * to: `fact` becomes at least `to`. A choice, number or percent rises to it (falls, where `better: down`) and stays
      where it is better already; options count in the order of the content. Of a multi fact the options of `to` are
      picked as well. A bool, a judgement or a choice without better and worse is set. Of a derived fact that is given
      directly as a pair the numerator rises. `fact` may be a prefix (`procurement.L2`) that stands for all facts below
      it; the reader expands it.
    * rows: in the rows of `table` that satisfy `where`: `field` becomes at least `share` percent of the field `of` of
      the same row, rounded up, and the fields that hold it (`within`) rise with it; a bool `field` (no `share`) becomes
      true; the evidence becomes at least `grade`; the date field `since` moves back to a year ago at the latest.
    * row: `table` gets a row with these values, in use for a year (date field `since`), with evidence, unless there is
      a row that agrees with all of them, is proved and has not ended (date field `until`).

    A fact of a site or workshop changes for every one of them, unless `apply_effects` is told which subjects are meant.
    """

    fact: str = ""
    to: Fraction | bool | str | tuple[str, ...] | None = None
    table: str = ""
    column: str = field(default="", metadata={"key": "field"})
    share: Fraction | None = None
    of: str = ""
    where: Condition | None = None
    grade: GradeName | None = None
    row: Mapping[str, Fraction | bool | str] = field(default_factory=dict)
    since: str = ""
    until: str = ""
    place: Place = field(default=NOWHERE, compare=False, repr=False)

    @property
    def form(self) -> Form:
        """The form of the effect, one of three."""
        if self.table:
            return "row" if self.row else "rows"
        return "to"

    @property
    def target(self) -> str:
        """The fact or the table that it changes."""
        return self.fact or self.table

    @property
    def key(self) -> Hashable:
        """The change that the effect makes to its target; two effects with equal keys do the same."""
        said = (self.to, self.column, self.share, self.of, self.where, self.grade, self.since, self.until)
        return (self.target, *said, tuple(self.row.items()))


@dataclass(frozen=True, kw_only=True)
class SeenPrice:
    """A price quoted somewhere, in words; never used in sums."""

    text: str
    mark: Mark = Mark.secondary
    source: tuple[str, ...] = ()
    judge: str = ""
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class Cost:
    """An estimate in 万元, always printed as one: fixed + per unit × number of units, each a range (low, high).

    Attributes:
        fixed_wan: once; absent and no `per_unit_wan`: unknown, printed as 待补充.
        per_unit_wan, unit: price of one unit and how many units the firm needs; `unit` is evaluated for the firm.
        yearly_wan: every year after the first; absent: unknown.
        first_year: `fixed_wan` is the fee of the first year, so that it is paid again.
        seen: prices quoted elsewhere, shown beside the estimate.
        assumes: what kind of firm the estimate is for, in words.
    """

    fixed_wan: tuple[Fraction, Fraction] | None = None
    per_unit_wan: tuple[Fraction, Fraction] | None = None
    unit: Value | None = None
    yearly_wan: tuple[Fraction, Fraction] | None = None
    first_year: bool = False
    seen: tuple[SeenPrice, ...] = ()
    assumes: str = ""
    mark: Mark = Mark.proposal
    source: tuple[str, ...] = ()
    judge: str = ""
    place: Place = field(default=NOWHERE, compare=False, repr=False)

    @property
    def known(self) -> bool:
        """Whether any part of the price is known."""
        return self.fixed_wan is not None or self.per_unit_wan is not None


@dataclass(frozen=True, kw_only=True)
class Solves:
    """What a remedy does for a pain: a judgement of the house, with the reason in words.

    `under`: what has to stand in the contract, or on the card, for it to hold; empty: nothing.
    """

    pain: str
    how: How
    because: str
    under: str = ""
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class Against:
    """Why a remedy is not for a firm: a counter-fact that certainly holds somewhere in it, and the sentence for it."""

    when: Condition
    text: str
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class Scope:
    """A smaller extent of a remedy: three machines, one module, batches only.

    It brings none of the remedy's effects but its own `effects`; what it solves stands in its own `solves`.

    Attributes:
        share: percent of the remedy's use that it brings; a judgement of the house.
        price: how its price is found, in words (so many points at the price of one).
        cost: None: the price is asked for.
        months: None: those of the remedy.
        needs: prerequisites, as those of a remedy; it has none of the remedy's own.
    """

    id: str
    name: str
    what: str
    share: Fraction
    price: str = ""
    solves: tuple[Solves, ...] = ()
    effects: tuple[Effect, ...] = ()
    cost: Cost | None = None
    months: tuple[Fraction, Fraction] | None = None
    needs: tuple[str | tuple[str, ...], ...] = ()
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class Remedy:
    """A way to close gaps: a product, a service or the firm's own measure. It names functions, never brands.

    Attributes:
        what: what is done, in one or two sentences.
        who: the post that does it, where no fact tells who.
        ask: what a supplier of it is asked, besides what every supplier of its class is (`inquiries`).
        gap: id of the gap in the fact sheet.
        effects: what it does to facts; a `house` judgement (see `judge`), applied by `planning.effects.apply_effects`.
        closes: further conditions and nodes that it helps without changing a fact they rest on.
        needs: prerequisites; each is a remedy id, or several of which one is enough (`prerequisites`). One is met when
            one of its remedies is planned earlier or the firm already has one (`has`).
        has: when this certainly holds for every subject the firm has it already and must never be told to buy it.
        applies: when this certainly fails for every subject the remedy is not for this firm; unknown does not exclude.
        excludes: when this certainly holds for one subject the remedy is never advised.
        industries: options of the fact `industry` it is for; empty: all.
        people: number of employees that the estimate is made for (low, high); a firm outside it is told to ask anew.
        group: at most one remedy of a group is chosen (the same thing bought in another form).
        cost: None is an unknown price (待补充), unless `own_measure`: then nothing is paid.
        months: from contract to stable use (low, high), an estimate as the price is; None: unknown.
        months_mark: how far the months can be trusted; those that no sheet gives are of the house.
        phase: usual phase: 1 base and a visible win, 2 linking, 3 data use; of steps that could begin together those of
            an earlier phase go first.
        base: blocking base (codes, network, security), ranked before everything else.
        least_budget_wan: with a smaller total budget it is better postponed, and the report says so.
        cloud_item: the kind of cloud service (`systems.category_item`) that it brings.
        crosses_isolation: works over a connection that leaves an isolated network, so that it needs `excludes`.
        own_measure: the firm does it itself at no price (制度, 培训, 整理).
        solves: the pains that it answers, each with how far and why.
        solves_nothing: why it answers no pain, where it answers none.
        extends: remedies that bring in what this one puts to better use; it also does and solves what they do.
        scopes: smaller extents in which it may be bought.
        against: what speaks against it in a firm, told where somebody may offer it.
        done_by_visit: the diagnosis itself is this measure, so nobody is told to do it.
    """

    id: str
    name: str
    what: str = ""
    who: str = ""
    ask: tuple[str, ...] = ()
    gap: str = ""
    project_class: ProjectClass = "software"
    effects: tuple[Effect, ...] = ()
    closes: tuple[str, ...] = ()
    needs: tuple[str | tuple[str, ...], ...] = ()
    has: Condition | None = None
    applies: Condition | None = None
    excludes: Condition | None = None
    industries: tuple[str, ...] = ()
    people: tuple[Fraction, Fraction] | None = None
    group: str = ""
    cost: Cost | None = None
    months: tuple[Fraction, Fraction] | None = None
    months_mark: Mark = Mark.house
    phase: Phase = "1"
    base: bool = False
    least_budget_wan: Fraction = Fraction(0)
    benefit: str = ""
    indicator: str = ""
    cloud_item: str = ""
    crosses_isolation: bool = False
    own_measure: bool = False
    solves: tuple[Solves, ...] = ()
    solves_nothing: str = ""
    extends: tuple[str, ...] = ()
    scopes: tuple[Scope, ...] = ()
    against: tuple[Against, ...] = ()
    done_by_visit: bool = False
    note: str = ""
    mark: Mark = Mark.house
    source: tuple[str, ...] = ()
    judge: str = ""
    place: Place = field(default=NOWHERE, compare=False, repr=False)

    @property
    def prerequisites(self) -> tuple[tuple[str, ...], ...]:
        """Each prerequisite as the remedies of which one is enough."""
        return tuple((need,) if isinstance(need, str) else need for need in self.needs)

    def is_sized_for(self, people: Fraction | None) -> bool:
        """Whether the estimate is made for so many people; where nobody knows them, nothing speaks against it."""
        return self.people is None or people is None or self.people[0] <= people <= self.people[1]


@dataclass(frozen=True, kw_only=True)
class Unbuyable:
    """Facts that no remedy changes, why, and what to do instead.

    A fact is named by its id, an option of it as `fact:option`, all facts below a prefix by the prefix, fields as
    `table.field` or all of them as `table`.
    """

    id: str
    facts: tuple[str, ...]
    reason: str
    instead: str = ""
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class RemedySequence:
    """The remedies to begin with under a condition, in their order, and the reason."""

    id: str
    name: str
    when: Condition
    first: tuple[str, ...]
    text: str
    mark: Mark = Mark.house
    source: tuple[str, ...] = ()
    judge: str = ""
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class CatalogueReach:
    """How far the catalogue of remedies goes.

    Every item of these standards and every condition of these sets is changed by a remedy, or rests on facts that are
    listed as unbuyable; `qizhen check` holds this. `sequences` say what a kind of firm usually does first.
    """

    id: str
    title: str
    edition: str
    standards: tuple[str, ...] = ()
    criteria: tuple[str, ...] = ()
    unbuyable: tuple[Unbuyable, ...] = ()
    sequences: tuple[RemedySequence, ...] = ()
    reviewed: date | None = None
    note: str = ""
    mark: Mark = Mark.house
    source: tuple[str, ...] = ()
    judge: str = ""
    place: Place = field(default=NOWHERE, compare=False, repr=False)
