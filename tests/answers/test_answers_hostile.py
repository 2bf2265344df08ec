"""Whatever somebody sends: problems, never a traceback, never a long wait."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from diagnostics.answers.files.file import parse_answers
from diagnostics.answers.files.text import MAX_EVENTS
from tests.answers.answers_library import CODE, HEAD, LIBRARY, parse

VALID = f"""\
firm:
  code: "{CODE}"
  name: 示例
  business_type: discrete
  titles:
    - {{tier: province, valid_from: 2024-07-01}}
subjects:
  - {{id: a, kind: site, name: 一厂, answers: {{has_mes: true}}}}
  - {{id: w, kind: workshop, name: 车间, parent: a}}
evidence:
  - {{id: e, grade: E2, kind: 合同, date: 2026-05-06}}
equipment:
  - {{process: 车削, key: true, total: 20, digital: 12, subject: w, evidence: e}}
years: [{{year: 2025, revenue_wan: 8200, main_revenue_wan: 7600}}]
tailored: [{{id: dom_service, reason: 无}}]
findings: [{{kind: pain, text: 慢, evidence: [e]}}]
visit: {{date: 2026-05-06, interviewees: [总经理]}}
answers:
  q01_network: [ot_net]
  q02_equip_digital: [12, 20]
  s_quality: {{value: 2, evidence: e, by: 张工, date: 2026-05-06}}
"""


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\0",
        "a: \0",
        "\ufeff",
        "\ud800",
        "]",
        "{",
        "firm",
        "42",
        "null",
        "--- a\n--- b",
        "firm: &a {x: *a}",
        "<<: {a: 1}",
        "!!python/object/apply:os.system [ls]",
        "? [a]\n: b",
        "firm: {firm: {firm: {}}}",
        "%YAML 9.9\n---\na: 1",
        "[" * 100_000,
        "{a: " * 100_000,
        "- " * 50_000 + "a",
        "? " * 50_000,
        "\n".join(" " * depth + "a:" for depth in range(1500)),
        "a: &a [x]\nb: &b [*a, *a]\nc: [*b, *b]",
        "a" * 1_900_000,
        "a: " + "9" * 1_900_000,
        "firm: {code: " + "9" * 100_000 + ", name: a}",
        "'" * 100_001,
        '"\\ud800"',
        '{"firm": "\\ud83d\\ude00"}',
    ],
    ids=lambda text: repr(text[:20]),
)
@pytest.mark.parametrize("file", ["f.yaml", "f.json"])
def test_hostile_text_is_a_problem(text: str, file: str) -> None:
    answers, problems = parse_answers(text, file, LIBRARY)
    assert answers is None
    assert problems
    assert all(len(str(each)) < 5_000 for each in problems)


@pytest.mark.parametrize("size", [2_000_001, 10_000_000])
def test_ten_megabytes_are_refused_at_once(size: int) -> None:
    start = time.perf_counter()
    answers, problems = parse_answers("a" * size, "f.yaml", LIBRARY)
    assert (answers, [each.code for each in problems]) == (None, ["ANS-03"])
    assert time.perf_counter() - start < 1


def test_too_many_values_are_refused_before_they_fill_the_memory() -> None:
    answers, problems = parse_answers("a: [" + "1," * MAX_EVENTS + "]", "f.yaml", LIBRARY)
    assert (answers, [each.code for each in problems]) == (None, ["ANS-03"])


@pytest.mark.parametrize("file", ["f.yaml", "f.json"])
def test_deep_nesting_is_told_in_our_words(file: str) -> None:
    answers, problems = parse_answers('{"a": ' + "[" * 3_000, file, LIBRARY)
    assert (answers, [each.code for each in problems]) == (None, ["YAML-05"])


def test_thousands_of_mistakes_do_not_take_minutes() -> None:
    start = time.perf_counter()
    text = HEAD + "answers:\n" + "".join(f"  staf_{number}: x\n" for number in range(20_000))
    assert len(parse(text)[1]) == 20_000
    assert time.perf_counter() - start < 30


@pytest.mark.parametrize(
    "written",
    ["1e400", "-1", "0", "true", "''", "[]", "{}", "[[]]", "[{}]", "{value: {}}", "{value: []}", "{value: {value: 1}}",
     "{state: []}", "{state: na}", "{evidence: [[]]}", "{evidence: {}}", "{date: []}", "'\\u0000'", "2026-13-01",
     "0000-00-00", "٣", "１２", "²", "\u202e", "𠮷", "." * 100, "[1e400, nan]", "[0, 0]", "{value: 1, value: 2}"],
)  # fmt: skip
def test_no_value_of_any_fact_gives_a_traceback(written: str) -> None:
    for fact in (*LIBRARY.facts, *LIBRARY.derived):
        block = "firm" if fact in LIBRARY.facts and LIBRARY.facts[fact].profile else "answers"
        text = f'firm: {{code: "{CODE}", name: 甲' + (f", {fact}: {written}}}" if block == "firm" else "}")
        text += "" if block == "firm" else f"\nanswers: {{{fact}: {written}}}"
        answers, problems = parse_answers(text, "f.yaml", LIBRARY)
        assert (answers is None) == any(not each.warning for each in problems), fact


def test_messages_show_no_control_characters() -> None:
    _, problems = parse('"a\\u0000\\u202e\\u001b[31m": 1\nanswers: {"b\\u001b": 1, trend: "up\\u202e"}')
    assert len(problems) == 3
    assert all(str(each).replace("\n", "").isprintable() for each in problems)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=300), st.sampled_from(["f.yaml", "f.json"]))
def test_any_text_gives_answers_or_problems(text: str, file: str) -> None:
    answers, problems = parse_answers(text, file, LIBRARY)
    assert (answers is None) == any(not each.warning for each in problems)


@given(
    st.integers(0, len(VALID)), st.integers(0, 12), st.text(max_size=6) | st.sampled_from(["[", "}", ": ", "- ", "\n"])
)
def test_any_slip_in_a_valid_file_gives_answers_or_problems(start: int, length: int, inserted: str) -> None:
    text = VALID[:start] + inserted + VALID[start + length :]
    answers, problems = parse_answers(text, "f.yaml", LIBRARY)
    assert (answers is None) == any(not each.warning for each in problems)


def test_the_valid_file_is_valid() -> None:
    assert parse_answers(VALID, "f.yaml", LIBRARY)[1] == []


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(["firm", "a", "e", "E2"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["id", "kind", "name", "value", "state", "evidence", "grade", "subject", "parent", "answers", "x"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=8,
)
KEYS = [
    "subjects",
    "evidence",
    "findings",
    "tailored",
    "visit",
    "answers",
    "equipment",
    "systems",
    "years",
    "titles",
    "fictitious",
]


@given(st.dictionaries(st.sampled_from(KEYS), JSON, max_size=4), st.booleans())
def test_any_shape_of_json_gives_answers_or_problems(blocks: dict[str, object], ascii_only: bool) -> None:
    text = json.dumps({"firm": {"code": CODE, "name": "甲"}, **blocks}, ensure_ascii=ascii_only)
    answers, problems = parse_answers(text, "f.json", LIBRARY)
    assert (answers is None) == any(not each.warning for each in problems)
