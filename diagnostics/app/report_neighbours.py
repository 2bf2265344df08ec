"""Facts that a workspace adds to the checks of a report: findings at other firms, and whether somebody signed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from diagnostics.model.firm.answers import FirmAnswers
    from diagnostics.store import Workspace


@dataclass(frozen=True)
class Neighbours:
    """The other firms with their findings alone (all that is compared), and whether a signature is recorded.

    None where nothing can be known of a signature: an answers file has none.
    """

    firms: tuple[FirmAnswers, ...] = ()
    signed: bool | None = None


def neighbours_of(workspace: Workspace, code: str) -> Neighbours:
    """Return what the workspace knows besides the firm itself."""
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
    return Neighbours(others, bool(workspace.events(code, kinds=("sign_off",))))
