"""From a narrative (Jinja2 text with a Markdown subset, see `markup`) and values to blocks.

A template places prepared blocks with `{{ table("id") }}`, `{{ figure("id") }}`, `{{ boxes("id") }}`,
`{{ signature("id") }}` and `{{ photo_rows("id") }}`, each alone on its line. It prints texts and whole numbers only:
other numbers, dates and missing values must be put into words first, because rounding happens in one place.
"""

from __future__ import annotations

import difflib
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from jinja2 import BaseLoader, FileSystemLoader, StrictUndefined, TemplateError, TemplateSyntaxError, Undefined, nodes
from jinja2.exceptions import TemplateNotFound
from jinja2.sandbox import ImmutableSandboxedEnvironment

from diagnostics.model.document import Block, Boxes, Figure, Photos, Signature, Table
from diagnostics.report.narrative.markup import Inserted, Marker, parse_blocks, protect
from diagnostics.words.problems import InputError, Place, Problem

# Their output would come back as a value, and its markup would be printed. An include does not have that trouble.
_REFUSED_TAGS = (nodes.Macro, nodes.CallBlock, nodes.AssignBlock, nodes.FilterBlock, nodes.Import, nodes.FromImport)
# They make HTML, which would be printed as it stands.
_HTML_FILTERS = ("e", "escape", "forceescape", "safe", "striptags", "tojson", "urlize", "xmlattr")


@dataclass(frozen=True)
class Parts:
    """The prepared blocks that a narrative may place, by id."""

    tables: Mapping[str, Table] = field(default_factory=dict)
    figures: Mapping[str, Figure] = field(default_factory=dict)
    boxes: Mapping[str, Boxes] = field(default_factory=dict)
    signatures: Mapping[str, Signature] = field(default_factory=dict)
    photos: Mapping[str, Photos] = field(default_factory=dict)


class NarrativeEnvironment(ImmutableSandboxedEnvironment):
    """Jinja2 for narratives: sandboxed, strict about missing names, values protected, no macros."""

    def __init__(self, loader: BaseLoader) -> None:
        super().__init__(loader=loader, undefined=StrictUndefined, finalize=_print_value, keep_trailing_newline=True)
        for name in _HTML_FILTERS:
            del self.filters[name]
        del self.globals["lipsum"]

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        for node in tree.find_all(_REFUSED_TAGS):
            message = "报告文本中不能用 macro、call、filter、import 和 set 块，请改用 include"
            raise TemplateSyntaxError(message, node.lineno, name, filename)
        return tree


def open_narratives(folders: Sequence[Path]) -> NarrativeEnvironment:
    """Open folders of templates; a template of a later folder wins over one of the same name in an earlier folder."""
    return _open(tuple(str(folder) for folder in reversed(folders)))


# Reading and compiling the chapters takes as long as all charts together; a changed file is read again all the same.
@lru_cache(maxsize=8)
def _open(folders: tuple[str, ...]) -> NarrativeEnvironment:
    return NarrativeEnvironment(FileSystemLoader(folders, encoding="utf-8"))


def write_blocks(
    environment: NarrativeEnvironment, name: str, values: Mapping[str, object], parts: Parts
) -> tuple[Block, ...]:
    """Fill the template `name` with `values` and return its blocks.

    `values` may hold functions (`fact("…")`); what they return is protected like any value.

    Raises:
        InputError: The template is missing or wrong, asks for an unknown name, table or figure, or prints a value that
            is neither text nor whole number. The problem names file and line.
    """
    inserted = Inserted()
    functions = {
        "table": _placer(inserted, "table", parts.tables),
        "figure": _placer(inserted, "figure", parts.figures),
        "boxes": _placer(inserted, "boxes", parts.boxes),
        "signature": _placer(inserted, "signature", parts.signatures),
        "photo_rows": _placer(inserted, "photo_rows", parts.photos),
    }
    with _problems_of(name):
        text = environment.get_template(name).render({**values, **functions})
    return parse_blocks(text, inserted, name)


def _print_value(value: object) -> str | Undefined:
    """Turn a printed value into protected text (Jinja2's finalize)."""
    if isinstance(value, Marker | Undefined):
        return value  # an undefined name raises when Jinja2 prints it
    if isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool)):
        return protect(str(value))
    raise _NotWordedError(f"{value!r} 不是文字也不是整数，须先写成文字（数字格式、日期、是否、缺失各有函数）")


def _placer(inserted: Inserted, kind: str, blocks: Mapping[str, Block]) -> Callable[[str], Marker]:
    def place(id: str) -> Marker:
        if id not in blocks:
            near = difflib.get_close_matches(id, blocks, n=1)
            hint = f"；是不是“{near[0]}”？" if near else f"，可用：{'、'.join(sorted(blocks)) or '无'}"
            raise _NoSuchPartError(f"没有 {kind}(“{id}”){hint}")
        return inserted.place(blocks[id])

    return place


class _NotWordedError(TemplateError):
    """A template prints something that is not yet a text."""


class _NoSuchPartError(TemplateError):
    """A template places a block that nobody prepared."""


@contextmanager
def _problems_of(name: str) -> Iterator[None]:
    try:
        yield
    except TemplateNotFound as error:
        raise InputError(
            [Problem(place=Place(str(error.name)), code="NARR-02", what="找不到这个报告文本。")]
        ) from error
    except TemplateSyntaxError as error:
        place = Place(error.name or name, error.lineno)
        raise InputError([Problem(place=place, code="NARR-03", what=f"报告文本写法有误：{error.message}。")]) from error
    except (TemplateError, TypeError, ValueError, LookupError, ArithmeticError) as error:
        # Jinja2 writes template lines into the traceback; the last one is where it happened.
        frames = [frame for frame in traceback.extract_tb(error.__traceback__) if not frame.filename.endswith(".py")]
        place = Place(_name_of(frames[-1].filename, name), frames[-1].lineno or 0) if frames else Place(name)
        raise InputError([Problem(place=place, code="NARR-04", what=f"报告文本填不出来：{error}。")]) from error


def _name_of(filename: str, name: str) -> str:
    """Return the name of a template file; a template that is not a file is `name`."""
    return name if filename == "<template>" else Path(filename).name
