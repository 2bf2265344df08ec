"""`qizhen answer`: an answers file into the workspace, without prompts (the pre-visit form, another laptop's file)."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from diagnostics.cli.shell import console, options, workspaces
from diagnostics.words.catalogue import problem, say
from diagnostics.words.clock import today
from diagnostics.words.problems import InputError, Place

if TYPE_CHECKING:
    from diagnostics.model.firm.answers import FirmAnswers
    from diagnostics.store import FirmRecord, Workspace


def add_to(commands: options.Commands) -> None:
    """Add the command."""
    command = options.add_command(commands, "answer")
    command.inputs.add_argument("firm", metavar="FIRM", help=say("help", "firm_of_workspace"))
    command.inputs.add_argument("file", metavar="FILE", type=Path, help=say("help", "answers"))
    command.settings.add_argument("--assessment", metavar="T0|T1…", help=say("help", "assessment"))
    command.settings.add_argument("--on", type=options.day_option, metavar="DATE", help=say("help", "assessment_on"))
    workspaces.add_author(command)
    options.add_json(command)
    command.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Record what is new in an answers file; the same file again changes nothing."""
    from diagnostics.app.doubts import doubts_of
    from diagnostics.app.firms import read_file
    from diagnostics.model.content.magnitudes import FINDINGS
    from diagnostics.store import take_in

    workspaces.place(args)
    library = options.the_library(args)
    given = options.told(read_file(args.file, library))
    with workspaces.open_to_write(args, library) as workspace:
        record = workspace.find_firm(args.firm, whole=True)
        _check_code(record, given, args.file)
        _open_round(workspace, record, args.assessment, args.on)
        done = take_in(workspace, record.code, given, library.tables, source=args.file.name, assessment=args.assessment)
        new = {*given.rows, *(fact for _, fact in given.answers), *(FINDINGS for _ in given.findings)}
        doubts = doubts_of(
            workspace.answers(record.code), library, args.on or today(), given=new, place=Place(str(args.file))
        )
        n_open = sum(not conflict.settled for conflict in workspace.conflicts(record.code, assessment=args.assessment))
    numbers = {
        "answers": done.n_answers,
        "rows": done.n_rows,
        "evidence": done.n_evidence,
        "findings": done.n_findings,
        "known": done.n_known,
    }
    console.tell_problems([*done.problems, *doubts])
    if args.json:
        console.out_json({"code": record.code, **numbers, "open_conflicts": n_open})
        return 0
    console.out(say("cli", "answer_done", name=record.name, **numbers))
    if not any((done.n_answers, done.n_rows, done.n_evidence, done.n_findings)):
        console.out(say("cli", "answer_same"))
    if n_open:
        console.out(say("cli", "answer_conflicts", n=n_open))
    return 0


def _check_code(record: FirmRecord, given: FirmAnswers, path: Path) -> None:
    if given.code != record.code:
        wrong = problem("STORE-42", Place(str(path)), got=given.code, firm=record.name, registered=record.code)
        raise InputError([wrong])


def _open_round(workspace: Workspace, record: FirmRecord, wanted: str | None, on: date | None) -> None:
    """Open the assessment that is asked for when it is the next one, or the first one on its day."""
    following = f"T{len(record.assessments)}"
    if wanted == following or (wanted is None and on is not None and not record.assessments):
        workspace.open_assessment(record.code, on=on)
