"""One judge: whatever is written, typed or recorded gets one verdict with one code, and the same value is kept."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.answers import faces
from tests.answers.faces import Verdict, at_prompt
from tests.answers.hostile import CASES, ROWS, SPELLINGS, Case

# Why a value cannot be put through a face, and how many of a type may be left out for it.
RULES = {
    "a number without an end in decimals": 60,
    "a pair that is none": 20,
    "a list where one option is asked for": 25,
    "nothing is an order of the prompt, not an answer": 6,
    "one word where a list is asked for": 42,
    "a day that there is not": 160,
    "half of a character, which no file can hold": 6,
    "a column that there is not": 7,
    "a sign that ends a cell, or says that it is not known": 9,
}


Said = Verdict | None


def verdicts(cases: tuple[Case, ...], folder: Path) -> list[tuple[Case, Said, Said, Said]]:
    """Put every case through the file, the prompt and the workspace; None where it cannot be expressed there."""
    written = [(index, case.item, case.written) for index, case in enumerate(cases) if case.written is not None]
    found = faces.in_files([(item, text) for _, item, text in written])
    in_file = {index: verdict for (index, *_), verdict in zip(written, found, strict=True)}
    with faces.recorder(folder) as record:
        recorded = [None if case.value is None else record.answer(case.item, case.value) for case in cases]
    return [
        (case, in_file.get(index), None if case.typed is None else at_prompt(case.item, case.typed), recorded[index])
        for index, case in enumerate(cases)
    ]


@pytest.mark.parametrize("kind", CASES)
def test_file_prompt_and_workspace_give_one_verdict_with_one_code_and_keep_the_same(kind: str, tmp_path: Path) -> None:
    cases, left_out, spelled = CASES[kind], Counter[str](), set[str]()
    for case, in_file, typed, recorded in verdicts(cases, tmp_path / "ws"):
        if None in (in_file, typed, recorded):
            left_out[case.why] += 1
        meant = SPELLINGS.get(kind, {}).get(str(case.value))
        if meant is not None and typed != in_file:
            assert typed == at_prompt(case.item, meant), case
            spelled.add(str(case.value))
            typed = None
        given = [each for each in (in_file, recorded) if each is not None]
        assert len(set(map(repr, given))) == 1, f"{case}: file {in_file}, workspace {recorded}"
        # the prompt tells one fault at a time
        assert typed is None or set(typed.codes) <= set(given[0].codes), f"{case}: file {in_file}, prompt {typed}"
        assert typed is None or bool(typed.codes) == bool(given[0].codes), f"{case}: file {in_file}, prompt {typed}"
        assert typed is None or repr(typed.kept) == repr(given[0].kept), f"{case}: file {in_file}, prompt {typed}"
    assert len({(case.item.id, repr(case.value), case.written, case.typed) for case in cases}) >= 200
    assert all(n <= RULES[why] for why, n in left_out.items()), left_out
    assert spelled == set(SPELLINGS.get(kind, {}))


def test_rows_get_one_verdict_everywhere(tmp_path: Path) -> None:
    left_out = Counter[str]()
    files = faces.rows_in_file([(case.table, case.written) for case in ROWS])
    with faces.recorder(tmp_path / "ws") as record:
        for case, in_file in zip(ROWS, files, strict=True):
            recorded = record.rows(case.table, case.rows)
            assert in_file == recorded, f"{case}: file {in_file}, workspace {recorded}"
            if case.typed is None:
                left_out[case.why] += 1
                continue
            typed = faces.rows_at_prompt(case.table, case.typed)
            assert bool(typed.codes) == bool(in_file.codes), f"{case}: file {in_file}, prompt {typed}"
            assert set(typed.codes) <= set(in_file.codes), f"{case}: file {in_file}, prompt {typed}"
    assert len(set(map(repr, ROWS))) >= 200
    assert all(n <= RULES[why] for why, n in left_out.items()), left_out
