"""`qizhen bundle`: what travels between laptops and the bureau, and the review of what two sides say differently."""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from diagnostics.cli import console, options, workspaces
from diagnostics.cli.parser import ChineseParser, UsageError
from diagnostics.wording import name_of, say

if TYPE_CHECKING:
    from diagnostics.model.answers import Answer
    from diagnostics.store import Conflict, Event, FirmRecord, Fork, Workspace

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

    with workspaces.open_to_read(args) as workspace:
        codes = tuple(workspace.find_firm(each).code for each in args.firms)
        passphrase = _passphrase(new=True)
        if args.deidentified:
            done = export_deidentified(workspace, args.out, passphrase, _free_texts(args), codes)
        else:
            done = export_bundle(workspace, args.out, passphrase, codes)
    console.out(say("bundle", "exported", file=args.out, firms=done.n_firms, events=done.n_events, files=done.n_files))
    if args.deidentified:
        console.out(say("bundle", "deidentified"))
    return 0


def _free_texts(args: argparse.Namespace) -> Any:
    """Return what says of a fact, or of a column of a table, whether it holds free text; what is unknown does."""
    library = options.the_library(args)

    def is_free_text(table: str, name: str) -> bool:
        if not table:
            fact = library.facts.get(name) or library.derived.get(name)
            return fact is None or fact.type == "text"
        kept = library.tables.get(table)
        column = kept.field_named(name) if kept else None
        return column is None or column.type == "text"

    return is_free_text


def run_import(args: argparse.Namespace) -> int:
    """Merge a bundle into the workspace, all of it or nothing."""
    from dataclasses import asdict

    from diagnostics.store import merge_bundle, read_bundle

    passphrase = _passphrase(new=False)
    bundle = read_bundle(args.file, passphrase)  # before a workspace is made: a wrong file leaves nothing behind
    with workspaces.open_to_write(args, new=not args.dry_run) as workspace:
        done = merge_bundle(workspace, bundle, passphrase, erase=args.accept_purges, dry_run=args.dry_run)
        left = sum(1 for _ in _open_heads(workspace, []))
    if args.json:
        console.out_json({**asdict(done), "dry_run": args.dry_run, "conflicts": left})
        return 0
    firms = {"firms": len(done.new_firms), "changed": len(done.changed_firms)}
    console.out(say("bundle", "merged", new=done.n_new, known=done.n_known, **firms))
    if done.erased_firms:
        key = "would_erase" if args.dry_run else "erased"
        console.out(say("bundle", key, n=len(done.erased_firms), firms="、".join(done.erased_firms)))
    if done.left_out:
        console.out(say("bundle", "left_out", n=len(done.left_out)))
    if left:
        console.out(say("bundle", "conflicts", n=left))
    if args.dry_run:
        console.out(say("bundle", "dry"))
    return 0


def run_conflicts(args: argparse.Namespace) -> int:
    """List what two sides say differently and nobody has decided."""
    with workspaces.open_to_read(args) as workspace:
        found = list(_open_heads(workspace, args.firms))
    if args.json:
        console.out_json({"conflicts": [_as_json(*each) for each in found]})
        return 0
    for each in found:
        console.out(*_lines(*each))
    if not found:
        console.out(say("bundle", "none"))
    return 0


def run_review(args: argparse.Namespace) -> int:
    """Show one difference after the other and record what the reviewer decides."""
    if not sys.stdin.isatty():
        raise UsageError(say("usage", "bundle_terminal"))
    with workspaces.open_to_write(args) as workspace:
        found = list(_open_heads(workspace, args.firms))
        for firm, one, heads in found:
            console.out(*_lines(firm, one, heads))
            _decide(workspace, firm.code, one, heads)
        left = sum(1 for _ in _open_heads(workspace, args.firms))
    console.out(say("bundle", "left", n=left) if left else say("bundle", "none"))
    return 0


