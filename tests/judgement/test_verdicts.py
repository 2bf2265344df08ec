"""A verdict never claims more than the weakest thing it rests on (contract: marks, grades, verdicts).

A set of official conditions, completely known, with verified answers is the only way to `met` and `not_met`. Every test
weakens one thing.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from diagnostics.diagnosis.diagnose import Diagnosis, diagnose
from diagnostics.model.content.criteria import CriteriaSet
from diagnostics.model.content.marks import Mark
from diagnostics.model.firm.answers import FirmAnswers
from diagnostics.model.results.results import SetResult
from tests.builders import AS_OF, HEADER, JUDGED, asked, content, firm, shipped
from tests.scoring.conftest import EVERY_FORM
from tests.scoring.firms import FirmMaker

Json = dict[str, Any]
OFFICIAL = {"mark": "official", "source": "law"}
HOUSE = {"mark": "house", "judge": {"by": "qizhen", "date": "2026-11-22"}}
SOURCES = {
    "kind": "sources", "id": "sources", **HEADER,
    "sources": [{"id": "law", "issuer": "某部", "title": "某文件", "mark": "official"}],
}  # fmt: skip
FACTS = [
    {"id": "rate", "name": "合格率", "type": "percent", "better": "up"},
    {"id": "exports", "name": "有出口", "type": "bool"},
    {"id": "licence", "name": "有许可", "type": "bool", "better": "up"},
    {"id": "sound", "name": "稳健", "type": "bool", "better": "up"},
]
DERIVED = {"id": "shown", "name": "公示合格率", "type": "percent", "better": "up", "value": {"fact": "rate"}}
SCORE = {
    "kind": "standard", "id": "own", **JUDGED, "judges": "firm", "unanswered": "open",
    "nodes": [{"id": "points", "name": "参考分", "points": {"fact": "rate"}, "max": 100, "na": "reject", **OFFICIAL}],
    "ladders": [{"id": "level", "name": "等级", "steps": [
        {"level": 1, "id": "l1", "name": "一级", "need": {"score": "points", "at_least": 50}, **OFFICIAL}]}],
}  # fmt: skip
RATE = {"id": "c_rate", "name": "合格率", "role": "mandatory", "need": {"fact": "rate", "at_least": 95}}
LICENCE = {
    "id": "c_licence", "name": "出口的要有许可", "role": "conditional", "applies": {"fact": "exports", "is": True},
    "need": {"fact": "licence", "is": True},
}  # fmt: skip
GOOD = {"rate": 96, "exports": True, "licence": True, "sound": True}


@pytest.fixture
def judged(tmp_path: Path) -> Any:
    """Judge one set: conditions, the answers, and what differs from an official, complete set with evidence."""

    def judge(
        answers: Mapping[str, Any],
        *conditions: Json,
        grade: str = "E3",
        formula: Json | None = None,
        evidence: list[Json] | None = None,
        **of_set: Any,
    ) -> SetResult:
        own = [{**OFFICIAL, **each} for each in conditions or (RATE, LICENCE)]
        wanted = {"complete": True, **OFFICIAL, **of_set}
        criteria = {
            "kind": "criteria", "id": "award", **HEADER, "jurisdiction": "全国", "judges": "firm", **wanted,
            "conditions": own,
        }  # fmt: skip
        derived = {"kind": "derived", "id": "derived", **HEADER, "derived": [{**DERIVED, **(formula or OFFICIAL)}]}
        rest: Json = {
            "kind": "criteria",
            "id": "rest",
            **HEADER,
            "jurisdiction": "全国",
            "judges": "firm",
            "complete": False,
        }
        rest |= {**OFFICIAL, "conditions": [{**OFFICIAL, "id": f"r_{fact['id']}", "name": "用到", "role": "reference",
                 "need": {"fact": fact["id"], "state": ["known"]}} for fact in FACTS]}  # fmt: skip
        rest["conditions"].append({**OFFICIAL, "id": "r_shown", "name": "用到", "role": "reference",
                                   "need": {"fact": "shown", "at_least": 1}})  # fmt: skip
        library = content(tmp_path, SOURCES, *asked(FACTS), derived, SCORE, criteria, rest)
        told = firm(answers, grade=grade, library=library, evidence=list(evidence or []))
        result: SetResult = diagnose([told], library, AS_OF)[0].criteria["award"]
        return result

    return judge


def test_met_is_official_complete_and_verified(judged: Any) -> None:
    result = judged(GOOD)
    assert (result.verdict, result.verdict_verified) == ("met", "met")
    assert {each.mark for each in result.conditions.values()} == {Mark.official}


def test_an_official_condition_that_fails_is_not_met(judged: Any) -> None:
    assert judged({**GOOD, "rate": 94}).verdict == "not_met"


def test_not_met_needs_no_evidence_and_no_complete_set(judged: Any) -> None:
    """What was answered fails an official condition; nobody proves his own failure."""
    result = judged({**GOOD, "rate": 94}, grade="", complete=False)
    assert (result.verdict, result.verdict_verified) == ("not_met", "unknown")


@pytest.mark.parametrize("grade", ["", "E0", "E1"])
def test_an_answer_without_evidence_makes_it_likely(grade: str, judged: Any) -> None:
    result = judged(GOOD, grade=grade)
    assert (result.verdict, result.verdict_verified) == ("likely_met", "unknown")


@pytest.mark.parametrize("mark", ["seen_in_part", "secondary", "known", "proposal", "house", "uncertain"])
@pytest.mark.parametrize("where", ["condition", "set", "formula", "applies"])
def test_a_weaker_mark_anywhere_makes_it_likely(where: str, mark: str, judged: Any) -> None:
    weak = {"mark": mark, "source": "law", "judge": {"by": "qizhen", "date": "2026-11-22"}}
    shown_rate = {**RATE, "need": {"fact": "shown", "at_least": 95}}
    result = {
        "condition": lambda: judged(GOOD, {**RATE, **weak}, LICENCE),
        "set": lambda: judged(GOOD, **weak),
        "formula": lambda: judged(GOOD, shown_rate, LICENCE, formula=weak),
        "applies": lambda: judged(GOOD, RATE, {**LICENCE, "applies": {"fact": "shown", "at_least": 1}}, formula=weak),
    }[where]()
    assert (result.verdict, result.verdict_verified) == ("likely_met", "likely_met")


def test_an_expert_or_an_incomplete_set_makes_it_likely(judged: Any) -> None:
    assert judged(GOOD, RATE, {**LICENCE, "expert": True}).verdict == "likely_met"
    assert judged(GOOD, complete=False).verdict == "likely_met"


@pytest.mark.parametrize("score", [{"score": "own:points"}, {"level": "own:level"}])
def test_our_own_reference_score_makes_it_likely(score: Json, judged: Any) -> None:
    """The points may all be official: what a platform would print may differ."""
    condition = {"id": "c_score", "name": "水平", "role": "mandatory", "need": {**score, "at_least": 1}}
    assert judged(GOOD, condition).verdict == "likely_met"
    assert judged({**GOOD, "rate": 0}, condition).verdict == "likely_not_met"


@pytest.mark.parametrize("weak", [{"expert": True}, {"mark": "secondary"}])
def test_a_condition_that_is_not_official_fails_only_likely(weak: Json, judged: Any) -> None:
    result = judged({**GOOD, "rate": 94}, {**RATE, **weak}, LICENCE)
    assert (result.verdict, result.verdict_verified) == ("likely_not_met", "likely_not_met")


def test_an_official_failure_wins_over_a_likely_one(judged: Any) -> None:
    other = {
        "id": "c_sound",
        "name": "稳健",
        "role": "mandatory",
        "need": {"fact": "sound", "is": True},
        "expert": True,
    }
    assert judged({**GOOD, "rate": 94, "sound": False}, RATE, other).verdict == "not_met"


def test_one_open_condition_leaves_it_unknown(judged: Any) -> None:
    told = {name: value for name, value in GOOD.items() if name != "rate"}
    assert judged(told).verdict == "unknown"


def test_a_failure_is_a_failure_whatever_else_is_open(judged: Any) -> None:
    assert judged({"exports": True, "licence": False}).verdict == "not_met"


# ---- conditions that do not apply ----


def test_what_does_not_apply_is_not_needed(judged: Any) -> None:
    result = judged({"rate": 96, "exports": False})
    assert (result.conditions["c_licence"].state, result.verdict) == ("na", "met")


def test_that_it_does_not_apply_wants_proof_too(judged: Any) -> None:
    """Nobody has seen that the firm does not export: met would rest on a mere word."""
    told = {"rate": {"value": 96, "evidence": "cited"}, "exports": {"value": False, "evidence": "word"}}
    evidence = [{"id": "cited", "grade": "E3", "kind": "photo"}, {"id": "word", "grade": "E1", "kind": "other"}]
    result = judged(told, grade="", evidence=evidence)
    assert (result.verdict, result.verdict_verified) == ("likely_met", "unknown")
    assert result.conditions["c_licence"].verified_state == "unknown"


def test_a_condition_that_only_may_apply_cannot_fail_a_set(judged: Any) -> None:
    assert judged({"rate": 96, "licence": False}).verdict == "unknown"


def test_it_does_not_matter_whether_a_condition_applies_that_holds(judged: Any) -> None:
    assert judged({"rate": 96, "licence": True}).verdict == "met"


def test_reference_conditions_are_shown_and_never_judged(judged: Any) -> None:
    result = judged(GOOD, RATE, {**RATE, "id": "c_shown", "role": "reference", "need": {"fact": "sound", "is": False}})
    assert (result.verdict, result.conditions["c_shown"].state) == ("met", "not_met")


def test_a_set_in_which_nothing_applies_says_nothing(judged: Any) -> None:
    assert judged({"exports": False}, LICENCE).verdict == "unknown"


# ---- the same as a property of every diagnosis ----


def decisive(criteria: CriteriaSet, result: SetResult) -> list[tuple[Any, Any]]:
    return [(each, result.conditions[each.id]) for each in criteria.conditions if each.role != "reference"]


def overclaims(criteria: CriteriaSet, result: SetResult) -> bool:
    """Whether a verdict says more than its conditions, marks and evidence bear."""
    pairs = decisive(criteria, result)
    states = {found.state for _, found in pairs}
    if result.verdict == "met":
        official = criteria.complete and criteria.mark == Mark.official
        each_official = all(
            each.mark == Mark.official and (found.state == "na" or (found.mark == Mark.official and not each.expert))
            for each, found in pairs
        )
        proved = all(found.verified_state in {"met", "na"} for _, found in pairs)
        return not (official and each_official and proved and states <= {"met", "na"})
    if result.verdict == "not_met":
        failed = [(each, found) for each, found in pairs if found.state == "not_met"]
        return not any(found.mark == Mark.official and not each.expert for each, found in failed)
    if result.verdict == "likely_met":
        return not states <= {"met", "na"}
    return result.verdict == "likely_not_met" and "not_met" not in states


def random_and_good(maker: FirmMaker, number: int) -> list[FirmAnswers]:
    """Random firms, and as many of which some are good enough to be met."""
    good = [maker.firm(seed, mood=0.97, asked=1, gaps=0, proof=seed % 2) for seed in range(100, 100 + number // 4)]
    return maker.firms(number) + good


def all_overclaims(diagnoses: list[Diagnosis]) -> list[str]:
    return [
        f"{diagnosis.firm.code} {name} {each.verdict}"
        for diagnosis in diagnoses
        for name, result in diagnosis.criteria.items()
        for each in (result.subjects or {"": result}).values()
        if overclaims(diagnosis.library.criteria[name], each)
    ]


def numbers(few: int, many: int) -> pytest.MarkDecorator:
    """How many random firms: for every change, and in the long run."""
    return pytest.mark.parametrize("number", [few, pytest.param(many, marks=pytest.mark.long)])


@numbers(24, 160)
def test_no_verdict_on_the_shipped_content_claims_too_much(number: int) -> None:
    firms = random_and_good(FirmMaker(shipped(), AS_OF), number)
    assert all_overclaims(diagnose(firms, shipped(), AS_OF)) == []


def test_no_shipped_set_can_be_met_for_sure_yet() -> None:
    """None is official and complete; the day one is, its verdicts deserve a look at its source."""
    assert [each.id for each in shipped().criteria.values() if each.complete and each.mark == Mark.official] == []


@numbers(50, 300)
def test_the_outer_verdict_is_the_lowest_of_the_subjects(number: int, tmp_path: Path) -> None:
    library = content(tmp_path, EVERY_FORM.read_text(encoding="utf-8"))
    order = ("met", "likely_met", "unknown", "likely_not_met", "not_met")
    several = 0
    for diagnosis in diagnose(FirmMaker(library, AS_OF).firms(number), library, AS_OF):
        for result in (each for each in diagnosis.criteria.values() if each.subjects):
            several += 1
            verdicts = {each.verdict for each in (result.subjects or {}).values()}
            assert result.verdict == max(verdicts, key=order.index)
    assert several > number // 6


@numbers(64, 800)
def test_no_verdict_in_any_form_claims_too_much(number: int, tmp_path: Path) -> None:
    library = content(tmp_path, EVERY_FORM.read_text(encoding="utf-8"))
    diagnoses = diagnose(random_and_good(FirmMaker(library, AS_OF), number), library, AS_OF)
    assert all_overclaims(diagnoses) == []
    found = {result.verdict for each in diagnoses for result in each.criteria.values()}
    assert found == {"met", "likely_met", "unknown", "likely_not_met", "not_met"}
