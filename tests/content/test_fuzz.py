"""Damaged files: each loads, or somebody is told where and why; never a traceback, never a long wait.

What the checks let pass must also be diagnosed without a traceback. Every change damages each kind of file a few times,
the long run thousands of times.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from random import Random

import pytest

from diagnostics.answers.files.file import parse_answers
from diagnostics.answers.files.text import parse_document
from diagnostics.content.library.library import get_library
from diagnostics.content.library.loading import load_folders
from diagnostics.content.root import content_root
from diagnostics.content.yaml.layers import content_files
from diagnostics.diagnosis.diagnose import diagnose
from diagnostics.model.content.library import Library
from diagnostics.model.firm.answers import FirmAnswers
from diagnostics.words.catalogue import catalogue
from diagnostics.words.problems import Problem
from tests.content.broken_files import BASE
from tests.content.mutations import MUTATIONS, mutated
from tests.offenders import assert_none

AS_OF = date(2026, 6, 30)
LONGEST = 20.0  # seconds of work, shipped content included: only what runs away is caught here
BASE_FILES = content_files(BASE)
EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.yaml"))
FIRM = """\
firm: {code: "91410100MA4D000018", name: 示例（虚构）, business_type: discrete, target_level: 2}
subjects: [{id: a, kind: site, name: 一厂}, {id: w, kind: workshop, name: 车间, parent: a}]
equipment: [{process: 车削, key: true, class: cut, total: 20, digital: 12, bought: 2020-01-01, subject: w}]
years: [{year: 2025, revenue_wan: 8200}, {year: 2024, revenue_wan: 8000}]
official_results: [{instrument: score_card, level: 1, date: 2026-01-01}]
answers: {staff: 120, founded: 2010-01-01, has_mes: true, network: [ot_net], quality: l1, noise: 80}
"""


def assert_said_where_and_why(problems: Sequence[Problem]) -> None:
    for problem in problems:
        assert problem.place.file or problem.code.startswith("CYCLE"), str(problem)
        assert problem.code in catalogue()["problems"]
        assert problem.what
        assert problem.what_to_do
        assert len(str(problem)) < 5_000


def loaded(folders: list[Path]) -> Library | None:
    start = time.process_time()
    library, problems = load_folders(folders)
    assert time.process_time() - start < LONGEST
    assert_said_where_and_why(problems)
    return None if any(not problem.warning for problem in problems) else library


def firm_of(library: Library) -> FirmAnswers | None:
    return parse_answers(FIRM, "firm.yaml", library)[0]


def test_the_firm_fits_the_base() -> None:
    assert firm_of(load_folders([BASE])[0]) is not None


def damages(few: int, many: int) -> pytest.MarkDecorator:
    """How often each file is damaged: for every change, and in the long run (the same damage and more)."""
    return pytest.mark.parametrize("times", [few, pytest.param(many, marks=pytest.mark.long)])


def seeds(path: Path, paths: Sequence[Path], times: int) -> range:
    """Return so many seeds for one of these files; few of them are others for every file."""
    if times < 100:
        return range(paths.index(path), len(paths) * times, len(paths))
    return range(times)


@damages(3, 360)
@pytest.mark.parametrize("path", BASE_FILES, ids=lambda path: path.stem)
def test_damaged_content_loads_or_is_explained(path: Path, times: int, tmp_path: Path) -> None:
    """Every file of the base, damaged in its place: the whole content is read again each time."""
    text = path.read_text(encoding="utf-8")
    place = tmp_path / path.relative_to(BASE)
    for other in BASE_FILES:
        copy = tmp_path / other.relative_to(BASE)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(other.read_bytes())
    good = 0
    for seed in seeds(path, BASE_FILES, times):
        place.write_bytes(mutated(text, seed))
        library = loaded([tmp_path])
        firm = firm_of(library) if library is not None else None
        if library is not None and firm is not None:
            good += 1
            diagnose([firm], library, AS_OF)[0].to_json(AS_OF)
    assert good < times, "nothing was damaged"


SHIPPED = content_files(content_root())


@damages(3, 150)
def test_damaged_shipped_content_as_an_overlay_loads_or_is_explained(times: int, tmp_path: Path) -> None:
    for seed in range(times):
        path = SHIPPED[seed * 37 % len(SHIPPED)]
        overlay = tmp_path / str(seed)
        overlay.mkdir()
        (overlay / path.name).write_bytes(mutated(path.read_text(encoding="utf-8"), seed))
        loaded([content_root(), overlay])


@pytest.fixture(scope="module")
def library() -> Library:
    return get_library()


@damages(30, 2700)
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_damaged_answers_are_read_or_explained(path: Path, times: int, library: Library) -> None:
    text = path.read_text(encoding="utf-8")
    diagnosed = 0
    for seed in seeds(path, EXAMPLES, times):
        damaged = mutated(text, seed).decode("utf-8", "replace")
        start = time.process_time()
        answers, problems = parse_answers(damaged, "firm.yaml", library)
        assert time.process_time() - start < LONGEST
        assert_said_where_and_why(problems)
        assert (answers is None) == any(not problem.warning for problem in problems)
        if answers is not None and diagnosed < max(1, times // 45):
            diagnosed += 1
            diagnose([answers], library, AS_OF)[0].to_json(AS_OF)
    assert diagnosed


def test_there_is_something_to_damage() -> None:
    assert len(BASE_FILES) > 15
    assert len(SHIPPED) > 100
    assert len(EXAMPLES) == 6


def test_every_kind_of_damage_changes_the_text() -> None:
    text = BASE_FILES[0].read_text(encoding="utf-8")
    assert_none(each.__name__ for each in MUTATIONS if all(each(text, Random(seed)) == text for seed in range(5)))


def test_damage_is_the_same_for_the_same_seed() -> None:
    text = BASE_FILES[0].read_text(encoding="utf-8")
    assert [mutated(text, seed) for seed in range(50)] == [mutated(text, seed) for seed in range(50)]
    found: list[Problem] = []
    assert parse_document(mutated(text, 1).decode("utf-8", "replace"), "f.yaml", found) is not None or found
