"""The whole way: what is known of firms → scores, levels, verdicts; for one firm and for many; makes the JSON.

`diagnose` is pure: the same answers, library and date give the same result, bit for bit, alone or in a batch.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from diagnostics.diagnosis.as_json import Json, date_json, not_in_force, policy_json, set_json, standard_json
from diagnostics.judgement.advice import advice_of
from diagnostics.judgement.due_dates import DueDates
from diagnostics.judgement.jurisdiction import OWN, asked_sets, judged_sets, other_provinces
from diagnostics.judgement.policies import PolicyMatcher
from diagnostics.judgement.results import SetResults
from diagnostics.model.content.library import Library
from diagnostics.model.content.validity import in_force
from diagnostics.model.firm.answers import FirmAnswers
from diagnostics.model.plain import plain
from diagnostics.model.results.dates import DueDate
from diagnostics.model.results.policy_results import PolicyResults
from diagnostics.model.results.results import (
    OVERALL,
    Advice,
    Contradiction,
    Notice,
    SetResult,
    StandardResult,
)
from diagnostics.scoring.engine.evaluate import Evaluator
from diagnostics.scoring.engine.frame import Frame
from diagnostics.scoring.engine.results import StandardResults
from diagnostics.scoring.memo.variants import variants
from diagnostics.scoring.words.describe import Describer
from diagnostics.scoring.words.notices import contradictions_of, notices_of

# What the JSON says of a rule of advice that fires.
ADVICE = ("rule", "role", "say", "topic", "gap", "weight", "verified", "mark")


@dataclass(frozen=True, kw_only=True)
class Diagnosis:
    """Everything computed of one firm at one date.

    Standards and criteria sets that do not hold at `as_of` are left out, and sets of provinces that nobody asked for
    (`other_provinces`). `claimed` and `verified` evaluate further values of the same firms (`row` is the firm's index
    in them).
    """

    firm: FirmAnswers
    library: Library
    as_of: date
    standards: Mapping[str, StandardResult]
    criteria: Mapping[str, SetResult]
    notices: tuple[Notice, ...]
    contradictions: tuple[Contradiction, ...]
    by_weight_set: Mapping[str, Mapping[str, int | None]]
    claimed: Evaluator
    verified: Evaluator
    row: int
    policies: PolicyResults = field(default_factory=dict)
    advice: tuple[Advice, ...] = ()
    dates: tuple[DueDate, ...] = ()
    other_provinces: tuple[str, ...] = ()

    @cached_property
    def alone(self) -> Evaluator:
        """An evaluator of this firm alone on all answers, whoever was diagnosed together with it."""
        whole = len(self.claimed.frame.firms) == 1
        return self.claimed if whole else variants(self.claimed, self.row, [self.firm])

    def to_json(self, known_at: date) -> Json:
        """Return the JSON of contract.md."""
        return {
            "firm": plain(self.firm, "code", "name"),
            "as_of": self.as_of.isoformat(),
            "known_at": known_at.isoformat(),
            "content": {"fingerprint": self.library.fingerprint, "local": list(self.library.local)},
            "editions": {name: self.library.standards[name].edition for name in self.standards},
            "standards": {name: self._standard_json(result) for name, result in self.standards.items()},
            "criteria": {name: set_json(result) for name, result in self.criteria.items()},
            "policies": {name: policy_json(result) for name, result in self.policies.items()},
            "not_in_force": not_in_force(self.library, self.as_of),
            "other_provinces": {name: self.library.criteria[name].jurisdiction for name in self.other_provinces},
            "advice": [plain(each, *ADVICE) for each in self.advice],
            "dates": [date_json(each) for each in self.dates],
            "warnings": plain(self.notices),
        }

    def _standard_json(self, result: StandardResult) -> Json:
        standard = self.library.standards[result.standard]
        found = standard_json(result, standard)
        if result.standard in self.by_weight_set:
            found["level_by_weight_set"] = dict(self.by_weight_set[result.standard])
        return found


def diagnose(firms: Sequence[FirmAnswers], library: Library, as_of: date, *, province: str = OWN) -> list[Diagnosis]:
    """Diagnose firms.

    Args:
        firms: what is known of each.
        library: checked content.
        as_of: date of the diagnosis; later rows and results do not count.
        province: whose criteria sets are judged beside the national ones; see `judged_sets`.
    """
    claimed = Evaluator(Frame(firms, library, as_of))
    verified = Evaluator(Frame(firms, library, as_of, verified=True), claimed)
    describer = Describer(library)
    standards = {
        name: StandardResults(each, claimed, verified)
        for name, each in library.standards.items()
        if in_force(each, as_of)
    }
    asked = asked_sets(claimed, province)
    judged = judged_sets(claimed, verified, asked)
    sets = {name: SetResults(each, claimed, describer) for name, each in judged.items()}
    contradictions = contradictions_of(claimed)
    notices = notices_of(claimed, contradictions)
    advice = advice_of(claimed, verified)
    matcher = PolicyMatcher(library, claimed, verified, describer)
    dates = DueDates(claimed)
    diagnoses = []
    for row, firm in enumerate(firms):
        criteria = {name: each.of_firm(row) for name, each in sets.items()}
        diagnoses.append(
            Diagnosis(
                firm=firm,
                library=library,
                as_of=as_of,
                standards={name: each.of_firm(row) for name, each in standards.items()},
                criteria={name: result for name, result in criteria.items() if result is not None},
                notices=notices[row],
                contradictions=contradictions[row],
                by_weight_set={
                    name: _level_by_weight_set(each, row)
                    for name, each in standards.items()
                    if each.standard.weight_sets
                },
                claimed=claimed,
                verified=verified,
                row=row,
                policies=(policies := matcher.of_firm(row)),
                advice=advice[row],
                dates=dates.of_firm(row, policies),
                other_provinces=other_provinces(asked, claimed, row),
            )
        )
    return diagnoses


def _level_by_weight_set(results: StandardResults, firm: int) -> dict[str, int | None]:
    """Return the level of a firm, that of its lowest subject, under each set of weights; None where it is open."""
    standard = results.standard
    if standard.ladder(OVERALL) is None:
        return dict.fromkeys((each.id for each in standard.weight_sets), None)
    rows = results.claimed.frame.of_firm(standard.judges, firm)
    answered = results.claimed.scorer.answered(standard)
    if not any(answered[row] for row in rows):
        return dict.fromkeys((each.id for each in standard.weight_sets), None)
    found = {each.id: results.weight_sets.levels(each.id, rows) for each in standard.weight_sets}
    return {name: low if low == high else None for name, (low, high) in found.items()}
