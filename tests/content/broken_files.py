"""The broken content files: what each says in its first line, the faulty text and the mended one.

The first line is `# CODE line N`, then optionally `near WORD` (the near miss that the message names) and `file NAME`
(if the file is not named after its id). `line base` means that the fault shows in a file below, `line 0` in no line.
The mended text follows after a line of its own. Content is laid over `tests/content/base`; answers (`broken/answers`)
are read with it, some in two files.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
BASE = HERE / "base"
BROKEN = HERE / "broken"
_RIGHT = "# ---- right ----\n"
_SECOND = "# ---- second file ----\n"
_FIRST = re.compile(r"# ([A-Z]+-\d+) line (base|\d+)(?: near (\S+))?(?: file (\S+))?")


@dataclass(frozen=True)
class BrokenFile:
    """One fault, and the same without it."""

    name: str
    code: str
    line: int | None
    near: str
    wrong: str
    right: str
    file: str

    def put(self, folder: Path, *, mended: bool = False) -> Path:
        """Write the faulty (or mended) text into a folder and return its path."""
        text = self.right if mended else self.wrong
        path = folder / (self.file if self.file and not mended else f"{_id_in(text)}.yaml")
        path.write_text(text, encoding="utf-8")
        return path

    def put_answers(self, folder: Path, *, mended: bool = False) -> None:
        """Write the faulty (or mended) answers into a folder, as one file or two."""
        for index, text in enumerate((self.right if mended else self.wrong).split(_SECOND)):
            (folder / f"firm_{index + 1}.yaml").write_text(text, encoding="utf-8")


def _id_in(text: str) -> str:
    found = re.search(r"^id: (\S+)$", text, re.MULTILINE)
    assert found is not None, text
    return found[1]


def read_broken_file(path: Path) -> BrokenFile:
    """Read one broken file; a first line that does not say what is expected is an error of the test."""
    wrong, mark, right = path.read_text(encoding="utf-8").partition(_RIGHT)
    first = _FIRST.fullmatch(wrong.splitlines()[0])
    assert first is not None, f"{path.name}: the first line says nothing"
    assert mark, f"{path.name}: nothing mended"
    code, line, near, file = first.groups()
    assert path.name.startswith(f"{code}_"), f"{path.name}: named after another code"
    return BrokenFile(path.stem, code, None if line == "base" else int(line), near or "", wrong, right, file or "")


BROKEN_FILES = tuple(read_broken_file(path) for path in sorted(BROKEN.glob("*.yaml")))
BROKEN_ANSWERS = tuple(read_broken_file(path) for path in sorted((BROKEN / "answers").glob("*.yaml")))
