"""Several files of one firm, and what was known when."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from diagnostics.answers.files.file import cut, merge_answers, parse_answers, read_folder
from diagnostics.model.content.marks import Grade
from diagnostics.model.firm.answers import FirmAnswers
from diagnostics.words.problems import Problem
from tests.answers.answers_library import CODE, HEAD, LIBRARY, OTHER_CODE, accepted
from tests.builders import shipped

EVIDENCE = "evidence: [{id: e1, grade: E2, kind: 合同, date: 2026-05-10}]\n"


def merged(*texts: str) -> tuple[FirmAnswers, list[str]]:
    problems: list[Problem] = []
    firms = [accepted(text, f"{index}.yaml") for index, text in enumerate(texts)]
    result = merge_answers(firms, problems, tables=LIBRARY.tables)
    assert all(each.warning for each in problems)
    return result, [each.code for each in problems]


def staff(*texts: str) -> tuple[object, list[str]]:
    answers, codes = merged(*texts)
    return answers.answers["firm", "staff"].value, codes


def test_one_file_stays_as_it_is() -> None:
    answers = accepted("answers: {staff: 1}")
    assert merge_answers([answers]) == answers


def test_different_facts_and_tables_are_united() -> None:
    answers, codes = merged("answers: {staff: 1}\nyears: [{year: 2025}]", "answers: {trend: up}\nequipment: []")
    assert {fact for _, fact in answers.answers} == {"staff", "trend"}
    assert {name: len(rows) for name, rows in answers.rows.items()} == {"years": 1, "equipment": 0}
    assert codes == []
    assert answers.file == "0.yaml + 1.yaml"


def test_better_grade_wins_in_any_order() -> None:
    strong = EVIDENCE + "answers: {staff: {value: 1, evidence: e1, date: 2026-01-01}}"
    weak = "answers: {staff: {value: 2, date: 2026-06-01}}"
    assert staff(strong, weak) == (1, ["ANS-60"])
    assert staff(weak, strong) == (1, ["ANS-60"])


def test_then_the_later_date_wins_in_any_order() -> None:
    early, late = (f"answers: {{staff: {{value: {value}, date: 2026-0{value}-01}}}}" for value in (1, 2))
    assert staff(early, late) == staff(late, early) == (2, ["ANS-60"])
    assert staff(early, "answers: {staff: 3}") == (1, ["ANS-60"])


def test_then_the_earlier_file_wins() -> None:
    assert staff("answers: {staff: 1}", "answers: {staff: 2}") == (1, ["ANS-60"])
    assert staff("answers: {staff: 2}", "answers: {staff: 1}") == (2, ["ANS-60"])


def test_a_value_beats_unknown_and_refused_without_a_warning() -> None:
    refused = EVIDENCE + "answers: {staff: {state: refused, evidence: e1, date: 2026-06-01}}"
    assert staff(refused, "answers: {staff: 2}") == (2, [])
    assert staff("answers: {staff: 2}", refused) == (2, [])


def test_the_same_value_keeps_the_better_grade_and_all_evidence() -> None:
    answers, codes = merged("answers: {staff: 1}", EVIDENCE + "answers: {staff: {value: 1, evidence: e1}}")
    answer = answers.answers["firm", "staff"]
    assert (answer.grade, answer.evidence, codes) == (Grade.E2, ("e1",), [])


def test_one_id_for_two_pieces_of_evidence_gets_a_second_name() -> None:
    first = "evidence: [{id: e1, grade: E2, kind: 合同}]\nanswers: {staff: {value: 1, evidence: e1}}"
    second = """
        evidence: [{id: e1, grade: E3, kind: photo}]
        answers: {trend: {value: up, evidence: e1}}
        years: [{year: 2025, evidence: e1}]
        findings: [{kind: pain, text: x, evidence: e1}]
    """
    answers, _ = merged(first, second)
    assert [(each.id, each.grade) for each in answers.evidence] == [("e1", Grade.E2), ("e1~2", Grade.E3)]
    assert answers.answers["firm", "staff"].evidence == ("e1",)
    assert answers.answers["firm", "trend"].evidence == ("e1~2",)
    assert answers.rows["years"][0].evidence == ("e1~2",)
    assert answers.findings[0].evidence == ("e1~2",)


def test_the_same_evidence_in_two_files_is_one() -> None:
    assert len(merged(EVIDENCE, EVIDENCE)[0].evidence) == 1


def test_rows_with_a_key_complete_each_other_at_the_weaker_grade() -> None:
    strong = EVIDENCE + "years: [{year: 2025, revenue_wan: 100, evidence: e1}]"
    answers, codes = merged(strong, "years: [{year: 2025, pass_rate: 98}, {year: 2024}]")
    rows = answers.rows["years"]
    assert [sorted(row.values) for row in rows] == [["pass_rate", "revenue_wan", "year"], ["year"]]
    assert (rows[0].grade, codes) == (Grade.E1, [])


def test_of_rows_that_contradict_each_other_the_better_one_stays_whole() -> None:
    weak = "years: [{year: 2025, revenue_wan: 100, pass_rate: 98}]"
    strong = EVIDENCE + "years: [{year: 2025, revenue_wan: 90, evidence: e1}]"
    for texts in ((weak, strong), (strong, weak)):
        answers, codes = merged(*texts)
        assert [(dict(row.values), codes) for row in answers.rows["years"]] == [
            ({"year": 2025, "revenue_wan": 90}, ["ANS-64"])
        ]


def test_completing_a_row_never_breaks_its_limits() -> None:
    answers, codes = merged("years: [{year: 2025, revenue_wan: 90}]", "years: [{year: 2025, main_revenue_wan: 95}]")
    assert (dict(answers.rows["years"][0].values), codes) == ({"year": 2025, "revenue_wan": 90}, ["ANS-64"])


def test_rows_without_a_key_are_counted_as_often_as_one_file_has_them() -> None:
    row = "{process: 车削, key: true, total: 20}"
    one, two = f"equipment: [{row}]", f"equipment: [{row}, {row}, {{process: 磨, key: false}}]"
    for texts in ((one, two), (two, one), (one, one, two)):
        assert len(merged(*texts)[0].rows["equipment"]) == 3


def test_declared_subjects_replace_those_filled_in() -> None:
    answers, codes = merged(
        "subjects: [{id: w, kind: workshop, name: 车间}]\nequipment: [{process: 车削, key: true, subject: w}]",
        "subjects: [{id: a, kind: site, name: 一厂}]\nsystems: [{name: ERP, category_item: app_mgmt, subject: a}]",
        "answers: {staff: 1}",
    )
    assert [(each.id, each.parent) for each in answers.subjects] == [("firm", ""), ("a", "firm"), ("w", "a")]
    assert codes == []


def test_the_firm_may_be_declared_in_one_file_only() -> None:
    declared = """
        subjects: [{id: hq, kind: firm, name: 总部}, {id: a, kind: site, name: 一厂, parent: hq}]
        years: [{year: 2025}]
    """
    for texts in ((declared, "answers: {staff: 1}\nequipment: []"), ("answers: {staff: 1}\nequipment: []", declared)):
        answers, _ = merged(*texts)
        assert answers.firm_subject == "hq"
        assert answers.answers["hq", "staff"].value == 1
        assert answers.rows["years"][0].subject == "hq"
        assert [each.parent for each in answers.subjects[:2]] == ["", "hq"]


def test_subjects_always_form_a_tree() -> None:
    answers, codes = merged(
        "subjects: [{id: a, kind: site, name: 甲}, {id: w, kind: workshop, name: 车间, parent: a}]",
        """
        subjects:
          - {id: a, kind: workshop, name: 甲}
          - {id: b, kind: site, name: 乙}
          - {id: w, kind: workshop, name: 车间, parent: b}
        """,
    )
    assert "ANS-62" in codes
    kinds = {each.id: each.kind for each in answers.subjects}
    above = {"site": "firm", "workshop": "site"}
    assert all(kinds[each.parent] == above[each.kind] for each in answers.subjects[1:])


def test_words_of_both_visits_stay() -> None:
    answers, _ = merged(
        """
        visit: {team: 甲, date: 2026-05-06}
        findings: [{kind: pain, text: x}]
        tailored: [{id: dom_service, reason: 甲}]
        """,
        """
        visit: {team: 乙, date: 2026-05-06}
        findings: [{kind: pain, text: x}, {kind: wish, text: y}]
        fictitious: true
        """,
    )
    assert answers.visit == {"team": "甲；乙", "date": "2026-05-06"}
    assert [each.text for each in answers.findings] == ["x", "y"]
    assert answers.tailored == {"dom_service": "甲"}
    assert answers.fictitious is True


# ---- cut ----------------------------------------------------------------------------------------------------------

HISTORY = """
    evidence:
      - {id: old, grade: E2, kind: 合同, date: 2026-05-01}
      - {id: new, grade: E4, kind: 平台确认, date: 2026-06-01}
      - {id: undated, grade: E3, kind: photo}
    answers:
      staff: {value: 1, date: 2026-05-01, evidence: [old, new]}
      trend: {value: up, date: 2026-06-01}
      products: {value: 千斤顶, evidence: new}
      founded: {value: 2001-01-01, evidence: undated}
    years: [{year: 2025, evidence: new}]
    findings: [{kind: pain, text: x, evidence: [new, undated]}]
    official_results:
      - {instrument: cmmm, level: 1, date: 2026-05-01, receipt: a}
      - {instrument: cmmm, level: 2, date: 2026-06-01, receipt: b}
      - {instrument: cmmm, level: 2, date: 2026-04-01, receipt: c, evidence: new}
