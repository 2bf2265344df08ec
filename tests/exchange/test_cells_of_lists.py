"""What lists from platforms, providers and look-ups hide in their cells: read rightly, or told and left out."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from diagnostics.app.code_lists import codes_of_list, read_codes, read_pairs
from diagnostics.cli.main import main
from diagnostics.exchange.cells.files import read_sheets
from diagnostics.exchange.definitions import list_words
from diagnostics.exchange.list_rows import ColumnChoices
from diagnostics.exchange.registers import RegisterReading, read_registers
from diagnostics.exchange.services import ServiceReading, read_services
from diagnostics.model.plain_text import clean_line, find_invisible
from diagnostics.words.problems import InputError
from tests.builders import shipped
from tests.exchange.cell_files import MAKERS, Page, Stored, strict, styled, xlsx, zipped
from tests.exchange.lists import code_of, name_of

WORKBOOKS = [each for each in MAKERS if each not in {"CSV", "TSV"}]
FORMULA, NOT_FOUND = Stored("formula", "=EDATE(D2,12)-1"), Stored("error", "#N/A")
SERVICE = ("统一社会信用代码", "企业名称", "类别", "开通日期", "到期日期", "状态", "年费（万元）")
TITLES = ("统一社会信用代码", "企业名称", "称号", "有效期起", "有效期止", "诊断服务商", "证书编号", "区县")
START, END = "45444", "45808"  # 2024-06-01, 2025-05-31


def rows(*found: Sequence[Any]) -> list[list[Stored]]:
    return [
        [each if isinstance(each, Stored) else Stored("text" if each else "blank", each or "") for each in row]
        for row in found
    ]


def file(folder: Path, page: Page, file_type: str = "XLSX", name: str = "名单") -> Path:
    end, make = MAKERS[file_type]
    path = folder / f"{name}.{end}"
    path.write_bytes(make(page))
    return path


def register(
    folder: Path, heads: Sequence[Any], *found: Sequence[Any], file_type: str = "XLSX", **more: Any
) -> RegisterReading:
    path = file(folder, Page(rows=rows(heads, *found)), file_type)
    return read_registers([path], list_words(shipped()), shipped(), **more)


def services(folder: Path, *found: Sequence[Any], file_type: str = "XLSX") -> ServiceReading:
    path = file(folder, Page(rows=rows(SERVICE, *found)), file_type)
    registered = {code_of(n): name_of(n) for n in range(1, 5)}
    return read_services(
        [path], list_words(shipped()), shipped(), registered, vendor="甲云（虚构）", today=date(2026, 11, 30)
    )


def told(reading: RegisterReading | ServiceReading) -> list[tuple[str, str]]:
    return [(each.code, each.what.partition("：")[0]) for each in sorted(reading.problems)]


# ---- a formula that nobody has calculated ----------------------------------------------------------------------------


@pytest.mark.parametrize("file_type", MAKERS)
def test_an_end_date_that_nobody_has_calculated_is_no_service_in_use(tmp_path: Path, file_type: str) -> None:
    row = [code_of(1), name_of(1), "云主机", "2024-06-01", FORMULA, "", ""]
    reading = services(tmp_path, row, file_type=file_type)
    assert (reading.firms, reading.n_matched) == ((), 1)
    assert told(reading) == [("CELL-01", "E2"), ("REG-37", "E2")]


def test_the_firm_of_such_a_service_stays_unasked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    file(tmp_path, Page(rows=rows(SERVICE, [code_of(1), name_of(1), "云主机", Stored("date", START), FORMULA, "", ""])))
    assert main(["firm", "add", code_of(1), name_of(1), "--workspace", "ws"]) == 0
    assert main(["firm", "match", "名单.xlsx", "--vendor", "甲云（虚构）", "--workspace", "ws"]) == 0
    assert "E2" in capsys.readouterr().err
    assert main(["score", code_of(1), "--workspace", "ws", "--as-of", "2026-11-30", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["standards"]["cloud"]["status"] == "unknown"


def test_the_same_service_with_its_end_is_over(tmp_path: Path) -> None:
    reading = services(
        tmp_path, [code_of(1), name_of(1), "云主机", Stored("date", START), Stored("date", END), "", "6"]
    )
    (row,) = reading.firms[0].rows["systems"]
    assert (row.values["start_date"], row.values["end_date"]) == (date(2024, 6, 1), date(2025, 5, 31))
    assert (row.values["annual_fee_wan"], reading.problems) == (Fraction(6), ())


@pytest.mark.parametrize(
    "cell", [FORMULA, NOT_FOUND, Stored("text", "2025-05-31", "all"), Stored("text", "长期", "all")]
)
@pytest.mark.parametrize(("column", "code"), [(4, "REG-37"), (5, "REG-36")])
def test_a_service_whose_end_or_state_is_lost_is_no_evidence(
    tmp_path: Path, cell: Stored, column: int, code: str
) -> None:
    row: list[Any] = [code_of(1), name_of(1), "云主机", "2024-06-01", "", "", ""]
    row[column] = cell
    reading = services(tmp_path, row)
    assert reading.firms == ()
    assert [each for each, _ in told(reading)][-1] == code


def test_a_lost_start_fee_or_name_is_told_and_the_service_stays(tmp_path: Path) -> None:
    row = [code_of(1), FORMULA, "云主机", NOT_FOUND, "2027-05-31", "", Stored("text", "六万")]
    reading = services(tmp_path, row)
    (service,) = reading.firms[0].rows["systems"]
    assert set(service.values) == {"name", "category_item", "provider", "end_date"}
    assert told(reading) == [("CELL-01", "B2"), ("CELL-02", "D2"), ("CELL-08", "G2")]


@pytest.mark.parametrize(
    ("cell", "code"), [(FORMULA, "CELL-01"), (NOT_FOUND, "CELL-02"), (Stored("date", START), "CELL-11")]
)
def test_a_code_that_is_lost_is_told_as_what_it_is(tmp_path: Path, cell: Stored, code: str) -> None:
    reading = register(tmp_path, TITLES[:2], [cell, name_of(1)])
    assert (reading.firms, told(reading)) == ((), [(code, "A2")])
    assert not reading.problems[0].warning
    (unmatched,) = services(tmp_path, [cell, name_of(1), "云主机", "", "", "", ""]).unmatched
    assert unmatched.name == name_of(1)


def test_a_head_that_is_lost_is_told(tmp_path: Path) -> None:
    reading = register(tmp_path, (*TITLES[:2], FORMULA, NOT_FOUND), [code_of(1), name_of(1), "省级", "金水区"])
    assert ([each.code for each in reading.firms], reading.firms[0].facts) == ([code_of(1)], {})
    assert told(reading) == [("CELL-01", "C1"), ("CELL-02", "D1")]


def test_the_nought_that_a_library_writes_for_a_result_is_none(tmp_path: Path) -> None:
    path = tmp_path / "名单.xlsx"
    page = Page(rows=rows(SERVICE, [code_of(1), name_of(1), "云主机", "2024-06-01", FORMULA, "", FORMULA]))
    stale = ("<v></v>", "<v>0</v>"), ("</workbook>", '<calcPr fullCalcOnLoad="1"/></workbook>')
    path.write_bytes(styled(page, replaced=stale))
    registered = {code_of(1): name_of(1)}
    reading = read_services([path], list_words(shipped()), shipped(), registered, vendor="甲云")
    assert (reading.firms, told(reading)) == ((), [("CELL-01", "E2"), ("REG-37", "E2")])


def test_a_text_that_was_calculated_to_be_empty_is_empty(tmp_path: Path) -> None:
    path = tmp_path / "名单.xlsx"
    page = Page(rows=rows(TITLES[:2], [code_of(1), name_of(1)], ["", FORMULA]))
    path.write_bytes(styled(page, replaced=((' s="0"><f>', ' s="0" t="str"><f>'),)))
    assert told(read_registers([path], list_words(shipped()), shipped())) == []


# ---- days ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("away", "told_of"),
    [(0.0, False), (-43 / 86_400, True), (-0.001 / 86_400, True), (43 / 86_400, False), (-342 / 86_400, True)],
)
def test_a_day_written_a_little_before_midnight_is_the_next_one(tmp_path: Path, away: float, told_of: bool) -> None:
    days = [Stored("date", repr(45474 + away)), Stored("date", repr(46568 + away))]
    reading = register(tmp_path, TITLES[:5], [code_of(1), name_of(1), "省级", *days])
    (title,) = reading.firms[0].rows["titles"]
    assert (title.values["valid_from"], title.values["valid_to"]) == (date(2024, 7, 1), date(2027, 6, 30))
    assert told(reading) == ([("CELL-09", "D2"), ("CELL-09", "E2")] if told_of else [])
    (service,) = services(tmp_path, [code_of(1), name_of(1), "云主机", *days, "", ""]).firms[0].rows["systems"]
    assert (service.values["start_date"], service.values["end_date"]) == (date(2024, 7, 1), date(2027, 6, 30))


def test_a_day_of_strict_open_xml_is_a_day(tmp_path: Path) -> None:
    path = tmp_path / "名单.xlsx"
    page = Page(rows=rows(TITLES[:4], [code_of(1), name_of(1), "省级", Stored("number", "2024-06-30T16:00:00Z")]))
    path.write_bytes(styled(page, replaced=((' t="n"><v>2024', ' t="d"><v>2024'),)))
    (firm,) = read_registers([path], list_words(shipped()), shipped()).firms
    assert firm.rows["titles"][0].values["valid_from"] == date(2024, 7, 1)


@pytest.mark.parametrize(
    "text", ["2027-06-30 23:59:59", "2027-06-30 23:59", "2027年6月30日24时", "2027/6/30 下午 11:59:59"]
)
def test_the_end_of_a_day_is_that_day(tmp_path: Path, text: str) -> None:
    reading = register(tmp_path, TITLES[:5], [code_of(1), name_of(1), "省级", "2024-07-01", text])
    assert reading.firms[0].rows["titles"][0].values["valid_to"] == date(2027, 6, 30)
    assert reading.problems == ()


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024-06-30T16:00:00Z", date(2024, 7, 1)), ("2024-06-30T15:00:00.000+0000", date(2024, 6, 30)),
        ("2024-07-01T00:30:00+09:00", date(2024, 6, 30)), ("2024-06-30 20:00:00-05:00", date(2024, 7, 1)),
        ("2024-6-3 16:00", date(2024, 6, 3)), ("9999-12-31 23:59:17", None), ("Mon Jul 01 00:00:00 CST 2024", None),
    ],
)  # fmt: skip
def test_a_moment_with_a_zone_counts_by_the_day_of_china(tmp_path: Path, text: str, day: date | None) -> None:
    reading = register(tmp_path, TITLES[:4], [code_of(1), name_of(1), "省级", text])
    assert reading.firms[0].rows["titles"][0].values.get("valid_from") == day
    assert told(reading) == ([] if day else [("REG-19", "D2")])


# ---- separators ------------------------------------------------------------------------------------------------------

SCOPE = "机械零部件加工；金属制品销售；货物进出口，技术服务，仓储服务;a|b\t（限分支）"


@pytest.mark.parametrize("sign", [",", ";", "\t", "|", "，", "；"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
def test_signs_inside_texts_are_no_separators(tmp_path: Path, sign: str, encoding: str) -> None:
    lines = [("统一社会信用代码", "企业名称", "经营范围"), *((code_of(n), name_of(n), SCOPE) for n in (1, 2, 3))]
    path = tmp_path / "企业名单.csv"
    path.write_bytes("\r\n".join(sign.join(f'"{each}"' for each in line) for line in lines).encode(encoding))
    reading = read_registers([path], list_words(shipped()), shipped())
    assert [each.code for each in reading.firms] == [code_of(n) for n in (1, 2, 3)]
    assert reading.problems == ()


@pytest.mark.parametrize(
    "text",
    [
        "sep=;\n统一社会信用代码;企业名称\n{code};{name}\n",
        '"sep=|"\r\n统一社会信用代码|企业名称\r\n{code}|{name}\r\n',
        "\t统一社会信用代码\t,\t企业名称\t\n\t{code}\t,\t{name}\t\n",
        '名单，共一家；\n\n统一社会信用代码,企业名称,经营范围\n="{code}",{name},加工；销售；出口，进口；服务；仓储\n',
        '统一社会信用代码,企业名称,备注\n{code},"{name}","第一行\n第二行，有""引号"""\n',
        "统一社会信用代码,企业名称\r{code},{name}\r",
    ],
)
def test_other_ways_to_separate_are_read(tmp_path: Path, text: str) -> None:
    path = tmp_path / "名单.csv"
    path.write_text(text.format(code=code_of(1), name=name_of(1)), encoding="utf-8", newline="")
    reading = read_registers([path], list_words(shipped()), shipped())
    assert [(each.code, each.name) for each in reading.firms] == [(code_of(1), name_of(1))]


