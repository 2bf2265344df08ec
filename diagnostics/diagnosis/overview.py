"""Levels, verdicts and policy outcomes of many firms, without the reasons behind them.

What a city counts is a small part of a diagnosis. The same evaluators, judges and matchers work here as for one firm;
only what explains a result (nodes, conditions, notices) is not put together. A test holds both equal.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from diagnostics.judgement.criteria import JudgedSet
from diagnostics.judgement.due_dates import city_dates
from diagnostics.judgement.jurisdiction import asked_sets, judged_sets
from diagnostics.judgement.policies import PolicyMatcher
from diagnostics.model.content.library import Library
from diagnostics.model.content.marks import VERDICTS, Verdict
from diagnostics.model.content.standards import Ladder, Standard
from diagnostics.model.content.validity import in_force
from diagnostics.model.firm.answers import FirmAnswers
from diagnostics.model.results.dates import DueDate
from diagnostics.model.results.policy_results import PolicyOutcome
from diagnostics.model.results.results import OfficialResult
from diagnostics.scoring.engine.evaluate import Evaluator
from diagnostics.scoring.engine.frame import Frame
from diagnostics.scoring.engine.results import StandardResults, official_result
from diagnostics.scoring.words.describe import Describer

# Columns of facts are as long as the batch: so many firms at once keep a city of any size within some 100 MB.
AT_ONCE = 5000


@dataclass(frozen=True)
class FirmLevel:
    """A level as the firm says (None: not decided), as is proved, as a platform printed it (None: nothing).

    Of a firm that nobody asked neither the first nor the second is a level. Of several sites the lowest counts.
    `official_sites`: how many sites have a printed level and how many there are, where not all have one.
    """

    claimed: int | None
    verified: int | None
    official: int | None
    official_sites: tuple[int, int] | None = None


@dataclass(frozen=True)
class FirmOverview:
    """A firm in short.

    Attributes:
        levels: by standard; standards without levels are left out.
        verdicts: (claimed, verified) by criteria set; sets for firms of another kind are left out.
        outcomes: (claimed, verified) by policy item.
        dates: what the city counts of what ends soon, the soonest first.
    """

    levels: Mapping[str, FirmLevel]
    verdicts: Mapping[str, tuple[Verdict, Verdict]]
    outcomes: Mapping[str, tuple[PolicyOutcome, PolicyOutcome]]
    dates: tuple[DueDate, ...] = ()


def headline_ladder(standard: Standard) -> Ladder | None:
    """Return the ladder that gives the level of a standard, None where it has no levels."""
    return standard.ladder("level") or (standard.ladders[-1] if standard.ladders else None)


def overview(firms: Sequence[FirmAnswers], library: Library, as_of: date, *, skip: str = "") -> list[FirmOverview]:
    """Return every firm in short, in the order given; in batches or alone the results are the same.

    Args:
        firms: what is known of each.
        library: checked content; what does not hold at `as_of` is left out.
        as_of: date of the diagnosis.
        skip: a standard whose level is not wanted.
    """
    found: list[FirmOverview] = []
    for start in range(0, len(firms), AT_ONCE):
        found += _batch(firms[start : start + AT_ONCE], library, as_of, skip)
    return found


def _batch(firms: Sequence[FirmAnswers], library: Library, as_of: date, skip: str) -> list[FirmOverview]:
    claimed = Evaluator(Frame(firms, library, as_of))
    verified = Evaluator(Frame(firms, library, as_of, verified=True), claimed)
    levels = {
        name: _levels(each, ladder, claimed, verified)
        for name, each in library.standards.items()
        if name != skip and in_force(each, as_of) and (ladder := headline_ladder(each)) is not None
    }
    sets = {
        name: _verdicts(each, claimed) for name, each in judged_sets(claimed, verified, asked_sets(claimed)).items()
    }
    outcomes = PolicyMatcher(library, claimed, verified, Describer(library)).outcomes()
    dates = city_dates(claimed)
    return [
        FirmOverview(
            {name: each[row] for name, each in levels.items()},
            {name: pair for name, each in sets.items() if (pair := each[row]) is not None},
            {name: (said[row], proved[row]) for name, (said, proved) in outcomes.items()},
            dates.of_firm(row),
        )
        for row in range(len(firms))
    ]


def _levels(standard: Standard, ladder: Ladder, claimed: Evaluator, verified: Evaluator) -> list[FirmLevel]:
    frame, kind = claimed.frame, standard.judges
    said = claimed.scorer.ladder(standard, ladder.id)
    lowest, highest = said.lo.tolist(), said.hi.tolist()
    proved = verified.scorer.ladder(standard, ladder.id).lo.tolist()
    answered = claimed.scorer.answered(standard)
    whole: StandardResults | None = None
    found = []
    for firm in range(len(frame.firms)):
        rows = frame.of_firm(kind, firm)
        if len(rows) == 1:
            row = rows[0]
            level = int(lowest[row]) if answered[row] and lowest[row] == highest[row] else None
            official = official_result(claimed, standard, row)
            found.append(FirmLevel(level, int(proved[row]) if answered[row] else None, _printed(official)))
            continue
        # of several sites the lowest counts, which takes the whole result of each
        whole = whole or StandardResults(standard, claimed, verified)
        result = whole.of_firm(firm)
        own = result.ladders[ladder.id]
        each = [_printed(site.official) for site in (result.subjects or {}).values()]
        printed = [level for level in each if level is not None]
        some = (len(printed), len(each)) if 0 < len(printed) < len(each) else None
        found.append(FirmLevel(own.level, own.verified, min(printed, default=None), some))
    return found


def _printed(official: OfficialResult | None) -> int | None:
    """The level that a platform printed; a level between two is none that can be counted."""
    level = None if official is None else official.level
    return int(level) if level is not None and float(level).is_integer() else None


def _verdicts(judged: JudgedSet, claimed: Evaluator) -> list[tuple[Verdict, Verdict] | None]:
    """The lowest verdicts over the subjects of every firm; None where the set is not for it."""
    frame, kind = claimed.frame, judged.criteria.judges
    relevant = judged.relevant.tolist()
    found: list[tuple[Verdict, Verdict] | None] = []
    for firm in range(len(frame.firms)):
        rows = [row for row in frame.of_firm(kind, firm) if relevant[row]]
        if not rows:
            found.append(None)
            continue
        # VERDICTS run from good to bad
        said = max((judged.verdicts[row] for row in rows), key=VERDICTS.index)
        found.append((said, max((judged.verified[row] for row in rows), key=VERDICTS.index)))
    return found
