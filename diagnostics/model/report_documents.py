"""The three documents of one diagnosis: the page for the owner, the report for the firm, the volume of evidence.

A file of them has a key: `docx` is the firm's document in that format, as every release has called it in the journal;
`owner.pdf` and `bureau.html` are files of the two others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

FORMATS = ("html", "docx", "pdf", "png")


@dataclass(frozen=True, kw_only=True)
class DocumentKind:
    """A document: the template that tells it, the formats it is usually made in, and those it can be made in."""

    template: str
    usual: tuple[str, ...]
    possible: tuple[str, ...]


OWNER, FIRM, BUREAU = "owner", "firm", "bureau"
MOST_PAGES = 15  # of the firm's document
DOCUMENTS = {
    OWNER: DocumentKind(template="owner.md.j2", usual=("pdf", "png"), possible=("html", "docx", "pdf", "png")),
    FIRM: DocumentKind(template="report.md.j2", usual=("html", "docx", "pdf"), possible=("html", "docx", "pdf")),
    BUREAU: DocumentKind(template="bureau.md.j2", usual=("html", "pdf"), possible=("html", "docx", "pdf")),
}


def file_key(document: str, format_name: str) -> str:
    """Return the key of a file."""
    return format_name if document == FIRM else f"{document}.{format_name}"


def document_and_format(key: str) -> tuple[str, str]:
    """Return the document and the format of the file with this key."""
    document, _, format_name = key.rpartition(".")
    return document or FIRM, format_name


def file_keys(documents: Sequence[str], formats: Sequence[str] | None = None) -> tuple[str, ...]:
    """Return the keys of the files to be made: the usual ones, or those of the named formats that are possible."""
    return tuple(
        file_key(name, each)
        for name, kind in DOCUMENTS.items()
        if name in documents
        for each in FORMATS
        if each in (kind.usual if formats is None else set(kind.possible) & set(formats))
    )
