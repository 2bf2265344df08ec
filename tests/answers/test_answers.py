"""Structure of an answers file: firm, subjects, evidence, tailored, findings, visit."""

from __future__ import annotations

import json
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from diagnostics.answers.files.file import parse_answers, read_answers, read_folder
from diagnostics.model.content.library import Library
from diagnostics.model.content.marks import Grade
from diagnostics.model.firm.answers import Evidence, Finding, Subject
from tests.answers.answers_library import CODE, HEAD, LIBRARY, accepted, answer_to, codes, only_problem, parse

NAME = "示例一号（虚构）"


def test_smallest_file_is_a_firm_with_one_site_and_one_workshop() -> None:
    answers = accepted("answers: {}")
    assert (answers.code, answers.name, answers.fictitious) == (CODE, NAME, False)
    assert [(each.kind, each.parent) for each in answers.subjects] == [
        ("firm", ""),
        ("site", "firm"),
        ("workshop", answers.subjects[1].id),
    ]
    assert answers.rows == {}
    assert answers.answers == {}


def test_library_without_content_reads_a_bare_firm() -> None:
    answers, problems = parse_answers(HEAD, "firm.yaml", Library())
    assert problems == []
    assert answers is not None
    assert answers.name == NAME


def test_code_in_small_letters_and_with_blanks_is_the_same_code() -> None:
    assert accepted(f'firm: {{code: "{CODE[:9].lower()} {CODE[9:].lower()}", name: 甲}}').code == CODE


def test_wrong_check_digit_warns_and_says_the_right_one() -> None:
    answers, problems = parse(f'firm: {{code: "{CODE[:-1]}7", name: 甲}}')
    assert answers is not None
    assert [each.warning for each in problems] == [True]
    assert "应是 8" in problems[0].what


@pytest.mark.parametrize("text", ["firm: {name: 甲}", f'firm: {{code: "{CODE}"}}'])
def test_code_and_name_are_required(text: str) -> None:
    assert codes(text) == ["ANS-06"]


def test_firm_block_is_required() -> None:
    assert [each.code for each in parse_answers("answers: {}", "f.yaml", LIBRARY)[1]] == ["ANS-06"]


def test_profile_facts_stand_in_the_firm_block_as_answers_of_the_firm() -> None:
    text = f"""
        firm:
          code: "{CODE}"
          name: 甲
          business_type: process
          target_level: {{value: 3, by: 总经理}}
          since: 2025-02-28
    """
    answers = accepted(text).answers
    assert answers["firm", "business_type"].value == "process"
    assert answers["firm", "target_level"].value == 3
    assert answers["firm", "target_level"].by == "总经理"
    assert answers["firm", "since"].value == date(2025, 2, 28)


def test_other_facts_in_the_firm_block_are_sent_to_answers() -> None:
    problem = only_problem(f'firm: {{code: "{CODE}", name: 甲, staff: 12}}')
    assert problem.code == "ANS-21"
    assert "answers" in problem.what


def test_titles_stand_under_firm() -> None:
    answers = accepted(f'firm: {{code: "{CODE}", name: 甲, titles: [{{tier: province, valid_from: 2024-07-01}}]}}')
    assert answers.rows["titles"][0].values == {"tier": "province", "valid_from": date(2024, 7, 1)}


def test_titles_in_two_places_are_a_problem() -> None:
    assert codes(f'firm: {{code: "{CODE}", name: 甲, titles: []}}\ntitles: []') == ["ANS-46"]


# ---- subjects -----------------------------------------------------------------------------------------------------


def test_site_without_workshop_gets_one_that_no_file_can_name() -> None:
    answers = accepted("subjects: [{id: plant_a, kind: site, name: 一厂}]")
    firm, site, workshop = answers.subjects
    assert site == Subject("plant_a", "site", "一厂", firm.id)
    assert (workshop.kind, workshop.parent) == ("workshop", "plant_a")
    assert codes(f"subjects: [{{id: {workshop.id}, kind: site, name: 一厂}}]") == ["ANS-10"]


def test_workshops_without_parent_stand_in_the_only_site() -> None:
    answers = accepted("subjects: [{id: w, kind: workshop, name: 车间}, {id: a, kind: site, name: 一厂}]")
    assert answers.subjects[2] == Subject("w", "workshop", "车间", "a")


