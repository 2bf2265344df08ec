"""`qizhen interview`: the interview in a terminal; every confirmed answer is kept before the next is asked."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from diagnostics.cli.shell import console, options, workspaces
from diagnostics.cli.shell.parser import UsageError
from diagnostics.words.catalogue import say
from diagnostics.words.clock import today

if TYPE_CHECKING:
    from diagnostics.interview.screen.ports import Screen
    from diagnostics.interview.talks.conversation import Ended
    from diagnostics.store import Workspace


def add_to(commands: options.Commands) -> None:
    """Add the command."""
    command = options.add_command(commands, "interview")
    command.inputs.add_argument("firm", metavar="FIRM", help=say("help", "interview_firm"))
    command.settings.add_argument(
        "--depth", choices=("quick", "standard", "full"), default="standard", help=say("help", "depth")
    )
    command.settings.add_argument(
        "--as-of", type=options.day_option, metavar="DATE", help=say("help", "interview_as_of")
    )
    command.settings.add_argument("--inbox", type=Path, metavar="DIR", help=say("help", "inbox"))
    workspaces.add_author(command)
    command.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Hold the interview; how it ended, what is saved and how to go on is printed."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError(say("interview", "no_terminal"))
    from diagnostics.app.visit.interview import hold
    from diagnostics.app.visit.interview_inbox import FOLDER
    from diagnostics.interview.screen.terminal import Terminal

    library, screen = options.the_library(args), Terminal()
    try:
        _name_author(args, screen)
        with workspaces.open_to_write(args, library, new=True) as workspace:
            code = find_or_register(workspace, args.firm, screen)
            ended = hold(
                workspace,
                code,
                library,
                screen,
                author=args.author,
                today=args.as_of or today(),
                inbox=args.inbox or workspaces.local_folder(args) / FOLDER,
                depth=args.depth,
            )
    except EOFError as left:
        raise KeyboardInterrupt from left
    _tell(ended, args)
    return 0


def find_or_register(workspace: Workspace, firm: str, screen: Screen) -> str:
    """Return the code of the firm named; one that is not known yet is registered on the spot."""
    from diagnostics.interview.screen.ports import Prompt
    from diagnostics.words.problems import InputError

    try:
        return workspace.find_firm(firm, whole=True).code
    except InputError as unknown:
        if any(problem.code != "STORE-20" for problem in unknown.problems):
            raise
    screen.page([say("interview", "new_firm", firm=firm)])
    code, name = (firm, "") if not code_fault(firm) else ("", firm)
    if not code:
        code = screen.ask(Prompt(say("interview", "ask_code"), code_fault))
    code = code.replace(" ", "").upper()
    if code in {each.code for each in workspace.firms()}:
        return code
    if not name:
        name = screen.ask(Prompt(say("interview", "ask_name"), _name_fault)).strip()
    workspace.register_firm(code, name, fictitious="虚构" in name)
    return code


def code_fault(text: str) -> str:
    """Return what is wrong with a code, or an empty text; in the register a wrong check digit is an error."""
    from diagnostics.answers.firm_code import find_code_fault, length_hint

    code = text.replace(" ", "").upper()
    fault = find_code_fault(code)
    if fault is None:
        return ""
    key = {"length": "code_length", "alphabet": "code_alphabet", "check_digit": "code_digit"}[fault]
    return say("interview", "bad_code", what=say("interview", key, n=len(code), hint=length_hint(code)))


def _name_fault(text: str) -> str:
    return "" if text.strip() else say("interview", "empty")


def _name_author(args: argparse.Namespace, screen: Screen) -> None:
    from diagnostics.interview.screen.ports import Prompt

    if not args.author:
        screen.page([])
        args.author = screen.ask(Prompt(say("interview", "ask_author"), _name_fault)).strip()


def _tell(ended: Ended, args: argparse.Namespace) -> None:
    values = {"answered": ended.answered, "still_open": ended.still_open}
    console.out(say("interview", ended.how, **values))
    if ended.how == "stopped":
        console.out(say("interview", "stopped_how", command=_same_command(args)))


def _same_command(args: argparse.Namespace) -> str:
    parts = ["qizhen", "interview", _quoted(args.firm)]
    parts += ["--depth", args.depth] if args.depth != "standard" else []
    parts += ["--as-of", args.as_of.isoformat()] if args.as_of else []
    parts += ["--inbox", _quoted(str(args.inbox))] if args.inbox else []
    parts += ["--workspace", _quoted(args.workspace)] if args.workspace else []
    return " ".join(parts)


def _quoted(text: str) -> str:
    return f'"{text}"' if " " in text else text
