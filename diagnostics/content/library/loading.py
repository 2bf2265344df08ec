"""Finds, reads and checks the content and assembles the library."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

from diagnostics.content.checks.checking import check_library
from diagnostics.content.language.expressions import read_condition, read_value
from diagnostics.content.library.resolve import resolve_library
from diagnostics.content.root import content_root
from diagnostics.content.yaml.kinds import KINDS, AliasFile, FileHeader
from diagnostics.content.yaml.layers import RawContent, RawItem, read_layers
from diagnostics.content.yaml.reader import Reader
from diagnostics.content.yaml.yaml_nodes import Mapping
from diagnostics.model.content.library import Library
from diagnostics.words.catalogue import problem
from diagnostics.words.problems import Place, Problem

_HEADER_KEYS = frozenset(each.name for each in fields(FileHeader))


def load_library(overlays: Sequence[Path] = ()) -> tuple[Library, list[Problem]]:
    """Load the shipped content and the overlays over it.

    Returns:
        The library and every problem found, sorted. With problems that are not warnings the library is incomplete and
        only good for listing them.
    """
    return load_folders([content_root(), *overlays])


def load_folders(folders: Sequence[Path]) -> tuple[Library, list[Problem]]:
    """Load content from these folders only, the first being the base."""
    problems: list[Problem] = []
    raw, fingerprint = read_layers(folders, problems)
    library = _assemble(raw, fingerprint, tuple(str(folder) for folder in folders[1:]), problems)
    if not any(not problem.warning for problem in problems):
        # only a library that could be read completely is worth checking across files
        library = resolve_library(library, problems)
        check_library(library, problems, _alias_places(raw))
    return library, sorted(set(problems))


def _assemble(raw: RawContent, fingerprint: str, local: tuple[str, ...], problems: list[Problem]) -> Library:
    reader = Reader(problems, read_value, read_condition)
    stores: dict[str, dict[str, Any]] = {kind.store: {} for kind in KINDS.values()}
    option_aliases: dict[str, dict[str, str]] = {}
    headers: set[int] = set()
    for kind_name, items in raw.items():
        kind = KINDS[kind_name]
        for item_id, item in items.items():
            if id(item.header) not in headers:
                headers.add(id(item.header))
                skip = frozenset(item.header.by_key) if KINDS[kind_name].items else _header_skip(kind_name)
                reader.read(FileHeader, item.header, skip=skip)  # other keys of lists were reported with the layer
            value = _read_item(reader, kind_name, item)
            if isinstance(value, AliasFile):
                _add_aliases(value, stores["aliases"], option_aliases, item, problems)
            elif value is not None:
                stores[kind.store][item_id] = value
    return Library(**stores, option_aliases=option_aliases, fingerprint=fingerprint, local=local)


def _add_aliases(
    file: AliasFile,
    aliases: dict[str, str],
    option_aliases: dict[str, dict[str, str]],
    item: RawItem,
    problems: list[Problem],
) -> None:
    """Add the aliases of a file; two files may not give one name two meanings."""
    written = item.node.get("aliases")
    for alias, name in file.aliases.items():
        if aliases.setdefault(alias, name) != name and isinstance(written, Mapping):
            problems.append(
                problem("ALIAS-02", written.key_place(alias), alias=alias, first=aliases[alias], second=name)
            )
    for fact, options in file.option_aliases.items():
        option_aliases.setdefault(fact, {}).update(options)


def _alias_places(raw: RawContent) -> dict[str, Place]:
    """Return where each alias and each fact with option aliases is written."""
    found: dict[str, Place] = {}
    for item in raw["aliases"].values():
        for block in ("aliases", "option_aliases"):
            below = item.node.get(block)
            if isinstance(below, Mapping):
                found.update({key: below.key_place(key) for key in below.by_key})
    return found


def _header_skip(kind_name: str) -> frozenset[str]:
    kind = KINDS[kind_name]
    own = {kind.items} if kind.items else {each.name for each in fields(kind.noun)}
    return frozenset(own | {"base"})


def _read_item(reader: Reader, kind_name: str, item: RawItem) -> Any:
    kind = KINDS[kind_name]
    skip = frozenset({"off", "reason"}) if kind.items else _HEADER_KEYS
    with reader.defaults(item.header.by_key):
        return reader.read(kind.noun, item.node, skip=skip)
