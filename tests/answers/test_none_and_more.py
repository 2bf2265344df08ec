"""“None of these” beside another option, by every way in: refused with its place, never one of them taken."""

from __future__ import annotations

from pathlib import Path

import pytest

from diagnostics.answers.files.file import parse_answers
from diagnostics.answers.files.single import parse_answer
from diagnostics.answers.typed.value import TypedWrongError, read_value
from diagnostics.cli.main import main
from diagnostics.interview.course.short_list import ListEntry, read_list
from diagnostics.model.firm.answers import Subject
from tests.builders import CODE, shipped

FACT = shipped().facts["chain_scenarios"]
WITH_NONE = [each for each in shipped().facts.values() if each.type == "multi" and any(o.none for o in each.options)]
HEAD = f"firm: {{code: {CODE}, name: 甲（虚构）}}\nanswers:\n"


def codes_in_a_file(value: str, name: str = "firm.yaml") -> list[tuple[str, int]]:
    firm, problems = parse_answers(f"{HEAD}  chain_scenarios: {value}\n", name, shipped())
    assert firm is None
    return [(each.code, each.place.line) for each in problems]


@pytest.mark.parametrize(
    "value",
    [
        "{value: [none, chain_trace]}", "{value: [chain_trace, none]}", "[none, chain_trace]", "['none', chain_trace]",
        "[9, 1]", "[none, 1]", "[none, chain_trace, chain_scf]",
    ],
)  # fmt: skip
def test_in_a_file_it_is_refused_at_its_line(value: str) -> None:
    assert codes_in_a_file(value) == [("ANS-17", 3)]


@pytest.mark.parametrize(
    ("value", "code"),
    [("[none, none]", "ANS-16"), ("[none, nothing]", "ANS-09"), ("none", "ANS-15"), ("[[none]]", "ANS-09")],
)
def test_its_siblings_are_refused_too(value: str, code: str) -> None:
    assert [each for each, _ in codes_in_a_file(value)] == [code]


def test_in_json_it_is_refused_too() -> None:
    text = f'{{"firm": {{"code": "{CODE}", "name": "甲"}}, "answers": {{"chain_scenarios": ["none", "chain_trace"]}}}}'
    firm, problems = parse_answers(text, "firm.json", shipped())
    assert (firm, [each.code for each in problems]) == (None, ["ANS-17"])


def test_none_alone_and_nothing_at_all_are_the_same() -> None:
    for value in ("[none]", "[]", "[9]"):
        firm, problems = parse_answers(f"{HEAD}  chain_scenarios: {value}\n", "firm.yaml", shipped())
        assert problems == []
        assert firm is not None
        assert firm.answers[firm.firm_subject, FACT.id].value == ("none",)


@pytest.mark.parametrize("fact", WITH_NONE, ids=lambda fact: fact.id)
def test_at_the_prompt_it_is_refused_for_every_question_that_has_it(fact: object) -> None:
    keys = [str(index) for index, each in enumerate(fact.options) if each.none]  # type: ignore[attr-defined]
    other = next(str(index) for index, each in enumerate(fact.options) if not each.none)  # type: ignore[attr-defined]
    for text in (f"{keys[0]} {other}", f"{other}，{keys[0]}", f"{other}、{keys[0]}"):
        with pytest.raises(TypedWrongError, match="又选了别的"):
            read_value(fact, text)  # type: ignore[arg-type]


def test_in_a_line_of_several_questions_it_is_refused_with_the_number() -> None:
    with pytest.raises(TypedWrongError, match=r"1.*又选了别的"):
        read_list([ListEntry(fact=FACT)], [0], "9+1")


def test_decided_by_a_reviewer_it_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    subject = Subject(id="firm", kind="firm", name="甲")
    answer, problems = parse_answer("[none, chain_trace]", FACT.id, subject, shipped(), where="命令行", evidence=())
    assert (answer, [each.code for each in problems]) == (None, ["ANS-17"])
    folder = str(tmp_path / "ws")
    assert main(["firm", "add", CODE, "甲（虚构）", "--workspace", folder]) == 0
    decide = [
        "firm",
        "decide",
        CODE,
        FACT.id,
        "--value",
        "[none, chain_trace]",
        "--reason",
        "问过",
        "--workspace",
        folder,
    ]
    assert main(decide) == 1
    assert "ANS-17" in capsys.readouterr().err