@pytest.mark.parametrize("n_rows", [3, 300])
def test_a_quote_that_is_never_closed_is_told(tmp_path: Path, n_rows: int) -> None:
    lines = [
        "统一社会信用代码,企业名称",
        f'{code_of(1)},"{name_of(1)}',
        *(f"{code_of(n)},{name_of(n)}" for n in range(2, n_rows)),
    ]
    path = tmp_path / "名单.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(InputError, match="REG-41: 第 2 行"):
        read_registers([path], list_words(shipped()), shipped())


# ---- workbooks that other programs open ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "styles",
    [
        "<fills><fill/></fills>",
        '<fonts><font><color rgb="red"/></font></fonts>',
        "<cellXfs><xf/></cellXfs>",
        "<broken",
        "",
        "<numFmts><numFmt numFmtId='x'/></numFmts>",
    ],
)
def test_a_fault_in_styles_stops_nothing(tmp_path: Path, styles: str) -> None:
    path = tmp_path / "系统导出.xlsx"
    path.write_bytes(
        styled(Page(rows=rows(TITLES[:2], [code_of(1), name_of(1)])), styles=f"<styleSheet>{styles}</styleSheet>")
    )
    reading = read_registers([path], list_words(shipped()), shipped())
    assert ([each.code for each in reading.firms], reading.problems) == ([code_of(1)], ())


