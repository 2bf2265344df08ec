"""Strict YAML: a tree of nodes that remember their places.

PyYAML only splits the text into nodes; nothing is converted here, so that `No`, `3.10` and `007` stay what they are.
The reader of a key says what type it wants (`content.reader`). Anchors, aliases, tags, duplicate keys and empty values
are problems.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import yaml

from diagnostics.words.catalogue import name_of, problem, say
from diagnostics.words.problems import Place, Problem

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
MAX_DEPTH = 60
# The limit of the C parser, far above ours, met before the first event where a line begins with brackets.
_TOO_DEEP = "exceeded maximum nesting depth"
# In { } the comma of 8,200 ends the value 8, and 200 is a key of its own without one.
_GROUP = re.compile(r"\d{3}(?:\.\d+)?", re.ASCII)
_BEGINNING = re.compile(r"[-+]?[1-9]\d{0,2}", re.ASCII)
_FOLD = re.compile(r"(?<=[\u2018-\u201d\u3000-\u9fff\uff00-\uffef]) (?=[\u2018-\u201d\u3000-\u9fff\uff00-\uffef])")
_STANDARD_TAGS = frozenset(
    f"tag:yaml.org,2002:{name}"
    for name in ("str", "int", "float", "bool", "null", "timestamp", "merge", "value", "map", "seq")
)


@dataclass(frozen=True)
class Scalar:
    """A text as written; `plain` when it stands without quotes."""

    text: str
    plain: bool
    place: Place


@dataclass(frozen=True)
class Sequence:
    """A list."""

    items: tuple[Node, ...]
    place: Place


@dataclass(frozen=True)
class Mapping:
    """Keys and values in the order of the file."""

    items: tuple[tuple[Scalar, Node], ...]
    place: Place
    by_key: dict[str, Node] = field(compare=False, repr=False)

    def get(self, key: str) -> Node | None:
        """Return the value of a key, or None."""
        return self.by_key.get(key)

    def keys(self) -> Iterator[str]:
        """Yield the keys."""
        return iter(self.by_key)

    def key_place(self, key: str) -> Place:
        """Return where a key stands."""
        return next((scalar.place for scalar, _ in self.items if scalar.text == key), self.place)


Node = Scalar | Sequence | Mapping


@dataclass(frozen=True)
class Excess:
    """The place where a text exceeds our limits: it nests too deep there, or it has too many parts."""

    place: Place
    too_deep: bool


def parse_yaml(text: str, file: str, problems: list[Problem]) -> Node | None:
    """Parse one YAML (or JSON) document; None when there is none, with the problems added."""
    excess = find_excess(text, file)
    if excess is not None:
        problems.append(problem("YAML-05", excess.place, depth=MAX_DEPTH))
        return None
    return parse_measured(text, file, problems)


def parse_measured(text: str, file: str, problems: list[Problem]) -> Node | None:
    """Parse a document in which `find_excess` found none."""
    try:
        root = yaml.compose(_as_yaml(text, file), Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(file, mark.line + 1, mark.column + 1) if mark else Place(file)
        problems.append(problem("YAML-01", place, detail=_fault(error.problem or error.context or "")))
        return None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        problems.append(problem("YAML-01", Place(file), detail=_fault(getattr(error, "reason", str(error)))))
        return None
    if root is None:
        problems.append(problem("YAML-04", Place(file, 1, 1), key=""))
        return None
    return _Converter(file, problems).convert(root, 0)


def find_excess(text: str, file: str, most_events: int | None = None) -> Excess | None:
    """Return where a text nests deeper than MAX_DEPTH or has more events than these; None if it does not.

    Read event by event: composing the tree of a text nested 100,000 deep would crash the C parser. A text that is not
    YAML gives None too; `parse_measured` says what is wrong with it.
    """
    text = _as_yaml(text, file)
    depth = 0
    try:
        for count, event in enumerate(yaml.parse(text, Loader=_Loader)):
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
            if depth > MAX_DEPTH or (most_events is not None and count > most_events):
                mark = event.start_mark
                place = Place(file, mark.line + 1, mark.column + 1) if mark else Place(file)
                return Excess(place, too_deep=depth > MAX_DEPTH)
    except yaml.MarkedYAMLError as error:
        # the parser looks ahead, and some releases have a limit of their own: what stands before it may be beyond ours
        mark = error.problem_mark
        if mark is not None and mark.index < len(text):
            before = find_excess(text[: mark.index], file, most_events)
            too_deep = error.problem == _TOO_DEEP
            return before or (Excess(Place(file, mark.line + 1, mark.column + 1), too_deep) if too_deep else None)
    except (yaml.YAMLError, ValueError):
        pass
    return None


def _as_yaml(text: str, file: str) -> str:
    """Return a text without the mark at its beginning; JSON may be indented with tabs, YAML may not."""
    return (text.replace("\t", " ") if file.lower().endswith(".json") else text).removeprefix("\ufeff")


def _fault(said: str) -> str:
    """Say in Chinese what the parser says; what the catalogue does not know is quoted."""
    known = name_of("yaml_faults", said)
    return known if known != said else say("yaml_faults", "other", said=said)


def _is_empty(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and not node.style and node.value == ""


class _Converter:
    def __init__(self, file: str, problems: list[Problem]) -> None:
        self.file = file
        self.problems = problems
        self.seen: set[int] = set()

    def convert(self, node: yaml.Node, depth: int) -> Node | None:
        place = Place(self.file, node.start_mark.line + 1, node.start_mark.column + 1)
        if id(node) in self.seen:
            self.problems.append(problem("YAML-03", place))
            return None
        self.seen.add(id(node))
        if node.tag not in _STANDARD_TAGS:
            self.problems.append(problem("YAML-03", place))
            return None
        if depth > MAX_DEPTH:
            self.problems.append(problem("YAML-05", place, depth=MAX_DEPTH))
            return None
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node, place)
        if isinstance(node, yaml.SequenceNode):
            items = [self.convert(item, depth + 1) for item in node.value]
            return Sequence(tuple(item for item in items if item is not None), place)
        return self._mapping(node, place, depth)

    def _cut_numbers(self, node: yaml.Node) -> bool:
        """Report the numbers that a comma has cut in two; what stands beside them is not read either."""
        number, begins = "", None
        found = False
        for key, value in (*node.value, (None, None)):
            text = key.value if isinstance(key, yaml.ScalarNode) else ""
            if begins is not None and _GROUP.fullmatch(text) and _is_empty(value):
                number += f",{text}"
                continue
            if begins is not None and "," in number:
                place = Place(self.file, begins.line + 1, begins.column + 1)
                self.problems.append(problem("YAML-07", place, got=number, meant=number.replace(",", "")))
                found = True
            starts = isinstance(value, yaml.ScalarNode) and not value.style and _BEGINNING.fullmatch(value.value)
            number, begins = (value.value, value.start_mark) if starts else ("", None)
        return found

    def _scalar(self, node: yaml.ScalarNode, place: Place) -> Scalar | None:
        plain = node.style in {None, ""}
        if plain and node.value in {"", "~", "null", "Null", "NULL"}:
            self.problems.append(problem("YAML-04", place, key=""))
            return None
        value = node.value
        if node.end_mark.line > node.start_mark.line and node.style != "|":
            value = _FOLD.sub("", value)  # YAML joins folded lines by a space; Chinese has none
        return Scalar(value, plain, place)

    def _mapping(self, node: yaml.Node, place: Place, depth: int) -> Mapping | None:
        if getattr(node, "flow_style", False) and self._cut_numbers(node):
            return None
        items: list[tuple[Scalar, Node]] = []
        by_key: dict[str, Node] = {}
        for key_node, value_node in node.value:
            at = Place(self.file, key_node.start_mark.line + 1, key_node.start_mark.column + 1)
            if not isinstance(key_node, yaml.ScalarNode):
                self.problems.append(problem("YAML-06", at))
                continue
            key = Scalar(key_node.value, key_node.style in {None, ""}, at)
            if key.text == "<<" and key.plain:
                self.problems.append(problem("YAML-03", at))
                continue
            if key.text in by_key:
                self.problems.append(problem("YAML-02", at, key=key.text))
                continue
            value = self.convert(value_node, depth + 1)
            if value is not None:
                items.append((key, value))
                by_key[key.text] = value
        return Mapping(tuple(items), place, by_key)
