"""The report of an example firm, and any report as plain text: one line per block, one per row of a table."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise, zip_longest
from pathlib import Path
from typing import Any

import yaml

from diagnostics.answers.files.file import parse_answers
from diagnostics.briefing.report_input import brief
from diagnostics.diagnosis.diagnose import diagnose
from diagnostics.model.document import (
    Block,
    Boxes,
    Document,
    Figure,
    Heading,
    ListBlock,
    PageBreak,
    Paragraph,
    Run,
    Signature,
    Table,
)
from diagnostics.model.firm.answers import FirmAnswers
from diagnostics.model.report_documents import FORMATS
from diagnostics.model.results.report_input import ReportInput
from diagnostics.report.formats.formats import Paper, render
from diagnostics.report.narrative.building import build_documents
from diagnostics.report.words.numbering import number_blocks
from tests.builders import AS_OF, as_json, shipped
from tests.once_per_run import once_per_run

ROOT = Path(__file__).resolve().parents[2]
FIRMS = sorted((ROOT / "examples").glob("*.yaml"))
# With four more, written by hand only for the tests.
TEN_FIRMS = [*FIRMS, *sorted((ROOT / "tests" / "firms").glob("*.yaml"))]
# Whole reports are compared of these three; of the others the page for the owner and the plan.
EXAMPLES = [path for path in FIRMS if path.stem in {"auto_parts", "food", "refractory"}]


def given_of(answers: dict[str, Any], *, with_plan: bool = False) -> ReportInput:
    """Return what the report of these answers receives."""
    return brief(diagnose([firm_of(answers)], shipped(), AS_OF)[0], AS_OF, AS_OF, with_plan=with_plan)


def firm_of(answers: dict[str, Any]) -> FirmAnswers:
    """Return a firm as the reader of answers files reads it; fails when it finds an error."""
    firm, problems = parse_answers(as_json(answers), "firm.json", shipped(), as_of=AS_OF)
    assert [problem for problem in problems if not problem.warning] == []
    assert firm is not None
    return firm


@cache
def _read(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


def answers_of(path: Path) -> dict[str, Any]:
    """Return the answers file of an example, to be changed by a test."""
    return copy.deepcopy(_read(path))


@cache
def example(path: Path) -> ReportInput:
    """Return what the report of an example firm receives."""
    return once_per_run(f"example-{path.stem}", lambda: given_of(answers_of(path), with_plan=True))


@cache
def example_report(path: Path) -> Document:
    """Return all that is told of an example firm."""
    return whole_report(example(path))


@cache
def example_documents(path: Path) -> dict[str, Document]:
    """Return the three documents of an example firm."""
    return once_per_run(f"documents-{path.stem}", lambda: build_documents(example(path)))


def whole_report(given: ReportInput, content: Sequence[Path] = ()) -> Document:
    """Return the three documents of a firm one behind the other, for tests that ask whether a thing is told at all."""
    return in_one(build_documents(given, content))


def in_three(document: Document) -> dict[str, Document]:
    """Return the documents that stand one behind the other in one: what `in_one` has put together."""
    found: dict[str, list[Block]] = {"owner": [], "firm": [], "bureau": []}
    name = "owner"
    for block, following in zip_longest(document.blocks, document.blocks[1:]):
        begins = following.id.partition("-")[0] if isinstance(following, Heading) else name
        if isinstance(block, PageBreak) and begins != name:
            name = begins
        else:
            found[name].append(block)
    return {name: replace(document, blocks=tuple(blocks)) for name, blocks in found.items()}


def in_one(documents: Mapping[str, Document]) -> Document:
    """Return documents one behind the other, the page for the owner first; what stands in two comes twice."""
    blocks: list[Block] = []
    for name, document in documents.items():
        own = (replace(each, id=f"{name}-{each.id}") if isinstance(each, Heading) else each for each in document.blocks)
        blocks += [*([PageBreak()] if blocks else []), *own]
    return replace(documents["firm"], blocks=tuple(blocks))


@cache
def example_file(path: Path, format_name: str) -> bytes:
    """Return all that is told of an example firm as one file in a format."""
    made = once_per_run(f"files-{path.stem}", lambda: render(example_report(path), FORMATS, Paper(AS_OF)))
    return made[format_name]


def code_of(path: Path) -> str:
    """Return the code of an example firm."""
    found = re.search(r"^  code: (\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)
    assert found is not None
    return found[1]


def chapter_name(heading: str) -> str:
    """Return the name of a chapter: what a heading says of the firm stands behind it."""
    return heading.partition("：")[0]


def text_of(document: Document, given: ReportInput | None = None) -> str:
    """Return a report as text, without the fingerprint of the content (any comment changes it) of a known input."""
    text = _text_of(document)
    return text if given is None else text.replace(given.library.fingerprint[:12], "（内容版本）")


def _text_of(document: Document) -> str:
    lines = [document.title, document.subtitle]
    lines += [f"{item.label}：{item.value}" for item in document.meta]
    return "\n".join(lines) + "\n" + text_of_blocks(document.blocks)


def text_of_blocks(blocks: Sequence[Block]) -> str:
    numbered = zip(blocks, number_blocks(blocks), strict=True)
    return "\n".join(line for block, number in numbered for line in _lines(block, number)) + "\n"


def _lines(block: Block, number: str) -> Iterator[str]:
    match block:
        case Heading():
            yield f"\n{'#' * block.level} {number}{block.text}"
        case Paragraph():
            yield f"\n{_joined(block.runs)}"
        case ListBlock():
            yield from (f"- {_joined(runs)}" for runs in block.items)
        case Table():
            yield f"\n{number} {block.caption}"
            yield " | ".join(block.heads)
            yield from (" | ".join(cell.text.replace("\n", " / ") for cell in row) for row in block.rows)
        case Figure():
            yield f"\n{number} {block.caption}［{block.alt}］"
        case Boxes():
            yield from (f"【{box.label}】{box.value}；{box.note}" for box in block.boxes)
        case Signature():
            yield from (f"〔{place.role}：{place.hint}〕" for place in block.places)
        case PageBreak():
            yield "\n----"


def _joined(runs: tuple[Run, ...]) -> str:
    return "".join(run.text for run in runs)


def tables_of(document: Document) -> dict[str, Table]:
    """Return the tables of a report by id."""
    return {block.id: block for block in document.blocks if isinstance(block, Table)}


def owner_blocks(document: Document) -> list[Block]:
    """Return the blocks of the owner's pages: everything before the first page break, if there is one."""
    first = next((at for at, block in enumerate(document.blocks) if isinstance(block, PageBreak)), None)
    return list(document.blocks[:first])


def list_after(blocks: list[Block], heading: str) -> list[str]:
    """Return the items of the list right below a heading, whatever it says after a colon; nothing without a list."""
    for block, following in pairwise(blocks):
        if isinstance(block, Heading) and block.text.partition("：")[0] == heading and isinstance(following, ListBlock):
            return [_joined(runs) for runs in following.items]
    return []
