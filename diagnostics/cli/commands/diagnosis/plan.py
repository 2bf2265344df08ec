"""`qizhen plan`: the plan of one firm, with its reasons, costs, months and what stands in the way."""

from __future__ import annotations

import argparse
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from diagnostics.cli.shell import console, options
from diagnostics.cli.shell.parser import UsageError
from diagnostics.model.results.plans import ROUTES
from diagnostics.words.catalogue import near_miss, say
from diagnostics.words.problems import FailureError

if TYPE_CHECKING:
    from diagnostics.model.content.library import Library
    from diagnostics.planning.targets import PlanTarget

MOST_PHASES = 5


def add_to(commands: options.Commands) -> None:
    """Add the command."""
    command = options.add_command(commands, "plan")
    options.add_firm(command)
    settings = command.settings
    settings.add_argument("--target", action="append", default=[], metavar="ID", help=say("help", "plan_target"))
    settings.add_argument("--route", choices=ROUTES, default=ROUTES[0], help=say("help", "plan_route"))
    settings.add_argument("--budget", type=budget_option, default=(), metavar="A,B,C", help=say("help", "plan_budget"))
    settings.add_argument("--cap", type=cap_option, default=Fraction(13, 10), metavar="N", help=say("help", "plan_cap"))
    settings.add_argument("--all", action="store_true", help=say("help", "plan_all"))
    options.add_dates(command)
    options.add_json(command)
    command.set_defaults(run=run)


def budget_option(text: str) -> tuple[Fraction, ...]:
    """Read 万元 per phase, `20,30,0`; raises ArgumentTypeError."""
    try:
        found = tuple(Fraction(each.strip()) for each in text.replace("，", ",").split(","))
    except (ValueError, ZeroDivisionError):
        raise argparse.ArgumentTypeError(say("usage", "plan_budget", value=text)) from None
    if not 1 <= len(found) <= MOST_PHASES or min(found) < 0 or max(found) > 10**6:
        raise argparse.ArgumentTypeError(say("usage", "plan_budget", value=text))
    return found


def cap_option(text: str) -> Fraction:
    """Read how many times the cheapest plan the robust one may cost; raises ArgumentTypeError."""
    try:
        found = Fraction(text)
    except (ValueError, ZeroDivisionError):
        raise argparse.ArgumentTypeError(say("usage", "plan_cap", value=text)) from None
    if not 1 <= found <= 10:
        raise argparse.ArgumentTypeError(say("usage", "plan_cap", value=text))
    return found


def run(args: argparse.Namespace) -> int:
    """Plan for one firm and print the plan."""
    options.answers_path(args)
    from diagnostics.briefing.knowledge import knowledge
    from diagnostics.briefing.outlook import planner_for, request_for
    from diagnostics.briefing.plan_json import plan_json
    from diagnostics.cli.text.plan_text import plan_lines
    from diagnostics.cli.text.too_little_text import too_little_json, too_little_lines
    from diagnostics.diagnosis.diagnose import diagnose
    from diagnostics.judgement.losses import visible_losses
    from diagnostics.model.results.losses import VisibleLosses
    from diagnostics.model.results.plans import Plan
    from diagnostics.planning.program import NoAnswerError

    library = options.the_library(args)
    targets = _targets(args, library)
    answers = options.the_answers(args, library)
    as_of, known_at = options.the_dates(args)
    _refuse_what_is_over(args, library, as_of)
    (diagnosis,) = diagnose([answers], library, as_of)
    for name in args.target or [""]:
        known = knowledge(diagnosis, target=name)
        if not known.enough:
            if args.json:
                empty = plan_json(Plan(route=args.route), answers, as_of, known_at, VisibleLosses(), Fraction(1))
                console.out_json({**empty, "targets": args.target, "too_little": too_little_json(known, library)})
            else:
                console.out(*too_little_lines(known, answers, library))
            return 0
    request = replace(request_for(diagnosis, targets or None), route=args.route, cap=args.cap)
    if args.budget:
        request = replace(request, budget=args.budget, only_due=False)
    try:
        planner = planner_for(diagnosis, request)
        found = planner.plan()
    except NoAnswerError:
        raise FailureError(say("usage", "plan_no_answer")) from None
    if args.json:
        losses = visible_losses(diagnosis.claimed, diagnosis.row, library)
        console.out_json(plan_json(found, answers, as_of, known_at, losses, request.years))
    else:
        console.out(*plan_lines(found, answers, planner.library, as_of, every=args.all))
    return 0


def _targets(args: argparse.Namespace, library: Library) -> tuple[PlanTarget, ...]:
    """Return the targets that were asked for; raises UsageError with near names."""
    from diagnostics.planning.targets import known_names, read_target

    found = {name: read_target(name, library) for name in args.target}
    for name, target in found.items():
        if target is None:
            near = near_miss(name, known_names(library))
            raise UsageError(say("usage", "plan_target", value=name, near=near))
    return tuple(target for target in found.values() if target is not None)


def _refuse_what_is_over(args: argparse.Namespace, library: Library, as_of: date) -> None:
    from diagnostics.cli.text.validity import refuse_out_of_force

    for name in args.target:
        refuse_out_of_force(name, library, as_of)
