"""Levels in words: names of steps, ranges that are still open, what a platform printed and in what it differs."""

from __future__ import annotations

from diagnostics.model.content.standards import Ladder, Standard
from diagnostics.model.results.knowledge import Borderline
from diagnostics.model.results.results import OVERALL, LadderResult, StandardResult
from diagnostics.report.words.labels import NOTHING, date_words, level_range, level_words
from diagnostics.report.words.numbering import chinese_numeral
from diagnostics.words.catalogue import say
from diagnostics.words.numbers import number


def steps_of(standard: Standard, ladder: Ladder) -> Ladder:
    """Return the ladder with the steps: the lowest of several speaks in the words of the first."""
    first = standard.ladder(ladder.lowest_of[0]) if ladder.lowest_of else None
    return steps_of(standard, first) if first is not None else ladder


def step_name(standard: Standard, ladder_id: str, level: int) -> str:
    """Return the name of a level, such as 规范级, or an empty text."""
    ladder = standard.ladder(ladder_id)
    steps = steps_of(standard, ladder).steps if ladder else ()
    return next((step.name for step in steps if step.level == level), "")


def named_level(standard: Standard, ladder_id: str, result: LadderResult) -> str:
    """Return 二级（规范级）, or the range that is still possible."""
    name = "" if result.level is None else step_name(standard, ladder_id, result.level)
    words = reached_words(result)
    return say("report", "named_level", level=words, name=name) if name else words


def reached_words(result: LadderResult) -> str:
    """Return a decided level, the range that is still possible, or 尚未 where nobody was asked."""
    return level_range(result.min, result.max) if result.is_answered else level_words(None)


def official_level(result: StandardResult) -> str:
    """Return the level that a platform printed for a site; empty where it printed none."""
    official = result.official
    return "" if official is None or official.level is None else level_words(int(official.level))


def borderline_words(line: Borderline) -> str:
    """Return 在一、二级分界线上 for a level that may as well be the one beside it."""
    upper = chinese_numeral(line.level)
    if line.level == 1:
        return say("report", "borderline_first", upper=upper)
    return say("report", "borderline", lower=chinese_numeral(line.level - 1), upper=upper)


def official_words(result: StandardResult) -> str:
    """Return what a platform printed for a standard, or that there is nothing."""
    official = result.official
    if official is None:
        return say("report", "no_official")
    level = "" if official.level is None else level_words(int(official.level))
    score = "" if official.score is None else say("report", "points_of_score", score=number(official.score, 2))
    text = "，".join(part for part in (level, score) if part)
    return say(
        "report", "official_of", result=text or NOTHING, platform=official.platform, date=date_words(official.date)
    )


def official_difference(result: StandardResult) -> str:
    """Return in what our figures differ from the official ones, and which count; empty where they do not."""
    official, overall, gap = result.official, result.ladders[OVERALL], result.official_gap
    texts = []
    if official is not None and official.level is not None and overall.level not in (None, int(official.level)):
        own = level_words(overall.level or 0)
        texts.append(say("report", "official_level_differs", own=own, official=level_words(int(official.level))))
    if gap is not None and number(abs(gap), 2) != "0":
        direction = say("report", "higher_by" if gap > 0 else "lower_by")
        texts.append(say("report", "official_score_differs", direction=direction, gap=number(abs(gap), 2)))
    return say("report", "official_explained", differences="；".join(texts)) if texts else ""
