"""The nearest unmet conditions, spans and shares, as the terminal shows them."""

from __future__ import annotations

from fractions import Fraction

import pytest

from diagnostics.city.count.shares import share_text
from diagnostics.cli.text.score_text import span
from diagnostics.model.content.policies import Rounding


@pytest.mark.parametrize(
    ("value", "low", "high", "shown"),
    [(53.95, 53.95, 53.95, "53.95"), (None, 41.0, 78.5, "41–78.5"), (None, None, None, "—"), (0.0, 0.0, 0.0, "0")],
)
def test_an_undecided_score_shows_its_bounds(
    value: float | None, low: float | None, high: float | None, shown: str
) -> None:
    assert span(value, low, high) == shown


SHARES = {(2599, 2600): "99.9%", (9, 9): "100.0%", (540, 660): "81.8%", (0, 0): "—", (0, 7): "0.0%"}


def test_a_share_short_of_everything_never_reads_as_everything() -> None:
    rounding = Rounding(1, Fraction("99.9"))
    printed = {(num, den): share_text(num, den, rounding) for num, den in SHARES}
    assert printed == SHARES
