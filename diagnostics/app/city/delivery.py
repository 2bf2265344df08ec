"""A delivery: the firms that are due, the folder with the files of each, the lists of all in one workbook."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from diagnostics.app.city.delivery_lists import list_sheets
from diagnostics.app.files import replace_file, write_all
from diagnostics.words.catalogue import problem, say
from diagnostics.words.numbers import number
from diagnostics.words.problems import Place, Problem

if TYPE_CHECKING:
    from diagnostics.app.city.handover import Handover
    from diagnostics.city.count.process import FirmProcess
    from diagnostics.model.content.library import Library
    from diagnostics.model.firm.register import ProcessRules


def delivered(known: Iterable[FirmProcess], rules: ProcessRules) -> list[FirmProcess]:
    """Return the firms that have been delivered: what is handed over where no firm is named."""
    done = {rules.follow_from, rules.follow_each, "closed"}
    return [
        each
        for each in known
        if each.last and each.last.state in done and any(step.state == rules.follow_from for step in each.steps)
    ]


def delivery_files(
    found: Sequence[Handover], rules: ProcessRules, library: Library, asking: Mapping[str, frozenset[str]]
) -> dict[str, bytes]:
    """Return the workbook of the lists and the files of every firm, by their names below the delivery.

    Args:
        found: the firms.
        rules: of the steps of a diagnosis.
        library: the content.
        asking: the facts that ask what a firm needs money for, each with the options that mean finance (none: all).
    """
    from diagnostics.exchange.handover import workbook_bytes

    files = {f"{say('deliver', 'workbook')}.xlsx": workbook_bytes(list_sheets(found, rules, library, asking))}
    for each in found:
        files |= each.files()
    return files


def alike_reports(reports: Iterable[tuple[FirmProcess, Mapping[str, bytes]]], library: Library) -> list[Problem]:
    """Return a warning for every report (DOCX) that is word for word that of another firm in too large a part.

    Args:
        reports: the firms of a delivery with their files by name.
        library: the content.
    """
    from diagnostics.app.report.neighbours import report_in
    from diagnostics.delivery.likeness import likeness_rules, most_alike

    rules = likeness_rules(library)
    if rules is None:
        return []
    files = [(firm, name, data) for firm, kept in reports for name, data in kept.items() if _is_report(name, data)]
    read = [report_in(data, firm.code, firm.name, rules) for firm, _, data in files]
    problems = []
    for (_, name, _), own in zip(files, read, strict=True):
        share, other = most_alike(own.sentences, (each for each in read if each.code != own.code))
        if share > rules.at_most:
            said = {"share": number(share, 0), "most": number(rules.at_most), "other": other}
            problems.append(problem("DELIVER-05", Place(name), warning=True, **said))
    return problems


def _is_report(name: str, data: bytes) -> bool:
    """Whether a file is the firm's document; the volume for the bureau says much alike of every firm."""
    from diagnostics.model.report_documents import FIRM
    from diagnostics.report.formats.belonging import document_in

    return name.endswith(".docx") and document_in(data) == FIRM


def save_delivery(files: Mapping[str, bytes], folder: Path, *, zipped: bool) -> None:
    """Write a delivery into a folder, `zipped` as one file beside it too; raises OSError."""
    from diagnostics.exchange.handover import zip_bytes

    for name, data in files.items():
        path = folder / name
        write_all(path.parent, {path.name: data})
    if zipped:
        folder.parent.mkdir(parents=True, exist_ok=True)
        replace_file(folder.with_name(f"{folder.name}.zip"), zip_bytes(files))
