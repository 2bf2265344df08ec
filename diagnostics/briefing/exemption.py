"""Of which standards nothing is asked of a firm."""

from __future__ import annotations

from diagnostics.diagnosis.diagnose import Diagnosis


def exempt_standards(diagnosis: Diagnosis) -> frozenset[str]:
    """Return the standards whose coverage the firm is exempt from: no gap, no goal and no chart is made of them."""
    claimed, row = diagnosis.claimed, diagnosis.row
    return frozenset(
        rules.standard
        for rules in diagnosis.library.coverages.values()
        if rules.exempt is not None and claimed.truth(rules.exempt, "firm").must[row]
    )
