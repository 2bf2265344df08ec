"""What the consultant and the firm fixed is kept: pinned, excluded, re-priced, added by hand."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from diagnostics.model.content.library import Library
from diagnostics.model.content.remedies import Cost, Effect, Remedy
from diagnostics.model.results.plans import OwnProject, Plan, PlanWishes
from diagnostics.planning.planner import plan
from tests.builders import AS_OF, firm
from tests.planning.instances import request


def priced(name: str, high: int, *effects: Effect, needs: tuple[str, ...] = (), **more: object) -> Remedy:
    """Return a remedy with a price of half to all of `high`."""
    cost = Cost(fixed_wan=(Fraction(high, 2), Fraction(high)))
    months = (Fraction(1), Fraction(3))
    return Remedy(id=name, name=name, effects=effects, needs=needs, cost=cost, months=months, **more)  # type: ignore[arg-type]


@pytest.fixture
def catalogue(small: Library) -> Library:
    """Two ways to level 1 of the card, one cheap and one dear, and something that helps nothing."""
    remedies = [
        priced("cheap", 10, Effect(fact="a", to="l2")),
        priced("dear", 30, Effect(fact="a", to="l2"), Effect(fact="b", to="l2")),
        priced("extra", 5, Effect(fact="d", to=True)),
    ]
    return replace(small, remedies={each.id: each for each in remedies})


EMPTY = {"a": "l0", "b": "l0", "c": [], "d": False, "e": 0, "f": False}


def planned(library: Library, wishes: PlanWishes, target: str = "card:1", **answers: object) -> Plan:
    """Plan for a firm that has nothing but `answers`."""
    who = firm({**EMPTY, **answers}, library=library)
    return plan(who, library, AS_OF, request(target, library, wishes=wishes))


def names(found: Plan) -> list[str]:
    """Return the ids of the steps."""
    return [step.offer.id for step in found.steps]


def test_without_wishes_the_cheap_way(catalogue: Library) -> None:
    found = planned(catalogue, PlanWishes())
    assert names(found) == ["cheap"]
    assert found.cost == (Fraction(5), Fraction(10))
    assert found.re_scored


def test_excluded_remedies_are_left_out_with_the_reason(catalogue: Library) -> None:
    found = planned(catalogue, PlanWishes(excluded={"cheap": "供应商停产"}))
    assert names(found) == ["dear"]
    assert next(each.why for each in found.blocked if each.id == "cheap") == "已排除：供应商停产"


def test_pinned_remedies_are_in(catalogue: Library) -> None:
    found = planned(catalogue, PlanWishes(pinned={"extra": "已列入预算"}))
    assert sorted(names(found)) == ["cheap", "extra"]
    step = next(each for each in found.steps if each.offer.id == "extra")
    assert step.offer.pinned
    assert step.offer.reason == "已列入预算"


def test_a_price_of_the_firm_decides(catalogue: Library) -> None:
    found = planned(catalogue, PlanWishes(prices={"dear": ((Fraction(4), Fraction(6)), "已签框架协议")}))
    assert names(found) == ["dear"]
    assert found.cost == (Fraction(4), Fraction(6))


def test_a_project_added_by_hand_is_used(catalogue: Library) -> None:
    own = OwnProject(id="own_1", name="自研采集", like="cheap", cost=(Fraction(1), Fraction(2)), reason="自有团队")
    found = planned(catalogue, PlanWishes(projects=(own,)))
    assert names(found) == ["own_1"]
    assert found.steps[0].offer.name == "自研采集"


def test_an_unknown_price_is_taken_only_where_nothing_else_helps(catalogue: Library) -> None:
    unknown = replace(catalogue.remedies["cheap"], cost=None)
    library = replace(catalogue, remedies={**catalogue.remedies, "cheap": unknown})
    assert names(planned(library, PlanWishes())) == ["dear"]
    found = planned(library, PlanWishes(excluded={"dear": "太贵"}))
    assert names(found) == ["cheap"]
    assert found.unknown_costs == ("cheap",)
    assert found.cost == (Fraction(0), Fraction(0))


def test_prerequisites_come_first(catalogue: Library) -> None:
    later = replace(catalogue.remedies["cheap"], needs=("extra",))
    library = replace(catalogue, remedies={**catalogue.remedies, "cheap": later})
    found = planned(library, PlanWishes(excluded={"dear": "太贵"}))
    assert names(found) == ["extra", "cheap"]
    assert found.steps[1].start >= found.steps[0].end
    assert found.months == 6


def test_what_blocks_is_named_with_the_best_state_in_reach(catalogue: Library) -> None:
    found = planned(catalogue, PlanWishes(), "award")
    assert found.targets[0].outcome == "unreachable"
    assert {each.id for each in found.targets[0].obstacles} == {"award_02", "award_03"}
    assert "比率" in found.targets[0].obstacles[1].name
    best = found.targets[0].best
    assert best is not None
    assert best.of == 4
    assert best.levels["card"] == 2


def test_what_nobody_answered_and_nothing_decides_is_left_to_be_checked(catalogue: Library) -> None:
    who = firm({name: value for name, value in EMPTY.items() if name != "e"}, library=catalogue)
    remedies = {**catalogue.remedies, "site": priced("site", 8, Effect(fact="f", to=True), Effect(fact="a", to="l1"))}
    library = replace(catalogue, remedies=remedies)
    found = plan(who, library, AS_OF, request("award", library))
    assert found.targets[0].outcome == "planned"
    assert [each.id for each in found.targets[0].obstacles if each.open] == ["award_03"]


def test_a_firm_at_the_target_gets_no_step(catalogue: Library) -> None:
    found = planned(catalogue, PlanWishes(), a="l2")
    assert found.targets[0].outcome == "reached"
    assert found.steps == ()
