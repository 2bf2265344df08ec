"""What the commands print for the example firms, and the golden files with which it is compared."""

from __future__ import annotations

import contextlib
import io
import json
from pathlib import Path
from typing import Any

from diagnostics.cli.main import main

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = Path(__file__).parent / "golden"
SCHEMAS = ROOT / "docs" / "schemas"
DATES = ["--as-of", "2026-06-30", "--known-at", "2026-06-30"]


def printed(arguments: list[str]) -> Any:
    """Return the JSON that a command prints; fails when the command does not end well."""
    stdout, stderr = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(stdout), contextlib.redirect_stderr(stderr):
        code = main([*arguments, *DATES, "--json"])
    assert code == 0, f"qizhen {' '.join(arguments)} ended with {code}:\n{stderr.getvalue()}"
    return json.loads(stdout.getvalue())


def score_of(example: Path) -> Any:
    """Return `score --json` of an example firm."""
    return printed(["score", "--answers", str(example)])


def explanation_of(example: Path, target: str) -> Any:
    """Return `explain --json` of a target for an example firm."""
    return printed(["explain", "--answers", str(example), target])


def plan_of(example: Path, *targets: str) -> Any:
    """Return `plan --json` of an example firm, for these targets; without one, for what makes sense for it."""
    return printed(["plan", "--answers", str(example), *(part for each in targets for part in ("--target", each))])


def coverage_of_examples() -> Any:
    """Return `coverage --json` of the folder of example firms."""
    return printed(["coverage", str(ROOT / "examples")])


def schema(name: str) -> Any:
    """Return a JSON Schema of docs/schemas."""
    return json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))


def golden(name: str) -> Path:
    """Return the golden file of this name."""
    return GOLDEN / f"{name}.json"
