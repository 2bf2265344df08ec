"""How much is known of a firm: enough to conclude and to plan, or first what to find out, and on the line or beyond."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from diagnostics.model.results.owed import OwedList
from diagnostics.model.results.results import Requirement


@dataclass(frozen=True, kw_only=True)
class KnownShare:
    """One criteria set for one subject: how many of its deciding conditions there are, how many nobody has settled.

    `of` counts those that do not apply as well: to find that out is to know something.
    """

    criteria: str
    subject: str
    unknown: int
    of: int

    @property
    def share(self) -> Fraction:
        """The share of its conditions that nobody has settled."""
        return Fraction(self.unknown, self.of) if self.of else Fraction(0)


@dataclass(frozen=True, kw_only=True)
class Knowledge:
    """What is known of the conditions that a firm is held against.

    Attributes:
        shares: every default set per subject.
        most: the largest share of unknown conditions with which anything is planned; it is content.
        questions: the open questions on which most hangs, the first one first; only where too little is known.
    """

    shares: tuple[KnownShare, ...] = ()
    most: Fraction = Fraction(1)
    questions: OwedList = ()

    @property
    def best(self) -> tuple[KnownShare, ...]:
        """Of every set the subject that is known best: a site that nobody has visited holds up no other."""
        found: dict[str, KnownShare] = {}
        for each in self.shares:
            if each.criteria not in found or each.share < found[each.criteria].share:
                found[each.criteria] = each
        return tuple(found.values())

    @property
    def unknown(self) -> int:
        """How many conditions of the sets, at the subject known best, nobody has settled."""
        return sum(each.unknown for each in self.best)

    @property
    def of(self) -> int:
        """How many conditions these sets have."""
        return sum(each.of for each in self.best)

    @property
    def share(self) -> Fraction:
        """The share of conditions that nobody has settled, over all sets."""
        return Fraction(self.unknown, self.of) if self.of else Fraction(0)

    @property
    def enough(self) -> bool:
        """Whether enough is known to plan anything."""
        return self.share <= self.most


@dataclass(frozen=True, kw_only=True)
class Borderline:
    """A level that stands on the line between two: so near to it, or so dependent on weights, that it may be the other.

    Attributes:
        standard, subject: of which standard and which site.
        level: the level that is meant: the one that is just missed, or just reached.
        reached: whether it is reached.
        near: it is nearer to the line than the content's margin.
        by_weights: another set of weights gives another level.
        gap: how far the score is from the line.
        lifts: the requirements that each alone lift the score over the line, those that add most first.
    """

    standard: str
    subject: str
    level: int
    reached: bool
    near: bool
    by_weights: bool
    gap: Fraction
    lifts: tuple[Requirement, ...] = ()
