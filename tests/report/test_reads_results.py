"""The report reads what the results carry: it adds up no score, decides no threshold, knows no standard by name."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

import diagnostics
from diagnostics.briefing.report_input import brief
from diagnostics.content.library.loading import load_library
from diagnostics.diagnosis.diagnose import diagnose
from diagnostics.model.content.expressions import AllOf, Among, FieldRef, RowCount
from diagnostics.model.firm.answers import AnswerValue
from tests.builders import AS_OF, shipped
from tests.report.reading import EXAMPLES, example, tables_of, whole_report

PACKAGE = Path(diagnostics.__file__).parent
# Charts and formats turn finished numbers and words into millimetres.
FILES = sorted(
    each for room in ("chapters", "narrative", "words") for each in (PACKAGE / "report" / room).rglob("*.py")
)
# How a standard is made: weights, roll-up, conditions.
RULES = {"weight", "weights", "weights_by", "roll_up", "need", "where"}
# Numbers of a result.
NUMBERS = {
    "value", "verified", "answered_share", "needs", "share", "adds", "still", "unproved", "gap", "score",
}  # fmt: skip
NAMES = {*shipped().standards, *shipped().criteria}
# The chapter and its chart bear this name in the narratives of clients.
CHAPTERS = {("report/narrative/building.py", "cloud"), ("report/chapters/state/figures.py", "cloud")}
# The number of an option is content, and no number of a result.
OPTION = "option.value > Fraction(value)"


def reckonings(tree: ast.AST) -> Iterator[str]:
    """Yield every place where a rule of a standard is read, or numbers of results are reckoned with or ordered."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in RULES:
            yield f".{node.attr}"
        if isinstance(node, ast.BinOp):
            yield from _numbers(node, [node.left, node.right])
        if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.Lt | ast.LtE | ast.Gt | ast.GtE):
            sides = [node.left, *node.comparators]
            if not any(isinstance(each, ast.Constant) and each.value == 0 for each in sides):  # a sign may be read
                yield from _numbers(node, sides)
        if isinstance(node, ast.alias) and node.name in {"Compare", "NodeScore", "Constant", "Staircase"}:
            yield node.name


def _numbers(node: ast.expr, operands: list[ast.expr]) -> Iterator[str]:
    for each in operands:
        while isinstance(each, ast.BoolOp):
            each = each.values[0]
        if isinstance(each, ast.Attribute) and each.attr in NUMBERS:
            yield ast.unparse(node)


def names_of_standards(tree: ast.AST) -> Iterator[str]:
    """Yield every string that is the id of a standard or a criteria set."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and node.value in NAMES:
            yield str(node.value)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_report_reckons_nothing(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    name = path.relative_to(PACKAGE).as_posix()
    assert [each for each in reckonings(tree) if each != OPTION] == []
    assert [each for each in names_of_standards(tree) if (name, each) not in CHAPTERS] == []


@pytest.mark.parametrize(
    "source",
    [
        "gap = tier.needs - tier.figure.value", "share * figure.value", "(figure.value or 0.0) / whole", "node.weight",
        "reached = figure.value >= 0.8", "step.need", "from x import NodeScore", "standard.weights_by",
    ],
)  # fmt: skip
def test_arithmetic_of_a_standard_is_seen(source: str) -> None:
    assert list(reckonings(ast.parse(source)))


@pytest.mark.parametrize(
    "source", ["gap > 0", "advice.gap < 0", "figure.value == level", "len(rows) - 1", "number(tier.gap)"]
)
def test_reading_a_number_is_let_pass(source: str) -> None:
    assert list(reckonings(ast.parse(source))) == []


def test_the_name_of_a_standard_is_seen() -> None:
    assert list(names_of_standards(ast.parse('given.standards.get("cmmm")'))) == ["cmmm"]


# ---- the rows of a ledger ----


def test_another_rule_of_the_content_moves_status_and_table_together() -> None:
    """Office suites are to count no longer: one fact says so, and the table follows without a line of Python."""
    path = next(each for each in EXAMPLES if each.stem == "auto_parts")
    before = tables_of(whole_report(example(path)))["services"].rows
    counted = shipped().derived
    strict = {
        name: _without_office(counted[name].value) for name in ("cloud_services_verified", "cloud_services_running")
    }
    derived = {**counted, **{name: replace(counted[name], value=value) for name, value in strict.items()}}
    (anew,) = diagnose([example(path).firm], replace(shipped(), derived=derived), AS_OF)
    given = brief(anew, AS_OF, AS_OF)
    after = tables_of(whole_report(given))["services"].rows
    office = [row for row in before if row[1].text == "协同办公"]
    assert office
    assert [row for row in before if row not in office] == list(after)
    services = given.standards["cloud"].outputs["services"]
    assert isinstance(services, dict)
    assert services["running"] == sum(use is not None and use.running for use in given.uses["systems"])


def _without_office(value: object) -> RowCount:
    assert isinstance(value, RowCount)
    assert value.where is not None
    others = tuple(
        option.id
        for field in shipped().tables["systems"].fields
        if field.id == "category_item"
        for option in field.options
        if option.id != "app_office"
    )
    return replace(value, where=AllOf((value.where, Among(FieldRef("category_item"), others))))


def test_a_service_that_begins_later_counts_nowhere() -> None:
    """A website of next year was listed as not counting, while the status did not know it."""
    path = next(each for each in EXAMPLES if each.stem == "auto_parts")
    firm = example(path).firm
    first = firm.rows["systems"][0]
    values: dict[str, AnswerValue] = {"name": "官网", "category_item": "non_website", "start_date": date(2027, 1, 1)}
    rows = (*firm.rows["systems"], replace(first, values=values))
    (anew,) = diagnose([replace(firm, rows={**firm.rows, "systems": rows})], shipped(), AS_OF)
    given = brief(anew, AS_OF, AS_OF)
    assert given.uses["systems"][-1] is None
    services = given.standards["cloud"].outputs["services"]
    assert isinstance(services, dict)
    assert services["not_counting"] == sum(
        use is not None and use.id == "not_counting" for use in given.uses["systems"]
    )
    assert "官网" not in {row[0].text for row in tables_of(whole_report(given))["services"].rows}


def test_a_use_of_rows_names_a_fact_that_counts_them(tmp_path: Path) -> None:
    overlay = tmp_path / "benchmarks" / "standards" / "cloud.yaml"
    overlay.parent.mkdir(parents=True)
    use = "{id: proved, name: 在用, counted_by: cloud_services_verifed}"
    head = "kind: standard\nid: cloud\ntitle: 上云\nedition: '1'\nreviewed: 2026-11-30\n"
    overlay.write_text(f"{head}ledger: {{table: systems, uses: [{use}]}}\n", encoding="utf-8")
    problems = [each for each in load_library([tmp_path])[1] if not each.warning]
    assert [(each.code, each.place.line) for each in problems] == [("REF-01", 6)]
    assert "cloud_services_verified" in str(problems[0])
