"""`qizhen plan`: the way of one firm to a target, with costs, months and what stands in the way."""

from __future__ import annotations

import argparse
from fractions import Fraction

from diagnostics.cli.shell import console, options
from diagnostics.cli.shell.parser import UsageError
from diagnostics.model.results.plans import ROUTES
from diagnostics.words.catalogue import near_miss, say
from diagnostics.words.problems import FailureError

MOST_PHASES = 5


def add_to(commands: options.Commands) -> None:
    """Add the command."""
    command = options.add_command(commands, "plan")
    options.add_firm(command)
    settings = command.settings
    settings.add_argument("--target", required=True, metavar="ID", help=say("help", "plan_target"))
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
    """Plan the way of one firm to one target and print it."""
    options.answers_path(args)
    from diagnostics.briefing.knowledge import knowledge
    from diagnostics.cli.text.plan_text import plan_lines, too_little_json, too_little_lines
    from diagnostics.cli.text.validity import refuse_out_of_force
    from diagnostics.diagnosis.diagnose import diagnose
    from diagnostics.model.results.plans import Plan
    from diagnostics.planning.planner import PlanRequest, plan, plan_json, title_of
    from diagnostics.planning.program import NoAnswerError
    from diagnostics.planning.targets import known_names, read_target

    library = options.the_library(args)
    target = read_target(args.target, library)
    if target is None:
        near = near_miss(args.target, known_names(library))
        raise UsageError(say("usage", "plan_target", value=args.target, near=near))
    answers = options.the_answers(args, library)
    as_of, known_at = options.the_dates(args)
    refuse_out_of_force(args.target, library, as_of)
    known = knowledge(diagnose([answers], library, as_of)[0], target=target.name)
    if not known.enough:
        nothing = Plan(target=target.name, title=title_of(target), route=args.route, outcome="unreachable")
        if args.json:
            empty = plan_json(nothing, answers, as_of, known_at)
            console.out_json({**empty, "outcome": "too_little", "too_little": too_little_json(known, library)})
        else:
            console.out(*too_little_lines(known, nothing.title, answers, library))
        return 0
    try:
        found = plan(
            answers, library, as_of, PlanRequest(target=target, route=args.route, budget=args.budget, cap=args.cap)
        )
    except NoAnswerError:
        raise FailureError(say("usage", "plan_no_answer")) from None
    if args.json:
        console.out_json(plan_json(found, answers, as_of, known_at))
    else:
        console.out(*plan_lines(found, answers, library, every=args.all))
    return 0
