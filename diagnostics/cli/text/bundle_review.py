"""The differences after a merge: listed in words, then decided one after the other in a terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from diagnostics.cli.shell import console
from diagnostics.model.plain import plain
from diagnostics.words.catalogue import name_of, say
from diagnostics.words.clock import china_day
from diagnostics.words.numbers import number

if TYPE_CHECKING:
    from collections.abc import Hashable

    from diagnostics.cli.text.firm_text import FirmText
    from diagnostics.model.content.library import Library
    from diagnostics.model.firm.answers import AnswerValue, Row
    from diagnostics.store import Conflict, Event, FirmRecord, Fork, Twins, Workspace

# parts of an event that say nothing about the thing itself
_ASIDE = {"seen", "cited", "source", "table", "row", "finding", "event", "fictitious"}
_LEAVE = "q"
_ALL_RIGHT = "0"


@dataclass(frozen=True)
class Head:
    """One side of a difference: the event that says it, what it says in words, whether it counts now."""

    event: str
    said: str
    counts: bool


@dataclass(frozen=True, kw_only=True)
class Difference:
    """Something that needs a person: which firm, about what, and what the sides say."""

    firm: FirmRecord
    about: Conflict | Fork | Twins
    what: str
    key: str
    title: str
    heads: tuple[Head, ...]

    def lines(self) -> list[str]:
        """Return it as it is shown."""
        counting = say("bundle", "counts")
        heads = [
            say("bundle", "head", n=n, said=each.said, mark=counting if each.counts else "")
            for n, each in enumerate(self.heads, 1)
        ]
        return [say("bundle", "difference", firm=self.firm.name, what=self.title), *heads]

    def to_json(self) -> dict[str, Any]:
        """Return it as data."""
        return {**plain(self.firm, "firm=code", "name"), **plain(self, "what", "key", "heads")}


def differences(workspace: Workspace, library: Library, names: Sequence[str] = ()) -> Iterator[Difference]:
    """Yield every difference that nobody has decided: facts, decisions and descriptions, rows entered twice."""
    from diagnostics.cli.text.firm_text import FirmText
    from diagnostics.store import differences_of

    wanted = {workspace.find_firm(name).code for name in names}
    by_firm: dict[str, list[Event]] = {}
    for event in workspace.events():
        by_firm.setdefault(event.firm, []).append(event)
    label = _labels(library)
    for firm in workspace.firms():
        if wanted and firm.code not in wanted:
            continue
        facts, found = differences_of(by_firm[firm.code], label)
        words = _Words(firm, FirmText(firm, facts, library), {each.id: each for each in by_firm[firm.code]})
        yield from (words.difference(each) for each in found)


def review(workspace: Workspace, library: Library, names: Sequence[str] = ()) -> int:
    """Show one difference after the other and record what the reviewer decides; returns how many are left."""
    found = list(differences(workspace, library, names))
    for n, each in enumerate(found, 1):
        console.out("", say("bundle", "which", n=n, all=len(found)), *each.lines())
        if not _decide(workspace, each):
            break
    return sum(1 for _ in differences(workspace, library, names))


# ---- deciding -------------------------------------------------------------------------------------------------------


def _decide(workspace: Workspace, one: Difference) -> bool:
    """Ask for one decision and record it; returns False when the reviewer leaves."""
    from diagnostics.store import Twins

    twins = isinstance(one.about, Twins)
    choices = [str(n) for n in range(1, len(one.heads) + 1)] + ([_ALL_RIGHT] if twins else [])
    while True:
        chosen = _ask(say("bundle", "choose_row" if twins else "choose"))
        if not chosen or chosen.lower() == _LEAVE:
            return not chosen
        if chosen in choices:
            break
        console.out(say("bundle", "no_choice", n=len(one.heads)))
    reason = _ask(say("bundle", "reason"))
    if not reason:
        console.out(say("bundle", "no_reason"))
        return True
    _record(workspace, one, chosen, reason)
    console.out(say("bundle", "chosen"))
    return True


def _record(workspace: Workspace, one: Difference, chosen: str, reason: str) -> None:
    from diagnostics.store import Conflict, Twins

    code, about = one.firm.code, one.about
    if isinstance(about, Twins):
        workspace.settle_twins(code, about, keep=None if chosen == _ALL_RIGHT else int(chosen) - 1, reason=reason)
        return
    event = one.heads[int(chosen) - 1].event
    if not isinstance(about, Conflict):
        workspace.settle(code, event, reason=reason)
        return
    rival = next((each.answer for each in (about.decision, *about.rivals) if each and each.event == event), None)
    workspace.adjudicate(code, about.fact, rival or event, reason=reason, subject=about.subject)


def _ask(prompt: str) -> str:
    console.tell(prompt)
    return sys.stdin.readline().strip()


# ---- words ----------------------------------------------------------------------------------------------------------


class _Words:
    """The differences of one firm in the words of the content."""

    def __init__(self, firm: FirmRecord, text: FirmText, events: dict[str, Event]) -> None:
        self.firm = firm
        self.text = text
        self.events = events

    def difference(self, about: Conflict | Fork | Twins) -> Difference:
        """Return a difference as it is shown."""
        from diagnostics.store import Conflict, Twins

        if isinstance(about, Conflict):
            return self._conflict(about)
        return self._twins(about) if isinstance(about, Twins) else self._fork(about)

    def _conflict(self, about: Conflict) -> Difference:
        decided = [each for each in (about.decision, *about.rivals) if each is not None]
        spoken = [(testimony.event, testimony.answer) for testimony in about.testimonies]
        spoken += [(each.event, each.answer) for each in decided]
        now = self.text.said(about.fact, about.current)
        heads = []
        for event, answer in spoken:
            said = self.text.said(about.fact, answer)
            told = f"{answer.by}：{said}" if answer.by else said
            heads.append(Head(event, self._signed(event, f"{told}［{answer.grade.name}］"), said == now))
        title = self.text.fact_title(about.subject, about.fact)
        return Difference(
            firm=self.firm,
            about=about,
            what="fact",
            key=f"{about.subject}/{about.fact}",
            title=title,
            heads=tuple(heads),
        )

    def _fork(self, about: Fork) -> Difference:
        table = about.key.partition("/")[0] if about.what == "row" else ""
        title = name_of("bundle_slots", about.what) + (f"（{self._table(table)}）" if table else "")
        heads = tuple(
            Head(head.id, self._signed(head.id, self._written(head)), head is about.heads[-1]) for head in about.heads
        )
        return Difference(firm=self.firm, about=about, what=about.what, key=about.key, title=title, heads=heads)

    def _twins(self, about: Twins) -> Difference:
        title = say("bundle", "twins", table=self._table(about.table))
        heads = tuple(Head(row.id, self._signed(row.id, self._row(about.table, row.row)), True) for row in about.rows)
        return Difference(firm=self.firm, about=about, what="twins", key=about.table, title=title, heads=heads)

    def _signed(self, event: str, said: str) -> str:
        """Say who recorded it where and when: two laptops often have the same author."""
        found = self.events[event]
        day = china_day(found.recorded_at)
        return say("bundle", "signed", said=said, by=found.author or "—", device=found.device or "—", day=day)

    def _written(self, event: Event) -> str:
        """Say what an event made of the thing."""
        import json

        from diagnostics.store.journal.values import from_json

        data = event.payload
        if event.kind == "row_changed":
            return self._row(data["table"], from_json(Row, dict(data)))
        if event.kind == "finding_changed":
            return str(data["now"]["text"]) if data["now"] else say("bundle", "taken_back")
        if event.kind == "row_removed":
            return say("bundle", "taken_out")
        told = {key: value for key, value in data.items() if key not in _ASIDE and value not in (None, "", [])}
        while len(told) == 1 and isinstance(inner := next(iter(told.values())), dict):
            told = inner
        if len(told) == 1:
            return str(next(iter(told.values())))
        return "，".join(
            f"{key} {value if isinstance(value, str | int) else json.dumps(value, ensure_ascii=False)}"
            for key, value in told.items()
        )

    def _table(self, table: str) -> str:
        found = self.text.library.tables.get(table)
        return found.name if found else table

    def _row(self, table: str, row: Row) -> str:
        kept = self.text.library.tables.get(table)
        parts = []
        for name, value in row.values.items():
            field = kept.field_named(name) if kept else None
            options = {option.id: option.name for option in field.options} if field else {}
            parts.append(f"{field.name if field else name} {options.get(str(value), _plain(value))}")
        return "，".join(parts)


def _plain(value: AnswerValue) -> str:
    from fractions import Fraction

    if isinstance(value, bool):
        return say("cli", "yes" if value else "no")
    if isinstance(value, Fraction):
        return number(value, 6)
    if isinstance(value, tuple):
        return "、".join(map(_plain, value))
    return str(value)


def _labels(library: Library) -> Any:
    """Return by what a row of a table is recognised; None where that is not known."""
    from diagnostics.answers.rows import reads_alike

    def label(table: str, row: Row) -> Hashable:
        known = library.tables.get(table)
        return reads_alike(known, row) if known else None

    return label
