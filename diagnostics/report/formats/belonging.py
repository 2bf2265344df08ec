"""Whose a finished file is: every format carries the firm's code, so that nobody has to go by the name of a file.

It is no secret and no proof: the code is printed on the paper too. A DOCX has it in its stamp, an HTML in its head, a
PDF among its keywords, a picture in a line of text. Whoever renames a file, or names two firms alike, changes nothing.
"""

from __future__ import annotations

import re
import struct
import zlib

from diagnostics.model.report_documents import FIRM
from diagnostics.report.formats.stamp import read_stamp
from diagnostics.words.problems import InputError

# `page.html.j2` and `blocks.typ` write the same
_MARK = "qizhen-code"
_SAID = re.compile(rb'qizhen-code(?:=|" content=")([0-9A-Za-z]{1,40})(?![0-9A-Za-z])')
_DOCX = b"PK"
_PNG_HEAD = 33  # the signature and the first chunk, which must come first


def code_in(data: bytes) -> str:
    """Return the code of the firm that a file says it is about; empty where it says nothing."""
    if data.startswith(_DOCX):
        try:
            return read_stamp(data, "").get("code", "")
        except InputError:
            return ""
    found = _SAID.search(data)
    return found[1].decode("ascii") if found else ""


def document_in(docx: bytes) -> str:
    """Return which document a DOCX says it is; one that says nothing counts as the firm's."""
    try:
        return read_stamp(docx, "").get("document", FIRM)
    except InputError:
        return FIRM


def mark_picture(png: bytes, code: str) -> bytes:
    """Return a PNG that says which firm it is about; without a code the picture itself."""
    if not code:
        return png
    # the full stop keeps the code apart from the check sum behind it
    chunk = b"tEXt" + f"Comment\0{_MARK}={code}.".encode("latin-1", "ignore")
    whole = struct.pack(">I", len(chunk) - 4) + chunk + struct.pack(">I", zlib.crc32(chunk))
    return png[:_PNG_HEAD] + whole + png[_PNG_HEAD:]