@pytest.mark.parametrize("file_type", MAKERS)
def test_a_list_is_read_whatever_kind_of_file_it_is(tmp_path: Path, file_type: str) -> None:
    row = [code_of(1), name_of(1), "省级", "2024-07-01", "2027-06-30", "甲服务（虚构）", "证-1", "金水区"]
    reading = register(tmp_path, TITLES, row, file_type=file_type)
    (firm,) = reading.firms
    assert (firm.name, firm.about["provider"], reading.problems) == (name_of(1), "甲服务（虚构）", ())
    days = {"valid_from": date(2024, 7, 1), "valid_to": date(2027, 6, 30)}
    assert firm.rows["titles"][0].values == {"tier": "province", **days, "number": "证-1"}


@pytest.mark.parametrize(
    ("data", "named"),
    [
        (b"%PDF-1.7\n", "PDF"), (b"\x89PNG\r\n\x1a\n", "图片"), (zipped({"xl/workbook.bin": b""}), "xlsb"),
        (zipped({"word/document.xml": b"<a/>"}), "Word"), (zipped({"Index/Document.iwa": b""}), "Numbers"),
    ],
)  # fmt: skip
def test_another_kind_of_file_is_refused_by_its_name(tmp_path: Path, data: bytes, named: str) -> None:
    path = tmp_path / "名单.xlsx"
    path.write_bytes(data)
    with pytest.raises(InputError, match=f"REG-39: 这是.*{named}"):
        read_sheets(path)


