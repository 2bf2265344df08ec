"""The commands firm import and firm match on real files and a real workspace."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from diagnostics.cli.main import main
from diagnostics.store import open_workspace
from tests.builders import shipped
from tests.exchange.lists import code_of, name_of, office_list, plain_list

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("QIZHEN_WORKSPACE", raising=False)

    def run_it(*arguments: str) -> tuple[int, str, str]:
        code = main([*arguments, "--workspace", "ws"])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run_it


def n_events(folder: Path) -> int:
    with open_workspace(folder, author="", device="", read_only=True) as workspace:
        return len(workspace.events())


def test_a_list_is_previewed_imported_and_imported_again(run: Run, tmp_path: Path) -> None:
    office_list(tmp_path / "名单.xlsx")
    code, out, _ = run("firm", "import", "名单.xlsx", "--dry-run")
    assert code == 0
    assert "新登记 3 家" in out
    assert not (tmp_path / "ws").exists(), "a dry run writes nothing"
    assert run("firm", "import", "名单.xlsx")[0] == 0
    before = n_events(tmp_path / "ws")
    code, out, _ = run("firm", "import", "名单.xlsx")
    assert "没有变化 3 家" in out
    assert n_events(tmp_path / "ws") == before
    with open_workspace(tmp_path / "ws", author="李工", device="L7", library=shipped()) as workspace:
        workspace.open_assessment(code_of(2))
        workspace.open_assessment(code_of(2))
        answers = workspace.answers(code_of(2))
        assert len(answers.rows["titles"]) == 2, "a title holds in every assessment"
        assert answers.answers[answers.firm_subject, "district"].value == "410183"
        assert workspace.find_firm(code_of(2)).listed == {"industry_code": "3089"}
    found = json.loads(run("coverage", "--as-of", "2026-06-30", "--json")[1])
    assert found["population"] == 2, "the innovative firm is not on this list"


def test_a_list_sent_twice_under_another_name_changes_nothing_and_says_so(run: Run, tmp_path: Path) -> None:
    office_list(tmp_path / "名单.xlsx")
    (tmp_path / "名单(1).xlsx").write_bytes((tmp_path / "名单.xlsx").read_bytes())
    assert run("firm", "import", "名单.xlsx")[0] == 0
    before = n_events(tmp_path / "ws")
    code, out, _ = run("firm", "import", "名单(1).xlsx")
    assert (code, "没有变化 3 家" in out, n_events(tmp_path / "ws")) == (0, True, before)


def test_a_corrected_list_under_another_name_is_no_silent_change(run: Run, tmp_path: Path) -> None:
    plain_list(tmp_path / "a.xlsx", [[name_of(1), code_of(1), "高新区"]])
    plain_list(tmp_path / "a(1).xlsx", [[name_of(1), code_of(1), "金水区"]])
    for name in ("a.xlsx", "a(1).xlsx", "a(1).xlsx"):
        assert run("firm", "import", name)[0] == 0
    (conflict,) = json.loads(run("bundle", "conflicts", "--json")[1])["conflicts"]
    assert len(conflict["heads"]) == 2


def test_one_wrong_row_keeps_everything_out(run: Run, tmp_path: Path) -> None:
    plain_list(tmp_path / "a.xlsx", [[name_of(1), code_of(1), "高新区"], [name_of(2), code_of(2)[:-1], "高新区"]])
    code, _, err = run("firm", "import", "a.xlsx")
    assert code == 1
    assert "REG-13" in err
    assert not (tmp_path / "ws").exists()
    code, out, _ = run("firm", "import", "a.xlsx", "--skip-wrong")
    assert code == 0
    assert "有错的 1 行没有登记" in out
    assert len(json.loads(run("firm", "list", "--json")[1])["firms"]) == 1


def test_two_lists_that_differ_stand_side_by_side_and_come_to_rest(run: Run, tmp_path: Path) -> None:
    heads = ("企业名称", "统一社会信用代码", "区县", "阶段", "称号", "有效期")
    first = [name_of(1), code_of(1), "高新区", "储备", "小巨人", "2024.7.1-2027.6.30"]
    second = [name_of(1), code_of(1), "金水区", "提升", "小巨人", "2024.7.1-2027.6.30"]
    plain_list(tmp_path / "a.xlsx", [first], heads)
    plain_list(tmp_path / "b.xlsx", [second], heads)
    assert run("firm", "import", "a.xlsx", "b.xlsx")[0] == 0
    before = n_events(tmp_path / "ws")
    assert run("firm", "import", "a.xlsx", "b.xlsx")[0] == 0
    assert n_events(tmp_path / "ws") == before
    with open_workspace(tmp_path / "ws", author="", device="", read_only=True) as workspace:
        (conflict,) = workspace.conflicts(code_of(1))
        assert (conflict.fact, conflict.settled) == ("district", False)
        assert len(workspace.facts(code_of(1)).rows["titles"]) == 1


def test_a_list_adds_and_takes_nothing_away(run: Run, tmp_path: Path) -> None:
    heads = ("企业名称", "统一社会信用代码", "称号", "有效期至")
    plain_list(tmp_path / "a.xlsx", [[name_of(1), code_of(1), "小巨人", None]], heads)
    run("firm", "import", "a.xlsx")
    plain_list(
        tmp_path / "a.xlsx", [[name_of(1), code_of(1), "小巨人", "2027-06-30"], [name_of(2), code_of(2), "", ""]], heads
    )
    code, out, err = run("firm", "import", "a.xlsx", "--json")
    assert code == 0, err
    found = json.loads(out)
    assert (found["new"], found["changed"]) == ([code_of(2)], [code_of(1)])
    with open_workspace(tmp_path / "ws", author="", device="", read_only=True) as workspace:
        (row,) = workspace.facts(code_of(1)).rows["titles"]
        assert row.row.values["valid_to"] is not None


@pytest.mark.parametrize("option", [("--map", "没有等号"), ("--map", "甲=没有这个字段"), ("--set", "code=1")])
def test_an_option_that_says_nothing_is_wrong_usage(run: Run, tmp_path: Path, option: tuple[str, str]) -> None:
    plain_list(tmp_path / "a.xlsx", [[name_of(1), code_of(1), ""]])
    assert run("firm", "import", "a.xlsx", *option)[0] == 2


def test_services_are_matched_by_code_and_never_by_name(run: Run, tmp_path: Path) -> None:
    plain_list(tmp_path / "a.xlsx", [[name_of(n), code_of(n), "高新区"] for n in (1, 2)])
    run("firm", "import", "a.xlsx", "--set", "称号=小巨人")
    lines = [
        "客户名称,信用代码,产品名称,开通时间,到期时间,年费（万元）",
        f"{name_of(1)},{code_of(1)},云主机,20240110,长期,3.5",
        f"{name_of(2)},,云主机,2024/1/1,,",
        f"{name_of(7)},{code_of(7)},云桌面,2024-02-01,,",
    ]
    (tmp_path / "v.csv").write_text("\r\n".join(lines), encoding="gbk")
    assert run("firm", "match", "v.csv")[0] == 1, "whose list is it?"
    found = json.loads(run("firm", "match", "v.csv", "--vendor", "示例云", "--json")[1])
    assert (found["matched"], found["rows_added"]) == (1, 1)
    assert [each["name"] for each in found["unmatched"]] == [name_of(2), name_of(7)]
    again = json.loads(run("firm", "match", "v.csv", "--vendor", "示例云", "--json")[1])
    assert (again["rows_added"], again["rows_changed"]) == (0, 0)
    with open_workspace(tmp_path / "ws", author="", device="", read_only=True) as workspace:
        (row,) = workspace.facts(code_of(1)).rows["systems"]
        assert row.row.grade.name == "E4"
        assert "systems" not in workspace.facts(code_of(2)).rows
    statuses = json.loads(run("coverage", "--as-of", "2026-06-30", "--json")[1])["statuses"]
    assert (statuses["verified_sustained"], statuses["unknown"]) == (1, 1)


def test_a_service_of_an_unknown_kind_is_refused(run: Run, tmp_path: Path) -> None:
    plain_list(tmp_path / "a.xlsx", [[name_of(1), code_of(1), "高新区"]])
    run("firm", "import", "a.xlsx")
    plain_list(tmp_path / "v.xlsx", [[name_of(1), code_of(1), "神奇套餐"]], ("客户", "信用代码", "套餐"))
    code, _, err = run("firm", "match", "v.xlsx", "--vendor", "示例云")
    assert code == 1
    assert "REG-30" in err
    assert run("firm", "match", "v.xlsx", "--vendor", "示例云", "--set", "类别=云主机（计算）")[0] == 0


def test_a_service_that_ended_never_counts_as_one_in_use(run: Run, tmp_path: Path) -> None:
    plain_list(tmp_path / "a.xlsx", [[name_of(n), code_of(n), "高新区"] for n in range(1, 8)])
    run("firm", "import", "a.xlsx", "--set", "称号=小巨人")
    heads = ("客户名称", "统一社会信用代码", "产品名称", "开通日期", "到期日期", "订单状态")
    ends = [
        ("2099-12-31", "运行中"), ("长期", "已退订"), ("2025年3月", "使用中"), ("2025-12-31", "已到期"), ("", "奇怪"),
        ("2099-12-31", "已释放"), ("", ""),
    ]  # fmt: skip
    rows = [[name_of(n), code_of(n), "云主机", "2024-01-10", *each] for n, each in enumerate(ends, 1)]
    plain_list(tmp_path / "v.xlsx", rows, heads)
    code, _, err = run("firm", "match", "v.xlsx", "--vendor", "示例云")
    assert code == 0
    assert (err.count("REG-36:"), err.count("REG-37:")) == (3, 1)
    statuses = json.loads(run("coverage", "--as-of", "2026-06-30", "--json")[1])["statuses"]
    told = {key: n for key, n in statuses.items() if n}
    assert told == {"verified_sustained": 2, "lapsed": 1, "unknown": 4}
