"""Facts that a workspace adds to the checks of a report: findings and reports of other firms, and who signed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from diagnostics.model.report_documents import FIRM
from diagnostics.words.problems import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from diagnostics.delivery.likeness import OtherReport, TextPart
    from diagnostics.model.content.library import Library
    from diagnostics.model.content.registers import Likeness
    from diagnostics.model.firm.answers import FirmAnswers
    from diagnostics.report.formats.edited import DocumentText
    from diagnostics.store import Workspace

_OPEN_IN_WORD = "~$"  # what Word lays beside a file that it has open
_TEXT = {"body", "lead", "bullet", "number", "cell"}


@dataclass(frozen=True)
class Neighbours:
    """The other firms with their findings alone, the newest of their reports, and whether a signature is recorded.

    None where nothing can be known of a signature: an answers file has none.
    """

    firms: tuple[FirmAnswers, ...] = ()
    reports: tuple[OtherReport, ...] = ()
    signed: bool | None = None


def neighbours_of(workspace: Workspace, code: str, library: Library) -> Neighbours:
    """Return what the workspace knows besides the firm itself."""
    from diagnostics.model.firm.answers import Finding, FirmAnswers

    found: dict[str, dict[str, Finding]] = {}
    for event in workspace.events(kinds=("finding_added", "finding_changed")):
        data = event.payload.get("now", event.payload) or {}
        texts = Finding(
            kind=data.get("kind", ""),
            text=data.get("text", ""),
            effect=data.get("effect", ""),
            title=data.get("title", ""),
        )
        found.setdefault(event.firm, {})[event.payload.get("finding", event.id)] = texts
    names = {each.code: each.name for each in workspace.firms()}
    others = tuple(
        FirmAnswers(code=firm, name=names[firm], subjects=(), answers={}, rows={}, findings=tuple(texts.values()))
        for firm, texts in found.items()
        if firm != code and firm in names
    )
    from diagnostics.delivery.likeness import likeness_rules

    rules = likeness_rules(library)
    reports = tuple(_newest_reports(workspace, code, names, rules)) if rules else ()
    return Neighbours(others, reports, bool(workspace.events(code, kinds=("sign_off",))))


def _newest_reports(workspace: Workspace, code: str, names: dict[str, str], rules: Likeness) -> Iterator[OtherReport]:
    """Yield the last report issued to each other firm, of as many firms as the rules say, the newest first."""
    from diagnostics.store import StoreError
    from diagnostics.store.facts.issuing import issued_reports

    issued = {each.firm: each for each in workspace.events(kinds=("report_issued",)) if each.firm != code}
    newest = sorted(issued.values(), key=lambda each: each.recorded_at, reverse=True)
    for firm in [each.firm for each in newest if each.firm in names][: rules.newest]:
        file = issued_reports(workspace, firm)[-1].files.get("docx")
        if file is None:
            continue
        try:
            data = workspace.files.read(file)
        except StoreError:  # `doctor` tells of files that are lost; they keep nobody else's report back
            continue
        yield report_in(data, firm, names[firm], rules)


def reports_beside(folder: Path, code: str, rules: Likeness) -> tuple[OtherReport, ...]:
    """Return the reports of other firms that lie in a folder: those of the batch that were made before.

    Raises:
        OSError: A file cannot be read.
    """
    from diagnostics.report.formats.belonging import code_in, document_in

    found: dict[str, OtherReport] = {}
    for path in sorted(folder.glob("*.docx"), reverse=True) if folder.is_dir() else ():
        data = b"" if path.name.startswith(_OPEN_IN_WORD) else path.read_bytes()
        owner = code_in(data)
        if owner and owner not in {code, *found} and document_in(data) == FIRM and len(found) < rules.newest:
            found[owner] = report_in(data, owner, path.name, rules)
    return tuple(found.values())


def report_in(docx: bytes, code: str, name: str, rules: Likeness) -> OtherReport:
    """Return the sentences of a report in a DOCX; none where it is no DOCX."""
    from diagnostics.delivery.likeness import OtherReport, body_of, sentences_of
    from diagnostics.report.formats.edited import read_told

    try:
        told = read_told(docx, name)
    except InputError:
        return OtherReport(code, name, frozenset())
    return OtherReport(code, name, sentences_of(body_of(_parts(told)), rules.shortest))


def _parts(told: DocumentText) -> Iterator[TextPart]:
    """Yield the parts of a report by their styles; of a client's own file, which has others, all of it is text."""
    from diagnostics.delivery.likeness import TextPart
    from diagnostics.report.formats.docx_styles import STYLES
    from diagnostics.report.formats.edited import ROW_HEAD

    roles = {name.lower(): role.removeprefix("page_").removeprefix("plain_") for role, name in STYLES.items()}
    for text, style in told.styled:
        role = ROW_HEAD if style == ROW_HEAD else roles.get(style, "body")
        level = int(role[-1]) if role.startswith("heading") else 0
        yield TextPart(text, level, apart=role not in _TEXT)
