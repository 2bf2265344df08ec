"""A small library made by hand for the tests of answers files, and one-line readers."""

from __future__ import annotations

from fractions import Fraction
from textwrap import dedent

from diagnostics.answers.files.file import parse_answers
from diagnostics.model.content.expressions import Constant
from diagnostics.model.content.facts import Derived, Fact, Field, Option, Table
from diagnostics.model.content.library import Library
from diagnostics.model.content.standards import Node, Standard
from diagnostics.model.firm.answers import Answer, FirmAnswers
from diagnostics.words.problems import Problem

CODE = "91410100MA4D000018"
OTHER_CODE = "91410100MA4D00002B"
HEAD = f'firm: {{code: "{CODE}", name: 示例一号（虚构）}}\n'


def options(*ids: str, **values: int) -> tuple[Option, ...]:
    plain = tuple(Option(each, f"选项{each}", none=each == "none") for each in ids)
    return plain + tuple(Option(each, f"选项{each}", value=Fraction(value)) for each, value in values.items())


ZERO, ONE, HUNDRED = Fraction(0), Fraction(1), Fraction(100)

FACTS = (
    Fact("business_type", "生产类型", "choice", options=options("discrete", "process"), profile=True, selects=True),
    Fact("target_level", "目标等级", "number", integer=True, min=ONE, max=Fraction(5), profile=True, selects=True),
    Fact("since", "状态变更日期", "date", profile=True),
    Fact("network_capabilities", "网络建设能力", "multi", options=options("none", "ot_net", "it_net", "app_net")),
    Fact("tools", "工具", "multi", options=options("cad", "cam")),
    Fact("quality_level", "质量管理", "choice", options=options(l0=0, l1=1, l2=2), na=True),
    Fact("procurement.L2.1", "采购计划", "choice", subject="site", options=options("none", "partly", "mostly", "full")),
    Fact("rate", "合格率", "percent", subject="workshop"),
    Fact("staff", "人数", "number", integer=True, min=ZERO),
    Fact("has_mes", "有 MES", "bool", subject="site"),
    Fact("products", "主导产品", "text"),
    Fact("founded", "成立日期", "date"),
    Fact("expert", "亮点突出", "judgement"),
)
DERIVED = (
    Derived("equip_digital_rate", "设备数字化率", "percent", value=Constant(ZERO), direct="pair"),
    Derived("trend", "变化", "choice", options=options("down", "flat", "up"), direct="value"),
    Derived("computed", "合计", "number", value=Constant(ZERO)),
)
COUNT = {"type": "number", "integer": True, "min": ZERO}
TABLES = (
    Table(
        "equipment",
        "工序设备表",
        (
            Field("process", "工序", "text", required=True),
            Field("key", "关键工序", "bool", required=True),
            Field("total", "设备总数", "number", integer=True, min=ZERO),
            Field("digital", "数字化设备", "number", integer=True, min=ZERO, within="total"),
            Field("networked", "已联网设备", "number", integer=True, min=ZERO, within="digital"),
        ),
        subject="workshop",
    ),
    Table(
        "systems",
        "系统台账",
        (
            Field("name", "名称", "text", required=True),
            Field("category_item", "类别", "choice", options=options("app_mgmt", "equipment_cloud"), required=True),
            Field("start_date", "开始日期", "date"),
            Field("end_date", "到期日期", "date"),
            Field("annual_fee_wan", "年费", "number", min=ZERO),
        ),
        subject="site",
    ),
    Table(
        "years",
        "三年数字表",
        (
            Field("year", "年度", "number", integer=True, min=Fraction(1990), max=Fraction(2100), required=True),
            Field("revenue_wan", "营业收入", "number", min=ZERO),
            Field("main_revenue_wan", "主营业务收入", "number", min=ZERO, within="revenue_wan"),
            Field("pass_rate", "合格率", "percent"),
        ),
        key=("year",),
    ),
    Table(
        "titles",
        "称号",
        (
            Field("tier", "类别", "choice", options=options("province", "national"), required=True),
            Field("valid_from", "起", "date"),
            Field("valid_to", "止", "date"),
        ),
    ),
    Table(
        "official_results",
        "官方结果",
        (
            Field("instrument", "评价", "choice", options=options("cmmm", "digital_level"), required=True),
            Field("level", "等级", "number", integer=True, min=ZERO),
            Field("date", "日期", "date", required=True),
            Field("receipt", "回执", "text"),
        ),
        subject="workshop",
    ),
)
CMMM = Standard(
    "cmmm",
    "成熟度",
    "1",
    "site",
    "open",
    (
        Node("total", "总分", roll_up="mean"),
        Node("dom_service", "服务", parent="total", roll_up="mean", tailorable=True),
        Node("dom_design", "设计", parent="total", roll_up="mean"),
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
