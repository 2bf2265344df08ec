"""The instructions of the shipped content: complete for what default targets ask for, and fit to be read out."""

from __future__ import annotations

import re

from diagnostics.content.checks.instruction_checking import asks_of, instructions_of
from tests.builders import shipped
from tests.offenders import assert_none

# What a sentence to a firm never holds: the words of forms, western commas, the dot that the page itself sets.
FORMAL = re.compile(r"补上“|至少包含|要求不低于|[,;:!?]|[。；，]$")
LONGEST = 75


def test_nothing_that_a_default_target_asks_for_is_without_an_instruction() -> None:
    assert_none(
        f"{ask.owner} asks for {ask.item} {ask.key}" for asks in asks_of(shipped()) for ask in asks if not ask.done
    )


def test_default_sets_and_all_levels_of_the_main_standards_are_among_what_is_asked_for() -> None:
    owners = {ask.owner for asks in asks_of(shipped()) for ask in asks}
    assert {each.id for each in shipped().criteria.values() if each.default} <= owners
    assert {"cmmm", "digital_level", "integration", "cloud"} <= owners
    points = {ask.item for asks in asks_of(shipped()) for ask in asks if ask.owner == "cmmm"}
    assert points == {
        each.id for each in shipped().standards["cmmm"].nodes if each.points and "carried" not in each.tags
    }


def test_instructions_are_plain_sentences_of_one_breath() -> None:
    told = list(instructions_of(shipped()))
    assert_none(f"{owner}: {done.what}" for owner, done in told if FORMAL.search(done.what) or len(done.what) > LONGEST)
    assert_none(f"{owner}: {done.who}" for owner, done in told if len(done.who) > 6)
    assert_none(f"{owner}: {done.leaves}" for owner, done in told if FORMAL.search(done.leaves))
