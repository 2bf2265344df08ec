"""What remedies do to facts: never worse, in any order, twice as once; then the whole diagnosis is made again."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from diagnostics.diagnosis.diagnose import diagnose
from diagnostics.model.content.library import Library
from diagnostics.model.content.marks import Grade
from diagnostics.model.content.remedies import Effect, Remedy
from diagnostics.model.firm.answers import FirmAnswers
from diagnostics.planning.effects import apply_effects
from tests.builders import AS_OF, JUDGED, asked, content, firm, shipped
from tests.scoring.firms import FirmMaker

OPTIONS = [{"id": f"l{level}", "name": f"{level}级"} for level in range(4)]
NOTHING = {"id": "none", "name": "都没有", "none": True}
FACTS = [
    {"id": "level", "name": "等级", "type": "choice", "better": "up", "options": OPTIONS, "na": True, "info": True},
    {"id": "tools", "name": "工具", "type": "multi", "better": "up", "info": True,
     "options": [NOTHING, {"id": "saw", "name": "锯"}, {"id": "drill", "name": "钻"}, {"id": "mill", "name": "铣"}]},
    {"id": "rate", "name": "合格率", "type": "percent", "better": "up", "info": True},
    {"id": "waste", "name": "废品率", "type": "percent", "better": "down", "info": True},
    {"id": "lit", "name": "有灯", "type": "bool", "better": "up", "info": True},
    {"id": "hall", "name": "车间状况", "type": "choice", "subject": "workshop", "better": "up", "options": OPTIONS,
     "info": True},
]  # fmt: skip
TABLES: dict[str, Any] = {
    "kind": "tables", "id": "tables", "title": "台账", "edition": "1", "reviewed": "2026-11-22",
    "tables": [
        {"id": "machines", "name": "机器", "subject": "workshop", "fields": [
            {"id": "key", "name": "关键", "type": "bool"},
            {"id": "total", "name": "总数", "type": "number", "integer": True, "min": 0},
            {"id": "digital", "name": "数字化", "type": "number", "integer": True, "min": 0, "within": "total"},
            {"id": "linked", "name": "联网", "type": "number", "integer": True, "min": 0, "within": "digital"},
            {"id": "lamp", "name": "有灯", "type": "bool"}]},
        {"id": "services", "name": "服务", "subject": "site", "fields": [
            {"id": "kind", "name": "类别", "type": "text"},
            {"id": "since", "name": "开始", "type": "date"},
            {"id": "until", "name": "到期", "type": "date"}]},
    ],
}  # fmt: skip
RENT = Effect(table="services", row={"kind": "erp"}, since="since", until="until")


@pytest.fixture
def library(tmp_path: Path) -> Library:
    derived = {"kind": "derived", "id": "derived", **JUDGED, "derived": [
        {"id": "linked_rate", "name": "联网率", "type": "percent", "better": "up", "direct": "pair", "info": True,
         "value": {"ratio": [{"sum": "machines.linked"}, {"sum": "machines.total"}], "times": 100}},
        {"id": "erp", "name": "有服务", "type": "number", "better": "up", "info": True,
         "value": {"count": {"rows": "services"}}}]}  # fmt: skip
    return content(tmp_path, *asked(FACTS), TABLES, derived)


def changed(one: FirmAnswers, library: Library, *effects: Effect, **given: Any) -> FirmAnswers:
    return apply_effects(one, [Remedy(id="r", name="措施", effects=effects)], library, AS_OF, **given)


def value(one: FirmAnswers, fact: str) -> Any:
    return one.answers[one.firm_subject, fact].value


@pytest.mark.parametrize(
    ("fact", "before", "to", "after"),
    [
        ("level", "l1", "l2", "l2"), ("level", "l3", "l2", "l3"), ("level", None, "l2", "l2"),
        ("tools", ["mill"], ("saw",), ("saw", "mill")), ("tools", [], ("saw",), ("saw",)),
        ("tools", None, ("saw",), ("saw",)), ("tools", ["saw"], ("saw",), ("saw",)),
        ("rate", 40, Fraction(60), 60), ("rate", 80, Fraction(60), 80), ("rate", None, Fraction(60), 60),
        ("waste", 9, Fraction(5), 5), ("waste", 2, Fraction(5), 2),
        ("lit", False, True, True), ("lit", None, True, True),
        ("linked_rate", [1, 7], Fraction(60), (5, 7)), ("linked_rate", [6, 7], Fraction(60), (6, 7)),
    ],
)  # fmt: skip
def test_a_fact_rises_to_what_is_brought_and_never_falls(
    library: Library, fact: str, before: Any, to: Any, after: Any
) -> None:
    one = firm({} if before is None else {fact: before}, library=library)
    assert value(changed(one, library, Effect(fact=fact, to=to)), fact) == after


def test_what_does_not_apply_stays_so_and_what_does_not_change_keeps_its_evidence(library: Library) -> None:
    one = firm({"level": {"state": "na", "note": "没有"}, "tools": ["saw"]}, library=library)
    after = changed(one, library, Effect(fact="level", to="l2"), Effect(fact="tools", to=("saw",)))
    assert after == one


def test_what_was_brought_has_been_seen_on_site(library: Library) -> None:
    after = changed(firm({"level": "l0"}, library=library), library, Effect(fact="level", to="l2"))
    assert after.answers[after.firm_subject, "level"].grade == Grade.E3


SEVERAL = [
    {"id": "plant", "kind": "site", "name": "一厂"},
    {"id": "north", "kind": "workshop", "parent": "plant", "name": "北"},
    {"id": "south", "kind": "workshop", "parent": "plant", "name": "南"},
]


def test_a_fact_of_workshops_changes_in_all_or_in_those_that_are_meant(library: Library) -> None:
    one = firm({"hall": "l1"}, library=library, subjects=SEVERAL)
    effect = Effect(fact="hall", to="l2")
    everywhere, there = changed(one, library, effect), changed(one, library, effect, subjects={"north"})
    assert {everywhere.answers[name, "hall"].value for name in ("north", "south")} == {"l2"}
    assert there.answers["north", "hall"].value == "l2"
    assert ("south", "hall") not in there.answers
    assert there.answers[there.firm_subject, "hall"].value == "l1", "what was said of the firm still holds for the rest"


LINK = Effect(table="machines", column="linked", share=Fraction(60), of="total")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"total": 10, "digital": 2, "linked": 1}, (6, 6)), ({"total": 10, "digital": 8, "linked": 7}, (8, 7)),
        ({"total": 7, "digital": 7, "linked": 0}, (7, 5)), ({"total": 10, "digital": 2}, (6, 6)),
        ({"digital": 2, "linked": 1}, (2, 1)),
    ],
)  # fmt: skip
def test_a_field_rises_to_a_share_and_takes_along_the_field_that_holds_it(
    library: Library, before: dict[str, int], after: tuple[int, int]
) -> None:
    one = firm({}, library=library, machines=[{"key": True, **before}])
    row = changed(one, library, LINK).rows["machines"][0].values
    assert (row.get("digital"), row.get("linked")) == after


def test_only_the_rows_that_are_meant_change(library: Library) -> None:
    rows = [{"key": True, "total": 10, "digital": 0, "linked": 0}, {"key": False, "total": 10, "digital": 0}]
    one = firm({}, library=library, machines=rows)
    key = only_key_rows()
    after = changed(one, library, replace(LINK, where=key), Effect(table="machines", column="lamp", where=key))
    assert [row.values.get("linked") for row in after.rows["machines"]] == [6, None]
    assert [row.values.get("lamp") for row in after.rows["machines"]] == [True, None]


def only_key_rows() -> Any:
    """Take `key is true` from content, where the reader made it."""
    remedy = next(each for each in shipped().remedies.values() if each.id == "sol_automation")
    return next(each.where for each in remedy.effects if each.where is not None)


def test_an_unknown_table_stays_unknown_where_rows_would_change(library: Library) -> None:
    assert "machines" not in changed(firm({}, library=library), library, LINK).rows


def test_a_service_is_added_once_and_counts_as_used_for_a_year(library: Library) -> None:
    once = changed(firm({}, library=library), library, RENT)
    assert [row.values for row in once.rows["services"]] == [{"kind": "erp", "since": AS_OF - timedelta(days=365)}]
    assert changed(once, library, RENT, RENT) == once


@pytest.mark.parametrize(
    ("row", "count"),
    [
        ({"kind": "erp", "since": date(2024, 1, 1)}, 1),
        ({"kind": "erp", "since": date(2024, 1, 1), "until": AS_OF}, 1),
        ({"kind": "erp", "since": date(2024, 1, 1), "until": AS_OF - timedelta(days=1)}, 2),
        ({"kind": "erp", "since": AS_OF}, 2),
        ({"kind": "mes", "since": date(2024, 1, 1)}, 2),
    ],
)
def test_a_service_that_ended_or_is_another_does_not_stand_for_it(library: Library, row: Any, count: int) -> None:
    papers = [{"id": "paper", "grade": "E2", "kind": "contract"}]
    one = firm({}, library=library, services=[{**row, "evidence": "paper"}], evidence=papers)
    assert len(changed(one, library, RENT).rows["services"]) == count


def test_papers_and_time_only_touch_the_rows_there_are(library: Library) -> None:
    one = firm({}, library=library, services=[{"kind": "erp", "since": AS_OF}])
    after = changed(one, library, Effect(table="services", grade="E2"), Effect(table="services", since="since"))
    row = after.rows["services"][0]
    assert (row.grade, row.values["since"]) == (Grade.E2, AS_OF - timedelta(days=365))


# ---- the shipped remedies on realistic firms ------------------------------------------------------------------------


def test_order_and_repetition_change_nothing() -> None:
    remedies = list(shipped().remedies.values())
    chance = random.Random(5)
    maker = FirmMaker(shipped(), AS_OF)
    for seed in range(4):
        one = maker.firm(seed)
        chosen = chance.sample(remedies, 25)
        forward = apply_effects(one, chosen, shipped(), AS_OF)
        step = apply_effects(one, chosen[::-1], shipped(), AS_OF)
        assert answers_of(step) == answers_of(forward)
        assert apply_effects(forward, chosen, shipped(), AS_OF) == forward


def answers_of(one: FirmAnswers) -> Any:
    rows = {name: sorted(repr((sorted(row.values.items()), row.subject, row.grade)) for row in each)
            for name, each in one.rows.items()}  # fmt: skip
    return dict(one.answers), rows


def test_no_remedy_lowers_any_score_or_level() -> None:
    firms = FirmMaker(shipped(), AS_OF).firms(3)
    before = diagnose(firms, shipped(), AS_OF)
    done = [apply_effects(one, shipped().remedies.values(), shipped(), AS_OF) for one in firms]
    for old, new in zip(before, diagnose(done, shipped(), AS_OF), strict=True):
        for name in old.standards:
            low, high = old.standards[name].ladders, new.standards[name].ladders
            assert all(high[each].min >= low[each].min for each in low), name
