"""What a workspace adds to the checks of a report: what was found at other firms, and whether somebody has signed."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from diagnostics.cli.shell import workspaces

if TYPE_CHECKING:
    from diagnostics.model.firm.answers import FirmAnswers
    from diagnostics.store import Workspace


def neighbours(args: argparse.Namespace, code: str) -> tuple[tuple[FirmAnswers, ...], bool | None]:
    """Return the other firms of the workspace and whether a signature is recorded; nothing for an answers file."""
    if args.firm is None:
        return (), None
    with workspaces.open_to_read(args) as workspace:
        return neighbours_in(workspace, code)


def neighbours_in(workspace: Workspace, code: str) -> tuple[tuple[FirmAnswers, ...], bool]:
    """Return the other firms with their findings alone (all that is compared), and whether a signature is recorded."""
    from diagnostics.model.firm.answers import Finding, FirmAnswers

    found: dict[str, dict[str, Finding]] = {}
    for event in workspace.events(kinds=("finding_added", "finding_changed")):
        data = event.payload.get("now", event.payload) or {}
        texts = Finding(
            kind=data.get("kind", ""),
            text=data.get("text", ""),
            effect=data.get("effect", ""),
            title=data.get("title", ""),
        )
        found.setdefault(event.firm, {})[event.payload.get("finding", event.id)] = texts
    names = {each.code: each.name for each in workspace.firms()}
    others = tuple(
        FirmAnswers(code=firm, name=names[firm], subjects=(), answers={}, rows={}, findings=tuple(texts.values()))
        for firm, texts in found.items()
        if firm != code and firm in names
    )
    return others, bool(workspace.events(code, kinds=("sign_off",)))
