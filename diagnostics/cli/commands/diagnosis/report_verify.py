"""`qizhen report verify`: an edited DOCX against its data. Reads only; 0 where nothing that counts differs, else 1."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from diagnostics.cli.shell import console, options, workspaces
from diagnostics.words.catalogue import say

if TYPE_CHECKING:
    from diagnostics.app.report.verifying import Edited


def add_to(commands: options.Commands) -> None:
    """Add the command."""
    command = options.add_command(commands, "report verify")
    command.inputs.add_argument("file", type=Path, metavar="FILE.docx", help=say("help", "edited_file"))
    command.settings.add_argument("--answers", type=Path, metavar="FILE", help=say("help", "answers"))
    command.settings.add_argument("--template", type=Path, metavar="FILE", help=say("help", "verify_template"))
    command.settings.add_argument("--before", type=Path, metavar="FILE", help=say("help", "verify_before"))
    options.add_json(command)
    command.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Compare an edited report with the one that its data give."""
    from diagnostics.app.files import read_input
    from diagnostics.app.report.verifying import compare_edited, read_edited

    edited = read_edited(args.file.name, read_input(args.file))
    found = compare_edited(edited, _original(args, edited))
    if args.json:
        console.out_json(
            {
                "file": edited.name,
                "number": edited.number or None,
                "version": edited.version or None,
                "same": not found.differences,
                "differences": list(found.differences),
                "reworded": found.reworded,
            }
        )
    elif found.differences:
        console.out(
            say("verify", "differs", n=len(found.differences)), *(f"  {difference}" for difference in found.differences)
        )
    else:
        console.out(say("verify", "same"))
    if found.reworded and not args.json:
        console.out(say("verify", "same_words", n=found.reworded))
    return 1 if found.differences else 0


def _original(args: argparse.Namespace, edited: Edited) -> bytes:
    """Return the DOCX that the answers file gives, else the one that was issued."""
    from diagnostics.app.report.verifying import as_issued, from_answers, refuse_unnumbered

    if args.answers:
        library, overlays = options.the_library(args), tuple(options.the_overlays(args))
        return options.told(from_answers(args.answers, edited, library, overlays, args.template, args.before))
    refuse_unnumbered(edited)
    with workspaces.open_to_read(args) as workspace:
        return as_issued(workspace, edited)
