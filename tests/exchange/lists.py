"""Lists as they come from offices: real workbooks, put together in odd ways."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from diagnostics.answers.firm_code import check_digit

WIDE = str.maketrans(
    "0123456789ABCDEFGHJKLMNPQRTUWXY", "０１２３４５６７８９ＡＢＣＤＥＦＧＨＪＫＬＭＮＰＱＲＴＵＷＸＹ"
)
START, END = datetime(2024, 7, 1), datetime(2027, 6, 30)
HEADS = ("企业名称", "统一社会信用代码", "区县")


def code_of(number: int) -> str:
    first = f"91410100MA{number:07d}"
    return first + check_digit(first)


def name_of(number: int) -> str:
    return f"示例{number}号有限公司（虚构）"


def plain_list(path: Path, rows: Sequence[Sequence[Any]], heads: Sequence[str] = HEADS) -> Path:
    book = Workbook()
    sheet = book.active
    sheet.append(list(heads))
    for row in rows:
        sheet.append(list(row))
    book.save(path)
    return path


def office_list(path: Path) -> Path:
    """Titles above, a header of two rows with merged cells, a merged district, odd codes and dates, a sum, a remark."""
    book = Workbook()
    sheet = book.active
    sheet.title = "第八批"
    for block in ("A1:H1", "A3:A4", "B3:D3", "E3:E4", "F3:G3", "H3:H4", "D6:D7"):
        sheet.merge_cells(block)
    above = {"A1": "2025年度专精特新中小企业名单", "A2": "填报单位：某局", "A3": "序号", "B3": "企业基本信息"}
    heads = {"B4": "企 业\n名 称", "C4": "统一社会信用代码（18位）", "D4": "所在\n区县", "E3": "称号", "F3": "有效期"}
    for cell, text in {**above, **heads, "F4": "起", "G4": "止", "H3": "国民经济行业代码"}.items():
        sheet[cell] = text
    spaced = f" {code_of(2)[:8]} {code_of(2)[8:]}"
    rows: list[list[Any]] = [
        [1, "示例1号\n有限公司（虚构）", code_of(1).translate(WIDE), "高新区", "省级专精特新", START, END, "C3599"],
        [2, name_of(2), spaced, "新密市", "省级专精特新、“小巨人”", "2024年7月1日", "2027.6.30", 3089],
        [3, name_of(3), code_of(3).lower(), None, "创新型中小企业", 45474, 46568, "1492"],
        ["合计", None, None, None, None, None, None, None],
        ["注：以上名单按审定顺序排列。"],
    ]  # fmt: skip
    for number, row in enumerate(rows, 5):
        for column, value in enumerate(row, 1):
            if value is not None:
                sheet.cell(number, column, value)
    hidden = book.create_sheet("旧")
    hidden.sheet_state = "hidden"
    hidden.append(list(HEADS))
    hidden.append([name_of(9), code_of(9), "金水区"])
    book.create_sheet("说明").append(["本表由各区县填报"])
    book.save(path)
    return path
