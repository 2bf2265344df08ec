"""Two states of a firm, and figures that content changes, for a terminal. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from diagnostics.words.catalogue import name_of, say
from diagnostics.words.numbers import number

if TYPE_CHECKING:
    from diagnostics.app.compare import TwoStates
    from diagnostics.model.content.library import Library


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


def compare_lines(found: TwoStates) -> list[str]:
    """Return what changed in a firm, figure by figure, with the causes."""
    firm, library, changed = found.after.firm, found.after.library, found.changed
    lines = [say("cli", "firm_head", code=firm.code, name=firm.name)]
    lines.append(say("compare", "changed", values=len(changed.values), evidence=len(changed.evidence)))
    for figure in found.figures:
        change = {"before": shown(figure.before), "after": shown(figure.after)}
        lines.append(say("compare", "line", name=figure_name(figure.figure, library), **change))
        if figure.shares is not None:
            parts = [(cause, share) for cause, share in figure.shares.items() if abs(share) > 1e-9]
            text = "；".join(f"{name_of('compare', cause)} {share:+.2f}" for cause, share in parts)
        else:
            key, causes = ("alone", figure.alone) if figure.alone else ("together", figure.together)
            text = say("compare", key, causes="、".join(name_of("compare", cause) for cause in causes) or "—")
        lines.append(f"    {text}")
    return lines if found.figures else [*lines, say("compare", "nothing")]
