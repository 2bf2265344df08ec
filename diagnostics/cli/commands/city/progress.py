"""`qizhen progress` and `qizhen firm process`: how far each diagnosis is, who has it, what is late."""

from __future__ import annotations

import argparse
from datetime import date
from typing import TYPE_CHECKING

from diagnostics.cli.shell import console, options, workspaces
from diagnostics.cli.shell.parser import UsageError
from diagnostics.cli.text.tables import Align, table
from diagnostics.words.catalogue import near_miss, say
from diagnostics.words.clock import today

if TYPE_CHECKING:
    from collections.abc import Mapping

    from diagnostics.city.count.process import Progress
    from diagnostics.model.firm.register import ProcessRules

# The groups of `diagnostics.city.count.process`, which must not load for --help.
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
    by_name = {state.name: state.id for state in rules.states.values()} | {state: state for state in rules.states}
    if text not in by_name:
        known = "、".join(f"{state.id}（{state.name}）" for state in rules.states.values())
        raise UsageError(say("usage", "no_such_state", value=text, near=near_miss(text, by_name), known=known))
    return by_name[text]


def run(args: argparse.Namespace) -> int:
    """Show how far the firms are; with `--late` only what is overdue."""
    from diagnostics.app.city.progress import processes_of
    from diagnostics.city.count.process import progress
    from diagnostics.exchange.definitions import process_rules

    library, dates = options.the_library(args), options.dates_of(args)
    rules, day = process_rules(library, workspaces.folder_of(args)), dates.day
    with workspaces.open_to_read(args) as workspace:
        firms = processes_of(workspace, library, dates)
    if args.late:
        firms = [firm for firm in firms if firm.days_late(day, rules)]
    if args.who is not None:
        firms = [firm for firm in firms if firm.who == args.who.strip()]
    found = progress(firms, rules, day, args.by)
    if args.json:
        from diagnostics.city.as_json import progress_json

        console.out_json(progress_json(found))
    else:
        console.out(*_lines(found, late_only=args.late, every=args.list))
    return 0


# ---- words ----------------------------------------------------------------------------------------------------------


def _lines(found: Progress, *, late_only: bool, every: bool) -> list[str]:
    from diagnostics.city.count.process import names_of

    names, whole = names_of(found.rules), found.whole
    if not found.firms:
        return [say("progress", "nobody_late" if late_only else "no_firms")]
    lines = [say("progress", "title", day=found.day.isoformat(), n=whole.firms, late=whole.all_late)]
    if not late_only:
        rows = [[names.get(each, each), str(n), str(whole.late[each])] for each, n in whole.states.items() if n]
        lines += ["", *table(_heads("state", "firms", "late"), rows, ("left", "right", "right"))]
    if found.by is not None:
        rows = [
            [group.name or say("progress", "none"), str(group.firms), str(group.all_late)] for group in found.groups
        ]
        heads = [say("progress", f"by_{found.by}"), *_heads("firms", "late")]
        lines += ["", *table(heads, rows, ("left", "right", "right"))]
    if every:
        lines += ["", *_every_line(found, names)]
    lines += _late_lines(found, names)
    stopped = [(each, each.last) for each in found.firms if each.last is not None and each.last.reason]
    if stopped:
        lines += ["", say("progress", "reasons")]
    for firm, last in stopped:
        state = names.get(last.state, last.state)
        line = say("progress", "reason_line", name=firm.name, state=state, day=last.on, reason=last.reason)
        lines.append(f"  {line}")
    return lines


def _every_line(found: Progress, names: Mapping[str, str]) -> list[str]:
    """List every firm with who has it, what is due first standing first."""
    rows = [
        [
            firm.name,
            names.get(firm.state, firm.state),
            firm.last.on.isoformat() if firm.last else "—",
            firm.due.isoformat() if firm.due else "—",
            firm.who or "—",
            firm.provider or "—",
        ]
        for firm in sorted(found.firms, key=lambda each: (each.due or date.max, each.code))
    ]
    return table(_heads("firm", "state", "since", "due", "who", "provider"), rows, ("left",) * 6)


def _late_lines(found: Progress, names: Mapping[str, str]) -> list[str]:
    days = [(firm.days_late(found.day, found.rules), firm) for firm in found.firms]
    rows = [
        [each.name, names.get(each.state, each.state), each.due.isoformat(), str(late), each.who or "—"]
        for late, each in sorted(days, key=lambda pair: -pair[0])
        if late and each.due is not None
    ]
    if not rows:
        return ["", say("progress", "nobody_late")]
    aligns: tuple[Align, ...] = ("left", "left", "left", "right", "left")
    return ["", say("progress", "late_title"), *table(_heads("firm", "state", "due", "days", "who"), rows, aligns)]


def _heads(*keys: str) -> list[str]:
    return [say("progress", f"head_{key}") for key in keys]
