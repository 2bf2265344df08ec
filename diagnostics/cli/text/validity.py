"""Rules that do not hold on the day of a diagnosis: what the commands say of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from diagnostics.cli.shell.parser import UsageError
from diagnostics.cli.text.tables import indented
from diagnostics.model.content.criteria import CriteriaSet
from diagnostics.model.content.library import Library
from diagnostics.model.content.standards import Standard
from diagnostics.model.content.validity import in_force
from diagnostics.words.catalogue import say


def refuse_out_of_force(value: str, library: Library, as_of: date) -> None:
    """Refuse a target (`owner` or `owner:part`) whose standard or set does not hold on a day.

    Raises:
        UsageError: It has ended or has not begun.
    """
    item = _item(value.partition(":")[0], library)
    if item is not None and not in_force(item, as_of):
        raise UsageError(say("validity", "refused", value=value, as_of=as_of, period=_period(item, as_of)))


def out_of_force_lines(result: Mapping[str, Any], library: Library, *, every_set: bool) -> Iterator[str]:
    """Yield what was left out of `score --json` because it does not hold on its day; nothing where nothing was.

    Without `every_set` only the criteria sets that would be shown to every firm.
    """
    found = (_item(name, library) for name in result["not_in_force"])
    items = [each for each in found if each is not None and (every_set or getattr(each, "default", False))]
    if items:
        yield say("validity", "heading", as_of=result["as_of"])
    for item in items:
        yield from indented(_period(item, date.fromisoformat(result["as_of"])), "· ")


def _item(name: str, library: Library) -> Standard | CriteriaSet | None:
    return library.criteria.get(name) or library.standards.get(name)


def _period(item: Standard | CriteriaSet, day: date) -> str:
    if item.valid_from is not None and day < item.valid_from:
        return say("validity", "not_yet", title=item.title, start=item.valid_from)
    return say("validity", "over", title=item.title, end=item.valid_to)
