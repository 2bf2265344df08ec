"""`qizhen sample`: a seeded spot check of diagnosed firms, and what looks odd across them."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from diagnostics.cli.shell import console, options
from diagnostics.cli.shell.parser import UsageError
from diagnostics.words.catalogue import name_of, say
from diagnostics.words.numbers import number, percent


def add_to(commands: options.Commands) -> None:
    """Add the command."""
    command = options.add_command(commands, "sample")
    command.inputs.add_argument("folder", metavar="DIR", type=Path, nargs="?", help=say("help", "folder"))
    settings = command.settings
    settings.add_argument("--share", type=float, default=0.1, metavar="N", help=say("help", "sample_share"))
    settings.add_argument("--seed", type=int, default=1, metavar="N", help=say("help", "sample_seed"))
    settings.add_argument("--products", type=Path, metavar="FILE", help=say("help", "products"))
    options.add_dates(command)
    options.add_json(command)
    command.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Draw and print the sample."""
    if not 0.1 <= args.share <= 1:
        raise UsageError(say("usage", "sample_share"))
    from diagnostics.app.code_lists import read_pairs
    from diagnostics.city.count.sampling import draw_sample, own_product_shares

    library = options.the_library(args)
    firms = options.the_firms(args, library)
    found = draw_sample(firms, library, share=args.share, seed=args.seed)
    own = options.told(read_pairs(args.products)) if args.products else None
    found["own_products"] = own_product_shares(firms, own) if own is not None else []
    if args.json:
        console.out_json(found)
    else:
        console.out(*_lines(found))
    return 0


def _lines(found: dict[str, Any]) -> list[str]:
    from diagnostics.city.count.sampling import SHORT_MINUTES

    parts = found["strata"]
    counts = {"firms": found["firms"], "n": len(found["sample"]), "strata": len(parts), "seed": found["seed"]}
    lines = [say("sample", "head", **counts)]
    for part in parts:
        name = part["name"] or say("sample", "nobody")
        lines.append(say("sample", "stratum", name=name, n=part["taken"], of=part["firms"]))
    for each in found["sample"]:
        flags = [name_of("sample", flag).replace("{minutes}", str(SHORT_MINUTES)) for flag in each["flags"]]
        why = "；".join(flags) or say("sample", "no_flag")
        lines.append(say("sample", "line", code=each["code"], name=each["name"], why=why))
    for each in found["consultants"]:
        shown = {"own": number(each["mean"], 2), "others": number(each["others"], 2)}
        lines.append(say("sample", "consultant", name=each["consultant"], n=each["firms"], **shown))
    for each in found["own_products"]:
        shown = {"pinned": each["pinned"], "own": each["own"], "share": percent(each["share"])}
        lines.append(say("sample", "own_products", name=each["provider"], **shown))
    return lines
