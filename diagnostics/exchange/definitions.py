"""How lists are recognised and which states a diagnosis has: content, with what a workspace says of its own."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import TypeVar

from diagnostics.content.language.expressions import read_condition, read_value
from diagnostics.content.yaml.kinds import FileHeader
from diagnostics.content.yaml.reader import Reader
from diagnostics.content.yaml.yaml_nodes import Mapping as YamlMapping
from diagnostics.content.yaml.yaml_nodes import parse_yaml
from diagnostics.model.content.library import Library
from diagnostics.model.content.registers import DeliveryRules, ListAdditions, ListColumn, MoreHeads, ProcessFile
from diagnostics.model.firm.register import ProcessRules
from diagnostics.words.catalogue import problem
from diagnostics.words.problems import InputError, Place, Problem

FOLDER = "exchange"
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】|〔[^〔〕]*〕|<[^<>]*>")
_MARKS = re.compile(r"[\s\W_]+")
_HEADER_KEYS = frozenset(each.name for each in fields(FileHeader))

T = TypeVar("T")


@dataclass(frozen=True)
class Column:
    """A column that is recognised: its id, its name, the heads that name it (normalised)."""

    id: str
    name: str
    heads: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class ListWords:
    """Everything that recognises a list.

    `words` maps a column to its words (normalised) → id; `industry_starts` the beginning of a code of GB/T 4754 → id;
    `place_prefixes` may stand in front of a word.
    """

    columns: Mapping[str, Column]
    service_columns: Mapping[str, Column]
    words: Mapping[str, Mapping[str, str]]
    industry_starts: Mapping[str, str] = field(default_factory=dict)
    not_firms: frozenset[str] = frozenset()
    open_end: frozenset[str] = frozenset()
    empty: frozenset[str] = frozenset()
    place_prefixes: tuple[str, ...] = ()

    def for_services(self) -> Mapping[str, Column]:
        """Return the columns of a provider list."""
        return {"code": self.columns["code"], "name": self.columns["name"], **self.service_columns}


def normal(text: str) -> str:
    r"""Return a head or a word as it is compared: half-width, small letters, no spaces, marks or bracketed remarks.

    >>> normal("统一社会 信用代码\n（18位）*")
    '统一社会信用代码'
    """
    plain = unicodedata.normalize("NFKC", text).lower()
    return _MARKS.sub("", _BRACKETS.sub("", plain)) or _MARKS.sub("", plain)


def list_words(library: Library, workspace: Path | None = None) -> ListWords:
    """Return how lists are recognised, with what the workspace adds; raises InputError for a file that is no such."""
    shipped = _latest(library.registers, "register")
    more = _own(workspace, "register.yaml", ListAdditions) or ListAdditions()
    return ListWords(
        columns=_columns(shipped.columns, more.columns),
        service_columns=_columns(shipped.service_columns, more.service_columns),
        words={
            name: {**_words(shipped.words.get(name, {})), **_words(more.words.get(name, {}))}
            for name in (*shipped.words, *more.words)
        },
        industry_starts={**shipped.industry_of_code.starts, **more.industry_of_code.starts},
        not_firms=_normal(shipped.not_firms, more.not_firms),
        open_end=_normal(shipped.open_end, more.open_end),
        empty=_normal(shipped.empty, more.empty),
        place_prefixes=tuple(normal(each) for each in (*shipped.place_prefixes, *more.place_prefixes)),
    )


def normal_or_same(text: str) -> str:
    """Return the normal form of a word; a word of marks only (“—”) stays itself."""
    return normal(text) or unicodedata.normalize("NFKC", text).strip().lower()


def process_rules(library: Library, workspace: Path | None = None) -> ProcessRules:
    """Return the states of a diagnosis; a file of the workspace replaces those of the content.

    Raises:
        InputError: The file of the workspace is no such file, or names a state that it does not define.
    """
    own = _own(workspace, "process.yaml", ProcessFile)
    if own is not None and (unknown := own.undefined()):
        raise InputError([problem("REG-02", own.place, detail="、".join(unknown))])
    process = own or _latest(library.processes, "process")
    follow = process.follow_up
    return ProcessRules(
        states={state.id: state for state in process.states},
        first=process.first,
        follow_from=follow.after if follow else "",
        follow_each=follow.each if follow else "",
        follow_months=follow.months if follow else (),
    )


def finance_facts(library: Library, workspace: Path | None = None) -> dict[str, frozenset[str]]:
    """Return the facts whose answers ask for finance → the options that do (all where none are named).

    Raises:
        InputError: The file of the workspace is no such file.
    """
    rules = _own(workspace, "delivery.yaml", DeliveryRules) or _latest(library.deliveries, "delivery")
    return {each.fact: frozenset(each.options) for each in rules.finance}


def _columns(shipped: Mapping[str, ListColumn], more: Mapping[str, MoreHeads]) -> dict[str, Column]:
    found: dict[str, Column] = {}
    for id_ in dict.fromkeys((*shipped, *more)):
        known, own = shipped.get(id_), more.get(id_, MoreHeads())
        name = known.name if known else own.name or id_
        heads = (name, *(known.heads if known else ()), *own.heads)
        found[id_] = Column(id_, name, frozenset(map(normal, heads)))
    return found


def _words(options: Mapping[str, Sequence[str]]) -> dict[str, str]:
    return {normal(word): option for option, words in options.items() for word in words}


def _normal(*lists: Sequence[str]) -> frozenset[str]:
    return frozenset(normal_or_same(word) for words in lists for word in words)


# ---- files ----------------------------------------------------------------------------------------------------------


def _latest(rules: Mapping[str, T], kind: str) -> T:
    """Return the rules of a kind: of several files that of the last layer."""
    if not rules:
        raise InputError([problem("REG-38", Place(""), kind=kind)])
    return next(reversed(list(rules.values())))


def _own(workspace: Path | None, name: str, noun: type[T]) -> T | None:
    """Read a file of the workspace, None where it has none; it needs no header."""
    path = workspace / FOLDER / name if workspace else None
    if path is None or not path.is_file():
        return None
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise InputError([problem("REG-02", Place(str(path)), detail="UTF-8")]) from error
    found: list[Problem] = []
    node = parse_yaml(text, str(path), found)
    if found or not isinstance(node, YamlMapping):
        raise InputError(found or [problem("REG-02", Place(str(path)), detail="YAML")])
    rules = Reader(found, read_value, read_condition).read(noun, node, skip=_HEADER_KEYS)
    if found or rules is None:
        raise InputError(found)
    return rules
