"""JSON Schema for editors: what the strict reader accepts, the schema accepts; the usual slips it refuses."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from diagnostics.answers.files.file import parse_answers
from diagnostics.answers.files.schema import main, schema_text, schemas, write_schemas
from diagnostics.content.root import content_root
from diagnostics.content.yaml.kinds import KINDS
from diagnostics.content.yaml.layers import content_files
from diagnostics.content.yaml.reader import is_number
from diagnostics.content.yaml.yaml_nodes import Mapping, Node, Scalar, parse_yaml
from diagnostics.words.problems import Problem
from tests.answers.answers_library import LIBRARY
from tests.answers.test_answers_hostile import VALID
from tests.answers.test_answers_problems import BROKEN
from tests.builders import shipped
from tests.offenders import assert_none

ROOT = Path(__file__).resolve().parents[2]
COMMITTED = ROOT / "docs" / "schemas"
REWRITE = "run: python -m diagnostics.answers.files.schema docs/schemas"
HEADER = "id: x\ntitle: x\nedition: '1'\nreviewed: 2026-11-22\n"


def plain(node: Node) -> Any:
    """Return a node as JSON would have it."""
    if isinstance(node, Mapping):
        return {key.text: plain(value) for key, value in node.items}
    if not isinstance(node, Scalar):
        return [plain(item) for item in node.items]
    if node.plain and node.text in {"true", "false"}:
        return node.text == "true"
    return json.loads(str(float(node.text))) if is_number(node) else node.text


def parsed(text: str) -> Any:
    problems: list[Problem] = []
    root = parse_yaml(text, "x.yaml", problems)
    assert root is not None, problems
    return plain(root)


@cache
def validator(name: str) -> Draft202012Validator:
    return Draft202012Validator(schemas(LIBRARY)[name])


def faults(name: str, text: str) -> list[str]:
    return [f"{each.json_path}: {each.message}" for each in validator(name).iter_errors(parsed(text))]


@cache
def answers_validator() -> Draft202012Validator:
    """Of answers to the shipped content."""
    return Draft202012Validator(schemas(shipped())["answers"])


def test_a_schema_is_a_schema() -> None:
    for schema in schemas(LIBRARY).values():
        Draft202012Validator.check_schema(schema)


def test_every_kind_of_content_file_has_a_schema() -> None:
    assert set(schemas()) == {f"content/{name}" for name in KINDS}


# ---- committed files ----------------------------------------------------------------------------------------------


def test_committed_schemas_of_content_are_up_to_date() -> None:
    committed = {name: (COMMITTED / f"{name}.schema.json").read_text(encoding="utf-8") for name in schemas()}
    assert_none(f"{name}: {REWRITE}" for name, schema in schemas().items() if committed[name] != schema_text(schema))


def test_committed_schema_of_the_answers_file_is_up_to_date() -> None:
    expected = schema_text(schemas(shipped())["answers"])
    assert (COMMITTED / "answers.schema.json").read_text(encoding="utf-8") == expected, REWRITE


def test_no_schema_is_left_over() -> None:
    assert {path.name for path in (COMMITTED / "content").iterdir()} == {f"{name}.schema.json" for name in KINDS}


def test_written_files_are_the_schemas(tmp_path: Path) -> None:
    paths = write_schemas(tmp_path, LIBRARY)
    assert {path.relative_to(tmp_path).as_posix() for path in paths} == {
        f"{name}.schema.json" for name in schemas(LIBRARY)
    }
    assert all(
        json.loads(path.read_text(encoding="utf-8")) == schema
        for path, schema in zip(paths, schemas(LIBRARY).values(), strict=True)
    )


def test_command_without_a_folder_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main([])
    assert stopped.value.code == 2
    assert "DIR" in capsys.readouterr().err


# ---- shipped content ----------------------------------------------------------------------------------------------


def test_shipped_content_is_valid() -> None:
    texts = {path: path.read_text(encoding="utf-8") for path in content_files(content_root())}
    assert_none(
        f"{path}: {fault}" for path, text in texts.items() for fault in faults(f"content/{parsed(text)['kind']}", text)
    )


def test_example_firms_are_valid() -> None:
    texts = {path: path.read_text(encoding="utf-8") for path in (ROOT / "examples").glob("*.yaml")}
    assert len(texts) > 2
    assert_none(
        f"{path}: {each.json_path}: {each.message}"
        for path, text in texts.items()
        for each in answers_validator().iter_errors(parsed(text))
    )


# ---- content kinds ------------------------------------------------------------------------------------------------

FACT = "kind: facts\n" + HEADER + "facts:\n  - {id: a, name: 甲, type: number"
SET = (
    "kind: criteria\n" + HEADER + "jurisdiction: 全国\njudges: site\ncomplete: false\nconditions:\n  - {id: a, name: 甲"
)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("facts", FACT + "}"),
        ("facts", FACT + ", min: 0, ask_when: {fact: b, in: [x, y]}, implies: [x]}"),
        ("facts", "kind: facts\njudge: {by: qizhen, date: 2026-11-22}\nsource: s\n" + HEADER + "facts: []"),
        ("criteria", SET + ", need: {all: [{fact: b, at_least: 60}, {none: [{exists: systems}]}]}}"),
        ("criteria", SET + ", need: {ratio: [{sum: t.a}, {sum: t.b}], times: 100, at_least: {constant: 5}}}"),
        ("criteria", SET + ", need: {points: b, table: {x: 1}, at_least: 1}}"),
        ("criteria", SET + ", parts: [{id: b, name: 乙, need: {official: cmmm, at_least: 2}}], need_parts: 1}"),
        ("aliases", "kind: aliases\n" + HEADER + "aliases: {a: b}\noption_aliases: {c: {d: e}}"),
    ],
)
def test_good_content_is_accepted(kind: str, text: str) -> None:
    assert faults(f"content/{kind}", text) == []


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("facts", FACT + ", minn: 0}"),
        ("facts", FACT.replace("number", "nmber") + "}"),
        ("facts", FACT.replace("name: 甲, ", "") + "}"),
        ("facts", FACT.replace("reviewed: 2026-11-22", "reviewed: 去年") + "}"),
        ("facts", FACT.replace("id: a", "id: 甲") + "}"),
        ("facts", FACT.replace("facts:\n", "fact:\n") + "}"),
        ("facts", FACT.replace("kind: facts", "kind: tables") + "}"),
        ("facts", FACT + ", ask_when: {fact: b}}"),
        ("facts", FACT + ", ask_when: {fact: b, att_least: 3}}"),
        ("facts", FACT + ", ask_when: {all: [{fct: b, at_least: 3}]}}"),
        ("facts", FACT + ", ask_when: {fact: b, at_least: [3]}}"),
        ("criteria", SET + ", mark: offical}"),
        ("criteria", SET + ", need: 60}"),
    ],
)
def test_slips_in_content_are_refused(kind: str, text: str) -> None:
    assert faults(f"content/{kind}", text)


# ---- the answers file ---------------------------------------------------------------------------------------------

# codes of the reader whose examples show in the schema too
SEEN_BY_SCHEMA = [f"ANS-{number:02}" for number in (5, 6, 7, 9, 11, 12, 13, 15, 18, 20, 21, 23, 26)]


def firm(rest: str) -> str:
    return f'firm: {{code: "91410100MA4D000018", name: 甲}}\n{rest}'


def test_valid_answers_are_accepted() -> None:
    assert faults("answers", VALID) == []


@pytest.mark.parametrize("code", SEEN_BY_SCHEMA)
def test_slips_in_answers_are_refused(code: str) -> None:
    assert faults("answers", firm(BROKEN[code]))


def test_not_applicable_is_offered_only_where_it_is_allowed() -> None:
    assert faults("answers", firm("answers: {s_quality: {state: na, reason: 无}}")) == []
    assert faults("answers", firm("answers: {staff: {state: na, reason: 无}}"))


WRITTEN = st.sampled_from(
    ["0", "1", "2", "2.0", "60", "98.2", "true", "false", "[]", "[0]", "[1, 3]", "[12, 20]", "[none]", "[ot_net]", "l1",
     "[factory_net, app_net]", "mostly", "flat", "holds", "甲", '"2"', "2025-02-28", "'2025-02-28'", "-1", "1e3", "007"]
)  # fmt: skip
AROUND = st.sampled_from(["{}", "{{value: {}}}", "{{value: {}, by: 张工, note: 见现场, date: 2026-05-06}}"])


@given(st.sampled_from(sorted([*LIBRARY.facts, *LIBRARY.derived, *LIBRARY.aliases])), WRITTEN, AROUND)
def test_what_the_reader_accepts_the_schema_accepts(fact: str, written: str, around: str) -> None:
    answer = f"{fact}: {around.format(written)}"
    profile = fact in LIBRARY.facts and LIBRARY.facts[fact].profile
    text = firm("").replace("name: 甲", f"name: 甲, {answer}") if profile else firm(f"answers: {{{answer}}}")
    if parse_answers(text, "f.yaml", LIBRARY)[0] is not None:
        assert faults("answers", text) == []
