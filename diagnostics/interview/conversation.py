"""The interview from the first screen to the last: whom to see, what to ask, where the consultant wants to go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from diagnostics.interview.agenda import Part
from diagnostics.interview.card_talk import CardTalk
from diagnostics.interview.fact_talk import FactTalk
from diagnostics.interview.layout import COLUMNS, cut, wrap
from diagnostics.interview.list_talk import ListTalk, entries_of
from diagnostics.interview.preparation import prepare
from diagnostics.interview.session import Attached, Move, Session, StoppedError
from diagnostics.interview.side_talk import read_long, review, side_talk
from diagnostics.interview.table_talk import TableTalk
from diagnostics.interview.typed import plain
from diagnostics.interview.words import leave_behind, level_lines, minutes_words, where_name, who_name
from diagnostics.model.facts import Section
from diagnostics.wording import name_of, say


@dataclass(frozen=True)
class Ended:
    """How an interview ended, and what is still open."""

    how: Literal["done", "stopped", "declined"]
    answered: int
    still_open: int


class Conversation:
    """Leads through one interview."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.avoided: set[str] = set()
        self.second_round = False

    def run(self) -> Ended:
        """Ask until nothing is open or the consultant stops; everything confirmed is in the journal by then."""
        try:
            if not prepare(self.session):
                return self._ended("declined")
            self.session.refresh()
            self._plan()
            self._ask_everything()
            self._finish()
        except (KeyboardInterrupt, EOFError, StoppedError):
            return self._ended("stopped")
        return self._ended("done")

    def _ended(self, how: Literal["done", "stopped", "declined"]) -> Ended:
        self.session.refresh()
        firm = self.session.journal.answers()
        return Ended(how, len(firm.answers) + len(firm.rows), len(self.session.stand.open_items))

    # ---- the plan ----

    def _plan(self) -> None:
        """Show whom to see, where, for how long."""
        session = self.session
        parts = [part for part in session.stand.parts if session.stand.open_names(part, session.library)]
        minutes = minutes_words(session.stand.minutes(parts, session.library))
        lines = [say("interview", "plan_head", n=len(session.stand.open_items), minutes=minutes)]
        for who in dict.fromkeys(part.who for part in parts):
            own = [part for part in parts if part.who == who]
            n = sum(len(session.stand.open_names(part, session.library)) for part in own)
            minutes = minutes_words(session.stand.minutes(own, session.library))
            where = say("words", "or_joint").join(where_name(part) for part in own)
            lines.append("  " + say("interview", "plan_line", who=who_name(own[0]), where=where, n=n, minutes=minutes))
        session.page([*lines, *wrap(say("interview", "plan_leave"))])
        session.ask_text(say("interview", "plan_go"), may_be_empty=True)

    # ---- asking ----

    def _ask_everything(self) -> None:
        session, target = self.session, ""
        while True:
            if target:
                part, name = self._find(target)
            else:
                part, name = self._next()
            if part is None or name is None:
                if not self.avoided or self.second_round:
                    return
                self.avoided, self.second_round = set(), True  # those who were not there are looked for once more
                continue
            if part.who not in session.names:
                moved = self._meet(part)
                if moved is not None:
                    target = moved
                    continue
            session.part, session.person = part, session.names[part.who]
            target = self._ask_item(part, name)

    def _next(self) -> tuple[Part | None, str | None]:
        """The next item of the person here, else of the next person; then the stop rule is applied anew."""
        session = self.session
        session.refresh()
        here = session.part
        same = [
            each
            for each in session.stand.parts
            if here is not None and each.who == here.who and each.who not in self.avoided
        ]
        for part in same:
            name = session.course.next_name(session.stand, part)
            if name is not None:
                return part, name
        session.refresh(person_done=True)
        nearest = session.course.next_part(session.stand, avoid=self.avoided)
        return nearest, None if nearest is None else session.course.next_name(session.stand, nearest)

    def _meet(self, part: Part) -> str | None:
        """Name the next interviewee; returns where to go instead, when somebody else is to be asked first."""
        session = self.session
        names = session.stand.open_names(part, session.library)
        text = say(
            "interview",
            "next_person",
            who=who_name(part),
            where=where_name(part),
            n=len(names),
            minutes=minutes_words(session.stand.minutes([part], session.library)),
        )
        session.name_person(wrap(text))
        while True:
            default = who_name(part)
            typed = session.ask(say("interview", "ask_person", who=default), str, may_be_empty=True, bare_words=True)
            if isinstance(typed, str):
                session.names[part.who] = typed or default
                return None
            if typed.name == "later":
                self.avoided.add(part.who)
                session.part = None
                return ""
            if typed.name == "jump":
                return self._jump(typed.rest)
            if typed.name == "review":
                found = review(session)
                return f"={found}" if found else ""
            if side_talk(session, typed, Attached(), None, None):
                session.name_person(wrap(text))

    def _ask_item(self, part: Part, name: str) -> str:
        """Ask one item; returns where to go next (empty: on)."""
        session = self.session
        section = next(each for each, item in part.items if item == name)
        session.course.visit(name)
        move = self._talk(section, name)
        session.refresh()
        if move.kind == "back":
            before = session.course.back()
            return f"={before}" if before else f"={name}"
        if move.kind == "jump":
            return move.target if move.target.startswith("=") else self._jump(move.target) or f"={name}"
        return ""

    def _talk(self, section: Section, name: str) -> Move:
        session = self.session
        if name in session.library.tables:
            return TableTalk(session, section, session.library.tables[name]).hold()
        if name in session.library.cards:
            return CardTalk(session, section, session.library.cards[name]).hold()
        entries = entries_of(session, section, name)
        if entries:
            return ListTalk(session, section, entries, Attached()).hold()
        return FactTalk(session, section, name).hold()

    # ---- going elsewhere ----

    def _find(self, target: str) -> tuple[Part | None, str | None]:
        """Return the part and item that “=item” names; an item out of the plan is opened again with its section."""
        name = target.removeprefix("=")
        session = self.session
        part = session.course.part_of(name, session.stand.parts)
        if part is None:
            session.course.reopen(name)
            session.refresh()
            part = session.course.part_of(name, session.stand.parts)
        return (part, name) if part is not None else self._next()

    def _jump(self, wanted: str) -> str:
        """Return “=item” for words of a question, or let the consultant choose a part; empty: stay."""
        session = self.session
        if wanted:
            found = self._named_like(wanted)
            if found:
                return f"={found}"
        parts = list(session.stand.parts)
        optional = [
            each for each in session.library.sections.values() if each.optional and each.id not in session.course.opened
        ]
        lines = [say("interview", "jump_head"), *_plan_lines(session, parts)]
        lines += [
            cut(f"{index:>3} {say('interview', 'optional', name=each.name)}", COLUMNS)
            for index, each in enumerate(optional, len(parts) + 1)
        ]
        typed = plain(read_long(session, lines, say("interview", "ask_jump")))
        if not typed.isdigit() or not 0 < int(typed) <= len(parts) + len(optional):
            found = self._named_like(typed) if typed else ""
            return f"={found}" if found else ""
        if int(typed) > len(parts):
            section = optional[int(typed) - len(parts) - 1]
            session.course.opened.add(section.id)
            session.refresh()
            return f"={section.items[0]}"
        part = parts[int(typed) - 1]
        self.avoided.discard(part.who)
        return f"={session.course.next_name(session.stand, part) or part.names[0]}"

    def _named_like(self, wanted: str) -> str:
        """Return the first item of the plan whose name, or the name of one of its facts, contains some words."""
        library = self.session.library
        for part in self.session.stand.parts:
            for section, name in part.items:
                facts = library.cards[name].confirms if name in library.cards else (name,)
                names = [
                    library.tables[each].name if each in library.tables else library.named(each).name for each in facts
                ]
                if name == wanted or any(wanted in each for each in (*names, section.name)):
                    return name
        return ""

    # ---- the end ----

    def _finish(self) -> None:
        """Show the result as far as known and what the firm still owes."""
        session = self.session
        session.part = None
        session.refresh(person_done=True)
        owed = leave_behind(
            session.library, session.journal.answers(), [(each.fact, each.ask) for each in session.journal.owed()]
        )
        lines = [
            say("interview", "finished"),
            *level_lines(session.stand.levels),
            "",
            say("interview", "owed_head", n=len(owed)),
        ]
        lines += [cut(f"· {each}", COLUMNS) for each in owed] or [say("interview", "owed_nothing")]
        read_long(session, lines)


def _plan_lines(session: Session, parts: list[Part]) -> list[str]:
    """One numbered line per part: who, where, how many questions, how long."""
    lines = []
    for index, part in enumerate(parts, start=1):
        n = len(session.stand.open_names(part, session.library))
        values = {"who": name_of("interview_who", part.who), "where": where_name(part), "n": n}
        minutes = minutes_words(session.stand.minutes([part], session.library))
        lines.append(f"{index:>3} {say('interview', 'plan_line', minutes=minutes, **values)}")
    return lines
