"""The places that tell a firm what it owes, as somebody reads them: numbers out of printed text, out of JSON."""

from __future__ import annotations

import contextlib
import io
import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from diagnostics.app.visit.interview import hold
from diagnostics.cli.main import main
from diagnostics.model.document import Document, Table
from diagnostics.model.results.owed import OwedList
from diagnostics.sheets.building import build_sheet
from diagnostics.store import open_workspace
from tests.builders import AS_OF, shipped
from tests.interview.scripted import Script
from tests.report.reading import owner_blocks, tables_of, text_of
from tests.report.reading import whole_report as all_three
from tests.sheets.sheet_firms import example, example_input

ROOT = Path(__file__).resolve().parents[2]
DAY = AS_OF.isoformat()


def numbers(pattern: str, text: str) -> tuple[int, ...]:
    """Return the numbers that a text says; fails unless it says it exactly once."""
    found = re.findall(pattern, re.sub(r"\s+", "", text))
    assert len(found) == 1, f"{pattern}: {found} in\n{text}"
    return tuple(map(int, found[0] if isinstance(found[0], tuple) else (found[0],)))


def the_list(name: str) -> OwedList:
    """Return the list itself, with what hangs on each entry."""
    return example_input(name).given.owed


# ---- a workspace ----


def in_a_workspace(name: str, folder: Path) -> Path:
    """Take an example in as the command does; returns the workspace."""
    firm, where = example(name), folder / "workspace"
    for command in (
        ["firm", "add", firm.code, firm.name, "--fictitious"],
        ["answer", firm.code, str(ROOT / "examples" / f"{name}.yaml")],
    ):
        command_says([*command, "--workspace", str(where)])
    return where


def command_says(arguments: list[str]) -> str:
    """Return what a command prints; fails when it does not end well."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main(arguments)
    assert code == 0, err.getvalue()
    return out.getvalue()


def end_of_interview(name: str, workspace: Path) -> str:
    """Hold the interview of a firm that has answered everything; returns what its last page shows."""
    code = example(name).code
    script = Script(["0", "", "1", "综合部主任", "", "", "", *[""] * 5])
    with open_workspace(workspace, author="李工", device="测试机") as opened:
        ended = hold(
            opened, code, shipped(), script, author="李工", today=AS_OF, inbox=workspace / "inbox", depth="quick"
        )
    assert ended.how == "done", "\n".join(script.shown[-30:])
    last = max(at for at, line in enumerate(script.shown) if line.startswith("问完了"))
    return "\n".join(script.shown[last:])


def firm_show(name: str, workspace: Path) -> tuple[str, dict[str, Any]]:
    """Return `firm show` as text and as data."""
    command = ["firm", "show", example(name).code, "--workspace", str(workspace), "--as-of", DAY]
    return command_says(command), json.loads(command_says([*command, "--json"]))


# ---- papers ----


@cache
def sheet(kind: str, name: str) -> tuple[str, Table]:
    """Return a sheet as text, and its table of what is asked for."""
    document = build_sheet(kind, example_input(name))
    table = next(each for each in document.blocks if isinstance(each, Table) and "owed" in each.id)
    return text_of(document), table


@cache
def report(name: str) -> Document:
    """Return the report, without its plans: they count nothing that is owed."""
    return all_three(example_input(name).given)


def first_page(name: str) -> str:
    """Return the owner's page as text."""
    return text_of(Document(title="", blocks=tuple(owner_blocks(report(name)))))


def whole_report(name: str) -> str:
    """Return the whole report as text."""
    return text_of(report(name))


def annex(name: str, table: str) -> list[tuple[str, ...]]:
    """Return the rows of a table of the annex."""
    return [tuple(cell.text for cell in row) for row in tables_of(report(name))[table].rows]


def evidence_gap(name: str) -> list[dict[str, Any]]:
    """Return the proofs of `score --evidence-gap --json`."""
    file = str(ROOT / "examples" / f"{name}.yaml")
    printed = command_says(["score", "--answers", file, "--as-of", DAY, "--evidence-gap", "--json"])
    found: list[dict[str, Any]] = json.loads(printed)["evidence_gap"]["owed"]
    return found
