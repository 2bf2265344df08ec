"""A second visit to the sauce factory of the examples, nine months after the first, written down by hand."""

from __future__ import annotations

import re
from pathlib import Path

from tests.report.test_building import FOOD

FIRST_DAY, SECOND_DAY = "2026-06-30", "2027-03-31"

# What the firm has done since: text of the first visit → text of the second.
_DONE = (
    # 画网络和系统集成规划图、盘清库存、扫码批次追溯、一页质量日报：办成了
    ("integration.L1.1: {value: partly, by", "integration.L1.1: {value: full, evidence: ev09, by"),
    ("warehousing_distribution.L1.1: {value: mostly,", "warehousing_distribution.L1.1: {value: full,"),
    ("warehousing_distribution.L1.2: {value: none,", "warehousing_distribution.L1.2: {value: full,"),
    ("quality_traceability: {value: []", "quality_traceability: {value: [batch_to_process, batch_to_material]"),
    ("production_operation.L2.4: {value: partly,", "production_operation.L2.4: {value: full,"),
    ("s_quality: {value: l0,", "s_quality: {value: l1,"),
    # 统一编码、列设备清单：办了一半
    ("data.L1.2: {value: partly,", "data.L1.2: {value: full,"),
    ("equipment_management.L1.1: {value: partly,", "equipment_management.L1.1: {value: full,"),
    # 制度、激励、抄表、电子表格：没有动
    # 说法没有变，只补了证明
    ("s_purchasing: {value: l0, by", "s_purchasing: {value: l0, evidence: ev13, by"),
    # 灌装机接上了网
    (
        "{process: 灌装和封口, key: true, nc_process: false, total: 3, nc: 0, digital: 0, smart: 0, networked: 0",
        "{process: 灌装和封口, key: true, nc_process: false, total: 3, nc: 0, digital: 3, smart: 0, networked: 3",
    ),
    # 追溯快了，过期少了
    ("kpi: {now: 220}", "kpi: {now: 25, wanted: 10}"),
    ("    loss_wan: 6.3\n", "    loss_wan: 2.1\n"),
    (
        "effect: 2025年原料过期报废6.3万元，占材料成本不到1%，但每次都影响当周生产。",
        "effect: 2026年原料过期报废2.1万元。",
    ),
)
_ORDERS = re.compile(r"  - kind: pain\n    title: 订单在聊天群里.*?(?=  - kind: )", re.DOTALL)
_NEW_YEAR = (
    "  - {year: 2026, revenue_wan: 2240, main_revenue_wan: 2200, cost_wan: 1760, employees: 46, rd_wan: 72, "
    "digital_invest_wan: 8.6, energy_tce: 128, net_profit_wan: 83, debt_ratio: 53.2, pass_rate: 98.4, "
    "evidence: [ev02, ev07]}\n"
)  # fmt: skip
_NOT_ASKED = ("hse_capabilities",)


def write_second_visit(path: Path) -> Path:
    """Write the answers of the second visit; every change of `_DONE` must be there to be made."""
    text = FOOD.read_text(encoding="utf-8")
    for was, now in _DONE:
        assert text.count(was) == 1, was
        text = text.replace(was, now)
    text, n = _ORDERS.subn("  - {kind: pain, pain: orders_in_chat, denied: true}\n", text)
    assert n == 1
    for name in _NOT_ASKED:
        text = re.sub(rf"^  {name}: .*\n", "", text, flags=re.MULTILINE)
    text = text.replace("period: 2025\n", "period: 2026\n").replace("\nfindings:", f"{_NEW_YEAR}\nfindings:")
    path.write_text(text.replace("2026-06-09", "2027-03-16"), encoding="utf-8")
    return path
