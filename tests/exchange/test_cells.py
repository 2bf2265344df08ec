"""Each kind of cell in every type of file is read rightly or told; no kind is silent."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diagnostics.exchange.cells.cell import EMPTY, text_cell
from diagnostics.exchange.cells.meaning import Read, as_code, as_day, as_name, as_number, as_text
from diagnostics.words.problems import Place
from tests.exchange.cell_files import MAKERS
from tests.exchange.cell_kinds import KINDS, WANTED, outcome, page, pairs
from tests.offenders import assert_none

PAGE = Path(__file__).parents[2] / "docs" / "cells.md"


@pytest.mark.parametrize("file_type", MAKERS)
def test_every_kind_of_cell_means_what_is_right(file_type: str) -> None:
    assert_none(
        f"{kind.title} as {WANTED[at]}: {outcome(kind, file_type, at)}, right: {kind.expected(at)}"
        for kind, made, at in pairs()
        if made == file_type and outcome(kind, file_type, at) != kind.expected(at)
    )


def test_no_kind_of_cell_is_silent() -> None:
    assert_none(
        f"{kind.title} in {file_type} as {WANTED[at]}"
        for kind, file_type, at in pairs()
        if outcome(kind, file_type, at) == (None, ())
        and not all(each.text.isspace() or not each.text for each in kind.cells)
    )


def test_no_pair_is_missing() -> None:
    made = {(kind.title, file_type, at) for kind, file_type, at in pairs()}
    absent = {(kind.title, file_type, at) for kind in KINDS for file_type in kind.absent for at in range(len(WANTED))}
    every = {(kind.title, file_type, at) for kind in KINDS for file_type in MAKERS for at in range(len(WANTED))}
    missing = every - made - absent
    assert (len(missing), len(every), len(made)) == (0, 1500, 1500 - len(absent))
    assert made.isdisjoint(absent)
    # only texts may lack a kind: a workbook has all of them
    assert {file_type for _, file_type, _ in absent} == {"CSV", "TSV", "HTML", "MHT"}


FORMS = st.sampled_from(
    ["{}", "={}", "#{}!", "2024-{}", "{}E+17", "'{}", "{}T16:00:00Z", "9999-12-31 {}", "0001-01-01T00:00:00+{}"]
)
TEXTS = st.text(st.characters(codec="utf-8"), max_size=20) | st.text("0123456789-:.年月日 ,E+", max_size=20)


@settings(max_examples=300, deadline=None)
@given(FORMS, TEXTS)
def test_whatever_is_written_means_something_or_is_told(form: str, text: str) -> None:
    cell = text_cell(form.format(text))
    reads: list[Read[Any]] = [
        as_text(cell),
        as_name(cell),
        as_code(cell),
        as_number(cell),
        as_day(cell),
        as_day(cell, date1904=True),
    ]
    for read in reads:
        assert (read.value is None and not read.doubts) == (cell is EMPTY)
        assert all(each.problem(Place("a"), cell="A1", name="", what="").what for each in read.doubts)


def test_the_page_of_cells_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "python -m tests.exchange.cell_kinds docs/cells.md"
