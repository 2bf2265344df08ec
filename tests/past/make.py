"""`python -m tests.past.make` freezes the present release, with its own commands; every later one opens what it made.

Needs a pseudo-terminal and `pdftoppm`. What is there already is never made again.
"""

from __future__ import annotations

import io
import json
import platform
import re
import shutil
import sqlite3
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from diagnostics import __version__
from diagnostics.answers.files.file import read_answers
from diagnostics.model.firm.answers import FirmAnswers
from diagnostics.store import open_workspace
from diagnostics.store.journal.events import KINDS
from diagnostics.store.journal.sqlite import SqliteDatabase
from tests.builders import shipped
from tests.evidence.photo_files import jpeg, personal_exif, picture
from tests.past.client_template import client_template
from tests.past.facts import results_in, told_by, told_in
from tests.past.laptop import BUNDLE_PASSPHRASE, PASSPHRASE, ROOT, Laptop

HERE = Path(__file__).resolve().parent
GIVEN = HERE / "given"
EXAMPLES = ROOT / "examples"
FIRST, FIRST_NAME = "91410100MA4D000018", "示例一号（虚构）"
GONE, GONE_NAME = "91410100MA4D00002B", "示例二号（虚构）"
AS_OF = "2026-06-30"
FILE = "workspace.sqlite"
_WIDTH = 160

# What the consultant waits for and types in the visit; the contract's answers came before it.
VISIT = (
    ("1 是  0 否", "0"), ("补充说明", ""), ("企业同意吗", "1"), ("谁代表企业答复", "综合部主任"), ("保存几年", "3"),
    ("回车开始", ""), ("谁来答", "总经理"), ("主要做什么产品", "汽车阀体和支架，卖给主机厂"),
    ("国民经济行业代码", "/l 财务经理"),  # put off
    ("按顺序答 8 题", "12 8 3 3 5 2 0 3+4|3"),  # the two sites differ
    ("按顺序答 1 题", "1+2 /e 合同 1 HT-118"), (r"已登记 ev\d+", ""),
    ("智能制造这件事", "/j 质量"), (r"质量负责人（车间）[^\0]*谁来答", "质量经理"), ("选最像的一级", "1|0"),
    (r"一厂：[^\0]*以上", "/n 看过检验记录"), ("以上 . 项：回车确认", ""), ("按顺序答 2 题", "1 2"),
    (r"二厂：[^\0]*以上 1 项", ""), (r"◆[^\0]*按顺序答 2 题", "0 u"),
    ("按顺序答 3 题", "/i"), ("第 1/2 张", "1"), ("第 2/2 张", "s"), ("按顺序答 3 题", "1 2 2|0"),
    ("智能制造这件事", "/f 产量次日才录"), ("哪一类", "1"), ("说的是哪一条", ""),
    ("造成什么影响", "月底盘点差41万元"), ("证据", "产量日报"), ("怎么看到的", "1"),
    ("文件编号", "SC-2026-05"), ("说的是哪一项", "生产管控"),
    ("选最像", "/j network_capabilities"), ("谁来答", "信息主管"), ("已答：", "/2 设备科长"),
    (r"请记 设备科长[^\0]*输编号", "1"), ("以谁为准", "1"), ("原因", "看了网络拓扑图"),
    ("按顺序答 5 题", "0 2 2 u 0"), ("▌", "/j 工序设备表"), ("谁来答", "设备科长"), ("下一行", "改 1 已联网设备=10"),
    ("下一行", "装配车间,焊接,否,否,2,0,0,0,0,0,0"), ("下一行", "删 3"), ("下一行", ""),
    ("谁来答|输编号|按顺序答|选最像", "/q"),
)  # fmt: skip


