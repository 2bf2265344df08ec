"""`qizhen compare` (two assessments of a firm) and `qizhen content impact` (new content on the firms at hand)."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from diagnostics.cli.shell import console, options, workspaces
from diagnostics.cli.shell.parser import UsageError
from diagnostics.words.catalogue import name_of, problem, say
from diagnostics.words.numbers import number
from diagnostics.words.problems import InputError, Place

if TYPE_CHECKING:
    from diagnostics.model.content.library import Library
    from diagnostics.model.firm.answers import FirmAnswers

# A diagnosis keeps every condition of a firm: only this many are in memory at once.
_AT_ONCE = 500


def add_to(commands: options.Commands) -> None:
    """Add the command."""
    command = options.add_command(commands, "compare")
    options.add_firm(command)
    settings = command.settings
    settings.add_argument("--before", type=Path, metavar="FILE|DIR", help=say("help", "compare_before"))
    settings.add_argument("--from", dest="first", metavar="T0", help=say("help", "compare_from"))
    settings.add_argument("--to", dest="last", metavar="T1", help=say("help", "compare_to"))
    settings.add_argument("--city", nargs="?", const="", metavar="DIR", help=say("help", "compare_city"))
    settings.add_argument("--since", type=options.day_option, metavar="DATE", help=say("help", "city_since"))
    settings.add_argument(
        "--content-before", action="append", type=Path, metavar="DIR", help=say("help", "content_before")
    )
    settings.add_argument("--as-of-before", type=options.day_option, metavar="DATE", help=say("help", "as_of_before"))
    options.add_dates(command)
    options.add_json(command)
    command.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Compare two states of a firm, or two pictures of a city, and say what each difference comes from."""
    if args.city is not None:
        return _compare_cities(args)
    from diagnostics.city.count.attribution import attribute, changed_facts
    from diagnostics.content.library.library import get_library

    library = options.the_library(args)
    old = library if args.content_before is None else get_library(args.content_before)
    as_of, _ = options.the_dates(args)
    day_before = args.as_of_before or as_of
    if args.before is not None:
        after = options.the_answers(args, library)
        before = options.the_answers(argparse.Namespace(**{**vars(args), "firm": None, "answers": args.before}), old)
    else:
        before, after = _two_assessments(args, library)
    if before.code != after.code:
        raise InputError([problem("CITY-03", Place(before.file), firm=after.code)])
    found: dict[str, Any] = {
        "firm": {"code": after.code, "name": after.name}, "as_of": [day_before.isoformat(), as_of.isoformat()],
        "content": [old.fingerprint, library.fingerprint], "changed": changed_facts(before, after),
        "figures": attribute(before, after, (old, library), (day_before, as_of), measure),
    }  # fmt: skip
    if args.json:
        console.out_json(found)
    else:
        console.out(*_compare_lines(found, library))
    return 0


def _compare_cities(args: argparse.Namespace) -> int:
    """Compare the whole city with an earlier day of the same folder or workspace, or with an earlier folder."""
    from diagnostics.cli.commands.city.dashboard import city_change_of, city_firms
    from diagnostics.cli.text.city_change_text import change_lines

    if args.firm is not None or args.answers is not None or (args.since is None and args.before is None):
        raise UsageError(say("usage", "compare_city_what"))
    args.folder = Path(args.city) if args.city else None
    library = options.the_library(args)
    args.since = args.since or args.as_of_before or options.the_dates(args)[0]
    found = city_change_of(args, city_firms(args, library), library, before=args.before)
    if args.json:
        console.out_json(found.to_json())
    else:
        console.out(*change_lines(found))
    return 0


def _two_assessments(args: argparse.Namespace, library: Library) -> tuple[FirmAnswers, FirmAnswers]:
    """Return the firm in two assessments of the workspace, by default the last two."""
    if args.firm is None or args.answers is not None:
        raise UsageError(say("usage", "compare_what"))
    with workspaces.open_to_read(args, library) as workspace:
        code = workspaces.the_firm(workspace, args.firm).code
        rounds = [each.id for each in workspace.assessments(code)]
        first = args.first or (rounds[-2] if len(rounds) > 1 else "")
        last = args.last or (rounds[-1] if rounds else "")
        if first not in rounds or last not in rounds:
            raise InputError([problem("CITY-03", Place(str(args.workspace or "")), firm=args.firm)])
        known = {"known_at": args.known_at} if args.known_at else {}
        return tuple(workspace.answers(code, assessment=each, **known) for each in (first, last))  # type: ignore[return-value]


def measure(firms: Sequence[FirmAnswers], library: Library, as_of: date) -> list[dict[str, Any]]:
    """Return levels, scores, statuses and verdicts of firms, claimed and verified, by `owner:figure`."""
    from diagnostics.diagnosis.diagnose import diagnose

    batches = (firms[start : start + _AT_ONCE] for start in range(0, len(firms), _AT_ONCE))
    return [_figures(each.to_json(as_of)) for batch in batches for each in diagnose(batch, library, as_of)]


def _figures(result: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, standard in result["standards"].items():
        for key, value in standard.items():
            if isinstance(value, str | int) and not isinstance(value, bool) and not key.endswith(("_min", "_max")):
                found[f"{name}:{key}"] = value
        if standard.get("score"):
            found[f"{name}:score"] = standard["score"]["value"]
            found[f"{name}:score_verified"] = standard["score"]["verified"]
    for name, each in result["criteria"].items():
        found |= {f"{name}:verdict": each["verdict"], f"{name}:verdict_verified": each["verdict_verified"]}
    return found


def figure_name(figure: str, library: Library) -> str:
    """Return a figure in words."""
    owner, _, key = figure.partition(":")
    item = library.standards.get(owner) or library.criteria.get(owner)
    return say("compare", "figure", owner=item.title if item else owner, what=name_of("compare_keys", key))


def shown(value: Any) -> str:
    """Return a value of a figure in words."""
    if isinstance(value, float):
        return number(value, 2)
    return "—" if value is None else name_of("verdicts", str(value))


def _compare_lines(found: dict[str, Any], library: Library) -> list[str]:
    lines = [say("cli", "firm_head", **found["firm"])]
    changed = found["changed"]
    lines.append(say("compare", "changed", values=len(changed["values"]), evidence=len(changed["evidence"])))
    for each in found["figures"]:
        change = {"before": shown(each["before"]), "after": shown(each["after"])}
        lines.append(say("compare", "line", name=figure_name(each["figure"], library), **change))
        if "shares" in each:
            parts = [(cause, share) for cause, share in each["shares"].items() if abs(share) > 1e-9]
            text = "；".join(f"{name_of('compare', cause)} {share:+.2f}" for cause, share in parts)
        else:
            key = "alone" if each["alone"] else "together"
            text = say("compare", key, causes="、".join(name_of("compare", cause) for cause in each[key]) or "—")
        lines.append(f"    {text}")
    return lines if found["figures"] else [*lines, say("compare", "nothing")]
