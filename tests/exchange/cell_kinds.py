"""Each kind of cell in every type of file, read as a text, a number, a day, a code and a name: what is right.

`python -m tests.exchange.cell_kinds docs/cells.md` writes the page. The right values stand here and are not computed.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path

from diagnostics.exchange.cells.cell import EMPTY, Sheet
from diagnostics.exchange.cells.files import read_sheets
from diagnostics.exchange.cells.meaning import as_day, as_name, as_number, as_text
from diagnostics.exchange.list_rows import ListRow
from diagnostics.exchange.registers import read_code
from diagnostics.words.catalogue import catalogue
from tests.exchange.cell_files import HEADS, MAKERS, Page, Stored
from tests.exchange.lists import WIDE, code_of

WANTED = ("text", "number", "day", "code", "name")
DAY, CODE, NAME = date(2024, 7, 1), code_of(1), "郑州试样有限公司"
NUMBER = Fraction("1234.5")
SERIAL, SHORT = "45474", "45473.99950231481"
PLAIN = (
    Stored("text", "证字1号"),
    Stored("number", "1234.5"),
    Stored("text", "2024-07-01"),
    Stored("text", CODE),
    Stored("text", NAME),
)
RIGHT = ("证字1号", NUMBER, DAY, CODE, NAME)
_TEXTS = frozenset({"CSV", "TSV"})
_ONLY_TEXTS = _TEXTS | {"HTML", "MHT"}

Right = str | Fraction | date | None
Outcome = tuple[Right, tuple[str, ...]]


@dataclass(frozen=True, kw_only=True)
class KindOfCell:
    """A kind of cell: five cells of it, one for each meaning, and what is right: the values, the codes that are told.

    Attributes:
        layout: what is special about the sheet.
        sheet_tells: the code of what is told of the sheet.
        absent: the types of file that have no such cell.
        row: where the cells are read.
    """

    title: str
    cells: tuple[Stored, ...] = PLAIN
    right: tuple[Right, ...] = RIGHT
    told: tuple[str, ...] = ("", "", "", "", "")
    layout: Mapping[str, object]
    sheet_tells: str = ""
    absent: frozenset[str] = frozenset()
    row: int = 2

    def expected(self, at: int) -> Outcome:
        codes = [each for each in (self.told[at], self.sheet_tells) if each]
        return self.right[at], tuple(codes)

    def page(self) -> Page:
        blank, last = [Stored("blank")] * len(self.cells), texts(*HEADS)
        rows = (texts(*HEADS), self.cells, blank, last)
        return Page(rows=rows, **self.layout)  # type: ignore[arg-type]


def texts(*found: str) -> tuple[Stored, ...]:
    return tuple(Stored("text", each) for each in found)


def same(form: str, text: str) -> tuple[Stored, ...]:
    return (Stored(form, text),) * 5


def _struck(how: str) -> tuple[Stored, ...]:
    return tuple(Stored("text", each.text, how) for each in PLAIN)


NOTHING: tuple[Right, ...] = (None,) * 5
_OF_DATES = ("", "CELL-08", "", "CELL-11", "CELL-07")


def _kind(
    title: str,
    cells: tuple[Stored, ...] = PLAIN,
    right: tuple[Right, ...] = RIGHT,
    told: tuple[str, ...] = ("",) * 5,
    absent: frozenset[str] = frozenset(),
    sheet_tells: str = "",
    row: int = 2,
    **layout: object,
) -> KindOfCell:
    return KindOfCell(
        title=title, cells=cells, right=right, told=told, layout=layout, sheet_tells=sheet_tells, absent=absent, row=row
    )


KINDS = (
    _kind("平常的格"),
    _kind("空格", same("blank", ""), NOTHING, ("", "", "", "REG-12", "")),
    _kind("只有空白的格", same("text", " \u00a0\u3000"), NOTHING, ("", "", "", "REG-12", "")),
    _kind("没有结果的公式", same("formula", "=EDATE(D2,12)-1"), NOTHING, ("CELL-01",) * 5),
    _kind("存成文字的公式", same("text", "=EDATE(D2,12)-1"), NOTHING, ("CELL-01",) * 5),
    _kind("错误值", same("error", "#N/A"), NOTHING, ("CELL-02",) * 5),
    _kind("存成文字的错误值", same("text", "#REF!"), NOTHING, ("CELL-02",) * 5),
    _kind(
        "转义（_x000D_）",
        texts(
            "证字_x000D_\n1号",
            "1234.5_x000D_\n",
            "2024-07-01_x000D_\n",
            f"{CODE}_x000D_",
            "郑州试样_x000D_\n有限公司_x000D_",
        ),
        ("证字 1号", *RIGHT[1:]),
    ),
    _kind("隐藏的行", hidden_rows=frozenset({2}), sheet_tells="CELL-12", absent=_TEXTS),
    _kind("被筛选掉的行", hidden_rows=frozenset({2}), filtered=True, sheet_tells="CELL-12", absent=_ONLY_TEXTS),
    _kind("隐藏的列", hidden_columns=frozenset(range(1, 6)), sheet_tells="CELL-13", absent=_TEXTS),
    _kind("划掉的格", _struck("all"), NOTHING, ("CELL-03",) * 5, _TEXTS),
    _kind("划掉一部分的格", _struck("part"), NOTHING, ("CELL-03",) * 5, _TEXTS),
    _kind("合并的格（看第二行）", merged=True, row=3, absent=_TEXTS),
    _kind(
        "自造字区里的汉字（䶮）",
        texts("\ue863字", "1234.5\ue863", "2024-07-01\ue863", f"{CODE[:-1]}\ue863", "郑州\ue863盛有限公司"),
        ("䶮字", None, None, None, "郑州䶮盛有限公司"),
        ("", "CELL-08", "REG-19", "REG-14", ""),
    ),
    _kind(
        "认不出的自造字",
        texts("\ue000字", "1234.5\ue000", "2024-07-01\ue000", f"{CODE[:-1]}\ue000", "郑州\ue000盛有限公司"),
        ("〓字", None, None, None, "郑州〓盛有限公司"),
        ("CELL-04", "CELL-08", "REG-19", "REG-14", "CELL-04"),
    ),
    _kind(
        "多余的空格",
        texts(
            "  证字\u3000 1号 \u00a0",
            " 1234.5\u3000",
            " 2024 - 07 - 01 ",
            f" {CODE[:8]} {CODE[8:]}\u200b",
            " 郑州\u3000试样 有限公司\u200b",
        ),
        ("证字 1号", *RIGHT[1:]),
    ),
    _kind("日期（1900 起算）", same("date", SERIAL), ("2024-07-01", None, DAY, None, None), _OF_DATES, _ONLY_TEXTS),
    _kind(
        "日期（1904 起算）",
        same("date", SERIAL),
        ("2024-07-01", None, DAY, None, None),
        _OF_DATES,
        _ONLY_TEXTS,
        date1904=True,
    ),
    _kind(
        "差 43 秒的日期",
        same("date", SHORT),
        ("2024-07-01", None, DAY, None, None),
        ("CELL-09", "CELL-08", "CELL-09", "CELL-11", "CELL-07"),
        _ONLY_TEXTS,
    ),
    _kind(
        "差 43 秒的时刻，存成文字",
        same("text", "2024-06-30 23:59:17"),
        ("2024-06-30 23:59:17", None, DAY, None, None),
        ("", "CELL-08", "CELL-09", "REG-13", "CELL-07"),
    ),
    _kind(
        "序列数", same("number", SERIAL), (SERIAL, Fraction(45474), DAY, None, None), ("", "", "", "REG-13", "CELL-07")
    ),
    _kind(
        "序列数（1904 起算）",
        same("number", "44012"),
        ("44012", Fraction(44012), DAY, None, None),
        ("", "", "", "REG-13", "CELL-07"),
        _ONLY_TEXTS,
        date1904=True,
    ),
    _kind(
        "带时区的时刻",
        same("text", "2024-06-30T16:00:00Z"),
        ("2024-06-30T16:00:00Z", None, DAY, None, None),
        ("", "CELL-08", "", "REG-13", "CELL-07"),
    ),
    _kind(
        "全角",
        texts("证字１号", "１，２３４．５", "２０２４年７月１日", CODE.translate(WIDE), "ＡＢ（虚构）有限公司"),
        (*RIGHT[:4], "ＡＢ（虚构）有限公司"),
    ),
    _kind(
        "科学计数法，存成文字",
        texts("9.14101E+17", "1.2345E+03", "4.5474E+04", "9.14101E+17", "9.14101E+17"),
        (None, NUMBER, None, None, None),
        ("CELL-05", "", "REG-19", "REG-16", "CELL-07"),
    ),
    _kind(
        "超过 15 位的数",
        same("number", "914101001234567000"),
        (None, Fraction(914101001234567000), None, None, None),
        ("CELL-05", "", "REG-19", "REG-16", "CELL-07"),
        _ONLY_TEXTS,
    ),
    _kind(
        "查找留下的 0",
        same("text", "0"),
        (None, Fraction(0), None, None, None),
        ("CELL-06", "", "REG-19", "REG-13", "CELL-07"),
    ),
    _kind(
        "是否",
        same("truth", "1"),
        ("TRUE", None, None, None, None),
        ("", "CELL-08", "REG-19", "CELL-11", "CELL-07"),
        _ONLY_TEXTS,
    ),
    _kind(
        "格里有分隔符、引号、换行",
        texts('加工；销售，服务,"甲";乙|丙', "1,234.5", "2024-07-01 00:00:00", f"'{CODE}", "郑州“试样”,\n有限公司"),
        ('加工;销售,服务,"甲";乙|丙', NUMBER, DAY, CODE, "郑州“试样”, 有限公司"),
    ),
)


@cache
def sheet_of(title: str, file_type: str) -> Sheet:
    """Make the file of a kind of cell and read it."""
    kind = next(each for each in KINDS if each.title == title)
    end, make = MAKERS[file_type]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"名单.{end}"
        path.write_bytes(make(kind.page()))
        (sheet,) = read_sheets(path)
        return sheet


def pairs() -> Iterator[tuple[KindOfCell, str, int]]:
    """Yield every kind of cell with every type of file that has it and every meaning."""
    for kind in KINDS:
        for file_type in MAKERS:
            if file_type not in kind.absent:
                yield from ((kind, file_type, at) for at in range(len(WANTED)))


def outcome(kind: KindOfCell, file_type: str, at: int) -> Outcome:
    """Read a cell of a real file: its value, and the codes of what is told about it."""
    sheet = sheet_of(kind.title, file_type)
    row = sheet.rows[kind.row - 1] if kind.row <= len(sheet.rows) else ()
    cell = row[at] if at < len(row) else EMPTY
    of_sheet = ["CELL-12"] * (kind.row in sheet.hidden_rows) + ["CELL-13"] * (at + 1 in sheet.hidden_columns)
    if WANTED[at] == "code":
        code, problem = read_code(
            ListRow(sheet=sheet, number=kind.row, cells={"code": cell}, columns={"code": at + 1}), ()
        )
        return code or None, (*([problem.code] if problem else []), *of_sheet)
    if WANTED[at] == "day":
        day = as_day(cell, date1904=sheet.date1904)
        return day.value, (*(each.code for each in day.doubts), *of_sheet)
    if WANTED[at] == "number":
        number = as_number(cell)
        return number.value, (*(each.code for each in number.doubts), *of_sheet)
    read = {"text": as_text, "name": as_name}[WANTED[at]](cell)
    return read.value, (*(each.code for each in read.doubts), *of_sheet)


# ---- the page --------------------------------------------------------------------------------------------------------

_HEAD = """# 格子怎样读

