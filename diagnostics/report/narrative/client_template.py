"""A client's own DOCX, filled by docxtpl: looked at first, values escaped, no code but ours.

The names a template may use are those of the narrative (`reports/templates/report.md.j2`), plus `rows("id")` for the
rows of a table. docs/templates.md has them all. docxtpl loads inside the functions.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, Undefined, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape

from diagnostics.model.document import Block, Figure, PrintedPhoto, QrCode, Table
from diagnostics.model.plain_text import clean_lines
from diagnostics.report.formats.docx import add_picture, open_docx, save_docx, text_width
from diagnostics.report.formats.docx_body import Body
from diagnostics.report.formats.docx_styles import find_numbering, find_styles
from diagnostics.report.formats.docx_xml import NAMESPACES
from diagnostics.report.formats.pictures import draw_pictures
from diagnostics.report.narrative.narrative import Parts
from diagnostics.report.narrative.template_lint import TemplateLint
from diagnostics.words.catalogue import problem
from diagnostics.words.problems import InputError, Place, Problem

if TYPE_CHECKING:
    from docxtpl import DocxTemplate

# docxtpl takes braces and percent signs of the finished text for its own: values show them as numbers instead.
_HIDDEN = {ord(char): f"&#{ord(char)};" for char in "{}%"}
_HTML_FILTERS = ("e", "escape", "forceescape", "safe", "striptags", "tojson", "urlize", "xmlattr")
_UNSAFE_TAGS = (nodes.Include, nodes.Import, nodes.FromImport, nodes.Extends)


class TemplateValues(Protocol):
    """The values of one firm (`building.Told`)."""

    @property
    def values(self) -> Mapping[str, object]:
        """Values by name."""

    @property
    def parts(self) -> Parts:
        """Prepared blocks by id."""


def fill_template(path: Path, told: TemplateValues, subject: str, written_on: date) -> bytes:
    """Return a client's DOCX filled with what is told of one firm.

    Args:
        path: The template.
        told: Values and blocks of the firm.
        subject: The name of the firm, for the properties of the file.
        written_on: The date in the properties of the file; with the same date the bytes are the same.

    Raises:
        InputError: It is no DOCX, names what there is not, or cannot be filled; every problem is collected.
    """
    from docxtpl import DocxTemplate

    open_docx(path)
    template = DocxTemplate(path)
    template.init_docx()
    environment = _Environment()
    _lint(template, environment, told, path)
    context = {**told.values, **_functions(template, told)}
    try:
        template.render(context, environment, autoescape=True)
    except (TemplateError, TypeError, ValueError, LookupError, ArithmeticError, AttributeError) as error:
        raise InputError([problem("TEMPLATE-03", Place(path.name), reason=error)]) from error
    properties = template.docx.core_properties
    noon = datetime(written_on.year, written_on.month, written_on.day, 12, tzinfo=UTC).replace(tzinfo=None)
    properties.created = properties.modified = noon
    properties.subject, properties.last_modified_by = subject[:255], ""
    return save_docx(template.docx)


class _Environment(ImmutableSandboxedEnvironment):
    """Sandboxed, strict about missing names, every value escaped; it reads no other file."""

    def __init__(self) -> None:
        super().__init__(autoescape=True, undefined=StrictUndefined, finalize=_print_value)
        for name in _HTML_FILTERS:
            del self.filters[name]
        del self.globals["lipsum"]


def _print_value(value: object) -> object:
    if isinstance(value, Undefined | _Xml):
        return value
    if isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool)):
        return Markup(str(escape(clean_lines(str(value)))).translate(_HIDDEN))
    raise TemplateError(f"{value!r} 不是文字也不是整数，不能直接打印")


class _Xml(Markup):
    """Finished WordprocessingML; the only value that is not escaped."""

    __slots__ = ()


# ---- looking at it first ----


def _lint(template: DocxTemplate, environment: _Environment, told: TemplateValues, path: Path) -> None:
    """Raise InputError with everything that is wrong with the template."""
    found: list[Problem] = []
    marked = False
    for source in _sources(template):
        marked = marked or "{{" in source or "{%" in source
        locate = _locator(source, path.name)
        try:
            tree = environment.parse(source)
        except TemplateSyntaxError as error:
            found.append(problem("TEMPLATE-03", Place(path.name), reason=error.message))
            continue
        if any(tree.find_all(_UNSAFE_TAGS)):
            found.append(problem("TEMPLATE-03", Place(path.name), reason="include / import / extends"))
        found += TemplateLint(told.values, _known(told), locate).check(environment, tree)
    if not marked:
        found.append(problem("TEMPLATE-08", Place(path.name)))
    if found:
        raise InputError(found)


def _sources(template: DocxTemplate) -> list[str]:
    """Return the text of body, headers and footers as Jinja2 will see it."""
    parts = [template.get_xml()]
    for kind in (template.HEADER_URI, template.FOOTER_URI):
        parts += [template.get_part_xml(part) for _, part in template.get_headers_footers(kind)]
    return [template.patch_xml(part) for part in parts]


def _locator(source: str, file: str) -> Callable[[str], Place]:
    """Return what finds a word: the paragraph it stands in, counted from 1 as a reader would count."""
    lines = [re.sub(r"<[^>]+>", "", each) for each in source.split("</w:p>")]

    def locate(word: str) -> Place:
        at = next((at for at, line in enumerate(lines, 1) if re.search(rf"{{[{{%].*{re.escape(word)}", line)), 0)
        return Place(file, at, 1 if at else 0)

    return locate


def _known(told: TemplateValues) -> dict[str, dict[str, Any]]:
    parts = told.parts
    facts: Any = told.values.get("fact")
    names = facts.keys() if hasattr(facts, "keys") else ()
    return {
        "table": dict.fromkeys(parts.tables, ""),
        "figure": dict.fromkeys(parts.figures, ""),
        "boxes": dict.fromkeys(parts.boxes, ""),
        "signature": dict.fromkeys(parts.signatures, ""),
        "photo_rows": dict.fromkeys(parts.photos, ""),
        "rows": {name: rows_of(table) for name, table in parts.tables.items()},
        **({"fact": dict.fromkeys(names, "")} if names else {}),
    }


def rows_of(table: Table) -> list[dict[str, str]]:
    """Return the rows of a table as texts by the heads of its columns."""
    return [dict(zip(table.heads, (cell.text for cell in row), strict=True)) for row in table.rows]


# ---- filling it ----


def _functions(template: DocxTemplate, told: TemplateValues) -> dict[str, object]:
    word = template.docx
    styles = find_styles(word)
    body = Body(
        styles=styles,
        numbering=find_numbering(word, styles),
        width=text_width(word),
        relation_of=lambda block: _relation(word, block),
    )
    parts = told.parts

    def place(blocks: Mapping[str, Block]) -> Callable[[str], _Xml]:
        return lambda name: _Xml(_with_namespaces(body.blocks((blocks[name],))).translate(_HIDDEN))

    return {
        "table": place(parts.tables),
        "figure": place(parts.figures),
        "boxes": place(parts.boxes),
        "signature": place(parts.signatures),
        "photo_rows": place(parts.photos),
        "rows": lambda name: rows_of(parts.tables[name]),
    }


def _relation(word: Any, block: Figure | QrCode | PrintedPhoto) -> str:
    return add_picture(
        word, block.jpeg if isinstance(block, PrintedPhoto) else draw_pictures({block.id: block.svg})[block.id]
    )


def _with_namespaces(xml: str) -> str:
    """Name the namespaces of drawings where they are used: a client's file may not know them."""
    drawing = " ".join(part for part in NAMESPACES.split(" ") if not part.startswith("xmlns:w="))
    return xml.replace("<w:drawing>", f"<w:drawing {drawing}>")
