"""`qizhen report verify`: an edited DOCX against its data. Reads only; 0 where nothing that counts differs, else 1."""

from __future__ import annotations

import argparse
from dataclasses import replace
from datetime import date
from pathlib import Path

from diagnostics.app.files import read_input
from diagnostics.cli.shell import console, options, workspaces
from diagnostics.words.catalogue import problem, say
from diagnostics.words.problems import InputError, Place


def add_to(commands: options.Commands) -> None:
    """Add the command."""
    command = options.add_command(commands, "report verify")
    command.inputs.add_argument("file", type=Path, metavar="FILE.docx", help=say("help", "edited_file"))
    command.settings.add_argument("--answers", type=Path, metavar="FILE", help=say("help", "answers"))
    command.settings.add_argument("--template", type=Path, metavar="FILE", help=say("help", "verify_template"))
    options.add_json(command)
    command.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Compare an edited report with the one that its data give."""
    from diagnostics.report.formats.edited import compare, read_told
    from diagnostics.report.formats.stamp import read_stamp

    edited, name = read_input(args.file), args.file.name
    stamp = read_stamp(edited, name)
    now = read_told(edited, name)
    own = _made_from_answers(args, stamp) if args.answers else _as_issued(args, stamp)
    found = compare(read_told(own, name), now)
    if args.json:
        console.out_json({
            "file": name, "number": stamp.get("number") or None, "version": int(stamp.get("version") or 0) or None,
            "same": not found.differences, "differences": list(found.differences), "reworded": found.reworded,
        })  # fmt: skip
    elif found.differences:
        console.out(say("verify", "differs", n=len(found.differences)), *(f"  {each}" for each in found.differences))
    else:
        console.out(say("verify", "same"))
    if found.reworded and not args.json:
        console.out(say("verify", "same_words", n=found.reworded))
    return 1 if found.differences else 0


def _as_issued(args: argparse.Namespace, stamp: dict[str, str]) -> bytes:
    """Return the DOCX as it was issued."""
    from diagnostics.store.facts.issuing import issued_reports

    place = Place(args.file.name)
    if not stamp.get("number"):
        raise InputError([problem("VERIFY-02", place)])
    with workspaces.open_to_read(args) as workspace:
        wanted = (stamp["number"], stamp.get("version", ""))
        for each in issued_reports(workspace, stamp.get("code", "")):
            if (each.number, str(each.version)) == wanted and "docx" in each.files:
                return workspace.files.read(each.files["docx"])
    raise InputError([problem("VERIFY-03", place, number=wanted[0], version=wanted[1])])


def _made_from_answers(args: argparse.Namespace, stamp: dict[str, str]) -> bytes:
    """Return the DOCX that an answers file gives on the dates that the edited one names."""
    from diagnostics.answers.files.file import cut, read_answers
    from diagnostics.cli.commands.diagnosis.report import ReportSettings, make_report
    from diagnostics.diagnosis.diagnose import diagnose

    if not stamp:
        raise InputError([problem("VERIFY-04", Place(args.file.name))])
    if stamp.get("template") and args.template is None:
        raise InputError([problem("VERIFY-05", Place(args.file.name), template=stamp["template"])])
    as_of, known_at, report_date = (_day(stamp.get(each, "")) for each in ("as_of", "known_at", "report_date"))
    library = options.the_library(args)
    firm, problems = read_answers(args.answers, library, as_of=as_of)
    options.refuse_errors(problems)
    if firm is None:
        raise InputError(problems)
    diagnosis = diagnose([cut(firm, known_at)], library, as_of)[0]
    overlays = tuple(options.the_overlays(args))
    settings = ReportSettings(
        known_at=known_at, report_date=report_date, overlays=overlays, formats=("docx",), template=args.template
    )
    issue = {"number": stamp.get("number", ""), "version": int(stamp.get("version") or 0)}
    return make_report(diagnosis, replace(settings), **issue).files["docx"]  # type: ignore[arg-type]


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return date.today()
