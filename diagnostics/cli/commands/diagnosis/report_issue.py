"""`qizhen report issue`: number, version, frozen inputs for a report; a correction supersedes and says what changed."""

from __future__ import annotations

import argparse
import hashlib
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from diagnostics.cli.shell import console, options, workspaces
from diagnostics.cli.shell.parser import UsageError
from diagnostics.words.catalogue import problem, say
from diagnostics.words.problems import FailureError, InputError, Place

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from diagnostics.cli.commands.diagnosis.report import Made, ReportSettings
    from diagnostics.model.content.library import Library
    from diagnostics.store import Workspace
    from diagnostics.store.facts.issuing import Frozen, Issued

_TEMPLATES = 16  # hexadecimal digits of the fingerprint of the templates


def add_to(commands: options.Commands) -> None:
    """Add the command."""
    command = options.add_command(commands, "report issue")
    command.inputs.add_argument("firm", metavar="FIRM", help=say("help", "firm_of_workspace"))
    add = command.settings.add_argument
    add("--reason", default="", metavar="TEXT", help=say("help", "reason"))
    add("--again", action="store_true", help=say("help", "issue_again"))
    add("--version", type=int, metavar="N", help=say("help", "issue_version"))
    add("--template", type=Path, metavar="FILE", help=say("help", "issue_template"))
    add("--embed-font", action="store_true", help=say("help", "embed_font"))
    options.add_dates(command)
    add("--report-date", type=options.day_option, metavar="DATE", help=say("help", "report_date"))
    add("--out", type=Path, required=True, metavar="DIR", help=say("help", "out"))
    workspaces.add_author(command)
    command.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Issue the report of a firm, or make an issued one again."""
    return _again(args) if args.again else _issue(args)


# ---- issue ----


def _issue(args: argparse.Namespace) -> int:
    from diagnostics.app.report_changes import change_lines
    from diagnostics.cli.commands.diagnosis.report import save_report, tell_checks
    from diagnostics.store.facts.issuing import TEMPLATE, issued_reports, number_of, record_issue

    if args.template is not None and not args.template.is_file():
        raise UsageError(say("issue", "template_is_no_file", value=args.template))
    library = options.the_library(args)
    with workspaces.open_to_write(args, library) as workspace:
        code = workspace.find_firm(args.firm).code
        as_of, _ = options.the_dates(args)
        picked = workspace.facts(code, as_of=as_of).assessment
        assessment = picked.id if picked else "T0"
        number = number_of(code, assessment)
        before = [each for each in issued_reports(workspace, code) if each.number == number]
        last = max(before, key=lambda each: each.version, default=None)
        if last is not None and not args.reason.strip():
            raise UsageError(say("issue", "reason_needed", number=number, version=last.version))
        version = last.version + 1 if last else 1
        frozen, made = _frozen(args, library, workspace, code, (number, version))
        _refuse_draft(made, code)
        files = made.files if args.template is None else {**made.files, TEMPLATE: args.template.read_bytes()}
        with workspace.recording(code, assessment) as record:
            record_issue(record, workspace.files, frozen, version, files, args.reason.strip())
    paths = save_report(made, args.out)
    console.out(say("issue", "done", number=number, version=version), *(f"  {path}" for path in paths))
    if last is not None:
        console.out(*change_lines(last, frozen, args.reason.strip(), library))
    tell_checks(made)
    return 0


def _frozen(
    args: argparse.Namespace, library: Library, workspace: Workspace, code: str, issue: tuple[str, int]
) -> tuple[Frozen, Made]:
    """Return what the report rests on, and the report."""
    from diagnostics.app.report_changes import summary_of
    from diagnostics.cli.commands.diagnosis.report import DEFAULT_FORMATS
    from diagnostics.store.facts.issuing import Frozen

    as_of, known_at = options.the_dates(args)
    known = {"known_at": args.known_at} if args.known_at else {}
    # where the workspace lies is no part of what is known
    firm = replace(workspace.answers(code, as_of=as_of, **known), file="")
    overlays = options.the_overlays(args)
    frozen = Frozen(
        firm=firm,
        as_of=as_of,
        known_at=known_at,
        report_date=args.report_date or date.today(),
        content=library.fingerprint,
        local=library.local,
        template=templates_fingerprint(overlays),
        formats=DEFAULT_FORMATS if args.template is None else ("docx",),
        embed_font=args.embed_font,
        client="" if args.template is None else args.template.name,
    )
    made = _make(frozen, library, overlays, workspace, issue, args.template)
    return replace(frozen, summary=summary_of(made.given)), made


def _make(
    frozen: Frozen,
    library: Library,
    overlays: Sequence[Path],
    workspace: Workspace,
    issue: tuple[str, int],
    template: Path | None,
) -> Made:
    from diagnostics.app.report_neighbours import neighbours_in
    from diagnostics.cli.commands.diagnosis.report import make_report
    from diagnostics.diagnosis.diagnose import diagnose

    others, signed = neighbours_in(workspace, frozen.firm.code)
    diagnosis = diagnose([frozen.firm], library, frozen.as_of)[0]
    number, version = issue
    settings = settings_of(frozen, overlays, template)
    return make_report(diagnosis, settings, others=others, signed=signed, number=number, version=version)


def settings_of(frozen: Frozen, overlays: Sequence[Path], template: Path | None = None) -> ReportSettings:
    """Return the settings that a frozen report was made with."""
    from diagnostics.cli.commands.diagnosis.report import ReportSettings

    return ReportSettings(
        known_at=frozen.known_at,
        report_date=frozen.report_date,
        embed_font=frozen.embed_font,
        overlays=tuple(overlays),
        formats=frozen.formats,
        template=template,
    )


def _refuse_draft(made: Made, code: str) -> None:
    from diagnostics.delivery.checks import check_lines, failed_hard

    failed = failed_hard(made.checks)
    if failed:
        console.tell(*check_lines(made.checks))
        names = "、".join(f"{each.id} {each.name}" for each in failed)
        raise InputError([problem("ISSUE-01", Place(code), names=names)])


def templates_fingerprint(overlays: Sequence[Path]) -> str:
    """Return the fingerprint of everything that shapes the paper: narratives, styles, reference document."""
    from diagnostics.content.root import content_root

    digest = hashlib.sha256()
    for root in (content_root(), *overlays):
        for folder in (root / "reports" / "templates", root / "reports" / "styles"):
            for path in sorted(each for each in folder.rglob("*") if each.is_file() and each.suffix != ".pyc"):
                digest.update(path.relative_to(root).as_posix().encode("utf-8") + b"\0" + path.read_bytes())
    return digest.hexdigest()[:_TEMPLATES]


# ---- make it again ----


def _again(args: argparse.Namespace) -> int:
    """Make an issued report again from what was frozen, and hold its bytes against those of then."""
    from diagnostics.cli.commands.diagnosis.report import save_report
    from diagnostics.store.facts.issuing import TEMPLATE, issued_reports

    library = options.the_library(args)
    with workspaces.open_to_read(args, library) as workspace:
        firm = workspace.find_firm(args.firm)
        issued = _chosen(issued_reports(workspace, firm.code), args.version, firm.name)
        frozen, overlays = issued.frozen, options.the_overlays(args)
        _refuse_other_content(issued, library, overlays)
        kept = {name: workspace.files.read(file) for name, file in issued.files.items()}
        with _client_template(frozen.client, kept.pop(TEMPLATE, b"")) as template:
            made = _make(frozen, library, overlays, workspace, (issued.number, issued.version), template)
    paths = save_report(made, args.out)
    console.out(*(str(path) for path in paths))
    different = [name for name, data in kept.items() if made.files.get(name) != data]
    if different:
        save_report(replace(made, files=kept), args.out / say("issue", "as_issued"))
        told = problem("ISSUE-04", Place(issued.number), format="、".join(different), name=say("issue", "as_issued"))
        raise FailureError(str(told))
    console.out(say("issue", "again"))
    return 0


@contextmanager
def _client_template(name: str, data: bytes) -> Iterator[Path | None]:
    """Lay the client's DOCX of then into a folder for a moment; nothing where the layout was the product's own."""
    if not name:
        yield None
        return
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        yield path


def _chosen(issued: Sequence[Issued], version: int | None, name: str) -> Issued:
    if not issued:
        raise InputError([problem("ISSUE-02", Place(name), firm=name)])
    if version is None:
        return issued[-1]
    found = [each for each in issued if each.number == issued[-1].number and each.version == version]
    if not found:
        raise InputError([problem("ISSUE-05", Place(name), version=version, last=issued[-1].version)])
    return found[-1]


def _refuse_other_content(issued: Issued, library: Library, overlays: Sequence[Path]) -> None:
    was = f"{issued.frozen.content[:12]}/{issued.frozen.template}"
    now = f"{library.fingerprint[:12]}/{templates_fingerprint(overlays)}"
    if was != now:
        place = Place(issued.number)
        raise InputError([problem("ISSUE-03", place, version=issued.version, was=was, now=now)])
