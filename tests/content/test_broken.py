"""Every code has a content file that gives it: exactly that problem, at that line, and none once it is mended."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from string import Formatter

import pytest

import diagnostics
from diagnostics.answers.files.file import read_folder
from diagnostics.content.library.loading import load_folders
from diagnostics.content.yaml.yaml_nodes import MAX_DEPTH
from diagnostics.words.catalogue import LANGUAGE, catalogue
from diagnostics.words.problems import Problem
from tests.content.broken_files import BASE, BROKEN_ANSWERS, BROKEN_FILES, BrokenFile

CATALOGUE = Path(diagnostics.__file__).parent / "words" / LANGUAGE / "content.toml"
# these need something else than a text: a folder, another encoding, a large file
ELSEWHERE = {"FILE-03", "FILE-04", "FILE-05", "FILE-07", "FILE-08"}


def names(broken: BrokenFile) -> str:
    return broken.name


def problems_over_base(folder: Path) -> list[Problem]:
    return load_folders([BASE, folder])[1]


def test_the_base_has_no_problem() -> None:
    library, problems = load_folders([BASE])
    assert problems == []
    assert all(
        (library.facts, library.tables, library.derived, library.cards, library.sections, library.scales,
         library.standards, library.criteria, library.sources, library.statistics, library.policies,
         library.remedies, library.rules, library.plausibility, library.coverages, library.aliases)
    )  # fmt: skip


@pytest.mark.parametrize("broken", BROKEN_FILES, ids=names)
def test_a_fault_gives_its_problem_at_its_line_and_no_other(broken: BrokenFile, tmp_path: Path) -> None:
    path = broken.put(tmp_path)
    problems = problems_over_base(tmp_path)
    assert [problem.code for problem in problems] == [broken.code], [str(problem) for problem in problems]
    place = problems[0].place
    if broken.line is None:
        assert place.line > 0
        assert place.file != str(path)
    else:
        assert (place.file, place.line) == (str(path), broken.line)
    if broken.near:
        assert f"是不是“{broken.near}”" in problems[0].what
    assert_written_for_people(problems[0])


@pytest.mark.parametrize("broken", BROKEN_FILES, ids=names)
def test_mended_it_has_no_problem(broken: BrokenFile, tmp_path: Path) -> None:
    broken.put(tmp_path, mended=True)
    assert problems_over_base(tmp_path) == []


def assert_written_for_people(problem: Problem) -> None:
    for text in (problem.what, problem.why, problem.what_to_do):
        assert text, problem.code
        assert not {"None", "Fraction", "dict", "tuple", "Scalar", "Mapping", "dataclass"} & set(text.split())
        assert "“”" not in text, "an empty name is quoted"
        assert "可用：。" not in text, "an empty list of what is possible"
    assert not re.search(r"\{\w+\}", problem.what)
    assert any("\u4e00" <= sign <= "\u9fff" for sign in problem.what)


def test_every_code_has_a_broken_file() -> None:
    codes = set(tomllib.loads(CATALOGUE.read_text(encoding="utf-8"))["problems"])
    assert codes == {broken.code for broken in BROKEN_FILES} | ELSEWHERE


def test_every_code_that_is_raised_has_a_text() -> None:
    """A code without a text would be a KeyError in front of the author."""
    package = Path(diagnostics.__file__).parent
    paths = sorted(path for room in ("answers", "content") for path in (package / room).rglob("*.py"))
    source = "".join(path.read_text(encoding="utf-8") for path in paths)
    texts: set[str] = set()
    for name in ("content.toml", "answers.toml"):
        texts |= set(tomllib.loads((CATALOGUE.parent / name).read_text(encoding="utf-8"))["problems"])
    raised = set(re.findall(r'"([A-Z]{2,}-\d\d)"', source))
    assert raised - set(catalogue()["problems"]) == set()
    assert texts - raised == set(), "texts that nobody uses"


def calls_with_a_code(source: str) -> Iterator[tuple[str, int, set[str]]]:
    """Yield code, line and the words filled in of every call that reports a problem; calls with ** are left out."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        first = node.args[0]
        if not (isinstance(first, ast.Constant) and re.fullmatch(r"[A-Z]{2,}-\d\d", str(first.value))):
            continue
        words = {keyword.arg for keyword in node.keywords}
        if None not in words:
            yield str(first.value), node.lineno, {word for word in words if word is not None}


