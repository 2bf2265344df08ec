"""`qizhen firm match`: lists of cloud vendors and carriers, matched by code: E4 evidence in the ledgers."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from diagnostics.cli.commands.firm.firm_import import add_list_options, read_options, sheet_lines, tell_alike
from diagnostics.cli.shell import console, options, workspaces
from diagnostics.model.plain import plain
from diagnostics.words.catalogue import say
from diagnostics.words.clock import today
from diagnostics.words.problems import InputError

if TYPE_CHECKING:
    from diagnostics.exchange.services import ServiceReading
    from diagnostics.store.intake.listing import ListIntake


def add_to(parts: options.Commands) -> None:
    """Add the part `match` to the command `firm`."""
    command = options.add_command(parts, "match", of="firm")
    add_list_options(command)
    command.settings.add_argument("--vendor", default="", metavar="NAME", help=say("help", "match_vendor"))
    workspaces.add_author(command)
    options.add_json(command)
    command.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Match the lists and record the services, unless this is a dry run; what does not match is listed."""
    from diagnostics.app.doubts import doubts_of_lists
    from diagnostics.exchange.definitions import list_words
    from diagnostics.exchange.services import read_services
    from diagnostics.model.content.marks import Grade
    from diagnostics.store.intake.listing import ListSource, preview_lists, take_in_lists

    library = options.the_library(args)
    words = list_words(library, workspaces.folder_of(args))
    columns = words.for_services()
    with workspaces.open_to_read(args) as workspace:
        registered = {firm.code: firm.name for firm in workspace.firms()}
    said = read_options(args, columns)
    reading = read_services(args.files, words, library, registered, vendor=args.vendor.strip(), said=said)
    if not args.json:
        console.out(*sheet_lines(reading.sheets, columns))
    if any(not problem.warning for problem in reading.problems):
        raise InputError(tell_alike(reading.problems))
    source = ListSource(Grade.E4, say("register", "service_kind"))
    if args.dry_run:
        with workspaces.open_to_read(args) as workspace:
            done = preview_lists(workspace, reading.firms, source, library)
    else:
        with workspaces.open_to_write(args, library) as workspace:
            done = take_in_lists(workspace, reading.firms, source)
    doubts = doubts_of_lists(reading.firms, library, today())
    console.tell_problems(tell_alike([*reading.problems, *doubts]))
    if args.json:
        console.out_json(_json(reading, done, args.dry_run))
    else:
        console.out(*_lines(reading, done, args.dry_run))
    return 0


def _lines(reading: ServiceReading, done: ListIntake, dry_run: bool) -> list[str]:
    counts = {"matched": reading.n_matched, "firms": len({firm.code for firm in reading.firms})}
    lines = [
        say(
            "register",
            "matched",
            rows=counts["matched"] + len(reading.unmatched),
            unmatched=len(reading.unmatched),
            **counts,
        )
    ]
    if reading.unmatched:
        lines.append(say("register", "unmatched"))
        no_code = say("register", "no_code")
        lines += [
            "  " + say("register", "unmatched_line", name=each.name, code=each.code or no_code, place=each.place)
            for each in reading.unmatched
        ]
    lines.append(say("register", "match_done", added=done.n_rows_added, changed=done.n_rows_changed))
    return [*lines, say("register", "dry")] if dry_run else lines


def _json(reading: ServiceReading, done: ListIntake, dry_run: bool) -> dict[str, Any]:
    return {
        "dry_run": dry_run, "matched": reading.n_matched, "firms": sorted({firm.code for firm in reading.firms}),
        "unmatched": plain(reading.unmatched),
        "rows_added": done.n_rows_added, "rows_changed": done.n_rows_changed,
    }  # fmt: skip