def freeze(target: Path) -> None:
    """Make everything in a folder of its own, then move what stays to its place."""
    if target.exists():
        raise SystemExit(f"{target} is there already; a frozen release is never made again.")
    with TemporaryDirectory() as folder:
        scratch, made = Path(folder), Path(folder) / "made"
        made.mkdir()
        answers = _answers(made / "answers")
        first = Laptop(scratch=scratch, name="甲电脑", author="李工")
        second = Laptop(scratch=scratch, name="乙电脑", author="王工")
        _begin(first)
        _visit(first)
        _go_apart(first, second)
        _review(first)
        _rename(first)
        _sign(first)
        _report(first, made)
        _second_round(first)
        first.qizhen("firm", "purge", GONE, "--reason", "合同结束", "--yes")
        _older_schema(first, scratch / "schema-1")
        sealed = Laptop(scratch=scratch, name="加密", author="李工", encrypted=True)
        shutil.copytree(first.workspace, sealed.workspace)
        sealed.qizhen("encrypt")
        sealed.qizhen("bundle", "export", FIRST, "--out", made / "bundle.qzb")  # tombstones travel in every bundle
        delivered = Laptop(scratch=scratch, name="交付", author="李工")
        _deliver(delivered)
        _write(made / "facts.json", _facts(first, delivered, answers, made))
        for each, name in ((first, "plain"), (sealed, "encrypted"), (delivered, "delivered")):
            _pack(each.workspace, made / f"{name}.zip")
        _pack(scratch / "schema-1", made / "schema-1.zip")
        _refuse_traces([first.workspace, delivered.workspace, made], scratch)
        shutil.copytree(made, target)


# ---- the firms ----


def _answers(folder: Path) -> list[Path]:
    """Copy the examples and the given answers files, as they are today."""
    folder.mkdir()
    for each in (*sorted(EXAMPLES.glob("*.yaml")), GIVEN / "contract.yaml", GIVEN / "old_names.yaml"):
        shutil.copyfile(each, folder / each.name)
    return sorted(folder.iterdir())


def _begin(laptop: Laptop) -> None:
    """Register the firms, read the list and what came before the visit; dates, deadlines, a refusal."""
    food = firm_of(EXAMPLES / "food.yaml")
    laptop.qizhen("firm", "add", FIRST, FIRST_NAME, "--fictitious")
    laptop.qizhen("firm", "import", GIVEN / "register.csv")
    laptop.qizhen("firm", "add", food.code, food.name, "--fictitious")
    laptop.qizhen("firm", "add", GONE, GONE_NAME, "--fictitious")
    laptop.qizhen("answer", FIRST, GIVEN / "contract.yaml", "--on", "2026-05-06")
    laptop.qizhen("answer", food.code, EXAMPLES / "food.yaml", "--on", "2026-05-20")
    laptop.qizhen("answer", GONE, GIVEN / "purged.yaml", "--on", "2026-05-06")
    for state, day in (("assigned", "2026-04-20"), ("scheduled", "2026-04-28"), ("visited", "2026-05-06")):
        laptop.qizhen("firm", "process", FIRST, state, "--on", day, "--who", "李工")
    laptop.qizhen("firm", "process", FIRST, "visited", "--on", "2026-05-06", "--due", "2026-05-20", "--who", "李工")
    laptop.qizhen("firm", "process", food.code, "assigned", "--on", "2026-05-01", "--who", "王工")
    laptop.qizhen("firm", "process", food.code, "refused", "--on", "2026-05-28", "--reason", "正在搬厂")


def _visit(laptop: Laptop) -> None:
    """Hold the visit in a terminal; of two photos from the phone one is assigned, the other waits."""
    inbox = laptop.workspace / "inbox"
    for number, size, hour in ((1, (480, 320), "09:10"), (2, (320, 240), "09:40")):
        photo = jpeg(picture(*size), personal_exif(taken=f"2026:05:06 {hour}:00"))
        (inbox / f"IMG_{number}.jpg").write_bytes(photo)
    laptop.talk(("interview", FIRST_NAME, "--as-of", "2026-05-06"), *VISIT)


def _go_apart(first: Laptop, second: Laptop) -> None:
    """Two laptops go on from one bundle, disagree, come together; of three differences one is settled."""
    start, back = first.scratch / "start.qzb", first.scratch / "back.qzb"
    first.qizhen("bundle", "export", FIRST, "--out", start)
    second.qizhen("bundle", "import", start)
    for laptop, name in ((first, "laptop_a.yaml"), (second, "laptop_b.yaml")):
        laptop.qizhen("answer", FIRST, GIVEN / name)
    second.qizhen("bundle", "export", "--out", back)
    first.qizhen("bundle", "import", back)
    first.talk(("bundle", "review"), ("写编号", "1"), ("理由", "看了系统"), ("写编号", ""), ("写编号", ""))


def _review(laptop: Laptop) -> None:
    """A slip of the pen, a withdrawal, a decision, a contradiction explained."""
    laptop.qizhen("firm", "correct", FIRST, "rd_staff", "--testimony", "1", "--value", "9", "--reason", "少记了一个人")
    laptop.qizhen(
        "firm", "correct", FIRST, "digital_talent", "--testimony", "1", "--withdraw", "--reason", "不是他管的"
    )
    laptop.qizhen("firm", "decide", FIRST, "s_quality", "--value", "l1", "--reason", "抽查了检验单")
    for why in ("合同里有保密条款", "合同里有保密条款，没有定密"):
        laptop.qizhen("firm", "explain", FIRST, "cloud_secrecy_contradicts", "--reason", why)


