"""The fingerprint of the facts below a sheet: `3F2A-9C41-77DE`, and the QR code that carries it.

The first eight characters stand for what is known of the firm, the last four for the content (questions, rules) that it
was judged by. Evidence that nothing cites is left out: the scan of a signed sheet comes back as evidence, and must not
change the fingerprint that is printed on it. It guards against mixing up and slips, not against forgery.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from enum import Enum
from fractions import Fraction
from typing import Any, Literal

from diagnostics.model.firm.answers import FirmAnswers

Match = Literal["same", "content_changed", "different"]

_FACTS, _CONTENT = 8, 4
_WRITTEN = re.compile(rf"[0-9A-F]{{{_FACTS + _CONTENT}}}")
_PREFIX = "QIZHEN1"
# Where something was read from is not part of what is known, nor whom a question was left for.
_LEFT_OUT = frozenset({"place", "file", "evidence", "put_off"})
_NOTHING = ("", None)


@dataclass(frozen=True)
class Stamp:
    """The content of a sheet's QR code: the sheet, the firm, the facts."""

    sheet: str
    code: str
    fingerprint: str


def fingerprint(firm: FirmAnswers, content: str) -> str:
    """Return the fingerprint of a firm's facts judged by the content with this fingerprint."""
    facts = hashlib.sha256(canonical_json(firm).encode("utf-8", "surrogatepass")).hexdigest()[:_FACTS]
    return _grouped(facts.upper() + _of_content(content))


def content_fingerprint(content: str) -> str:
    """Return the fingerprint on a form without facts: that of the content alone."""
    return _grouped("0" * _FACTS + _of_content(content))


def canonical_json(firm: FirmAnswers) -> str:
    """Return everything known of a firm as JSON with one spelling: sorted keys, exact numbers, no blanks."""
    cited = set(_cited(firm))
    data = _plain(firm) | {"evidence": [_plain(each) for each in firm.evidence if each.id in cited]}
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def read_fingerprint(text: str) -> str:
    """Return a fingerprint that a person typed, as it is printed; an empty text when it is none."""
    bare = re.sub(r"[\s\-—–_]", "", text).upper()
    return _grouped(bare) if _WRITTEN.fullmatch(bare) else ""


def compare(printed: str, now: str) -> Match:
    """Compare the fingerprint of a sheet with that of the facts."""
    if printed == now:
        return "same"
    return "content_changed" if _bare(printed)[:_FACTS] == _bare(now)[:_FACTS] else "different"


# ---- the code ----


def stamp_text(stamp: Stamp) -> str:
    """Return what the QR code carries."""
    return ":".join((_PREFIX, stamp.sheet.upper(), stamp.code, _bare(stamp.fingerprint)))


def read_stamp(text: str) -> Stamp | None:
    """Read what a QR code carries; None when it is not one of ours."""
    parts = text.split(":")
    if len(parts) < 4 or parts[0] != _PREFIX or not _WRITTEN.fullmatch(parts[-1]):
        return None
    return Stamp(parts[1].lower(), ":".join(parts[2:-1]), _grouped(parts[-1]))


def draw_qr(text: str) -> str:
    """Draw a QR code (a quarter of it may be lost) as SVG text that takes the size it is given."""
    import segno

    stream = io.BytesIO()
    made = segno.make(text, error="q", micro=False, boost_error=False)
    made.save(
        stream, kind="svg", xmldecl=False, svgns=True, omitsize=True, border=2, nl=False, dark="#000", light="#fff"
    )
    return stream.getvalue().decode("utf-8")


# ---- one spelling ----


def _plain(thing: Any) -> Any:
    if isinstance(thing, Fraction):
        return {"number": str(thing)}
    if isinstance(thing, date):
        return {"date": thing.isoformat()}
    if isinstance(thing, Enum):
        return thing.name
    if isinstance(thing, Mapping):
        return {_key(key): _plain(value) for key, value in thing.items()}
    if isinstance(thing, list | tuple):
        return [_plain(each) for each in thing]
    if is_dataclass(thing):
        left_out = _LEFT_OUT if isinstance(thing, FirmAnswers) else {"place"}
        kept = [(each, getattr(thing, each.name)) for each in fields(thing) if each.name not in left_out]
        # a field that an old release did not have is not in its fingerprint either
        said = [(each, value) for each, value in kept if not (each.metadata.get("later") and value in _NOTHING)]
        return {each.name: _plain(value) for each, value in said}
    return thing


def _key(key: Any) -> str:
    return json.dumps(key, ensure_ascii=False) if isinstance(key, tuple) else str(key)


def _cited(firm: FirmAnswers) -> Iterable[str]:
    for answer in firm.answers.values():
        yield from answer.evidence
    for rows in firm.rows.values():
        for row in rows:
            yield from row.evidence
    for finding in firm.findings:
        yield from finding.evidence


def _of_content(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()[:_CONTENT].upper()


def _bare(text: str) -> str:
    return text.replace("-", "")


def _grouped(bare: str) -> str:
    return "-".join(bare[at : at + 4] for at in range(0, len(bare), 4))
