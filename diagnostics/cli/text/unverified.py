"""The content that a person should still verify: its mark is not `official`; grouped by place and by source.

Pure: a library in, groups out, weakest first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from diagnostics.cli.text.tables import indented
from diagnostics.model.content.library import Library
from diagnostics.model.content.marks import Mark
from diagnostics.model.content.parts import parts_of
from diagnostics.model.plain import plain
from diagnostics.words.catalogue import name_of, say
from diagnostics.words.problems import Place

# The kinds of content whose items are grouped under the item that contains them (a standard, a set, a policy).
_WHOLE = ("standards", "criteria", "policies", "coverages")
# The kinds that are lists of single items; they are grouped by file.
_SINGLE = ("derived", "statistics", "remedies", "rules", "plausibility", "magnitudes")


@dataclass(frozen=True, order=True, kw_only=True)
class UnverifiedItem:
    """A content item that is not official: its mark, where it belongs, where it stands, what it rests on."""

    owner: str
    mark: Mark
    sources: tuple[str, ...]
    place: Place
    id: str


@dataclass(frozen=True)
class UnverifiedGroup:
    """Items of one owner with one mark and the same sources."""

    owner: str
    mark: Mark
    sources: tuple[str, ...]
    items: tuple[UnverifiedItem, ...]

    def to_json(self) -> dict[str, object]:
        """Return the group as JSON data."""
        return {
            **plain(self, "owner", "mark", "sources"),
            "count": len(self.items),
            "items": [{"id": item.id, **plain(item.place, "file", "line")} for item in self.items],
        }


def unverified_items(library: Library) -> list[UnverifiedItem]:
    """Return every item of the library whose mark is not official, once."""
    found = set()
    for store in (*_WHOLE, *_SINGLE):
        for key, thing in getattr(library, store).items():
            for item in _marked(thing):
                owner = key if store in _WHOLE else item.place.file
                if item.mark != Mark.official:
                    found.add(
                        UnverifiedItem(
                            owner=owner, mark=item.mark, sources=tuple(item.source), place=item.place, id=item.id
                        )
                    )
    return sorted(found)


def _marked(thing: Any) -> Iterator[Any]:
    """Walk a content item and what it contains; yields what has an id, a mark and a place of its own."""
    if all(hasattr(thing, name) for name in ("id", "mark", "place")):
        yield thing
        for part in parts_of(thing):
            yield from _marked(part)


def groups_of(items: Iterable[UnverifiedItem]) -> list[UnverifiedGroup]:
    """Group items by owner, mark and sources; the weakest mark first, then the largest group."""
    grouped: dict[tuple[str, Mark, tuple[str, ...]], list[UnverifiedItem]] = defaultdict(list)
    for item in items:
        grouped[item.owner, item.mark, item.sources].append(item)
    groups = [UnverifiedGroup(*key, tuple(sorted(members))) for key, members in grouped.items()]
    return sorted(groups, key=lambda group: (-group.mark, -len(group.items), group.owner, group.sources))


def unverified_lines(groups: Iterable[UnverifiedGroup], library: Library) -> Iterator[str]:
    """Say per group how many items, where they stand and against which source to verify them."""
    mark = None
    for group in groups:
        if group.mark != mark:
            mark = group.mark
            yield from ("", say("cli", "unverified_mark", mark=name_of("marks", mark.name)))
        yield from indented(say("cli", "unverified_group", title=_title(group, library), n=len(group.items)), "● ")
        for file, numbers in _lines_by_file(group.items):
            yield from indented(say("cli", "unverified_where", file=file, lines=numbers), "  ")
        for source_id in group.sources:
            yield from indented(_source(source_id, library), "  → ")
        if not group.sources:
            yield "  → " + say("cli", "unverified_no_source")
    yield ""


def _title(group: UnverifiedGroup, library: Library) -> str:
    for store in _WHOLE:
        if group.owner in getattr(library, store):
            return f"{getattr(library, store)[group.owner].title}（{group.owner}）"
    return group.owner


def _lines_by_file(items: Iterable[UnverifiedItem]) -> Iterator[tuple[str, str]]:
    lines: dict[str, list[int]] = defaultdict(list)
    for item in items:
        lines[item.place.file].append(item.place.line)
    for file, numbers in sorted(lines.items()):
        yield file, "、".join(map(str, sorted(set(numbers))))


def _source(source_id: str, library: Library) -> str:
    source = library.sources[source_id]
    document = " ".join(part for part in (source.issuer, source.title, source.number, source.url) if part)
    note = say("cli", "unverified_note", note=source.note) if source.note else ""
    return say("cli", "unverified_source", document=document, id=source_id) + note
