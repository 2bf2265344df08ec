"""The interview from the first screen to the last: whom to see, what to ask, where the consultant wants to go."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Literal

from diagnostics.answers.typed.value import plain
from diagnostics.interview.course.agenda import AgendaPart, selects
from diagnostics.interview.course.short_list import APART
from diagnostics.interview.course.topics import nearest
from diagnostics.interview.screen.layout import COLUMNS, cut, wrap
from diagnostics.interview.screen.words import leave_behind, level_lines, minutes_words, where_name, who_name
from diagnostics.interview.talks.card_talk import CardTalk
from diagnostics.interview.talks.fact_talk import FactTalk
from diagnostics.interview.talks.inbox_talk import take_photos
from diagnostics.interview.talks.list_talk import ListTalk, entries_of
from diagnostics.interview.talks.preparation import prepare
from diagnostics.interview.talks.session import (
    BACK,
    NEXT,
    Attached,
    CalledOffError,
    NextItem,
    Session,
    StoppedError,
    SubjectsChangedError,
)
from diagnostics.interview.talks.side_talk import read_long, review, side_talk
from diagnostics.interview.talks.table_talk import TableTalk
from diagnostics.model.content.facts import Card, Section
from diagnostics.model.firm.answers import Subject
from diagnostics.model.results.owed import open_questions, to_prove
from diagnostics.words.catalogue import counted, name_of, say
from diagnostics.words.problems import InputError

_MOST_OWED = 6  # shown at the end; what was left for later and what nobody knew comes first


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
        lines = [say("interview", "plan_head", n=session.course.n_screens(session.stand), minutes=minutes)]
        for who in dict.fromkeys(part.who for part in parts):
            own = [part for part in parts if part.who == who]
            n = session.course.n_screens(session.stand, own)
            minutes = minutes_words(session.stand.minutes(own, session.library))
            where = say("words", "or_joint").join(where_name(part) for part in own)
            lines.append("  " + say("interview", "plan_line", who=who_name(own[0]), where=where, n=n, minutes=minutes))
        if session.several_of("site"):
            lines += wrap(say("interview", "plan_sites"))
        session.page([*lines, *wrap(say("interview", "plan_leave"))])
        with suppress(CalledOffError):
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

    def _next(self) -> tuple[AgendaPart | None, str | None]:
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

    def _meet(self, part: AgendaPart) -> str | None:
        """Name the next interviewee; returns where to go instead, when somebody else is to be asked first."""
        session = self.session
        text = say(
            "interview",
            "next_person",
            who=who_name(part),
            where=where_name(part),
            n=session.course.n_screens(session.stand, [part]),
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
            if typed.name == "inbox":
                take_photos(session, None, here=False)
                continue
            try:
                side_talk(session, typed, Attached(), None, None)
            except SubjectsChangedError:
                session.refresh()
                session.name_person(wrap(text))

    def _ask_item(self, part: AgendaPart, name: str) -> str:
        """Ask one item; returns where to go next (empty: on)."""
        session = self.session
        section = next(each for each, item in part.items if item == name)
        session.course.visit(name)
        move = self._talk(section, name)
        # a target or a kind of production just said decides at once what is still worth asking
        session.refresh(person_done=selects(session.library, section))
        if move.kind == "back":
            before = session.course.back()
            return f"={before}" if before else f"={name}"
        if move.kind == "jump":
            return move.target if move.target.startswith("=") else self._jump(move.target) or f"={name}"
        return ""

    def _talk(self, section: Section, name: str) -> NextItem:
        """Hold the talk of an item; a card about several sites one site after the other when somebody wants that."""
        session = self.session
        card = session.library.cards.get(name)
        subjects = session.subjects_of(card.confirms) if card is not None else []
        if card is not None and subjects:
            answers = session.journal.answers().answers
            if any((subject.id, fact) in answers for subject in subjects for fact in card.confirms):
                return self._one_by_one(section, card, subjects, Attached())
        move, attached = self._held(session, section, name, Attached())
        if move.kind == "apart" and card is not None:
            return self._one_by_one(section, card, session.subjects_of(card.confirms), attached, move.target)
        return move

    def _held(
        self, session: Session, section: Section, name: str, attached: Attached, tapped: str = ""
    ) -> tuple[NextItem, Attached]:
        """Hold one talk to its end; a side talk called off, or sites just declared, lose nothing that was attached."""
        talk = _talk_of(session, section, name)
        talk.attached = attached
        if isinstance(talk, CardTalk):
            talk.tapped = tapped
        while True:
            try:
                return talk.hold(), talk.attached
            except CalledOffError:
                session.show(say("interview", "called_off"))
            except SubjectsChangedError:
                session.refresh()
                attached, talk = talk.attached, _talk_of(session, section, name)
                talk.attached = attached

    def _one_by_one(
        self, section: Section, card: Card, subjects: list[Subject], attached: Attached, taps: str = ""
    ) -> NextItem:
        """Hold a card once per site or workshop; back leads to the site before. `taps`: a rung for each (3|2)."""
        views = [self.session.at(subject) for subject in subjects]
        tapped = dict(zip(views, taps.split(APART) if taps else [""] * len(views), strict=True))
        still_open = [each for each in views if each.stand.open_items.intersection(card.confirms)]
        views, index = still_open or views, 0
        while index < len(views):
            view = views[index]
            view.refresh()  # what was said of the firm at the site before is not asked again
            own = replace(attached, notes=list(attached.notes), evidence=list(attached.evidence))
            move, _ = self._held(view, section, card.id, own, tapped.pop(view, ""))
            if move == BACK and index:
                index -= 1
            elif move != NEXT:
                return move
            else:
                index += 1
        return NEXT

    # ---- going elsewhere ----

    def _find(self, target: str) -> tuple[AgendaPart | None, str | None]:
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
        while True:
            found = self._named_like(wanted) if wanted else ""
            if found:
                return f"={found}"
            parts = list(session.stand.parts)
            optional = [section for section in session.library.sections.values() if section.optional]
            optional = [each for each in optional if each.id not in session.course.opened]
            lines = [say("interview", "jump_none", got=wanted), ""] if wanted else []
            lines += [say("interview", "jump_head"), *_plan_lines(session, parts)]
            for index, each in enumerate(optional, len(parts) + 1):
                lines.append(cut(f"{index:>3} {say('interview', 'optional', name=each.name)}", COLUMNS))
            typed = plain(read_long(session, lines, say("interview", "ask_jump")))
            if not typed:
                return ""
            if typed.isdigit() and 0 < int(typed) <= len(parts) + len(optional):
                return self._go_to(int(typed), parts, optional)
            wanted = typed

    def _go_to(self, number: int, parts: list[AgendaPart], optional: list[Section]) -> str:
        """Return the first item of a part or of an optional section, which is opened by that."""
        session = self.session
        if number > len(parts):
            section = optional[number - len(parts) - 1]
            session.course.opened.add(section.id)
            session.refresh()
            return f"={section.items[0]}"
        part = parts[number - 1]
        self.avoided.discard(part.who)
        return f"={session.course.next_name(session.stand, part) or part.names[0]}"

    def _named_like(self, wanted: str) -> str:
        """Return the item of the plan whose names fit the words best, of several the first; empty: none does."""
        items = [(name, section.name) for part in self.session.stand.parts for section, name in part.items]
        return nearest(self.session.library, wanted, items)

    # ---- the end ----

    def _finish(self) -> None:
        """Show the result as far as known and what the firm still owes."""
        session = self.session
        session.part = None
        session.refresh(person_done=True)
        firm = session.journal.answers()
        owed = session.owing(firm)
        wanted = leave_behind(owed, firm)
        lines = [
            say("interview", "finished"),
            *level_lines(session.stand.levels),
            "",
            say("interview", "owed_head", n=len(wanted)),
        ]
        lines += [cut(f"· {each}", COLUMNS) for each in wanted[:_MOST_OWED]] or [say("interview", "owed_nothing")]
        if len(wanted) > _MOST_OWED:  # the sheet to sign has all of them
            lines.append(say("interview", "owed_more", n=len(wanted) - _MOST_OWED))
        in_all = counted("owed_counts", {"open": len(open_questions(owed)), "stated": len(to_prove(owed))})
        lines += wrap(say("interview", "owed_in_all", counts=in_all)) if in_all else []
        photos = self._photos_left()
        lines += ["", say("interview_inbox", "left", n=photos)] if photos else []
        read_long(session, lines)

    def _photos_left(self) -> int:
        if self.session.photos is None:
            return 0
        try:
            return len(self.session.photos.look().photos)
        except InputError:
            return 0  # an unreadable folder is said when somebody wants to assign photos


def _talk_of(session: Session, section: Section, name: str) -> TableTalk | CardTalk | ListTalk | FactTalk:
    """Return the talk that an item of a section needs."""
    if name in session.library.tables:
        return TableTalk(session, section, session.library.tables[name])
    if name in session.library.cards:
        return CardTalk(session, section, session.library.cards[name])
    entries = entries_of(session, section, name)
    return ListTalk(session, section, entries, Attached()) if entries else FactTalk(session, section, name)


def _plan_lines(session: Session, parts: list[AgendaPart]) -> list[str]:
    """One numbered line per part: who, where, how many questions, how long."""
    lines = []
    for index, part in enumerate(parts, start=1):
        n = session.course.n_screens(session.stand, [part])
        values = {"who": name_of("interview_who", part.who), "where": where_name(part), "n": n}
        minutes = minutes_words(session.stand.minutes([part], session.library))
        lines.append(f"{index:>3} {say('interview', 'plan_line', minutes=minutes, **values)}")
    return lines
