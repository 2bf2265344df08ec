"""The nearest unmet conditions, spans and shares, as the terminal shows them."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from diagnostics.cli.coverage_text import share
from diagnostics.cli.score_text import nearest_unmet, span
from diagnostics.model.policies import Rounding


def unmet(have: Any, gap: float | None) -> dict[str, Any]:
    return {"state": "not_met", "have": have, "gap": gap}


def test_the_nearest_gap_is_the_smallest_share_of_what_is_asked() -> None:
    conditions = {
        "far": unmet(10.0, 40.0),  # 80 % missing
        "near": unmet(900.0, 100.0),  # 10 % missing
        "middle": unmet([20.0, 40.0], 10.0),  # at best 20 % missing
    }
    assert nearest_unmet(conditions) == ["near", "middle", "far"]


def test_only_unmet_conditions_are_named_and_at_most_three() -> None:
    conditions = {f"c{n}": unmet(None, None) for n in range(5)}
    conditions["c0"]["state"] = "met"
    conditions["c1"]["state"] = "unknown"
    assert nearest_unmet(conditions) == ["c2", "c3", "c4"]
    assert nearest_unmet({**conditions, "x": unmet(1.0, 1.0)})[0] == "x"


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
    printed = {(num, den): share({"num": num, "den": den}, rounding) for num, den in SHARES}
    assert printed == SHARES
