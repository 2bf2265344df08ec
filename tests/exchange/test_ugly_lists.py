"""Three lists as they lie on a desk in a bureau, and the formats that come with them."""

from __future__ import annotations

import shutil
import subprocess
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from diagnostics.cli.main import main
from diagnostics.exchange.cells.web import read_page
from diagnostics.exchange.definitions import list_words
from diagnostics.exchange.registers import RegisterReading, read_registers
from diagnostics.words.problems import InputError
from tests.builders import shipped
from tests.exchange.lists import WIDE, code_of, name_of, office_list, plain_list
from tests.exchange.test_registers import check_office_list

SOFFICE = shutil.which("soffice")


def read(*paths: Path, **more: Any) -> RegisterReading:
    return read_registers(paths, list_words(shipped()), shipped(), **more)


def ledger(path: Path) -> Path:
    """A ledger of a district: a header of three rows, merged districts, sums between, remarks and signatures below."""
    book = Workbook()
    sheet = book.active
    sheet.title = "汇总表"
    for block in ("A1:J1", "A3:A5", "B3:D3", "B4:B5", "C4:C5", "D4:D5", "E3:H3", "E4:E5", "F4:G4", "H4:H5", "I3:I5",
                  "J3:J5", "C6:C8"):  # fmt: skip
        sheet.merge_cells(block)
    heads = {
        "A1": "附件2\n2025年专精特新企业诊断服务台账（第三批）", "A2": "填报单位（盖章）：某局", "A3": "序\n号",
        "B3": "企业基本情况", "B4": "企业全称", "C4": "所属县（市、区）", "D4": "统一社会信用代码\n（18位）",
        "E3": "专精特新认定情况", "E4": "认定层级", "F4": "有效期", "F5": "起始", "G5": "截止", "H4": "证书编号",
        "I3": "所属行业\n（大类代码）", "J3": "服务机构",
    }  # fmt: skip
    for cell, text in heads.items():
        sheet[cell] = text
    start, end = datetime(2023, 7, 1), datetime(2026, 6, 30)
    rows: list[list[Any]] = [
        ["１", name_of(1), "新密市", code_of(1).translate(WIDE), "省级", "2023.07.01", "2026.6.30", "证-1", "30", "甲"],
        [2, name_of(2), None, f"{code_of(2)} ", "专精特新“小巨人”企业（第五批）", start, end, None, "C3089", "甲"],
        [3, f" {name_of(3)}\n", None, f"’{code_of(3)}", "创新型", "2024年3月", None, None, "3484", "乙"],
        ["小计", "共3家"],
        [4, name_of(4), "新郑", code_of(4), "省级", "2023/7/1-2026/6/30", None, None, "制造业", "丙"],
        ["合  计", None, None, 4],
        [None, "注：1.本表由各区县填报；2.“有效期”以公告为准。"],
        ["填表人：张三", "", "", "联系电话：0371-00000000"],
    ]  # fmt: skip
    for number, row in enumerate(rows, 6):
        for column, value in enumerate(row, 1):
            if value is not None:
                sheet.cell(number, column, value)
    book.save(path)
    return path


def test_a_ledger_with_a_header_of_three_rows_is_read(tmp_path: Path) -> None:
    reading = read(ledger(tmp_path / "台账.xlsx"))
    assert [each.name for each in reading.firms] == [name_of(n) for n in (1, 2, 3, 4)]
    assert [each.facts.get("district") for each in reading.firms] == ["410183"] * 3 + ["410184"]
    days = {"valid_from": date(2023, 7, 1), "valid_to": date(2026, 6, 30)}
    titles = [dict(each.rows["titles"][0].values) for each in reading.firms]
    assert titles[0] == {"tier": "province", **days, "number": "证-1"}
    assert titles[1] == {"tier": "national", **days}
    assert titles[2] == {"tier": "innovative"}, "a month is no day"
    assert titles[3] == {"tier": "province", **days}, "both ends in one cell"
    assert [each.about.get("industry_code") for each in reading.firms] == ["30", "3089", "3484", None]
    assert [each.about["provider"] for each in reading.firms] == ["甲", "甲", "乙", "丙"]
    header = reading.sheets[0].header
    assert header is not None
    assert (header.last_row, reading.sheets[0].n_left_out) == (5, 4)
    assert sorted((each.code, each.what[:3]) for each in reading.problems) == [("REG-18", "I10"), ("REG-19", "F8：")]


def export(path: Path, encoding: str = "gbk") -> Path:
    """What a platform exports: codes as formulas of text, tabs before them, a count at the end."""
    lines = ['"培育库导出","","",""', '"序号","企业名称","社会信用代码/组织机构代码","培育库"']
    lines += [f'"{n}","{name_of(n)}","=""{code_of(n)}""","提升"' for n in (1, 2)]
    lines += [f'"3","{name_of(3)[:4]}\n{name_of(3)[4:]}","\t{code_of(3)}","储备"', '"","共 3 条记录","",""']
    path.write_bytes("\r\n".join(lines).encode(encoding))
    return path


def test_an_export_of_a_platform_is_read(tmp_path: Path) -> None:
    reading = read(export(tmp_path / "导出.csv"))
    assert [(each.name, each.code) for each in reading.firms] == [(name_of(n), code_of(n)) for n in (1, 2, 3)]
    assert [each.about["stage"] for each in reading.firms] == ["promote", "promote", "reserve"]
    assert (reading.problems, reading.sheets[0].n_left_out) == ((), 1)


