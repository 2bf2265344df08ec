"""The picture of a city: read and counted, compared with an earlier one, rendered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from diagnostics.app.city.progress import processes_of
from diagnostics.app.dates import Dates
from diagnostics.app.firms import Reading, Source, firms_at, read_firms
from diagnostics.app.workspaces import WorkspaceAt
from diagnostics.words.catalogue import say
from diagnostics.words.problems import RequestError

if TYPE_CHECKING:
    from diagnostics.city.count.city_records import CityFigures, Process
    from diagnostics.city.count.outlook_records import CityChange
    from diagnostics.model.content.library import Library
    from diagnostics.model.firm.answers import FirmAnswers

FEW_GLYPHS = 1_000_000  # bytes: what every mail and chat takes without asking


@dataclass(frozen=True)
class Earlier:
    """The earlier picture that a city is compared with: as of a day and as known on it.

    Attributes:
        day: the day.
        folder: its answers files; None where they are those of now.
        content: the overlays of the content of then; None where the content is that of now.
    """

    day: date
    folder: Path | None = None
    content: tuple[Path, ...] | None = None


@dataclass(frozen=True, kw_only=True)
class CityRequest:
    """The sources and options of the picture of a city.

    Attributes:
        source: the firms.
        dates: as of when, known by when.
        reported: a list of the codes that were reported elsewhere.
        new_target: the day of another target.
        earlier: what it is compared with.
    """

    source: Source
    dates: Dates
    reported: Path | None = None
    new_target: date | None = None
    earlier: Earlier | None = None


def read_city(asked: CityRequest, library: Library) -> Reading[CityFigures]:
    """Read every firm and count the city, with the way to the target and the definitions side by side.

    Raises:
        InputError: A file cannot be used: a figure over part of the firms would be wrong without looking so.
        RequestError: There is no firm.
    """
    from diagnostics.app.code_lists import read_codes
    from diagnostics.city.ahead.toward_target import toward_target
    from diagnostics.city.count.city_figures import city_figures
    from diagnostics.city.count.definitions import reconcile

    source, dates = asked.source, asked.dates
    now = _read(source, library, dates)
    rules = next(iter(library.coverages.values()))
    codes = Reading(None) if asked.reported is None else read_codes(asked.reported)
    change = None if asked.earlier is None else _change(asked, asked.earlier, now, library)
    figures = city_figures(
        now.value,
        library,
        dates.day,
        dates.known_day,
        process=_process(source, library, dates) if isinstance(source, WorkspaceAt) else None,
        outlook=toward_target(
            firms_at(source, now.value, library, dates),
            library,
            dates.day,
            dates.known_day,
            new_target=asked.new_target,
        ),
        reconciliation=reconcile(now.value, library, dates.day, rules, codes.value),
        change=change.value if change else None,
    )
    told = (now, codes, *([change] if change else []))
    return Reading(
        figures,
        tuple(warning for each in told for warning in each.warnings),
        tuple(unfit for each in told for unfit in each.unfit),
    )


def read_change(asked: CityRequest, earlier: Earlier, library: Library) -> Reading[CityChange]:
    """Compare the city with an earlier picture of it.

    Raises:
        InputError: A file cannot be used.
        RequestError: There is no firm now or then, or the earlier day is the later one.
    """
    now = _read(asked.source, library, asked.dates)
    found = _change(asked, earlier, now, library)
    return Reading(found.value, (*now.warnings, *found.warnings), (*now.unfit, *found.unfit))


def _read(source: Source, library: Library, dates: Dates) -> Reading[list[FirmAnswers]]:
    found = read_firms(source, library, dates)
    if not found.value:
        raise RequestError(say("usage", "no_firms_in_city"))
    return found


def _change(
    asked: CityRequest, earlier: Earlier, now: Reading[list[FirmAnswers]], library: Library
) -> Reading[CityChange]:
    """Return what changed, and of the earlier picture only what was not said of the present one."""
    from diagnostics.city.count.city_change import Picture, city_change
    from diagnostics.content.library.library import get_library

    day = asked.dates.day
    if earlier.day > day:
        raise RequestError(say("usage", "since_later", since=earlier.day, as_of=day))
    old = library if earlier.content is None else get_library(earlier.content)
    before = _read(earlier.folder or asked.source, old, Dates(earlier.day, earlier.day, asked.dates.today))
    change = city_change(Picture(before.value, old, earlier.day), Picture(now.value, library, day))
    same_files = earlier.folder is None and old is library  # what other content warns of has not been told yet
    unfit = tuple(each for each in before.unfit if each not in now.unfit)
    return Reading(change, () if same_files else before.warnings, unfit)


def _process(source: WorkspaceAt, library: Library, dates: Dates) -> Process:
    from diagnostics.city.count.city_records import Process
    from diagnostics.exchange.definitions import process_rules

    with source.to_read() as workspace:
        firms = processes_of(workspace, library, dates)
    return Process(firms, process_rules(library, source.folder))


# ---- rendered -------------------------------------------------------------------------------------------------------


@dataclass
class BoardGlyphs:
    """The glyphs that a board carries, so that it reads on a computer without a Chinese font.

    Attributes:
        wanted: whether they are embedded; None: as long as they are few.
        size: bytes that they take as text of the page; 0 before the page is made, or where nobody wants them.
        kept: whether the page carries them.
    """

    wanted: bool | None = None
    size: int = 0
    kept: bool = False

    def __call__(self, page: str) -> str:
        """Return the CSS with the glyphs of a page; empty where they stay out."""
        from diagnostics.report.formats.fonts import embed_fonts

        if self.wanted is False:
            return ""
        css = embed_fonts(page)
        self.size = len(css)
        self.kept = self.wanted is True or self.size <= FEW_GLYPHS
        return css if self.kept else ""


def city_files(
    city: CityFigures, library: Library, overlays: Sequence[Path], glyphs: BoardGlyphs | None = None
) -> dict[str, bytes]:
    """Render page and workbook of a city, by the names of their files.

    Args:
        city: the figures.
        library: the content.
        overlays: the overlays of the content.
        glyphs: those that the page carries; afterwards it says how large they are.
    """
    from diagnostics.city.show.dashboard import dashboard_name, render_dashboard
    from diagnostics.city.show.workbook import render_workbook, workbook_name
    from diagnostics.report.formats.fonts import css_stack

    page = render_dashboard(city, library, fonts=css_stack(), embed=glyphs or BoardGlyphs(), content=overlays)
    return {dashboard_name(): page.encode("utf-8"), workbook_name(): render_workbook(city, library)}


def brief_files(city: CityFigures, overlays: Sequence[Path], *, batch: str = "") -> dict[str, bytes]:
    """Render the brief of a city, by the name of its file."""
    from diagnostics.app.file_names import safe_file_name
    from diagnostics.city.show.brief_document import brief_document
    from diagnostics.report.formats.docx import render_docx

    document = brief_document(city, batch)
    data = render_docx(document, city.known_at, pictures={}, content=overlays)
    return {f"{safe_file_name(document.title, say('board', 'file_brief'))}.docx": data}
