"""`qizhen score`: scores, levels and verdicts of one firm."""

from __future__ import annotations

import argparse

from diagnostics.cli.shell import console, options
from diagnostics.cli.text.tables import indented
from diagnostics.words.catalogue import say


def add_to(commands: options.Commands) -> None:
    """Add the command."""
    command = options.add_command(commands, "score")
    options.add_firm(command)
    options.add_dates(command)
    options.add_json(command)
    options.add_province(command)
    command.settings.add_argument("--all", action="store_true", help=say("help", "all"))
    command.settings.add_argument("--evidence-gap", action="store_true", help=say("ways_help", "evidence_gap"))
    command.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Diagnose one firm and print the result."""
    options.answers_path(args)
    from diagnostics.briefing.report_input import brief
    from diagnostics.cli.text.score_text import firm_lines
    from diagnostics.diagnosis.diagnose import diagnose
    from diagnostics.judgement.jurisdiction import EVERY

    library = options.the_library(args)
    answers = options.the_answers(args, library)
    as_of, known_at = options.the_dates(args)
    province = EVERY if args.all else options.the_province(args, library)
    diagnosis = diagnose([answers], library, as_of, province=province)[0]
    result = diagnosis.to_json(known_at)
    lines: list[str] = []
    if args.evidence_gap:
        from diagnostics.whatif.evidence_gap import evidence_gap, gap_json, gap_lines

        gap = evidence_gap(diagnosis)
        result["evidence_gap"], lines = gap_json(gap), gap_lines(gap)
    if args.json:
        console.out_json(result)
        return 0
    console.out(*firm_lines(result, brief(diagnosis, known_at, as_of, with_effects=False), every_set=args.all))
    for line in lines:
        console.out(*indented(line.lstrip(" ·"), line[: len(line) - len(line.lstrip(" ·"))]))
    return 0
