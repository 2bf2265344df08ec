"""Text for a terminal: no line begins with what closes, none ends with what opens, nothing gets lost."""

from __future__ import annotations

import random

import pytest

from diagnostics.cli.text.tables import indented
from diagnostics.interview.screen.layout import wrap as wrap_prompt
from diagnostics.words.columns import width, wrap

CLOSING = "，。、；：？！）》】”’%,.;:?!)]}"
OPENING = "（《【“‘(["
PROMPTS = (
    "依次写 2 个数，空格隔开（不知道的写 -，范围写 4~6；回车：先不算）",
    "（一厂、二厂：一样答一次；不一样用 | 分开写 2 个，如 1|0）。",
    "“还没查清”（），下一题。",
    "收到的编号（ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFGHIJKLMNOP）））））），再写一次。",
)


def check(lines: list[str], columns: int) -> None:
    assert all(width(line) <= columns for line in lines)
    assert [line for line in lines[1:] if line.strip()[:1] in CLOSING and line.strip()] == []
    assert [line for line in lines[:-1] if line.rstrip()[-1:] in OPENING and len(line.strip()) > 1] == []


@pytest.mark.parametrize("text", PROMPTS)
@pytest.mark.parametrize("columns", range(24, 79))
def test_a_prompt_never_begins_a_line_with_what_closes(text: str, columns: int) -> None:
    check(wrap(text, columns), columns)
    check(wrap_prompt(text, columns, "  0  "), columns)
    check(indented(text, "· ", columns=columns), columns)


@pytest.mark.parametrize("seed", range(300))
def test_a_text_of_any_characters_keeps_them_all(seed: int) -> None:
    chance = random.Random(seed)
    text = "".join(chance.choice("排产机床AB12 （）“”，。、-") for _ in range(chance.randint(1, 90))).strip()
    lines = wrap(text, 30)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(width(line) <= 30 for line in lines)
