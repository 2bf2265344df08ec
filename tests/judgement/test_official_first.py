"""A gate reads what a platform printed; only without it our own reference level, and then it is never sure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from diagnostics.diagnosis.diagnose import diagnose
from diagnostics.model.content import expressions as ex
from diagnostics.model.content.criteria import condition_of
from diagnostics.model.content.library import Library
from diagnostics.model.content.marks import Mark
from diagnostics.model.firm.answers import FirmAnswers
from diagnostics.model.results.results import SetResult
from diagnostics.scoring.engine.evaluate import Evaluator
from diagnostics.scoring.engine.frame import Frame
from diagnostics.scoring.words.describe import Describer
from diagnostics.scoring.words.explain import Explainer
from tests.builders import AS_OF, HEADER, JUDGED, content, firm, shipped

Json = dict[str, Any]
OFFICIAL = {"mark": "official", "source": "law"}
SOURCES = {
    "kind": "sources", "id": "sources", **HEADER,
    "sources": [{"id": "law", "issuer": "某部", "title": "某文件", "mark": "official"}],
}  # fmt: skip
QUESTION = {"ask": "是多少？", "who": "owner", "where": "office"}
FACTS = {
    "kind": "facts", "id": "facts", **HEADER,
    "facts": [{"id": "rate", "name": "合格率", "type": "percent", "better": "up", "question": QUESTION}],
}  # fmt: skip
RESULTS = {
    "kind": "tables", "id": "tables", **HEADER,
    "tables": [{
        "id": "official_results", "name": "官方结果", "question": QUESTION,
        "fields": [
            {"id": "instrument", "name": "评价", "type": "choice", "required": True,
             "options": [{"id": "own", "name": "水平"}, {"id": "other", "name": "别的"}]},
            {"id": "level", "name": "等级", "type": "number", "integer": True, "min": 0},
            {"id": "date", "name": "日期", "type": "date", "required": True},
        ]}],
}  # fmt: skip
SECTIONS = {
    "kind": "questionnaire", "id": "sections", **HEADER,
    "sections": [{"id": "all", "name": "全部", "who": "owner", "where": "office", "minutes": 5,
                  "items": ["rate", "official_results"]}],
}  # fmt: skip
SCORE = {
    "kind": "standard", "id": "own", **JUDGED, "judges": "firm", "unanswered": "open",
    "nodes": [{"id": "points", "name": "参考分", "points": {"fact": "rate"}, "max": 100, "na": "reject", **OFFICIAL}],
    "ladders": [{"id": "level", "name": "等级", "steps": [
        {"level": 1, "id": "l1", "name": "一级", "need": {"score": "points", "at_least": 50}, **OFFICIAL}]}],
}  # fmt: skip
GATE = {"first_known": [{"official": "own"}, {"level": "own:level"}], "at_least": 1}
SET = {
    "kind": "criteria", "id": "award", **HEADER, "jurisdiction": "全国", "judges": "firm", "complete": True, **OFFICIAL,
    "conditions": [{"id": "gate", "name": "水平", "role": "mandatory", "need": GATE, **OFFICIAL}],
}  # fmt: skip


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return content(tmp_path, SOURCES, FACTS, RESULTS, SECTIONS, SCORE, SET)


def told(
    library: Library, rate: float | None, level: int | None, *, proof: str = "E3", platform: str = "E3"
) -> FirmAnswers:
    """A firm with a rate (50 and more is our level 1) and what the platform printed, each with its evidence."""
    answers = {} if rate is None else {"rate": {"value": rate, "evidence": "own"}}
    row = {"instrument": "own", "level": level, "date": "2026-03-02", "evidence": "printout"}
    evidence = [{"id": "own", "grade": proof, "kind": "photo"}, {"id": "printout", "grade": platform, "kind": "photo"}]
    return firm(answers, library=library, evidence=evidence, official_results=[] if level is None else [row])


def award(library: Library, answers: FirmAnswers) -> SetResult:
    result: SetResult = diagnose([answers], library, AS_OF)[0].criteria["award"]
    return result


@pytest.mark.parametrize(
    ("rate", "level", "grades", "verdicts"),
    [
        (0, 1, {}, ("met", "met")),
        (None, 1, {}, ("met", "met")),
        (0, 1, {"platform": "E1"}, ("likely_met", "unknown")),
        (96, 0, {}, ("not_met", "not_met")),
        (96, 0, {"platform": "E1"}, ("not_met", "not_met")),  # our proved level does not replace what was printed
        (96, None, {}, ("likely_met", "likely_met")),
        (96, None, {"proof": "E1"}, ("likely_met", "unknown")),
        (0, None, {}, ("likely_not_met", "likely_not_met")),
        (None, None, {}, ("unknown", "unknown")),
    ],
)
def test_the_platform_decides_and_ours_only_where_it_is_silent(
    rate: float | None, level: int | None, grades: Mapping[str, str], verdicts: tuple[str, str], library: Library
) -> None:
    result = award(library, told(library, rate, level, **grades))
    if verdicts == ("not_met", "not_met") and grades:
        assert result.verdict == "not_met"
        assert result.verdict_verified in {"not_met", "unknown"}
    else:
        assert (result.verdict, result.verdict_verified) == verdicts
    assert result.conditions["gate"].mark == (Mark.house if level is None else Mark.official)


def test_what_another_platform_printed_is_not_this_result(library: Library) -> None:
    other = {"instrument": "other", "level": 1, "date": "2026-03-02"}
    result = award(library, firm({"rate": 96}, grade="E3", library=library, official_results=[other]))
    assert (result.verdict, result.conditions["gate"].mark) == ("likely_met", Mark.house)


def test_every_firm_of_a_batch_has_the_mark_of_what_decides_for_it(library: Library) -> None:
    firms = [told(library, 96, 1), told(library, 96, None), told(library, 0, 1), told(library, 0, None)]
    found = [each.criteria["award"].conditions["gate"].mark for each in diagnose(firms, library, AS_OF)]
    assert found == [Mark.official, Mark.house, Mark.official, Mark.house]


def test_the_explanation_names_what_decided(library: Library) -> None:
    condition = condition_of(library.criteria["award"].conditions[0])

    def why(*told_of: Any) -> str:
        evaluator = Evaluator(Frame([told(library, *told_of)], library, AS_OF))
        return Explainer(evaluator, Describer(library)).condition(condition, "firm", 0).text

    assert why(0, 1).startswith("水平（平台结果）等级：1")
    assert why(96, None).startswith("算例的等级：1 级")
    assert why(0, None).startswith("算例的等级：没有到 1 级，要求不低于 1 级")
    assert "水平（平台结果）等级（没有时看算例的等级）" in why(None, None)


# ---- the shipped content ----

# ask whether the self-assessment on the platform was done, not for a level alone
BEING_DONE = {"changsha_selftest", "qd_adv_cmmm"}


def below(expression: ex.Expression) -> Iterator[ex.Expression]:
    """An expression and what is below it, but not what already stands first in `first_known` with ours behind it."""
    if isinstance(expression, ex.FirstKnown) and isinstance(expression.args[-1], ex.LadderLevel):
        return
    yield expression
    for child in ex.children(expression):
        yield from below(child)


def reads_a_level_of_ours(expression: ex.Expression, library: Library) -> bool:
    """Whether it is the official level of something that we have a standard with levels for."""
    if not isinstance(expression, ex.Latest) or expression.field != "level":
        return False
    instruments = expression.where.options if isinstance(expression.where, ex.Among) else ()
    found = (library.standards.get(name) for name in instruments)
    return any(standard is not None and standard.ladder("level") is not None for standard in found)


def maturity_firm(target: int, satisfied: int) -> FirmAnswers:
    """A firm that aims at a level and satisfies every point up to one, and none above it."""
    points = (name for name, fact in shipped().facts.items() if fact.scale == "maturity_point")
    answers = {name: "full" if int(name.split(".")[1][1:]) <= satisfied else "none" for name in points}
    return firm(answers, grade="E3", about={"business_type": "discrete", "target_level": target})


@pytest.mark.parametrize(
    ("target", "satisfied", "basic", "excellent", "pilot"),
    [
        (5, 1, "not_met", "not_met", "not_met"),
        (5, 2, "met", "not_met", "not_met"),
        (5, 3, "met", "met", "not_met"),
        (2, 2, "met", "unknown", "unknown"),  # nobody assessed what is above the target
        (2, 1, "not_met", "not_met", "not_met"),
        (1, 1, "unknown", "unknown", "unknown"),
    ],
)
def test_the_national_gates_read_our_maturity_level(
    target: int, satisfied: int, basic: str, excellent: str, pilot: str
) -> None:
    sets = diagnose([maturity_firm(target, satisfied)], shipped(), AS_OF)[0].criteria
    found = {name: each.conditions for name, each in sets.items()}
    gates = {"nat_b": "gate_maturity_basic", "nat_e": "gate_maturity_excellent", "nat_p": "gate_maturity_pilot"}
    conditions = [found[name][gate] for name, gate in gates.items()]
    assert [each.state for each in conditions] == [basic, excellent, pilot]
    assert all(each.mark >= Mark.house for each in conditions)


def test_every_shipped_gate_on_a_level_falls_back_on_ours() -> None:
    library = shipped()
    bare = {
        criterion.id
        for criteria in library.criteria.values()
        for criterion in criteria.conditions
        for part in below(condition_of(criterion))
        if reads_a_level_of_ours(part, library)
    }
    assert bare == BEING_DONE
