"""What a finding is about: facts, tables and front parts of fact ids; nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from diagnostics.answers.files.file import parse_answers
from diagnostics.model.content.roots import facts_named
from diagnostics.model.firm.answers import Finding
from diagnostics.store.journal.values import from_json, to_json
from tests.builders import AS_OF, as_json, shipped


def read(about: Any) -> tuple[tuple[str, ...], list[str]]:
    answers = {
        "firm": {"code": "91410100MA4D000018", "name": "甲公司"},
        "findings": [{"kind": "pain", "text": "找不到砖", "about": about}],
    }
    firm, problems = parse_answers(as_json(answers), "firm.json", shipped(), as_of=AS_OF)
    found = firm.findings[0].about if firm is not None and firm.findings else ()
    return found, [str(each) for each in problems if not each.warning]


@pytest.mark.parametrize(
    ("about", "wanted"),
    [
        ("s_warehouse", ("s_warehouse",)),
        (["s_warehouse", "equipment"], ("s_warehouse", "equipment")),
        (["s_warehouse", "s_warehouse"], ("s_warehouse",)),
        ("production_operation.L2", ("production_operation.L2",)),
        ("production_operation", ("production_operation",)),
        ("equip_digital_rate", ("equip_digital_rate",)),
    ],
)
def test_facts_tables_and_front_parts_are_taken(about: Any, wanted: tuple[str, ...]) -> None:
    assert read(about) == (wanted, [])


@pytest.mark.parametrize("about", ["s_warehose", "", ["s_warehouse", "gap_no_wms"], {"s_warehouse": 1}, 7])
def test_anything_else_is_refused_with_its_place(about: Any) -> None:
    _, problems = read(about)
    assert len(problems) == 1
    assert "ANS-09" in problems[0]
    assert "about" in problems[0]
    assert "firm.json:" in problems[0]


def test_a_misspelt_fact_gets_a_suggestion() -> None:
    _, (problem,) = read("s_warehose")
    assert "s_warehouse" in problem


def test_a_front_part_stands_for_all_facts_below_it_and_a_figure_for_what_it_rests_on() -> None:
    library = shipped()
    assert {"production_operation.L2.1", "production_operation.L2.4"} <= facts_named(
        ("production_operation.L2",), library
    )
    assert "equipment" in facts_named(("equip_digital_rate",), library)


def test_the_journal_keeps_it() -> None:
    answers = {
        "firm": {"code": "91410100MA4D000018", "name": "甲"},
        "findings": [{"kind": "pain", "text": "乙", "about": "s_energy"}],
    }
    firm, _ = parse_answers(as_json(answers), "firm.json", shipped(), as_of=AS_OF)
    assert firm is not None
    (finding,) = firm.findings
    assert from_json(Finding, to_json(finding)) == finding
    old = {key: value for key, value in to_json(finding).items() if key != "about"}
    assert from_json(Finding, old).about == ()
