"""What the pains of a firm visibly cost: cash alone adds up, no loss counts twice, nothing is stretched to a year.

What was told for a month counts twelvefold only where somebody said that it is so every month. What was told without a
year or a month counts as it was told: at least so much was lost in the year of its period. Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction

from diagnostics.model.content.expressions import Condition
from diagnostics.model.content.library import Library
from diagnostics.model.content.pains import LossKind
from diagnostics.model.firm.answers import BASES, Finding
from diagnostics.model.results.losses import SeenLoss, Standing, VisibleLosses, size_of
from diagnostics.model.results.plans import Range
from diagnostics.scoring.engine.evaluate import Evaluator

_MONTHS = 12


def visible_losses(evaluator: Evaluator, firm_index: int, library: Library) -> VisibleLosses:
    """Return every loss that was told of a firm, and the sum of those that add up."""
    rows = evaluator.frame.of_firm("workshop", firm_index)

    def holds(condition: Condition) -> bool:
        return bool(evaluator.truth(condition, "workshop").must[rows].all())

    return losses_of(evaluator.frame.firms[firm_index].findings, library, holds)


def losses_of(findings: Sequence[Finding], library: Library, holds: Callable[[Condition], bool]) -> VisibleLosses:
    """Return the losses of some findings; `holds`: whether a condition certainly holds of their firm."""
    told = (_seen(at, each, library, holds) for at, each in enumerate(findings))
    lines = _shared([line for line in told if line is not None])
    bills = {each.pain: each.bill_wan for each in findings if each.kind == "pain" and each.pain and each.bill_wan}
    added = [line for line in lines if line.standing == "added"]
    if not added:
        return VisibleLosses(lines, bills=bills)
    low, high = (sum((line.wan[end] for line in added), Fraction(0)) for end in (0, 1))
    return VisibleLosses(lines, (low, high), _weakest(added), bills)


def loss_of(finding: Finding, library: Library) -> Range | None:
    """Return the cash that a finding costs a year; None where it costs none, or only with a full order book."""
    seen = _seen(0, finding, library, lambda _: False)
    return seen.wan if seen is not None and seen.standing == "added" else None


def _seen(at: int, finding: Finding, library: Library, holds: Callable[[Condition], bool]) -> SeenLoss | None:
    """Return the loss of a pain by itself, shared with nobody; a pain that is denied has none."""
    if finding.kind != "pain" or finding.loss_wan is None:
        return None
    kind = kind_of(finding, library)
    if kind is None or kind == "none":
        return None
    low, high = finding.loss_wan
    times = _MONTHS if finding.per == "month" else 1
    standing: Standing = (
        "beside" if kind != "cash" else "added" if _is_money(finding, library, holds) else "orders_open"
    )
    return SeenLoss(
        finding=at, pain=finding.pain, title=finding.title or finding.text, kind=kind, wan=(low * times, high * times),
        yearly=bool(finding.per), standing=standing, period=finding.period, basis=finding.basis, by=finding.by,
        group=_group(at, finding, library),
    )  # fmt: skip


def _group(at: int, finding: Finding, library: Library) -> str:
    """Return the word of the losses that are the same as this one; a finding without a pain shares with none."""
    pain = library.pains.get(finding.pain)
    return (pain.shares or pain.id) if pain is not None else f"finding:{at}"


def kind_of(finding: Finding, library: Library) -> LossKind | None:
    """Return what kind of loss a finding tells: as it says, else as its pain has it; None: nobody knows."""
    if finding.loss_kind:
        return finding.loss_kind  # type: ignore[return-value]  # one of LOSS_KINDS, as the judge of findings holds
    pain = library.pains.get(finding.pain)
    return pain.loss.kind if pain is not None else None


def _is_money(finding: Finding, library: Library, holds: Callable[[Condition], bool]) -> bool:
    """Whether lost output is lost money here: every part of the loss may ask for something, and one of them has it."""
    pain = library.pains.get(finding.pain)
    parts = pain.loss.parts if pain is not None else ()
    return not parts or any(part.when is None or holds(part.when) for part in parts)


def _shared(lines: Sequence[SeenLoss]) -> tuple[SeenLoss, ...]:
    """Of the losses that are one and the same only the largest is added; of equals, the first."""
    largest: dict[str, SeenLoss] = {}
    for line in lines:
        counts = largest.get(line.group)
        if line.standing == "added" and (counts is None or size_of(line.wan) > size_of(counts.wan)):
            largest[line.group] = line
    return tuple(_beside(line, largest.get(line.group)) for line in lines)


def _beside(line: SeenLoss, counts: SeenLoss | None) -> SeenLoss:
    if line.standing != "added" or counts is None or counts.finding == line.finding:
        return line
    return replace(line, standing="shared", shared_with=counts.finding)


def _weakest(lines: Sequence[SeenLoss]) -> str:
    """Return the weakest basis; what nobody qualified is weaker than anything said."""
    said = {line.basis for line in lines}
    return "" if "" in said else max(said, key=BASES.index)
