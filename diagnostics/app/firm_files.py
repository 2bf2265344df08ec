"""Finished files about one firm, and onto the disk: a file of another firm is never replaced, whatever it is called."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from diagnostics.app.file_names import firm_file_name
from diagnostics.app.files import write_all

# what a firm's files end in: one with the same name and another ending belongs to the same firm
_ENDINGS = (".html", ".docx", ".pdf", ".png")


@dataclass(frozen=True)
class FirmFiles:
    """Finished files about a firm (or about nobody, without a code): the bytes by what each is and its ending."""

    firm: str
    code: str
    files: Mapping[tuple[str, str], bytes] = field(repr=False)

    def named(self, *, coded: bool = False) -> dict[str, bytes]:
        """Return the files by their names; `coded`: with the code of the firm in them."""
        return {
            f"{firm_file_name(self.firm, self.code, what, coded=coded)}{ending}": data
            for (what, ending), data in self.files.items()
        }


def save_firm_files(folder: Path, files: FirmFiles) -> list[Path]:
    """Write the files of a firm into a folder (made when missing) and return where they are.

    Files of the same firm are replaced. Where another firm's file has such a name, or one that does not say whose it
    is, all of them get the code into their names.

    Raises:
        OSError: The folder cannot be made or a file cannot be written.
    """
    names = files.named()
    return write_all(folder, files.named(coded=True) if _taken(folder, names, files.code) else names)


def _taken(folder: Path, names: Collection[str], code: str) -> bool:
    """Whether one of these names stands for another firm in a folder."""
    if not code or not folder.is_dir():
        return False
    stems = {Path(name).stem.casefold() for name in names}
    there = (path for path in folder.iterdir() if path.suffix.lower() in _ENDINGS and path.stem.casefold() in stems)
    owners = {_owner(each.read_bytes(), code) for each in there if each.is_file()}
    return bool(owners) and (code not in owners or bool(owners - {code, ""}))


def _owner(data: bytes, code: str) -> str:
    """Return whose a file is; one of an earlier release at least prints the code, if it is text."""
    from diagnostics.report.formats.belonging import code_in

    return code_in(data) or (code if code.encode() in data else "")
