"""Issuing a report: number, version and frozen inputs; an issued report made again from what was frozen."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from diagnostics.app.report.changes import summary_of
from diagnostics.app.report.neighbours import neighbours_of
from diagnostics.app.report.photos import files_with, hashes_of_photos, visit_photos
from diagnostics.app.report.reporting import ReportSettings, make_report
from diagnostics.app.report.since import planned_measures
from diagnostics.words.catalogue import problem
from diagnostics.words.problems import InputError, Place

if TYPE_CHECKING:
    from diagnostics.app.dates import Dates
    from diagnostics.app.report.reporting import Made
    from diagnostics.model.content.library import Library
    from diagnostics.model.firm.earlier import EarlierVisit
    from diagnostics.store import Workspace
    from diagnostics.store.facts.issuing import Frozen, Issued

_TEMPLATES = 16  # hexadecimal digits of the fingerprint of the templates


class DraftError(InputError):
    """A report that fails a hard check is a draft and cannot be issued; `made` is the draft."""

    def __init__(self, made: Made) -> None:
        from diagnostics.delivery.outcomes import failed_hard

        self.made = made
        names = "、".join(f"{each.id} {each.name}" for each in failed_hard(made.checks))
        super().__init__([problem("ISSUE-01", Place(made.given.firm.code), names=names)])


@dataclass(frozen=True)
class NextIssue:
    """The number of a firm's next report, and the version that it supersedes, if any."""

    code: str
    assessment: str
    number: str
    last: Issued | None

    @property
    def version(self) -> int:
        """The version that the report gets."""
        return self.last.version + 1 if self.last else 1

    @property
    def needs_reason(self) -> bool:
        """Whether somebody has to say why there is another version."""
        return self.last is not None


def next_issue(workspace: Workspace, code: str, dates: Dates) -> NextIssue:
    """Return what a report of the firm's assessment of that day will be called."""
    from diagnostics.store.facts.issuing import issued_reports, number_of

    picked = workspace.facts(code, as_of=dates.day).assessment
    assessment = picked.id if picked else "T0"
    number = number_of(code, assessment)
    before = [report for report in issued_reports(workspace, code) if report.number == number]
    return NextIssue(code, assessment, number, max(before, key=lambda each: each.version, default=None))


def issue_report(
    workspace: Workspace,
    library: Library,
    issue: NextIssue,
    dates: Dates,
    settings: ReportSettings,
    reason: str,
    earlier: EarlierVisit | None = None,
) -> tuple[Frozen, Made]:
    """Make a report, freeze what it rests on and record both; nothing is recorded of a draft.

    Args:
        workspace: open to write, with the library.
        library: the content.
        issue: what `next_issue` said.
        dates: as of when, known by when.
        settings: what was chosen about the paper.
        reason: why there is another version.
        earlier: the diagnosis that the report is made against; None on a first visit.

    Raises:
        DraftError: The report fails a hard check.
        InputError: A narrative or template is wrong.
    """
    from diagnostics.store.facts.issuing import TEMPLATE, Frozen, record_issue

    facts = workspace.facts(issue.code, as_of=dates.day, known_at=dates.known_at)
    firm = facts.to_answers()  # where the workspace lies is no part of what is known
    template = settings.template
    frozen = Frozen(
        firm=firm,
        as_of=dates.day,
        known_at=settings.known_at,
        report_date=settings.report_date,
        content=library.fingerprint,
        local=library.local,
        template=templates_fingerprint(settings.overlays),
        formats=settings.files,
        embed_font=settings.embed_font,
        client="" if template is None else template.name,
        earlier=earlier,
        photos=hashes_of_photos(facts),
    )
    made = _make(frozen, library, workspace, (issue.number, issue.version), settings)
    _refuse_draft(made)
    frozen = replace(frozen, summary=summary_of(made.given), measures=planned_measures(made.given))
    files = made.files if template is None else {**made.files, TEMPLATE: template.read_bytes()}
    with workspace.recording(issue.code, issue.assessment) as record:
        record_issue(record, workspace.files, frozen, issue.version, files, reason)
    return frozen, made


