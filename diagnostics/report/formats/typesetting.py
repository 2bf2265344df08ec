"""typst: one place that knows its fonts, its failures and where its templates lie. It loads inside the functions."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from diagnostics.content.root import content_root
from diagnostics.report.formats.fonts import FAMILY, find_fonts
from diagnostics.words.catalogue import say
from diagnostics.words.problems import FailureError

if TYPE_CHECKING:
    import typst


class Typeset:
    """One text on its way to paper: laid out once, then written in several ways.

    Args:
        template: Name of a template in `reports/templates`; that of the last content folder wins.
        data: What the template receives as `sys.inputs.data`.
        title: What it is called in the message when it fails.
        content: Content folders laid over the shipped one.
        inputs: Further inputs of the template.
    """

    def __init__(self, template: str, data: str, title: str, content: Sequence[Path] = (), **inputs: str) -> None:
        import typst

        path = find_template(template, content)
        self._title = title
        given = {"data": data, "font": FAMILY, **inputs}
        self._compiler = typst.Compiler(input=str(path), font_paths=_fonts(), sys_inputs=given)

    def write(self, **options: Any) -> list[bytes]:
        """Write all pages; options of `typst.Compiler.compile`. Raises FailureError with the reason of typst."""
        with self._failures():
            made = self._compiler.compile(**options)
        return made if isinstance(made, list) else [made or b""]

    def ask(self, label: str) -> Any:
        """Return the value of the metadata with this label. Raises FailureError with the reason of typst."""
        with self._failures():
            return json.loads(self._compiler.query(f"<{label}>", field="value", one=True))

    @contextmanager
    def _failures(self) -> Iterator[None]:
        import typst

        try:
            yield
        except typst.TypstError as error:
            reason = "；".join([str(error.message), *map(str, error.hints)])
            raise FailureError(say("pdf", "not_printed", title=self._title, reason=reason)) from error


def find_template(name: str, content: Sequence[Path] = ()) -> Path:
    """Return a template of `reports/templates`; that of the last content folder wins."""
    paths = [root / "reports" / "templates" / name for root in (content_root(), *content)]
    return [path for path in paths if path.is_file()][-1]


@cache
def _fonts() -> typst.Fonts:
    """Our fonts and no others: what a machine has installed must not change the page."""
    import typst

    folder = str(find_fonts().folder)
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder])
