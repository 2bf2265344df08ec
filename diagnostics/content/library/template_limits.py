"""Reads the limits that lie beside a client's template: `NAME.limits.yaml` of NAME.docx, `limits.yaml` of a folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from diagnostics.content.yaml.reader import Reader
from diagnostics.content.yaml.yaml_nodes import parse_yaml
from diagnostics.model.content.template_limits import Limit, Limits
from diagnostics.words.catalogue import problem
from diagnostics.words.problems import InputError, Place, Problem


def limits_path(template: Path) -> Path:
    """Return where the limits of a template lie, whether there are any or not."""
    return template / "limits.yaml" if template.is_dir() else template.with_suffix(".limits.yaml")


def read_limits(template: Path) -> tuple[Limit, ...]:
    """Read the limits of a template; none where there is no such file.

    Raises:
        InputError: The template is not there, or the file of limits is wrong.
    """
    if not template.exists():
        raise InputError([problem("TEMPLATE-06", Place(str(template)))])
    path = limits_path(template)
    if not path.is_file():
        return ()
    problems: list[Problem] = []
    try:
        root = parse_yaml(path.read_text(encoding="utf-8"), path.name, problems)
    except UnicodeDecodeError as error:
        raise InputError([problem("TEMPLATE-07", Place(path.name))]) from error
    reader = Reader(problems, _no_expressions, _no_expressions)
    found = None if root is None else reader.read(Limits, root)
    if found is None or problems:
        raise InputError(problems)
    return found.limits


def _no_expressions(reader: Reader, node: Any) -> Any:
    raise AssertionError(f"limits hold no expressions: {node} of {reader}")