def _rename(laptop: Laptop) -> None:
    """An answer under an id of earlier local content, and the event that gives it its present name."""
    before, after = ("--content", GIVEN / "content_before"), ("--content", GIVEN / "content_after")
    laptop.qizhen("answer", FIRST, GIVEN / "before_renaming.yaml", *before)
    laptop.qizhen("content", "impact", "--apply", "--as-of", AS_OF, *after)


def _sign(laptop: Laptop) -> None:
    """Print the opinion, photograph the part with code and signature, take it back."""
    out = laptop.scratch / "sheets"
    days = ("--as-of", AS_OF, "--report-date", AS_OF)
    laptop.qizhen("sheets", FIRST, *days, "--only", "opinion", "--format", "pdf", "--out", out)
    (pdf,) = out.iterdir()
    photo = out / "signed.jpg"
    _photograph(pdf, photo)
    laptop.qizhen("sheets", FIRST, *days, "--scan", photo, "--signed-by", "总经理")


def _photograph(pdf: Path, photo: Path) -> None:
    """Write a small photo, a little askew, of the signatures above the code and of the code."""
    import zxingcpp
    from PIL import Image

    drawn = subprocess.run(["pdftoppm", "-png", "-gray", "-r", "90", pdf], capture_output=True, check=True).stdout
    with Image.open(io.BytesIO(drawn)) as page:
        (code,) = zxingcpp.read_barcodes(page)
        top, bottom = code.position.top_left.y, code.position.bottom_left.y
        shown = page.crop((0, 2 * top - bottom - 60, page.width, bottom + 20))
        shown.rotate(2, expand=True, fillcolor=120).save(photo, quality=40)


# ---- reports ----


def _report(laptop: Laptop, made: Path) -> None:
    """Issue a report in the client's own DOCX, correct it, and edit the corrected one by hand."""
    template = laptop.scratch / "template.docx"
    template.write_bytes(client_template())
    days = ("--as-of", AS_OF, "--report-date", "2026-07-01", "--template", template)
    laptop.qizhen("report", "issue", FIRST, *days, "--out", laptop.scratch / "one")
    laptop.qizhen("answer", FIRST, GIVEN / "later.yaml")
    laptop.qizhen("report", "issue", FIRST, *days, "--reason", "财务经理补报", "--out", laptop.scratch / "two")
    (issued,) = (laptop.scratch / "two").iterdir()
    shutil.copyfile(issued, made / "issued.docx")
    (made / "edited.docx").write_bytes(edited(issued.read_bytes()))


def edited(docx: bytes) -> bytes:
    """Return a report in which one number was changed: the machines in the first row of the table of equipment."""
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx)) as source, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            data = source.read(entry)
            if entry.filename == "word/document.xml":
                data, n = re.subn(rb'(w:val="right"/></w:pPr><w:r><w:t[^>]*>)20<', rb"\g<1>27<", data, count=1)
                if not n:
                    raise RuntimeError("no number to change")
            target.writestr(entry, data)
    return changed.getvalue()


def _second_round(laptop: Laptop) -> None:
    laptop.qizhen("answer", FIRST, GIVEN / "second_round.yaml", "--assessment", "T1", "--on", "2026-10-15")


def _deliver(laptop: Laptop) -> None:
    """Issue a report of the product's own layout in every format, in a workspace of its own: it is large."""
    firm = firm_of(GIVEN / "delivered.yaml")
    laptop.qizhen("firm", "add", firm.code, firm.name, "--fictitious")
    laptop.qizhen("answer", firm.code, GIVEN / "delivered.yaml", "--on", "2026-05-06")
    out = laptop.scratch / "own"
    laptop.qizhen("report", "issue", firm.code, "--as-of", AS_OF, "--report-date", "2026-07-01", "--out", out)


# ---- what is written down ----