这一页由 `python -m tests.exchange.cell_kinds docs/cells.md` 生成，不手改；每一格都造出真的文件读过，测试会核对。

所有名单和表格都由 `diagnostics/exchange/cells` 一处读：每种文件给出同样的格子（种类、内容、位置），由一处判定它当作
文字、数字、日期、代码、名称时是什么。“读”是读出了对的内容；代码是报出来的问题（写明工作表、行、格）；两个都有的，
是读了并且说明；“空”是格子本来就空；“—”是这种文件里没有这种格子。

HTML 指 .html 和叫 .xls 的网页，MHT 是单个文件的网页，Strict 是 Strict Open XML，FODS 是单个文件的 OpenDocument。
"""
_NAMES = dict(zip(WANTED, HEADS, strict=True))


def page() -> str:
    """Return the page."""
    lines = [_HEAD, f"| 格子 | 当作 | {' | '.join(MAKERS)} |", f"|---|---|{'---|' * len(MAKERS)}"]
    told = set()
    for kind in KINDS:
        for at, wanted in enumerate(WANTED):
            cells = []
            for file_type in MAKERS:
                if file_type in kind.absent:
                    cells.append("—")
                    continue
                value, codes = outcome(kind, file_type, at)
                told |= set(codes)
                cells.append(" ".join([*(["读"] if value is not None else []), *codes]) or "空")
            lines.append(f"| {kind.title} | {_NAMES[wanted]} | {' | '.join(cells)} |")
    lines += ["", "## 报出来的话", "", "| 代码 | 怎么说 |", "|---|---|"]
    problems = catalogue()["problems"]
    for code in sorted(told):
        entry = problems[code]
        lines.append(f"| {code} | {entry['what'] if isinstance(entry, dict) else ''} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(page(), encoding="utf-8")
