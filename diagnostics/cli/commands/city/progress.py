"""`qizhen progress` and `qizhen firm process`: how far each diagnosis is, who has it, what is late."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from diagnostics.cli.shell import console, options, workspaces
from diagnostics.cli.shell.parser import UsageError
from diagnostics.cli.text.tables import Align, table
from diagnostics.words.catalogue import near_miss, say
from diagnostics.words.clock import today

if TYPE_CHECKING:
    from diagnostics.model.firm.register import ProcessRules

# `diagnostics.city.count.process` has the same list; it must not load for --help.
_GROUPS = ("provider", "district", "consultant")


def add_to(commands: options.Commands) -> None:
    """Add the command `progress`."""
    command = options.add_command(commands, "progress")
    add = command.settings.add_argument
    add("--by", choices=_GROUPS, help=say("help", "progress_by"))
    add("--late", action="store_true", help=say("help", "progress_late"))
    add("--who", metavar="NAME", help=say("help", "progress_who"))
    add("--list", action="store_true", help=say("help", "progress_list"))
    options.add_dates(command)
    options.add_json(command)
    command.set_defaults(run=run)


def add_process(parts: options.Commands) -> None:
    """Add the part `process` to the command `firm`."""
    command = options.add_command(parts, "process", of="firm")
    command.inputs.add_argument("firm", metavar="FIRM|FILE", help=say("help", "process_firm"))
    states = "assigned, scheduled, self_done, visited …"
    command.inputs.add_argument("state", metavar="STATE", help=say("help", "process_state", states=states))
    add = command.settings.add_argument
    add("--on", type=options.day_option, metavar="DATE", help=say("help", "process_on"))
    add("--due", type=options.day_option, metavar="DATE", help=say("help", "process_due"))
    add("--who", default="", metavar="NAME", help=say("help", "process_who"))
    add("--reason", default="", metavar="TEXT", help=say("help", "process_reason"))
    add("--note", default="", metavar="TEXT", help=say("help", "process_note"))
    workspaces.add_author(command)
    command.set_defaults(run=run_process)


def run_process(args: argparse.Namespace) -> int:
    """Record that the diagnosis of a firm reached a state."""
    from diagnostics.exchange.definitions import process_rules
    from diagnostics.model.firm.register import ProcessStep
    from diagnostics.model.plain_text import clean_line
    from diagnostics.store.facts.process import record_steps

    library = options.the_library(args)
    rules = process_rules(library, workspaces.folder_of(args))
    state = _state(args.state, rules)
    who, reason, note = (clean_line(text).strip() for text in (args.who, args.reason, args.note))
    step = ProcessStep(state=state, on=args.on or today(), due=args.due, who=who, reason=reason, note=note)
    codes = options.codes_of_list(args, args.firm)
    with workspaces.open_to_write(args) as workspace:
        firms = [workspace.find_firm(each, whole=True) for each in (codes if codes is not None else [args.firm])]
        done = record_steps(workspace, {each.code: step for each in firms}, rules)
    for firm in firms:
        step = done[firm.code]
        line = say("progress", "stepped", name=firm.name, state=rules.states[state].name, day=step.on)
        line += say("progress", "due", day=step.due) if step.due and not rules.states[state].end else ""
        console.out(line + (say("progress", "who", who=who) if who else ""))
    if codes is not None:
        console.out(say("progress", "stepped_all", n=len(firms)))
    return 0


def _state(text: str, rules: ProcessRules) -> str:
    by_name = {each.name: each.id for each in rules.states.values()} | {each: each for each in rules.states}
    if text not in by_name:
        known = "、".join(f"{each.id}（{each.name}）" for each in rules.states.values())
        raise UsageError(say("usage", "no_such_state", value=text, near=near_miss(text, by_name), known=known))
    return by_name[text]


def run(args: argparse.Namespace) -> int:
    """Show how far the firms are; with `--late` only what is overdue."""
    from diagnostics.app.progress import processes_of
    from diagnostics.city.count.process import progress
    from diagnostics.exchange.definitions import process_rules

    library, dates = options.the_library(args), options.dates_of(args)
    rules, day = process_rules(library, workspaces.folder_of(args)), dates.day
    with workspaces.open_to_read(args) as workspace:
        firms = processes_of(workspace, library, dates)
    if args.late:
        firms = [each for each in firms if each.days_late(day, rules)]
    if args.who is not None:
        firms = [each for each in firms if each.who == args.who.strip()]
    found = progress(firms, rules, day, args.by)
    if args.json:
        console.out_json(found)
    else:
        console.out(*_lines(found, rules, late_only=args.late, every=args.list))
    return 0


# ---- words ----------------------------------------------------------------------------------------------------------


def _lines(found: dict[str, Any], rules: ProcessRules, *, late_only: bool, every: bool) -> list[str]:
    from diagnostics.city.count.process import names_of

    names = names_of(rules)
    if not found["firms"]:
        return [say("progress", "nobody_late" if late_only else "no_firms")]
    lines = [say("progress", "title", day=found["as_of"], n=found["population"], late=found["late"])]
    if not late_only:
        rows = [
            [names.get(each, each), str(n), str(found["late_by_state"][each])]
            for each, n in found["states"].items()
            if n
        ]
        lines += ["", *table(_heads("state", "firms", "late"), rows, ("left", "right", "right"))]
    if "by" in found:
        rows = [[each["name"], str(each["population"]), str(each["late"])] for each in found["by"].values()]
        heads = [say("progress", f"by_{found['group']}"), *_heads("firms", "late")]
        lines += ["", *table(heads, rows, ("left", "right", "right"))]
    if every:
        lines += ["", *_every_line(found["firms"], names)]
    lines += _late_lines([each for each in found["firms"] if each["days_late"]], names)
    if stopped := [each for each in found["firms"] if each["reason"]]:
        lines += ["", say("progress", "reasons")]
        lines += [
            "  "
            + say(
                "progress",
                "reason_line",
                name=each["name"],
                state=names.get(each["state"], each["state"]),
                day=each["since"],
                reason=each["reason"],
            )
            for each in stopped
        ]
    return lines


def _every_line(firms: list[dict[str, Any]], names: Any) -> list[str]:
    """List every firm with who has it, what is due first standing first."""
    rows = [
        [
            each["name"],
            names.get(each["state"], each["state"]),
            *(each[key] or "—" for key in ("since", "due", "who", "provider")),
        ]
        for each in sorted(firms, key=lambda each: (each["due"] or "9999", each["code"]))
    ]
    return table(_heads("firm", "state", "since", "due", "who", "provider"), rows, ("left",) * 6)


def _late_lines(late: list[dict[str, Any]], names: Any) -> list[str]:
    if not late:
        return ["", say("progress", "nobody_late")]
    rows = [
        [each["name"], names.get(each["state"], each["state"]), each["due"], str(each["days_late"]), each["who"] or "—"]
        for each in sorted(late, key=lambda each: -int(each["days_late"]))
    ]
    aligns: tuple[Align, ...] = ("left", "left", "left", "right", "left")
    return ["", say("progress", "late_title"), *table(_heads("firm", "state", "due", "days", "who"), rows, aligns)]


def _heads(*keys: str) -> list[str]:
    return [say("progress", f"head_{key}") for key in keys]
