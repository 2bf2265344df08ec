"""`qizhen firm`: the register of the workspace: add, list, show, decide (`firm_decisions`), purge."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from diagnostics.cli.commands.city import progress
from diagnostics.cli.commands.firm import firm_decisions, firm_import, firm_match
from diagnostics.cli.shell import console, options, workspaces
from diagnostics.cli.shell.parser import ChineseParser, UsageError
from diagnostics.words.catalogue import problem, say
from diagnostics.words.clock import today

if TYPE_CHECKING:
    from diagnostics.store import FirmRecord


def add_to(commands: options.Commands) -> None:
    """Add the command and its parts."""
    command = options.add_command(commands, "firm")
    parts = command.add_subparsers(
        title=say("cli", "firm_parts"), metavar=say("cli", "firm_part"), required=True, parser_class=ChineseParser
    )
    _add_add(parts)
    firm_import.add_to(parts)
    firm_match.add_to(parts)
    progress.add_process(parts)
    listing = options.add_command(parts, "list", of="firm")
    listing.settings.add_argument("--due", action="store_true", help=say("help", "firm_due"))
    options.add_json(listing)
    listing.set_defaults(run=run_list)
    show = options.add_command(parts, "show", of="firm")
    show.inputs.add_argument("firm", metavar="FIRM", help=say("help", "firm_of_workspace"))
    show.settings.add_argument("--fact", metavar="ID", help=say("help", "firm_fact"))
    options.add_dates(show)
    options.add_json(show)
    show.set_defaults(run=run_show)
    firm_decisions.add_to(parts)
    purge = options.add_command(parts, "purge", of="firm")
    purge.inputs.add_argument("firm", metavar="FIRM", help=say("help", "firm_of_workspace"))
    purge.settings.add_argument("--reason", required=True, metavar="TEXT", help=say("help", "firm_reason"))
    purge.settings.add_argument("--yes", action="store_true", help=say("help", "firm_yes"))
    workspaces.add_author(purge)
    purge.set_defaults(run=run_purge)


def _add_add(parts: options.Commands) -> None:
    add = options.add_command(parts, "add", of="firm")
    add.inputs.add_argument("code", metavar="CODE", help=say("help", "firm_code"))
    add.inputs.add_argument("name", metavar="NAME", help=say("help", "firm_name"))
    add.settings.add_argument("--fictitious", action="store_true", help=say("help", "firm_fictitious"))
    add.settings.add_argument("--encrypt", action="store_true", help=say("help", "firm_encrypt"))
    workspaces.add_author(add)
    add.set_defaults(run=run_add)


def run_add(args: argparse.Namespace) -> int:
    """Register a firm; makes the workspace when there is none yet."""
    code, name = _checked_code(args.code), _checked_name(args.name)
    with workspaces.open_to_write(args, new=True, encrypt=args.encrypt) as workspace:
        workspace.register_firm(code, name, fictitious=args.fictitious)
        console.out(say("cli", "firm_added", name=name, code=code, folder=workspace.location))
    return 0


def run_list(args: argparse.Namespace) -> int:
    """List the firms of the workspace; with `--due` those whose data may not be kept any longer."""
    from diagnostics.cli.text.firm_text import list_lines, record_json

    with workspaces.open_to_read(args) as workspace:
        found = workspace.due_for_purge(today()) if args.due else workspace.firms()
    if args.json:
        console.out_json({"firms": [record_json(each) for each in found]})
    else:
        console.out(*list_lines(found))
    return 0


def run_show(args: argparse.Namespace) -> int:
    """Show how far a firm is, where people disagree and what is still owed; with `--fact` all that was said to it."""
    from diagnostics.cli.text.firm_text import FirmText
    from diagnostics.diagnosis.owed import owed_by
    from diagnostics.scoring.engine.evaluate import Evaluator
    from diagnostics.scoring.engine.frame import Frame
    from diagnostics.scoring.words.notices import contradictions_of

    library = options.the_library(args)
    with workspaces.open_to_read(args, library) as workspace:
        record = workspace.find_firm(args.firm)
        facts = workspace.facts(record.code, as_of=args.as_of, known_at=args.known_at)
    claimed = Evaluator(Frame([facts.to_answers()], library, args.as_of or today()))
    text = FirmText(record, facts, library, contradictions_of(claimed)[0], owed_by(claimed))
    fact = None if args.fact is None else library.fact_id(args.fact)
    if args.fact is not None and fact is None:
        raise UsageError(say("usage", "no_such_fact", value=args.fact, near=options.near_fact(args.fact, library)))
    if args.json:
        console.out_json(text.to_json(fact))
    else:
        console.out(*(text.lines() if fact is None else text.fact_lines(fact)))
    return 0


def run_purge(args: argparse.Namespace) -> int:
    """Erase a firm for good, after the user has typed its name."""
    with workspaces.open_to_write(args) as workspace:
        record = workspace.find_firm(args.firm, whole=True)
        if not args.yes:
            _make_sure(record)
        done = workspace.purge(record.code, reason=args.reason)
    counts = {"events": done.n_events, "files": done.n_files, "backups": done.n_backups}
    console.out(say("cli", "firm_purged", name=record.name, **counts))
    return 0


def _make_sure(record: FirmRecord) -> None:
    if not sys.stdin.isatty():
        raise UsageError(say("usage", "purge_needs_yes"))
    console.tell(say("cli", "firm_purge_warning", name=record.name, answers=record.n_answered))
    console.tell(say("cli", "firm_purge_ask"))
    if sys.stdin.readline().strip() != record.name:
        raise UsageError(say("usage", "purge_stopped"))


def _checked_code(text: str) -> str:
    """Return the code without spaces, in capitals; in the register a wrong check digit is an error (contract.md)."""
    from diagnostics.answers.firm_code import ALPHABET, check_digit, find_code_fault
    from diagnostics.words.problems import InputError, Place

    code = text.replace(" ", "").upper()
    fault = find_code_fault(code)
    place = Place(say("cli", "command_line"))
    if fault == "length":
        raise InputError([problem("ANS-50", place, got=code, length=len(code))])
    if fault == "alphabet":
        wrong = "、".join(dict.fromkeys(char for char in code if char not in ALPHABET))
        raise InputError([problem("ANS-51", place, got=code, wrong=wrong)])
    if fault == "check_digit":
        raise InputError([problem("ANS-52", place, got=code, last=code[-1], expected=check_digit(code[:-1]))])
    return code


def _checked_name(text: str) -> str:
    """Return the name as one clean line; any character may stand in it, files get a safe name of their own."""
    from diagnostics.model.plain_text import clean_line

    name = clean_line(text).strip()
    if not name:
        raise UsageError(say("usage", "no_name"))
    return name