@pytest.mark.parametrize("file_type", MAKERS)
def test_a_damaged_file_is_refused_in_words_or_read_as_far_as_it_goes(tmp_path: Path, file_type: str) -> None:
    whole = file(tmp_path, Page(rows=rows(TITLES[:2], *([code_of(n), name_of(n)] for n in range(9)))), file_type)
    data = whole.read_bytes()
    for cut in range(0, len(data), max(1, len(data) // 25)):
        for spoilt in (data[:cut], data[:cut] + bytes(reversed(data[cut : cut + 40])) + data[cut + 40 :]):
            whole.write_bytes(spoilt)
            with suppress(InputError):  # refused in words, or enough of it was left; never anything else
                read_sheets(whole)


def test_entities_of_a_document_are_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("内部文字", encoding="utf-8")
    table = (
        '<table:table table:name="a"><table:table-row><table:table-cell office:value-type="string"><text:p>&x;</text:p>'
    )
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    text = f'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "{secret.as_uri()}">]><office:document {spaces}>'
    text += f"<office:body><office:spreadsheet>{table}</table:table-cell></table:table-row></table:table>"
    text += "</office:spreadsheet></office:body>"
    path = tmp_path / "a.fods"
    path.write_text(f"{text}</office:document>", encoding="utf-8")
    assert "内部文字" not in str(read_sheets(path))


# ---- characters ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mark", ["_x000D_", "_x000D_\n", "_x000A_", "_x0009_"])
@pytest.mark.parametrize("make", [xlsx, strict])
def test_the_escape_of_a_line_break_is_none_of_the_text(tmp_path: Path, mark: str, make: Any) -> None:
    row = [
        f"{code_of(1)}{mark}",
        f"示例{mark}1号有限公司（虚构）{mark}",
        f"省级{mark}",
        f"2024-07-01{mark}",
        "",
        f"甲{mark}",
        "",
        f"金水区{mark}",
    ]
    path = tmp_path / "接口导出.xlsx"
    path.write_bytes(make(Page(rows=rows(TITLES, row))))
    reading = read_registers([path], list_words(shipped()), shipped())
    (firm,) = reading.firms
    assert (firm.code, firm.name.replace(" ", ""), firm.about["provider"]) == (code_of(1), name_of(1), "甲")
    assert (firm.facts["district"], firm.rows["titles"][0].values["valid_from"]) == ("410105", date(2024, 7, 1))
    assert reading.problems == ()


def test_an_escape_that_was_meant_stays(tmp_path: Path) -> None:
    reading = register(tmp_path, TITLES[:2], [code_of(1), "甲_x005F_x000D_有限公司"])
    assert reading.firms[0].name == "甲_x000D_有限公司"


@pytest.mark.parametrize("file_type", MAKERS)
@pytest.mark.parametrize(
    ("private", "han"), [("\ue863", "䶮"), ("\ue82d", "㭎"), ("\ue828", "㧟"), ("\ue826", "龵"), ("\ue816", "𠂇")]
)
def test_characters_that_older_systems_keep_privately_stay_in_names(
    tmp_path: Path, private: str, han: str, file_type: str
) -> None:
    reading = register(tmp_path, TITLES[:2], [code_of(1), f"郑州{private}盛有限公司"], file_type=file_type)
    assert ([each.name for each in reading.firms], reading.problems) == ([f"郑州{han}盛有限公司"], ())
    assert (clean_line(f"郑州{private}盛"), find_invisible(private)) == (f"郑州{han}盛", "")


def test_a_private_character_that_nobody_knows_is_seen_and_told(tmp_path: Path) -> None:
    reading = register(tmp_path, TITLES[:2], [code_of(1), "郑州\ue001盛有限公司"])
    assert ([each.name for each in reading.firms], told(reading)) == (["郑州〓盛有限公司"], [("CELL-04", "B2")])


# ---- what look-ups leave ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (NOT_FOUND, "CELL-02"), (Stored("error", "#REF!"), "CELL-02"), (Stored("text", "#NAME?"), "CELL-02"),
        (Stored("text", "########"), "CELL-02"), (Stored("text", "0"), "CELL-07"), (Stored("number", "0"), "CELL-07"),
        (Stored("text", "None"), "REG-17"), (Stored("text", "nan"), "REG-17"), (Stored("text", "NULL"), "REG-17"),
        (Stored("text", "N/A"), "REG-17"), (Stored("text", "无"), "REG-17"), (Stored("truth", "1"), "CELL-07"),
    ],
)  # fmt: skip
def test_what_a_look_up_leaves_is_no_name(tmp_path: Path, cell: Stored, code: str) -> None:
    reading = register(tmp_path, TITLES[:2], [code_of(1), cell], [code_of(2), name_of(2)], skip_wrong=True)
    assert ([each.code for each in reading.firms], told(reading), reading.n_wrong) == ([code_of(2)], [(code, "B2")], 1)


