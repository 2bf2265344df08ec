"""The questionnaire on paper (纸质 mode): per interviewee a blank form with boxes to tick and lines to write on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import count

from diagnostics.model.content.expressions import Condition
from diagnostics.model.content.facts import Derived, Fact, FactTable, Field, Interviewee, Question, Section
from diagnostics.model.content.library import Library
from diagnostics.model.document import (
    TICK,
    Align,
    Block,
    Document,
    DocumentCell,
    FillIn,
    Heading,
    MetaItem,
    Paragraph,
    QrCode,
    Run,
    Signature,
    SignaturePlace,
    Table,
)
from diagnostics.sheets.fingerprint import Stamp, draw_qr, stamp_text
from diagnostics.words.catalogue import name_of, say

PAPER = "paper"
# Rows of a table that is written line by line; columns of one that is written downwards, one thing per column.
_ROWS, _COLUMNS = 12, 3
_ROW_MM, _TALL_MM = 9.0, 8.0

Describe = Callable[[Condition], str]
# Most questions are about raw facts; some trends are asked directly.
Asked = Fact | Derived


def interviewees(library: Library) -> tuple[Interviewee, ...]:
    """Return who is asked anything, in the order of the questionnaire."""
    return tuple(dict.fromkeys(section.who for section in _sections(library)))


def build_form(library: Library, who: Interviewee, describe: Describe, fingerprint: str, firm: str = "") -> Document:
    """Build the blank form of one interviewee.

    Args:
        library: the questionnaire.
        who: the interviewee.
        describe: puts the condition under which a question is asked into words.
        fingerprint: of the content, so that the answers are entered by the same edition.
        firm: name of the firm, empty for a stock of forms.
    """
    numbers = count(1)
    blocks: list[Block] = [_opening()]
    for section in _sections(library):
        if section.who == who:
            blocks += _section(library, section, describe, numbers)
    blocks += [_signature(), _code(fingerprint)]
    title = say("sheets", "paper_title", who=name_of("report_roles", who))
    meta = (MetaItem(say("sheets", "meta_number"), say("sheets", "to_write")),) if firm else ()
    return Document(
        title=title, blocks=tuple(blocks), subtitle=firm or say("sheets", "paper_firm"), meta=meta, layout="sheet"
    )


def _sections(library: Library) -> list[Section]:
    return [section for section in library.sections.values() if not section.optional]


def _section(library: Library, section: Section, describe: Describe, numbers: Iterator[int]) -> Iterator[Block]:
    place = name_of("sheet_places", section.where)
    name = say("sheets", "paper_section", name=section.name, place=place, minutes=section.minutes)
    yield Heading(2, name, section.id, numbered=False)
    items = [each.id for item in section.items for each in _asked(library, item)]
    if any(library.subject_of(name) != "firm" for name in items):
        yield FillIn(number="", ask=say("sheets", "paper_subject"), lines=("",))
    for item in section.items:
        if item in library.tables:
            yield from _record_table(library.tables[item], numbers)
        for each in _asked(library, item):
            yield _question(each, describe, next(numbers))


def _asked(library: Library, item: str) -> list[Asked]:
    """Return the facts that an item asks: itself, or those that a topic card confirms."""
    card = library.cards.get(item)
    names = card.confirms if card else (item,)
    return [library.named(name) for name in names if name not in library.tables]


# ---- questions ----


def _question(fact: Asked, describe: Describe, number: int) -> FillIn:
    question = fact.question
    ask = question.ask if question else fact.name
    when = fact.ask_when if isinstance(fact, Fact) else None
    hints = [say("sheets", "only_when", when=describe(when))] if when else []
    told = question is not None and "多选" in question.help
    hints += [say("sheets", "several")] if fact.type == "multi" and not told else []
    hints += [question.help] if question and question.help else []
    return FillIn(
        number=f"{number}.",
        ask=ask,
        hint="".join(hints),
        choices=tuple(_choices(fact)),
        lines=tuple(_lines(fact, question)),
    )


def _choices(fact: Asked) -> Iterator[str]:
    anchors = fact.anchors if isinstance(fact, Fact) else {}
    for option in fact.options:
        anchor = anchors.get(option.id) or option.anchor
        yield say("sheets", "choice", name=option.name, anchor=anchor) if anchor else option.name
    if fact.type in {"bool", "judgement"}:
        yield from say("sheets", f"choices_{fact.type}").split("|")
    yield say("sheets", "unknown")
    if isinstance(fact, Fact) and fact.na:
        yield say("sheets", "not_applicable")


def _lines(fact: Asked, question: Question | None) -> Iterator[str]:
    if fact.type in {"number", "percent"}:
        yield say("sheets", "write_number", unit="%" if fact.type == "percent" else fact.unit)
    elif fact.type == "date":
        yield say("sheets", "write_date")
    elif fact.type in {"text", "judgement"}:
        yield say("sheets", f"write_{fact.type}")
    proofs = say("sheets", "joint").join(question.evidence) if question else ""
    yield say("sheets", "write_proof", proofs=proofs)


# ---- record tables ----


def _record_table(table: FactTable, numbers: Iterator[int]) -> Iterator[Block]:
    question = table.question
    yield FillIn(
        number=f"{next(numbers)}.", ask=question.ask if question else table.name, hint=question.help if question else ""
    )
    downwards = bool(table.key) or any(field.type == "choice" for field in table.fields)
    yield _downwards(table) if downwards else _line_by_line(table)
    for field in table.fields:
        if field.options:
            names = (say("sheets", "numbered", n=at, name=each.name) for at, each in enumerate(field.options, start=1))
            yield _note(say("sheets", "options", name=field.name, options="　".join(names)))


def _line_by_line(table: FactTable) -> Table:
    """Make a table of one row per thing; yes and no are boxes."""
    heads = tuple(map(_head, table.fields))
    row = tuple(DocumentCell(TICK if field.type == "bool" else "") for field in table.fields)
    aligns: list[Align] = ["center"] * len(heads)
    widths = tuple(2.6 if field.type == "text" else 1.3 for field in table.fields)
    return Table(
        id=table.id, caption="", heads=heads, widths=widths, aligns=tuple(aligns), rows=(row,) * _ROWS, row_mm=_ROW_MM
    )


def _downwards(table: FactTable) -> Table:
    """Make a table of one column per thing, so that many and wordy fields have room."""
    blank = tuple(DocumentCell("") for _ in range(_COLUMNS))
    rows = []
    for field in table.fields:
        words = say("sheets", "by_number", name=_head(field)) if field.options else _head(field)
        cells = tuple(DocumentCell(say("sheets", "yes_no")) for _ in blank) if field.type == "bool" else blank
        rows.append((DocumentCell(words, strong=True), *cells))
    heads = (table.name, *(say("sheets", "nth", n=at) for at in range(1, _COLUMNS + 1)))
    aligns: list[Align] = ["left"] * len(heads)
    return Table(
        id=table.id,
        caption="",
        heads=heads,
        widths=(3, *(3.2 for _ in blank)),
        aligns=tuple(aligns),
        rows=tuple(rows),
        row_mm=_TALL_MM,
    )


def _head(field: Field) -> str:
    unit = "%" if field.type == "percent" else field.unit
    return say("sheets", "with_unit", name=field.name, unit=unit) if unit else field.name


# ---- the frame ----


def _opening() -> Paragraph:
    return Paragraph((Run(say("sheets", "paper_opening")),))


def _note(text: str) -> Paragraph:
    return Paragraph((Run(text),), "note")


def _signature() -> Signature:
    places: Sequence[str] = ("answered", "asked")
    return Signature(
        "signers",
        tuple(SignaturePlace(say("sheets", f"sign_{place}"), say("sheets", f"sign_{place}_hint")) for place in places),
    )


def _code(fingerprint: str) -> QrCode:
    text = say("sheets", "paper_code", fingerprint=fingerprint)
    return QrCode(
        PAPER, text, draw_qr(stamp_text(Stamp(PAPER, "", fingerprint))), (say("sheets", "paper_code_meaning"),)
    )
