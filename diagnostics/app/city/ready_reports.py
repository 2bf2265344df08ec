"""Finished reports of a folder, each to the firm that it says it is about; parts of names are never searched for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from diagnostics.answers.firm_code import LENGTH
from diagnostics.app.file_names import safe_file_name
from diagnostics.words.catalogue import problem
from diagnostics.words.conflict_copies import copies_among
from diagnostics.words.problems import Place, Problem

if TYPE_CHECKING:
    from diagnostics.store import FirmRecord

_CODE = re.compile(rf"(?<![0-9A-Za-z])[0-9A-Z]{{{LENGTH}}}(?![0-9A-Za-z])")
# what may stand around a whole name in the name of a file; anything else makes it another name
_APART = r"[-_ .]"


@dataclass(frozen=True)
class ReadyReports:
    """The files of a folder by the code of their firm and by their name.

    `guessed`: by code, the files that say nothing of themselves, as warnings; `problems`: those that are nobody's.
    """

    by_code: Mapping[str, Mapping[str, bytes]]
    guessed: Mapping[str, tuple[Problem, ...]]
    problems: tuple[Problem, ...]

    def of(self, code: str) -> dict[str, bytes]:
        """Return the files of one firm."""
        return dict(self.by_code.get(code, {}))


def read_ready_reports(folder: Path, firms: Sequence[FirmRecord]) -> ReadyReports:
    """Give every file of a folder (and of folders below it) to its firm.

    What the file says inside counts, then a code in its path. A file that says neither goes to a firm only where its
    name holds the whole name of exactly one, by itself; then it is told. All others stay where they are.

    Args:
        folder: of finished reports.
        firms: those of the workspace.

    Raises:
        OSError: A file cannot be read.
    """
    by_code: dict[str, dict[str, bytes]] = {}
    guessed: dict[str, tuple[Problem, ...]] = {}
    problems: list[Problem] = []
    paths = sorted(each for each in folder.rglob("*") if each.is_file())
    for path in paths:
        original = copies_among(each.name for each in paths if each.parent == path.parent).get(path.name)
        if original:
            problems.append(problem("DELIVER-04", Place(str(path)), warning=True, original=original))
            continue
        data = path.read_bytes()
        code = _said(path.relative_to(folder), data, firms)
        if not code:
            alike = [firm for firm in firms if _names_whole(path.name, firm.name)]
            names = "、".join(f"{each.name}（{each.code}）" for each in alike)
            named = {0: "DELIVER-01", 1: "DELIVER-02"}.get(len(alike), "DELIVER-03")
            told = problem(named, Place(str(path)), warning=True, firms=names)
            if len(alike) == 1:
                code = alike[0].code
                guessed[code] = (*guessed.get(code, ()), told)
            else:
                problems.append(told)
        if code:
            files = by_code.setdefault(code, {})
            files[_free(path, files)] = data
    return ReadyReports(by_code, guessed, tuple(problems))


def _said(path: Path, data: bytes, firms: Sequence[FirmRecord]) -> str:
    """Return the code that a file says inside, else the one in its path; what says two codes says nothing."""
    from diagnostics.report.formats.belonging import code_in

    if code := code_in(data):
        return code
    named = set(_CODE.findall(path.as_posix()))
    printed = named or {firm.code for firm in firms if firm.code.encode() in data}
    return printed.pop() if len(printed) == 1 else ""


def _names_whole(file: str, firm: str) -> bool:
    """Whether the name of a file holds the whole name of a firm, by itself and not within another one."""
    name = safe_file_name(firm, "")
    return bool(name) and re.search(rf"(?:^|{_APART}){re.escape(name)}{_APART}", file) is not None


def _free(path: Path, taken: Mapping[str, bytes]) -> str:
    """Return the name of a file, with the folder in front where another file of the firm is called so."""
    return next(name for name in _names(path) if name not in taken)


def _names(path: Path) -> Iterator[str]:
    yield path.name
    number = 1
    while True:
        yield f"{path.parent.name}{'' if number == 1 else f'-{number}'}-{path.name}"
        number += 1
