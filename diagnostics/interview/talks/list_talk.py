"""Several short questions on one screen: one line answers them all, each with everything a question allows.

What a line says is kept at once; what it leaves open is asked again. `#3` gives the third question its own page.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from diagnostics.answers.limits import may_be_na
from diagnostics.answers.typed.value import TypedWrongError, plain
from diagnostics.interview.course.screens import waits
from diagnostics.interview.course.short_list import (
    ALONE,
    LIST_ROWS,
    Given,
    ListEntry,
    entry_lines,
    is_short,
    line_named,
    pages,
    read_list,
)
from diagnostics.interview.screen.layout import COLUMNS, cut, wrap
from diagnostics.interview.screen.words import help_lines
from diagnostics.interview.talks.contradiction_talk import settle_contradictions, settle_doubts, way_to
from diagnostics.interview.talks.fact_talk import FactTalk
from diagnostics.interview.talks.orders import Order
from diagnostics.interview.talks.session import AGAIN, BACK, NEXT, Attached, NextItem, Session, may_be_called_off
from diagnostics.interview.talks.side_talk import asked_later, lead_away, read_long, side_talk, take_second
from diagnostics.model.content.facts import Section
from diagnostics.model.content.marks import State
from diagnostics.model.firm.answers import Answer, AnswerValue, How
from diagnostics.words.catalogue import say


class ListTalk:
    """The conversation about some short questions."""

    def __init__(
        self, session: Session, section: Section, entries: Sequence[ListEntry], attached: Attached, *, known: int = 0
    ) -> None:
        """Talk about some questions; the first `known` have been answered above and can only be corrected."""
        self.session = session
        self.section = section
        self.entries = tuple(entries)
        self.attached = attached
        self.known = known
        self.settled: set[int] = set(range(known))
        self.own: dict[int, Attached] = {}  # what goes with one question only

    def hold(self, draw: Callable[[Sequence[str]], None] | None = None, rows: int = 0) -> NextItem:
        """Ask page by page until everything is answered, left for later, or the consultant goes elsewhere.

        Args:
            draw: shows the first page (on a page that has other things on it already); the others have their own.
            rows: room of the first page, where it is not all of a page.
        """
        given = self.attached
        for number, page in enumerate(self._pages(rows)):
            self.attached = Attached(list(given.notes), list(given.evidence), given.by)
            move = self._page(page, draw if draw is not None and number == 0 else self._draw)
            if move is not NEXT:
                return move
        return settle_contradictions(self.session, frozenset(entry.fact.id for entry in self.entries))

    def _pages(self, rows: int) -> list[tuple[int, ...]]:
        open_ones, whole = self.entries[self.known :], LIST_ROWS - len(self._subjects())
        first = pages(open_ones, rows)[:1] if rows else []
        begun = len(first[0]) if first else 0
        found = [*first, *([index + begun for index in page] for page in pages(open_ones[begun:], whole))]
        return [tuple(index + self.known for index in page) for page in found]

    def _draw(self, lines: Sequence[str]) -> None:
        self.session.draw(self.section.name, [*self._subjects(), *lines])

    def _subjects(self) -> list[str]:
        """Say which sites the answers hold for, where there are several."""
        groups = dict.fromkeys(entry.subjects for entry in self.entries if entry.subjects)
        joint = say("words", "or_joint")
        lines = [(joint.join(each.name for each in group), len(group)) for group in groups]
        return [cut(say("interview_list", "subjects_here", names=names, n=n), COLUMNS) for names, n in lines]

    def _page(self, page: Sequence[int], draw: Callable[[Sequence[str]], None]) -> NextItem:
        draw(entry_lines(self.entries, page))
        while left := [index for index in page if index not in self.settled]:
            typed = self.session.ask(
                self._message(page, left),
                lambda text, left=left: self._read(left, text),  # type: ignore[misc]
                may_be_empty=all(self.entries[index].kept is not None for index in left),
            )
            move = self._obey(typed, left) if isinstance(typed, Order) else self._take(typed, left)
            if move is AGAIN and (left := [index for index in page if index not in self.settled]):
                self._draw(entry_lines(self.entries, left))
            elif move is not None and move is not AGAIN:
                return move
        return NEXT

    def _message(self, page: Sequence[int], left: Sequence[int]) -> str:
        key = "ask" if len(left) == len(page) else "ask_left"
        names = say("words", "or_joint").join(str(index + 1) for index in left)
        may = any(may_be_na(self.entries[index].fact) for index in left)
        na = say("interview_list", "may_be_na") if may else ""
        enter = say("interview_list", "enter") if all(self.entries[index].kept is not None for index in left) else ""
        return say("interview_list", key, n=len(left), names=names, na=na, first=left[0] + 1) + enter

    def _read(self, left: Sequence[int], text: str) -> None:
        if plain(text).startswith(ALONE):
            if line_named(self.entries, text) is None:
                raise TypedWrongError(say("interview_list", "no_line", got=text, n=len(self.entries)))
            return
        read_list(self.entries, left, text, today=self.session.today)

    # ---- answers ----

    def _take(self, text: str, left: Sequence[int]) -> NextItem | None:
        """Keep what a line says; returns where to go, None to ask for the rest."""
        if plain(text).startswith(ALONE):
            return self._alone(line_named(self.entries, text) or 0)
        said = read_list(self.entries, left, text, today=self.session.today)
        for index, given in said.items():
            self.keep(index, given)
        return self._mend(settle_doubts(self.session, frozenset(self.entries[index].fact.id for index in said)))

    def _mend(self, item: str) -> NextItem | None:
        """Return where a figure in doubt is corrected: on a page of its own, and then on with the list."""
        if not item:
            return None
        index = next((at for at, entry in enumerate(self.entries) if entry.fact.id == item), None)
        return way_to(self.session, item) if index is None else self._alone(index)

    def keep(self, index: int, given: Given) -> None:
        """Record what was said of one entry, and how it came about."""
        entry = self.entries[index]
        names = {each.id: each.name for each in entry.subjects}
        answers = [(of, self._answer(index, said, names.get(of, ""))) for of, said in given.of(entry.subjects)]
        for subject, answer in answers:  # reasons were asked before: all of them are kept or none
            whole = self.session.journal.answers().firm_subject
            self.session.journal.testify(entry.fact.id, answer, subject or whole)
        self.settled.add(index)

    def _reason(self, index: int, given: Given, subject: str) -> list[str]:
        """Ask the reason of a judgement, or of 不适用, once per site."""
        fact, own = self.entries[index].fact, self.own.get(index, Attached())
        judged = fact.type == "judgement" and given.state == "known"
        if (not judged and given.state != "na") or own.notes or self.attached.notes:
            return []
        return [ask_reason(self.session, fact.name, given.state, subject)]

    def _answer(self, index: int, given: Given, subject: str = "") -> Answer:
        """The answer with what goes with the whole page and with this question."""
        own = self.own.get(index, Attached())
        how: How = "suggested_confirmed" if given.confirmed else "asked"
        reason = self._reason(index, given, subject)
        by = self.attached.by or self.session.person
        evidence = tuple(dict.fromkeys([*self.attached.evidence, *own.evidence]))
        note = "\n".join(each for each in (self.attached.note, own.note, *reason) if each)
        return Answer(
            state=given.state, value=given.value, evidence=evidence, by=by, date=self.session.today, note=note, how=how
        )

    def _alone(self, index: int) -> NextItem:
        """Ask one question on a page of its own, where sites, reasons and a second person have their place."""
        self.session.course.visit(self.entries[index].fact.id)
        move = FactTalk(self.session, self.section, self.entries[index].fact.id).hold()
        if move not in {NEXT, BACK}:
            return move
        if move is NEXT:
            self.settled.add(index)
        return AGAIN

    # ---- orders ----

    @may_be_called_off
    def _obey(self, order: Order, left: Sequence[int]) -> NextItem | None:
        """Return where to go, or None to go on asking."""
        if order.name == "help":
            with self.session.screen.aside():
                self._show_help(order.rest, left)
            return None
        if order.rest.startswith(ALONE) and order.name in {"note", "evidence"}:
            self._attach_to_one(order)
            return None
        if side_talk(self.session, order, self.attached, None, None):
            return None
        match order.name:
            case "back" | "jump" | "review":
                return lead_away(self.session, order)
            case "later":
                ask = asked_later(self.session, order)
                for index in left:
                    self.session.journal.postpone(self.entries[index].fact.id, ask, self.attached.note)
                return NEXT
            case "unknown" | "refused":
                for index in left:
                    self.keep(index, Given("unknown" if order.name == "unknown" else "refused"))
            case "second":
                take_second(self.session, order, self.attached)
            case "na":
                self.session.show(say("interview_list", "na_word"))
            case _:
                self.session.show(say("interview_list", "alone"))
        return None

    def _attach_to_one(self, order: Order) -> None:
        """A note or evidence of one question: /e #3."""
        which, _, rest = order.rest.partition(" ")
        index = line_named(self.entries, which)
        if index is None:
            self.session.show(say("interview_list", "no_line", got=which, n=len(self.entries)))
            return
        fact = self.entries[index].fact
        own = self.own.setdefault(index, Attached())
        side_talk(self.session, Order(order.name, rest.strip()), own, fact, fact.question)

    def _show_help(self, which: str, left: Sequence[int]) -> None:
        """The help of one question, or of all that are open."""
        named = line_named(self.entries, which) if which else None
        lines = [] if named is not None else wrap(say("interview_list", "how_to"))
        for index in left if named is None else [named]:
            fact = self.entries[index].fact
            lines += ["", f"【{index + 1} {fact.name}】", *help_lines(fact, fact.question)]
        read_long(self.session, lines)


