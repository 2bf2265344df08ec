"""A signed sheet comes back: its QR code is read, its fingerprint checked, scan and signature are recorded."""

from __future__ import annotations

import hashlib
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from diagnostics.words.catalogue import name_of, problem, say
from diagnostics.words.clock import CHINA, today
from diagnostics.words.problems import InputError, Place, Problem

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from diagnostics.evidence.photos import Photo
    from diagnostics.sheets.fingerprint import Stamp
    from diagnostics.store import Workspace

# A code of 18 mm must still be readable on a photo of the whole page.
_LONG_SIDE_FOR_CODES = 5000
# So many events back a printed sheet is looked for.
_MOST_STEPS_BACK = 500


@dataclass(frozen=True)
class Scan:
    """A file that shows a signed sheet; `photo` is None for a PDF of a scanner."""

    path: Path
    sha256: str
    photo: Photo | None
    stamp: Stamp | None

    @property
    def place(self) -> Place:
        """The place to name in problems of the scan."""
        return Place(str(self.path))


@dataclass(frozen=True)
class Typed:
    """The words of a person about a scan: sheet and fingerprint where its code is unreadable, the signer, a reason.

    Attributes:
        sheet: id of the sheet; empty where nobody says it.
        fingerprint: as printed.
        signed_by: role.
        reason: why a sheet is kept whose fingerprint never was that of the firm.
    """

    sheet: str = ""
    fingerprint: str = ""
    signed_by: str = ""
    reason: str = ""


@dataclass(frozen=True)
class TakenBack:
    """A signed sheet on record: its title, fingerprint and evidence, and warnings about when it was printed."""

    title: str
    fingerprint: str
    evidence: str
    problems: tuple[Problem, ...]


def read_scan(path: Path) -> Scan:
    """Read a scan and the code on it; raises InputError when it cannot be read."""
    from diagnostics.evidence.codes import read_codes
    from diagnostics.evidence.photos import read_file, read_photo
    from diagnostics.sheets.fingerprint import read_stamp

    data = read_file(path)
    sha256 = hashlib.sha256(data).hexdigest()
    if data.startswith(b"%PDF"):
        return Scan(path, sha256, None, None)
    found = read_codes(read_photo(path, long_side=_LONG_SIDE_FOR_CODES).jpeg)
    stamp = next((stamp for text in found if (stamp := read_stamp(text)) is not None), None)
    return Scan(path, sha256, read_photo(path), stamp)


def take_back(workspace: Workspace, code: str, scan: Scan, typed: Typed, content: str) -> TakenBack:
    """Record a signed sheet as evidence of the firm and as signed.

    Args:
        workspace: open to write.
        code: of the firm.
        scan: the sheet.
        typed: what a person says of it.
        content: fingerprint of the content.

    Raises:
        InputError: The scan shows a sheet of another firm or one that is on record, or its fingerprint is not of this
            firm and no reason is given.
    """
    stamp = _stamp(scan, typed, code)
    _refuse_twice(workspace, code, scan)
    remark, problems = _check(workspace, code, stamp, content, scan, typed)
    note = " ".join(part for part in (remark, typed.reason) if part)
    title = name_of("sheet_titles", stamp.sheet)
    evidence = _record(workspace, code, stamp, scan, "；".join(part for part in (title, note) if part), typed)
    return TakenBack(title, stamp.fingerprint, evidence, problems)


def _stamp(scan: Scan, typed: Typed, code: str) -> Stamp:
    """Return what the sheet says: from its code, else from the person; both must agree."""
    from diagnostics.sheets.building import SHEETS
    from diagnostics.sheets.fingerprint import Stamp, read_fingerprint

    read = read_fingerprint(typed.fingerprint)
    if typed.fingerprint and not read:
        raise InputError([problem("SHEET-02", scan.place, value=typed.fingerprint)])
    if scan.stamp is None:
        if not read or typed.sheet not in SHEETS:
            raise InputError([problem("SHEET-01", scan.place)])
        return Stamp(typed.sheet, code, read)
    if scan.stamp.code != code:
        raise InputError([problem("SHEET-03", scan.place, other=scan.stamp.code, wanted=code)])
    if (read and read != scan.stamp.fingerprint) or (typed.sheet and typed.sheet != scan.stamp.sheet):
        sheet = name_of("sheet_titles", scan.stamp.sheet)
        raise InputError([problem("SHEET-09", scan.place, sheet=sheet, fingerprint=scan.stamp.fingerprint)])
    return scan.stamp


def _refuse_twice(workspace: Workspace, code: str, scan: Scan) -> None:
    for evidence, file in workspace.facts(code).files.items():
        if scan.sha256 in {file.sha256, file.original_sha256}:
            raise InputError([problem("SHEET-05", scan.place, evidence=evidence)])


def _check(
    workspace: Workspace, code: str, stamp: Stamp, content: str, scan: Scan, typed: Typed
) -> tuple[str, tuple[Problem, ...]]:
    """Compare the fingerprint with the facts, now and earlier.

    Returns:
        What has to be remembered about it, and a warning where the sheet is not that of now.

    Raises:
        InputError: It never was that of this firm's facts, and no reason is given why the sheet is kept all the same.
    """
    from diagnostics.sheets.fingerprint import compare, fingerprint

    now = fingerprint(workspace.answers(code), content)
    match = compare(stamp.fingerprint, now)
    if match == "same":
        return "", ()
    if match == "content_changed":
        return say("sheets", "remark_content"), (problem("SHEET-07", scan.place, warning=True),)
    since = _printed_at(workspace, code, stamp, content)
    if since is not None:
        when = f"{since:%Y-%m-%d %H:%M}"
        warning = problem("SHEET-06", scan.place, when=when, warning=True)
        return say("sheets", "remark_earlier", when=when), (warning,)
    if not typed.reason:
        raise InputError([problem("SHEET-04", scan.place, fingerprint=stamp.fingerprint, now=now)])
    return say("sheets", "remark_unknown"), ()


def _printed_at(workspace: Workspace, code: str, stamp: Stamp, content: str) -> datetime | None:
    """Return the latest moment at which the facts had the fingerprint of the sheet."""
    from diagnostics.sheets.fingerprint import compare, fingerprint

    moments = sorted({event.recorded_at for event in workspace.events(code)}, reverse=True)
    for moment in moments[:_MOST_STEPS_BACK]:
        then = fingerprint(workspace.answers(code, known_at=moment), content)
        if compare(stamp.fingerprint, then) != "different":
            return moment.astimezone(CHINA)
    return None


def _record(workspace: Workspace, code: str, stamp: Stamp, scan: Scan, note: str, typed: Typed) -> str:
    """Keep the scan and the signature; returns the id of the evidence."""
    from diagnostics.evidence.photos import kept_copy
    from diagnostics.model.content.marks import Grade
    from diagnostics.model.firm.answers import Evidence
    from diagnostics.store import keep_signed_sheet

    taken = scan.photo.taken_on if scan.photo else None
    file: AbstractContextManager[Path] = kept_copy(scan.photo) if scan.photo else nullcontext(scan.path)
    evidence = Evidence(
        id="",
        grade=Grade.E2,
        kind=say("sheets", "signed_kind"),
        date=taken or today(),
        by=typed.signed_by,
        kept=True,
        number=stamp.fingerprint,
        note=note,
    )
    original = scan.sha256 if scan.photo else ""
    with file as path:
        return keep_signed_sheet(workspace, code, stamp.sheet, stamp.fingerprint, path, evidence, original).id
