"""Nothing of nothing, told as a pair or by the tables: one rule of the ratio, claimed and verified, everywhere."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from diagnostics.diagnosis.diagnose import Diagnosis, diagnose
from diagnostics.model.content import expressions as ex
from diagnostics.model.content.facts import Derived
from tests.builders import AS_OF, firm, shipped


def parts_of(item: Derived) -> list[ex.Expression]:
    assert item.value is not None
    return list(ex.walk(item.value))


PAIRS = [each for each in shipped().derived.values() if each.direct == "pair"]
NO_MACHINES = [{"process": "手工", "key": False, "total": 0, "digital": 0, "networked": 0, "nc": 0, "smart": 0,
                "auto_collected": 0, "on_cloud": 0}]  # fmt: skip
OF_MACHINES = [each.id for each in PAIRS if any(isinstance(part, ex.RowValue | ex.RowCount) for part in parts_of(each))]


def rule_of(item: Derived) -> str:
    return next(part.den_zero for part in parts_of(item) if isinstance(part, ex.Ratio))


def seen(diagnosis: Diagnosis, fact: str, *, verified: bool) -> tuple[float, float, bool]:
    kind = shipped().subject_of(fact)
    evaluator = diagnosis.verified if verified else diagnosis.claimed
    (row,) = evaluator.frame.of_firm(kind, diagnosis.row)
    found = evaluator.number(fact, kind)
    return float(found.lo[row]), float(found.hi[row]), bool(found.na[row])


@cache
def with_pairs(grade: str) -> dict[str, Diagnosis]:
    """A firm for each ratio, with a pair of zeros."""
    firms = [firm({each.id: [0, 0]}, grade=grade) for each in PAIRS]
    return dict(zip([each.id for each in PAIRS], diagnose(firms, shipped(), AS_OF), strict=True))


@cache
def with_rows(grade: str) -> Diagnosis:
    return diagnose([firm({}, grade=grade, equipment=NO_MACHINES)], shipped(), AS_OF)[0]


@pytest.mark.parametrize("grade", ["", "E3"])
@pytest.mark.parametrize("item", PAIRS, ids=lambda item: str(item.id))
def test_a_pair_of_zeros_is_what_the_ratio_says_of_an_empty_denominator(item: Derived, grade: str) -> None:
    diagnosis = with_pairs(grade)[item.id]
    low, high, na = seen(diagnosis, item.id, verified=False)
    if rule_of(item) == "na":
        assert na
    else:
        assert (low, high, na) == ((0, 0, False) if rule_of(item) == "zero" else (0, 100, False))
    if grade:
        assert seen(diagnosis, item.id, verified=True)[2] == na


@pytest.mark.parametrize("grade", ["", "E3"])
@pytest.mark.parametrize("fact", OF_MACHINES)
def test_a_pair_of_zeros_says_what_an_empty_table_says(fact: str, grade: str) -> None:
    pair, rows = with_pairs(grade)[fact], with_rows(grade)
    for verified in (False, True):
        assert seen(pair, fact, verified=verified) == seen(rows, fact, verified=verified)
    for name, standard in shipped().standards.items():
        for node in standard.nodes:
            if node.points is not None and ex.FactRef(fact) in list(ex.walk(node.points)):
                both: list[Any] = [each.standards[name].nodes[node.id] for each in (pair, rows)]
                assert both[0] == both[1], node.id


def test_the_two_ratios_that_the_sheet_leaves_out_take_no_weight() -> None:
    """Sheet on integration benchmarks, 3: `den_zero: na` for bc_equip_digital and sa_key_process."""
    answers = {"bc_network": "most", "equip_network_rate_digital": [5, 10], "key_process_nc_rate": [0, 0]}
    given = firm({**answers, "equip_digital_rate": [0, 0], "sa_control_system": "shop"}, grade="E3")
    nodes = diagnose([given], shipped(), AS_OF)[0].standards["integration"].nodes
    for leaf in ("bc_equip_digital", "sa_key_process"):
        assert (nodes[leaf].value, nodes[leaf].min, nodes[leaf].max, nodes[leaf].verified) == (None, None, None, None)
    control = nodes["production_control"]
    assert (control.value, control.min, control.max, control.verified) == (100, 100, 100, 100)


def test_a_rate_that_nothing_proves_beside_a_table_without_such_machines_lifts_nothing() -> None:
    """The table, seen on site, has no key process; the 10 percent that somebody said count, so they stay in."""
    rows = [{"process": "手工", "key": False, "total": 5, "evidence": "seen"}]
    answers = {"key_process_nc_rate": 10, "sa_control_system": {"value": "shop", "evidence": "seen"}}
    given = firm(answers, equipment=rows, evidence=[{"id": "seen", "grade": "E3", "kind": "photo"}])
    figure = diagnose([given], shipped(), AS_OF)[0].standards["integration"].nodes["production_control"]
    assert (figure.value, figure.min, figure.verified) == (37, 37, 30)
