"""Bundles that somebody changed: the sealed file, its header, and what is inside when the passphrase is known.

Either the bundle is refused in words and nothing at all has changed, or what came in can be read by everything.
"""

from __future__ import annotations

import hashlib
import json
import random
import struct
from collections.abc import Callable, Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from diagnostics.model.content.marks import Grade
from diagnostics.model.firm.answers import Answer, Finding
from diagnostics.model.firm.register import ProcessStep
from diagnostics.store import Workspace, differences_of, export_bundle, merge_bundle, open_workspace, read_bundle
from diagnostics.store.facts.issuing import issued_reports
from diagnostics.store.facts.process import record_steps, steps_of
from diagnostics.store.journal.events import KINDS
from diagnostics.store.travel.bundle_file import MAGIC, BundleWriter, read_records
from diagnostics.words.problems import InputError
from tests.builders import record, shipped
from tests.store.conftest import CODE, NAME
from tests.store.content import NUMBERS
from tests.store.server import binaries

PASS = "新郑路 9 号"
OTHER = "91410100MA4D000026"
REFUSED = {"BUNDLE-02", "BUNDLE-03", "BUNDLE-04", "BUNDLE-05"}


def journal_hash(workspace: Workspace, folder: Path | None) -> str:
    """One hash over every row of the journal and every file beside it."""
    found = hashlib.sha256()
    for each in workspace.events():
        place = (each.id, each.workspace, each.counter, each.recorded_at, each.author, each.device)
        told = (each.firm, each.kind, each.assessment, sorted(each.payload.items(), key=str))
        found.update(repr((place, told)).encode())
    for path in sorted((folder / "evidence").rglob("*")) if folder else ():
        found.update(path.name.encode() + (path.read_bytes() if path.is_file() else b""))
    return found.hexdigest()


def filled(folder: Path) -> Path:
    """A workspace with an event of nearly every kind, as a bundle."""
    from diagnostics.exchange.definitions import process_rules

    photo = folder / "p.jpg"
    photo.write_bytes(b"0123456789" * 150_000)  # more than one piece
    with open_workspace(folder / "laptop", author="李工", device="L7", library=NUMBERS) as laptop:
        laptop.register_firm(CODE, NAME)
        laptop.open_assessment(CODE, on=date(2026, 6, 1))
        laptop.add_evidence(CODE, "照片", Grade.E3, file=photo)
        said = laptop.testify(
            CODE, "network_capabilities", Answer(state="known", value=("ot_net",), by="张工", evidence=("ev01",))
        )
        laptop.testify(CODE, "q02", Answer(state="known", value=Fraction(3), by="王工"))
        laptop.correct(CODE, said.id, reason="笔误", now=Answer(state="known", value=("app_net",)))
        row = laptop.add_row(CODE, "systems", {"name": "ERP"})
        laptop.change_row(CODE, "systems", row.id, {"name": "MES"})
        found = laptop.add_finding(CODE, Finding(kind="pain", text="交期不准", effect="常拖"))
        laptop.change_finding(CODE, found.id, Finding(kind="pain", text="交期常拖", effect=""))
        laptop.postpone(CODE, "q03", ask="王工")
        laptop.record_consent(CODE, True, by="王总", retain_until=date(2029, 1, 1))
        record(laptop, CODE, "visit_changed", visit={"team": "甲队"})
        record(laptop, CODE, "tailored", nodes={"dom_service": "无售后"})
        record(laptop, CODE, "sign_off", sheet="opinion", fingerprint="abc", by="王总", evidence=["ev01"])
        record_steps(laptop, {CODE: ProcessStep(state="assigned", on=date(2026, 6, 1))}, process_rules(shipped()))
        laptop.register_firm(OTHER, "要清除的")
        laptop.purge(OTHER, reason="期满")
        export_bundle(laptop, folder / "good.qzb", PASS)
    return folder / "good.qzb"


@pytest.fixture(params=["sqlite", "postgres"])
def bureau(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Workspace, Path | None]]:
    """A workspace with a firm of its own; on a server too, where there is one."""
    folder: Path | None = tmp_path / "bureau"
    location: str | Path = tmp_path / "bureau"
    if request.param == "postgres":
        if binaries() is None:
            pytest.skip("no PostgreSQL server here")
        folder, location = None, f"postgresql+psycopg://provider_a{request.getfixturevalue('prepared')}"
    with open_workspace(location, author="局", device="B") as workspace:
        workspace.register_firm("91410100MA4D000034", "另一家")
        yield workspace, folder


def outside(content: bytes, chance: random.Random) -> bytes:
    """Cut, flip, lengthen, leave out, swap or repeat somewhere; every third time within the header."""
    at = chance.randrange(250 if chance.randrange(3) == 0 else len(content))
    length, kind = chance.randrange(1, 60), chance.randrange(6)
    other = chance.randrange(len(content) - length)
    return [
        content[:at],
        content[:at] + bytes([content[at] ^ 1 << chance.randrange(8)]) + content[at + 1 :],
        content + chance.randbytes(length),
        content[:at] + content[at + length :],
        content[:at] + content[other : other + length] + content[at + length :],
        content[:at] + chance.randbytes(length) + content[at:],
    ][kind]


