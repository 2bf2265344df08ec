"""Overlays: what a province or a provider lays over the content below, and whose word the result is."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from textwrap import dedent

import pytest

from diagnostics.content.library.library import get_library
from diagnostics.content.library.loading import load_folders
from diagnostics.content.root import content_root
from diagnostics.model.content import expressions as ex
from diagnostics.model.content.library import Library
from diagnostics.model.content.marks import Mark
from diagnostics.model.content.standards import Node
from diagnostics.words.problems import InputError, Problem
from tests.content.broken_files import BASE

FACTS = """\
    kind: facts
    id: firm
    facts:
"""
SCORE_CARD = """\
    kind: standard
    id: score_card
"""
BASIC = """\
    kind: criteria
    id: basic
"""
NEW_FACT_FILE = """\
    kind: facts
    id: local_facts
    title: 本地事实
    edition: "1"
    reviewed: 2026-11-22
    facts:
      - {id: town, name: 乡镇, type: text, profile: true, info: true}
"""


class Layers:
    """Folders over the base, written file by file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.folders: list[Path] = []

    def lay(self, text: str) -> Layers:
        """Add one overlay with one file."""
        return self.lay_several(text)

    def lay_several(self, *texts: str) -> Layers:
        """Add one overlay with several files."""
        layer = self.folder / f"layer_{len(self.folders)}"
        layer.mkdir()
        for text in map(dedent, texts):
            name = text.split("id: ", 1)[1].split("\n", 1)[0]
            (layer / f"{name}.yaml").write_text(text, encoding="utf-8")
        self.folders.append(layer)
        return self

    def problems(self) -> list[Problem]:
        return load_folders([BASE, *self.folders])[1]

    def library(self) -> Library:
        library, problems = load_folders([BASE, *self.folders])
        assert problems == [], [str(problem) for problem in problems]
        return library

    def codes(self) -> list[str]:
        return [problem.code for problem in self.problems()]


@pytest.fixture
def layers(tmp_path: Path) -> Layers:
    return Layers(tmp_path)


BELOW = load_folders([BASE])[0]


def node_of(library: Library, node: str, standard: str = "score_card") -> Node:
    return next(each for each in library.standards[standard].nodes if each.id == node)


def condition_need(library: Library, condition: str, criteria: str = "basic") -> ex.Expression | None:
    return next(each.need for each in library.criteria[criteria].conditions if each.id == condition)


# ---- a named field is replaced whole, the others stay ----


def test_a_field_of_a_fact_is_replaced_and_the_rest_stays(layers: Layers) -> None:
    fact = layers.lay(FACTS + "      - {id: staff, name: 在岗人数, max: 5000}").library().facts["staff"]
    assert (fact.name, fact.max, fact.unit, fact.integer) == ("在岗人数", Fraction(5000), "人", True)
    assert fact.question == BELOW.facts["staff"].question


def test_a_question_is_replaced_whole(layers: Layers) -> None:
    question = "{ask: 在岗多少人？, who: owner, where: workshop}"
    fact = layers.lay(FACTS + f"      - {{id: staff, question: {question}}}").library().facts["staff"]
    assert fact.question is not None
    assert (fact.question.ask, fact.question.help, fact.question.evidence) == ("在岗多少人？", "", ())


def test_options_are_replaced_whole(layers: Layers) -> None:
    options = "[{id: discrete, name: 离散}, {id: process, name: 流程}, {id: mixed, name: 混合}]"
    library = layers.lay(FACTS + f"      - {{id: business_type, options: {options}}}").library()
    assert [option.id for option in library.facts["business_type"].options] == ["discrete", "process", "mixed"]


def test_fields_of_a_table_are_merged_by_id(layers: Layers) -> None:
    text = """\
    kind: tables
    id: ledgers
    tables:
      - id: equipment
        fields:
          - {id: total, name: 设备总台数}
          - {id: smart, name: 智能设备, type: number, integer: true, min: 0, unit: 台, within: digital}
    """
    table = layers.lay(text).library().tables["equipment"]
    assert [each.id for each in table.fields] == ["process", "key", "class", "total", "digital", "bought", "smart"]
    total = table.field_named("total")
    assert total is not None
    assert (total.name, total.unit, total.integer) == ("设备总台数", "台", True)


def test_nodes_and_conditions_are_merged_by_id(layers: Layers) -> None:
    nodes = SCORE_CARD + "    nodes:\n      - {id: p_quality, name: 质量管理}\n"
    conditions = BASIC + "    conditions:\n      - {id: basic_discrete, need: {fact: digital_rate, at_least: 55}}\n"
    library = layers.lay_several(nodes, conditions).library()
    assert node_of(library, "p_quality").name == "质量管理"
    assert node_of(library, "p_quality").points == node_of(BELOW, "p_quality").points
    need = condition_need(library, "basic_discrete")
    assert isinstance(need, ex.Compare)
    assert need.right == ex.Constant(Fraction(55))
    assert condition_need(library, "basic_network") == condition_need(BELOW, "basic_network")


