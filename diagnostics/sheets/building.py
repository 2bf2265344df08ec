"""Builds the sheets to sign: the narrative of each, its tables, its places for signatures, its fingerprint."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from diagnostics.content.root import content_root
from diagnostics.model.document import Document, MetaItem, QrCode
from diagnostics.report.narrative.narrative import Parts, open_narratives, write_blocks
from diagnostics.report.words.labels import Labels
from diagnostics.report.words.tables import by_id
from diagnostics.sheets.fingerprint import Stamp, draw_qr, stamp_text
from diagnostics.sheets.opinion import opinion_tables, opinion_values
from diagnostics.sheets.sheet_input import SheetInput
from diagnostics.sheets.visit import signature, visit_tables, visit_values
from diagnostics.words.catalogue import name_of, say
from diagnostics.words.numbers import day

# Who signs what; the sheets in the order in which they are laid on the table.
_SIGNED_BY = {
    "opinion": ("firm", "team", "provider"),
    "owed": ("firm_contact", "team_contact"),
    "confirmation": ("firm", "team", "provider"),
    "sign_in": (),
    "confidentiality": ("provider", "firm_keeps"),
    "satisfaction": ("firm_free",),
}
SHEETS = tuple(_SIGNED_BY)


def build_sheet(sheet: str, of: SheetInput, content: Sequence[Path] = ()) -> Document:
    """Build one sheet.

    Args:
        sheet: one of `SHEETS`.
        of: what is known of the firm and the visit.
        content: content folders laid over the shipped one; `reports/templates/sheets/*.md.j2` of a later one win.

    Raises:
        InputError: A narrative of an overlay is wrong; the problem names file and line.
    """
    labels, reaches, target = Labels(of.given), of.given.reaches, of.given.target
    tables = by_id([*opinion_tables(of, reaches, labels), *visit_tables(of)])
    parts = Parts(tables, signatures={"signers": signature("signers", *_SIGNED_BY[sheet])})
    values = {**opinion_values(of, target, labels), **visit_values(of), "tables": frozenset(tables)}
    folders = [root / "reports" / "templates" for root in (content_root(), *content)]
    blocks = write_blocks(open_narratives(folders), f"sheets/{sheet}.md.j2", values, parts)
    return Document(
        title=name_of("sheet_titles", sheet),
        blocks=(*blocks, _code(sheet, of)),
        subtitle=of.given.firm.name,
        meta=_meta(of),
        layout="sheet",
    )


def _code(sheet: str, of: SheetInput) -> QrCode:
    text = stamp_text(Stamp(sheet, of.given.firm.code, of.fingerprint))
    notes = (say("sheets", "code_meaning"), say("sheets", "code_dates", as_of=day(of.given.as_of)))
    return QrCode(sheet, say("sheets", "code", fingerprint=of.fingerprint), draw_qr(text), notes)


def _meta(of: SheetInput) -> tuple[MetaItem, ...]:
    given = of.given
    items = [
        MetaItem(say("sheets", "meta_code"), given.firm.code),
        MetaItem(say("sheets", "meta_as_of"), day(given.as_of)),
        MetaItem(say("sheets", "meta_printed"), day(given.report_date)),
        MetaItem(say("sheets", "meta_note"), say("sheets", "fictitious") if given.firm.fictitious else ""),
    ]
    return tuple(item for item in items if item.value)