def test_workshops_without_any_site_stand_in_a_default_one() -> None:
    _, site, *workshops = accepted(
        "subjects: [{id: w1, kind: workshop, name: 一}, {id: w2, kind: workshop, name: 二}]"
    ).subjects
    assert site.kind == "site"
    assert [(each.id, each.parent) for each in workshops] == [("w1", site.id), ("w2", site.id)]


def test_declared_firm_is_the_first_subject_and_owns_the_answers() -> None:
    answers = accepted(
        "subjects: [{id: a, kind: site, name: 一厂, parent: hq}, {id: hq, kind: firm, name: 总部}]\nanswers: {staff: 3}"
    )
    assert answers.firm_subject == "hq"
    assert answers.answers["hq", "staff"].value == 3
    assert answers.subjects[1].parent == "hq"


def test_subject_carries_answers_of_its_own_kind_and_of_lower_kinds() -> None:
    text = """
        subjects:
          - {id: a, kind: site, name: 一厂, answers: {has_mes: true, rate: 98}}
          - {id: w, kind: workshop, name: 车间, answers: {rate: 99.5}}
        answers: {has_mes: false}
    """
    answers = accepted(text).answers
    assert answers["a", "has_mes"].value is True
    assert answers["a", "rate"].value == 98
    assert answers["w", "rate"].value == Fraction("99.5")
    assert answers["firm", "has_mes"].value is False


def test_site_fact_cannot_be_answered_for_a_workshop() -> None:
    assert codes("subjects: [{id: w, kind: workshop, name: 车间, answers: {has_mes: true}}]") == ["ANS-24"]


@pytest.mark.parametrize("parent", ["w2", "nowhere", "firm"])
def test_parent_of_a_workshop_is_a_site(parent: str) -> None:
    text = f"""
        subjects:
          - {{id: a, kind: site, name: 一厂}}
          - {{id: w2, kind: workshop, name: 二}}
          - {{id: w, kind: workshop, name: 一, parent: {parent}}}
    """
    assert codes(text) == ["ANS-32"]


def test_circle_of_parents_is_a_problem() -> None:
    text = "subjects: [{id: a, kind: site, name: 一, parent: b}, {id: b, kind: site, name: 二, parent: a}]"
    assert codes(text) == ["ANS-32", "ANS-32"]


# ---- the other blocks ---------------------------------------------------------------------------------------------


def test_evidence_gives_its_grade_to_what_cites_it() -> None:
    text = """
        evidence:
          - {id: ev1, grade: E2, kind: contract, date: 2026-05-06, by: 张工, kept: false, number: HT-118, note: 未留}
          - {id: 照片2, grade: E3, kind: photo}
        answers:
          staff: {value: 3, evidence: ev1}
          trend: {value: up, evidence: [ev1, 照片2]}
          products: 千斤顶
        years: [{year: 2025, evidence: 照片2}]
    """
    answers = accepted(text)
    assert answers.evidence[0] == Evidence(
        id="ev1",
        grade=Grade.E2,
        kind="contract",
        date=date(2026, 5, 6),
        by="张工",
        kept=False,
        number="HT-118",
        note="未留",
    )
    assert answers.evidence[1].kept is True
    assert answers.answers["firm", "staff"].grade == Grade.E2
    assert answers.answers["firm", "trend"].grade == Grade.E3
    assert answers.answers["firm", "products"].grade == Grade.E1
    assert answers.rows["years"][0].grade == Grade.E3


def test_evidence_without_content_lowers_an_answer_to_E0() -> None:
    assert (
        answer_to("staff", "evidence: [{id: e, grade: E0, kind: 无}]\nanswers: {staff: {value: 1, evidence: e}}").grade
        == Grade.E0
    )


def test_evidence_ids_are_unique_and_grades_known() -> None:
    assert codes("evidence: [{id: e, grade: E2, kind: a}, {id: e, grade: E3, kind: b}]") == ["ANS-30"]
    assert codes("evidence: [{id: e, grade: E5, kind: a}]") == ["ANS-09"]


