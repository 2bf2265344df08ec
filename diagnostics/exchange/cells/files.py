"""A file of cells, whatever it is called and whatever it was made with: recognised by what is in it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

from diagnostics.exchange.cells import ods, xml_2003
from diagnostics.exchange.cells.cell import RefusedError, Sheet
from diagnostics.words.catalogue import problem, say
from diagnostics.words.problems import InputError, Place

MOST_BYTES = 60_000_000
_LOOKED_AT = 4096
_OLD_EXCEL = (b"\xd0\xcf\x11\xe0", b"\x09\x08")
# What a file begins with that is no table → its name in the catalogue.
_NO_TABLES = {b"%PDF": "pdf", b"\x89PNG": "picture", b"\xff\xd8\xff": "picture", b"Rar!": "archive",
              b"7z\xbc\xaf": "archive", b"{\\rtf": "rtf", b"SQLite format": "database", b"PAR1": "parquet"}  # fmt: skip


def read_sheets(path: Path, rank: Callable[[Sheet], int] = lambda _: 0) -> list[Sheet]:
    """Read every sheet of a file.

    Args:
        path: the file.
        rank: how well a sheet suits whoever reads it; of several ways to take a text apart the best is taken.

    Raises:
        InputError: There is no such file, it is too large, encrypted, damaged, or no table at all.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise RefusedError("REG-05", f"{MOST_BYTES // 1_000_000} MB")
        return _read(path.read_bytes(), path.name, rank)
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError) as error:
        raise _refused("REG-01", path) from error
    except PermissionError as error:
        raise _refused("REG-06", path) from error
    except RefusedError as error:
        raise _refused(error.code, path, error.detail) from error
    except MemoryError as error:
        raise _refused("REG-05", path, f"{MOST_BYTES // 1_000_000} MB") from error
    except ImportError:  # a library is not installed, which is no fault of the file
        raise
    except Exception as error:  # damaged files fail in many ways: zip, keys, numbers, positions
        raise _refused("REG-04", path) from error


def _refused(code: str, path: Path, detail: str = "") -> InputError:
    return InputError([problem(code, Place(str(path)), detail=detail)])


def _read(data: bytes, file: str, rank: Callable[[Sheet], int]) -> list[Sheet]:
    """Read a file by the reader of its kind; each library is loaded only for what needs it."""
    for start, kind in _NO_TABLES.items():
        if data.startswith(start):
            raise RefusedError("REG-39", say("file_kinds", kind))
    if data.startswith(_OLD_EXCEL):
        from diagnostics.exchange.cells.xls import read_xls

        return read_xls(data, file)
    if data.startswith(b"PK"):
        return _read_package(data, file)
    head = _head(data)
    if head.startswith("<"):
        return _read_markup(data, head.encode(), file)
    if head.startswith(("mime-version:", "from:", "content-type: multipart")) and "multipart/" in head:
        from diagnostics.exchange.cells.web import read_archive

        return read_archive(data, file)
    from diagnostics.exchange.cells.separated import read_separated

    return read_separated(data, file, rank)


def _head(data: bytes) -> str:
    """Return how a file begins, in small letters, as far as that is ASCII."""
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    text = data[:_LOOKED_AT].decode("utf-16" if wide else "utf-8-sig", "ignore")
    return text.lstrip().lower()


def _read_package(data: bytes, file: str) -> list[Sheet]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        kind = archive.read("mimetype") if "mimetype" in archive.namelist() else b""
    if kind.startswith(ods.KIND):
        return ods.read_ods(data, file)
    from diagnostics.exchange.cells.xlsx import read_xlsx

    return read_xlsx(data, file)


def _read_markup(data: bytes, head: bytes, file: str) -> list[Sheet]:
    if xml_2003.NAMESPACE in head and b"<workbook" in head:
        return xml_2003.read_xml_2003(data, file)
    if ods.NAMESPACE in head and b"office:document" in head:
        return ods.read_flat_ods(data, file)
    from diagnostics.exchange.cells.web import read_page

    return read_page(data, file)