def _make(
    frozen: Frozen, library: Library, workspace: Workspace, issue: tuple[str, int], settings: ReportSettings
) -> Made:
    from diagnostics.diagnosis.diagnose import diagnose

    diagnosis = diagnose([frozen.firm], library, frozen.as_of)[0]
    number, version = issue
    neighbours = neighbours_of(workspace, frozen.firm.code, library)
    earlier = frozen.earlier
    files = files_with(workspace, frozen.firm.code, frozen.photos)
    photos = visit_photos(workspace, frozen.firm, library, files, after=earlier.as_of if earlier else None)
    return make_report(diagnosis, settings, neighbours, number=number, version=version, earlier=earlier, photos=photos)


def _refuse_draft(made: Made) -> None:
    from diagnostics.delivery.outcomes import failed_hard

    if failed_hard(made.checks):
        raise DraftError(made)


def templates_fingerprint(overlays: Sequence[Path]) -> str:
    """Return the fingerprint of everything that shapes the paper: narratives, styles, reference document."""
    from diagnostics.content.root import content_root

    digest = hashlib.sha256()
    for root in (content_root(), *overlays):
        for folder in (root / "reports" / "templates", root / "reports" / "styles"):
            for path in sorted(each for each in folder.rglob("*") if each.is_file() and each.suffix != ".pyc"):
                digest.update(path.relative_to(root).as_posix().encode("utf-8") + b"\0" + path.read_bytes())
    return digest.hexdigest()[:_TEMPLATES]


# ---- made again -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class MadeAgain:
    """An issued report made again: the issue, the report of now, the files of then by key."""

    issued: Issued
    made: Made
    kept: Mapping[str, bytes]

    @property
    def different(self) -> list[str]:
        """The keys of the files whose bytes are not those of then."""
        return [name for name, data in self.kept.items() if self.made.files.get(name) != data]

    def as_issued(self) -> Made:
        """Return the report with the files of then."""
        return replace(self.made, files=self.kept)


def issue_again(
    workspace: Workspace, library: Library, firm: str, version: int | None, overlays: Sequence[Path]
) -> MadeAgain:
    """Make an issued report again from what was frozen.

    Args:
        workspace: open to read.
        library: the content, which must be that of then.
        firm: code or name.
        version: of the last number; None is the last one.
        overlays: the overlays of the content.

    Raises:
        InputError: Nothing was issued, there is no such version, or the content is another one.
    """
    from diagnostics.store.facts.issuing import TEMPLATE, issued_reports

    record = workspace.find_firm(firm, whole=True)
    issued = _chosen(issued_reports(workspace, record.code), version, record.name)
    frozen = issued.frozen
    _refuse_other_content(issued, library, overlays)
    kept = {name: workspace.files.read(file) for name, file in issued.files.items()}
    with _client_template(frozen.client, kept.pop(TEMPLATE, b"")) as template:
        settings = ReportSettings(
            known_at=frozen.known_at,
            report_date=frozen.report_date,
            embed_font=frozen.embed_font,
            overlays=tuple(overlays),
            files=frozen.formats,
            template=template,
        )
        made = _make(frozen, library, workspace, (issued.number, issued.version), settings)
    return MadeAgain(issued, made, kept)


@contextmanager
def _client_template(name: str, data: bytes) -> Iterator[Path | None]:
    """Lay the client's DOCX of then into a folder for a moment; nothing where the layout was the product's own."""
    if not name:
        yield None
        return
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        yield path


def _chosen(issued: Sequence[Issued], version: int | None, name: str) -> Issued:
    if not issued:
        raise InputError([problem("ISSUE-02", Place(name), firm=name)])
    if version is None:
        return issued[-1]
    found = [each for each in issued if each.number == issued[-1].number and each.version == version]
    if not found:
        raise InputError([problem("ISSUE-05", Place(name), version=version, last=issued[-1].version)])
    return found[-1]


def _refuse_other_content(issued: Issued, library: Library, overlays: Sequence[Path]) -> None:
    was = f"{issued.frozen.content[:12]}/{issued.frozen.template}"
    now = f"{library.fingerprint[:12]}/{templates_fingerprint(overlays)}"
    if was != now:
        place = Place(issued.number)
        raise InputError([problem("ISSUE-03", place, version=issued.version, was=was, now=now)])