def _facts(first: Laptop, delivered: Laptop, answers: list[Path], made: Path) -> dict[str, Any]:
    """Return what today's release says of all that: what was said exactly, of results only which there are."""
    found: dict[str, Any] = {"version": __version__, "passphrase": PASSPHRASE, "bundle passphrase": BUNDLE_PASSPHRASE}
    for laptop, name in ((first, "plain"), (delivered, "delivered")):
        with open_workspace(laptop.workspace, author="", device="", read_only=True) as workspace:
            found[name] = told_by(workspace)
    if missing := set(KINDS) - set(found["plain"]["events"]):
        raise RuntimeError(f"nothing of these kinds is recorded: {sorted(missing)}")
    codes = found["plain"]["firms"]
    found["answers"] = {each.name: told_in(firm_of(each)) for each in answers}
    found["list"] = json_of(first.qizhen("firm", "list", "--json"))["firms"]
    found["results"] = {
        code: results_in(json_of(first.qizhen("score", code, "--as-of", AS_OF, "--json"))) for code in codes
    }
    found["verify"] = {
        name: json_of(first.qizhen("report", "verify", made / f"{name}.docx", "--json", fails=name == "edited"))
        for name in ("issued", "edited")
    }
    return found


def firm_of(path: Path) -> FirmAnswers:
    """Return what an answers file says; fails with what is wrong with it."""
    firm, problems = read_answers(path, shipped())
    if firm is None:
        raise RuntimeError("\n".join(map(str, problems)))
    return firm


def json_of(printed: str) -> Any:
    """Return the JSON that a command printed, below what a library may have printed before it."""
    return json.loads(printed[printed.index("{") :])


def _write(path: Path, facts: dict[str, Any]) -> None:
    """Write JSON in which what belongs together stands on one line."""
    path.write_text("\n".join(_lines(facts)) + "\n", encoding="utf-8", newline="\n")


def _lines(data: dict[str, Any], indent: str = "") -> Iterator[str]:
    yield "{"
    for n, (key, value) in enumerate(data.items(), 1):
        head, tail = f"{indent} {json.dumps(key, ensure_ascii=False)}: ", "," if n < len(data) else ""
        text = json.dumps(value, ensure_ascii=False)
        if isinstance(value, dict) and len(text) > _WIDTH:
            first, *rest = _lines(value, f"{indent} ")
            yield from (f"{head}{first}", *rest[:-1], f"{rest[-1]}{tail}")
        else:
            yield f"{head}{text}{tail}"
    yield f"{indent}}}"


def _pack(folder: Path, target: Path) -> None:
    """Pack a workspace, as somebody would send it."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        for each in sorted(folder.rglob("*")):
            packed.write(each, each.relative_to(folder))


def _older_schema(laptop: Laptop, folder: Path) -> None:
    """Make a workspace as schema 1 had it: the tables of the first migration, and in them what was said of one firm."""
    from alembic import command
    from alembic.config import Config

    folder.mkdir()
    database = SqliteDatabase(folder / FILE)
    with database.writing() as connection:
        settings = Config(attributes={"connection": connection})
        settings.set_main_option("script_location", str(ROOT / "diagnostics" / "store" / "journal" / "migrations"))
        settings.set_main_option("path_separator", "os")
        command.upgrade(settings, "0001")
        database.set_schema(connection, 1)
    database.close()
    old = sqlite3.connect(folder / FILE)
    old.execute("ATTACH ? AS now", (str(laptop.workspace / FILE),))
    old.execute("INSERT INTO workspaces SELECT id, created_at, own, counter FROM now.workspaces WHERE own")
    columns = "id, workspace, counter, recorded_at, author, device, firm, kind, payload"
    of_the_firm = "firm = ? AND kind <> 'assessment_opened'"
    code = firm_of(EXAMPLES / "food.yaml").code
    old.execute(f"INSERT INTO events SELECT {columns} FROM now.events WHERE {of_the_firm}", (code,))
    old.commit()
    old.close()


def _refuse_traces(folders: list[Path], scratch: Path) -> None:
    """Fail when anything that stays names a folder of this machine or the machine itself."""
    names = {str(scratch), scratch.name, str(ROOT), str(Path.home()), platform.node()}
    wanted = re.compile("|".join(re.escape(each) for each in names if len(each) > 3).encode())
    for path in (each for folder in folders for each in folder.rglob("*") if each.is_file()):
        for name, data in parts(path):
            if found := wanted.search(data):
                raise RuntimeError(f"{path}/{name}: {found.group().decode()}")


def parts(path: Path) -> Iterator[tuple[str, bytes]]:
    """Yield a file, or what is in it where it is packed."""
    yield "", path.read_bytes()
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as packed:
            yield from ((each, packed.read(each)) for each in packed.namelist())


if __name__ == "__main__":
    freeze(HERE / __version__)
