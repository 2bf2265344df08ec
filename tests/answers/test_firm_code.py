from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diagnostics.answers.firm_code import ALPHABET, WEIGHTS, check_digit, find_code_fault, length_hint

FIRST_17 = st.text(ALPHABET, min_size=17, max_size=17)


def test_the_published_example_has_check_digit_8() -> None:
    assert check_digit("91410100MA4D00001") == "8"


def test_check_digit_by_hand_for_a_single_one_in_each_position() -> None:
    # a 1 at position i adds 3^(i-1) mod 31; the check value completes it to 31
    for position in range(17):
        code = "0" * position + "1" + "0" * (16 - position)
        assert ALPHABET.index(check_digit(code)) == 31 - 3**position % 31


def test_all_zeros_check_to_zero() -> None:
    assert check_digit("0" * 17) == "0"


@given(FIRST_17)
def test_exactly_one_of_31_last_characters_is_right(first: str) -> None:
    right = [last for last in ALPHABET if find_code_fault(first + last) is None]
    assert right == [check_digit(first)]


@given(FIRST_17, st.integers(0, 16), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_always_found(first: str, position: int, other: str) -> None:
    code = first + check_digit(first)
    changed = code[:position] + other + code[position + 1 :]
    assert (find_code_fault(changed) is None) == (changed == code)


def test_alphabet_has_31_characters_without_the_five_look_alikes() -> None:
    assert len(set(ALPHABET)) == 31
    assert not set("IOSVZ") & set(ALPHABET)
    assert len(WEIGHTS) == 17


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        ("", "length"),
        ("91410100MA4D00001", "length"),
        ("91410100MA4D0000188", "length"),
        ("91410100MA4D00OO18", "alphabet"),
        ("91410100ma4d000018", "alphabet"),
        ("91410100MA4D00001８", "alphabet"),
        ("91410100MA4D000017", "check_digit"),
        ("91410100MA4D000018", None),
    ],
)
def test_faults_are_told_apart(code: str, fault: str | None) -> None:
    assert find_code_fault(code) == fault


@pytest.mark.parametrize("first", ["", "9141", "I" * 17, "0" * 18])
def test_check_digit_refuses_what_is_not_17_characters_of_the_alphabet(first: str) -> None:
    with pytest.raises(ValueError, match="17"):
        check_digit(first)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("410100100012345", "旧的营业执照注册号"),
        ("91410100MA4D000018(1-1)", "前 18 位 91410100MA4D000018 是一个正确的代码，后面多了“(1-1)”"),
        ("91410100MA4D000018410100100012345", "后面多了“410100100012345”"),
        (
            "41010010001234591410100MA4D000018",
            "后 18 位 91410100MA4D000018 是一个正确的代码，前面多了“410100100012345”",
        ),
        ("91410100MA4D00001", ""),
        ("91410100MA4D000017(1-1)", ""),
        ("41010010001234X", ""),
        ("", ""),
    ],
)
def test_a_code_of_another_length_is_told_as_what_it_is(code: str, said: str) -> None:
    assert said in length_hint(code)
    assert bool(length_hint(code)) == bool(said)
