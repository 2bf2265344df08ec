"""Files to raw items, layer by layer: the shipped content, then each overlay; later wins.

An overlay item with the id of an earlier one replaces the fields it names, each as a whole; `off: true` with a reason
removes it. An overlaid item that states no mark of its own is `house`: somebody here changed it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

from diagnostics.content.yaml.kinds import KINDS, FileHeader, FileKind
from diagnostics.content.yaml.local_marks import (
    Defaults,
    below_with_defaults,
    defaults_of,
    local_defaults,
    mapping_of,
    noun_below,
    said_of,
    with_defaults,
)
from diagnostics.content.yaml.reader import key_of, shown
from diagnostics.content.yaml.yaml_nodes import Mapping, Node, Scalar, parse_yaml
from diagnostics.content.yaml.yaml_nodes import Sequence as NodeList
from diagnostics.words.catalogue import name_of, near_miss, problem, system_reason
from diagnostics.words.problems import Place, Problem

_SUFFIXES = frozenset({".yaml", ".yml"})  # the second only to say that it is not read
_MOST_BYTES = 5_000_000  # the largest content file has some 100 kB
CONTENT_FOLDERS = ("questionnaires", "benchmarks", "reports/remedies")
# Changing these does not change what an item judges.
_WORDS_ONLY = frozenset({"id", "name", "note", "help", "do", "kind", "title", "edition", "reviewed", "base"})


@dataclass(frozen=True)
class RawItem:
    """An item before reading, with the header of its file."""

    node: Mapping
    header: Mapping


RawContent = dict[str, dict[str, RawItem]]


def content_files(folder: Path) -> list[Path]:
    """Return the YAML files of a content folder in a stable order.

    A folder without the usual subfolders (an overlay) is read as a whole.
    """
    roots = [folder / name for name in CONTENT_FOLDERS if (folder / name).is_dir()] or [folder]
    return sorted(path for root in roots for path in root.rglob("*.y*ml") if path.suffix in _SUFFIXES)


def read_layers(folders: Sequence[Path], problems: list[Problem]) -> tuple[RawContent, str]:
    """Read the layers of content in order and merge them; also returns the fingerprint of all bytes read."""
    content: RawContent = {kind: {} for kind in KINDS}
    digest = hashlib.sha256()
    for depth, folder in enumerate(folders):
        if not folder.is_dir():
            problems.append(problem("FILE-03", Place(str(folder))))
            continue
        layer: RawContent = {kind: {} for kind in KINDS}
        paths = content_files(folder)
        if not paths:
            problems.append(problem("FILE-08", Place(str(folder)), warning=True))
        for path in paths:
            name = path.relative_to(folder).as_posix() if depth == 0 else str(path)
            text = _read_text(path, name, problems)
            if text is None:
                continue
            digest.update(f"{depth}:{path.relative_to(folder).as_posix()}\n{text}\n".encode())
            _add_file(parse_yaml(text, name, problems), path, layer, problems)
        _merge_layer(content, layer, problems)
    return content, digest.hexdigest()[:12]


def _read_text(path: Path, name: str, problems: list[Problem]) -> str | None:
    if path.suffix != ".yaml":
        problems.append(problem("FILE-06", Place(name), expected=f"{path.stem}.yaml"))
        return None
    try:
        if path.stat().st_size > _MOST_BYTES:
            problems.append(problem("FILE-07", Place(name), limit=_MOST_BYTES // 1_000_000))
            return None
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        problems.append(problem("FILE-04", Place(name)))
    except OSError as error:
        problems.append(problem("FILE-05", Place(name), detail=system_reason(error)))
    return None


def _add_file(root: Node | None, path: Path, layer: RawContent, problems: list[Problem]) -> None:
    if root is None:
        return
    if not isinstance(root, Mapping):
        problems.append(problem("FILE-01", root.place, known="、".join(KINDS), near=""))
        return
    kind_node = root.get("kind")
    kind = kind_node.text if isinstance(kind_node, Scalar) else ""
    if kind not in KINDS:
        place = kind_node.place if kind_node else root.place
        problems.append(problem("FILE-01", place, known="、".join(KINDS), near=near_miss(kind, KINDS)))
        return
    items_key = KINDS[kind].items
    _check_header(root, path, items_key, problems)
    if not items_key:
        _add_item(root, root, kind, layer, problems)
        return
    items = root.get(items_key)
    if items is None:
        problems.append(problem("KEY-02", root.place, key=items_key, what=name_of("nouns", kind)))
        return
    if not isinstance(items, NodeList):
        expected = name_of("types", "list")
        problems.append(problem("TYPE-01", items.place, what=items_key, expected=expected, got=shown(items)))
        return
    for item in items.items:
        if isinstance(item, Mapping):
            _add_item(item, root, kind, layer, problems)
        else:
            problems.append(problem("TYPE-05", item.place, what=items_key))


def _check_header(root: Mapping, path: Path, items_key: str, problems: list[Problem]) -> None:
    """Check the header of a file; the values of an overlay's header are optional, its keys are not free."""
    id_node = root.get("id")
    if isinstance(id_node, Scalar) and id_node.text != path.stem:
        problems.append(problem("FILE-02", id_node.place, got=id_node.text, expected=path.stem))
    known = [key_of(each) for each in fields(FileHeader)]
    for key in root.by_key if items_key else ():
        if key not in (*known, items_key, "base"):
            near = near_miss(key, [*known, items_key])
            problems.append(problem("KEY-01", root.key_place(key), key=key, near=near, known="、".join(known)))


