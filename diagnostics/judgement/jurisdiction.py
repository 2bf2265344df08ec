"""For whom a criteria set is judged: the firms of its province, or all of them where it holds in the whole country.

The one place that decides it, for one firm and for a city.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from diagnostics.judgement.criteria import JudgedSet, judge
from diagnostics.model.content.criteria import CriteriaSet
from diagnostics.model.content.validity import in_force
from diagnostics.model.jurisdictions import PROVINCE, province_of
from diagnostics.scoring.engine.evaluate import Evaluator
from diagnostics.scoring.engine.intervals import Bools

OWN, EVERY = "", "*"

Asked = Mapping[str, Bools]


def asked_sets(claimed: Evaluator, province: str = OWN) -> Asked:
    """Return the sets that hold on the day, and which of the subjects that each judges it is for.

    Args:
        claimed: the firms on all answers.
        province: an option of the province asked for instead of each firm's own, or EVERY.
    """
    sets = claimed.library.criteria.items()
    return {name: _asked(each, claimed, province) for name, each in sets if in_force(each, claimed.frame.as_of)}


def judged_sets(claimed: Evaluator, verified: Evaluator, asked: Asked) -> dict[str, JudgedSet]:
    """Judge the sets that are for somebody; `relevant` says for whom."""
    found: dict[str, JudgedSet] = {}
    for name, rows in asked.items():
        if rows.any():
            judged = judge(claimed.library.criteria[name], claimed, verified)
            found[name] = replace(judged, relevant=judged.relevant & rows)
    return found


def other_provinces(asked: Asked, claimed: Evaluator, firm: int) -> tuple[str, ...]:
    """Return the sets that are for none of a firm's subjects: those of other provinces."""
    sets, frame = claimed.library.criteria, claimed.frame
    return tuple(name for name, rows in asked.items() if not rows[frame.of_firm(sets[name].judges, firm)].any())


def _asked(criteria: CriteriaSet, claimed: Evaluator, province: str) -> Bools:
    """Subjects whose province the set is for; where nobody said which that is, the sets shown to every firm."""
    home = province_of(criteria.jurisdiction, claimed.library)
    if not home or province:
        return np.full(claimed.frame.size(criteria.judges), not home or province in {home, EVERY})
    found = claimed.choice(PROVINCE, criteria.judges)
    own = found.must[:, found.options.index(home)] if home in found.options else False
    return np.asarray(np.where(found.must.any(axis=1), own, criteria.default), dtype=bool)
