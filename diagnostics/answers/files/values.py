"""One value of an answers file: of a fact, of a derived fact given directly, of a field of a record table.

A node becomes a value here; whether that value may stand is for `answers.limits` to say.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from diagnostics.answers.files.reader import AnswersReader
from diagnostics.answers.limits import MOST_CHARACTERS, Item, kept_value, value_faults
from diagnostics.content.yaml.reader import INVALID, is_number, shown
from diagnostics.content.yaml.yaml_nodes import Node, Scalar, Sequence
from diagnostics.model.content.facts import Derived, Fact, FactTable, Field, Option, option_ids
from diagnostics.model.content.library import Library


@dataclass(frozen=True)
class ValuePlace:
    """A place for a value: what it is called, and of which item.

    `indexed`: an option may be given by its 0-based place in the sheet.
    """

    label: str
    item: Item
    aliases: Mapping[str, str] = field(default_factory=dict)
    indexed: bool = False

    @property
    def pair(self) -> bool:
        """Whether a numerator and a denominator may stand here."""
        return isinstance(self.item, Derived) and self.item.direct == "pair"


def slot_of(item: Fact | Derived, name: str, library: Library) -> ValuePlace:
    """Return the slot of a raw or derived fact; `name` is how the file calls it."""
    aliases = {**library.option_aliases.get(name, {}), **library.option_aliases.get(item.id, {})}
    return ValuePlace(f"{name}（{item.name}）", item, aliases, indexed=True)


def slot_of_field(table: FactTable, column: Field, library: Library) -> ValuePlace:
    """Return the slot of a field of a record table; its option aliases stand under `table.field`."""
    aliases = library.option_aliases.get(f"{table.id}.{column.id}", {})
    return ValuePlace(f"{column.id}（{column.name}）", column, aliases)


def read_slot(reader: AnswersReader, slot: ValuePlace, node: Node) -> Any:
    """Read a value; INVALID when it does not fit (and reported)."""
    if isinstance(node, Sequence) and slot.pair:
        return _pair(reader, slot, node)
    return _READERS[slot.item.type](reader, slot, node)


def _number(reader: AnswersReader, slot: ValuePlace, node: Node) -> Any:
    value = reader.number(node, slot.label)
    return value if value is INVALID else _judged(reader, slot, node, value, got=shown(node))


def _judged(reader: AnswersReader, slot: ValuePlace, node: Node, value: Any, **more: object) -> Any:
    """Return the value, INVALID where it may not stand; every fault is reported."""
    faults = value_faults(slot.item, value)
    if faults and reader.refuse(faults, node.place, words=slot.aliases, what=slot.label, **more) is INVALID:
        return INVALID
    return value


def _pair(reader: AnswersReader, slot: ValuePlace, node: Sequence) -> Any:
    if len(node.items) != 2:
        return _judged(reader, slot, node, tuple(node.items))
    value = tuple(reader.number(item, slot.label) for item in node.items)
    return INVALID if INVALID in value else _judged(reader, slot, node, value)


def _option(reader: AnswersReader, slot: ValuePlace, node: Node) -> Any:
    """An option by its id, its alias, its number."""
    return _judged(reader, slot, node, _meant(slot, node), got=shown(node))


def _meant(slot: ValuePlace, node: Node) -> Any:
    """Return the option that a node names; the words of the file win over the numbers of the sheet."""
    if not isinstance(node, Scalar):
        return None
    name = slot.aliases.get(node.text, node.text)
    if is_number(node, MOST_CHARACTERS) and name not in option_ids(slot.item):
        found = _numbered(slot, Fraction(node.text))
        return name if found is None else found.id
    return name


def _numbered(slot: ValuePlace, wanted: Fraction) -> Option | None:
    options = slot.item.options
    if any(option.value is not None for option in options):
        return next((option for option in options if option.value == wanted), None)
    if slot.indexed and wanted.denominator == 1 and 0 <= wanted < len(options):
        return options[int(wanted)]
    return None


def _multi(reader: AnswersReader, slot: ValuePlace, node: Node) -> Any:
    """The options picked, in the order of the sheet; `[]` and the option for "none of these" are the same."""
    if not isinstance(node, Sequence):
        return _judged(reader, slot, node, None, got=shown(node))
    picked = tuple(_meant(slot, item) for item in node.items)
    invalid = False
    for fault in value_faults(slot.item, picked):
        at = node if fault.index is None else node.items[fault.index]
        got = {} if fault.index is None else {"got": picked[fault.index] if fault.code == "ANS-16" else shown(at)}
        invalid |= reader.refuse((fault,), at.place, words=slot.aliases, what=slot.label, **got) is INVALID
    return INVALID if invalid else kept_value(slot.item, picked)


_READERS: dict[str, Callable[[AnswersReader, ValuePlace, Node], Any]] = {
    "number": _number,
    "percent": _number,
    "choice": _option,
    "multi": _multi,
    "judgement": _option,
    "bool": lambda reader, slot, node: reader.flag(node, slot.label),
    "date": lambda reader, slot, node: reader.day(node, slot.label),
    "text": lambda reader, slot, node: reader.text(node, slot.label, lines=True),
}
