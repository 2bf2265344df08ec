"""Lists of firms as they come from offices, read from real files."""

from __future__ import annotations

import shutil
import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from diagnostics.exchange.cells.cell import Cell, Kind, text_cell
from diagnostics.exchange.cells.meaning import as_code, as_day, day_of_text, period_of
from diagnostics.exchange.codes import near_codes
from diagnostics.exchange.definitions import list_words, process_rules
from diagnostics.exchange.list_rows import ColumnChoices
from diagnostics.exchange.registers import RegisterReading, read_registers
from diagnostics.exchange.services import read_services
from diagnostics.model.content.library import Library
from diagnostics.words.problems import InputError
from tests.builders import shipped
from tests.exchange.lists import code_of, name_of, office_list, plain_list

SOFFICE = shutil.which("soffice")
TITLE = {"valid_from": date(2024, 7, 1), "valid_to": date(2027, 6, 30)}


def read(*paths: Path, **more: Any) -> RegisterReading:
    return read_registers(paths, list_words(shipped()), shipped(), **more)


def codes(reading: RegisterReading) -> list[str]:
    return [each.code for each in sorted(reading.problems)]


def check_office_list(reading: RegisterReading) -> None:
    first, second, third = reading.firms
    assert [each.code for each in reading.firms] == [code_of(1), code_of(2), code_of(3)]
    assert first.name == name_of(1)
    assert first.facts == {"district": "zone_gaoxin", "industry": "equipment"}
    assert [each.values for each in first.rows["titles"]] == [{"tier": "province", **TITLE}]
    assert [each.values["tier"] for each in second.rows["titles"]] == ["province", "national"]
    assert second.facts == {"district": "410183", "industry": "refractory"}
    assert third.facts["district"] == "410183", "a merged cell counts for all its rows"
    assert [each.values for each in third.rows["titles"]] == [{"tier": "innovative", **TITLE}], (
        "serial numbers are days"
    )
    assert third.about == {"industry_code": "1492"}
    assert codes(reading) == ["REG-09"], "the hidden sheet is told, nothing else is wrong"
    assert reading.sheets[0].n_left_out == 2
    assert reading.sheets[0].header is not None
    assert reading.sheets[0].header.unused == ("序号",)


def test_an_office_list_is_read(tmp_path: Path) -> None:
    check_office_list(read(office_list(tmp_path / "名单.xlsx")))