def _add_item(node: Mapping, header: Mapping, kind: str, layer: RawContent, problems: list[Problem]) -> None:
    id_node = node.get("id")
    if not isinstance(id_node, Scalar):
        problems.append(problem("KEY-02", node.place, key="id", what=name_of("nouns", KINDS[kind].noun.__name__)))
        return
    if id_node.text in layer[kind]:
        first = layer[kind][id_node.text].node.place
        problems.append(problem("ID-01", id_node.place, id=id_node.text, first=first))
        return
    layer[kind][id_node.text] = RawItem(node, header)


def _merge_layer(content: RawContent, layer: RawContent, problems: list[Problem]) -> None:
    for kind, items in layer.items():
        for item_id, item in items.items():
            base = content[kind].get(item_id)
            if _is_off(item.node, base is not None, content[kind], problems):
                content[kind].pop(item_id, None)
            elif base is None:
                content[kind][item_id] = item
            else:
                _check_base(base, item, whole_file=not KINDS[kind].items, problems=problems)
                content[kind][item_id] = _merge_item(base, item, KINDS[kind], problems)


def _is_off(node: Mapping, exists: bool, known: Iterable[str], problems: list[Problem]) -> bool:
    off = node.get("off")
    if not (isinstance(off, Scalar) and off.text == "true"):
        return False
    name = node.by_key["id"]
    assert isinstance(name, Scalar)
    if not exists:
        problems.append(problem("OVER-02", name.place, id=name.text, near=near_miss(name.text, known)))
    if node.get("reason") is None:
        problems.append(problem("OVER-04", node.place, id=name.text))
    return True


def _check_base(base: RawItem, overlay: RawItem, *, whole_file: bool, problems: list[Problem]) -> None:
    """Compare the pin (`base: id@edition`) with the file that the item below comes from."""
    below, above = (base.node, overlay.node) if whole_file else (base.header, overlay.header)
    pin = above.get("base")
    if not isinstance(pin, Scalar):
        return
    parts = [below.get(key) for key in ("id", "edition")]
    actual = "@".join(part.text for part in parts if isinstance(part, Scalar))
    if pin.text != actual:
        problems.append(problem("OVER-01", pin.place, got=pin.text, expected=actual))


