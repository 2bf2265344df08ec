"""`qizhen content impact`: stored firms replayed on new content; only `--apply` writes, and only declared ids."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from diagnostics.cli.shell import console, options, workspaces
from diagnostics.cli.shell.parser import ChineseParser, UsageError
from diagnostics.cli.text.compare_text import figure_name, shown
from diagnostics.words.catalogue import problem, say
from diagnostics.words.problems import NOWHERE, InputError

if TYPE_CHECKING:
    from diagnostics.model.content.library import Library

MOST_FIRMS = 20


def add_to(commands: options.Commands) -> None:
    """Add `content` with its part `impact`."""
    command = commands.add_parser(
        "content", help=say("help", "content_command"), description=say("help", "content_command_long")
    )
    command.set_defaults(content=[], workspace=os.environ.get(options.WORKSPACE_VARIABLE))
    parts = command.add_subparsers(
        title=say("cli", "commands"), metavar=say("cli", "command"), required=True, parser_class=ChineseParser
    )
    impact = options.add_command(parts, "impact", of="content")
    impact.inputs.add_argument("folder", metavar="DIR", type=Path, nargs="?", help=say("help", "folder"))
    impact.settings.add_argument("--apply", action="store_true", help=say("help", "impact_apply"))
    workspaces.add_author(impact)
    options.add_dates(impact)
    options.add_json(impact)
    impact.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print who changes and why, which ids would move, and what has to be asked again; with `--apply` move them."""
    if not args.content:
        raise InputError([problem("CITY-04", NOWHERE)])
    if args.apply and (args.folder is not None or not workspaces.is_named(args)):
        raise UsageError(say("usage", "apply_needs_workspace"))
    from diagnostics.app.compare import measure
    from diagnostics.city.count.content_impact import content_impact

    new = options.the_library(args)
    old = options.the_library(argparse.Namespace(**{**vars(args), "content": []}))
    as_of, _ = options.the_dates(args)
    firms = options.the_firms(args, old)
    found = content_impact(firms, old, new, as_of, measure)
    if args.apply:
        found["applied"] = _apply(args, new)
    if args.json:
        console.out_json(found)
    else:
        console.out(*_lines(found, new), *_applied_lines(found))
    return 0


def _apply(args: argparse.Namespace, new: Library) -> list[dict[str, Any]]:
    """Record for every firm of the workspace which of its ids have other names now; a second time nothing is left."""
    from diagnostics.city.count.content_impact import declared_ids
    from diagnostics.store.facts.renaming import NewIds

    declared = NewIds(*declared_ids(new))
    applied = []
    with workspaces.open_to_write(args) as workspace:
        for firm in workspace.firms():
            event = workspace.rename_ids(firm.code, declared, content=new.fingerprint)
            if event is not None:
                names = {key: event.payload[key] for key in ("facts", "options")}
                applied.append({"code": firm.code, "name": firm.name, "event": event.id, **names})
    return applied


def _applied_lines(found: dict[str, Any]) -> list[str]:
    if "applied" in found:
        return [say("impact", "applied", n=len(found["applied"]))]
    return [say("impact", "dry_run")] if any(each["moves"] for each in found["by_firm"]) else []


def _lines(found: dict[str, Any], library: Library) -> list[str]:
    lines = [say("impact", "head", firms=found["firms"], items=len(found["items"]), changed=found["changed"])]
    for each in found["by_firm"][:MOST_FIRMS]:
        lines.append(say("cli", "firm_head", name=each["name"], code=each["code"]))
        for figure in each["figures"]:
            change = {"before": shown(figure["before"]), "after": shown(figure["after"])}
            why = "、".join(figure["because"][:5]) or "—"
            name = figure_name(figure["figure"], library)
            lines.append(say("impact", "line", name=name, why=why, **change))
        lines += [say("impact", "move", old=move.get("option", move["fact"]), new=move["to"]) for move in each["moves"]]
        lines += [say("impact", again["reason"], fact=again["fact"]) for again in each["ask_again"]]
    if len(found["by_firm"]) > MOST_FIRMS:
        lines.append(say("impact", "more", n=len(found["by_firm"]) - MOST_FIRMS))
    return lines + [say("impact", "new_question", fact=fact, n=n) for fact, n in found["new_questions"].items()]