def _decide(workspace: Workspace, code: str, one: Conflict | Fork, heads: list[tuple[str, str]]) -> None:
    from diagnostics.store import Fork

    chosen = _ask(say("bundle", "choose"))
    if not chosen:
        return
    if not chosen.isdecimal() or not 0 < int(chosen) <= len(heads):
        console.out(say("bundle", "no_choice"))
        return
    reason = _ask(say("bundle", "reason"))
    if not reason:
        console.out(say("bundle", "no_reason"))
        return
    event = heads[int(chosen) - 1][0]
    if isinstance(one, Fork):
        workspace.settle(code, event, reason=reason)
    else:
        rival = next((each.answer for each in (one.decision, *one.rivals) if each and each.event == event), None)
        workspace.adjudicate(code, one.fact, rival or event, reason=reason, subject=one.subject)
    console.out(say("bundle", "chosen"))


def _ask(prompt: str) -> str:
    console.tell(prompt)
    return sys.stdin.readline().strip()


def _open_heads(
    workspace: Workspace, names: list[str]
) -> Iterator[tuple[FirmRecord, Conflict | Fork, list[tuple[str, str]]]]:
    """Yield every open difference with its heads: the id of the event and what it says."""
    from diagnostics.store.events import CHINA

    firms = [workspace.find_firm(each) for each in names] or workspace.firms()
    for firm in firms:
        by_id = {each.id: each for each in workspace.events(firm.code)}

        def line(event: Event, said: str) -> tuple[str, str]:
            day = event.recorded_at.astimezone(CHINA).date()
            # who said it and in which workspace: two laptops often have the same author
            return event.id, say("bundle", "head", n="{n}", said=said, by=event.author, device=event.device, day=day)

        for conflict in workspace.conflicts(firm.code):
            if not conflict.settled:
                decided = [each for each in (conflict.decision, *conflict.rivals) if each is not None]
                spoken = [(each.event, each.answer) for each in conflict.testimonies]
                spoken += [(each.event, each.answer) for each in decided]
                yield firm, conflict, [line(by_id[event], _spoken(answer)) for event, answer in spoken]
        for fork in workspace.forks(firm.code):
            if fork.what != "fact":  # decisions about one fact are already there, with what they decide about
                yield firm, fork, [line(each, _written(each)) for each in fork.heads]


def _spoken(answer: Answer) -> str:
    value = answer.value
    told = "、".join(map(str, value)) if isinstance(value, tuple) else str(value)
    who = f"{answer.by}：" if answer.by else ""
    return who + (told if answer.state == "known" else name_of("states", answer.state))


def _written(event: Event) -> str:
    import json

    aside = {"seen", "cited", "source", "table", "row", "finding", "event"}
    told = {key: value for key, value in event.payload.items() if key not in aside and value not in (None, "", [])}
    return f"{name_of('bundle_kinds', event.kind)} {json.dumps(told, ensure_ascii=False)}"


def _lines(firm: FirmRecord, one: Conflict | Fork, heads: list[tuple[str, str]]) -> list[str]:
    from diagnostics.store import Fork

    if isinstance(one, Fork):
        head = say("bundle", "fork", firm=firm.name, what=name_of("bundle_slots", one.what), which=one.key)
    else:
        head = say("bundle", "fact", firm=firm.name, what=f"{one.fact}（{one.subject}）")
    lines = [text.replace("{n}", str(n)) for n, (_, text) in enumerate(heads, 1)]
    return [head, *lines, say("bundle", "current")]


def _as_json(firm: FirmRecord, one: Conflict | Fork, heads: list[tuple[str, str]]) -> dict[str, Any]:
    from diagnostics.store import Fork

    what = one.what if isinstance(one, Fork) else "fact"
    key = one.key if isinstance(one, Fork) else f"{one.subject}/{one.fact}"
    told = [{"event": event, "said": text.strip().removeprefix("{n}. ")} for event, text in heads]
    return {"firm": firm.code, "name": firm.name, "what": what, "key": key, "heads": told}


def _passphrase(*, new: bool) -> str:
    given = os.environ.get(PASSPHRASE_VARIABLE)
    if given:
        return given
    if not sys.stdin.isatty():
        raise UsageError(say("usage", "bundle_passphrase"))
    first = getpass.getpass(say("bundle", "ask_new_passphrase" if new else "ask_passphrase"))
    if not first or (new and first != getpass.getpass(say("bundle", "ask_again"))):
        raise UsageError(say("usage", "passphrases_differ"))
    return first
