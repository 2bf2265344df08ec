"""A DOCX read back: its text, what a validator says of it, and what LibreOffice makes of it."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import zipfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import docx
import pytest
from lxml import etree
from openxml_audit import OpenXmlValidator

from diagnostics.model.document import Document
from diagnostics.report.formats.formats import Paper, render
from tests.sheets.sheet_firms import bare

PRINTED = date(2026, 6, 30)
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SOFFICE = shutil.which("soffice")
_FONTS_CONF = f"""<?xml version="1.0"?>
<fontconfig>
  <dir>/usr/share/fonts</dir>
  <dir>{Path(__file__).resolve().parents[2] / "reports" / "fonts"}</dir>
  <cachedir prefix="xdg">fontconfig</cachedir>
</fontconfig>
"""
needs_office = [
    pytest.mark.office,
    pytest.mark.skipif(SOFFICE is None, reason="no LibreOffice"),
]


def make_docx(document: Document, content: tuple[Path, ...] = ()) -> bytes:
    return render(document, ("docx",), Paper(PRINTED, content=content))["docx"]


def part_of(data: bytes, name: str = "word/document.xml") -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name).decode("utf-8")


def tree_of(data: bytes, name: str = "word/document.xml") -> etree._Element:
    return etree.fromstring(part_of(data, name).encode("utf-8"))


def text_of(data: bytes) -> str:
    """Return all text and the descriptions of pictures, without blanks."""
    tree = tree_of(data)
    texts = [each.text or "" for each in tree.iter(f"{W}t")]
    return bare("".join(texts + [each.get("descr") or "" for each in tree.iter("{*}docPr")]))


def faults_of(data: bytes, folder: Path) -> list[str]:
    """Return what the schema check of the validator finds, after python-docx has opened the file."""
    docx.Document(io.BytesIO(data))
    path = folder / "checked.docx"
    path.write_bytes(data)
    return [str(error) for error in OpenXmlValidator().validate(str(path)).errors]


def convert(data: bytes, kind: str, folder: Path) -> bytes:
    """Return what LibreOffice makes of a DOCX, with our font: a machine without a Chinese font prints the same text."""
    return convert_all({"given": data}, kind, folder)["given"]


def convert_all(files: Mapping[str, bytes], kind: str, folder: Path) -> dict[str, bytes]:
    """Return what LibreOffice makes of several DOCX files, started once, by the same names."""
    assert SOFFICE is not None
    for name, data in files.items():
        (folder / f"{name}.docx").write_bytes(data)
    (folder / "made").mkdir(exist_ok=True)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    sources = [str(folder / f"{name}.docx") for name in files]
    command = [SOFFICE, profile, "--headless", "--convert-to", kind, "--outdir", str(folder / "made"), *sources]
    (folder / "fonts.conf").write_text(_FONTS_CONF, encoding="utf-8")
    environment = {**os.environ, "FONTCONFIG_FILE": str(folder / "fonts.conf")}
    subprocess.run(command, check=True, capture_output=True, timeout=240, env=environment)
    return {name: (folder / "made" / f"{name}.{kind}").read_bytes() for name in files}


def styles_in(data: bytes) -> set[str]:
    """Return the names of the styles that paragraphs of the body have."""
    names = {
        style.get(f"{W}styleId"): style.find(f"{W}name").get(f"{W}val")
        for style in tree_of(data, "word/styles.xml").iter(f"{W}style")
    }
    return {str(names[each.get(f"{W}val")]) for each in tree_of(data).iter(f"{W}pStyle")}


def instructions_in(data: bytes) -> list[str]:
    return re.findall(r"<w:instrText[^>]*> *(.*?) *</w:instrText>", part_of(data))