@pytest.mark.parametrize("cell", [NOT_FOUND, Stored("text", "#REF!"), Stored("text", "0"), FORMULA])
def test_what_a_look_up_leaves_is_no_provider_and_no_number(tmp_path: Path, cell: Stored) -> None:
    reading = register(tmp_path, TITLES, [code_of(1), name_of(1), "省级", cell, cell, cell, cell, cell])
    (firm,) = reading.firms
    assert (firm.facts, firm.about) == ({}, {})
    assert firm.rows["titles"] == (), "a title whose end nobody can read would never lapse"
    assert "REG-42" in {each.code for each in reading.problems}
    assert {each.place.column for each in reading.problems} == {4, 5, 6, 7, 8}
    assert all(each.warning for each in reading.problems)


# ---- what a person does not see --------------------------------------------------------------------------------------


def unseen(folder: Path, file_type: str, **more: Any) -> RegisterReading:
    """Row 3 is hidden, row 4 struck out, of row 5 only the district, column C is hidden."""
    found = [[code_of(n), name_of(n), "金水区"] for n in range(1, 5)]
    page = rows(("统一社会信用代码", "企业名称", "区县"), *found)
    page[3] = [Stored("text", each.text, "all") for each in page[3]]
    page[4][2] = Stored("text", "金水区", "part")
    made = Page(rows=page, hidden_rows=frozenset({3}), filtered=True, hidden_columns=frozenset({3}))
    return read_registers([file(folder, made, file_type)], list_words(shipped()), shipped(), **more)


