"""Two laptops without knowledge of each other: the same file counts once, the same machine is asked about."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path

import pytest

from diagnostics.exchange.definitions import process_rules
from diagnostics.model.firm.answers import AnswerValue, Finding, Row
from diagnostics.model.firm.register import ListedFirm, ListedRow, ProcessStep
from diagnostics.store import Twins, Workspace, differences_of
from diagnostics.store.facts.process import record_steps, steps_of
from diagnostics.store.intake.listing import ListSource, take_in_lists
from diagnostics.store.journal import journal
from diagnostics.store.journal.values import from_json
from diagnostics.words.problems import NOWHERE
from tests.builders import shipped
from tests.store.conftest import CODE, NAME
from tests.store.test_bundle import Team

TEN_FIRMS: dict[str, AnswerValue] = {"process": "车削", "total": Fraction(10)}


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Team]:
    found = Team(tmp_path)
    found["a"].register_firm(CODE, NAME)
    found.merge("b", found.export("a"))
    yield found
    for each in found.opened.values():
        each.close()


def by_process(_table: str, row: Row) -> Hashable:
    return row.subject, row.values.get("process")


def open_things(workspace: Workspace) -> list[object]:
    return list(differences_of(workspace.events(CODE), by_process)[1])


def meet(team: Team, *order: str) -> Workspace:
    for name in order:
        team.merge("bureau", team.export(name))
    return team["bureau"]


@pytest.mark.parametrize("order", ["ab", "ba"])
def test_a_file_taken_in_on_both_laptops_counts_once(team: Team, order: str) -> None:
    for name in "ab":
        for _ in range(2):  # the file itself has two lathes that look the same
            team[name].add_row(CODE, "equipment", TEN_FIRMS, source="访前表.yaml")
        team[name].add_finding(CODE, Finding(kind="pain", text="交期不准", effect="常拖"))
    bureau = meet(team, *order)
    facts = bureau.facts(CODE)
    assert len(facts.rows["equipment"]) == 2
    assert len(facts.findings) == 1
    assert open_things(bureau) == []
    assert len(bureau.events(CODE, kinds=("row_added",))) == 4, "nothing is thrown away"


def test_a_change_of_a_row_that_came_in_twice_is_a_change_of_the_one_row(team: Team) -> None:
    rows = {name: team[name].add_row(CODE, "equipment", TEN_FIRMS, source="访前表.yaml").id for name in "ab"}
    for name, total in (("a", 11), ("b", 12)):
        team[name].change_row(CODE, "equipment", rows[name], {"total": Fraction(total)})
    bureau = meet(team, "a", "b")
    (fork,) = open_things(bureau)
    totals = [from_json(Row, dict(each.payload)).values["total"] for each in fork.heads]  # type: ignore[attr-defined]
    assert set(totals) == {11, 12}
    bureau.settle(CODE, fork.heads[0].id, reason="看了铭牌")  # type: ignore[attr-defined]
    assert open_things(bureau) == []
    assert len(bureau.facts(CODE).rows["equipment"]) == 1


@pytest.mark.parametrize(("keep", "left"), [(0, 1), (None, 2)])
def test_rows_typed_on_both_laptops_are_asked_about(team: Team, keep: int | None, left: int) -> None:
    for name in "ab":
        team[name].add_row(CODE, "equipment", {**TEN_FIRMS, "nc": Fraction(1 if name == "a" else 2)})
        team[name].add_row(CODE, "equipment", {"process": f"只有{name}"})
    bureau = meet(team, "b", "a")
    (found,) = open_things(bureau)
    assert isinstance(found, Twins)
    assert [each.row.values["process"] for each in found.rows] == ["车削", "车削"]
    bureau.settle_twins(CODE, found, keep=keep, reason="现场数过")
    assert open_things(bureau) == []
    assert len(bureau.facts(CODE).rows["equipment"]) == 2 + left
    team.merge("a", team.export("bureau"))
    assert open_things(team["a"]) == [], "who decided knew both"


def test_two_rows_of_one_workspace_are_two_machines(team: Team) -> None:
    for _ in range(2):
        team["a"].add_row(CODE, "equipment", TEN_FIRMS)
    team.merge("b", team.export("a"))
    team["b"].add_row(CODE, "equipment", TEN_FIRMS)  # it had seen the others
    assert open_things(meet(team, "a", "b")) == []


def test_a_list_imported_in_two_offices_gives_each_title_once(team: Team) -> None:
    title = ListedRow({"tier": "province", "valid_to": datetime(2027, 6, 30).date()}, NOWHERE)
    listed = ListedFirm(
        code=CODE,
        name=NAME,
        source="名单.xlsx",
        place=NOWHERE,
        facts={"district": "zone_gaoxin"},
        about={},
        rows={"titles": (title,)},
    )
    for name in "ab":
        take_in_lists(team[name], [listed], ListSource())
    bureau = meet(team, "a", "b")
    assert len(bureau.facts(CODE).rows["titles"]) == 1
    assert open_things(bureau) == []


def test_two_states_of_one_diagnosis_are_a_difference(team: Team) -> None:
    day = datetime(2026, 6, 1).date()
    for name in "ab":
        record_steps(team[name], {CODE: ProcessStep(state="assigned", on=day)}, process_rules(shipped()))
    assert open_things(meet(team, "a", "b")) == [], "the same state on the same day is none"
    record_steps(team["a"], {CODE: ProcessStep(state="visited", on=day)}, process_rules(shipped()))
    record_steps(team["b"], {CODE: ProcessStep(state="refused", on=day, reason="停产")}, process_rules(shipped()))
    bureau = meet(team, "a", "b")
    (fork,) = open_things(bureau)
    refused = next(each for each in fork.heads if each.payload["state"] == "refused")  # type: ignore[attr-defined]
    bureau.settle(CODE, refused.id, reason="电话核实")
    assert open_things(bureau) == []
    last = steps_of(bureau.events(CODE))[-1]
    assert (last.state, last.reason, last.note) == ("refused", "停产", "电话核实")


class FastClock(datetime):
    """A laptop whose clock is two years ahead."""

    @classmethod
    def now(cls, _tz: object = None) -> FastClock:
        return cls.fromtimestamp((datetime.now(UTC) + timedelta(days=730)).timestamp(), UTC)


def test_a_wrong_clock_neither_brings_a_purged_firm_back_nor_changes_who_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    team = Team(tmp_path)
    with monkeypatch.context() as ahead:
        ahead.setattr(journal, "datetime", FastClock)
        team["a"].register_firm(CODE, NAME)
        team["a"].change_firm(CODE, name="快钟写的名称")
    team.merge("b", team.export("a"))
    team["b"].change_firm(CODE, name="后来改的名称")
    bureau = meet(team, "b", "a")
    assert bureau.facts(CODE).name == "后来改的名称", "order is by what was known, not by the clock"
    assert open_things(bureau) == []
    old = team.export("a")
    bureau.purge(CODE, reason="保留期满")
    team.merge("bureau", old)
    assert bureau.firms() == ()
    bureau.register_firm(CODE, NAME)
    team.merge("c", team.export("bureau"))
    assert [each.code for each in team["c"].firms()] == [CODE], "registered anew, although the clock is behind"
    for each in team.opened.values():
        each.close()


def test_two_people_of_one_name_are_two_voices_until_one_has_heard_the_other(team: Team) -> None:
    from diagnostics.model.firm.answers import Answer

    for name, value in (("a", 12), ("b", 15)):
        team[name].testify(CODE, "q01_network", Answer(state="known", value=Fraction(value), by="张工"))
    bureau = meet(team, "a", "b")
    (conflict,) = open_things(bureau)
    assert len(conflict.testimonies) == 2  # type: ignore[attr-defined]
    team.merge("a", team.export("bureau"))
    team["a"].testify(CODE, "q01_network", Answer(state="known", value=Fraction(15), by="张工"))
    assert open_things(team["a"]) == [], "who knows both and says it again has decided for himself"
