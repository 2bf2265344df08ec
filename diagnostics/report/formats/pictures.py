"""Drawings as PNG, by typst: no browser, our own fonts only, the same bytes for the same drawing."""

from __future__ import annotations

import json
from collections.abc import Mapping

from diagnostics.report.formats.typesetting import Typeset

_TEMPLATE = "drawings.typ"
# 150 pixels per inch print sharply enough and keep a chart of 160 mm below 80 KB.
_PICTURE_PPI = 150


def draw_pictures(drawings: Mapping[str, str]) -> dict[str, bytes]:
    """Return drawings (SVG) as PNG by the same names, at their own size and 150 pixels per inch.

    Raises:
        FailureError: A drawing is no SVG.
    """
    if not drawings:
        return {}
    data = json.dumps({"drawings": list(drawings.values())}, ensure_ascii=False)
    made = Typeset(_TEMPLATE, data, _TEMPLATE).write(format="png", ppi=_PICTURE_PPI)
    return dict(zip(drawings, made, strict=True))
