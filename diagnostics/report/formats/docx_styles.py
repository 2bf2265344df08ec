"""The styles of a DOCX, found by the names that people see, and the numbers of headings and lists.

A designer may restyle the reference document in Word, which renames the ids of styles but not their names.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from diagnostics.model.document import Block, Heading, Tone
from diagnostics.words.catalogue import near_miss, problem
from diagnostics.words.problems import InputError, Place

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

# What each text is set in: role → name of the style.
STYLES = {
    "title": "Title",
    "subtitle": "Subtitle",
    "heading1": "heading 1",
    "heading2": "heading 2",
    "heading3": "heading 3",
    "plain_heading1": "无编号标题1",
    "plain_heading2": "无编号标题2",
    "plain_heading3": "无编号标题3",
    "body": "企诊正文",
    "lead": "企诊结论",
    "note": "企诊小字",
    "bullet": "List Bullet",
    "number": "List Number",
    "caption": "caption",
    "figure": "企诊图",
    "figure_caption": "企诊图题",
    "cell": "企诊表文",
    "head": "企诊表头",
    "gap": "企诊间隔",
    "meta": "企诊文首",
    "box_label": "企诊方框名",
    "box_value": "企诊方框值",
    "sign": "企诊签章",
    "contents": "企诊目录",
    "toc1": "toc 1",
    "toc2": "toc 2",
    "table": "企诊表格",
    "form": "企诊表单",
    "boxes": "企诊方框",
    "page_heading1": "一页通大标题",
    "page_heading2": "一页通小标题",
    "page_body": "一页通正文",
    "page_lead": "一页通结论",
    "page_note": "一页通小字",
    "page_bullet": "一页通列表",
    "page_number": "一页通编号",
    "page_caption": "一页通题注",
    "page_cell": "一页通表文",
    "page_head": "一页通表头",
    "page_meta": "一页通文首",
    "page_box_label": "一页通方框名",
    "page_box_value": "一页通方框值",
    "page_sign": "一页通签章",
    "good": "企诊符合",
    "warn": "企诊注意",
    "bad": "企诊不符",
    "muted": "企诊淡字",
}


@dataclass(frozen=True)
class Styles:
    """Style ids by role; "" where a client's file has no such style and the text takes the one around it."""

    ids: Mapping[str, str]

    def __getitem__(self, role: str) -> str:
        return self.ids[role]

    def tone(self, tone: Tone) -> str:
        """Return the character style of a tone, "" for plain."""
        return self.ids.get(tone, "")


def find_styles(word: WordDocument, file: str = "") -> Styles:
    """Find every style of ours; a missing one is an error unless `file` is empty (a client's own file).

    Raises:
        InputError: Styles are missing; the problem names them and what they look most like.
    """
    known = {_name_of(style).casefold(): style.get(_w("styleId")) or "" for style in _elements(word)}
    ids = {role: known.get(name.casefold(), "") for role, name in STYLES.items()}
    missing = [STYLES[role] for role, found in ids.items() if not found]
    if file and missing:
        names = [_name_of(style) for style in _elements(word)]
        shown = "、".join(f"“{name}”{near_miss(name, names)}" for name in missing)
        raise InputError([problem("DOCX-01", Place(file), styles=shown)])
    return Styles(ids)


def _elements(word: WordDocument) -> list[Any]:
    return [each for each in word.styles.element if each.tag == _w("style")]


def _name_of(style: Any) -> str:
    named = style.find(_w("name"))
    return "" if named is None else str(named.get(_w("val")))


def _w(name: str) -> str:
    return f"{{http://schemas.openxmlformats.org/wordprocessingml/2006/main}}{name}"


# ---- numbers ----


@dataclass(kw_only=True)
class Numbering:
    """The numbering part of a file: which numbers headings and lists use, and new ones where counting starts again."""

    part: Any  # CT_Numbering, or None where the file has no numbering at all
    headings: str | None
    lists: Mapping[str, str]  # role → number id
    _counts: list[int] = field(default_factory=lambda: [0, 0, 0])
    _again: tuple[str, int] = ("", 3)  # the number in use since counting started again, and from which level on

    def heading(self, heading: Heading, number: int) -> str:
        """Return the numbering properties of a heading whose place among its siblings is `number` (0: none)."""
        level = heading.level - 1
        if not heading.numbered or self.headings is None:
            return ""  # what has no number has a style that says so
        if level < self._again[1]:
            self._again = ("", 3)
        self._counts[level] += 1
        self._counts[level + 1 :] = [0] * (2 - level)
        if self._counts[level] != number:
            # Word goes on counting behind an unnumbered heading; here the reader starts again.
            self._counts[level] = number
            self._again = (self._new(self.headings, level, number), level)
        return _numbered(self._again[0], level) if self._again[0] else ""

    def start_list(self, role: str) -> str:
        """Return the numbering properties of a numbered list that starts at 1."""
        like = self.lists.get(role)
        return "" if like is None else _numbered(self._new(like, 0, 1), 0)

    def _new(self, like: str, level: int, start: int) -> str:
        """Add a number that looks like another and starts where it is told; return its id."""
        known = self.part.findall(_w("num"))
        fresh = deepcopy(next(each for each in known if each.get(_w("numId")) == like))
        new_id = str(max(int(each.get(_w("numId"))) for each in known) + 1)
        fresh.set(_w("numId"), new_id)
        for old in fresh.findall(_w("lvlOverride")):
            fresh.remove(old)
        override = fresh.makeelement(_w("lvlOverride"), {_w("ilvl"): str(level)})
        override.append(override.makeelement(_w("startOverride"), {_w("val"): str(start)}))
        fresh.append(override)
        known[-1].addnext(fresh)
        return new_id


def _numbered(number_id: str, level: int) -> str:
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number_id}"/></w:numPr>'


def find_numbering(word: WordDocument, styles: Styles) -> Numbering:
    """Find the numbers that the styles of headings and lists use."""
    own = {style.get(_w("styleId")): style for style in _elements(word)}

    def number_of(role: str) -> str | None:
        style = own.get(styles[role])
        found = None if style is None else style.find(f"{_w('pPr')}/{_w('numPr')}/{_w('numId')}")
        return None if found is None else str(found.get(_w("val")))

    lists = {role: number for role in ("number", "page_number") if (number := number_of(role))}
    part = word.part.numbering_part.element if lists or number_of("heading1") else None
    return Numbering(part=part, headings=number_of("heading1"), lists=lists)


def count_headings(blocks: Sequence[Block]) -> list[int]:
    """Return each block's place among the numbered headings of its level, 0 where there is none."""
    levels, found = [0, 0, 0], []
    for block in blocks:
        place = 0
        if isinstance(block, Heading):
            levels[block.level :] = [0] * (3 - block.level)
            if block.numbered:
                levels[block.level - 1] += 1
                place = levels[block.level - 1]
        found.append(place)
    return found
