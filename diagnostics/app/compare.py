"""Two states of one firm side by side, and because of what each figure differs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from diagnostics.words.catalogue import problem
from diagnostics.words.problems import InputError, Place

if TYPE_CHECKING:
    from diagnostics.city.count.attribution import ChangedFacts, FigureChange
    from diagnostics.diagnosis.diagnose import Diagnosis
    from diagnostics.model.content.library import Library
    from diagnostics.model.firm.answers import FirmAnswers
    from diagnostics.store import Workspace

# A diagnosis keeps every condition of a firm: only this many are in memory at once.
_AT_ONCE = 500


@dataclass(frozen=True)
class FirmState:
    """A firm at a time: what was known of it, by which content it is judged, as of which day."""

    firm: FirmAnswers
    library: Library
    as_of: date


@dataclass(frozen=True)
class TwoStates:
    """Two states of one firm: which answers and evidence changed, and every figure that differs, with its causes."""

    before: FirmState
    after: FirmState
    changed: ChangedFacts
    figures: tuple[FigureChange, ...]

    def to_json(self) -> dict[str, Any]:
        """Return what `compare --json` prints."""
        from diagnostics.city.as_json import changes_json

        return {
            "firm": {"code": self.after.firm.code, "name": self.after.firm.name},
            "as_of": [each.as_of.isoformat() for each in (self.before, self.after)],
            "content": [each.library.fingerprint for each in (self.before, self.after)],
            "changed": {"values": list(self.changed.values), "evidence": list(self.changed.evidence)},
            "figures": changes_json(self.figures),
        }


def compare_states(before: FirmState, after: FirmState) -> TwoStates:
    """Compare two states of a firm; raises InputError where they are of two firms."""
    from diagnostics.city.count.attribution import attribute, changed_facts

    if before.firm.code != after.firm.code:
        raise InputError([problem("CITY-03", Place(before.firm.file), firm=after.firm.code)])
    libraries, days = (before.library, after.library), (before.as_of, after.as_of)
    figures = attribute(before.firm, after.firm, libraries, days, measure)
    return TwoStates(before, after, changed_facts(before.firm, after.firm), figures)


def two_assessments(
    workspace: Workspace, firm: str, first: str | None, last: str | None, known_at: date | None
) -> tuple[FirmAnswers, FirmAnswers]:
    """Return a firm in two of its assessments, the last two where none are named.

    Raises:
        InputError: There is no such firm or assessment.
    """
    code = workspace.find_firm(firm).code
    rounds = [assessment.id for assessment in workspace.assessments(code)]
    first = first or (rounds[-2] if len(rounds) > 1 else "")
    last = last or (rounds[-1] if rounds else "")
    if first not in rounds or last not in rounds:
        raise InputError([problem("CITY-03", Place(workspace.location), firm=firm)])
    before, after = (workspace.answers(code, assessment=each, known_at=known_at) for each in (first, last))
    return before, after


def measure(firms: Sequence[FirmAnswers], library: Library, as_of: date) -> list[dict[str, Any]]:
    """Return levels, scores, statuses and verdicts of firms, claimed and verified, by `owner:figure`."""
    from diagnostics.diagnosis.diagnose import diagnose

    batches = (firms[start : start + _AT_ONCE] for start in range(0, len(firms), _AT_ONCE))
    return [_figures(each) for batch in batches for each in diagnose(batch, library, as_of)]


def _figures(diagnosis: Diagnosis) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, result in diagnosis.standards.items():
        for ladder in diagnosis.library.standards[name].ladders:
            own = result.ladders[ladder.id]
            if own.level is not None:
                found[f"{name}:{ladder.id}"] = ladder.shown(own.level)
            found[f"{name}:{ladder.id}_verified"] = ladder.shown(own.verified)
        found |= {f"{name}:{rule}": status for rule, status in result.statuses.items()}
        if result.score is not None:
            found |= {f"{name}:score": result.score.value, f"{name}:score_verified": result.score.verified}
    for name, each in diagnosis.criteria.items():
        found |= {f"{name}:verdict": each.verdict, f"{name}:verdict_verified": each.verdict_verified}
    return found
