"""What a wrong code may have been: known codes, or the usual slips; nothing is corrected by itself. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from diagnostics.answers.firm_code import LENGTH, find_code_fault

# Letters that codes never use, and the figure that was meant; signs that are mistaken for each other.
_NEVER_USED = {"O": "0", "I": "1", "S": "5", "Z": "2"}
_ALIKE = {"B": "8", "8": "B", "D": "0", "0": "D", "G": "6", "6": "G", "1": "L", "L": "1", "U": "0", "2": "7", "7": "2"}
_MOST_NEAR = 3


def near_codes(code: str, known: Iterable[str]) -> list[str]:
    """Return what a wrong code may have been: known codes one character away, else the usual slips that give a code."""
    found = [each for each in known if len(each) == len(code) and sum(map(str.__ne__, each, code)) == 1]
    if not found:
        found = [slip for slip in _slips(code) if find_code_fault(slip) is None]
    return list(dict.fromkeys(found))[:_MOST_NEAR]


def _slips(code: str) -> Iterator[str]:
    """Yield codes inside it, then it without signs that no code has, with one taken for its like, with two changed."""
    yield from (code[at : at + LENGTH] for at in range(len(code) - LENGTH + 1))
    plain = "".join(_NEVER_USED.get(char, char) for char in code)
    yield plain
    if plain != code:
        return
    for index, char in enumerate(code):
        if char in _ALIKE:
            yield code[:index] + _ALIKE[char] + code[index + 1 :]
        if code[index : index + 2] != char * 2:
            yield code[:index] + code[index : index + 2][::-1] + code[index + 2 :]