def _merge_item(base: RawItem, overlay: RawItem, kind: FileKind, problems: list[Problem]) -> RawItem:
    """Lay an overlay item over its base. A file that is one item is its own header."""
    defaults = local_defaults(overlay.header)
    if kind.items:
        return RawItem(merge_mappings(base.node, overlay.node, kind, defaults, problems), base.header)
    below = mapping_of(below_with_defaults(base.node, kind.noun, defaults_of(base.header)), base.node)
    merged = merge_mappings(below, overlay.node, kind, defaults, problems)
    return RawItem(merged, merged)


def merge_mappings(
    base: Mapping, overlay: Mapping, kind: FileKind, defaults: Defaults, problems: list[Problem]
) -> Mapping:
    """Lay an overlay item over its base: named fields are replaced whole, those in `kind.merged` entry by entry.

    Args:
        base: The item below.
        overlay: The item above.
        kind: What kind of items they are.
        defaults: What holds for entries of the overlay that do not say it themselves (mark, source, judge).
        problems: Receives what is wrong.
    """
    items = dict(base.by_key)
    for key, value in overlay.by_key.items():
        below, noun = items.get(key), noun_below(kind.noun, key)
        by_id = key in kind.merged
        if noun is not None and by_id and isinstance(below, NodeList) and isinstance(value, NodeList):
            items[key] = _merge_lists(below, value, FileKind(noun, kind.store, key), defaults, problems)
        elif by_id and isinstance(below, Mapping) and isinstance(value, Mapping):
            items[key] = mapping_of({**below.by_key, **value.by_key}, value, below)
        else:
            items[key] = with_defaults(value, noun, defaults)
    if not set(overlay.by_key) <= _WORDS_ONLY | set(kind.merged):
        items |= {key: node for key, node in said_of(kind.noun, defaults).items() if key not in overlay.by_key}
    return mapping_of(items, overlay, base)


def _merge_lists(
    base: NodeList, overlay: NodeList, kind: FileKind, defaults: Defaults, problems: list[Problem]
) -> NodeList:
    entries: dict[str, Node] = {_entry_id(node, index): node for index, node in enumerate(base.items)}
    first: dict[str, Node] = {}
    for index, node in enumerate(overlay.items):
        name = _entry_id(node, index + len(base.items))
        if name in first:
            problems.append(problem("ID-01", node.place, id=name, first=first[name].place))
        first.setdefault(name, node)
        below = entries.get(name)
        if isinstance(node, Mapping) and _is_off(node, below is not None, entries, problems):
            entries.pop(name, None)
        elif isinstance(node, Mapping) and isinstance(below, Mapping):
            entries[name] = merge_mappings(below, node, kind, defaults, problems)
        else:
            entries[name] = with_defaults(node, kind.noun, defaults)
    if kind.items == "nodes":
        _check_sibling_weights(entries, overlay, problems)
    return NodeList(tuple(entries.values()), overlay.place)


def _entry_id(node: Node, index: int) -> str:
    name = node.get("id") if isinstance(node, Mapping) else None
    return name.text if isinstance(name, Scalar) else f"#{index}"


def _check_sibling_weights(entries: dict[str, Node], overlay: NodeList, problems: list[Problem]) -> None:
    """Weights make sense only together: an overlay gives those of all siblings or none."""
    weighted = {_entry_id(node, 0): node for node in overlay.items if isinstance(node, Mapping) and node.get("weight")}
    for name, node in weighted.items():
        parent = _parent(entries.get(name))
        siblings = [other for other, entry in entries.items() if _parent(entry) == parent]
        missing = [other for other in siblings if other not in weighted]
        if missing:
            problems.append(problem("OVER-03", node.place, id=name, missing="、".join(missing)))


def _parent(node: Node | None) -> str:
    parent = node.get("parent") if isinstance(node, Mapping) else None
    return parent.text if isinstance(parent, Scalar) else ""