@pytest.mark.office
@pytest.mark.skipif(SOFFICE is None, reason="no LibreOffice here")
def test_the_same_list_saved_by_libreoffice_is_read(tmp_path: Path) -> None:
    assert SOFFICE is not None
    source = office_list(tmp_path / "名单.xlsx")
    out = tmp_path / "out"
    home = f"-env:UserInstallation=file://{tmp_path}/home"
    command = [
        SOFFICE,
        home,
        "--headless",
        "--convert-to",
        "xlsx:Calc MS Excel 2007 XML",
        "--outdir",
        str(out),
        str(source),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    check_office_list(read(out / "名单.xlsx"))


@pytest.mark.parametrize(
    ("encoding", "delimiter"), [("gbk", ","), ("utf-8-sig", "\t"), ("utf-16", ";"), ("utf-8", ",")]
)
def test_a_csv_is_read_in_whatever_it_is_written(tmp_path: Path, encoding: str, delimiter: str) -> None:
    path = tmp_path / "名单.csv"
    lines = [["单位名称", "信用代码", "培育阶段"], [name_of(1), code_of(1), "培育库"]]
    path.write_text("\r\n".join(delimiter.join(line) for line in lines), encoding=encoding)
    (firm,) = read(path).firms
    assert (firm.code, firm.about) == (code_of(1), {"stage": "nurture"})


def test_what_is_wrong_has_its_cell_and_a_near_miss(tmp_path: Path) -> None:
    right = code_of(5)
    slip = right.replace("0", "O", 1)
    rows: list[list[Any]] = [
        [name_of(1), code_of(1)[:-1] + ("0" if code_of(1)[-1] != "0" else "1"), "高新区"],
        [name_of(2), code_of(2)[:-1], "高新区"],
        [name_of(5), slip, "高薪区"],
        [name_of(6), None, "高新区"],
        [name_of(7), 914101000000000123, "高新区"],
        [name_of(8), code_of(8), "高薪区"],
    ]
    reading = read(plain_list(tmp_path / "a.xlsx", rows), known_codes=[code_of(1)])
    assert codes(reading) == ["REG-15", "REG-13", "REG-14", "REG-12", "REG-16", "REG-18"]
    found = {each.code: each for each in reading.problems}
    assert (str(found["REG-15"].place), found["REG-15"].what[:3]) == ("a.xlsx【Sheet】:2:2", "B2：")
    assert code_of(1) in found["REG-15"].what
    assert right in found["REG-14"].what
    assert "高新区" in found["REG-18"].what
    assert found["REG-18"].warning
    assert not any(found[each].warning for each in ("REG-12", "REG-13", "REG-14", "REG-15", "REG-16"))
    skipped = read(tmp_path / "a.xlsx", skip_wrong=True)
    assert all(each.warning for each in skipped.problems)
    assert [each.code for each in skipped.firms] == [code_of(8)]


def test_cells_that_may_not_stand_are_told_and_left_out(tmp_path: Path) -> None:
    heads = ("企业名称", "统一社会信用代码", "称号", "有效期起", "有效期止")
    rows = [
        [name_of(1), code_of(1), "省级专精特新", "0202-07-01", "2027-06-30"],
        [name_of(2), code_of(2), "省级专精特新", "2027-06-30", "2024-07-01"],
        [name_of(3), code_of(3), "省级专精特新", "2024-07-01", "9999-12-31"],
    ]
    reading = read(plain_list(tmp_path / "名单.xlsx", rows, heads))
    told = [(each.code, str(each.place).rpartition(":")[0][-1:], each.warning) for each in sorted(reading.problems)]
    assert told == [
        ("ANS-48", "2", True), ("REG-21", "3", True), ("ANS-48", "4", True),
    ]  # fmt: skip
    titles = [[row.values for row in each.rows["titles"]] for each in reading.firms]
    assert titles == [
        [{"tier": "province", "valid_to": date(2027, 6, 30)}],
        [],
        [{"tier": "province", "valid_from": date(2024, 7, 1)}],
    ]


def test_a_service_that_ends_before_it_starts_is_no_evidence(tmp_path: Path) -> None:
    heads = ("企业名称", "统一社会信用代码", "云服务名称", "服务类别", "服务商", "开始日期", "结束日期")
    row = [name_of(1), code_of(1), "云ERP", "云ERP", "某云", "2026-01-01", "2025-01-01"]
    path = plain_list(tmp_path / "清单.xlsx", [row], heads)
    reading = read_services([path], list_words(shipped()), shipped(), {code_of(1): name_of(1)}, today=date(2026, 6, 30))
    assert reading.n_matched == 1
    assert reading.firms == ()
    assert "ANS-44" in {each.code for each in reading.problems}


def test_two_firms_with_one_code_are_refused(tmp_path: Path) -> None:
    reading = read(plain_list(tmp_path / "a.xlsx", [[name_of(1), code_of(1), ""], [name_of(2), code_of(1), ""]]))
    assert codes(reading) == ["REG-22"]
    assert "A3" in reading.problems[0].what


def test_two_lists_with_one_firm_are_compared(tmp_path: Path) -> None:
    one = plain_list(tmp_path / "a.xlsx", [[name_of(1), code_of(1), "高新区"]])
    two = plain_list(tmp_path / "b.xlsx", [[name_of(2), code_of(1), "金水区"]])
    reading = read(one, two)
    assert reading.n_codes == 1
    assert codes(reading) == ["REG-23", "REG-24"]


def test_two_rows_that_differ_leave_the_field_open(tmp_path: Path) -> None:
    rows = [[name_of(1), code_of(1), "高新区"], [name_of(1), code_of(1), "金水区"]]
    reading = read(plain_list(tmp_path / "a.xlsx", rows))
    assert codes(reading) == ["REG-20"]
    assert reading.firms[0].facts == {}


def test_columns_can_be_named_and_set(tmp_path: Path) -> None:
    path = plain_list(tmp_path / "a.xlsx", [[name_of(1), code_of(1), "旧名"]], ("户名", "户号", "企业名称"))
    assert codes(read(path)) == ["REG-11"]
    said = ColumnChoices({"户名": "name", "户号": "code", "企业名称": "-"}, {"tier": "小巨人"})
    (firm,) = read(path, said=said).firms
    assert firm.name == name_of(1)
    assert [each.values for each in firm.rows["titles"]] == [{"tier": "national"}]
    assert "REG-26" in codes(read(path, said=ColumnChoices({"没有": "code"})))


def test_two_columns_for_one_thing_are_refused(tmp_path: Path) -> None:
    path = plain_list(tmp_path / "a.xlsx", [[name_of(1), code_of(1), name_of(2)]], ("企业名称", "信用代码", "单位名称"))
    assert "REG-10" in codes(read(path))


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"\xd0\xcf\x11\xe0 old", "REG-03"), (b"<html><p>none</p>", "REG-07"),
        (b"PK\x03\x04 broken", "REG-04"), (b"<html><table>", "REG-07"),
        ("\u4e00,\u4e8c\n1,2\n".encode(), "REG-08"), (b"", "REG-08"), (b"\x81\x00\xff", "REG-07"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_list_is_refused(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(content)
    try:
        found = codes(read(path))
    except InputError as error:
        found = [each.code for each in error.problems]
    assert found == [code]


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="REG-01"):
        read(tmp_path / "没有.xlsx")


def test_every_truncated_workbook_is_refused_in_words(tmp_path: Path) -> None:
    data = office_list(tmp_path / "a.xlsx").read_bytes()
    path = tmp_path / "b.xlsx"
    for cut in range(2, len(data) - 30, len(data) // 15):  # (one byte is a text without a head line)
        path.write_bytes(data[:cut])
        with pytest.raises(InputError, match="REG-0"):
            read(path)


def test_formulas_and_error_values_are_only_text(tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["企业名称", "统一社会信用代码", "区县"])
    book.active.append(["=1+1", code_of(1), "#N/A"])
    book.save(tmp_path / "a.xlsx")
    reading = read(tmp_path / "a.xlsx")
    assert codes(reading) == ["CELL-01"], "a formula that nobody has calculated has no value"


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2024-07-01", date(2024, 7, 1)), ("２０２４年７月１日", date(2024, 7, 1)), ("2024.7.1", date(2024, 7, 1)),
        ("20240701", date(2024, 7, 1)), (45474, date(2024, 7, 1)), ("45474", date(2024, 7, 1)), ("2024年7月", None),
        ("2024-02-30", None), ("长期", None), (3, None), (True, None), ("2024/7/1 0:00:00", date(2024, 7, 1)),
    ],
)  # fmt: skip
def test_days(cell: Any, day: date | None) -> None:
    made = text_cell(cell) if isinstance(cell, str) else Cell(Kind.truth if cell is True else Kind.number, cell)
    assert as_day(made).value == day


