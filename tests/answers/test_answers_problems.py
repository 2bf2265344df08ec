"""One example that fails for every code of the answers file; test_answers*.py have those that pass."""

from __future__ import annotations

from pathlib import Path

import pytest

from diagnostics.answers.files.file import merge_answers, read_answers, read_folder
from diagnostics.answers.files.text import MAX_BYTES
from diagnostics.words.catalogue import catalogue
from diagnostics.words.problems import Problem
from tests.answers.answers_library import CODE, HEAD, LIBRARY, OTHER_CODE, only_problem, parse

SITES = (
    "subjects: [{id: a, kind: site, name: 一厂}, {id: b, kind: site, name: 二厂}, {id: w, kind: workshop, name: 车间"
)
ROW = "{process: 车削, key: true"
BROKEN = {
    "ANS-04": "- firm",
    "ANS-05": "answer: {}",
    "ANS-06": "findings: [{kind: pain}]",
    "ANS-07": "answers: {staff: 十二}",
    "ANS-08": 'answers: {products: "  "}',
    "ANS-09": "answers: {trend: upp}",
    "ANS-10": "subjects: [{id: 一厂, kind: site, name: 一厂}]",
    "ANS-11": "answers: {rate: 101}",
    "ANS-12": "answers: {staff: 12.5}",
    "ANS-13": "answers: {equip_digital_rate: [12]}",
    "ANS-14": "answers: {equip_digital_rate: [20, 12]}",
    "ANS-15": "answers: {tools: cad}",
    "ANS-16": "answers: {tools: [cad, 0]}",
    "ANS-17": "answers: {q01_network: [none, ot_net]}",
    "ANS-18": "answers: {staff: {by: 张工}}",
    "ANS-19": "answers: {staff: 1000000000000000}",
    "ANS-20": "answers: {staf: 12}",
    "ANS-21": "answers: {business_type: discrete}",
    "ANS-22": "answers: {staff: {value: 12, evidence: ev01}}",
    "ANS-23": "answers: {computed: 12}",
    "ANS-24": "subjects: [{id: a, kind: site, name: 一厂, answers: {staff: 12}}]",
    "ANS-25": "answers: {q01_network: [], network_capabilities: []}",
    "ANS-26": "answers: {staff: {state: na, reason: 没有}}",
    "ANS-27": "answers: {s_quality: {state: na}}",
    "ANS-28": "answers: {expert: holds}",
    "ANS-30": "subjects: [{id: a, kind: site, name: 一厂}, {id: a, kind: site, name: 二厂}]",
    "ANS-31": "subjects: [{id: a, kind: firm, name: 甲}, {id: b, kind: firm, name: 乙}]",
    "ANS-32": "subjects: [{id: w, kind: workshop, name: 车间, parent: firm}]",
    "ANS-33": SITES + "}]",
    "ANS-34": "subjects: [{id: firm, kind: site, name: 一厂}]",
    "ANS-35": "tailored: [{id: dom_sevice, reason: 无}]",
    "ANS-36": "tailored: [{id: dom_design, reason: 无}]",
    "ANS-37": "plan: {pinned: [{id: sol_erp, reason: 急}]}",
    "ANS-38": "plan: {projects: [{id: own, name: 自研, cost_wan: [9, 3]}]}",
    "ANS-39": "plan: {budget_wan: [1, 1, 1, 1, 1, 1]}",
    "ANS-40": f"equipment: [{ROW}, subject: ws_1}}]",
    "ANS-41": "subjects: [{id: a, kind: site, name: 一厂}]\nyears: [{year: 2025, subject: a}]",
    "ANS-42": f"equipment: [{ROW}, total: 10, digital: 12}}]",
    "ANS-43": "years: [{year: 2025, revenue_wan: 1}, {year: 2025, revenue_wan: 2}]",
    "ANS-44": "systems: [{name: ERP, category_item: app_mgmt, start_date: 2025-01-02, end_date: 2025-01-01}]",
    "ANS-46": "systems: []\ncloud_services: []",
    "ANS-47": "answers: {founded: 2025-02-29}",
    "ANS-48": "answers: {founded: 1899-12-31}",
    "ANS-50": f"firm: {{code: '{CODE[:-1]}', name: 甲}}",
    "ANS-51": f"firm: {{code: '{CODE.replace('D00', 'DO0')}', name: 甲}}",
    "ANS-70": "findings: [{kind: wish, text: 想看进度, loss_wan: 3}]",
    "ANS-71": "findings: [{kind: pain, text: 内勤天天打电话, loss_kind: time}]",
    "ANS-72": "findings: [{kind: pain, text: 内勤天天打电话, loss_wan: 3, period: 2026-13}]",
    "ANS-52": f"firm: {{code: '{CODE[:-1]}9', name: 甲}}",
}
WARNINGS = {"ANS-28", "ANS-36", "ANS-45", "ANS-52", "ANS-55", "ANS-60", "ANS-61", "ANS-62", "ANS-63", "ANS-64"}
# these need files or several of them
ELSEWHERE = {
    "ANS-69",
    "ANS-01",
    "ANS-02",
    "ANS-03",
    "ANS-45",
    "ANS-55",
    "ANS-60",
    "ANS-61",
    "ANS-62",
    "ANS-63",
    "ANS-64",
}


