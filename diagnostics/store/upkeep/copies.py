"""What a program that synchronises folders has put aside beside a workspace: other journals, copies of other files.

A journal is known by what is in it, whatever it is called; other copies are known by their names.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from diagnostics.store.journal.events import moment_of
from diagnostics.store.journal.problems import StoreError
from diagnostics.store.journal.schema import events, workspaces
from diagnostics.store.journal.sqlite import SqliteDatabase, is_journal
from diagnostics.store.upkeep.opening import CONTENT, EVIDENCE, FILE, INBOX, workspace_folder
from diagnostics.words.catalogue import problem, say
from diagnostics.words.clock import CHINA
from diagnostics.words.conflict_copies import copies_among
from diagnostics.words.problems import Place, Problem


@dataclass(frozen=True, kw_only=True)
class JournalCopy:
    """Another journal beside that of a workspace: how many events it has, how many are not here, its last event.

    `same`: it is of the same workspace, and not of another one. `by` is empty in an encrypted one.
    """

    path: Path
    same: bool
    n_events: int
    n_missing: int
    last: str = ""
    by: str = ""

    def problem(self) -> Problem:
        """Return it as a warning: what it is, and how it is taken in."""
        told = {"file": self.path.name, "path": self.path, "n": self.n_events, "missing": self.n_missing}
        told["whose"] = say("store", "same_workspace" if self.same else "other_workspace")
        named = "STORE-65" if self.n_missing else "STORE-66"
        return problem(named, Place(str(self.path)), warning=True, **told, last=self.last or "—", by=self.by or "—")


def find_copies(location: str | Path, *, thorough: bool = True) -> list[Problem]:
    """Return a warning for every copy beside a workspace.

    Args:
        location: the folder; a database has none.
        thorough: look into the folders of evidence as well.
    """
    if "://" in str(location):
        return []
    folder = workspace_folder(location)
    found = [journal.problem() if isinstance(journal, JournalCopy) else journal for journal in _journals(folder)]
    return [*found, *_others(folder, thorough)]


def _journals(folder: Path) -> Iterator[JournalCopy | Problem]:
    paths = [file for file in _files(folder) if file.name != FILE and is_journal(file)]
    if not paths:
        return
    try:
        own, found = _rows(folder / FILE)
    except StoreError:
        return  # what is wrong with the journal itself is told by whoever opens it
    for path in paths:
        try:
            theirs, rows = _rows(path)
        except StoreError as error:
            yield problem("STORE-67", Place(str(path)), warning=True, detail=error.problem.what)
            continue
        last, here = rows[-1] if rows else None, {each[0] for each in found}
        yield JournalCopy(
            path=path,
            same=theirs == own,
            n_events=len(rows),
            n_missing=sum(row[0] not in here for row in rows),
            last=f"{moment_of(str(last[1])).astimezone(CHINA):%Y-%m-%d %H:%M}" if last else "",
            by="，".join(str(each) for each in last[2:] if each) if last else "",
        )


def _rows(path: Path) -> tuple[str, list[tuple[object, ...]]]:
    """Return the id of a workspace, and id, moment, author and device of its events; no passphrase is needed."""
    wanted = select(events.c.id, events.c.recorded_at, events.c.author, events.c.device)
    database = SqliteDatabase(path, read_only=True)
    try:
        database.schema()
        with database.reading() as connection:
            own = connection.execute(select(workspaces.c.id).where(workspaces.c.own)).scalar_one()
            rows = connection.execute(wanted.order_by(events.c.recorded_at, events.c.id))
            return str(own), [tuple(row) for row in rows]
    finally:
        database.close()


def _others(folder: Path, thorough: bool) -> Iterator[Problem]:
    """Yield a warning for each copy of a file that is no journal, by its name."""
    below = [folder, folder / INBOX, *_folders(folder / CONTENT), *(_folders(folder / EVIDENCE) if thorough else ())]
    for each in below:
        by_name = {path.name: path for path in _files(each)}
        for copy, original in copies_among(by_name).items():
            if not is_journal(by_name[copy]):
                yield problem("STORE-68", Place(str(by_name[copy])), warning=True, original=original)


def _folders(folder: Path) -> list[Path]:
    return [folder, *sorted(path for path in folder.rglob("*") if path.is_dir())] if folder.is_dir() else []


def _files(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if path.is_file())
    except OSError:
        return []
