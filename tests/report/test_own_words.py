"""A report is about this firm: two reports share a sentence only where the content says the same of both."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from diagnostics.content.root import content_root
from diagnostics.model.document import Document, Heading, ListBlock, Paragraph
from diagnostics.words.catalogue import catalogue
from diagnostics.words.problems import Place
from tests.builders import shipped
from tests.report.reading import EXAMPLES, chapter_name, example, example_report, text_of, whole_report
from tests.report.test_building import AUTO, FOOD

# What these chapters say stands on the answers and findings of one firm alone.
OWN = ("企业概况", "诊断过程", "问题与需求", "分阶段实施路径", "投入与效益估算")
_SHORTEST = 12  # characters of a sentence that two firms cannot share by chance
_FRAGMENT = 4
_GLUE = 11  # characters between fragments: roles, marks of a list
_END = re.compile(r"[。；！？\n]")
_MARKUP = re.compile(r"\{[%{#].*?[%}#]\}|\{\w+\}|\*\*", re.DOTALL)
_NO_WORD = re.compile(r"[^\u3400-\u9fff]")
_LEVEL = re.compile(r"未达一级|[一二三四五六七八九十]级|\d+年\d+月\d+日")


def sentences(document: Document) -> dict[str, str]:
    """Return the sentences of a body (no tables, notes, annex) with the chapter that each stands in."""
    found: dict[str, str] = {}
    chapter = ""
    for block in document.blocks:
        if isinstance(block, Heading) and block.level == 1:
            chapter = chapter_name(block.text)
        if isinstance(block, Paragraph) and block.style != "note":
            texts = ["".join(run.text for run in block.runs)]
        else:
            texts = ["".join(run.text for run in item) for item in block.items] if isinstance(block, ListBlock) else []
        parts = (part.strip() for text in texts for part in _END.split(text))
        if not chapter.startswith("附"):
            found |= {part: chapter for part in parts if len(part) >= _SHORTEST}
    return found


def texts_in(value: Any, seen: set[int]) -> Iterator[str]:
    """Yield every text inside content, whatever holds it."""
    if isinstance(value, str):
        yield value
    elif not isinstance(value, Place) and id(value) not in seen:
        seen.add(id(value))
        if is_dataclass(value):
            for each in fields(value):
                yield from texts_in(getattr(value, each.name), seen)
        elif isinstance(value, dict):
            for each in (*value, *value.values()):
                yield from texts_in(each, seen)
        elif isinstance(value, tuple | list | set | frozenset):
            for each in value:
                yield from texts_in(each, seen)


@cache
def fragments() -> tuple[str, ...]:
    """Return all words that no firm said: of content, catalogue and narratives, the longest first."""
    library = shipped()
    found = {text for each in fields(library) for text in texts_in(dict_of(getattr(library, each.name)), set())}
    found |= {str(text) for topic in catalogue().values() for text in texts_in(topic, set())}
    found |= {path.read_text(encoding="utf-8") for path in (content_root() / "reports/templates").rglob("*.md.j2")}
    parts = (
        part
        for text in found
        for piece in _MARKUP.split(text)
        for part in re.split(r"[，。；：、！？“”（）\s·]", piece)
    )
    return tuple(sorted({bare(part) for part in parts if len(bare(part)) >= _FRAGMENT}, key=len, reverse=True))


def dict_of(value: Any) -> Any:
    return dict(value) if hasattr(value, "items") else value


def bare(text: str) -> str:
    return _NO_WORD.sub("", text)


def own_words(sentence: str) -> str:
    """Return what of a sentence no content says."""
    left = "|".join(bare(part) for part in re.split(r"[，、：“”（）\s·]", _LEVEL.sub("", sentence)))
    for each in fragments():
        left = left.replace(each, "|")
    return left.replace("|", "")


def shared(one: Path, other: Path) -> dict[str, str]:
    mine, theirs = sentences(example_report(one)), sentences(example_report(other))
    return {text: chapter for text, chapter in mine.items() if text in theirs}


def test_the_chapters_on_the_firm_share_no_sentence() -> None:
    for at, one in enumerate(EXAMPLES):
        for other in EXAMPLES[at + 1 :]:
            assert [text for text, chapter in shared(one, other).items() if chapter in OWN] == []


def test_a_sentence_of_two_reports_is_made_of_content_alone() -> None:
    for at, one in enumerate(EXAMPLES):
        for other in EXAMPLES[at + 1 :]:
            both = shared(one, other)
            assert {text: own_words(text) for text in both if len(own_words(text)) > _GLUE} == {}


def test_what_a_firm_said_is_not_taken_for_content() -> None:
    """The check has eyes: sentences of findings have words that no content has."""
    told = [each for path in EXAMPLES for each in example(path).firm.findings if each.kind == "pain"]
    seen = [part for each in told for part in _END.split(f"{each.text}。{each.effect}") if len(part) >= _SHORTEST]
    assert len(seen) > 20
    found = [part for part in seen if len(own_words(part)) > _GLUE]
    assert len(found) > 0.7 * len(seen), [(part, own_words(part)) for part in seen if part not in found]


def test_a_finding_copied_from_another_firm_is_seen() -> None:
    theirs = next(each for each in example(AUTO).firm.findings if each.kind == "pain")
    given = example(FOOD)
    copied = whole_report(replace(given, firm=replace(given.firm, findings=(*given.firm.findings, theirs))))
    both = {text: chapter for text, chapter in sentences(copied).items() if text in sentences(example_report(AUTO))}
    assert [text for text, chapter in both.items() if chapter in OWN and len(own_words(text)) > _GLUE] != []


def test_no_report_tells_a_firm_to_add_an_option_by_its_name() -> None:
    formal = re.compile(r"”(?:再)?补上.{0,6}“|把“[^”]*”从“|最好做到“|还可以做“")
    for path in EXAMPLES:
        text = text_of(example_report(path), example(path))
        assert formal.findall(text) == [], path.stem
        assert "留下" in text
