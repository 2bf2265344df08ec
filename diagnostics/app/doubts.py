"""Figures just recorded that lie outside a soft range, told as warnings with what confirms them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from diagnostics.model.content.library import Library
from diagnostics.model.content.magnitudes import asked_as
from diagnostics.model.firm.answers import FirmAnswers
from diagnostics.words.catalogue import problem
from diagnostics.words.problems import Place, Problem


def doubts_of(
    firm: FirmAnswers, library: Library, as_of: date, *, given: Collection[str], place: Place
) -> tuple[Problem, ...]:
    """Return a warning per figure in doubt that nobody has confirmed.

    Args:
        firm: everything that counts of the firm.
        library: checked content.
        as_of: the day on which ages are counted.
        given: facts and tables that were just recorded; what was there before was told before.
        place: where they were given.
    """
    from diagnostics.scoring.words.magnitudes import doubtful_figures

    found = doubtful_figures(firm, library, as_of)
    return tuple(
        problem("STORE-43", place, warning=True, name=each.name, text=each.say, figure=each.rule)
        for each in found
        if not each.reason and asked_as(each.figure, library.tables) in given
    )
