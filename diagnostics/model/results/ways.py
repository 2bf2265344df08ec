"""Ways to the next level, what would tip a level, what is still owed for the verified one, official against ours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from diagnostics.model.content.marks import Mark
from diagnostics.model.results.owed import OwedList

# planned: `ways` lead there; far: more facts than a search can look at, or none of its choices held when scored again;
# unreachable: not with all facts at their best; top: there is no higher level
WayOutcome = Literal["ways", "far", "unreachable", "top"]
FragileCause = Literal["answer", "weights", "mark"]
DifferenceCause = Literal["unverified", "unanswered", "threshold", "answered_higher", "answered_lower", "none"]


@dataclass(frozen=True, kw_only=True)
class Move:
    """One fact that changes on a way: from what to what, in words, and over how many steps.

    `open`: nobody has answered it; it only has to be found out that it is as good as that.
    """

    fact: str
    subject: str
    name: str
    have: str
    to: str
    text: str
    steps: int
    open: bool = False


@dataclass(frozen=True)
class Way:
    """Facts that lead to a level together; leaving one of them out misses it. `steps`: of all of them."""

    moves: tuple[Move, ...]
    steps: int


@dataclass(frozen=True, kw_only=True)
class NextLevel:
    """The ways from the level that is certain to the next one; the first is the one with the fewest steps.

    Attributes:
        standard, ladder: whose level (or the rule of statuses).
        target: `standard:level` or `standard:status`, as `plan --target` takes it.
        name: the next level in words.
        aims: the level that the firm would have to aim at for it to be assessed, in words; empty: it does already.
        proven: no way has fewer steps, as far as the search looks (what it leaves out is said in `reaching`).
    """

    standard: str
    ladder: str
    target: str
    name: str
    outcome: WayOutcome
    ways: tuple[Way, ...] = ()
    aims: str = ""
    proven: bool = True


@dataclass(frozen=True, kw_only=True)
class Fragile:
    """One doubt that would change a level or a status: what, where, and what it would be then.

    Attributes:
        cause: a doubtful answer, another weight set, a mark that nobody has verified.
        item: fact, table, weight set or node, by id; `name` in words.
        subject: id of the firm, site or workshop the answer is of; empty where the doubt is about content.
        what: why it is in doubt (`stated`, `unknown`, `weight_set`, the name of the mark).
        now, then: the level or status as it is printed.
    """

    standard: str
    ladder: str
    cause: FragileCause
    item: str
    name: str
    subject: str
    what: str
    now: str
    then: str
    text: str


@dataclass(frozen=True, kw_only=True)
class VerificationGap:
    """A level or a score whose verified value is below the claimed one."""

    standard: str
    title: str
    ladder: str
    name: str
    claimed: str
    verified: str


@dataclass(frozen=True)
class EvidenceGap:
    """The reasons why verified figures stay below claimed ones, and the proofs that would close the gap, by effect."""

    shortfalls: tuple[VerificationGap, ...] = ()
    owed: OwedList = ()


@dataclass(frozen=True, kw_only=True)
class LikelyCause:
    """A node whose answer may be why a platform and we differ; `points`: of our score, at most that much."""

    cause: DifferenceCause
    node: str
    name: str
    fact: str
    points: float
    text: str


@dataclass(frozen=True, kw_only=True)
class OfficialDifference:
    """A platform's result beside our reference, and the answers that would explain the difference.

    Attributes:
        level, score: (official, ours); None where one of them gives none.
        causes: what would explain it, the likeliest first.
        explained: points of difference that `causes` can account for.
        text: one sentence.
    """

    standard: str
    title: str
    platform: str
    date: str
    level: tuple[float | None, float | None]
    score: tuple[float | None, float | None]
    causes: tuple[LikelyCause, ...]
    explained: float
    text: str
    mark: Mark = Mark.house
