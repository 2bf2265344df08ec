"""What earlier releases left behind opens with the code of today and says what it said then.

Held exactly: what people said, with grade, date, author and evidence, rows, findings, decisions, files, issued reports.
Never held: scores, levels, verdicts, lists of what is owed, the words of a report drawn anew. Those follow the content
and its corrections; here they only have to come, with the keys they had. When a test fails, the code is wrong, or the
frozen thing has to be migrated by the program, as it would be on a laptop: frozen files are never edited.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import sqlite3
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from diagnostics.city.count.content_impact import declared_ids
from diagnostics.cli.main import main
from diagnostics.evidence.inbox import list_inbox
from diagnostics.model.report_documents import DOCUMENTS, FORMATS, document_and_format
from diagnostics.store import Workspace, open_workspace
from diagnostics.store.facts.issuing import issued_reports
from diagnostics.store.journal.schema import SCHEMA
from tests.builders import shipped
from tests.past.client_template import client_template
from tests.past.facts import results_in, told_by, told_in
from tests.past.make import AS_OF, FILE, FIRST, GONE_NAME, edited, firm_of, parts

HERE = Path(__file__).parent
RELEASES = sorted(each.parent for each in HERE.glob("*/facts.json"))
LARGEST = 2_000_000
SEALED = ("plain", "encrypted")
RENAMED = "firm/cloud_fee_of_year"


@dataclass(frozen=True)
class Past:
    """A frozen release; what is opened is a copy in a folder of the test."""

    folder: Path
    facts: dict[str, Any]
    scratch: Path

    def copy(self, name: str) -> Path:
        """Unpack a workspace, or copy a file."""
        if (self.folder / name).is_file():
            return Path(shutil.copyfile(self.folder / name, self.scratch / name))
        with zipfile.ZipFile(self.folder / f"{name}.zip") as packed:
            packed.extractall(self.scratch / name)
        return self.scratch / name

    def opened(self, workspace: Path) -> Workspace:
        """Open a workspace to read."""
        passphrase = self.facts["passphrase"] if workspace.name == "encrypted" else None
        return open_workspace(workspace, author="", device="", read_only=True, passphrase=passphrase)


@pytest.fixture(params=RELEASES, ids=lambda path: path.name)
def past(request: pytest.FixtureRequest, tmp_path: Path) -> Past:
    """One of the frozen releases."""
    return Past(request.param, json.loads((request.param / "facts.json").read_text(encoding="utf-8")), tmp_path)


@dataclass(frozen=True)
class Ran:
    """What a command did."""

    code: int
    out: str
    err: str

    def data(self) -> Any:
        """What it printed as JSON."""
        return json.loads(self.out)


Qizhen = Callable[..., Ran]


@pytest.fixture
def qizhen(past: Past, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Qizhen:
    """Run a command in a workspace: `qizhen(workspace, argument, …)`; fails unless it ends as it should."""
    monkeypatch.chdir(past.scratch)
    monkeypatch.setenv("QIZHEN_AUTHOR", "后来的人")
    monkeypatch.setenv("QIZHEN_PASSPHRASE", past.facts["passphrase"])
    monkeypatch.setenv("QIZHEN_BUNDLE_PASSPHRASE", past.facts["bundle passphrase"])

    def run_it(workspace: Path, *words: str | Path, ends: int = 0) -> Ran:
        code = main([*map(str, words), "--workspace", str(workspace)])
        printed = capsys.readouterr()
        assert code == ends, printed.err
        return Ran(code, printed.out, printed.err)

    return run_it


def differences(then: Any, now: Any, place: str = "") -> Iterator[str]:
    """Yield every place at which something else is said than then."""
    if isinstance(then, dict) and isinstance(now, dict):
        for key in sorted({*then, *now}):
            yield from differences(then.get(key, "nothing"), now.get(key, "nothing"), f"{place} › {key}")
    elif then != now:
        yield f"{place}: {then} → {now}"


def same(then: Any, now: Any) -> None:
    assert list(differences(then, now)) == []


# ---- the workspace ----


@pytest.mark.parametrize("name", SEALED)
def test_a_workspace_says_all_that_it_said(past: Past, name: str) -> None:
    folder = past.copy(name)
    before = (folder / FILE).read_bytes()
    with past.opened(folder) as workspace:
        same(past.facts["plain"], told_by(workspace))
        for code, firm in past.facts["plain"]["firms"].items():
            for evidence, (sha256, *_) in firm["files"].items():
                assert hashlib.sha256(workspace.read_evidence(code, evidence)).hexdigest() == sha256
    assert (folder / FILE).read_bytes() == before


@pytest.mark.parametrize("name", SEALED)
def test_a_workspace_that_is_written_into_says_it_still(past: Past, qizhen: Qizhen, name: str) -> None:
    folder = past.copy(name)
    qizhen(folder, "firm", "add", "91410100MA4E00001T", "后来的企业（虚构）", "--fictitious")
    with past.opened(folder) as workspace:
        now = told_by(workspace)
    assert now["firms"].pop("91410100MA4E00001T")["name"] == "后来的企业（虚构）"
    now["events"]["firm_registered"] -= 1
    same(past.facts["plain"], now)


def test_the_journal_holds_every_word_under_the_name_under_which_it_was_said(past: Past) -> None:
    """The table is read here without any code of ours."""
    connection = sqlite3.connect(past.copy("plain") / FILE)
    kinds = dict(connection.execute("SELECT kind, count(*) FROM events GROUP BY kind"))
    said = [json.loads(text) for (text,) in connection.execute("SELECT payload FROM events WHERE kind = 'testimony'")]
    connection.close()
    same(past.facts["plain"]["events"], kinds)
    rounds = [each for firm in past.facts["plain"]["firms"].values() for each in firm["rounds"].values()]
    known = {key for each in rounds for key in each["testimonies"]}
    written = {f"{each['subject']}/{each['fact']}" for each in said}
    assert (written - known, known - written) == ({RENAMED}, set())


@pytest.mark.parametrize("name", SEALED)
def test_doctor_finds_nothing_wrong_with_a_workspace(past: Past, qizhen: Qizhen, name: str) -> None:
    found = qizhen(past.copy(name), "doctor", "--json").data()["findings"]
    health = {each["topic"]: each["health"] for each in found if each["topic"] in {"workspace", "journal"}}
    assert health == {"workspace": "ok", "journal": "ok"}


def test_lists_and_pages_of_firms_say_what_they_said(past: Past, qizhen: Qizhen) -> None:
    folder = past.copy("plain")
    listed = qizhen(folder, "firm", "list", "--json").data()["firms"]
    for then, now in zip(past.facts["list"], listed, strict=True):
        same(then, {key: now[key] for key in then})
        shown = qizhen(folder, "firm", "show", then["code"], "--json").data()
        same(then, {key: shown[key] for key in then})
    history = qizhen(folder, "firm", "show", FIRST, "--as-of", AS_OF, "--fact", "s_finance", "--json").data()
    assert [(each["by"], each["standing"]) for each in history["testimonies"]] == [
        ("财务经理", "replaced"), ("财务经理", "replaced"), ("财务经理", "live"),
    ]  # fmt: skip


def test_the_photo_in_the_inbox_still_waits_and_the_one_on_record_does_not(past: Past) -> None:
    assert [each.path.name for each in _waiting(past, past.copy("plain"))] == ["IMG_2.jpg"]


def _waiting(past: Past, folder: Path) -> Any:
    known = [original for *_, original in past.facts["plain"]["firms"][FIRST]["files"].values()]
    return list_inbox(folder / "inbox", known=known).photos


def test_nothing_of_a_purged_firm_is_left(past: Past) -> None:
    folder = past.copy("plain")
    for path in folder.rglob("*"):
        assert not path.is_file() or GONE_NAME.encode() not in path.read_bytes()


# ---- what is made of it ----


def test_every_firm_is_diagnosed(past: Past, qizhen: Qizhen) -> None:
    folder = past.copy("plain")
    for code, then in past.facts["results"].items():
        now = results_in(qizhen(folder, "score", code, "--as-of", AS_OF, "--json").data())
        assert (now["firm"], now["as_of"]) == (then["firm"], then["as_of"])
        assert set(then["keys"]) <= set(now["keys"])
        for standard, keys in then["standards"].items():
            assert set(keys) <= set(now["standards"][standard]), standard


def test_a_firm_of_the_past_gets_a_report_of_today(past: Past, qizhen: Qizhen) -> None:
    """The report of the other firm is drawn anew where one that was issued is superseded."""
    folder, out = past.copy("plain"), past.scratch / "out"
    ((code, firm),) = ((code, each) for code, each in past.facts["plain"]["firms"].items() if code != FIRST)
    qizhen(folder, "report", code, "--as-of", AS_OF, "--format", "html", "--out", out)
    pages = list(out.iterdir())
    assert len(pages) == len(DOCUMENTS)
    for page in pages:
        assert firm["name"] in page.read_text(encoding="utf-8")


# ---- what travels ----


def test_a_bundle_makes_a_new_workspace_and_twice_changes_nothing(past: Past, qizhen: Qizhen) -> None:
    bundle, folder = past.copy("bundle.qzb"), past.scratch / "new"
    for first in (True, False):
        assert (qizhen(folder, "bundle", "import", bundle, "--json").data()["n_new"] > 0) is first
        with past.opened(folder) as workspace:
            now = told_by(workspace)
        same(past.facts["plain"]["firms"][FIRST], now["firms"][FIRST])
        same(past.facts["plain"]["tombstones"], now["tombstones"])


def test_a_bundle_brings_nothing_new_to_the_workspace_it_comes_from(past: Past, qizhen: Qizhen) -> None:
    folder = past.copy("plain")
    assert qizhen(folder, "bundle", "import", past.copy("bundle.qzb"), "--json").data()["n_new"] == 0
    with past.opened(folder) as workspace:
        same(past.facts["plain"], told_by(workspace))


def test_an_answers_file_is_read_as_it_was(past: Past) -> None:
    for name, then in past.facts["answers"].items():
        same(_under_present_names(then), told_in(firm_of(past.folder / "answers" / name)))


def _under_present_names(then: dict[str, Any]) -> dict[str, Any]:
    """Return what a file says with the ids that content has declared for its old ones since."""
    facts, options = declared_ids(shipped())
    answers = {}
    for key, (state, value, *rest) in then["answers"].items():
        subject, _, fact = key.partition("/")
        fact = facts.get(fact, fact)
        new = options.get(fact, {})
        names = [new.get(each, each) for each in value] if isinstance(value, list) else value
        answers[f"{subject}/{fact}"] = [state, new.get(value, value) if isinstance(value, str) else names, *rest]
    return {**then, "answers": answers}


# ---- issued reports ----


def test_an_issued_report_agrees_with_its_data_and_an_edited_one_shows_the_changed_number(
    past: Past, qizhen: Qizhen
) -> None:
    folder = past.copy("plain")
    for name, ends in (("issued", 0), ("edited", 1)):
        found = qizhen(folder, "report", "verify", past.copy(f"{name}.docx"), "--json", ends=ends).data()
        then = past.facts["verify"][name]
        for key in ("number", "version", "same", "reworded"):
            assert found[key] == then[key]
        assert [("20" in each, "27" in each) for each in found["differences"]] == [(True, True)] * ends


def test_a_report_of_our_own_layout_is_whole_and_held_against_its_data(past: Past, qizhen: Qizhen) -> None:
    folder = past.copy("delivered")
    with past.opened(folder) as workspace:
        same(past.facts["delivered"], told_by(workspace))
        assert workspace.check() == []
    (issued,) = (folder / "evidence").rglob("*.docx")
    report = past.scratch / "report.docx"
    for data, ends in ((issued.read_bytes(), 0), (edited(issued.read_bytes()), 1)):
        report.write_bytes(data)
        found = qizhen(folder, "report", "verify", report, "--json", ends=ends).data()
        assert (found["same"], len(found["differences"])) == (not ends, ends)


def test_an_issued_report_is_superseded_and_stays_what_it_was(past: Past, qizhen: Qizhen) -> None:
    folder, template = past.copy("plain"), past.scratch / "template.docx"
    template.write_bytes(client_template())
    days = ("--as-of", AS_OF, "--report-date", "2027-01-10", "--template", template)
    qizhen(folder, "report", "issue", FIRST, *days, "--out", "again", ends=2)  # without a reason
    qizhen(folder, "report", "issue", FIRST, *days, "--out", "again", "--reason", "后来改正")
    with past.opened(folder) as workspace:
        issued = told_by(workspace)["firms"][FIRST]["issued"]
    assert [(each["version"], each["reason"]) for each in issued[1:]] == [(2, "财务经理补报"), (3, "后来改正")]
    assert issued[:2] == past.facts["plain"]["firms"][FIRST]["issued"]
    assert qizhen(folder, "report", "verify", past.copy("issued.docx"), "--json").data()["same"]


def test_a_report_of_one_document_is_superseded_by_three_and_still_held_against_its_data(
    past: Past, qizhen: Qizhen
) -> None:
    folder = past.copy("delivered")
    (old,) = (folder / "evidence").rglob("*.docx")
    report = past.scratch / "report.docx"
    report.write_bytes(old.read_bytes())
    ((code, firm),) = past.facts["delivered"]["firms"].items()
    days = ("--as-of", AS_OF, "--report-date", "2027-01-10")
    qizhen(folder, "report", "issue", code, *days, "--out", "again", "--reason", "改成三份")
    with past.opened(folder) as workspace:
        then, now = issued_reports(workspace, code)
        assert told_by(workspace)["firms"][code]["issued"][:1] == firm["issued"]
    assert (then.number, then.version, now.number, now.version) == (now.number, 1, now.number, 2)
    assert {*then.files} <= {*FORMATS}, "formats are the keys of the firm's document"
    assert {document_and_format(key)[0] for key in now.files} == {*DOCUMENTS}
    assert (now.frozen.earlier, then.frozen.measures) == (None, None), "a correction is no second visit"
    assert qizhen(folder, "report", "verify", report, "--json").data()["same"]


def test_a_second_visit_is_told_against_a_report_that_an_earlier_release_issued(past: Past, qizhen: Qizhen) -> None:
    """It kept no measures, and its content was another: the plan is made anew, the answers are read by today's ids."""
    folder, out = past.copy("plain"), past.scratch / "out"
    number = past.facts["plain"]["firms"][FIRST]["issued"][-1]["number"]
    days = ("--as-of", "2026-10-31", "--report-date", "2026-10-31")
    qizhen(folder, "report", FIRST, *days, "--for", "firm,bureau", "--format", "html", "--out", out)
    told = {path.name.rpartition("-")[2]: path.read_text(encoding="utf-8") for path in out.iterdir()}
    for page in ("企业报告.html", "证据册.html"):
        assert "与上次相比" in told[page]
        assert f"{number} 第 2 版" in told[page]
    assert "质量管理场景" in told["证据册.html"].split("每一项变了的回答", 1)[1]