@pytest.mark.parametrize("code", BROKEN)
def test_example_gives_its_problem_and_no_other(code: str) -> None:
    text = BROKEN[code]
    problem = only_problem(text)
    assert (problem.code, problem.warning) == (code, code in WARNINGS)
    assert problem.place.line > 0
    assert problem.what
    assert problem.why
    assert problem.what_to_do
    assert "{" not in problem.what + problem.why


@pytest.mark.parametrize("code", BROKEN)
def test_only_warnings_still_give_answers(code: str) -> None:
    assert (parse(BROKEN[code])[0] is not None) == (code in WARNINGS)


def test_every_code_of_the_catalogue_has_an_example() -> None:
    texts = {code for code in catalogue()["problems"] if code.startswith("ANS-")}
    assert texts == set(BROKEN) | ELSEWHERE


def file_problems(path: Path) -> list[str]:
    answers, problems = read_answers(path, LIBRARY)
    assert answers is None
    return [each.code for each in problems]


def test_missing_file_folder_instead_of_file_and_nul_in_the_name_are_problems(tmp_path: Path) -> None:
    assert file_problems(tmp_path / "missing.yaml") == ["ANS-01"]
    assert file_problems(tmp_path) == ["ANS-01"]
    assert file_problems(tmp_path / "a\0b.yaml") == ["ANS-01"]


def test_other_encodings_are_problems(tmp_path: Path) -> None:
    for encoding in ("gbk", "utf-16"):
        path = tmp_path / f"{encoding}.yaml"
        path.write_bytes(HEAD.encode(encoding))
        assert file_problems(path) == ["ANS-02"]


def test_large_file_is_a_problem(tmp_path: Path) -> None:
    path = tmp_path / "large.yaml"
    path.write_bytes(b"#" * (MAX_BYTES + 1))
    assert file_problems(path) == ["ANS-03"]


def folder_problems(tmp_path: Path, *texts: str) -> list[Problem]:
    for index, text in enumerate(texts):
        (tmp_path / f"{index}.yaml").write_text(text, encoding="utf-8")
    return read_folder(tmp_path, LIBRARY)[1]


@pytest.mark.parametrize(
    ("code", "first", "second"),
    [
        ("ANS-60", HEAD + "answers: {staff: 1}", HEAD + "answers: {staff: 2}"),
        ("ANS-61", HEAD, HEAD.replace("一号", "1号")),
        (
            "ANS-62",
            HEAD + "subjects: [{id: a, kind: site, name: 甲}]",
            HEAD + "subjects: [{id: a, kind: site, name: 乙}]",
        ),
        (
            "ANS-63",
            HEAD + "subjects: [{id: w, kind: workshop, name: 车间}]",
            HEAD + SITES.partition(", {id: w")[0] + "]",
        ),
        ("ANS-64", HEAD + "years: [{year: 2025, pass_rate: 1}]", HEAD + "years: [{year: 2025, pass_rate: 2}]"),
    ],
)
def test_conflict_between_files_is_a_warning(tmp_path: Path, code: str, first: str, second: str) -> None:
    problems = folder_problems(tmp_path, first, second)
    assert [(each.code, each.warning) for each in problems] == [(code, True)]
    assert problems[0].place.file


def test_empty_and_missing_folders_are_told_apart(tmp_path: Path) -> None:
    assert [(each.code, each.warning) for each in read_folder(tmp_path, LIBRARY)[1]] == [("ANS-55", True)]
    assert [each.code for each in read_folder(tmp_path / "missing", LIBRARY)[1]] == ["ANS-01"]


def test_merging_two_firms_is_a_mistake_of_the_caller() -> None:
    firms = [parse(HEAD)[0], parse(HEAD.replace(CODE, OTHER_CODE))[0]]
    with pytest.raises(ValueError, match="exactly one firm"):
        merge_answers([each for each in firms if each is not None])


def test_near_misses_and_legal_values_are_named() -> None:
    assert "是不是“staff”" in only_problem("answers: {staf: 12}").what
    assert "是不是“answers”" in only_problem("answer: {}").what
    problem = only_problem("answers: {trend: upp}")
    assert "是不是“up”" in problem.what
    assert "flat（选项flat）" in problem.what_to_do
    assert "0 到 100" in only_problem("answers: {rate: 101}").what
    assert "不小于 0" in only_problem("answers: {staff: -1}").what
    problem = only_problem("equipment: [{process: 车削, key: true, total: 10, digital: 12}]")
    assert "12" in problem.what
    assert "10" in problem.what


def test_all_problems_are_found_at_once_in_the_order_of_the_file() -> None:
    text = "\n".join(BROKEN[code] for code in ("ANS-05", "ANS-06", "ANS-33", "ANS-35"))
    text += "\nanswers: {staf: 1, rate: 101, trend: x}\nyears: [{year: 1}, {yaer: 2025}]"
    _, problems = parse(text)
    found = [each.code for each in problems]
    assert sorted(found) == sorted(
        ["ANS-05", "ANS-06", "ANS-33", "ANS-35", "ANS-20", "ANS-11", "ANS-09", "ANS-11", "ANS-05", "ANS-06"]
    )
    assert [each.place.line for each in problems] == sorted(each.place.line for each in problems)