def test_other_lists_are_replaced_whole(layers: Layers) -> None:
    library = layers.lay(BASIC + "    conditions:\n      - {id: basic_network, aux: [growth]}\n").library()
    assert library.criteria["basic"].conditions[0].aux == ("growth",)


# ---- new items ----


def test_a_new_item_in_a_new_file_is_added(layers: Layers) -> None:
    library = layers.lay(NEW_FACT_FILE).library()
    assert set(library.facts) == {*BELOW.facts, "town"}


def test_a_new_node_and_a_new_condition_are_added_at_the_end(layers: Layers) -> None:
    node = "{id: p_size, name: 规模, parent: total, points: {band: {fact: staff}, from: [[100, 5], [0, 0]]}, max: 5}"
    condition = "{id: basic_staff, name: 人数, need: {fact: staff, at_least: 20}}"
    library = layers.lay_several(
        SCORE_CARD + f"    nodes:\n      - {node}\n", BASIC + f"    conditions:\n      - {condition}\n"
    ).library()
    assert library.standards["score_card"].nodes[-1].id == "p_size"
    assert library.criteria["basic"].conditions[-1].id == "basic_staff"


def test_a_new_set_is_a_file_of_its_own(layers: Layers) -> None:
    text = """\
    kind: criteria
    id: province
    title: 省级
    edition: "2026"
    reviewed: 2026-11-22
    jurisdiction: 另一省
    judges: firm
    complete: true
    mark: official
    source: notice
    conditions:
      - {id: province_mes, name: 有系统, need: {fact: has_mes, is: true}}
    """
    criteria = layers.lay(text).library().criteria["province"]
    assert (criteria.mark, criteria.conditions[0].mark) == (Mark.official, Mark.official)


# ---- switching off ----


def test_an_item_is_switched_off_with_a_reason(layers: Layers) -> None:
    text = """\
    kind: plausibility
    id: checks
    plausibility:
      - {id: mes_without_network, off: true, reason: 本地不查}
    """
    assert layers.lay(text).library().plausibility == {}


def test_a_condition_and_a_node_are_switched_off(layers: Layers) -> None:
    library = layers.lay_several(
        BASIC + "    conditions:\n      - {id: basic_official, off: true, reason: 本省不评}\n",
        SCORE_CARD + "    nodes:\n      - {id: p_rate, off: true, reason: 本地不评}\n",
    ).library()
    assert "basic_official" not in [each.id for each in library.criteria["basic"].conditions]
    assert "p_rate" not in [each.id for each in library.standards["score_card"].nodes]


def test_a_whole_file_is_switched_off(layers: Layers) -> None:
    text = "kind: coverage\nid: city\noff: true\nreason: 本市不统计\n"
    assert layers.lay(text).library().coverages == {}


def test_what_others_need_cannot_be_switched_off_silently(layers: Layers) -> None:
    text = "kind: criteria\nid: advanced\noff: true\nreason: 本省没有\n"
    assert "REF-01" in layers.lay(text).codes()


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        ("{id: basic_official, off: true}", "OVER-04"),
        ("{id: basic_offical, off: true, reason: 本省不评}", "OVER-02"),
        ("{id: basic_offical, off: true}", "OVER-02"),
    ],
)
def test_switching_off_needs_something_and_a_reason(layers: Layers, entry: str, code: str) -> None:
    assert code in layers.lay(BASIC + f"    conditions:\n      - {entry}\n").codes()


def test_off_false_switches_nothing_off(layers: Layers) -> None:
    entry = "{id: basic_official, off: false}"
    library = layers.lay(BASIC + f"    conditions:\n      - {entry}\n").library()
    assert "basic_official" in [each.id for each in library.criteria["basic"].conditions]


# ---- the pin ----


@pytest.mark.parametrize(
    ("pin", "codes"), [("basic@2025", []), ("basic@2024", ["OVER-01"]), ("basis@2025", ["OVER-01"])]
)
def test_a_pin_on_a_whole_file_is_compared(layers: Layers, pin: str, codes: list[str]) -> None:
    assert layers.lay(BASIC + f"    base: {pin}\n    note: 本地口径\n").codes() == codes


@pytest.mark.parametrize(("pin", "codes"), [("firm@1", []), ("firm@2", ["OVER-01"])])
def test_a_pin_on_a_file_of_items_is_compared(layers: Layers, pin: str, codes: list[str]) -> None:
    text = f"kind: facts\nid: firm\nbase: {pin}\nfacts:\n  - {{id: staff, max: 5000}}\n  - {{id: has_mes, name: MES}}\n"
    assert layers.lay(text).codes() == codes


