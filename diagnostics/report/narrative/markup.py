"""The Markdown subset of the narrative: protect values, then turn text into blocks.

============================  =====================================================
``# ``  ``## ``  ``### ``     heading; ``{-}`` at its end leaves it without a number
``- ``  ``1. ``               item of a list (two leading blanks continue an item)
``> ``                        note, small
``! ``                        lead, the conclusion of a page
``---``                       page break
``**bold**``                  inside any text
anything else                 paragraph; an empty line ends it
============================  =====================================================

Tables, figures, boxes and signatures are placed by marker lines, which `Inserted` makes. Values never meet this parser
as markup: `protect` maps every ASCII punctuation character to a private-use code point, and the leaves map it back.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterator
from itertools import groupby

from diagnostics.model.document import Block, Heading, ListBlock, PageBreak, Paragraph, ParagraphStyle, Run
from diagnostics.model.plain_text import clean_line
from diagnostics.words.problems import InputError, Place, Problem

_PROTECTED = {ord(char): 0xE000 + ord(char) for char in string.punctuation}
_RESTORED = {hidden: plain for plain, hidden in _PROTECTED.items()}
_MARK = "\uf8ff"  # the last private-use character of the plane; clean values have none
_NO_NUMBER = "{-}"

_HEADING = re.compile(r"(#+)[ \t]+(.+)")
_ITEM = re.compile(r"(-|\d+\.)[ \t]+(.+)")
_QUOTED = re.compile(r"([>!])[ \t]+(.+)")
_ITEM_KINDS = ("-", "1.")
_STYLES: dict[str, ParagraphStyle] = {">": "note", "!": "lead"}
# Looks like markup, but is none of ours: better refused than printed to a client.
_FOREIGN = re.compile(r"#|[*+][ \t]|\||```|>|-\S*$|=+$")

# One line of the narrative after the first look: kind and content.
_Line = tuple[str, str]


class Marker(str):
    """A marker line; the only value that reaches the parser as it is."""

    __slots__ = ()


class Inserted:
    """The blocks that the narrative placed, in the order of their markers."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []

    def place(self, block: Block) -> Marker:
        """Keep `block` and return the marker that stands for it."""
        self.blocks.append(block)
        return Marker(f"{_MARK}{len(self.blocks) - 1}{_MARK}")


def protect(text: str) -> str:
    """Return a value as one clean line in which nothing can be taken for markup."""
    return clean_line(text).translate(_PROTECTED)


def parse_blocks(text: str, inserted: Inserted, file: str = "") -> tuple[Block, ...]:
    """Parse a rendered narrative into blocks; `file` names it in problems.

    Raises:
        InputError: Markup that is not part of the subset, unpaired ``**``, a marker that is not alone on its line.
    """
    return tuple(_Parser(inserted, file).parse(text))


class _Parser:
    def __init__(self, inserted: Inserted, file: str) -> None:
        self._inserted = inserted
        self._file = file
        self._counts = [0, 0, 0]

    def parse(self, text: str) -> Iterator[Block]:
        lines = _close_up([self._look_at(line.rstrip()) for line in text.split("\n")])
        for kind, group in groupby(lines, key=lambda line: line[0]):
            texts = [content for _, content in group]
            if kind in _STYLES or kind == "text":
                yield Paragraph(self._runs(_join(texts)), _STYLES.get(kind, "body"))
            elif kind in _ITEM_KINDS:
                yield ListBlock(tuple(map(self._runs, texts)), ordered=kind == "1.")
            elif kind != "blank":
                yield from (self._single(kind, content) for content in texts)

    def _look_at(self, line: str) -> _Line:
        text = line.strip()
        if not text:
            return "blank", ""
        if text == "---":
            return "break", ""
        if text.startswith(_MARK):
            return "marker", text
        if found := _HEADING.fullmatch(text):
            return found[1], found[2]
        if found := _ITEM.fullmatch(text):
            return ("-" if found[1] == "-" else "1."), found[2]
        if found := _QUOTED.fullmatch(text):
            return found[1], found[2]
        if _FOREIGN.match(text):
            raise self._refuse(
                text,
                "这种写法不在报告文本的标记之内",
                '可用：# ## ### - 1. > ! --- **粗体**；要原样打印，请写成 {{ "…" }}。',
            )
        return ("more" if line.startswith("  ") else "text"), text

    def _single(self, kind: str, content: str) -> Block:
        if kind == "break":
            return PageBreak()
        if kind == "marker":
            number = content.strip(_MARK)
            if not number.isdecimal():
                raise self._refuse(content, "表、图、方框、签章必须独占一行", "把 {{ table(…) }} 等单独放在一行。")
            return self._inserted.blocks[int(number)]
        if len(kind) > len(self._counts):
            raise self._refuse(content, f"标题有 {len(kind)} 级，最多 3 级", "用 #、## 或 ###。")
        return self._heading(len(kind), content)

    def _heading(self, level: int, content: str) -> Heading:
        numbered = not content.endswith(_NO_NUMBER)
        text = _restore(content.removesuffix(_NO_NUMBER).rstrip())
        self._counts[level - 1] += 1
        self._counts[level:] = [0] * (len(self._counts) - level)
        path = "-".join(str(count) for count in self._counts[:level])
        return Heading(level, text, f"section-{path}", numbered)

    def _runs(self, text: str) -> tuple[Run, ...]:
        if _MARK in text:
            raise self._refuse(text, "表、图、方框、签章必须独占一行", "把 {{ table(…) }} 等单独放在一行。")
        parts = text.split("**")
        if len(parts) % 2 == 0:
            raise self._refuse(text, "** 没有成对", "补上另一个 **，或去掉这一个。")
        return tuple(Run(_restore(part), bold=at % 2 == 1) for at, part in enumerate(parts) if part)

    def _refuse(self, text: str, what: str, what_to_do: str) -> InputError:
        shown = _restore(text.replace(_MARK, ""))[:40]
        return InputError(
            [Problem(place=Place(self._file), code="NARR-01", what=f"{what}：“{shown}”。", what_to_do=what_to_do)]
        )


def _close_up(lines: list[_Line]) -> list[_Line]:
    """Join continued lines with their item, and items that a template loop has set apart by empty lines."""
    kept: list[_Line] = []
    for kind, text in lines:
        previous = _last_kind(kept)
        if kind == "more" and kept and kept[-1][0] in _ITEM_KINDS:
            kept[-1] = (kept[-1][0], _join([kept[-1][1], text]))
            continue
        if kind in _ITEM_KINDS and kind == previous:
            while kept[-1][0] == "blank":
                kept.pop()
        kept.append(("text" if kind == "more" else kind, text))
    return kept


def _last_kind(lines: list[_Line]) -> str:
    """Return the kind of the last line that is not blank."""
    return next((kind for kind, _ in reversed(lines) if kind != "blank"), "")


def _join(texts: list[str]) -> str:
    """Join lines as Chinese does, without a blank, except between two Latin words."""
    joined = texts[0]
    for text in texts[1:]:
        latin = joined[-1:].isascii() and joined[-1:].isalnum() and text[:1].isascii() and text[:1].isalnum()
        joined += (" " if latin else "") + text
    return joined


def _restore(text: str) -> str:
    return text.translate(_RESTORED)