@pytest.mark.parametrize("file_type", WORKBOOKS)
def test_hidden_and_struck_rows_are_told_with_what_was_done(tmp_path: Path, file_type: str) -> None:
    reading = unseen(tmp_path, file_type)
    assert [each.code for each in reading.firms] == [code_of(1), code_of(2), code_of(4)]
    assert "district" not in reading.firms[2].facts
    assert [(each.code, each.place.line) for each in sorted(reading.problems)] == [
        ("CELL-13", 1), ("CELL-12", 3), ("CELL-14", 4), ("CELL-03", 5),
    ]  # fmt: skip
    assert all(each.warning for each in reading.problems)


@pytest.mark.parametrize("file_type", ["XLSX", "Strict", "XLS", "XML 2003", "ODS", "FODS"])
def test_a_hidden_sheet_is_told_and_not_read(tmp_path: Path, file_type: str) -> None:
    page = Page(rows=rows(TITLES[:2], [code_of(1), name_of(1)]), hidden_sheet=True)
    reading = read_registers([file(tmp_path, page, file_type)], list_words(shipped()), shipped())
    assert (reading.firms, {each.code for each in reading.problems}) == ((), {"REG-08", "REG-09"})


def test_two_switches_decide_what_is_read(tmp_path: Path) -> None:
    both = unseen(tmp_path, "XLSX", said=ColumnChoices(hidden=False, struck=True))
    assert [each.code for each in both.firms] == [code_of(1), code_of(3), code_of(4)]
    assert [each.facts.get("district") for each in both.firms] == ["410105", "410105", None]
    assert {each.code for each in both.problems} == {"CELL-12", "CELL-13", "CELL-14", "REG-18"}
    assert "没有读" in next(each.what for each in both.problems if each.code == "CELL-12")