# ---- other schemas ----


def test_a_workspace_of_the_first_schema_is_migrated_after_a_backup(past: Past, qizhen: Qizhen) -> None:
    folder = past.copy("schema-1")
    before = (folder / FILE).read_bytes()
    (code,) = (each["code"] for each in qizhen(folder, "firm", "list", "--json").data()["firms"])
    assert (folder / FILE).read_bytes() == before, "reading changes nothing"
    qizhen(folder, "firm", "process", code, "assigned", "--on", "2026-06-01", "--who", "后来的人")
    (backup,) = (folder / "backups").iterdir()
    assert (_schema(backup), _schema(folder / FILE)) == (1, SCHEMA)
    then = past.facts["plain"]["firms"][code]["rounds"]["T0"]
    with past.opened(folder) as workspace:
        now = told_by(workspace)["firms"][code]["rounds"]["T0"]
    for part in ("answers", "testimonies", "rows", "findings", "visit"):
        same(then[part], now[part])


def _schema(path: Path) -> int:
    connection = sqlite3.connect(path)
    found = connection.execute("PRAGMA user_version").fetchone()[0]
    connection.close()
    return int(found)


def test_a_workspace_of_a_newer_schema_is_refused_in_words(past: Past, qizhen: Qizhen) -> None:
    folder = past.copy("plain")
    connection = sqlite3.connect(folder / FILE)
    connection.execute(f"PRAGMA user_version = {SCHEMA + 1}")
    connection.close()
    before = (folder / FILE).read_bytes()
    for words in (("firm", "list"), ("firm", "process", FIRST, "closed")):
        done = qizhen(folder, *words, ends=3)
        assert done.out == ""
        assert "STORE-06" in done.err
        assert "Traceback" not in done.err
    assert (folder / FILE).read_bytes() == before


# ---- the frozen files themselves ----


def test_a_frozen_release_is_small_and_names_no_machine(past: Past) -> None:
    files = [each for each in past.folder.rglob("*") if each.is_file()]
    assert sum(each.stat().st_size for each in files) < LARGEST
    paths = re.compile(rb"/tmp/|/home/|/root/|/Users/|[A-Z]:\\\\")
    for path in files:
        for name, data in parts(path):
            assert not paths.search(data), f"{path.name}/{name}"


def test_there_is_a_frozen_release() -> None:
    assert RELEASES
