"""Bundles: two laptops and a bureau go apart and come together; nothing is lost, nothing half done."""

from __future__ import annotations

import random
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest

from diagnostics.model.content.marks import Grade
from diagnostics.model.firm.answers import Answer, Finding
from diagnostics.store import Workspace, export_bundle, export_deidentified, merge_bundle, open_workspace, read_bundle
from diagnostics.store.travel.bundle import event_to_json
from diagnostics.words.problems import InputError
from tests.store.conftest import CODE, NAME
from tests.store.content import NUMBERS

PASS = "新郑路 9 号"
FACT = "q01_network"


def said(value: int, by: str = "张工", **more: object) -> Answer:
    return Answer(state="known", value=Fraction(value), by=by, **more)  # type: ignore[arg-type]


class Team:
    """Workspaces by name, each in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.opened: dict[str, Workspace] = {}
        self.n = 0

    def __getitem__(self, name: str) -> Workspace:
        if name not in self.opened:
            passphrase = "另一个口令" if name == "bureau" else None
            self.opened[name] = open_workspace(
                self.folder / name, author=f"{name}员", device=name, library=NUMBERS, passphrase=passphrase
            )
        return self.opened[name]

    def export(self, name: str, *codes: str) -> Path:
        self.n += 1
        path = self.folder / f"{self.n}.qzb"
        export_bundle(self[name], path, PASS, codes)
        return path

    def merge(self, name: str, path: Path, **more: bool) -> object:
        return merge_bundle(self[name], read_bundle(path, PASS), PASS, **more)


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Team]:
    found = Team(tmp_path)
    yield found
    for each in found.opened.values():
        each.close()


def started(team: Team) -> None:
    """Laptop a registers; b has the same firm from a bundle."""
    team["a"].register_firm(CODE, NAME)
    team["a"].testify(CODE, FACT, said(12))
    team.merge("b", team.export("a"))


def state(workspace: Workspace) -> object:
    """Everything that can be known, without what only this workspace did."""
    events = sorted(str(event_to_json(each)) for each in workspace.events() if each.kind != "purged")
    return events, [workspace.facts(each.code).answers for each in workspace.firms()]


def test_two_laptops_go_apart_and_the_bureau_has_both_and_their_photos(team: Team, tmp_path: Path) -> None:
    started(team)
    for name, content in (("a", b"photo of a"), ("b", b"photo of b")):
        photo = tmp_path / f"{name}.jpg"
        photo.write_bytes(content)
        paper = team[name].add_evidence(CODE, "照片", Grade.E3, file=photo)
        assert paper.id == "ev01"
        team[name].testify(CODE, f"fact_{name}", said(1, evidence=("ev01",)))
    for path in (team.export("b"), team.export("a")):
        team.merge("bureau", path)
    facts = team["bureau"].facts(CODE)
    shown = {name: facts.answers["firm", f"fact_{name}"].evidence[0] for name in "ab"}
    assert len(set(shown.values())) == 2, "two papers of one number are two papers"
    for name, evidence in shown.items():
        assert team["bureau"].read_evidence(CODE, evidence) == f"photo of {name}".encode()
    assert [each for each in team["bureau"].check() if not each.warning] == []


def test_what_both_sides_changed_is_a_conflict_until_somebody_decides_everywhere(team: Team) -> None:
    started(team)
    team["a"].testify(CODE, FACT, said(15))
    team["b"].testify(CODE, FACT, said(18))
    team.merge("bureau", team.export("a"))
    team.merge("bureau", team.export("b"))
    (conflict,) = team["bureau"].conflicts(CODE)
    assert not conflict.settled
    assert sorted(str(each.answer.value) for each in conflict.testimonies) == ["15", "18"], "12 was replaced knowingly"
    team["bureau"].adjudicate(CODE, FACT, conflict.testimonies[0].event, reason="看了台账")
    back = team.export("bureau")
    for name in "ab":
        team.merge(name, back)
        assert all(each.settled for each in team[name].conflicts(CODE))
    assert team["a"].facts(CODE).answers == team["b"].facts(CODE).answers


def test_two_decisions_that_did_not_know_each_other_are_a_conflict(team: Team) -> None:
    started(team)
    for name, value in (("a", 20), ("b", 30)):
        team[name].adjudicate(CODE, FACT, said(value, name), reason="平台数")
    team.merge("a", team.export("b"))
    (conflict,) = team["a"].conflicts(CODE)
    assert not conflict.settled
    assert len(conflict.rivals) == 1
    team["a"].adjudicate(CODE, FACT, said(30, "组长"), reason="两边核对过")
    assert all(each.settled for each in team["a"].conflicts(CODE))


def test_a_row_removed_here_and_changed_there_is_a_fork_and_comes_back_when_decided(team: Team) -> None:
    team["a"].register_firm(CODE, NAME)
    row = team["a"].add_row(CODE, "systems", {"name": "ERP"}).id
    team.merge("b", team.export("a"))
    team["a"].remove_row(CODE, "systems", row)
    team["b"].change_row(CODE, "systems", row, {"name": "MES"})
    team.merge("a", team.export("b"))
    (fork,) = team["a"].forks(CODE)
    changed = next(each for each in fork.heads if each.kind == "row_changed")
    team["a"].settle(CODE, changed.id, reason="系统还在用")
    assert team["a"].forks(CODE) == ()
    assert [each.row.values["name"] for each in team["a"].facts(CODE).rows["systems"]] == ["MES"]
    team.merge("b", team.export("a"))
    assert team["b"].forks(CODE) == ()


def test_any_order_and_any_repetition_give_the_same(tmp_path: Path, team: Team) -> None:
    started(team)
    chance = random.Random(7)
    bundles = [team.export("a")]
    names = ["a", "b", "c"]
    team.merge("c", bundles[0])
    for step in range(24):
        name = chance.choice(names)
        work = chance.randrange(5)
        if work == 0:
            team[name].testify(CODE, f"f{step % 3}", said(step, chance.choice(["张工", "王工"])))
        elif work == 1:
            team[name].add_finding(CODE, Finding(kind="pain", text=f"痛点{step}", effect=""))
        elif work == 2:
            team[name].adjudicate(CODE, f"f{step % 3}", said(step), reason="核对")
        elif work == 3:
            team.merge(name, chance.choice(bundles))
        else:
            bundles.append(team.export(name))
    bundles += [team.export(name) for name in names]
    results = []
    for n in range(4):
        order = [*bundles, *chance.sample(bundles, 2)]
        chance.shuffle(order)
        with open_workspace(tmp_path / f"bureau{n}", author="局", device="B") as bureau:
            for path in order:
                merge_bundle(bureau, read_bundle(path, PASS), PASS)
            results.append(state(bureau))
    assert all(each == results[0] for each in results)
    here = {each.id for name in names for each in team[name].events()}
    assert len(results[0][0]) == len(here)  # type: ignore[index]


def test_what_was_purged_does_not_come_back_and_a_tombstone_needs_consent(team: Team) -> None:
    started(team)
    old = team.export("b")
    team["a"].purge(CODE, reason="保留期满")
    assert team.merge("a", old).left_out == (CODE,)  # type: ignore[attr-defined]
    assert team["a"].firms() == ()
    tombstone = team.export("a")
    with pytest.raises(InputError, match="BUNDLE-10"):
        team.merge("b", tombstone)
    assert [each.code for each in team["b"].firms()] == [CODE]
    team.merge("b", tombstone, erase=True)
    assert team["b"].firms() == ()
    assert team["b"].events(CODE) == []


def test_a_workspace_copied_and_continued_twice_is_refused_whole(team: Team, tmp_path: Path) -> None:
    import shutil

    started(team)
    team["a"].close()
    shutil.copytree(tmp_path / "a", tmp_path / "copy")
    team["a"].testify(CODE, "x", said(1))
    team["copy"].testify(CODE, "x", said(2))
    team.merge("bureau", team.export("a"))
    before = state(team["bureau"])
    with pytest.raises(InputError, match="BUNDLE-09"):
        team.merge("bureau", team.export("copy"))
    assert state(team["bureau"]) == before


def test_a_wrong_passphrase_and_an_existing_file_are_refused(team: Team) -> None:
    started(team)
    path = team.export("a")
    with pytest.raises(InputError, match="BUNDLE-03"):
        read_bundle(path, "别的")
    with pytest.raises(InputError, match="BUNDLE-08"):
        export_bundle(team["a"], path, PASS)


def test_nothing_in_a_bundle_is_readable_without_the_passphrase(team: Team) -> None:
    started(team)
    content = team.export("a").read_bytes()
    assert CODE.encode() not in content
    assert NAME.encode() not in content


def test_a_deidentified_bundle_names_nobody(team: Team, tmp_path: Path) -> None:
    team["a"].register_firm(CODE, NAME)
    team["a"].add_evidence(CODE, "合同", Grade.E2, number="HT-77", by="赵科长")
    team["a"].testify(CODE, FACT, said(12, "赵科长", note="赵科长说的", evidence=("ev01",)))
    team["a"].testify(CODE, "free", Answer(state="known", value="联系人赵科长 1380000", by="赵科长"))
    team["a"].add_row(CODE, "systems", {"name": "赵氏ERP", "fee": Fraction(6)})
    team["a"].add_finding(CODE, Finding(kind="pain", text="赵科长抱怨", effect="x"))
    path = tmp_path / "d.qzb"
    export_deidentified(team["a"], path, PASS, lambda _table, name: name in {"free", "name"})
    team.merge("lab", path)
    everything = str([event_to_json(each) for each in team["lab"].events()])
    for word in (CODE, NAME, "赵", "HT-77", "1380000", "a员", team["a"].id):
        assert word not in everything
    (firm,) = team["lab"].firms()
    assert team["lab"].facts(firm.code).answers["firm", FACT].value == 12
    assert [each.row.values for each in team["lab"].facts(firm.code).rows["systems"]] == [{"fee": Fraction(6)}]
