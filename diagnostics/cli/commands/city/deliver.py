"""`qizhen deliver`: what is handed over: per firm reports and signed sheets, per batch the lists in one workbook."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from diagnostics.cli.shell import console, options, workspaces
from diagnostics.words.catalogue import say
from diagnostics.words.clock import today

if TYPE_CHECKING:
    from diagnostics.city.count.process import FirmProcess
    from diagnostics.model.content.library import Library
    from diagnostics.model.firm.register import ProcessRules
    from diagnostics.store import Workspace


def add_to(commands: options.Commands) -> None:
    """Add the command."""
    command = options.add_command(commands, "deliver")
    command.inputs.add_argument("firms", nargs="*", metavar="FIRM|FILE", help=say("help", "deliver_firms"))
    add = command.settings.add_argument
    add("--out", type=Path, required=True, metavar="DIR", help=say("help", "out"))
    add("--reports", type=Path, metavar="DIR", help=say("help", "deliver_reports"))
    add("--zip", action="store_true", help=say("help", "deliver_zip"))
    options.add_dates(command)
    command.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Put the delivery together in memory first: a firm that cannot be read leaves no half a folder."""
    from diagnostics.app.city.delivery import alike_reports, delivery_files, save_delivery
    from diagnostics.app.city.handover import hand_over
    from diagnostics.app.city.ready_reports import read_ready_reports
    from diagnostics.exchange.definitions import finance_facts, process_rules

    folder, dates, library = workspaces.folder_of(args), options.dates_of(args), options.the_library(args)
    rules, asking = process_rules(library, folder), finance_facts(library, folder)
    report_date, overlays = today(), tuple(options.the_overlays(args))
    with workspaces.open_to_read(args, library) as workspace:
        ready = read_ready_reports(args.reports, workspace.firms()) if args.reports else None
        found = [
            hand_over(workspace, library, each, dates, report_date=report_date, overlays=overlays, ready=ready)
            for each in _wanted(args, workspace, library, rules)
        ]
    if not found:
        console.out(say("deliver", "none"))
        return 0
    console.tell_problems([*(ready.problems if ready else ()), *(problem for one in found for problem in one.problems)])
    console.tell_problems(alike_reports([(each.process, each.reports) for each in found], library))
    save_delivery(delivery_files(found, rules, library, asking), args.out, zipped=args.zip)
    for each in found:
        still = say("deliver", "still", what="、".join(each.missing())) if each.missing() else ""
        console.out(say("deliver", "written", name=each.process.name, n=len(each.files()), missing=still))
    console.out(str(args.out))
    return 0


def _wanted(args: argparse.Namespace, workspace: Workspace, library: Library, rules: ProcessRules) -> list[FirmProcess]:
    """Return the firms that were named, else those that have been delivered."""
    from diagnostics.app.city.delivery import delivered
    from diagnostics.app.city.progress import processes_of

    known = processes_of(workspace, library, options.dates_of(args))
    if not args.firms:
        return delivered(known, rules)
    named = [(text, options.codes_of_list(args, text)) for text in args.firms]
    wanted = [code for text, codes in named for code in (codes if codes is not None else [text])]
    codes = {workspace.find_firm(text, whole=True).code for text in wanted}
    return [each for each in known if each.code in codes]
