"""Slips and damage done to a text file, the same for the same seed."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

_SIGNS = "\u202e\u0000\ufeff\u2028\U0002070e\ud800：，“”％１２٣\t'\"{}[]&*!|>%@`#-?:~"
_VALUES = (
    "No", "007", "null", "~", "1e400", "-1", "9" * 60, "9" * 6000, "0.1", "2026-13-45", "[]", "{}", "[[]]", "''",
    "true", "{all: []}", "{fact: x}", "{fact: staff}", "[1, 2, 3]", "99999999999", "-99999999999", ".5", "5.", "+7",
    "a: b", "{as_of: 999999999}", "{sum: x.y}", "{ratio: [1, 0]}", "{count: {nodes: x}}", "nan", ".inf", "0x10",
    "1_000", "<<",
)  # fmt: skip


def _flip_byte(text: str, random: Random) -> str:
    data = bytearray(text.encode("utf-8", "surrogatepass"))
    data[random.randrange(len(data))] ^= 1 << random.randrange(8)
    return data.decode("utf-8", "replace")


def _delete_line(text: str, random: Random) -> str:
    lines = text.split("\n")
    del lines[random.randrange(len(lines))]
    return "\n".join(lines)


def _swap_lines(text: str, random: Random) -> str:
    lines = text.split("\n")
    one, other = random.randrange(len(lines)), random.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    return "\n".join(lines)


def _double_block(text: str, random: Random) -> str:
    lines = text.split("\n")
    start = random.randrange(len(lines))
    block = lines[start : start + random.randint(1, 6)]
    return "\n".join([*lines[:start], *block, *lines[start:]])


def _cut_off(text: str, random: Random) -> str:
    return text[: random.randrange(len(text))]


def _insert_sign(text: str, random: Random) -> str:
    at = random.randrange(len(text))
    return text[:at] + random.choice(_SIGNS) + text[at:]


def _swap_type(text: str, random: Random) -> str:
    lines = text.split("\n")
    at = random.choice([index for index, line in enumerate(lines) if ":" in line] or [0])
    head, _, _ = lines[at].partition(":")
    lines[at] = f"{head}: {random.choice(_VALUES)}"
    return "\n".join(lines)


def _swap_inner_value(text: str, random: Random) -> str:
    """Replace one value inside braces or brackets."""
    ends = [index for index, sign in enumerate(text) if sign in ",}]"]
    if not ends:
        return _swap_type(text, random)
    end = random.choice(ends)
    start = max(text.rfind(sign, 0, end) for sign in ":,[{") + 1
    return f"{text[:start]} {random.choice(_VALUES)}{text[end:]}"


def _nest(text: str, random: Random) -> str:
    depth = random.choice((20, 70, 3000))
    at = random.randrange(len(text))
    return text[:at] + "[" * depth + text[at:] + "]" * depth


def _misspell(text: str, random: Random) -> str:
    at = random.randrange(max(1, len(text) - 1))
    return text[:at] + text[at + 1 : at + 2] + text[at : at + 1] + text[at + 2 :]


def _shift(text: str, random: Random) -> str:
    lines = text.split("\n")
    at = random.randrange(len(lines))
    lines[at] = lines[at][1:] if random.random() < 0.5 else " " * random.randint(1, 3) + lines[at]
    return "\n".join(lines)


MUTATIONS: tuple[Callable[[str, Random], str], ...] = (
    _flip_byte, _delete_line, _swap_lines, _double_block, _cut_off, _insert_sign, _swap_type, _swap_inner_value,
    _swap_inner_value, _nest, _misspell, _shift,
)  # fmt: skip


def mutated(text: str, seed: int) -> bytes:
    """Return a text damaged once to three times, as bytes that may no longer be UTF-8."""
    random = Random(seed)
    for _ in range(random.choice((1, 1, 1, 2, 3))):
        text = random.choice(MUTATIONS)(text or " ", random)
    data = text.encode("utf-8", "surrogatepass")
    return data[:-1] + b"\xff" if random.random() < 0.01 else data
