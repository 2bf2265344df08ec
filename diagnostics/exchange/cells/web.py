"""Web pages with tables, which many systems call an export to Excel, and the same in one file (.mht)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from diagnostics.exchange.cells.cell import Cell, Kind, RefusedError, Sheet, text_cell
from diagnostics.exchange.cells.grid import MOST_COLUMNS, Grid
from diagnostics.exchange.cells.markup import attribute

_CHARSET = re.compile(rb"charset\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)
_CLASS = re.compile(r"\.([\w-]+)\s*\{([^}]*)\}")
_STRUCK = re.compile(r"line-through", re.IGNORECASE)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)", re.IGNORECASE)


@dataclass(frozen=True)
class _Looks:
    """The classes of a page that strike out or hide what they are given to."""

    struck: frozenset[str]
    hidden: frozenset[str]

    def is_struck(self, element: Any) -> bool:
        return element.tag in {"s", "strike", "del"} or self._is(element, _STRUCK, self.struck)

    def is_hidden(self, element: Any) -> bool:
        return element.get("hidden") is not None or self._is(element, _HIDDEN, self.hidden)

    def _is(self, element: Any, style: re.Pattern[str], classes: frozenset[str]) -> bool:
        return bool(style.search(element.get("style", "")) or classes & set(element.get("class", "").split()))


def read_archive(data: bytes, file: str) -> list[Sheet]:
    """Read the tables of every page of an .mht; raises RefusedError where there is none."""
    from email import message_from_bytes
    from email.policy import default

    pages = [
        (part.get_payload(decode=True), part.get_content_charset() or "")
        for part in message_from_bytes(data, policy=default).walk()
        if part.get_content_type() in {"text/html", "application/xhtml+xml"}
    ]
    grids = [grid for page, charset in pages if isinstance(page, bytes) for grid in _grids(page, file, charset)]
    return _named(grids)


def read_page(data: bytes, file: str) -> list[Sheet]:
    """Read every table of a web page; raises RefusedError where there is none, or it cannot be decoded."""
    return _named(_grids(data, file))


def _named(grids: list[Grid]) -> list[Sheet]:
    if not grids:
        raise RefusedError("REG-07")
    for number, each in enumerate(grids, 1):
        each.name = str(number) if len(grids) > 1 else ""
    return [grid.sheet() for grid in grids]


def _grids(data: bytes, file: str, charset: str = "") -> list[Grid]:
    from lxml import etree

    text = _decoded(data, charset)
    parser = etree.HTMLParser(encoding="utf-8", no_network=True)
    root = etree.fromstring(text.encode("utf-8", "replace"), parser) if text.strip() else None
    if root is None:
        return []
    styles = [rule for each in root.iter("style") for rule in _CLASS.findall("".join(each.itertext()))]
    looks = _Looks(
        frozenset(name for name, rule in styles if _STRUCK.search(rule)),
        frozenset(name for name, rule in styles if _HIDDEN.search(rule)),
    )
    grids = [_grid(each, file, looks) for each in root.iter("table")]
    return [grid for grid in grids if grid.rows]


def _decoded(data: bytes, charset: str) -> str:
    named = _CHARSET.search(data[:2000])
    declared = charset.lower() or (named[1].decode("ascii").lower() if named else "utf-8")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        declared = "utf-16"
    # a page that calls itself gb2312 uses the characters of GBK and more
    for encoding in ("gb18030" if declared.startswith("gb") else declared, "utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    raise RefusedError("REG-07")


def _own(table: Any, *names: str) -> Iterator[Any]:
    """Yield the elements of a table that belong to no table inside it."""
    for each in table:
        if each.tag in names:
            yield each
        if each.tag not in {"table", "td", "th"}:
            yield from _own(each, *names)


def _grid(table: Any, file: str, looks: _Looks) -> Grid:
    """Put cells where a browser would show them; one that reaches over several places stands in each of them."""
    grid = Grid(file=file, name="")
    column = 0
    for each in _own(table, "col"):
        n = _span(each.get("span"))
        if looks.is_hidden(each) or each.get("width") == "0":
            grid.hide_columns(column + 1, column + n)
        column += n
    rows = list(_own(table, "tr")) or [table]
    taken: set[tuple[int, int]] = set()
    for row, element in enumerate(rows, 1):
        if looks.is_hidden(element):
            grid.hidden_rows.add(row)
        column = 1
        for each in _own(element, "td", "th"):
            while (row, column) in taken:
                column += 1
            down, across = min(_span(each.get("rowspan")), len(rows) - row + 1), _span(each.get("colspan"))
            taken |= {(row + below, column + right) for below in range(down) for right in range(across)}
            grid.put(row, column, _cell(each, looks))
            grid.merge(row, column, row + down - 1, column + across - 1)
            column += across
    return grid


def _cell(element: Any, looks: _Looks) -> Cell:
    text = "".join(_texts(element)).strip()
    struck = any(looks.is_struck(each) for each in element.iter() if isinstance(each.tag, str)) and bool(text)
    # the page of Excel keeps the formula beside the text that it shows
    formula = element.get("x:fmla") or attribute(element, "fmla")
    return Cell(Kind.formula, formula, struck) if formula and not text else text_cell(text, struck=struck)


def _texts(element: Any) -> Iterator[str]:
    yield element.text or ""
    for each in element:
        if each.tag == "br":
            yield "\n"
        elif isinstance(each.tag, str) and each.tag not in {"table", "script", "style"}:
            yield from _texts(each)
        yield each.tail or ""


def _span(text: str | None) -> int:
    """Return over how many rows or columns a cell reaches; nonsense is one."""
    number = int(text) if text and text.strip().isdecimal() else 1
    return max(1, min(number, MOST_COLUMNS))