def test_tailored_needs_id_and_reason() -> None:
    assert accepted("tailored: [{id: dom_service, reason: 无售后}]").tailored == {"dom_service": "无售后"}
    assert codes("tailored: [{id: dom_service}]") == ["ANS-06"]
    assert codes("tailored: [{reason: 无售后}]") == ["ANS-06"]


def test_findings_keep_their_words() -> None:
    text = """
        evidence: [{id: ev1, grade: E3, kind: photo}]
        findings:
          - {kind: pain, title: 换型慢, text: 换型要 40 分钟, effect: 每天少产 60 件, evidence: ev1}
          - {kind: wish, text: 想上 MES}
    """
    assert accepted(text).findings == (
        Finding(kind="pain", text="换型要 40 分钟", effect="每天少产 60 件", evidence=("ev1",), title="换型慢"),
        Finding(kind="wish", text="想上 MES"),
    )
    assert codes("findings: [{kind: gripe, text: x}]") == ["ANS-09"]


def test_visit_is_free_text_and_lists_become_one_text() -> None:
    visit = accepted("visit: {date: 2026-05-06, interviewees: [总经理, 质量经理], 备注: 下雨}").visit
    assert visit == {"date": "2026-05-06", "interviewees": "总经理、质量经理", "备注": "下雨"}


def test_fictitious_firms_say_so() -> None:
    assert accepted("fictitious: true").fictitious is True
    assert codes("fictitious: maybe") == ["ANS-07"]


def test_json_and_yaml_give_the_same_answers(tmp_path: Path) -> None:
    content = {
        "firm": {"code": CODE, "name": "𠮷田\t精工", "business_type": "discrete"},
        "years": [{"year": 2025, "pass_rate": 98.2}],
        "answers": {
            "q01_network": ["ot_net"],
            "has_mes": True,
            "products": "a/b\\ud83d",
            "s_quality": {"state": "unknown"},
        },
    }
    files = [tmp_path / name for name in ("plain.json", "escaped.JSON", "tabs.json", "flow.yaml")]
    for path, ascii_only, indent in zip(files, (False, True, False, False), (None, 2, "\t", None), strict=True):
        path.write_text(json.dumps(content, ensure_ascii=ascii_only, indent=indent), encoding="utf-8")
    read = [read_answers(path, LIBRARY) for path in files]
    assert all(problems == [] for _, problems in read)
    first = read[0][0]
    assert first is not None
    assert first.name == "𠮷田 精工"
    assert first.answers["firm", "products"].value == "a/b\\ud83d"
    assert all(
        answers == first or answers.__dict__ | {"file": ""} == first.__dict__ | {"file": ""} for answers, _ in read
    )


def test_byte_order_mark_and_windows_line_ends_are_harmless(tmp_path: Path) -> None:
    path = tmp_path / "firm.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + (HEAD + "answers:\n  staff: 3\n").replace("\n", "\r\n").encode())
    answers, problems = read_answers(path, LIBRARY)
    assert problems == []
    assert answers is not None
    assert answers.answers["firm", "staff"].value == 3


def test_official_result_after_the_date_of_the_diagnosis_is_a_warning(tmp_path: Path) -> None:
    path = tmp_path / "firm.yaml"
    path.write_text(HEAD + "official_results: [{instrument: cmmm, level: 2, date: 2026-07-01}]", encoding="utf-8")
    assert read_answers(path, LIBRARY, as_of=date(2026, 7, 1))[1] == []
    answers, problems = read_answers(path, LIBRARY, as_of=date(2026, 6, 30))
    assert answers is not None
    assert [(each.code, each.warning) for each in problems] == [("ANS-45", True)]


def test_one_broken_file_does_not_stop_the_others(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("firm: [", encoding="utf-8")
    (tmp_path / "b.yaml").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "c.yml").write_text(HEAD, encoding="utf-8")
    (tmp_path / "notes.txt").write_text("not answers", encoding="utf-8")
    (tmp_path / "folder.yaml").mkdir()
    firms, problems = read_folder(tmp_path, LIBRARY)
    assert [each.name for each in firms] == [NAME]
    assert [Path(each.place.file).name for each in problems] == ["a.yaml", "b.yaml"]
