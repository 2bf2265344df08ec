"""Numbers of headings, tables and figures in the Chinese official order: 一、 （一） 1． 表1 图1."""

from __future__ import annotations

from collections.abc import Sequence

from diagnostics.model.document import Block, Figure, Heading, Table

_DIGITS = "零一二三四五六七八九"


def chinese_numeral(number: int) -> str:
    """Return 1 to 99 in Chinese numerals; raises ValueError outside."""
    if not 1 <= number <= 99:
        raise ValueError(f"{number} is not between 1 and 99")
    tens, ones = divmod(number, 10)
    text = {0: "", 1: "十"}.get(tens, f"{_DIGITS[tens]}十")
    return text + (_DIGITS[ones] if ones else "")


def number_blocks(blocks: Sequence[Block]) -> tuple[str, ...]:
    """Return the number that stands before each block's heading or caption, "" where there is none."""
    levels = [0, 0, 0]
    tables = figures = 0
    labels = []
    for block in blocks:
        label = ""
        if isinstance(block, Heading):
            label = _number_heading(block, levels)
        elif isinstance(block, Table) and block.caption:
            tables += 1
            label = f"表{tables}"
        elif isinstance(block, Figure):
            figures += 1
            label = f"图{figures}"
        labels.append(label)
    return tuple(labels)


def _number_heading(heading: Heading, levels: list[int]) -> str:
    # Headings below an unnumbered one start again, otherwise an annex would continue the last chapter.
    levels[heading.level :] = [0] * (3 - heading.level)
    if not heading.numbered:
        return ""
    levels[heading.level - 1] += 1
    number = levels[heading.level - 1]
    if heading.level == 1:
        return f"{chinese_numeral(number)}、"
    return f"（{chinese_numeral(number)}）" if heading.level == 2 else f"{number}．"
