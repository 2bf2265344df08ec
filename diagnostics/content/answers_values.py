"""One value of an answers file: of a fact, of a derived fact given directly, of a field of a record table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from diagnostics.content.answers_reader import AnswersReader, shown
from diagnostics.content.reader import INVALID, is_number
from diagnostics.content.yaml_nodes import Node, Scalar, Sequence
from diagnostics.model.facts import Derived, Fact, Field, Option, Table
from diagnostics.model.library import Library
from diagnostics.wording import number, say

JUDGEMENTS = ("holds", "fails")
_HUNDRED = Fraction(100)


@dataclass(frozen=True)
class Slot:
    """A place for a value: what it is called, of which type, within which limits.

    `indexed`: an option may be given by its 0-based place in the sheet.
    """

    label: str
    type: str
    options: tuple[Option, ...] = ()
    aliases: Mapping[str, str] = field(default_factory=dict)
    min: Fraction | None = None
    max: Fraction | None = None
    integer: bool = False
    indexed: bool = False
    pair: bool = False


def slot_of(item: Fact | Derived, name: str, library: Library) -> Slot:
    """Return the slot of a raw or derived fact; `name` is how the file calls it."""
    options = item.options
    if isinstance(item, Fact) and item.scale and not options and item.scale in library.scales:
        options = library.scales[item.scale].options
    aliases = {**library.option_aliases.get(name, {}), **library.option_aliases.get(item.id, {})}
    low, high = _limits(item)
    return Slot(
        label=f"{name}（{item.name}）",
        type=item.type,
        options=options,
        aliases=aliases,
        min=low,
        max=high,
        integer=isinstance(item, Fact) and item.integer,
        indexed=True,
        pair=isinstance(item, Derived) and item.direct == "pair",
    )


def slot_of_field(table: Table, column: Field, library: Library) -> Slot:
    """Return the slot of a field of a record table; its option aliases stand under `table.field`."""
    aliases = library.option_aliases.get(f"{table.id}.{column.id}", {})
    low, high = _limits(column)
    return Slot(f"{column.id}（{column.name}）", column.type, column.options, aliases, low, high, column.integer)


def read_slot(reader: AnswersReader, slot: Slot, node: Node) -> Any:
    """Read a value; INVALID when it does not fit (and reported)."""
    if slot.pair and isinstance(node, Sequence):
        return _pair(reader, slot, node)
    return _READERS[slot.type](reader, slot, node)


def _limits(item: Fact | Derived | Field) -> tuple[Fraction | None, Fraction | None]:
    if item.type != "percent":
        return item.min, item.max
    low, high = item.min, item.max
    return Fraction(0) if low is None else low, _HUNDRED if high is None else high


def _number(reader: AnswersReader, slot: Slot, node: Node) -> Any:
    value = reader.number(node, slot.label)
    if value is INVALID:
        return INVALID
    too_low, too_high = slot.min is not None and value < slot.min, slot.max is not None and value > slot.max
    if too_low or too_high:
        return reader.report("ANS-11", node.place, what=slot.label, got=shown(node), range=_range(slot))
    if slot.integer and value.denominator != 1:
        return reader.report("ANS-12", node.place, what=slot.label, got=shown(node))
    return value


def _range(slot: Slot) -> str:
    low, high = (None if edge is None else number(edge, 6) for edge in (slot.min, slot.max))
    if low is None:
        return say("phrases", "range_to", high=high)
    return say("phrases", "range_from", low=low) if high is None else say("phrases", "range", low=low, high=high)


def _pair(reader: AnswersReader, slot: Slot, node: Sequence) -> Any:
    """Numerator and denominator; a denominator of 0 stays (what it means is content), a numerator above it is wrong."""
    if len(node.items) != 2:
        return reader.report("ANS-13", node.place, what=slot.label, got=len(node.items))
    first, second = (reader.number(item, slot.label) for item in node.items)
    if INVALID in (first, second):
        return INVALID
    if min(first, second) < 0 or (slot.type == "percent" and first > second):
        return reader.report("ANS-14", node.place, what=slot.label, num=number(first, 6), den=number(second, 6))
    return first, second


def _option(reader: AnswersReader, slot: Slot, node: Node) -> Any:
    """An option by its id, its alias, its number; the words of the file win over the numbers of the sheet."""
    if isinstance(node, Scalar):
        name = slot.aliases.get(node.text, node.text)
        known = {option.id for option in slot.options}
        if name in known:
            return name
        found = _numbered(slot, Fraction(node.text)) if is_number(node) and len(node.text) <= 40 else None
        if found is not None:
            return found.id
    return reader.not_allowed(node, slot.label, _words(slot), _shown_options(slot))


def _numbered(slot: Slot, wanted: Fraction) -> Option | None:
    if any(option.value is not None for option in slot.options):
        return next((option for option in slot.options if option.value == wanted), None)
    if slot.indexed and wanted.denominator == 1 and 0 <= wanted < len(slot.options):
        return slot.options[int(wanted)]
    return None


def _words(slot: Slot) -> tuple[str, ...]:
    return (*(option.id for option in slot.options), *slot.aliases)


def _shown_options(slot: Slot) -> str:
    return "、".join(f"{option.id}（{option.name}）" for option in slot.options)


def _multi(reader: AnswersReader, slot: Slot, node: Node) -> Any:
    """The options picked, in the order of the sheet; `[]` and the option for "none of these" are the same."""
    if not isinstance(node, Sequence):
        return reader.report("ANS-15", node.place, what=slot.label, got=shown(node))
    nothing = [option.id for option in slot.options if option.none]
    picked: list[str] = []
    for item in node.items:
        option = _option(reader, slot, item)
        if option is not INVALID and option in picked:
            option = reader.report("ANS-16", item.place, what=slot.label, got=option)
        picked.append(option)
    if INVALID in picked:
        return INVALID
    if len(picked) > 1 and set(picked) & set(nothing):
        return reader.report("ANS-17", node.place, what=slot.label, got=nothing[0])
    return tuple(option.id for option in slot.options if option.id in picked) or tuple(nothing[:1])


def _judgement(reader: AnswersReader, slot: Slot, node: Node) -> Any:
    if slot.options:
        return _option(reader, slot, node)
    if isinstance(node, Scalar) and slot.aliases.get(node.text) in JUDGEMENTS:
        return slot.aliases[node.text]
    return reader.one_of(node, slot.label, JUDGEMENTS)


_READERS: dict[str, Callable[[AnswersReader, Slot, Node], Any]] = {
    "number": _number,
    "percent": _number,
    "choice": _option,
    "multi": _multi,
    "judgement": _judgement,
    "bool": lambda reader, slot, node: reader.flag(node, slot.label),
    "date": lambda reader, slot, node: reader.day(node, slot.label),
    "text": lambda reader, slot, node: reader.text(node, slot.label, lines=True),
}