def announcement(path: Path, codes: bool = True) -> Path:
    """Firms in two columns side by side, as announcements print them; the second column is shorter."""
    heads = ["序号", "企业名称", "信用代码", "所在地"] if codes else ["序号", "企业名称", "所在地"]
    firms = [[n, name_of(n), *([code_of(n)] if codes else []), "郑州市中原区"] for n in (1, 2, 3)]
    above = [["2024年度专精特新中小企业名单"], ["（按行政区划排序，共 3 家）"], []]
    book = Workbook()
    for row in [*above, heads * 2, [*firms[0], *firms[2]], firms[1]]:
        book.active.append(row)
    book.save(path)
    return path


def test_two_columns_of_firms_are_one_list(tmp_path: Path) -> None:
    reading = read(announcement(tmp_path / "公告.xlsx"))
    assert [each.code for each in reading.firms] == [code_of(n) for n in (1, 2, 3)]
    assert {each.facts["district"] for each in reading.firms} == {"410102"}
    assert str(reading.firms[2].place).endswith(":5:7"), "the cell is named as it stands in the file"
    wrong = plain_list(
        tmp_path / "错.xlsx", [[name_of(1), code_of(1), name_of(2), code_of(2)[:-1]]], ("名称", "信用代码") * 2
    )
    (problem,) = read(wrong).problems
    assert (problem.code, problem.what[:3]) == ("REG-13", "D2：")


def test_names_without_codes_are_refused_and_never_guessed(tmp_path: Path) -> None:
    reading = read(announcement(tmp_path / "公告.xlsx", codes=False), known_codes=[code_of(1)])
    assert {each.code for each in reading.problems} == {"REG-11"}
    assert reading.firms == ()


# ---- formats --------------------------------------------------------------------------------------------------------


@pytest.mark.office
@pytest.mark.skipif(SOFFICE is None, reason="no LibreOffice here")
def test_an_old_workbook_is_read_like_a_new_one(tmp_path: Path) -> None:
    assert SOFFICE is not None
    source = office_list(tmp_path / "名单.xlsx")
    command = [
        SOFFICE, f"-env:UserInstallation=file://{tmp_path}/home", "--headless", "--convert-to", "xls", "--outdir",
        str(tmp_path), str(source),
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    old = tmp_path / "名单.xls"
    check_office_list(read(old))
    data = old.read_bytes()
    for cut in range(600, len(data), len(data) // 12):
        (tmp_path / "断.xls").write_bytes(data[:cut])
        with suppress(InputError):  # refused in words, or enough of it was left; never anything else
            read(tmp_path / "断.xls")


@pytest.mark.parametrize("charset", ["gb2312", "utf-8"])
def test_a_web_page_called_xls_is_read(tmp_path: Path, charset: str) -> None:
    rows = (
        f"<tr><td rowspan=2>高新区<td>{name_of(1)}<td>{code_of(1)}</tr><tr><td>{name_of(2)}</td><td>{code_of(2)}</td>"
    )
    page = f'<html><meta charset="{charset}"><table><tr><th colspan="3">名单</th></tr>'
    page += f"<tr><th>区县</th><th>企业<br>名称</th><th>信用&#20195;码</th></tr>{rows}</table></html>"
    path = tmp_path / "导出.xls"
    path.write_bytes(page.encode("gb18030" if charset == "gb2312" else charset))
    reading = read(path)
    assert [(each.code, each.facts["district"]) for each in reading.firms] == [
        (code_of(n), "zone_gaoxin") for n in (1, 2)
    ]
    assert reading.problems == ()


@pytest.mark.parametrize(
    ("page", "rows"),
    [
        ("<table><tr><td>a<td rowspan=3>b<tr><td>c<tr><td>d", [["a", "b"], ["c", "b"], ["d", "b"]]),
        ("<table><td colspan='x'>a</td></table>", [["a"]]),
        ("<table><tr></tr><tr><td colspan=2>a</td><td>b</td></tr></table>", [[], ["a", "a", "b"]]),
    ],
)
def test_tables_of_web_pages_are_laid_out(page: str, rows: list[list[Any]]) -> None:
    (sheet,) = read_page(page.encode(), "a.html")
    assert [[each.value for each in row] for row in sheet.rows] == rows


# ---- as a command ---------------------------------------------------------------------------------------------------


def test_three_lists_at_once_and_what_is_worth_reading_does_not_drown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    ledger(tmp_path / "1.xlsx"), export(tmp_path / "2.csv"), announcement(tmp_path / "3.xlsx")

    def qizhen(*arguments: str) -> tuple[int, str, str]:
        code = main([*arguments, "--workspace", "ws"])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    code, out, err = qizhen("firm", "import", "1.xlsx", "2.csv", "3.xlsx", "--dry-run")
    assert (code, "不同的企业 4 家" in out, (tmp_path / "ws").exists()) == (0, True, False), err
    assert "REG-24" in err, "two lists, two districts"
    assert qizhen("firm", "import", "1.xlsx", "2.csv", "3.xlsx")[0] == 0
    again = qizhen("firm", "import", "1.xlsx", "2.csv", "3.xlsx")[1]
    assert "没有变化 4 家" in again
    heads = ("企业名称", "统一社会信用代码", "区县")
    rows = [[name_of(n), code_of(n), "不认得的地方"] for n in range(30, 60)]
    plain_list(tmp_path / "4.xlsx", rows, heads)
    code, _, err = qizhen("firm", "import", "4.xlsx", "--dry-run")
    assert (code, err.count("REG-18"), "还有 25 处" in err) == (0, 6, True)