"""


def test_cut_drops_what_was_recorded_later() -> None:
    known = cut(accepted(HISTORY), date(2026, 5, 31))
    assert [each.id for each in known.evidence] == ["old", "undated"]
    assert {fact for _, fact in known.answers} == {"staff", "products", "founded"}
    assert [row.values["level"] for row in known.rows["official_results"]] == [1, 1 + 1]


def test_cut_leaves_the_grade_of_the_evidence_that_is_left() -> None:
    known = cut(accepted(HISTORY), date(2026, 5, 31))
    grades = {fact: each.grade for (_, fact), each in known.answers.items()}
    assert grades == {"staff": Grade.E2, "products": Grade.E1, "founded": Grade.E3}
    assert known.answers["firm", "staff"].evidence == ("old",)
    assert known.rows["years"][0].grade == Grade.E1
    assert [row.grade for row in known.rows["official_results"]] == [Grade.E4, Grade.E1]
    assert known.findings[0].evidence == ("undated",)


def test_cut_on_the_day_itself_keeps_everything() -> None:
    answers = accepted(HISTORY)
    assert cut(answers, date(2026, 6, 1)) == answers


def test_cut_twice_is_cut_at_the_earlier_date() -> None:
    answers = accepted(HISTORY)
    early, late = date(2026, 4, 30), date(2026, 5, 31)
    assert cut(cut(answers, late), early) == cut(answers, early)


# ---- folders ------------------------------------------------------------------------------------------------------


def test_folder_unites_files_with_one_code_whatever_their_format(tmp_path: Path) -> None:
    (tmp_path / "b.yaml").write_text(HEAD + "answers: {staff: 1}", encoding="utf-8")
    (tmp_path / "a.yml").write_text(HEAD.replace(CODE, OTHER_CODE), encoding="utf-8")
    (tmp_path / "c.json").write_text(
        f'{{"firm": {{"code": "{CODE}", "name": "示例一号（虚构）"}}, "equipment": []}}', encoding="utf-8"
    )
    firms, problems = read_folder(tmp_path, LIBRARY)
    assert problems == []
    assert [each.code for each in firms] == [OTHER_CODE, CODE]
    assert firms[1].rows == {"equipment": ()}
    assert firms[1].answers["firm", "staff"].value == 1


def test_known_at_cuts_before_merging_so_that_the_older_answer_counts_again(tmp_path: Path) -> None:
    for month in (5, 6):
        text = HEAD + f"answers: {{staff: {{value: {month}, date: 2026-0{month}-01}}}}"
        (tmp_path / f"{month}.yaml").write_text(text, encoding="utf-8")
    firms, problems = read_folder(tmp_path, LIBRARY, known_at=date(2026, 5, 31))
    assert firms[0].answers["firm", "staff"].value == 5
    assert problems == []
    assert read_folder(tmp_path, LIBRARY)[0][0].answers["firm", "staff"].value == 6


def test_merge_does_not_change_its_input() -> None:
    firms = [accepted("answers: {staff: 1}"), accepted("answers: {staff: 2}")]
    copies = [replace(each) for each in firms]
    merge_answers(firms)
    assert firms == copies


def both(first: str, second: str, table: str) -> tuple[list[dict[str, object]], list[str]]:
    """The rows of two forms of one firm, read with the content of the product."""
    problems: list[Problem] = []
    read = []
    for name, rows in (("上门前表.yaml", first), ("上门前表(1).yaml", second)):
        text = f"firm: {{code: {CODE}, name: 甲厂, business_type: discrete}}\n{table}: [{rows}]\n"
        firm, _ = parse_answers(text, name, shipped())
        assert firm is not None
        read.append(firm)
    rows_of = merge_answers(read, problems, tables=shipped().tables).rows[table]
    return [dict(each.values) for each in rows_of], [each.code for each in problems]


def test_a_corrected_form_in_the_same_folder_adds_no_row() -> None:
    turning = "{{process: 车削, key: true, total: {}}}"
    for totals in ((10, 11), (11, 10)):
        first, second = (turning.format(each) for each in totals)
        rows, codes = both(first, second, "equipment")
        assert ([each["total"] for each in rows], codes) == ([totals[0]], ["ANS-64"])


def test_a_renewed_service_in_another_file_stays_a_row_of_its_own() -> None:
    service = "{{name: 云ERP, category_item: app_mgmt, start_date: {}}}"
    rows, codes = both(service.format("2024-01-10"), service.format("2025-01-10"), "systems")
    assert (len(rows), codes) == (2, [])


def test_two_equal_rows_in_each_of_two_files_are_two() -> None:
    twice = ", ".join(["{process: 车削, key: true, total: 4}"] * 2)
    rows, codes = both(twice, twice, "equipment")
    assert (len(rows), codes) == (2, [])


def test_a_conflict_copy_in_a_folder_is_named_and_counts_nothing_twice(tmp_path: Path) -> None:
    for name, total in (("甲.yaml", 10), ("甲 (冲突的副本 2026-06-30).yaml", 11)):
        rows = f"equipment: [{{process: 车削, key: true, total: {total}}}]\n"
        head = f"firm: {{code: {CODE}, name: 甲厂, business_type: discrete}}\n"
        (tmp_path / name).write_text(head + rows, encoding="utf-8")
    firms, problems = read_folder(tmp_path, shipped())
    assert [len(each.rows["equipment"]) for each in firms] == [1]
    told = [each for each in problems if each.code == "ANS-69"]
    assert [("甲 (冲突的副本" in each.place.file, "甲.yaml" in each.what) for each in told] == [(True, True)]
