"""The fingerprint: the same for the same facts, different for any other, readable by people and machines."""

from __future__ import annotations

from dataclasses import replace

import pytest

from diagnostics.model.content.marks import Grade
from diagnostics.model.firm.answers import Answer, Evidence, FirmAnswers, PutOff
from diagnostics.sheets.fingerprint import (
    Stamp,
    canonical_json,
    compare,
    content_fingerprint,
    fingerprint,
    read_fingerprint,
    read_stamp,
    stamp_text,
)
from tests.builders import firm

ANSWERS = {"q01_network": ["ot_net"], "s_finance": 2}


def one() -> FirmAnswers:
    return firm(ANSWERS, grade="E2", findings=[{"kind": "pain", "text": "排产靠经验"}])


def test_the_same_facts_in_another_order_have_the_same_fingerprint() -> None:
    other = firm(dict(reversed(ANSWERS.items())), grade="E2", findings=[{"kind": "pain", "text": "排产靠经验"}])
    assert fingerprint(one(), "content") == fingerprint(other, "content")
    assert fingerprint(one(), "content") == fingerprint(replace(one(), file="elsewhere.yaml"), "content")
    later = PutOff(subject="firm", item="rd_staff", ask="财务经理")
    assert fingerprint(one(), "content") == fingerprint(replace(one(), put_off=(later,)), "content")


def test_it_is_twelve_characters_in_three_groups() -> None:
    assert read_fingerprint(fingerprint(one(), "content")) == fingerprint(one(), "content")
    assert [len(group) for group in fingerprint(one(), "content").split("-")] == [4, 4, 4]


@pytest.mark.parametrize(
    "other",
    [
        firm({**ANSWERS, "s_finance": 3}, grade="E2", findings=[{"kind": "pain", "text": "排产靠经验"}]),
        firm(ANSWERS, grade="E3", findings=[{"kind": "pain", "text": "排产靠经验"}]),
        firm(ANSWERS, grade="E2", findings=[{"kind": "pain", "text": "排产靠经验。"}]),
        firm(ANSWERS, grade="E2"),
    ],
    ids=["answer", "grade", "finding", "no finding"],
)
def test_another_fact_changes_it(other: FirmAnswers) -> None:
    assert compare(fingerprint(one(), "content"), fingerprint(other, "content")) == "different"


def test_other_content_changes_only_the_last_group() -> None:
    old, new = fingerprint(one(), "content"), fingerprint(one(), "newer content")
    assert old[:9] == new[:9]
    assert compare(old, new) == "content_changed"
    assert compare(old, old) == "same"
    assert content_fingerprint("content")[-4:] == old[-4:]


def test_the_scan_of_the_signed_sheet_does_not_change_it() -> None:
    scan = Evidence(id="ev99", grade=Grade.E2, kind="签字单")
    before, after = one(), replace(one(), evidence=(*one().evidence, scan))
    assert canonical_json(before) == canonical_json(after)
    answers = {key: replace(answer, evidence=(*answer.evidence, "ev99")) for key, answer in after.answers.items()}
    assert fingerprint(before, "x") != fingerprint(replace(after, answers=answers), "x"), "cited, it is a fact"


def test_a_text_and_a_number_that_look_alike_differ() -> None:
    key = ("firm", "x")
    numbers = [replace(one(), answers={key: Answer(state="known", value=value)}) for value in ("1", True, ("1",))]
    assert len({fingerprint(each, "c") for each in numbers}) == 3


@pytest.mark.parametrize("typed", ["3f2a-9c41-77de", " 3F2A 9C41 77DE ", "3f2a9c4177de", "3F2A—9C41—77DE"])
def test_it_may_be_typed_as_people_type(typed: str) -> None:
    assert read_fingerprint(typed) == "3F2A-9C41-77DE"


@pytest.mark.parametrize("typed", ["", "3F2A-9C41", "3F2A-9C41-77DG", "3F2A-9C41-77DE0", "３F2A-9C41-77DE"])
def test_what_is_no_fingerprint_is_not_taken_for_one(typed: str) -> None:
    assert read_fingerprint(typed) == ""


@pytest.mark.parametrize("code", ["91410100MA4D000018", "", "a:b", "#let x=1", "甲乙"])
def test_the_code_says_sheet_firm_and_fingerprint(code: str) -> None:
    stamp = Stamp("opinion", code, "3F2A-9C41-77DE")
    assert read_stamp(stamp_text(stamp)) == stamp


@pytest.mark.parametrize("text", ["", "https://example.invalid", "QIZHEN1:OPINION:X", "QIZHEN1:OPINION:X:NOTHEX"])
def test_a_foreign_code_is_not_ours(text: str) -> None:
    assert read_stamp(text) is None