def test_the_switches_are_options_of_the_commands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    unseen(tmp_path, "XLSX")
    assert (
        main(["firm", "import", "名单.xlsx", "--hidden", "skip", "--struck", "read", "--json", "--workspace", "ws"])
        == 0
    )
    found = json.loads(capsys.readouterr().out)
    assert (found["firms"], {each["code"] for each in found["problems"]}) == (
        3,
        {"CELL-12", "CELL-13", "CELL-14", "REG-18"},
    )


def test_other_lists_tell_of_rows_that_are_struck_out_too(tmp_path: Path) -> None:
    unseen(tmp_path, "XLSX")
    found = codes_of_list(tmp_path / "名单.xlsx", shipped(), None)
    assert found.value == [code_of(1), code_of(2), code_of(4)]
    assert {each.code for each in found.warnings} == {"CELL-12", "CELL-13", "CELL-14"}
    codes = read_codes(tmp_path / "名单.xlsx")
    assert codes.value == {code_of(1), code_of(2), code_of(4)}
    assert {each.code for each in codes.warnings} == {"CELL-03", "CELL-12"}


@pytest.mark.parametrize("file_type", MAKERS)
def test_codes_and_pairs_of_other_offices_are_read_by_the_same_reader(tmp_path: Path, file_type: str) -> None:
    path = file(
        tmp_path,
        Page(rows=rows(("代码", "甲"), [code_of(1), "m1"], [code_of(2), FORMULA], ["某企业", "m2"])),
        file_type,
    )
    found = read_codes(path)
    assert found.value == {code_of(1), code_of(2)}
    assert [(each.code, each.place.line) for each in found.warnings] == [("CITY-02", 4)]
    pairs = read_pairs(path)
    assert pairs.value == {"代码": {"甲"}, code_of(1): {"m1"}, "某企业": {"m2"}}
    assert [(each.code, each.place.line, each.place.column) for each in pairs.warnings] == [("CELL-01", 3, 2)]


# ---- codes -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "9.14101E+17",
        "9.1410100123E17",
        " 9.14101E+17",
        "'9.14101E+17",
        "９．１４１０１Ｅ＋１７",
        "914101001234567000",
        "'914101001234567000",
    ],
)
@pytest.mark.parametrize("file_type", ["XLSX", "CSV", "HTML"])
def test_a_code_that_excel_has_rounded_is_told_and_none_is_invented(tmp_path: Path, text: str, file_type: str) -> None:
    reading = register(tmp_path, TITLES[:2], [text, name_of(1)], file_type=file_type)
    assert (reading.firms, told(reading)) == ((), [("REG-16", "A2")])
    assert "也许是" not in str(reading.problems[0])


def test_codes_pasted_from_pages_are_cleaned_or_refused_with_their_reason(tmp_path: Path) -> None:
    heads = ("\ufeff统一社会信用代码\u200b", "企业名称\u00a0")
    found = [
        [f"\u202a{code_of(1)}\u202c", "示例\u200b1号有限公司（虚构）\u3000"], [code_of(2).lower(), name_of(2)],
        [f"{code_of(3)[:8]}-{code_of(3)[8:]}", name_of(3)], [code_of(4).replace("A", "\u0410"), name_of(4)],
        ["410100100012345", name_of(5)], [f"{code_of(6)}(1-1)", name_of(6)],
        [f"{code_of(7)} 410100100012345", name_of(7)],
    ]  # fmt: skip
    reading = register(tmp_path, heads, *found, skip_wrong=True)
    assert [(each.code, each.name) for each in reading.firms] == [(code_of(n), name_of(n)) for n in (1, 2, 3)]
    assert told(reading) == [("REG-14", "A5"), ("REG-13", "A6"), ("REG-13", "A7"), ("REG-13", "A8")]
    assert [code_of(n) in each.what for n, each in zip((6, 7), sorted(reading.problems)[2:], strict=True)] == [
        True,
        True,
    ]