def ask_reason(session: Session, name: str, state: State, subject: str = "") -> str:
    """Ask why something does not apply, or what a judgement rests on; of one site when it is named."""
    name = say("interview_list", "name_at", name=name, subject=subject) if subject else name
    return session.ask_text(
        say("interview_list", "ask_na_reason" if state == "na" else "ask_judgement_reason", name=name)
    )


def entries_of(session: Session, section: Section, name: str) -> list[ListEntry]:
    """Return the questions that stand on one screen with an item of a section that is asked together; none: it cannot.

    Only what all subjects answer alike and nobody has answered; a question answered before is asked by itself.
    """
    if not section.together or not _can_stand(session, name):
        return []
    found: dict[str, ListEntry] = {}
    for item in section.items[section.items.index(name) :]:
        if not is_short(session.library, item):
            break
        if item not in session.stand.open_items or not _can_stand(session, item):
            continue
        if not waits(session.library, session.course.rule.needs, item, found):
            of = session.several_of(session.library.subject_of(item))
            found[item] = ListEntry(fact=session.library.named(item), kept=_last_time(session, item), subjects=of)
    return list(found.values()) if len(found) > 1 else []


def _can_stand(session: Session, name: str) -> bool:
    if not is_short(session.library, name):
        return False
    firm = session.journal.answers()
    fact = session.library.named(name)
    kind = getattr(fact, "subject", "firm")
    partly = any((subject.id, name) in firm.answers for subject in firm.subjects if subject.kind == kind)
    return not partly and (firm.firm_subject, name) not in firm.answers


def _last_time(session: Session, name: str) -> AnswerValue:
    before = session.journal.suggestions()
    answer = None if before is None else before.answers.get((before.firm_subject, name))
    return answer.value if answer is not None and answer.state == "known" else None
