"""The folder of new photos beside a workspace, as the inbox of an interview."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from diagnostics.evidence.inbox import Inbox, InboxPhoto, list_inbox, settle
from diagnostics.model.content.marks import Grade
from diagnostics.model.firm.answers import Evidence
from diagnostics.words.catalogue import problem, say, system_reason
from diagnostics.words.problems import InputError, Place, Problem

if TYPE_CHECKING:
    from diagnostics.app.visit.interview_journal import WorkspaceJournal
    from diagnostics.evidence.photos import Photo

FOLDER = "inbox"


class WorkspaceInbox:
    """Implements `interview.ports.PhotoInbox`."""

    def __init__(self, journal: WorkspaceJournal, folder: Path) -> None:
        self._journal = journal
        self._folder = folder
        self._ready: Photo | None = None  # the last one prepared; one picture in memory is enough

    @property
    def folder(self) -> Path:
        """The folder."""
        return self._folder

    def look(self) -> Inbox:
        """Return what is in the folder, which is made where there is none; photos recorded before are moved."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            reason = system_reason(error)
            raise InputError([problem("PHOTO-01", Place(str(self._folder)), reason=reason)]) from error
        found = list_inbox(self._folder, known=self._journal.originals())
        stuck: list[Problem] = []
        for each in found.recorded:
            try:
                settle(each)
            except InputError as refused:
                stuck += refused.problems
        return Inbox(found.photos, (), (*found.problems, *stuck))

    def prepare(self, photo: InboxPhoto) -> None:
        """Read the photo and make the copy that is kept."""
        self._read(photo)

    def record(self, photo: InboxPhoto) -> Evidence:
        """Record the copy as evidence seen on site, with the hash of the original."""
        return self._journal.keep_photo(say("interview_inbox", "kind"), Grade.E3, self._read(photo), photo.taken.date())

    def withdraw(self, evidence: Evidence) -> None:
        """Take the evidence back; the photo counts as new again."""
        self._journal.withdraw_evidence(evidence.id, say("interview_inbox", "taken_back_reason"))

    def settle(self, photo: InboxPhoto) -> None:
        """Move the photo into the folder of recorded ones."""
        settle(photo)

    def _read(self, photo: InboxPhoto) -> Photo:
        from diagnostics.evidence.photos import read_photo

        if self._ready is None or self._ready.sha256 != photo.sha256:
            self._ready = read_photo(photo.path)
        return self._ready