def test_a_pin_names_what_lies_directly_below(layers: Layers) -> None:
    layers.lay(BASIC + '    edition: "2026"\n    valid_to: 2028-12-31\n')
    assert layers.lay(BASIC + "    base: basic@2026\n    note: 本地口径\n").codes() == []


# ---- weights ----


def test_weights_are_given_for_all_siblings(layers: Layers) -> None:
    head = "kind: standard\nid: stairs\nnodes:\n"
    one = "  - {id: dom_it, weight: 70}\n"
    assert layers.lay(head + one).codes() == ["OVER-03"]
    other = Layers(layers.folder / "more")
    other.folder.mkdir()
    library = other.lay(head + one + "  - {id: dom_quality, weight: 30}\n").library()
    assert [node.weight for node in library.standards["stairs"].nodes if node.origin == "dom_it"] == [70, 70]


def test_a_new_sibling_brings_the_weights_of_all(layers: Layers) -> None:
    head = "kind: standard\nid: stairs\nnodes:\n"
    points = "{points: quality, table: {l0: 0, l1: 1, l2: 1}}"
    leaf = f"  - {{id: s1, name: 甲, parent: dom_new, level: 1, points: {points}, max: 1}}\n"
    new = "  - {id: dom_new, name: 新, parent: stairs_total, roll_up: mean, weight: 20}\n"
    assert layers.lay(head + new + leaf).codes() == ["OVER-03"]


def test_words_of_one_sibling_need_no_weights(layers: Layers) -> None:
    assert layers.lay("kind: standard\nid: stairs\nnodes:\n  - {id: dom_it, name: 信息系统}\n").codes() == []


# ---- whose word it is ----


def marks_of(library: Library) -> dict[str, Mark]:
    return {each.id: each.mark for each in library.criteria["basic"].conditions}


def test_a_changed_condition_is_house_and_the_others_keep_their_marks(layers: Layers) -> None:
    library = layers.lay(
        BASIC + "    conditions:\n      - {id: basic_discrete, need: {fact: digital_rate, at_least: 55}}\n"
    ).library()
    assert marks_of(library) == {**marks_of(BELOW), "basic_discrete": Mark.house}
    assert library.criteria["basic"].mark == Mark.secondary


def test_a_new_condition_does_not_borrow_the_mark_of_the_set_below(layers: Layers) -> None:
    entry = "{id: basic_staff, name: 人数, need: {fact: staff, at_least: 20}}"
    library = layers.lay(BASIC + f"    conditions:\n      - {entry}\n").library()
    assert marks_of(library) == {**marks_of(BELOW), "basic_staff": Mark.house}


def test_an_overlay_says_its_own_mark_and_source(layers: Layers) -> None:
    entry = "{id: basic_discrete, need: {fact: digital_rate, at_least: 55}, mark: official, source: notice}"
    library = layers.lay(BASIC + f"    conditions:\n      - {entry}\n").library()
    assert marks_of(library)["basic_discrete"] == Mark.official


def test_the_header_of_an_overlay_speaks_for_what_it_writes_and_for_nothing_else(layers: Layers) -> None:
    entry = "{id: basic_discrete, need: {fact: digital_rate, at_least: 55}}"
    library = layers.lay(
        BASIC + f"    mark: official\n    source: notice\n    conditions:\n      - {entry}\n"
    ).library()
    assert marks_of(library) == {**marks_of(BELOW), "basic_discrete": Mark.official}


def test_a_replaced_ladder_is_house_step_by_step(layers: Layers) -> None:
    ladder = "{id: level, name: 等级, steps: [{level: 1, id: one, name: 一级, need: {score: total, at_least: 6}}, "
    ladder += "{level: 2, id: two, name: 二级, need: {score: total, at_least: 10}, mark: secondary}]}"
    library = layers.lay(SCORE_CARD + f"    ladders:\n      - {ladder}\n").library()
    found = library.standards["score_card"].ladders[0].steps
    assert [step.mark for step in found] == [Mark.house, Mark.secondary]


@pytest.mark.parametrize("words", ["name: 改个名", "note: 备注", "name: 改个名, note: 备注"])
def test_words_alone_change_no_mark(layers: Layers, words: str) -> None:
    library = layers.lay(BASIC + f"    conditions:\n      - {{id: basic_network, {words}}}\n").library()
    assert marks_of(library) == marks_of(BELOW)


def test_a_changed_statistic_is_house(layers: Layers) -> None:
    text = "kind: statistics\nid: means\nstatistics:\n  - {id: mean_staff, value: 150}\n"
    statistic = layers.lay(text).library().statistics["mean_staff"]
    assert (statistic.value, statistic.mark, statistic.unit) == (Fraction(150), Mark.house, "人")


