"""`qizhen explain`: why a number is what it is, and what would change it."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from diagnostics.cli.shell import console, options, workspaces
from diagnostics.cli.shell.parser import UsageError
from diagnostics.cli.text.tables import indented
from diagnostics.words.catalogue import near_miss, say

if TYPE_CHECKING:
    from diagnostics.cli.text.firm_text import FirmText
    from diagnostics.model.content.library import Library

_MOST_SHOWN = 8
MOST_FACTS = 12  # below a level lie hundreds: there only what several people said is told again


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
    from diagnostics.briefing.explanation import explain, known_targets
    from diagnostics.cli.text.validity import refuse_out_of_force
    from diagnostics.diagnosis.diagnose import diagnose
    from diagnostics.judgement.jurisdiction import EVERY

    library = options.the_library(args)
    if owner not in library.standards and owner not in library.criteria:
        known = [*library.standards, *library.criteria]
        raise UsageError(say("usage", "no_such_owner", value=owner, near=near_miss(owner, known)))
    parts = known_targets(library, owner)
    if node not in parts:
        shown = "、".join([*parts][:_MOST_SHOWN]) + ("……" if len(parts) > _MOST_SHOWN else "")
        near = near_miss(node, parts)
        raise UsageError(say("usage", "no_such_node", owner=owner, value=node, near=near, known=shown))
    answers = options.the_answers(args, library)
    as_of, known_at = options.the_dates(args)
    refuse_out_of_force(args.target, library, as_of)
    explanation = explain(diagnose([answers], library, as_of, province=EVERY)[0], args.target)
    said = None if args.firm is None else _firm_text(args, library)
    facts = explanation.facts()
    if args.json:
        console.out_json(explanation.to_json(known_at) | _testimonies_json(said, facts))
        return 0
    for line in explanation.lines():
        text = line.lstrip(" ·")
        console.out(*indented(text, line[: len(line) - len(text)]))
    console.out(*_testimony_lines(said, facts))
    return 0


def _firm_text(args: argparse.Namespace, library: Library) -> FirmText:
    """Read everything that was said to a firm of the workspace."""
    from diagnostics.cli.text.firm_text import FirmText

    known = {"known_at": args.known_at} if args.known_at else {}
    with workspaces.open_to_read(args, library) as workspace:
        record = workspace.find_firm(args.firm)
        return FirmText(record, workspace.facts(record.code, as_of=args.as_of, **known), library)


def _testimony_lines(said: FirmText | None, facts: list[str]) -> Iterator[str]:
    """Yield who said what to the facts below, where the workspace has it: also what was replaced or withdrawn."""
    if said is None:
        return
    told = {fact for _, fact in said.facts.testimonies}
    several = {fact for (_, fact), found in said.facts.testimonies.items() if len(found) > 1}
    shown = [each for each in facts if each in (told if len(facts) <= MOST_FACTS else several)]
    if shown:
        yield ""
        yield say("explain", "heading_testimony")
    for each in shown:
        yield from (f"  {line}" for line in said.fact_lines(each))


def _testimonies_json(said: FirmText | None, facts: list[str]) -> dict[str, Any]:
    if said is None:
        return {}
    found = [one for fact in facts for one in said.to_json(fact)["testimonies"]]
    return {"testimonies": found}
