"""Takes a signed sheet back: reads its QR code, checks the fingerprint, records scan and signature."""

from __future__ import annotations

import argparse
import hashlib
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from diagnostics.cli.shell import console, options, workspaces
from diagnostics.cli.shell.parser import UsageError
from diagnostics.words.catalogue import name_of, problem, say
from diagnostics.words.problems import InputError, Place

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


def take_back(args: argparse.Namespace) -> int:
    """Record a signed sheet as evidence of the firm and as signed.

    Raises:
        InputError: The scan cannot be read, shows a sheet of another firm, or its fingerprint is not of this firm.
        UsageError: No firm of a workspace is named.
    """
    if args.firm is None:
        raise UsageError(say("usage", "scan_needs_firm"))
    scan = _read(args.scan)
    library = options.the_library(args)
    with workspaces.open_to_write(args, library) as workspace:
        code = workspaces.the_firm(workspace, args.firm).code
        stamp = _stamp(args, scan, code)
        _refuse_twice(workspace, code, scan)
        remark = _check(workspace, code, stamp, library.fingerprint, args)
        _record(workspace, code, stamp, scan, " ".join(part for part in (remark, args.reason) if part), args)
    return 0


def _read(path: Path) -> Scan:
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


def _stamp(args: argparse.Namespace, scan: Scan, code: str) -> Stamp:
    """Return what the sheet says: from its code, else from the command line; both must agree."""
    from diagnostics.sheets.building import SHEETS
    from diagnostics.sheets.fingerprint import Stamp, read_fingerprint

    place = Place(str(scan.path))
    typed = read_fingerprint(args.fingerprint)
    if args.fingerprint and not typed:
        raise InputError([problem("SHEET-02", place, value=args.fingerprint)])
    named = args.only[0] if args.only and len(args.only) == 1 else ""
    if scan.stamp is None:
        if not typed or named not in SHEETS:
            raise InputError([problem("SHEET-01", place)])
        return Stamp(named, code, typed)
    if scan.stamp.code != code:
        raise InputError([problem("SHEET-03", place, other=scan.stamp.code, wanted=code)])
    if (typed and typed != scan.stamp.fingerprint) or (named and named != scan.stamp.sheet):
        sheet = name_of("sheet_titles", scan.stamp.sheet)
        raise InputError([problem("SHEET-09", place, sheet=sheet, fingerprint=scan.stamp.fingerprint)])
    return scan.stamp


def _refuse_twice(workspace: Workspace, code: str, scan: Scan) -> None:
    facts = workspace.facts(code)
    for evidence, file in facts.files.items():
        if scan.sha256 in {file.sha256, file.original_sha256}:
            raise InputError([problem("SHEET-05", Place(str(scan.path)), evidence=evidence)])


def _check(workspace: Workspace, code: str, stamp: Stamp, content: str, args: argparse.Namespace) -> str:
    """Compare the fingerprint with the facts, now and earlier; return what has to be remembered about it.

    Raises:
        InputError: It never was that of this firm's facts, and no reason is given why the sheet is kept all the same.
    """
    from diagnostics.sheets.fingerprint import compare, fingerprint

    place = Place(str(args.scan))
    now = fingerprint(workspace.answers(code), content)
    match = compare(stamp.fingerprint, now)
    if match == "same":
        return ""
    if match == "content_changed":
        console.tell_problems([problem("SHEET-07", place, warning=True)])
        return say("sheets", "remark_content")
    since = _printed_at(workspace, code, stamp, content)
    if since is not None:
        when = f"{since:%Y-%m-%d %H:%M}"
        console.tell_problems([problem("SHEET-06", place, when=when, warning=True)])
        return say("sheets", "remark_earlier", when=when)
    if not args.reason:
        raise InputError([problem("SHEET-04", place, fingerprint=stamp.fingerprint, now=now)])
    return say("sheets", "remark_unknown")


def _printed_at(workspace: Workspace, code: str, stamp: Stamp, content: str) -> datetime | None:
    """Return the latest moment at which the facts had the fingerprint of the sheet."""
    from diagnostics.sheets.fingerprint import compare, fingerprint
    from diagnostics.store.journal.events import CHINA

    moments = sorted({each.recorded_at for each in workspace.events(code)}, reverse=True)
    for moment in moments[:_MOST_STEPS_BACK]:
        then = fingerprint(workspace.answers(code, known_at=moment), content)
        if compare(stamp.fingerprint, then) != "different":
            return moment.astimezone(CHINA)
    return None


def _record(workspace: Workspace, code: str, stamp: Stamp, scan: Scan, remark: str, args: argparse.Namespace) -> None:
    from diagnostics.evidence.photos import kept_copy
    from diagnostics.model.content.marks import Grade
    from diagnostics.model.firm.answers import Evidence
    from diagnostics.store import keep_signed_sheet

    taken = scan.photo.taken_on if scan.photo else None
    title = name_of("sheet_titles", stamp.sheet)
    file: AbstractContextManager[Path] = kept_copy(scan.photo) if scan.photo else nullcontext(scan.path)
    with file as path:
        seen = keep_signed_sheet(
            workspace,
            code,
            stamp.sheet,
            stamp.fingerprint,
            path,
            Evidence(
                id="",
                grade=Grade.E2,
                kind=say("sheets", "signed_kind"),
                date=taken or date.today(),
                by=args.signed_by,
                kept=True,
                number=stamp.fingerprint,
                note="；".join(part for part in (title, remark) if part),
            ),
            scan.sha256 if scan.photo else "",
        )
    console.out(say("sheets", "taken_back", sheet=title, fingerprint=stamp.fingerprint, evidence=seen.id))
