"""Looking through a whole workspace: is anything damaged, missing or left over?"""

from __future__ import annotations

from pathlib import Path

from diagnostics.store.facts.firm_facts import EvidenceFile
from diagnostics.store.journal.database import Database
from diagnostics.store.journal.events import FILE_KINDS, Event
from diagnostics.store.journal.evidence import EvidenceFiles
from diagnostics.store.journal.journal import Journal, unreadable_events
from diagnostics.store.journal.problems import StoreError
from diagnostics.words.catalogue import problem
from diagnostics.words.problems import Place, Problem


def check(journal: Journal, database: Database, files: EvidenceFiles, location: str) -> list[Problem]:
    """Return every problem found; files that nobody names are only a warning."""
    place = Place(journal.place)
    try:
        damage = database.check()
        broken = list(unreadable_events(journal))
        if damage or broken:
            return [problem("STORE-04", place, detail=each) for each in [*damage, *broken]]
        added = journal.events(kinds=FILE_KINDS)
    except StoreError as error:
        return [error.problem]
    kept = [EvidenceFile(**each.payload["file"]) for each in added if each.payload["file"]]
    return [*_unreadable(files, kept), *_left_over(files, added, Path(location))]


def _unreadable(files: EvidenceFiles, kept: list[EvidenceFile]) -> list[Problem]:
    found = []
    for fromkey in dict.fromkeys(kept):
        try:
            files.read(fromkey)
        except StoreError as error:
            found.append(error.problem)
    return found


def _left_over(files: EvidenceFiles, added: list[Event], folder: Path) -> list[Problem]:
    named = {each.payload["file"]["name"] for each in added if each.payload["file"]}
    extra = [name for name in files.names() if name not in named]
    if not extra:
        return []
    return [problem("STORE-15", Place(str(folder)), warning=True, n=len(extra), example=files.folder / extra[0])]
