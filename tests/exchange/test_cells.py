"""Each kind of cell in every type of file is read rightly or told; no kind is silent."""

from __future__ import annotations

from pathlib import Path

import pytest

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


def test_the_page_of_cells_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "python -m tests.exchange.cell_kinds docs/cells.md"
