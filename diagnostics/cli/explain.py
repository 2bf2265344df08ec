"""`qizhen explain`: why a number is what it is, and what would change it."""

from __future__ import annotations

import argparse

from diagnostics.cli import console, options
from diagnostics.cli.parser import UsageError
from diagnostics.cli.tables import indented
from diagnostics.cli.validity import refuse_out_of_force
from diagnostics.wording import near_miss, say


def add_to(commands: options.Commands) -> None:
    """Add the command."""
    command = options.add_command(commands, "explain")
    options.add_firm(command)
    command.inputs.add_argument("target", metavar="standard:node", help=say("help", "target"))
    options.add_dates(command)
    options.add_json(command)
    command.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Explain one node, level or condition of one firm."""
    options.answers_path(args)
    owner, _, node = args.target.partition(":")
    if not owner or not node:
        raise UsageError(say("usage", "target", value=args.target))
    from diagnostics.diagnosis import diagnose
    from diagnostics.explanation import explain, known_targets

    library = options.the_library(args)
    if owner not in library.standards and owner not in library.criteria:
        known = [*library.standards, *library.criteria]
        raise UsageError(say("usage", "no_such_owner", value=owner, near=near_miss(owner, known)))
    parts = known_targets(library, owner)
    if node not in parts:
        raise UsageError(say("usage", "no_such_node", owner=owner, value=node, near=near_miss(node, parts)))
    answers = options.the_answers(args, library)
    as_of, known_at = options.the_dates(args)
    refuse_out_of_force(args.target, library, as_of)
    explanation = explain(diagnose([answers], library, as_of)[0], args.target)
    if args.json:
        console.out_json(explanation.to_json(known_at))
    else:
        for line in explanation.lines():
            text = line.lstrip(" ·")
            console.out(*indented(text, line[: len(line) - len(text)]))
    return 0
