"""What a change says: the instruction written for it; where there is none, what is missing and nothing to do."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from diagnostics.model.content.library import Library
from diagnostics.model.results.results import Change
from diagnostics.scoring.engine.evaluate import Evaluator
from diagnostics.scoring.engine.frame import Frame
from diagnostics.scoring.words.describe import Describer
from diagnostics.scoring.words.explain import Explainer
from tests.builders import AS_OF, JUDGED, asked, content, firm


def do(what: str) -> dict[str, str]:
    return {"what": what, "who": "主管", "leaves": f"{what}的记录"}


FACTS: list[dict[str, Any]] = [
    {"id": "nets", "name": "网络", "type": "multi", "better": "up",
     "options": [{"id": "none", "name": "都没有", "none": True}, {"id": "ot", "name": "车间工控网"},
                 {"id": "app", "name": "应用系统网络"}, {"id": "far", "name": "远程网络"}],
     "do": {"ot": do("给机台拉网线"), "app": do("给扫码枪装无线")}},
    {"id": "scene", "name": "质量场景", "type": "choice", "better": "up",
     "options": [{"id": "l0", "name": "没有", "value": 0}, {"id": "l1", "name": "一级", "value": 1},
                 {"id": "l2", "name": "二级", "value": 2}, {"id": "l3", "name": "三级", "value": 3}],
     "do": {"l2": do("把检验记录录进系统"), "l3": do("做一次倒查")}},
    {"id": "records", "name": "不良记录", "type": "multi", "better": "down",
     "options": [{"id": "none", "name": "没有记录", "none": True}, {"id": "fine", "name": "行政处罚"},
                 {"id": "debt", "name": "欠款记录"}],
     "do": {"fine": do("交修复申请")}},
    {"id": "rate", "name": "联网率", "type": "percent", "better": "up", "do": {"at_least": do("一条线一条线接")}},
    {"id": "share", "name": "投入占比", "type": "percent", "better": "up"},
    {"id": "good", "name": "经营良好", "type": "judgement", "better": "up", "do": {"holds": do("把三年报表装订成册")}},
    {"id": "links", "name": "自动采集", "type": "multi", "better": "up",
     "options": [{"id": "none", "name": "都没有", "none": True}, {"id": "far", "name": "远程"},
                 {"id": "office", "name": "办公室"}, {"id": "shop", "name": "车间"}],
     "do": {"far": do("给外协厂发账号"), "office": do("让发票自己进账"), "shop": do("给机台装采集盒")}},
    {"id": "mes", "name": "有系统", "type": "bool", "better": "up", "do": {"true": do("先用一个班")}},
]  # fmt: skip
NEEDS: dict[str, Any] = {
    "both": {"fact": "nets", "has_all": ["ot", "app"]},
    "with_rest": {"fact": "nets", "has_all": ["ot", "far"]},
    "any_two": {"fact": "nets", "has_any": ["ot", "app"]},
    "l1": {"fact": "scene", "at_least": 1},
    "l3": {"fact": "scene", "at_least": 3},
    "clean": {"none": [{"fact": "records", "has": "fine"}, {"fact": "records", "has": "debt"}]},
    "rate": {"fact": "rate", "at_least": 60},
    "share": {"fact": "share", "at_least": 3},
    "good": {"fact": "good", "is": "holds"},
    "mes": {"fact": "mes", "is": True},
    "whole": {"fact": "share", "at_least": 5},
    "linked": {"fact": "links", "has_any": ["far", "office", "shop"]},
}
ANSWERS = {
    "nets": [], "scene": "l0", "records": ["fine", "debt"], "rate": 40, "share": 1, "mes": False,
    "good": {"value": "fails", "reason": "连亏三年"},
}  # fmt: skip


# What does not go together: a remote network in a plant without a system; a fast line where nobody checks quality.
RULES = {
    "kind": "plausibility", "id": "rules", **JUDGED,
    "plausibility": [
        {"id": "far", "name": "远程网络没有系统", "say": "请核对。",
         "when": {"all": [{"fact": "links", "has": "far"}, {"fact": "mes", "is": False}]}},
        {"id": "shop", "name": "车间自动采集没有场景", "say": "请核对。",
         "when": {"any": [{"all": [{"fact": "links", "has": "shop"}, {"fact": "scene", "is": "l0"}]}]}},
    ],
}  # fmt: skip


@cache
def library() -> Library:
    conditions = [
        {"id": name, "name": f"条件{name}", "need": need, **({"do": do("先找三家报价")} if name == "whole" else {})}
        for name, need in NEEDS.items()
    ]
    award = {"kind": "criteria", "id": "award", **JUDGED, "jurisdiction": "全国", "judges": "firm", "complete": False,
             "conditions": conditions}  # fmt: skip
    with TemporaryDirectory() as folder:
        return content(Path(folder), *asked(FACTS), award, RULES)


def changes(name: str, answers: dict[str, Any]) -> list[Change]:
    evaluator = Evaluator(Frame([firm(answers, library=library())], library(), AS_OF))
    (criterion,) = (each for each in library().criteria["award"].conditions if each.id == name)
    return Explainer(evaluator, Describer(library())).criterion_changes(criterion, "firm", 0)


@pytest.mark.parametrize(
    ("name", "texts"),
    [
        pytest.param("both", ["给机台拉网线。给扫码枪装无线"], id="each option that is missing has its own"),
        pytest.param("with_rest", ["给机台拉网线。“网络”还缺“远程网络”"], id="an option without one is only named"),
        pytest.param("any_two", ["下面任选 1 项做：给机台拉网线。给扫码枪装无线"], id="of several any will do"),
        pytest.param("l1", ["把检验记录录进系统"], id="a choice without its own takes the next better one's"),
        pytest.param("l3", ["做一次倒查"], id="a choice has its own"),
        pytest.param("clean", ["交修复申请", "“欠款记录”：能修复的修复，不能修复的等年限过去"], id="what has to go"),
        pytest.param("rate", ["一条线一条线接"], id="a number rises"),
        pytest.param("share", ["“投入占比”现在是1%，要求不低于 3%"], id="a number without one states what it is"),
        pytest.param("good", ["把三年报表装订成册"], id="a judgement is prepared"),
        pytest.param("mes", ["先用一个班"], id="a no becomes a yes"),
        pytest.param("whole", ["先找三家报价"], id="a condition says it as a whole"),
    ],
)
def test_a_condition_that_fails_says_what_is_done_or_what_is_missing(name: str, texts: list[str]) -> None:
    assert [each.text for each in changes(name, ANSWERS)] == texts


@pytest.mark.parametrize(
    ("given", "first"),
    [
        pytest.param({"mes": False, "scene": "l0"}, "让发票自己进账", id="what other answers contradict comes last"),
        pytest.param({"mes": False, "scene": "l2"}, "给机台装采集盒", id="what goes with something that stands high"),
        pytest.param({"mes": True, "scene": "l0"}, "给外协厂发账号", id="what nothing tells apart, in its order"),
    ],
)
def test_of_several_options_the_one_that_fits_the_firm_comes_first(given: dict[str, Any], first: str) -> None:
    (change,) = changes("linked", {**ANSWERS, "links": [], **given})
    assert change.text.startswith(f"下面任选 1 项做：{first}")


def test_what_is_there_already_is_not_done_again() -> None:
    (change,) = changes("both", {**ANSWERS, "nets": ["ot"]})
    assert (change.text, [each.leaves for each in change.do]) == ("给扫码枪装无线", ["给扫码枪装无线的记录"])


@pytest.mark.parametrize("name", ["both", "l3", "rate", "mes", "whole"])
def test_what_nobody_answered_is_found_out_first(name: str) -> None:
    assert [each.text[:2] for each in changes(name, {})] == ["查清"]
    assert not any(each.do for each in changes(name, {}))


def test_a_judgement_that_nobody_has_given_is_prepared_at_once() -> None:
    """An expert judges what lies before him: there is nothing to find out but the papers to get ready."""
    assert [each.text for each in changes("good", {})] == ["把三年报表装订成册"]
