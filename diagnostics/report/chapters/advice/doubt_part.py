"""Lines of the annex: the doubts that could change a level, and the shortest way to the next."""

from __future__ import annotations

from collections.abc import Iterator

from diagnostics.model.results.report_input import ReportInput
from diagnostics.words.catalogue import say

_NEAR_MOVES = 3  # a level that so few changes reach is worth naming where nothing else is left to do
MOST_DOUBTS = 12  # of one standard; the rest is counted


def doubt_lines(given: ReportInput) -> Iterator[str]:
    """Yield what alone would change a level or a status, standard by standard, without repeating itself."""
    by_standard: dict[str, dict[str, None]] = {}
    for each in given.fragile:
        by_standard.setdefault(each.standard, {})[each.text] = None
    for standard, texts in by_standard.items():
        yield from list(texts)[:MOST_DOUBTS]
        if len(texts) > MOST_DOUBTS:
            title = given.library.standards[standard].title
            yield say("report_doubts", "more", standard=title, n=len(texts) - MOST_DOUBTS)


def way_lines(given: ReportInput) -> Iterator[str]:
    """Yield the way with the fewest steps to the next level of each standard; only ways of few moves.

    None where too little is known: what nobody has answered is no step that a firm could take.
    """
    for level in given.next_levels if given.knowledge.enough else ():
        if level.outcome != "ways" or not level.ways:
            continue
        if len(level.ways[0].moves) > _NEAR_MOVES:
            continue
        moves = say("report_doubts", "joint").join(move.text for move in level.ways[0].moves)
        standard = given.library.standards[level.standard].title
        yield say("report_doubts", "way", standard=standard, name=level.name, n=len(level.ways[0].moves), moves=moves)
