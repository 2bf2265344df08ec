"""How lists are recognised and which states a diagnosis has: read from YAML beside this file and from the workspace."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

from diagnostics.content.yaml.yaml_nodes import Mapping as YamlMapping
from diagnostics.content.yaml.yaml_nodes import Node, Scalar, parse_yaml
from diagnostics.model.firm.register import ProcessRules, ProcessState
from diagnostics.words.catalogue import problem
from diagnostics.words.problems import InputError, Place, Problem

FOLDER = "exchange"
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】|〔[^〔〕]*〕|<[^<>]*>")
_MARKS = re.compile(r"[\s\W_]+")

Json = dict[str, Any]


@dataclass(frozen=True)
class Column:
    """A column that is recognised: its id, its name, the heads that name it (normalised)."""

    id: str
    name: str
    heads: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class ListWords:
    """Everything that recognises a list.

    `words` maps a column to its words (normalised) → id; `industry_starts` the beginning of a code of GB/T 4754 → id.
    """

    columns: Mapping[str, Column]
    service_columns: Mapping[str, Column]
    words: Mapping[str, Mapping[str, str]]
    industry_starts: Mapping[str, str] = field(default_factory=dict)
    not_firms: frozenset[str] = frozenset()
    open_end: frozenset[str] = frozenset()
    empty: frozenset[str] = frozenset()

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


def list_words(workspace: Path | None = None) -> ListWords:
    """Return how lists are recognised, with what the workspace adds; raises InputError for a file that is no such."""
    data = _shipped("register.yaml")
    own = _own(workspace, "register.yaml")
    for part in ("columns", "service_columns"):
        for name, column in _dict(own, part).items():
            known = data[part].setdefault(name, {"name": name, "heads": []})
            known["heads"] = [*known["heads"], *_list(column, "heads")]
    for name, options in _dict(own, "words").items():
        known = data["words"].setdefault(name, {})
        for option, words in options.items():
            known[option] = [*known.get(option, []), *words]
    starts = {**data["industry_of_code"]["starts"], **_dict(_dict(own, "industry_of_code"), "starts")}
    lists = {key: [*data[key], *_list(own, key)] for key in ("not_firms", "open_end", "empty")}
    return ListWords(
        columns=_columns(data["columns"]),
        service_columns=_columns(data["service_columns"]),
        words={name: _words(options) for name, options in data["words"].items()},
        industry_starts=starts,
        **{key: frozenset(map(normal_or_same, found)) for key, found in lists.items()},
    )


def normal_or_same(text: str) -> str:
    """Return the normal form of a word; a word of marks only (“—”) stays itself."""
    return normal(text) or unicodedata.normalize("NFKC", text).strip().lower()


def process_rules(workspace: Path | None = None) -> ProcessRules:
    """Return the states of a diagnosis; a file of the workspace replaces the shipped one.

    Raises:
        InputError: The file of the workspace is no such file, or names a state that it does not define.
    """
    data = _own(workspace, "process.yaml") or _shipped("process.yaml")
    place = Place(str(_path(workspace, "process.yaml") or "process.yaml"))
    try:
        states = {each["id"]: _state(each) for each in data["states"]}
        follow = data.get("follow_up", {})
        rules = ProcessRules(
            states=states,
            first=tuple(data["first"]),
            follow_from=follow.get("from", ""),
            follow_each=follow.get("each", ""),
            follow_months=tuple(int(month) for month in follow.get("months", [])),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise InputError([problem("REG-02", place, detail=error)]) from error
    named = {*rules.first, *(name for state in states.values() for name in state.next)}
    named |= {name for name in (rules.follow_from, rules.follow_each) if name}
    if unknown := sorted(named - set(states)):
        raise InputError([problem("REG-02", place, detail="、".join(unknown))])
    return rules


def finance_facts(workspace: Path | None = None) -> dict[str, frozenset[str]]:
    """Return the facts whose answers ask for finance → the options that do (all where none are named).

    Raises:
        InputError: The file of the workspace is no such file.
    """
    data = _own(workspace, "delivery.yaml") or _shipped("delivery.yaml")
    try:
        return {str(each["fact"]): frozenset(each.get("options", ())) for each in data["finance"]}
    except (KeyError, TypeError, AttributeError) as error:
        place = Place(str(_path(workspace, "delivery.yaml") or "delivery.yaml"))
        raise InputError([problem("REG-02", place, detail=error)]) from error


def _state(data: Json) -> ProcessState:
    due = data.get("due_days")
    return ProcessState(
        id=data["id"],
        name=data["name"],
        next=tuple(data.get("next", [])),
        due_days=None if due is None else int(due),
        reason=data.get("reason") == "true",
        end=data.get("end") == "true",
    )


def _columns(data: Json) -> dict[str, Column]:
    return {
        name: Column(name, each["name"], frozenset(normal(head) for head in [each["name"], *each["heads"]]))
        for name, each in data.items()
    }


def _words(options: Json) -> dict[str, str]:
    return {normal(word): option for option, words in options.items() for word in words}


# ---- files ----------------------------------------------------------------------------------------------------------


def _shipped(name: str) -> Json:
    return _read(files("diagnostics.exchange").joinpath(name).read_text(encoding="utf-8"), name)


def _path(workspace: Path | None, name: str) -> Path | None:
    path = workspace / FOLDER / name if workspace else None
    return path if path is not None and path.is_file() else None


def _own(workspace: Path | None, name: str) -> Json:
    path = _path(workspace, name)
    if path is None:
        return {}
    try:
        return _read(path.read_text(encoding="utf-8"), str(path))
    except UnicodeDecodeError as error:
        raise InputError([problem("REG-02", Place(str(path)), detail="UTF-8")]) from error


def _read(text: str, file: str) -> Json:
    found: list[Problem] = []
    node = parse_yaml(text, file, found)
    if found or not isinstance(node, YamlMapping):
        raise InputError(found or [problem("REG-02", Place(file), detail="YAML")])
    plain: Json = _plain(node)
    return plain


def _plain(node: Node) -> Any:
    """Return the node as texts, lists and dicts; nothing is converted."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, YamlMapping):
        return {key.text: _plain(value) for key, value in node.items}
    return [_plain(each) for each in node.items]


def _dict(data: Json, key: str) -> Json:
    found = data.get(key, {})
    return found if isinstance(found, dict) else {}


def _list(data: Json, key: str) -> list[str]:
    found = data.get(key, [])
    return found if isinstance(found, list) else []
