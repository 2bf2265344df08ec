"""`qizhen firm decide, correct, explain`: what a reviewer decides without an interview, always with a reason."""

from __future__ import annotations

import argparse
from dataclasses import replace
from typing import TYPE_CHECKING

from diagnostics.cli.shell import console, options, workspaces
from diagnostics.cli.shell.parser import ChineseParser, UsageError
from diagnostics.words.catalogue import near_miss, say

if TYPE_CHECKING:
    from diagnostics.model.content.library import Library
    from diagnostics.model.firm.answers import Answer, Subject
    from diagnostics.store import FirmFacts, Testimony, Workspace

_SHORTEST_ID = 8


def add_to(parts: options.Commands) -> None:
    """Add the parts to the command `firm`."""
    decide = _part(parts, "decide", "FACT", "firm_fact_decided")
    one = decide.settings.add_mutually_exclusive_group(required=True)
    one.add_argument("--testimony", metavar="N", help=say("help", "firm_testimony"))
    one.add_argument("--value", metavar="VALUE", help=say("help", "firm_value"))
    decide.set_defaults(run=run_decide)
    correct = _part(parts, "correct", "FACT", "firm_fact_decided")
    correct.settings.add_argument("--testimony", metavar="N", required=True, help=say("help", "firm_testimony"))
    one = correct.settings.add_mutually_exclusive_group(required=True)
    one.add_argument("--value", metavar="VALUE", help=say("help", "firm_value"))
    one.add_argument("--withdraw", action="store_true", help=say("help", "firm_withdraw"))
    correct.set_defaults(run=run_correct)
    explain = _part(parts, "explain", "RULE", "firm_rule")
    explain.settings.add_argument("--withdraw", action="store_true", help=say("help", "firm_withdraw_reason"))
    explain.set_defaults(run=run_explain)
    for command in (decide, correct):
        command.settings.add_argument("--subject", metavar="ID", help=say("help", "firm_subject"))


def _part(parts: options.Commands, name: str, what: str, meaning: str) -> ChineseParser:
    command = options.add_command(parts, name, of="firm")
    command.inputs.add_argument("firm", metavar="FIRM", help=say("help", "firm_of_workspace"))
    command.inputs.add_argument("what", metavar=what, help=say("help", meaning))
    command.settings.add_argument(
        "--reason", required=name != "explain", metavar="TEXT", help=say("help", "firm_decision_reason")
    )
    workspaces.add_author(command)
    return command


def run_decide(args: argparse.Namespace) -> int:
    """Decide which answer to a fact counts: one that was given, or another one."""
    library, fact = _fact(args)
    with workspaces.open_to_write(args, library) as workspace:
        code = workspace.find_firm(args.firm, whole=True).code
        facts = workspace.facts(code)
        subject = _subject(args.subject, fact, facts)
        decided = (
            _testimony(args.testimony, fact, subject, facts).event
            if args.testimony
            else _answer(args.value, fact, subject, facts, library)
        )
        workspace.adjudicate(code, fact, decided, reason=args.reason, subject=subject.id)
        _show(workspace, code, fact, library)
    return 0


def run_correct(args: argparse.Namespace) -> int:
    """Correct a slip of the pen in one testimony, or take it out; the old words stay readable."""
    library, fact = _fact(args)
    with workspaces.open_to_write(args, library) as workspace:
        code = workspace.find_firm(args.firm, whole=True).code
        facts = workspace.facts(code)
        subject = _subject(args.subject, fact, facts)
        said = _testimony(args.testimony, fact, subject, facts)
        now = None if args.withdraw else _answer(args.value, fact, subject, facts, library)
        if now is not None:
            now = replace(
                said.answer, state=now.state, value=now.value, note=now.note or said.answer.note,
                evidence=now.evidence or said.answer.evidence, by=now.by or said.answer.by,
                date=now.date or said.answer.date, grade=now.grade if now.evidence else said.answer.grade,
            )  # fmt: skip
        workspace.correct(code, said.event, reason=args.reason, now=now)
        _show(workspace, code, fact, library)
    return 0


def run_explain(args: argparse.Namespace) -> int:
    """Record why a contradiction is none, or take that back."""
    from diagnostics.model.firm.answers import EXPLAINED, Finding

    library = options.the_library(args)
    rule = library.plausibility.get(args.what)
    if rule is None:
        raise UsageError(say("usage", "no_such_rule", value=args.what, near=near_miss(args.what, library.plausibility)))
    if not args.withdraw and not (args.reason or "").strip():
        raise UsageError(say("usage", "no_reason"))
    with workspaces.open_to_write(args, library) as workspace:
        code = workspace.find_firm(args.firm, whole=True).code
        kept = workspace.facts(code).findings
        said = [each.id for each in kept if each.finding.kind == EXPLAINED and each.finding.title == rule.id]
        now = None if args.withdraw else Finding(kind=EXPLAINED, text=args.reason.strip(), title=rule.id)
        if now is not None and not said:
            workspace.add_finding(code, now)
        for each in said:
            workspace.change_finding(code, each, now)
    key = "explanation_kept" if now else "explanation_gone" if said else "explanation_none"
    console.out(say("review", key, name=rule.name))
    return 0


# ---- what is meant ----


def _fact(args: argparse.Namespace) -> tuple[Library, str]:
    library = options.the_library(args)
    fact = library.fact_id(args.what)
    if fact is None:
        raise UsageError(say("usage", "no_such_fact", value=args.what, near=options.near_fact(args.what, library)))
    if not args.reason.strip():
        raise UsageError(say("usage", "no_reason"))
    return library, fact


def _subject(wanted: str | None, fact: str, facts: FirmFacts) -> Subject:
    """Return whom the fact is about: the one that is named, else the only one that something was said about."""
    known = {each.id: each for each in facts.subjects}
    if wanted is not None:
        if wanted not in known:
            raise UsageError(say("usage", "no_such_subject", value=wanted, known="、".join(known)))
        return known[wanted]
    told = [subject for subject, each in facts.testimonies if each == fact]
    if len(told) > 1:
        raise UsageError(say("usage", "which_subject", known="、".join(told)))
    return known[told[0]] if told else facts.subjects[0]


def _testimony(wanted: str, fact: str, subject: Subject, facts: FirmFacts) -> Testimony:
    """Return the testimony with this number (as `firm show --fact` prints it) or this event id."""
    said = facts.testimonies.get((subject.id, fact), ())
    if wanted.isascii() and wanted.isdecimal() and 1 <= int(wanted) <= len(said):
        return said[int(wanted) - 1]
    found = [each for each in said if len(wanted) >= _SHORTEST_ID and each.event.startswith(wanted)]
    if len(found) == 1:
        return found[0]
    raise UsageError(say("usage", "no_such_testimony", value=wanted, n=len(said), fact=fact))


def _answer(text: str, fact: str, subject: Subject, facts: FirmFacts, library: Library) -> Answer:
    from diagnostics.answers.files.single import parse_answer
    from diagnostics.words.problems import InputError

    where = say("cli", "command_line")
    answer, problems = parse_answer(text, fact, subject, library, where=where, evidence=facts.evidence)
    options.refuse_errors(problems)
    if answer is None:
        raise InputError(problems)
    return answer


def _show(workspace: Workspace, code: str, fact: str, library: Library) -> None:
    from diagnostics.cli.text.firm_text import FirmText

    console.out(*FirmText(workspace.find_firm(code), workspace.facts(code), library).fact_lines(fact))
