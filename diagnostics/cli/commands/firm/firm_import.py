"""`qizhen firm import`: firms out of Excel and CSV lists: look first, then all of them or none."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from diagnostics.cli.shell import console, options, workspaces
from diagnostics.cli.shell.parser import ChineseParser, UsageError
from diagnostics.words.catalogue import name_of, say
from diagnostics.words.clock import today
from diagnostics.words.problems import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from diagnostics.exchange.definitions import Column, ListWords
    from diagnostics.exchange.list_rows import ColumnChoices, SheetFound
    from diagnostics.exchange.registers import RegisterReading
    from diagnostics.model.content.library import Library
    from diagnostics.model.firm.register import ListedFirm
    from diagnostics.store.intake.listing import ListIntake
    from diagnostics.words.problems import Problem

_EXAMPLES = 5
_TAKEN = ("read", "skip")


def add_to(parts: options.Commands) -> None:
    """Add the part `import` to the command `firm`."""
    command = options.add_command(parts, "import", of="firm")
    add_list_options(command)
    command.settings.add_argument("--skip-wrong", action="store_true", help=say("help", "list_skip_wrong"))
    workspaces.add_author(command)
    options.add_json(command)
    command.set_defaults(run=run)


def add_list_options(command: ChineseParser) -> None:
    """Add the files and what can be said about them."""
    command.inputs.add_argument("files", nargs="+", type=Path, metavar="FILE", help=say("help", "list_files"))
    add = command.settings.add_argument
    add("--dry-run", action="store_true", help=say("help", "list_dry_run"))
    add("--map", action="append", default=[], metavar="HEAD=FIELD", help=say("help", "list_map"))
    add("--set", action="append", default=[], metavar="FIELD=VALUE", help=say("help", "list_set"))
    add("--hidden", choices=_TAKEN, default="read", help=say("help", "list_hidden"))
    add("--struck", choices=_TAKEN, default="skip", help=say("help", "list_struck"))


def run(args: argparse.Namespace) -> int:
    """Read the lists, show what was recognised, and register the firms unless this is a dry run."""
    from diagnostics.app.doubts import doubts_of_lists
    from diagnostics.exchange.definitions import list_words
    from diagnostics.exchange.registers import read_registers

    library = options.the_library(args)
    words = list_words(library, workspaces.folder_of(args))
    reading = read_registers(
        args.files,
        words,
        library,
        said=read_options(args, words.columns),
        known_codes=_known_codes(args),
        skip_wrong=args.skip_wrong,
    )
    if not args.json:
        console.out(*_found_lines(reading, words, library))
    if any(not problem.warning for problem in reading.problems):
        raise InputError(tell_alike(reading.problems))
    record = _preview if args.dry_run else _take_in
    done = record(args, reading.firms, library)
    doubts = doubts_of_lists(reading.firms, library, today())
    console.tell_problems(tell_alike({*reading.problems, *done.problems, *doubts}))
    if args.json:
        console.out_json(_json(reading, done, args.dry_run))
        return 0
    counts = {"new": len(done.new), "changed": len(done.changed), "same": len(done.same)}
    console.out(say("register", "counts", rows=reading.n_rows, codes=reading.n_codes, **counts))
    _tell_end(args, reading, done)
    return 0


def tell_alike(problems: Iterable[Problem]) -> list[Problem]:
    """Return the errors and the first warnings of a kind per sheet; how many more there are of each is told.

    A column written another way than we know makes a warning per row: what is worth reading must not drown in them.
    """
    kept: list[Problem] = []
    seen: Counter[tuple[str, str]] = Counter()
    for problem in sorted(problems):
        kind = problem.code, problem.place.file
        seen[kind] += problem.warning
        if not problem.warning or seen[kind] <= _EXAMPLES:
            kept.append(problem)
    for (code, place), n in seen.items():
        if n > _EXAMPLES:
            console.tell(say("register", "more_alike", n=n - _EXAMPLES, code=code, place=place))
    return kept


def _tell_end(args: argparse.Namespace, reading: RegisterReading, done: ListIntake) -> None:
    if reading.n_wrong:
        console.out(say("register", "left_out", n=reading.n_wrong))
    if args.dry_run:
        console.out(say("register", "dry"))
    elif done.n_events:
        console.out(say("register", "done", folder=args.workspace or workspaces.location(args)))
    else:
        console.out(say("register", "nothing"))


def read_options(args: argparse.Namespace, columns: Mapping[str, Column]) -> ColumnChoices:
    """Return what `--map` and `--set` say; raises UsageError for what cannot be understood."""
    from diagnostics.exchange.list_rows import read_said

    known = "、".join(column.name for column in columns.values())
    labels, wrong = read_said(args.map, [], columns)
    if wrong:
        raise UsageError(say("usage", "list_map", value=wrong, known=known))
    said, wrong = read_said(args.map, args.set, columns)
    if wrong:
        raise UsageError(say("usage", "list_set", value=wrong, known=known))
    return replace(said if args.set else labels, hidden=args.hidden == "read", struck=args.struck == "read")


def _known_codes(args: argparse.Namespace) -> list[str]:
    if not workspaces.exists(args):
        return []
    with workspaces.open_to_read(args) as workspace:
        return [event.firm for event in workspace.events(kinds=("firm_registered",))]


def _preview(args: argparse.Namespace, firms: Sequence[ListedFirm], library: Library) -> ListIntake:
    from diagnostics.store.intake.listing import ListSource, preview_lists

    if not workspaces.exists(args):
        return preview_lists(None, firms, ListSource(), library)
    with workspaces.open_to_read(args) as workspace:
        return preview_lists(workspace, firms, ListSource(), library)


def _take_in(args: argparse.Namespace, firms: Sequence[ListedFirm], library: Library) -> ListIntake:
    from diagnostics.store.intake.listing import ListSource, take_in_lists

    with workspaces.open_to_write(args, library, new=True) as workspace:
        return take_in_lists(workspace, firms, ListSource())


# ---- what was recognised ----


def _found_lines(reading: RegisterReading, words: ListWords, library: Library) -> list[str]:
    lines = sheet_lines(reading.sheets, words.columns)
    titled = any(sheet.header and "tier" in sheet.header.columns for sheet in reading.sheets)
    if reading.firms and not titled and not any(firm.rows["titles"] for firm in reading.firms):
        lines.append(say("register", "title_hint"))
    if reading.firms:
        lines.append(say("register", "example_head"))
        lines += [f"  {firm.name}（{firm.code}）{_said(firm, library)}" for firm in reading.firms[:_EXAMPLES]]
    return lines


def sheet_lines(sheets: Sequence[SheetFound], columns: Mapping[str, Column]) -> list[str]:
    """Say per sheet what was recognised and what was not."""
    from diagnostics.exchange.cells.cell import cell_name

    lines: list[str] = []
    for each in sheets:
        sheet = say("register", "sheet_named", name=each.sheet) if each.sheet else ""
        if each.header is None:
            lines.append(say("register", "no_header", file=each.file, sheet=sheet))
            continue
        header = each.header
        numbers = {"row": header.last_row, "firms": each.n_firms, "left": each.n_left_out}
        lines.append(say("register", "sheet", file=each.file, sheet=sheet, **numbers))
        found = [
            say("register", "column", name=columns[name].name, label=header.labels[at], letter=cell_name(0, at)[:-1])
            for name, at in header.columns.items()
        ]
        lines.append(say("register", "columns", columns="、".join(found)))
        if header.unused:
            lines.append(say("register", "unused", labels="、".join(header.unused)))
        lines += [say("register", "above", text=text) for text in header.above[:2]]
    return lines


def _said(firm: ListedFirm, library: Library) -> str:
    """Say what a list says of a firm, in the words of the content."""
    parts = []
    for fact, value in firm.facts.items():
        options_of = library.facts[fact].options if fact in library.facts else ()
        parts.append(next((option.name for option in options_of if option.id == value), str(value)))
    tiers = {option.id: option.name for field in library.tables["titles"].fields for option in field.options}
    for row in firm.rows["titles"]:
        days = {name: row.values.get(key) for name, key in _ENDS}
        shown = {name: each or say("register", "no_day") for name, each in days.items()}
        key = "title" if any(days.values()) else "title_without_days"
        parts.append(say("register", key, name=tiers.get(str(row.values["tier"])), **shown))
    for key, text in firm.about.items():
        parts.append(say("register", key, text=name_of("stages", text) if key == "stage" else text))
    return "，".join(parts)


_ENDS = (("start", "valid_from"), ("end", "valid_to"))


def _json(reading: RegisterReading, done: ListIntake, dry_run: bool) -> dict[str, Any]:
    sheets = [
        {
            "file": sheet.file,
            "sheet": sheet.sheet,
            "header_row": sheet.header.last_row if sheet.header else None,
            "columns": dict(sheet.header.columns) if sheet.header else {},
            "unused": list(sheet.header.unused) if sheet.header else [],
            "rows": sheet.n_firms,
            "left_out": sheet.n_left_out,
        }
        for sheet in reading.sheets
    ]
    problems = [
        {"place": str(each.place), "code": each.code, "what": each.what, "warning": each.warning}
        for each in sorted({*reading.problems, *done.problems})
    ]
    return {
        "dry_run": dry_run, "rows": reading.n_rows, "firms": reading.n_codes, "new": done.new,
        "changed": done.changed, "same": len(done.same), "sheets": sheets, "problems": problems,
    }  # fmt: skip
