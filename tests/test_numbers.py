"""How many decimals a number is printed with."""

from __future__ import annotations

from fractions import Fraction

import pytest

from diagnostics.words.numbers import Number, apart


@pytest.mark.parametrize(
    ("value", "line", "places", "printed"),
    [
        (Fraction(7976, 10000), 0.8, 3, "0.798"),
        (0.7995, 0.8, 3, "0.7995"),
        (0.79951, 0.8, 3, "0.7995"),
        (0.79996, 0.8, 3, "0.79996"),
        (0.8, 0.8, 3, "0.8"),
        (0.8, Fraction(4, 5), 3, "0.8"),
        (0.04007, 0, 3, "0.04"),
        (Fraction(1, 4000), 0, 3, "0.0003"),
        (0, 0, 3, "0"),
    ],
)
def test_a_number_is_not_printed_as_a_line_that_it_misses(
    value: Number, line: Number, places: int, printed: str
) -> None:
    assert apart(value, line, places) == printed
