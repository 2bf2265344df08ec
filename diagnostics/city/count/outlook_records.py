"""The way to the targets, definitions side by side and changes of a city, as frozen records. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from diagnostics.city.count.count_records import Json, Share, Target
from diagnostics.model.plain import FLAT, INNER, plain


@dataclass(frozen=True, kw_only=True)
class Apart:
    """A firm that one definition counts and another does not, or a code of nobody on the list, with the reason."""

    code: str
    name: str | None
    reason: str
    status: str = ""


@dataclass(frozen=True, kw_only=True)
class Definition:
    """A definition of "on the cloud": how many firms it counts, and how it differs from the verified one.

    `reasons`: in words, with the number of firms; `firms - only_here + only_verified` is the verified number. `missing`
    and `further`: the firms themselves, those of the verified one that it lacks and its own.
    """

    id: str
    name: str
    firms: int
    only_verified: int
    only_here: int
    reasons: tuple[tuple[str, int], ...] = ()
    missing: tuple[Apart, ...] = field(metadata=INNER)
    further: tuple[Apart, ...] = field(metadata=INNER)


@dataclass(frozen=True, kw_only=True)
class Reconciliation:
    """The definitions side by side, the verified one first.

    Attributes:
        outside: reported codes that are not on the list, by reason in words; `strays`: the codes themselves, None where
            no list of reported codes was given.
        population: firms on the list.
    """

    definitions: tuple[Definition, ...]
    outside: tuple[tuple[str, int], ...] = ()
    strays: tuple[Apart, ...] | None = field(metadata=INNER)
    population: int = field(metadata=INNER)


@dataclass(frozen=True)
class PastPoint:
    """The headline figure at an earlier date, as it is known today."""

    date: date
    share: Share


@dataclass(frozen=True, kw_only=True)
class NearFirm:
    """A firm that is missing, what is the least that has to happen, and in which group of the first breakdown it is.

    `steps`: how much has to happen; 1 is what one visit can settle.
    """

    code: str
    name: str
    status: str
    reason: str
    group: str
    exempt: bool
    status_id: str = field(metadata=INNER)
    reason_id: str = field(metadata=INNER)
    steps: int = field(metadata=INNER)


@dataclass(frozen=True, kw_only=True)
class GroupVisit:
    """A group in which one visit each settles so many firms; `names` has the first of its `members`."""

    group: str
    firms: int
    names: tuple[str, ...]
    members: tuple[NearFirm, ...] = field(metadata=INNER)


@dataclass(frozen=True, kw_only=True)
class OtherTarget:
    """Another dated target of the same document; `value` is None where nothing is recorded, over `of` firms."""

    id: str
    name: str
    target: float
    unit: str
    date: str
    value: float | None
    of: int
    mark: str


@dataclass(frozen=True, kw_only=True)
class BackTest:
    """How often the interval of the forecast held on `simulated` cities whose future is known.

    Attributes:
        level: the share promised; `inside`, `below` and `above` those seen.
        mean_error: of the median, in firms of `simulated_firms`.
        known, ahead: quarters that were known, and to the count that was forecast.
    """

    level: float
    inside: float
    simulated: int
    mean_error: float
    simulated_firms: int
    below: float = field(metadata=INNER)
    above: float = field(metadata=INNER)
    known: int = field(metadata=INNER)
    ahead: int = field(metadata=INNER)


@dataclass(frozen=True, kw_only=True)
class Outlook:
    """The way to the targets: the past, how the forecast has done on simulated cities, whom to see, other targets."""

    history: tuple[PastPoint, ...]
    calibration: BackTest = field(metadata=FLAT)
    nearest: tuple[NearFirm, ...]
    visits: tuple[GroupVisit, ...]
    others: tuple[OtherTarget, ...]
    targets: tuple[Target, ...] = field(metadata=INNER)


@dataclass(frozen=True, kw_only=True)
class Moves:
    """Firms of both dates by how their level of a standard moved; `kind`: claimed or verified."""

    standard: str
    title: str
    kind: str
    up: int
    same: int
    down: int
    decided: int
    undecided: int


@dataclass(frozen=True, kw_only=True)
class ChangeLine:
    """Firms that something holds of, before and after, and what the difference comes from.

    `joined` and `left`: firms that are in only one of the two pictures. `causes`: firms per cause; each firm whose
    answer changed is shared out among the causes that brought it about. after - before = joined - left + the causes.
    """

    id: str
    name: str
    before: int
    after: int
    joined: int
    left: int
    causes: Mapping[str, float]


@dataclass(frozen=True, kw_only=True)
class HeldChange:
    """Something that holds of a firm in one picture only; `causes`: the share of each."""

    figure: str
    before: bool
    after: bool
    causes: Mapping[str, float]


@dataclass(frozen=True, kw_only=True)
class FirmChange:
    """A firm in both pictures of which something differs."""

    code: str
    name: str
    figures: tuple[HeldChange, ...]


@dataclass(frozen=True, kw_only=True)
class CityChange:
    """Two pictures of a city: firms in both, in one only, and every figure with its causes."""

    before: date
    after: date
    content_before: str
    content_after: str
    both: int
    joined: int
    left: int
    facts_changed: int
    evidence_changed: int
    lines: tuple[ChangeLine, ...]
    moves: tuple[Moves, ...]
    firms: tuple[FirmChange, ...] = ()

    def to_json(self) -> Json:
        """Return all of it as plain values; dates as ISO text."""
        found = plain(self)
        assert isinstance(found, dict)
        return found
