"""Keys: what each does to the photo at hand."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from diagnostics.evidence.assigning import NOTHING_IN_PARTICULAR, Assigning, ProofTarget, press, start
from diagnostics.evidence.inbox import InboxPhoto

PHOTOS = tuple(InboxPhoto(Path(f"{at}.jpg"), f"hash{at}", datetime(2026, 5, 12, 9, at), 1) for at in range(4))
TARGETS = (
    ProofTarget("fact", "s_quality", "firm", "质量管理"),
    ProofTarget("row", "row-1", "ws_1", "车削"),
    ProofTarget("finding", "f-1"),
)


def after(keys: str) -> tuple[Assigning, list[str]]:
    """Press keys one after the other; · stands for Enter."""
    now = start(PHOTOS, TARGETS)
    outcomes: list[str] = []
    for key in keys:
        now, outcome = press(now, "" if key == "·" else key)
        outcomes.append(outcome)
    return now, outcomes


def assigned(now: Assigning) -> list[tuple[str, str]]:
    return [(each.photo.sha256, each.target.kind) for each in now.done]


def test_a_digit_assigns_the_photo_and_the_next_one_comes() -> None:
    now, _ = after("21")
    assert assigned(now) == [("hash0", "row"), ("hash1", "fact")]
    assert now.photo == PHOTOS[2]


def test_enter_assigns_to_the_same_target_as_before() -> None:
    now, outcomes = after("3··")
    assert assigned(now) == [("hash0", "finding"), ("hash1", "finding"), ("hash2", "finding")]
    assert outcomes == ["assigned"] * 3


def test_enter_before_anything_and_unknown_keys_do_nothing() -> None:
    now, outcomes = after("·x094²")
    assert outcomes == ["not_understood"] * 6
    assert now == start(PHOTOS, TARGETS)


def test_a_photo_may_stand_for_itself() -> None:
    now, _ = after("n")
    assert now.done[0].target == NOTHING_IN_PARTICULAR


def test_later_and_stop_leave_photos_in_the_inbox() -> None:
    now, outcomes = after("1sq")
    assert outcomes == ["assigned", "later", "stopped"]
    assert now.photo is None
    assert now.put_off == PHOTOS[1:]


def test_only_the_last_assignment_can_be_taken_back_and_only_at_once() -> None:
    now, outcomes = after("12uu")
    assert outcomes == ["assigned", "assigned", "taken_back", "not_understood"]
    assert (assigned(now), now.photo) == ([("hash0", "fact")], PHOTOS[1])
    assert after("1su")[1][-1] == "not_understood"


def test_when_all_are_done_no_photo_is_at_hand() -> None:
    now, outcomes = after("1···1")
    assert now.photo is None
    assert outcomes[-1] == "not_understood"
