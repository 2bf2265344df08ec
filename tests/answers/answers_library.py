"""A small library made by hand for the tests of answers files, and one-line readers."""

from __future__ import annotations

from fractions import Fraction
from textwrap import dedent

from diagnostics.answers.files.file import parse_answers
from diagnostics.model.content.expressions import Constant
from diagnostics.model.content.facts import Derived, Fact, FactTable, Field, Option
from diagnostics.model.content.library import Library
from diagnostics.model.content.standards import Node, Standard
from diagnostics.model.firm.answers import Answer, FirmAnswers
from diagnostics.words.problems import Problem

CODE = "91410100MA4D000018"
OTHER_CODE = "91410100MA4D00002B"
HEAD = f'firm: {{code: "{CODE}", name: 示例一号（虚构）}}\n'


def options(*ids: str, **values: int) -> tuple[Option, ...]:
    plain = tuple(Option(id=each, name=f"选项{each}", none=each == "none") for each in ids)
    return plain + tuple(Option(id=each, name=f"选项{each}", value=Fraction(value)) for each, value in values.items())


ZERO, ONE, HUNDRED = Fraction(0), Fraction(1), Fraction(100)

FACTS = (
    Fact(
        id="business_type",
        name="生产类型",
        type="choice",
        options=options("discrete", "process"),
        profile=True,
        selects=True,
    ),
    Fact(
        id="target_level",
        name="目标等级",
        type="number",
        integer=True,
        min=ONE,
        max=Fraction(5),
        profile=True,
        selects=True,
    ),
    Fact(id="since", name="状态变更日期", type="date", profile=True),
    Fact(
        id="network_capabilities",
        name="网络建设能力",
        type="multi",
        options=options("none", "ot_net", "it_net", "app_net"),
    ),
    Fact(id="tools", name="工具", type="multi", options=options("cad", "cam")),
    Fact(id="quality_level", name="质量管理", type="choice", options=options(l0=0, l1=1, l2=2), na=True),
    Fact(
        id="procurement.L2.1",
        name="采购计划",
        type="choice",
        subject="site",
        options=options("none", "partly", "mostly", "full"),
    ),
    Fact(id="rate", name="合格率", type="percent", subject="workshop"),
    Fact(id="staff", name="人数", type="number", integer=True, min=ZERO),
    Fact(id="has_mes", name="有 MES", type="bool", subject="site"),
    Fact(id="products", name="主导产品", type="text"),
    Fact(id="founded", name="成立日期", type="date"),
    Fact(id="expert", name="亮点突出", type="judgement"),
)
DERIVED = (
    Derived(id="equip_digital_rate", name="设备数字化率", type="percent", value=Constant(ZERO), direct="pair"),
    Derived(id="trend", name="变化", type="choice", options=options("down", "flat", "up"), direct="value"),
    Derived(id="computed", name="合计", type="number", value=Constant(ZERO)),
)
COUNT = {"type": "number", "integer": True, "min": ZERO}
TABLES = (
    FactTable(
        id="equipment",
        name="工序设备表",
        fields=(
            Field(id="process", name="工序", type="text", required=True),
            Field(id="key", name="关键工序", type="bool", required=True),
            Field(id="total", name="设备总数", type="number", integer=True, min=ZERO),
            Field(id="digital", name="数字化设备", type="number", integer=True, min=ZERO, within="total"),
            Field(id="networked", name="已联网设备", type="number", integer=True, min=ZERO, within="digital"),
        ),
        subject="workshop",
    ),
    FactTable(
        id="systems",
        name="系统台账",
        fields=(
            Field(id="name", name="名称", type="text", required=True),
            Field(
                id="category_item",
                name="类别",
                type="choice",
                options=options("app_mgmt", "equipment_cloud"),
                required=True,
            ),
            Field(id="start_date", name="开始日期", type="date"),
            Field(id="end_date", name="到期日期", type="date"),
            Field(id="annual_fee_wan", name="年费", type="number", min=ZERO),
        ),
        subject="site",
    ),
    FactTable(
        id="years",
        name="三年数字表",
        fields=(
            Field(
                id="year",
                name="年度",
                type="number",
                integer=True,
                min=Fraction(1990),
                max=Fraction(2100),
                required=True,
            ),
            Field(id="revenue_wan", name="营业收入", type="number", min=ZERO),
            Field(id="main_revenue_wan", name="主营业务收入", type="number", min=ZERO, within="revenue_wan"),
            Field(id="pass_rate", name="合格率", type="percent"),
        ),
        key=("year",),
    ),
    FactTable(
        id="titles",
        name="称号",
        fields=(
            Field(id="tier", name="类别", type="choice", options=options("province", "national"), required=True),
            Field(id="valid_from", name="起", type="date"),
            Field(id="valid_to", name="止", type="date"),
        ),
    ),
    FactTable(
        id="official_results",
        name="官方结果",
        fields=(
            Field(id="instrument", name="评价", type="choice", options=options("cmmm", "digital_level"), required=True),
            Field(id="level", name="等级", type="number", integer=True, min=ZERO),
            Field(id="date", name="日期", type="date", required=True),
            Field(id="receipt", name="回执", type="text"),
        ),
        subject="workshop",
    ),
)
CMMM = Standard(
    id="cmmm",
    title="成熟度",
    edition="1",
    judges="site",
    unanswered="open",
    nodes=(
        Node(id="total", name="总分", roll_up="mean"),
        Node(id="dom_service", name="服务", parent="total", roll_up="mean", tailorable=True),
        Node(id="dom_design", name="设计", parent="total", roll_up="mean"),
    ),
)
LIBRARY = Library(
    facts={each.id: each for each in FACTS},
    derived={each.id: each for each in DERIVED},
    tables={each.id: each for each in TABLES},
    standards={"cmmm": CMMM},
    aliases={
        "q01_network": "network_capabilities",
        "q02_equip_digital": "equip_digital_rate",
        "s_quality": "quality_level",
    },
    option_aliases={
        "network_capabilities": {"factory_net": "ot_net"},
        "systems.category_item": {"equipment": "equipment_cloud"},
    },
)


def parse(text: str, file: str = "firm.yaml") -> tuple[FirmAnswers | None, list[Problem]]:
    """Read an answers file; a text that starts with another key gets a `firm:` block."""
    text = dedent(text)
    whole = text.lstrip().startswith(("firm:", "- "))
    return parse_answers(text if whole else HEAD + text, file, LIBRARY)


def accepted(text: str, file: str = "firm.yaml") -> FirmAnswers:
    """Read an answers file that has no problem at all."""
    answers, problems = parse(text, file)
    assert problems == []
    assert answers is not None
    return answers


def codes(text: str) -> list[str]:
    """Return the codes of the problems of an answers file."""
    return [each.code for each in parse(text)[1]]


def only_problem(text: str) -> Problem:
    """Return the only problem of an answers file."""
    _, problems = parse(text)
    assert len(problems) == 1, [str(each) for each in problems]
    return problems[0]


def answer_to(fact: str, text: str, subject: str = "firm") -> Answer:
    """Return one answer of a file without problems."""
    return accepted(text).answers[subject, fact]
