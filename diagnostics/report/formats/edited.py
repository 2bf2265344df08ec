"""Compares an edited DOCX with the one that its data give: figures, levels, verdicts, tables, chapters. Reads only."""

from __future__ import annotations

import difflib
import io
import re
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from diagnostics.words.catalogue import catalogue, problem, say
from diagnostics.words.problems import InputError, Place

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_NUMBER = re.compile(r"\d+(?:[.,:：]\d+)*%?")
_LEVEL = re.compile(r"未达一级|[一二三四五六七八九十]+级")
_CAPTION = re.compile(r"^表\s*\d+\s*")
_SHOWN = 30
ROW_HEAD = "row head"
_WORDS_OF = ("verdicts", "states", "policy_outcomes")


@dataclass
class DocumentText:
    """The text of a DOCX: chapters, paragraphs outside tables, tables by caption (and how often it came before).

    `styled`: every paragraph with its line breaks, also those of tables, and the name of its style. The first cell of
    a row has the style `ROW_HEAD`.
    """

    chapters: list[str] = field(default_factory=list)
    paragraphs: list[str] = field(default_factory=list)
    tables: dict[tuple[str, int], list[list[str]]] = field(default_factory=dict)
    styled: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class DocumentDifference:
    """The differences in figures, levels, verdicts, tables and chapters; how many paragraphs differ in words only."""

    differences: tuple[str, ...]
    reworded: int = 0


def read_told(data: bytes, name: str) -> DocumentText:
    """Read what a DOCX says; contents, headers and footers are left aside.

    Raises:
        InputError: It is no DOCX.
    """
    from lxml import etree

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
            tree = etree.fromstring(archive.read("word/document.xml"), parser)
            styles = _style_names(etree.fromstring(archive.read("word/styles.xml"), parser))
    except (zipfile.BadZipFile, KeyError, etree.XMLSyntaxError, EOFError, OSError, ValueError) as error:
        raise InputError([problem("VERIFY-01", Place(name))]) from error
    told = DocumentText()
    caption, seen = "", Counter[str]()
    for block in _blocks(tree):
        if block.tag == f"{_W}tbl":
            told.tables[caption, seen[caption]] = _rows(block)
            seen[caption] += 1
            told.styled += _styled_cells(block, styles)
            continue
        text, style = _text(block), styles.get(_style_id(block), "")
        if not text or style.startswith(("toc", "contents")):
            continue
        caption = _CAPTION.sub("", text)
        told.paragraphs.append(text)
        told.styled.append((_lines(block), style))
        if style == "heading 1":
            told.chapters.append(text)
    return told


def compare(own: DocumentText, edited: DocumentText) -> DocumentDifference:
    """Compare what the data give (`own`) with an edited file."""
    found = [*_chapters(own, edited), *_tables(own, edited)]
    texts, reworded = _paragraphs(own.paragraphs, edited.paragraphs)
    return DocumentDifference((*found, *texts), reworded)


# ---- reading ----


def _style_names(tree: Any) -> dict[str, str]:
    """Names of styles by id, in small letters; Word and LibreOffice write them in different ways."""
    names = {}
    for style in tree.iter(f"{_W}style"):
        name = style.find(f"{_W}name")
        if name is not None:
            names[style.get(f"{_W}styleId", "")] = str(name.get(f"{_W}val", "")).lower()
    return names


def _blocks(tree: Any) -> Iterator[Any]:
    """Yield paragraphs and outermost tables in their order; content controls are looked into, deletions left out."""
    for child in tree:
        if child.tag in {f"{_W}p", f"{_W}tbl"}:
            yield child
        elif isinstance(child.tag, str) and child.tag not in {f"{_W}del", f"{_W}sectPr"}:
            yield from _blocks(child)


def _style_id(block: Any) -> str:
    style = block.find(f"{_W}pPr/{_W}pStyle")
    return "" if style is None else str(style.get(f"{_W}val", ""))


def _text(block: Any) -> str:
    parts = [node.text or "" for node in block.iter(f"{_W}t")]
    return _plain("".join(parts))


def _lines(block: Any) -> str:
    """The text with its line breaks."""
    return "".join("\n" if node.tag == f"{_W}br" else node.text or "" for node in block.iter(f"{_W}t", f"{_W}br"))


