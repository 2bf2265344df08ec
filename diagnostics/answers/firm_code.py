"""The check digit of the 18-character code of a firm (统一社会信用代码).

Source: GB 32100-2015, as known to the authors: the alphabet leaves out I, O, S, V and Z; position i (1 to 17) weighs
3^(i-1) mod 31; the check value is (31 - sum mod 31) mod 31.
"""

from __future__ import annotations

from typing import Literal

from diagnostics.words.catalogue import say

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
LENGTH = 18
_OLD_LENGTH = 15  # of the registration number (注册号) that stood on a licence before this code
_MOST_SHOWN = 20
WEIGHTS = tuple(pow(3, position, 31) for position in range(LENGTH - 1))

CodeFault = Literal["length", "alphabet", "check_digit"]


def check_digit(first: str) -> str:
    """Return the character that completes the first 17; raises ValueError for another length or alphabet.

    >>> check_digit("91410100MA4D00001")
    '8'
    """
    if len(first) != LENGTH - 1 or any(char not in ALPHABET for char in first):
        raise ValueError(f"{first!r} is not the first {LENGTH - 1} characters of a code")
    total = sum(weight * ALPHABET.index(char) for weight, char in zip(WEIGHTS, first, strict=True))
    return ALPHABET[-total % 31]


def length_hint(code: str) -> str:
    """Return what a code of another length may be, in words: the old number, or a code with something beside it."""
    if len(code) == _OLD_LENGTH and code.isascii() and code.isdigit():
        return say("phrases", "code_is_old")
    for key, part, rest in (
        ("code_then_more", code[:LENGTH], code[LENGTH:]),
        ("code_after_more", code[-LENGTH:], code[:-LENGTH]),
    ):
        if rest and find_code_fault(part) is None:
            return say("phrases", key, code=part, rest=rest[:_MOST_SHOWN])
    return ""


def find_code_fault(code: str) -> CodeFault | None:
    """Return what is wrong with a code in capital letters, or None."""
    if len(code) != LENGTH:
        return "length"
    if any(char not in ALPHABET for char in code):
        return "alphabet"
    return None if check_digit(code[:-1]) == code[-1] else "check_digit"
