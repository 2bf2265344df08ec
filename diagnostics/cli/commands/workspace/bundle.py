"""`qizhen bundle`: what travels between laptops and the bureau, and the review of what two sides say differently."""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from diagnostics.cli.shell import console, options, workspaces
from diagnostics.cli.shell.parser import ChineseParser, UsageError
from diagnostics.words.catalogue import say
from diagnostics.words.clock import CHINA, now

if TYPE_CHECKING:
    from diagnostics.model.content.facts import Fact
    from diagnostics.model.content.library import Library
    from diagnostics.model.firm.answers import FirmAnswers
    from diagnostics.store import Bundle, Merged, Unfit, Workspace

MOST_NAMED = 5
# a shorter one is told to be easily guessed, and taken all the same
SHORT_PASSPHRASE = 8
# what two clocks may differ by without a word
CLOCK_TOLERANCE = timedelta(minutes=10)
PASSPHRASE_VARIABLE = "QIZHEN_BUNDLE_PASSPHRASE"


def add_to(commands: options.Commands) -> None:
    """Add the command and its parts."""
    command = options.add_command(commands, "bundle")
    parts = command.add_subparsers(
        title=say("bundle", "parts"), metavar=say("bundle", "part"), required=True, parser_class=ChineseParser
    )
    export = options.add_command(parts, "export", of="bundle")
    _add_firms(export)
    export.settings.add_argument("--out", type=Path, required=True, metavar="FILE", help=say("help", "bundle_out"))
    export.settings.add_argument("--deidentified", action="store_true", help=say("help", "bundle_deidentified"))
    export.set_defaults(run=run_export)
    merge = options.add_command(parts, "import", of="bundle")
    merge.inputs.add_argument("file", type=Path, metavar="FILE", help=say("help", "bundle_file"))
    merge.settings.add_argument("--dry-run", action="store_true", help=say("help", "bundle_dry_run"))
    merge.settings.add_argument("--accept-purges", action="store_true", help=say("help", "bundle_accept_purges"))
    workspaces.add_author(merge)
    options.add_json(merge)
    merge.set_defaults(run=run_import)
    conflicts = options.add_command(parts, "conflicts", of="bundle")
    _add_firms(conflicts)
    options.add_json(conflicts)
    conflicts.set_defaults(run=run_conflicts)
    review = options.add_command(parts, "review", of="bundle")
    _add_firms(review)
    workspaces.add_author(review)
    review.set_defaults(run=run_review)


def _add_firms(command: ChineseParser) -> None:
    command.inputs.add_argument("firms", nargs="*", metavar="FIRM", help=say("help", "bundle_firms"))


def run_export(args: argparse.Namespace) -> int:
    """Write a bundle of some firms or of all."""
    from diagnostics.store import export_bundle, export_deidentified

    library = options.the_library(args) if args.deidentified else None
    with workspaces.open_to_read(args, library) as workspace:
        codes = tuple(workspace.find_firm(firm, whole=True).code for firm in args.firms)
        passphrase = _passphrase(new=True)
        if library is not None:
            done = export_deidentified(workspace, args.out, passphrase, _free_texts(library), codes)
            alike = _groups(workspace, codes, library)
        else:
            done = export_bundle(workspace, args.out, passphrase, codes)
    console.out(say("bundle", "exported", file=args.out, firms=done.n_firms, events=done.n_events, files=done.n_files))
    if library is not None:
        console.out(say("bundle", "deidentified"), _group_line(alike, library))
    return 0


def _groups(workspace: Workspace, codes: Sequence[str], library: Library) -> Counter[tuple[Any, ...]]:
    """Count the firms that nothing but figures tells apart: same district, same industry and the like."""
    kinds = [each.id for each in _grouping(library)]
    firms = [answer for answer in workspace.every_answers() if not codes or answer.code in codes]
    return Counter(tuple(_value(firm, kind) for kind in kinds) for firm in firms)


def _grouping(library: Library) -> list[Fact]:
    return [fact for fact in library.facts.values() if fact.selects and fact.type == "choice"]


def _value(firm: FirmAnswers, fact: str) -> Any:
    found = firm.answers.get((firm.firm_subject, fact))
    return found.value if found else None


def _group_line(groups: Counter[tuple[Any, ...]], library: Library) -> str:
    names = "、".join(each.name for each in _grouping(library))
    alone = sum(n == 1 for n in groups.values())
    return say("bundle", "groups", names=names, n=len(groups), least=min(groups.values(), default=0), alone=alone)


def _free_texts(library: Library) -> Any:
    """Return what says of a fact, or of a column of a table, whether it holds free text; what is unknown does."""

    def is_free_text(table: str, name: str) -> bool:
        if not table:
            fact = library.facts.get(name) or library.derived.get(name)
            return fact is None or fact.type == "text"
        kept = library.tables.get(table)
        column = kept.field_named(name) if kept else None
        return column is None or column.type == "text"

    return is_free_text


