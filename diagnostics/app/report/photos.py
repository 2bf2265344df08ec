"""Photos of the visit out of a workspace, made small and harmless once more, and as many as the paper has room for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from diagnostics.model.report_documents import FIRM, MOST_PAGES
from diagnostics.words.catalogue import problem
from diagnostics.words.problems import InputError, Place, Problem

if TYPE_CHECKING:
    from datetime import date

    from diagnostics.model.content.library import Library
    from diagnostics.model.document import Document, PrintedPhoto
    from diagnostics.model.firm.answers import FirmAnswers
    from diagnostics.report.narrative.building import FirmValues
    from diagnostics.store import EvidenceFile, FirmFacts
    from diagnostics.store.facts.reading import WorkspaceReader

_LONG_SIDE = 480  # pixels: about 300 to the inch in its place on paper
# The PDF is counted; LibreOffice prints the DOCX of a long document a page longer.
_DOCX_LONGER = 1


@dataclass(frozen=True)
class VisitPhotos:
    """Photos ready to be printed, the most telling first, and warnings about files that cannot be used."""

    photos: tuple[PrintedPhoto, ...] = ()
    problems: tuple[Problem, ...] = ()


def visit_photos(
    workspace: WorkspaceReader,
    firm: FirmAnswers,
    library: Library,
    files: Mapping[str, EvidenceFile],
    *,
    after: date | None = None,
) -> VisitPhotos:
    """Return the photos that a report of the firm shows.

    A file that is lost or is no picture is left out with a warning, and the next photo takes its place.

    Args:
        workspace: open to read.
        firm: what the report rests on.
        library: the content.
        files: those of its evidence, by its id.
        after: the day of an earlier visit; its photos are not shown again.
    """
    from diagnostics.report.chapters.state.photo_part import MOST_PHOTOS, site_photos

    photos: list[PrintedPhoto] = []
    problems: list[Problem] = []
    for each in site_photos(firm, library, files, after):
        if len(photos) == MOST_PHOTOS:
            break
        found = _small(workspace, files[each.evidence], each.evidence, each.caption)
        if isinstance(found, Problem):
            problems.append(found)
        else:
            photos.append(found)
    return VisitPhotos(tuple(photos), tuple(problems))


def hashes_of_photos(facts: FirmFacts) -> dict[str, str]:
    """Return the hash of the file of every photo by its evidence: what an issued report keeps of them."""
    return {each.id: facts.files[each.id].sha256 for each in facts.evidence if each.is_photo and each.id in facts.files}


def files_with(workspace: WorkspaceReader, code: str, hashes: Mapping[str, str]) -> dict[str, EvidenceFile]:
    """Return the files with these hashes, also of evidence that was taken back or goes by another number since."""
    from diagnostics.store import EvidenceFile

    added = workspace.events(code, kinds=("evidence_added",))
    kept = [EvidenceFile(**each.payload["file"]) for each in added if each.payload["file"]]
    by_hash = {each.sha256: each for each in kept}
    return {name: by_hash[each] for name, each in hashes.items() if each in by_hash}


def _small(workspace: WorkspaceReader, file: EvidenceFile, evidence: str, caption: str) -> PrintedPhoto | Problem:
    from diagnostics.evidence.photos import photo_from
    from diagnostics.model.document import PrintedPhoto
    from diagnostics.store import StoreError

    name = file.original_name or file.name
    try:
        copy = photo_from(workspace.files.read(file), Path(name), long_side=_LONG_SIDE)
    except (InputError, StoreError) as error:
        reason = error.problems[0].what if isinstance(error, InputError) else error.problem.what
        return problem("REPORT-04", Place(name), warning=True, evidence=evidence, reason=reason)
    return PrintedPhoto(jpeg=copy.jpeg, width=copy.width, height=copy.height, caption=caption)


@dataclass(frozen=True)
class Fitted:
    """What is told with the photos that there is room for, the documents of it, and a warning where some had to go."""

    told: FirmValues
    documents: Mapping[str, Document]
    problems: tuple[Problem, ...] = ()


def fit_photos(
    told: FirmValues,
    photos: Sequence[PrintedPhoto],
    build: Callable[[FirmValues], Mapping[str, Document]],
    overlays: Sequence[Path],
    *,
    most_pages: int = MOST_PAGES,
) -> Fitted:
    """Show as many whole rows of photos as leave the firm's document within its pages; where none does, none."""
    from diagnostics.model.document import PHOTOS_A_ROW
    from diagnostics.report.formats.fitting import fit_tables
    from diagnostics.report.formats.pdf import Pages
    from diagnostics.report.narrative.building import with_photos

    most = len(photos)
    while most > 0:
        shown = with_photos(told, photos[:most])
        documents = build(shown)
        if Pages(fit_tables(documents[FIRM]), overlays).count() + _DOCX_LONGER <= most_pages:
            return Fitted(shown, documents, _left_out(documents[FIRM], len(photos) - most, most_pages))
        most = (most - 1) // PHOTOS_A_ROW * PHOTOS_A_ROW
    documents = build(told)
    return Fitted(told, documents, _left_out(documents[FIRM], len(photos), most_pages))


def _left_out(document: Document, count: int, most_pages: int) -> tuple[Problem, ...]:
    place = Place(document.subtitle)
    return (problem("REPORT-05", place, warning=True, n=count, most=most_pages),) if count else ()
