"""What goes into the journal comes out of it, exactly; what was filled in is not stored."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diagnostics.model.content.marks import Grade
from diagnostics.model.firm.answers import Answer, AnswerValue, Deadline, Evidence, Finding, KpiSaid, Row, Subject
from diagnostics.model.firm.subjects import complete_subjects, declared_subjects
from diagnostics.model.results.plans import OwnProject, PlanWishes
from diagnostics.store.journal import events, values
from diagnostics.words.clock import CHINA

texts = st.text(max_size=20)
grades = st.sampled_from(Grade)
cited = st.lists(texts, max_size=3).map(tuple)
days = st.none() | st.dates()
fractions = st.fractions()
answer_values: st.SearchStrategy[AnswerValue] = st.one_of(
    st.none(), st.booleans(), texts, st.dates(), fractions, st.tuples(fractions, fractions), cited
)
answers = st.builds(
    Answer,
    state=st.sampled_from(["known", "na", "unknown", "refused"]),
    value=answer_values,
    grade=grades,
    evidence=cited,
    by=texts,
    date=days,
    note=texts,
)
rows = st.builds(
    Row, values=st.dictionaries(texts, answer_values, max_size=3), subject=texts, grade=grades, evidence=cited
)
proofs = st.builds(
    Evidence, id=texts, grade=grades, kind=texts, date=days, by=texts, kept=st.booleans(), number=texts, note=texts
)
findings = st.builds(
    Finding,
    kind=texts,
    text=texts,
    effect=texts,
    evidence=cited,
    title=texts,
    by=texts,
    date=days,
    pain=texts,
    loss_wan=st.none() | st.tuples(fractions, fractions),
    bill_wan=st.none() | st.tuples(fractions, fractions),
    kpi=st.none() | st.builds(KpiSaid, now=st.none() | fractions, wanted=st.none() | fractions),
    deadline=st.none() | st.builds(Deadline, st.dates(), texts),
    payback_years=st.none() | fractions,
)


def through_json(data: object) -> object:
    return json.loads(json.dumps(data, ensure_ascii=False, allow_nan=False))


@given(answers, rows, proofs, findings)
def test_everything_survives_the_journal(answer: Answer, row: Row, proof: Evidence, finding: Finding) -> None:
    kept = values.from_json(Answer, through_json(values.to_json(answer)))  # type: ignore[arg-type]
    assert (kept, type(kept.value)) == (answer, type(answer.value))
    assert values.from_json(Row, through_json(values.to_json(row))) == row  # type: ignore[arg-type]
    assert values.from_json(Evidence, through_json(values.declared_to_json(proof))) == proof  # type: ignore[arg-type]
    assert values.from_json(Finding, through_json(values.to_json(finding))) == finding  # type: ignore[arg-type]


def test_a_number_is_exact() -> None:
    assert values.value_to_json(Fraction("0.1")) == {"number": "1/10"}


moments = st.datetimes(datetime(1, 1, 2), timezones=st.just(CHINA))


def test_the_journal_says_it_in_the_words_of_the_first_release() -> None:
    answer = Answer(state="known", value=(Fraction(3), Fraction("4.5")), grade=Grade.E3, evidence=("ev01",), by="李")
    said = {
        "state": "known", "value": {"pair": ["3", "9/2"]}, "grade": "E3", "evidence": ["ev01"], "by": "李",
        "date": None, "note": "",
    }  # fmt: skip
    assert list(values.to_json(answer).items()) == list(said.items())
    assert values.to_json(replace(answer, how="asked")) == {**said, "how": "asked"}
    project = OwnProject(id="own", name="自建", cost=(Fraction(1), Fraction("2.5")))
    wishes = PlanWishes(
        pinned={"sol_erp": "已签"},
        prices={"sol_mes": ((Fraction(4), Fraction(6)), "报价")},
        projects=(project,),
        budget=(Fraction("0.1"),),
    )
    fixed = {
        "pinned": {"sol_erp": "已签"},
        "excluded": {},
        "prices": {"sol_mes": {"cost": ["4", "6"], "reason": "报价"}},
        "projects": [
            {"id": "own", "name": "自建", "like": "", "cost": ["1", "5/2"], "months": None, "reason": ""},
        ],
        "budget": ["1/10"],
    }
    assert list(values.to_json(wishes).items()) == list(fixed.items())
    assert values.from_json(PlanWishes, fixed) == wishes
    assert values.from_json(PlanWishes, {}) == PlanWishes()


@given(moments, moments)
def test_moments_sort_as_text(first: datetime, second: datetime) -> None:
    stamps = [events.stamp_of(first), events.stamp_of(second)]
    assert (stamps[0] < stamps[1]) == (first < second)
    assert events.moment_of(stamps[0]) == first


def test_a_day_ends_when_it_ends_in_china() -> None:
    assert events.stamp_of(events.end_of(date(2026, 6, 30))) == "2026-06-30T15:59:59.999999Z"


def test_ids_are_different_and_sort_by_time() -> None:
    ids = [events.new_id() for _ in range(1000)]
    assert len(set(ids)) == 1000
    assert {(len(each), each[14]) for each in ids} == {(36, "7")}
    assert [each[:13] for each in ids] == sorted(each[:13] for each in ids)


SITE, OTHER = Subject("plant_a", "site", "一厂"), Subject("plant_b", "site", "二厂", "firm")
SHOP, SHOP_B = Subject("ws_1", "workshop", "机加"), Subject("ws_2", "workshop", "装配", "plant_b")


@pytest.mark.parametrize(
    "declared",
    [(), (SITE,), (SHOP,), (SITE, OTHER), (SITE, OTHER, SHOP_B), (SITE, SHOP, OTHER, SHOP_B)],
    ids=lambda declared: "-".join(each.id for each in declared) or "none",
)
def test_what_was_filled_in_is_not_stored_and_comes_back_the_same(declared: tuple[Subject, ...]) -> None:
    completed = complete_subjects(declared, "示例", str.upper)
    assert {each.id for each in declared_subjects(completed)} == {each.id for each in declared}
    assert complete_subjects(declared_subjects(completed), "示例", str.upper) == completed