@pytest.mark.parametrize(
    "text",
    [
        "2024.7.1-2027.6.30",
        "2024年7月1日至2027年6月30日",
        "2024-07-01~2027-06-30",
        "自2024/7/1 到 2027/6/30止",
        "2024-07-01-2027-06-30",
    ],
)
def test_periods(text: str) -> None:
    found = period_of(text)
    assert found is not None
    assert [day_of_text(each) for each in found] == [date(2024, 7, 1), date(2027, 6, 30)]


def test_codes_are_cleaned_and_slips_are_found() -> None:
    assert as_code(text_cell(" 9141 0100\nMA ")).value == "91410100MA"
    swapped = code_of(12)[:15] + code_of(12)[16] + code_of(12)[15] + code_of(12)[17]
    assert code_of(12) in near_codes(swapped, [])
    assert near_codes(code_of(12)[:-1] + "W", [code_of(12)]) == [code_of(12)]


def test_a_workspace_adds_words_and_replaces_states(tmp_path: Path) -> None:
    folder = tmp_path / "exchange"
    folder.mkdir()
    (folder / "register.yaml").write_text("words:\n  district:\n    zone_gaoxin: [高薪区]\n", encoding="utf-8")
    path = plain_list(tmp_path / "a.xlsx", [[name_of(1), code_of(1), "高薪区"]])
    reading = read_registers([path], list_words(shipped(), tmp_path), shipped())
    assert reading.firms[0].facts == {"district": "zone_gaoxin"}
    (folder / "process.yaml").write_text("states: [{id: a, name: 甲, next: [b]}]\nfirst: [a]\n", encoding="utf-8")
    with pytest.raises(InputError, match="REG-02"):
        process_rules(shipped(), tmp_path)
    (folder / "register.yaml").write_text("wrods: {}\n", encoding="utf-8")
    with pytest.raises(InputError, match="KEY-01"):
        list_words(shipped(), tmp_path)
    (folder / "register.yaml").write_text("words: " + "[" * 100_000, encoding="utf-8")
    with pytest.raises(InputError, match=r"YAML-0[15]"):  # what the parser refuses itself is 01
        list_words(shipped(), tmp_path)
    with pytest.raises(InputError, match="REG-38"):
        list_words(Library())
