"""The instrument of an official result only selects: a row that nothing proves leaves other instruments alone."""

from __future__ import annotations

from typing import Any

import pytest

from diagnostics.diagnosis.diagnose import diagnose
from tests.builders import AS_OF, firm, shipped

SEEN = {"instrument": "cmmm", "level": 2, "platform": "平台（虚构）", "date": "2026-03-02", "evidence": "cert"}
EVIDENCE = [{"id": "cert", "grade": "E4", "kind": "certificate"}]


def states(*rows: dict[str, Any]) -> tuple[str, str]:
    given = firm({}, official_results=list(rows), evidence=EVIDENCE)
    found = diagnose([given], shipped(), AS_OF)[0].criteria["nat_a"].conditions
    (maturity,) = (each for name, each in found.items() if name.startswith("gate_maturity"))
    return maturity.state, maturity.verified_state


@pytest.mark.parametrize("instrument", ["digital_level", "smart_factory", "quality_eval", "integration"])
@pytest.mark.parametrize("date", ["2025-01-01", "2026-05-01"])
def test_a_row_of_another_instrument_that_nothing_proves_does_not_unprove(instrument: str, date: str) -> None:
    other = {"instrument": instrument, "level": 1, "date": date}
    assert states(SEEN) == states(SEEN, other) == ("met", "met")


def test_a_row_of_the_same_instrument_that_nothing_proves_may_be_the_newer_one() -> None:
    assert states(SEEN, {"instrument": "cmmm", "level": 1, "date": "2026-05-01"}) == ("not_met", "unknown")
