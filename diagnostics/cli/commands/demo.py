"""`qizhen demo`: the example firms through everything that exists; no questions asked."""

from __future__ import annotations

import argparse
import json
from datetime import date
from pathlib import Path
from typing import Any

from diagnostics.cli.shell import console, options
from diagnostics.model.report_documents import OWNER, file_keys
from diagnostics.words.catalogue import say

# The examples are firms of this day: their yearly figures end with the calendar year before it.
EXAMPLES_AS_OF = date(2026, 6, 30)


def add_to(commands: options.Commands) -> None:
    """Add the command."""
    command = options.add_command(commands, "demo")
    command.settings.add_argument(
        "--out", type=Path, default=Path("qizhen-demo"), metavar="DIR", help=say("help", "demo_out")
    )
    options.add_dates(command)
    command.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Score the example firms, write all documents of the first, the pages for the owners of all, and the city."""
    from diagnostics.answers.files.file import read_folder
    from diagnostics.app.city.picture import brief_files, city_files
    from diagnostics.app.files import write_all
    from diagnostics.app.report.reporting import USUAL_FILES, ReportSettings, make_report, save_report
    from diagnostics.briefing.report_input import brief
    from diagnostics.city.as_json import coverage_json
    from diagnostics.city.count.city_figures import city_figures
    from diagnostics.city.count.coverage import count_city
    from diagnostics.cli.text.coverage_text import coverage_lines
    from diagnostics.cli.text.score_text import firm_lines
    from diagnostics.content.root import content_root
    from diagnostics.diagnosis.diagnose import diagnose

    as_of = args.as_of or EXAMPLES_AS_OF
    known_at = args.known_at or as_of
    library = options.the_library(args)
    firms, problems = read_folder(content_root() / "examples", library, as_of=as_of, known_at=known_at)
    options.refuse_errors(problems)
    overlays = tuple(options.the_overlays(args))
    owner = file_keys((OWNER,))
    written: list[Path] = []
    diagnoses = diagnose(firms, library, as_of)
    for at, diagnosis in enumerate(diagnoses):
        result = diagnosis.to_json(known_at)
        console.out(*firm_lines(result, brief(diagnosis, known_at, as_of, with_effects=False)), "")
        settings = ReportSettings(
            known_at=known_at, report_date=as_of, overlays=overlays, files=owner if at else USUAL_FILES
        )
        made = make_report(diagnosis, settings)
        console.tell_problems(made.problems)
        files = save_report(made, args.out)
        written += [*files, _write_json(result, _beside(files[0]))]
    covered = count_city(firms, library, as_of, known_at)
    console.out(*coverage_lines(covered, library), "")
    written.append(_write_json(coverage_json(covered), args.out / f"{say('cli', 'coverage_name')}.json"))
    city = city_figures(firms, library, as_of, known_at)
    written += write_all(args.out, {**city_files(city, library, overlays), **brief_files(city, overlays)})
    console.out(say("cli", "demo_done", n=len(firms)), *(f"  {path}" for path in written))
    return 0


def _beside(owner: Path) -> Path:
    """Return where the result of a firm lies: beside the page for its owner."""
    stem = owner.stem.replace(say("cli", "document_owner"), say("cli", "result_name"))
    return owner.with_name(f"{stem}.json")


def _write_json(data: Any, path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(data, ensure_ascii=False, indent=2, allow_nan=False)
    path.write_text(f"{text}\n", encoding="utf-8", newline="\n")
    return path
