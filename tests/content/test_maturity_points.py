"""The maturity model as shipped: every cell has the sheet's number of points, each asked under its own id."""

from __future__ import annotations

import re

from diagnostics.model.content.expressions import FactRef
from diagnostics.model.content.facts import Fact
from diagnostics.model.content.library import Library
from tests.builders import shipped

# points per subdomain at levels 1 to 5; n enters the mean of a cell, so it is part of the score
CELLS = {
    "org_strategy": (2, 2, 2, 0, 0),
    "personnel_skill": (2, 3, 2, 2, 0),
    "data": (2, 3, 3, 3, 1),
    "integration": (1, 2, 3, 1, 0),
    "info_security": (2, 3, 2, 3, 0),
    "equipment": (2, 2, 2, 2, 2),
    "network": (1, 1, 3, 1, 0),
    "product_design": (2, 2, 3, 3, 2),
    "process_design": (2, 2, 4, 3, 2),
    "procurement": (2, 2, 2, 3, 2),
    "planning_scheduling": (2, 3, 3, 2, 2),
    "production_operation": (2, 4, 3, 3, 3),
    "equipment_management": (2, 3, 4, 2, 1),
    "warehousing_distribution": (2, 3, 3, 2, 2),
    "safety_environment": (2, 2, 4, 2, 2),
    "energy_management": (1, 3, 3, 2, 1),
    "logistics": (3, 2, 3, 3, 1),
    "sales": (2, 2, 2, 2, 2),
    "customer_service": (2, 2, 2, 2, 1),
    "product_service": (2, 2, 2, 3, 1),
}
POINT = re.compile(r"(\w+)\.L(\d)\.(\d)")


def points(library: Library) -> dict[str, Fact]:
    return {name: fact for name, fact in library.facts.items() if fact.scale == "maturity_point"}


def expected() -> set[str]:
    return {
        f"{subdomain}.L{level}.{number}"
        for subdomain, counts in CELLS.items()
        for level, count in enumerate(counts, start=1)
        for number in range(1, count + 1)
    }


def test_every_cell_has_its_points() -> None:
    assert set(points(shipped())) == expected()
    totals = [sum(counts[level] for counts in CELLS.values()) for level in range(5)]
    assert (totals, sum(totals)) == ([38, 48, 55, 44, 25], 210)


def test_the_tree_reads_exactly_these_points() -> None:
    nodes = shipped().standards["cmmm"].nodes  # a cell without points is one, too: it reads the level below it
    leaves = {node.id: node for node in nodes if isinstance(node.points, FactRef)}
    assert set(leaves) == expected()
    for name, node in leaves.items():
        found = POINT.fullmatch(name)
        assert found is not None
        assert node.level == int(found[2]), name
        assert node.max == 1, name


def test_a_point_is_asked_of_a_site_in_words_of_its_own() -> None:
    found = points(shipped())
    for name, fact in found.items():
        assert (fact.subject, fact.better, fact.na) == ("site", "up", False), name
        assert fact.question is not None, name
        assert fact.question.help, name
        assert fact.question.evidence, name
    asks = [fact.question.ask for fact in found.values() if fact.question is not None]
    assert len(set(asks)) == len(asks)
    names = [fact.name for fact in found.values()]
    assert len(set(names)) == len(names)


def test_every_subdomain_has_a_warning_against_high_scores() -> None:
    """易虚高: each subdomain tells the consultant where a self-score is usually too high."""
    warned = {
        name.partition(".")[0]
        for name, fact in points(shipped()).items()
        if fact.question is not None and "顾问留意" in fact.question.help
    }
    assert warned == set(CELLS)
