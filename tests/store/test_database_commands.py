"""PostgreSQL on the command line: prepared by its administrator, used by two providers, one blind to the other."""

from __future__ import annotations

import json
import sys
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from diagnostics.cli.main import main
from tests.exchange.lists import code_of, name_of, plain_list
from tests.store.commands import ROOT, Ran
from tests.store.conftest import CODE, NAME

EXAMPLE = ROOT / "examples" / "refractory.yaml"
EXAMPLE_CODE, EXAMPLE_NAME = "91410183EXAMPLE026", "新密乙窑耐火材料有限公司（虚构）"
DAY = ("--as-of", "2026-06-30")

Qizhen = Callable[..., Ran]


@pytest.fixture
def database(postgres: str) -> Iterator[str]:
    """An empty database and roles of this test: the end of its URLs."""
    import psycopg

    name = f"c{uuid.uuid4().hex[:12]}"
    where = f"postgresql://admin{postgres}postgres"
    with psycopg.connect(where, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    yield f"{postgres}{name}"
    with psycopg.connect(where, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
        for role in ("甲院", "乙院", "已有"):
            connection.execute(f'DROP ROLE IF EXISTS "{role}"')


@pytest.fixture
def qizhen(
    database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Qizhen:
    """Run a command as a role of the database: `qizhen(role, argument, …)`."""
    monkeypatch.chdir(tmp_path)
    for name in ("QIZHEN_WORKSPACE", "QIZHEN_AUTHOR", "QIZHEN_NEW_PASSPHRASE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("QIZHEN_BUNDLE_PASSPHRASE", "新郑路 9 号")

    def run_it(role: str, *arguments: str) -> Ran:
        where = role if "/" in role else f"postgresql+psycopg://{role}{database}"
        code = main([*arguments, "--workspace", where])
        printed = capsys.readouterr()
        return Ran(code, printed.out, printed.err)

    return run_it


def ok(ran: Ran) -> str:
    assert ran.code == 0, ran.err
    return ran.out


@pytest.fixture
def ready(qizhen: Qizhen) -> Qizhen:
    ok(qizhen("admin", "database", "prepare", "--provider", "甲院", "--provider", "乙院"))
    return qizhen


def test_an_administrator_prepares_once_and_again_without_harm(qizhen: Qizhen, database: str) -> None:
    done = qizhen("admin", "firm", "list")
    assert (done.code, "STORE-53" in done.err) == (1, True), "not prepared yet"
    assert "甲院、乙院" in ok(qizhen("admin", "database", "prepare", "--provider", "甲院", "--provider", "乙院"))
    ok(qizhen("甲院", "firm", "add", CODE, NAME))
    assert "新建登录名" not in ok(qizhen("admin", "database", "prepare", "--provider", "甲院"))
    assert CODE in ok(qizhen("甲院", "firm", "list"))
    import psycopg

    with psycopg.connect(f"postgresql://admin{database}", autocommit=True) as connection:
        connection.execute('CREATE ROLE "已有" LOGIN')
    assert "STORE-53" in qizhen("已有", "firm", "list").err, "a login that nobody let in"
    assert "已有" in ok(qizhen("admin", "database", "prepare", "--provider", "已有"))
    ok(qizhen("已有", "firm", "add", CODE, NAME))


@pytest.mark.parametrize(
    ("role", "provider", "problem"), [("甲院", "丙院", "STORE-56"), ("admin", "admin", "STORE-58")]
)
def test_who_may_not_prepare_or_be_a_provider_is_told(ready: Qizhen, role: str, provider: str, problem: str) -> None:
    done = ready(role, "database", "prepare", "--provider", provider)
    assert (done.code, problem in done.err, "Traceback" in done.err) == (1, True, False)


def test_no_server_no_role_and_no_database_are_said_in_words(ready: Qizhen, database: str) -> None:
    for where in (
        "postgresql+psycopg://甲院@127.0.0.1:1/x", f"postgresql+psycopg://没有{database}",
        f"postgresql+psycopg://甲院{database}x",
    ):  # fmt: skip
        done = ready(where, "firm", "list")
        assert (done.code, "STORE-55" in done.err, "Traceback" in done.err) == (3, True, False)
    done = ready(f"postgresql+psycopg://甲院:geheim{database}", "firm", "list")
    assert (done.code, "STORE-51" in done.err, "geheim" in done.err) == (1, True, False)


def test_one_provider_is_blind_to_the_other(ready: Qizhen, tmp_path: Path) -> None:
    ok(ready("甲院", "firm", "add", CODE, NAME))
    ok(ready("甲院", "firm", "process", CODE, "assigned", "--who", "李工"))
    assert "STORE-07" in ready("乙院", "firm", "list").err, "not even that there is anything"
    ok(ready("乙院", "firm", "add", code_of(2), name_of(2)))
    for arguments in (("show", CODE), ("process", CODE, "visited"), ("purge", CODE, "--reason", "x", "--yes")):
        done = ready("乙院", "firm", *arguments)
        assert (done.code, "STORE-20" in done.err, NAME in done.err) == (1, True, False)
    assert [each["code"] for each in ready("乙院", "firm", "list", "--json").data()["firms"]] == [code_of(2)]
    assert ready("乙院", "progress", "--json").data()["population"] == 1
    ok(ready("乙院", "bundle", "export", "--out", "乙.qzb"))
    ok(ready(str(tmp_path / "局"), "bundle", "import", "乙.qzb"))
    assert ready(str(tmp_path / "局"), "progress", "--json").data()["population"] == 1
    assert ready("甲院", "progress", "--json").data()["population"] == 1


def test_the_whole_way_gives_the_same_as_a_folder(ready: Qizhen, tmp_path: Path) -> None:
    folder = str(tmp_path / "文件夹")
    told = []
    for where in ("甲院", folder):
        ok(ready(where, "firm", "add", EXAMPLE_CODE, EXAMPLE_NAME, "--fictitious", "--author", "李工"))
        ok(ready(where, "answer", EXAMPLE_CODE, str(EXAMPLE), "--author", "李工"))
        scored = ready(where, "score", EXAMPLE_CODE, "--json", *DAY).data()
        covered = ready(where, "coverage", "--json", *DAY).data()
        told.append(json.dumps([scored, covered], ensure_ascii=False, sort_keys=True).replace(folder, ""))
        assert "0 条以前已有" not in ok(ready(where, "answer", EXAMPLE_CODE, str(EXAMPLE)))
    assert told[0] == told[1]


def test_every_command_of_the_way_takes_the_url(ready: Qizhen, tmp_path: Path) -> None:
    heads = ("企业名称", "统一社会信用代码", "区县", "称号")
    plain_list(tmp_path / "名单.xlsx", [[name_of(1), code_of(1), "高新区", "小巨人"]], heads)
    lines = ["客户名称,信用代码,产品名称,开通时间", f"{name_of(1)},{code_of(1)},云主机,2024-01-10"]
    (tmp_path / "云.csv").write_text("\n".join(lines), encoding="utf-8")
    ok(ready("甲院", "firm", "import", "名单.xlsx"))
    assert "对上 1 行" in ok(ready("甲院", "firm", "match", "云.csv", "--vendor", "示例云"))
    ok(ready("甲院", "firm", "add", EXAMPLE_CODE, EXAMPLE_NAME, "--fictitious"))
    ok(ready("甲院", "answer", EXAMPLE_CODE, str(EXAMPLE)))
    ok(ready("甲院", "firm", "process", EXAMPLE_CODE, "assigned", "--who", "李工"))
    for arguments in (
        ("firm", "show", EXAMPLE_CODE), ("explain", EXAMPLE_CODE, "digital_level:d_base"), ("progress",),
        ("plan", EXAMPLE_CODE, "--target", "digital_level:2"), ("coverage",), ("sample",), ("bundle", "conflicts"),
        ("report", EXAMPLE_CODE, "--out", "报告", "--format", "html", *DAY),
        ("dashboard", "--out", "看板"),
        ("deliver", EXAMPLE_CODE, "--out", "交付", "--reports", "报告"),
    ):  # fmt: skip
        assert ok(ready("甲院", *arguments)).strip(), arguments
    assert any(EXAMPLE_NAME in each.name for each in (tmp_path / "报告").iterdir())
    assert (tmp_path / "交付" / "交付清单.xlsx").exists()
    healthy = ready("甲院", "doctor", "--json").data()["findings"]
    assert [each["text"] for each in healthy if each["health"] == "wrong"] == []
    assert any("2 家企业" in each["text"] for each in healthy)
    done = ready("甲院", "encrypt")
    assert (done.code, "TLS" in done.err) == (2, True), "what cannot be done says why and what to do"


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminal on Windows")
def test_an_interview_on_a_server_stops_and_goes_on(ready: Qizhen, database: str) -> None:
    from tests.interview.console import Console

    ok(ready("甲院", "firm", "add", CODE, NAME))
    options = (CODE, "--workspace", f"postgresql+psycopg://甲院{database}", "--author", "李工", "--as-of", "2026-06-30")
    console = Console(*options)
    console.say("1 是  0 否", "0")
    console.say("补充说明", "")
    console.say("企业同意吗", "1")
    console.say("谁代表企业答复", "综合部主任")
    console.say("保存几年", "")
    console.say("只有一个", "一厂：机加车间")
    console.say("就这些", "")
    console.say("回车开始", "")
    console.say("谁来答", "总经理")
    console.say("按顺序答", "/j s_quality")
    console.say("谁来答", "质量经理")
    console.say("选最像的一级", "2")
    console.wait("依据：")
    console.interrupt()
    console.wait("已停在这里")
    assert console.exit_code() == 0
    console = Console(*options)
    console.say("回车开始", "")  # screening, consent and sites are not asked again
    console.say("谁来答", "")
    console.say("按顺序答|选最像的一级", "/q")
    console.wait("已停在这里")
    assert console.exit_code() == 0
    shown = ready("甲院", "firm", "show", CODE, "--json").data()
    assert shown["visit_mode"] == "普通"
