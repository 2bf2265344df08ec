"""The mark of a DOCX for machines: number, version and fingerprint of its report, as custom properties.

Word, WPS and LibreOffice keep custom properties when a file is edited, so that a report can be compared with its data
later. They are no secret and no proof: they only say with what to compare.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from xml.sax.saxutils import escape

from diagnostics.words.catalogue import problem
from diagnostics.words.problems import InputError, Place

PREFIX = "qizhen_"
_PART = "docProps/custom.xml"
_TYPES, _RELATIONS = "[Content_Types].xml", "_rels/.rels"
_EARLIEST = (1980, 1, 1, 0, 0, 0)
_FORMAT = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"  # the id of all custom properties
_NAMESPACE = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
_TYPED = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
_KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties"
_CONTENT = "application/vnd.openxmlformats-officedocument.custom-properties+xml"


def stamp_docx(data: bytes, values: Mapping[str, str]) -> bytes:
    """Return a DOCX with custom properties; the same values give the same bytes. Other bytes of it stay."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        has_own = _PART in source.namelist()
        for entry in source.infolist():
            content = source.read(entry)
            if entry.filename == _PART:
                content = _joined(content, values)
            elif not has_own and entry.filename == _TYPES:
                content = _insert(content, "</Types>", f'<Override PartName="/{_PART}" ContentType="{_CONTENT}"/>')
            elif not has_own and entry.filename == _RELATIONS:
                link = f'<Relationship Id="rIdQizhen" Type="{_KIND}" Target="{_PART}"/>'
                content = _insert(content, "</Relationships>", link)
            target.writestr(entry, content)
        if not has_own:
            part = zipfile.ZipInfo(_PART, _EARLIEST)
            part.compress_type, part.external_attr, part.create_system = zipfile.ZIP_DEFLATED, 0o600 << 16, 3
            target.writestr(part, _properties(values))
    return made.getvalue()


def read_stamp(data: bytes, name: str) -> dict[str, str]:
    """Return what a DOCX says of its report; empty where it says nothing.

    Raises:
        InputError: It is no DOCX.
    """
    from lxml import etree

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if "word/document.xml" not in archive.namelist():
                raise KeyError("word/document.xml")
            if _PART not in archive.namelist():
                return {}
            parser = etree.XMLParser(resolve_entities=False, no_network=True)
            tree = etree.fromstring(archive.read(_PART), parser)
    except (zipfile.BadZipFile, KeyError, etree.XMLSyntaxError, EOFError, OSError, ValueError) as error:
        raise InputError([problem("VERIFY-01", Place(name))]) from error
    found = {str(each.get("name", "")): "".join(each.itertext()) for each in tree}
    return {key.removeprefix(PREFIX): value for key, value in found.items() if key.startswith(PREFIX)}


def _insert(content: bytes, before: str, what: str) -> bytes:
    text = content.decode("utf-8")
    if text.count(before) != 1:
        raise ValueError(f"a part of the DOCX has no {before}")
    return text.replace(before, f"{what}{before}").encode("utf-8")


def _joined(content: bytes, values: Mapping[str, str]) -> bytes:
    """Put ours behind the properties that a client's file has already; older ones of ours give way."""
    from lxml import etree

    tree = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
    for each in list(tree):
        if str(each.get("name", "")).startswith(PREFIX):
            tree.remove(each)
    first = max((int(each.get("pid", "1")) for each in tree), default=1) + 1
    for each in etree.fromstring(_properties(values, first).encode("utf-8")):
        tree.append(each)
    found: bytes = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
    return found


def _properties(values: Mapping[str, str], first: int = 2) -> str:
    parts = [
        f'<property fmtid="{_FORMAT}" pid="{at}" name="{PREFIX}{key}"><vt:lpwstr>{_clean(value)}</vt:lpwstr></property>'
        for at, (key, value) in enumerate(values.items(), start=first)
    ]
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    return f'{head}<Properties xmlns="{_NAMESPACE}" xmlns:vt="{_TYPED}">{"".join(parts)}</Properties>'


def _clean(value: str) -> str:
    return escape(re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "", value))