def test_a_changed_policy_condition_is_house(layers: Layers) -> None:
    item = "{id: award_mes, conditions: [{id: award_mes_use, name: 有系统, need: {fact: staff, at_least: 9}}]}"
    text = f"kind: policies\nid: awards\npolicies:\n  - {{id: award_2025, items: [{item}]}}\n"
    policy = layers.lay(text).library().policies["award_2025"]
    assert (policy.mark, policy.items[0].mark) == (Mark.secondary, Mark.house)
    assert policy.items[0].conditions[0].mark == Mark.house
    assert policy.items[0].amount_wan == 10


# ---- which content it was ----


def test_the_fingerprint_changes_with_every_layer_and_nothing_else(layers: Layers) -> None:
    before = layers.library()
    after = layers.lay(NEW_FACT_FILE).library()
    assert before.fingerprint == load_folders([BASE])[0].fingerprint
    assert before.fingerprint != after.fingerprint
    assert layers.library().fingerprint == after.fingerprint
    assert layers.lay(FACTS + "      - {id: staff, max: 5000}").library().fingerprint != after.fingerprint


def test_the_local_layers_are_listed_in_order(layers: Layers) -> None:
    assert BELOW.local == ()
    layers.lay(NEW_FACT_FILE).lay(FACTS + "      - {id: staff, max: 5000}")
    assert layers.library().local == tuple(str(folder) for folder in layers.folders)


def test_of_two_layers_the_later_wins_field_by_field(layers: Layers) -> None:
    layers.lay(FACTS + "      - {id: staff, name: 甲, max: 5000}").lay(FACTS + "      - {id: staff, name: 乙}")
    fact = layers.library().facts["staff"]
    assert (fact.name, fact.max) == ("乙", Fraction(5000))


def test_a_later_layer_brings_back_what_an_earlier_one_switched_off(layers: Layers) -> None:
    off = "kind: plausibility\nid: checks\nplausibility:\n  - {id: mes_without_network, off: true, reason: 不查}\n"
    again = """\
    kind: plausibility
    id: checks
    title: 矛盾
    edition: "2"
    reviewed: 2026-11-22
    judge: {by: 某省, date: 2026-11-22}
    plausibility:
      - {id: mes_without_network, name: 有系统没有网络, when: {fact: has_mes, is: true}, say: 请核对。}
    """
    assert set(layers.lay(off).lay(again).library().plausibility) == {"mes_without_network"}


def test_two_layers_in_the_other_order_give_the_other_result(layers: Layers) -> None:
    layers.lay(FACTS + "      - {id: staff, name: 甲}").lay(FACTS + "      - {id: staff, name: 乙}")
    assert load_folders([BASE, *reversed(layers.folders)])[0].facts["staff"].name == "甲"


# ---- folders ----


def test_an_overlay_may_have_the_folders_of_the_content(layers: Layers) -> None:
    layer = layers.lay(NEW_FACT_FILE).folders[0]
    inner = layer / "questionnaires" / "facts"
    inner.mkdir(parents=True)
    (layer / "local_facts.yaml").rename(inner / "local_facts.yaml")
    assert "town" in layers.library().facts


def test_the_header_of_an_overlay_is_read_strictly(layers: Layers) -> None:
    text = "kind: facts\nid: firm\nbas: firm@1\nfacts:\n  - {id: staff, max: 5000}\n"
    (problem,) = layers.lay(text).problems()
    assert (problem.code, problem.place.line) == ("KEY-01", 3)


def test_problems_of_an_overlay_name_its_file(layers: Layers) -> None:
    (problem,) = layers.lay(FACTS + "      - {id: staff, unti: 人}").problems()
    assert problem.place.file == str(layers.folders[0] / "firm.yaml")
    assert (problem.place.line, problem.place.column) == (4, 17)


def test_a_library_with_problems_is_refused(layers: Layers) -> None:
    layers.lay(FACTS + "      - {id: staff, unti: 人}")
    with pytest.raises(InputError) as refused:
        get_library(layers.folders)
    assert {problem.code for problem in refused.value.problems} == {"KEY-01", "KEY-02"}


def test_the_shipped_questions_can_be_reworded(layers: Layers) -> None:
    """The first thing an author does: another sentence for a shipped question."""
    name = next(fact.id for fact in get_library().facts.values() if fact.question is not None)
    fact = get_library().facts[name]
    assert fact.question is not None
    question = f"{{ask: 换一种问法？, who: {fact.question.who}, where: {fact.question.where}}}"
    layers.lay(f"kind: facts\nid: local\nfacts:\n  - {{id: {name}, question: {question}}}\n")
    library, problems = load_folders([content_root(), *layers.folders])
    assert problems == []
    found = library.facts[name].question
    assert found is not None
    assert found.ask == "换一种问法？"