def run_import(args: argparse.Namespace) -> int:
    """Merge a bundle into the workspace, all of it or nothing; say whose it is and which firms it brings."""
    from dataclasses import asdict

    from diagnostics.cli.text.bundle_review import differences
    from diagnostics.store import is_journal, merge_bundle, read_bundle, read_copied_journal

    copied = is_journal(args.file)
    passphrase = "" if copied else _passphrase(new=False)
    # before a workspace is made: a wrong file leaves nothing behind
    bundle = None if copied else read_bundle(args.file, passphrase)
    library = options.the_library(args)
    with workspaces.open_to_write(args, library, new=not args.dry_run and not copied) as workspace:
        bundle = bundle or read_copied_journal(workspace, args.file)
        done = merge_bundle(workspace, bundle, passphrase, erase=args.accept_purges, dry_run=args.dry_run)
        left = sum(1 for _ in differences(workspace, library))
        brought = () if args.dry_run else (*done.new_firms, *done.changed_firms)
        unfit = [each for code in brought for each in unfit_in(workspace, code)]
    ahead = clock_ahead(bundle)
    options.tell_unfit(unfit)
    if args.json:
        console.out_json({**asdict(done), "dry_run": args.dry_run, "conflicts": left, "ahead": ahead})
        return 0
    console.out(*_origin_lines(bundle), *_merged_lines(bundle, done, args.dry_run))
    if ahead:
        console.tell(say("bundle", "ahead", moment=ahead))
    if left:
        console.out(say("bundle", "conflicts", n=left))
    if args.dry_run:
        console.out(say("bundle", "dry"))
    return 0


def _merged_lines(bundle: Bundle, done: Merged, dry_run: bool) -> list[str]:
    """Say what came in, what was erased and what was left out."""
    firms = {"firms": len(done.new_firms), "changed": len(done.changed_firms)}
    lines = [say("bundle", "merged", new=done.n_new, known=done.n_known, **firms)]
    if done.new_firms:
        lines.append(say("bundle", "new_firms", names=_names(bundle, done.new_firms)))
    if done.erased_firms:
        key = "would_erase" if dry_run else "erased"
        lines.append(say("bundle", key, n=len(done.erased_firms), firms="、".join(done.erased_firms)))
    if done.left_out:
        lines.append(say("bundle", "left_out", n=len(done.left_out)))
    return lines


def _origin_lines(bundle: Bundle) -> list[str]:
    """Say where the bundle comes from: who recorded in it last, on which computer, when."""
    if not bundle.events:
        return [say("bundle", "empty")]
    own = [event for event in bundle.events if event.workspace == bundle.workspace] or list(bundle.events)
    last = max(own, key=lambda each: each.counter)
    moment = last.recorded_at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M")
    lines = [say("bundle", "origin", by=last.author or "—", device=last.device or "—", moment=moment)]
    return [*lines, say("bundle", "deidentified_here")] if bundle.deidentified else lines


def _names(bundle: Bundle, codes: Sequence[str]) -> str:
    """Name the first firms: whoever took the bundle of another project sees it here."""
    names: dict[str, str] = {}
    for event in bundle.events:
        if event.kind in {"firm_registered", "firm_changed"} and "name" in event.payload:
            names[event.firm] = str(event.payload["name"])
    shown = "、".join(names.get(code, code) for code in codes[:MOST_NAMED])
    return shown if len(codes) <= MOST_NAMED else say("bundle", "and_more", names=shown, n=len(codes))


def unfit_in(workspace: Workspace, code: str) -> tuple[Unfit, ...]:
    """Return what a firm has on record, in any of its assessments, that may not stand by the content at hand."""
    rounds = (None, *(assessment.id for assessment in workspace.assessments(code)))
    return tuple(dict.fromkeys(each for name in rounds for each in workspace.facts(code, assessment=name).unfit))


def clock_ahead(bundle: Bundle) -> str | None:
    """Return the moment of the last event where it lies in the future: the clock of that computer is wrong."""
    latest = max((event.recorded_at for event in bundle.events), default=None)
    if latest is None or latest <= now() + CLOCK_TOLERANCE:
        return None
    return latest.astimezone(CHINA).strftime("%Y-%m-%d %H:%M")


def run_conflicts(args: argparse.Namespace) -> int:
    """List what two sides say differently and nobody has decided."""
    from diagnostics.cli.text.bundle_review import differences

    library = options.the_library(args)
    with workspaces.open_to_read(args, library) as workspace:
        found = list(differences(workspace, library, args.firms))
    if args.json:
        console.out_json({"conflicts": [each.to_json() for each in found]})
        return 0
    for each in found:
        console.out(*each.lines())
    console.out(say("bundle", "conflicts", n=len(found)) if found else say("bundle", "none"))
    return 0


def run_review(args: argparse.Namespace) -> int:
    """Show one difference after the other and record what the reviewer decides."""
    if not sys.stdin.isatty():
        raise UsageError(say("usage", "bundle_terminal"))
    from diagnostics.cli.text.bundle_review import review

    library = options.the_library(args)
    with workspaces.open_to_write(args, library) as workspace:
        left = review(workspace, library, args.firms)
    console.out(say("bundle", "left", n=left) if left else say("bundle", "none"))
    return 0


def _passphrase(*, new: bool) -> str:
    given = os.environ.get(PASSPHRASE_VARIABLE) or _asked(new=new)
    if new and len(given) < SHORT_PASSPHRASE:
        console.tell(say("bundle", "short", n=SHORT_PASSPHRASE))
    return given


def _asked(*, new: bool) -> str:
    if not sys.stdin.isatty():
        raise UsageError(say("usage", "bundle_passphrase"))
    first = getpass.getpass(say("bundle", "ask_new_passphrase" if new else "ask_passphrase"))
    if not first or (new and first != getpass.getpass(say("bundle", "ask_again"))):
        raise UsageError(say("usage", "passphrases_differ"))
    return first