def _styled_cells(table: Any, styles: dict[str, str]) -> Iterator[tuple[str, str]]:
    for row in table.iter(f"{_W}tr"):
        for at, cell in enumerate(row.findall(f".//{_W}tc")):
            for each in cell.iter(f"{_W}p"):
                yield _lines(each), styles.get(_style_id(each), "") if at else ROW_HEAD


def _plain(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFC", text).replace("\u2060", "").replace("\u200b", ""))


def _rows(table: Any) -> list[list[str]]:
    return [
        [_plain("".join(node.text or "" for node in cell.iter(f"{_W}t"))) for cell in row.findall(f".//{_W}tc")]
        for row in table.iter(f"{_W}tr")
    ]


# ---- comparing ----


def _chapters(own: DocumentText, edited: DocumentText) -> Iterator[str]:
    yield from (say("verify", "chapter", name=chapter) for chapter in own.chapters if chapter not in edited.chapters)
    yield from (
        say("verify", "chapter_extra", name=chapter) for chapter in edited.chapters if chapter not in own.chapters
    )


def _tables(own: DocumentText, edited: DocumentText) -> Iterator[str]:
    for (caption, at), rows in own.tables.items():
        name = (caption or rows[0][0])[:_SHOWN] if rows else caption
        now = edited.tables.get((caption, at)) or _same_heads(rows, own, edited)
        if now is None:
            yield say("verify", "table_missing", name=name)
        elif len(now) != len(rows):
            yield say("verify", "table_shape", name=name, was=len(rows), now=len(now))
        else:
            yield from _cells(name, rows, now)


def _same_heads(rows: list[list[str]], own: DocumentText, edited: DocumentText) -> list[list[str]] | None:
    """Return the table whose caption was reworded: the only one left over with the same heads."""
    left = [table for key, table in edited.tables.items() if key not in own.tables and table[:1] == rows[:1]]
    return left[0] if len(left) == 1 else None


def _cells(name: str, rows: list[list[str]], now: list[list[str]]) -> Iterator[str]:
    for at, (before, after) in enumerate(zip(rows, now, strict=True), start=1):
        if len(before) != len(after):
            yield say("verify", "table_shape", name=name, was=len(before), now=len(after))
            continue
        for column, (was, is_now) in enumerate(zip(before, after, strict=True), start=1):
            if was != is_now:
                shown = {"was": was[:_SHOWN], "now": is_now[:_SHOWN]}
                yield say("verify", "table_cell", name=name, row=at, column=column, **shown)


def _paragraphs(own: Sequence[str], edited: Sequence[str]) -> tuple[list[str], int]:
    """Return changed figures, levels and verdicts, and how many paragraphs changed in words only."""
    found: list[str] = []
    reworded = 0
    matcher = difflib.SequenceMatcher(None, own, edited, autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            continue
        pairs, gone, new = _pair(own[a:b], edited[c:d])
        for was, now in pairs:
            changed = _changed(was, now)
            found += changed
            reworded += not changed
        found += [say("verify", "paragraph_missing", text=each[:_SHOWN]) for each in gone if _tokens(each)]
        found += [say("verify", "paragraph_added", text=each[:_SHOWN]) for each in new if _tokens(each)]
        reworded += sum(not _tokens(each) for each in (*gone, *new))
    return found, reworded


def _pair(own: Sequence[str], edited: Sequence[str]) -> tuple[list[tuple[str, str]], list[str], list[str]]:
    """Pair paragraphs that are still alike; return also what is gone and what is new."""
    left, pairs, gone = list(edited), [], []
    for was in own:
        near = difflib.get_close_matches(was, left, n=1, cutoff=0.5)
        if near:
            left.remove(near[0])
            pairs.append((was, near[0]))
        else:
            gone.append(was)
    return pairs, gone, left


def _changed(was: str, now: str) -> list[str]:
    before, after = Counter(_tokens(was)), Counter(_tokens(now))
    if before == after:
        return []
    lost, new = ("、".join((one - other).elements()) or "—" for one, other in ((before, after), (after, before)))
    return [say("verify", "figure", was=lost, now=new, text=was[:_SHOWN])]


def _tokens(text: str) -> list[str]:
    """Return the figures, levels and words of verdicts in a text, the longest words first."""
    words = sorted({_plain(word) for topic in _WORDS_OF for word in map(str, catalogue()[topic].values())}, key=len)
    found = [*_NUMBER.findall(text), *_LEVEL.findall(text)]
    rest = text
    for word in reversed(words):
        found += [word] * rest.count(word)
        rest = rest.replace(word, "")
    return found