def placeholders(texts: dict[str, str]) -> set[str]:
    return {name for text in texts.values() for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize(
    "path", sorted((Path(diagnostics.__file__).parent / "content").glob("*.py")), ids=lambda p: p.stem
)
def test_every_problem_fills_its_text(path: Path) -> None:
    """A word left out would be a KeyError in front of the author."""
    texts = {code: each for code, each in catalogue()["problems"].items() if isinstance(each, dict)}
    for code, line, words in calls_with_a_code(path.read_text(encoding="utf-8")):
        assert placeholders(texts[code]) <= words, (
            f"{path.name}:{line}: {code} lacks {placeholders(texts[code]) - words}"
        )


def test_a_word_left_out_is_seen() -> None:
    ((code, line, words),) = calls_with_a_code('problem("KEY-02", place, key="id")')
    texts = catalogue()["problems"][code]
    assert isinstance(texts, dict)
    assert (line, placeholders(texts) - words) == (1, {"what"})


def test_the_parser_speaks_chinese(tmp_path: Path) -> None:
    for index, text in enumerate(
        ("a: [1, 2", "a: b: c", "a: {b: 1", "a\nb: 1", "\ta: 1", "a: '1", "a: @1", "- a\nb: 1")
    ):
        (tmp_path / f"{index}.yaml").write_text(text, encoding="utf-8")
    problems = problems_over_base(tmp_path)
    assert [problem.code for problem in problems] == ["YAML-01"] * 8
    for problem in problems:
        assert not re.search(r"[a-z]{4}", problem.what.replace("YAML", "")), problem.what


def test_several_faults_are_reported_together_in_the_order_of_the_file(tmp_path: Path) -> None:
    text = """\
kind: criteria
id: advanced
edition: "2025"
conditions:
  - id: advanced_staff
    need: {fact: staf, at_least: 20}
  - id: advanced_level
    need: {level: "score_card:leval", at_least: 2}
  - id: advanced_noise
    need: {fact: noise, at_most: 2022-12-31}
"""
    (tmp_path / "advanced.yaml").write_text(text, encoding="utf-8")
    found = [(problem.code, problem.place.line) for problem in problems_over_base(tmp_path)]
    assert found == [("REF-01", 6), ("REF-01", 8), ("EXPR-05", 10)]


def test_every_circle_is_reported(tmp_path: Path) -> None:
    text = """\
kind: derived
id: circles
title: 绕圈
edition: "1"
reviewed: 2026-11-22
judge: qizhen
derived:
"""
    for name, other in (("a1", "a2"), ("a2", "a1"), ("b1", "b2"), ("b2", "b1"), ("c", "c")):
        text += f"  - {{id: {name}, name: 甲, type: number, value: {{sum: [{{fact: {other}}}, 1]}}, info: true}}\n"
    (tmp_path / "circles.yaml").write_text(text, encoding="utf-8")
    problems = problems_over_base(tmp_path)
    assert [(problem.code, problem.place.line) for problem in problems] == [
        ("CYCLE-01", 8), ("CYCLE-01", 10), ("CYCLE-01", 12),
    ]  # fmt: skip
    assert "a1 → a2 → a1" in problems[0].what


# ---- answers ----

AS_OF = date(2026, 6, 30)
LIBRARY = load_folders([BASE])[0]
WARNINGS = {"ANS-28", "ANS-36", "ANS-45", "ANS-52", "ANS-60", "ANS-61", "ANS-62", "ANS-63", "ANS-64"}


@pytest.mark.parametrize("broken", BROKEN_ANSWERS, ids=names)
def test_a_fault_in_answers_gives_its_problem_at_its_line_and_no_other(broken: BrokenFile, tmp_path: Path) -> None:
    broken.put_answers(tmp_path)
    firms, problems = read_folder(tmp_path, LIBRARY, as_of=AS_OF)
    assert [problem.code for problem in problems] == [broken.code], [str(problem) for problem in problems]
    assert problems[0].place.line == broken.line
    assert Path(problems[0].place.file).parent == tmp_path
    assert problems[0].warning == (broken.code in WARNINGS)
    assert bool(firms) == (broken.code in WARNINGS)
    assert_written_for_people(problems[0])


@pytest.mark.parametrize("broken", BROKEN_ANSWERS, ids=names)
def test_mended_answers_have_no_problem(broken: BrokenFile, tmp_path: Path) -> None:
    broken.put_answers(tmp_path, mended=True)
    firms, problems = read_folder(tmp_path, LIBRARY, as_of=AS_OF)
    assert (len(firms), problems) == (1, [])


# ---- what no text can show ----


def only_problem(folder: Path) -> Problem:
    (problem,) = problems_over_base(folder)
    return problem


def test_a_missing_folder_is_a_problem(tmp_path: Path) -> None:
    problem = only_problem(tmp_path / "missing")
    assert (problem.code, problem.place.file) == ("FILE-03", str(tmp_path / "missing"))


def test_an_empty_folder_is_a_warning(tmp_path: Path) -> None:
    problem = only_problem(tmp_path)
    assert (problem.code, problem.warning) == ("FILE-08", True)


@pytest.mark.parametrize("encoding", ["gbk", "utf-16"])
def test_another_encoding_is_a_problem(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "firm.yaml").write_bytes("kind: facts\nid: firm\ntitle: 企业\n".encode(encoding))
    assert only_problem(tmp_path).code == "FILE-04"


def test_a_folder_named_like_a_file_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "firm.yaml").mkdir()
    assert only_problem(tmp_path).code == "FILE-05"


def test_a_large_file_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "firm.yaml").write_bytes(b"#" * 5_000_001)
    assert only_problem(tmp_path).code == "FILE-07"


@pytest.mark.parametrize("text", ["[" * 100_000, "{a: " * 100_000, "- " * 50_000, "? " * 50_000])
def test_a_text_that_would_crash_the_parser_is_a_problem(tmp_path: Path, text: str) -> None:
    (tmp_path / "firm.yaml").write_text(text, encoding="utf-8")
    assert only_problem(tmp_path).code == "YAML-05"
    assert str(MAX_DEPTH) in only_problem(tmp_path).what
    assert only_problem(tmp_path).place.line == 1