@pytest.mark.parametrize("n", [40, pytest.param(2000, marks=pytest.mark.long)])
def test_a_bundle_changed_from_outside_is_refused_and_changes_nothing(
    bureau: tuple[Workspace, Path | None], tmp_path: Path, n: int
) -> None:
    good = filled(tmp_path).read_bytes()
    before, chance, bad = journal_hash(*bureau), random.Random(17), tmp_path / "bad.qzb"
    said: set[str] = set()
    for _ in range(n):
        content = outside(good, chance)
        if content == good:
            continue
        bad.write_bytes(content)
        with pytest.raises(InputError) as refused:
            merge_bundle(bureau[0], read_bundle(bad, PASS), PASS, erase=True)
        said |= {each.code for each in refused.value.problems}
    assert {"BUNDLE-02", "BUNDLE-03", "BUNDLE-04"} <= said <= REFUSED
    assert journal_hash(*bureau) == before


ODD: tuple[Any, ...] = (None, True, -1, 3.5, "", "x", [], {}, ["x"], {"x": 1}, "../../x", "2026-13-01", 10**30)


def inside(record: Any, chance: random.Random) -> Any:
    """Change one value somewhere deep in a record: another one, gone, doubled, or under another name."""
    if isinstance(record, dict) and record and chance.randrange(5):
        key = chance.choice(sorted(record))
        changed = dict(record)
        if chance.randrange(3) == 0:
            value = changed.pop(key)
            return {**changed, f"{key}_": value} if chance.randrange(2) else changed
        changed[key] = inside(record[key], chance)
        return changed
    if isinstance(record, list) and record and chance.randrange(3):
        at = chance.randrange(len(record))
        return [*record[:at], inside(record[at], chance), *record[at + 1 :]]
    return chance.choice((*ODD, *KINDS))


def resealed(good: Path, bad: Path, change: Callable[[list[tuple[bytes, bytes]]], list[tuple[bytes, bytes]]]) -> None:
    """Write the records of a bundle anew, changed, under the right passphrase."""
    bad.unlink(missing_ok=True)
    with BundleWriter(bad, PASS) as writer:
        for kind, content in change(list(read_records(good, PASS))):
            writer.record(kind, content)


def tried(workspace: Workspace, path: Path) -> set[str]:
    """Merge a bundle; returns why it was refused, nothing when it was taken in."""
    try:
        merge_bundle(workspace, read_bundle(path, PASS), PASS, erase=True)
    except InputError as error:
        return {each.code for each in error.problems}
    return set()


def read_by_everything(workspace: Workspace) -> None:
    for firm in workspace.firms():
        events = workspace.events(firm.code)
        differences_of(events, lambda table, row: (table, row.values.get("name")))
        steps_of(events)
        issued_reports(workspace, firm.code)
        for each in workspace.assessments(firm.code):
            workspace.answers(firm.code, assessment=each.id)
        for name in workspace.facts(firm.code).files:
            workspace.read_evidence(firm.code, name)
    assert [each for each in workspace.check() if not each.warning] == []


@pytest.mark.parametrize("n", [24, pytest.param(2000, marks=pytest.mark.long)])
def test_a_bundle_changed_from_inside_is_refused_or_can_be_read_by_everything(tmp_path: Path, n: int) -> None:
    good, bad, chance = filled(tmp_path), tmp_path / "bad.qzb", random.Random(23)
    (tmp_path / "keep.txt").write_text("not ours", encoding="utf-8")
    taken = refused = 0

    def change(records: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
        at = chance.randrange(len(records))
        kind, content = records[at]
        if kind == b"F":
            return [*records[:at], (kind, content[:-1]), *records[at + 1 :]]
        data = inside(json.loads(content), chance)
        return [*records[:at], (kind, json.dumps(data, ensure_ascii=False).encode()), *records[at + 1 :]]

    for number in range(n):
        resealed(good, bad, change)
        folder = tmp_path / f"b{number % 4}"
        with open_workspace(folder, author="局", device="B") as workspace:
            before = journal_hash(workspace, None)
            codes = tried(workspace, bad)
            refused, taken = refused + bool(codes), taken + (not codes)
            assert codes <= {*REFUSED, "BUNDLE-06", "BUNDLE-09"}
            assert not codes or journal_hash(workspace, None) == before
            read_by_everything(workspace)
    assert refused > n // 2
    assert taken > 0
    assert (tmp_path / "keep.txt").exists()


def test_a_bundle_of_a_newer_version_is_refused_outside_and_inside(tmp_path: Path) -> None:
    good, bad = filled(tmp_path), tmp_path / "bad.qzb"
    content = good.read_bytes()
    (length,) = struct.unpack(">I", content[len(MAGIC) : len(MAGIC) + 4])
    start = len(MAGIC) + 4
    header = json.loads(content[start : start + length])
    newer = json.dumps({**header, "version": 2}).encode()
    bad.write_bytes(MAGIC + struct.pack(">I", len(newer)) + newer + content[start + length :])
    with pytest.raises(InputError, match="BUNDLE-05"):
        read_bundle(bad, PASS)

    def later(records: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
        kind, text = records[1]
        return [records[0], (kind, json.dumps({**json.loads(text), "kind": "from_the_future"}).encode()), *records[2:]]

    resealed(good, bad, later)
    with pytest.raises(InputError, match="BUNDLE-05"):
        read_bundle(bad, PASS)
