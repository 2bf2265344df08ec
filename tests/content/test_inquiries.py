"""What suppliers are asked: every remedy that may be bought has questions of its own, every class a way to do it."""

from __future__ import annotations

from diagnostics.model.content.inquiries import Inquiry
from diagnostics.model.content.remedies import Remedy
from tests.builders import shipped


def bought() -> list[Remedy]:
    return [each for each in shipped().remedies.values() if not each.own_measure]


def sets() -> list[Inquiry]:
    return list(shipped().inquiries.values())


def test_every_remedy_that_may_be_bought_has_two_to_four_questions_of_its_own() -> None:
    assert len(bought()) > 50
    assert [each.id for each in bought() if not 2 <= len(each.ask) <= 4] == []
    assert [each.id for each in shipped().remedies.values() if each.own_measure and each.ask] == []


def test_every_class_of_projects_has_its_steps_and_what_goes_wrong() -> None:
    told = {name: each for each in sets() for name in each.classes}
    assert {each.project_class for each in bought()} <= told.keys()
    for each in told.values():
        assert len(each.steps) == 3
        assert each.risk
        assert each.guard


def test_every_supplier_is_asked_what_it_costs_later_who_has_it_and_how_one_leaves() -> None:
    (common,) = (each for each in sets() if not each.classes)
    text = "\n".join(common.ask)
    for word in ("第二年", "同行业", "导出", "没有做到", "不用了"):
        assert word in text


def test_a_question_is_asked_once_and_names_no_money_of_the_firm() -> None:
    for each in bought():
        own = [*each.ask, *(ask for one in sets() if not one.classes for ask in one.ask)]
        assert len(own) == len(set(own))
        assert "万元" not in "".join(own)


def test_every_pain_says_which_kind_of_effect_it_is_when_it_goes_away() -> None:
    assert [each.id for each in shipped().pains.values() if each.gain is None] == []
