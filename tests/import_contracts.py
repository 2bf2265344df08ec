"""The table of docs/architecture.md as contracts of import-linter; printed, they are a file that `lint-imports` takes.

python -m tests.import_contracts > .importlinter && lint-imports
"""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "diagnostics"
PAGE = ROOT / "docs" / "architecture.md"
FOR_ALL = ("words", "model")


def read_table() -> dict[str, tuple[str, ...]]:
    """Return what each room may import: rooms, or with a dot the only part of a room that it may."""
    table = PAGE.read_text(encoding="utf-8").split("## Who may import whom")[1].split("\n## ")[0]
    rows = re.findall(r"^\| `(\w+)` \| (.+) \|$", table, re.MULTILINE)
    rooms = (*FOR_ALL, *(name for name, _ in rows))
    may: dict[str, tuple[str, ...]] = {"words": (), "model": ("words",)}
    for name, allowed in rows:
        named = tuple(re.findall(r"`([\w.]+)`", allowed))
        if allowed.startswith("every room"):
            may[name] = tuple(each for each in rooms if each not in named)
        else:
            may[name] = (*FOR_ALL, *named)
    return may


def forbidden(room: str, may: dict[str, tuple[str, ...]]) -> list[str]:
    """Return the rooms, and of rooms that are open in part the other parts, that a room must not import."""
    found = []
    for other in may:
        parts = {each.split(".")[1] for each in may[room] if each.startswith(f"{other}.")}
        if parts:
            found += [f"{other}.{each}" for each in _inside(other) if each not in parts]
        elif other not in (room, *may[room]):
            found.append(other)
    return found


def _inside(room: str) -> list[str]:
    paths = (PACKAGE / room).iterdir()
    names = {each.stem for each in paths if each.suffix == ".py" or (each / "__init__.py").is_file()}
    return sorted(names - {"__init__"})


def contracts() -> str:
    """Return the configuration of import-linter; imports for types alone count as well."""
    may = read_table()
    lines = ["[importlinter]", "root_package = diagnostics"]
    for room in may:
        if others := forbidden(room, may):
            lines += [
                f"[importlinter:contract:{room}]", f"name = {room}", "type = forbidden",
                "allow_indirect_imports = true", f"source_modules = diagnostics.{room}", "forbidden_modules =",
                *(f"    diagnostics.{each}" for each in others),
            ]  # fmt: skip
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    print(contracts(), end="")
