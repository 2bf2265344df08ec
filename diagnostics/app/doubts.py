"""Figures just recorded that lie outside a soft range, told as warnings with what confirms them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date

from diagnostics.model.content.library import Library
from diagnostics.model.content.magnitudes import asked_as
from diagnostics.model.firm.answers import Answer, FirmAnswers, Row
from diagnostics.model.firm.register import ListedFirm
from diagnostics.model.firm.subjects import FIRM, complete_subjects
from diagnostics.words.catalogue import problem
from diagnostics.words.problems import NOWHERE, Place, Problem


def doubts_of(
    firm: FirmAnswers, library: Library, as_of: date, *, given: Collection[str], place: Place
) -> Iterator[Problem]:
    """Yield a warning per figure in doubt that nobody has confirmed.

    Args:
        firm: everything that counts of the firm.
        library: checked content.
        as_of: the day on which ages are counted.
        given: facts and tables that were just recorded; what was there before was told before.
        place: where they were given, unless the figure itself says where.
    """
    from diagnostics.scoring.words.magnitudes import doubtful_figures

    for figure in doubtful_figures(firm, library, as_of):
        if not figure.reason and asked_as(figure.figure, library.tables) in given:
            at = place if figure.place == NOWHERE else figure.place
            yield problem("STORE-43", at, warning=True, name=figure.name, text=figure.say, figure=figure.rule)


def doubts_of_lists(firms: Iterable[ListedFirm], library: Library, as_of: date) -> Iterator[Problem]:
    """Yield a warning per figure in doubt of what lists say, told by itself: the rest of the firm is not looked at."""
    if not library.magnitudes:
        return
    for listed in firms:
        rows = {
            name: tuple(Row(values=e.values, subject=FIRM, place=e.place) for e in of)
            for name, of in listed.rows.items()
        }
        said = FirmAnswers(
            code=listed.code,
            name=listed.name,
            subjects=complete_subjects((), listed.name, str),
            answers={(FIRM, fact): Answer(state="known", value=value) for fact, value in listed.facts.items()},
            rows=rows,
        )
        yield from doubts_of(said, library, as_of, given={*listed.facts, *rows}, place=listed.place)
