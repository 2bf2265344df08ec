"""How XML that strangers wrote is gone through: piece by piece, without entities and without the network."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Any

from diagnostics.exchange.cells.cell import RefusedError

_SAFE: dict[str, Any] = {"resolve_entities": False, "no_network": True, "load_dtd": False}


def local(element: Any) -> str:
    """Return the name of an element without its namespace; empty for a comment."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def attribute(element: Any, name: str) -> str:
    """Return an attribute whatever its namespace, empty where there is none."""
    return next((str(value) for key, value in element.attrib.items() if key.rpartition("}")[2] == name), "")


def child(element: Any, name: str) -> Any:
    """Return the first child of this name, or None."""
    return next((each for each in element if local(each) == name), None)


def pieces(stream: IO[bytes], *names: str) -> Iterator[Any]:
    """Yield the elements of these names when they are complete; each is emptied after it was seen.

    Raises:
        RefusedError: This is no well-formed XML.
    """
    from lxml import etree

    try:
        for _, element in etree.iterparse(stream, tag=[f"{{*}}{name}" for name in names], **_SAFE):
            yield element
            element.clear(keep_tail=True)
    except etree.XMLSyntaxError as error:
        raise RefusedError("REG-04") from error


def tree(data: bytes, *, mend: bool = False) -> Any:
    """Return the root of a small part; None where nothing can be read of it and it may be mended.

    Raises:
        RefusedError: This is no well-formed XML, and it may not be mended.
    """
    from lxml import etree

    try:
        return etree.fromstring(data, etree.XMLParser(recover=mend, **_SAFE))
    except etree.XMLSyntaxError as error:
        if mend:
            return None
        raise RefusedError("REG-04") from error


def is_on(text: str) -> bool:
    """Whether a switch of an office format is on."""
    return text.lower() in {"1", "true", "on"}
