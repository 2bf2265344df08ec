"""One interview under way: the journal, the screen, the course, and how a prompt takes an answer or an order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import date
from functools import wraps
from typing import Concatenate, Literal, ParamSpec, Protocol, TypeVar

from diagnostics.answers.limits import kept_text
from diagnostics.answers.typed.value import TypedWrongError, read_text
from diagnostics.interview.course.agenda import AgendaPart
from diagnostics.interview.course.course import Course, Stand
from diagnostics.interview.course.levels import evaluator_of
from diagnostics.interview.course.subject_view import at_subject
from diagnostics.interview.screen.layout import COLUMNS, ROWS, cut, pad, width, wrap
from diagnostics.interview.screen.ports import AssessmentJournal, Owing, PhotoInbox, Prompt, Screen
from diagnostics.interview.screen.words import levels_line, place_line
from diagnostics.interview.talks.orders import Order, read_order, split_line
from diagnostics.model.content.library import Library
from diagnostics.model.firm.answers import FirmAnswers, Subject
from diagnostics.scoring.engine.evaluate import Evaluator
from diagnostics.scoring.memo.renewing import renewed
from diagnostics.words.catalogue import say

_PROMPT_ROWS = 3


class StoppedError(Exception):
    """The consultant wants to stop here; everything confirmed is kept."""


class SubjectsChangedError(Exception):
    """Sites or workshops were declared: whom a question is about has to be looked up again."""


class CalledOffError(Exception):
    """A side talk was called off half way; the question that it interrupted goes on."""


@dataclass(frozen=True)
class NextItem:
    """The next item after an answer: the following one, the one before, or another."""

    kind: Literal["next", "back", "jump", "again", "apart"]
    target: str = ""


NEXT, BACK, AGAIN = NextItem("next"), NextItem("back"), NextItem("again")
APART = NextItem("apart")  # one site or workshop after the other


@dataclass
class Attached:
    """The notes and evidence of the answer under way, and its speaker if it is not the person named."""

    notes: list[str] = field(default_factory=list)
    evidence: list[str] = field(default_factory=list)
    by: str = ""

    @property
    def note(self) -> str:
        """The notes as one text."""
        return "\n".join(self.notes)


class CountedScreen:
    """A screen that knows how many rows of its page are taken; a question with its answer takes one."""

    def __init__(self, screen: Screen) -> None:
        self._screen = screen
        self.rows = ROWS
        self.lines: list[str] = []  # of the page, with what was typed

    def page(self, lines: Sequence[str]) -> None:
        """Begin a new page."""
        self.rows, self.lines = len(lines), list(lines)
        self._screen.page(lines)

    def show(self, lines: Sequence[str]) -> None:
        """Add lines to the page."""
        self.rows += len(lines)
        self.lines += lines
        self._screen.show(lines)

    def ask(self, prompt: Prompt) -> str:
        """Ask for one line."""
        text = self._screen.ask(prompt)
        self.rows += 1 + (width(prompt.message) + width(text)) // COLUMNS
        self.lines.append(cut(f"› {prompt.message} {text}", COLUMNS))
        return text

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Run a block that draws over the page; afterwards the page is there again as it was, half answered or not."""
        lines = self.lines[:-1] if self.lines[-1:] and self.lines[-1].startswith("› ") else self.lines
        yield
        self.page(lines[-(ROWS - _PROMPT_ROWS) :])


class Session:
    """The state shared by the parts of the conversation."""

    def __init__(
        self,
        journal: AssessmentJournal,
        screen: Screen,
        course: Course,
        *,
        author: str,
        today: date,
        owing: Owing,
        photos: PhotoInbox | None = None,
    ) -> None:
        self.journal = journal
        self.owing = owing
        self.photos = photos
        self.screen = CountedScreen(screen)
        self.course = course
        self.author = author
        self.today = today
        self.person = ""
        self.names: dict[str, str] = {}  # who speaks for an interviewee, once named
        self.part: AgendaPart | None = None
        self.room = 0  # rows left on a page that has only named the person
        self.shown_section = ""  # whose question was drawn last on this page; a short one may follow below it
        self.subject = ""  # name of the site or workshop that is being asked about by itself
        self.doubted: set[str] = set()  # figures with their values that were asked about already
        self._begun: dict[tuple[str, str], str] = {}  # lines that an order interrupted
        self._seen: FirmAnswers | None = None
        self._evaluator: Evaluator | None = None
        self.refresh()

    @property
    def library(self) -> Library:
        """The content."""
        return self.course.library

    def later(self) -> set[str]:
        """Return the items left for later."""
        return {each.item for each in self.journal.answers().put_off}

    def refresh(self, *, person_done: bool = False) -> None:
        """Read anew what is known, if something was written; apply the stop rule when an interviewee is finished."""
        seen = self.journal.answers()
        if seen is self._seen and not person_done:
            return
        known = self.known()
        before, self._seen = self._evaluator, seen
        again = None if before is None else renewed(before, [known])
        self._evaluator = again or evaluator_of([known], self.library, self.course.as_of)
        self.stand: Stand = self.course.stand(known, self.later(), person_done=person_done, evaluator=self.evaluator)

    @property
    def evaluator(self) -> Evaluator:
        """Evaluates what counts; after an answer only what rests on it is computed anew."""
        assert self._evaluator is not None  # a session begins with reading what is known
        return self._evaluator

    def known(self) -> FirmAnswers:
        """Return what counts; a table broken off in the middle counts only when it is complete."""
        firm, unfinished = self.journal.answers(), self.journal.unfinished()
        return replace(firm, rows={name: rows for name, rows in firm.rows.items() if name not in unfinished})

    def subjects_of(self, names: Iterable[str]) -> list[Subject]:
        """Return the sites or workshops that these facts are of, where there are several to be asked one by one.

        Facts of the firm may stand among them: they are asked once and kept with the firm.
        """
        kinds = {self.library.subject_of(name) for name in names} - {"firm"}
        found = [subject for subject in self.journal.answers().subjects if kinds == {subject.kind}]
        return found if len(found) > 1 and not self.subject else []

    def several_of(self, kind: str) -> tuple[Subject, ...]:
        """Return the sites or workshops of a kind, where there are several and none of them is asked by itself."""
        found = tuple(subject for subject in self.journal.answers().subjects if subject.kind == kind)
        return found if kind != "firm" and len(found) > 1 and not self.subject else ()

    def at(self, subject: Subject) -> Session:
        """Return the same session as seen from one site or workshop: what is said of the firm is said of that."""
        own = copy(self)
        own.journal, own.subject, own._seen = at_subject(self.journal, subject.id, self.library), subject.name, None
        own.shown_section, own.room = "", 0
        own.refresh()
        return own

    # ---- drawing ----

    def draw(self, section: str, lines: Sequence[str]) -> None:
        """Show a question: on a page of its own, or below the person or the question before when it fits there."""
        head = [] if self.part is None else [place_line(self.part, section)]
        head += [say("interview", "for_subject", name=self.subject)] if self.subject else []
        if len(head) + len(lines) + _PROMPT_ROWS <= self.room:
            self.screen.show([*head, *lines])
        elif self.part is not None and section == self.shown_section and self._fits(lines):
            self.screen.show(lines)
        elif self.part is not None and self.shown_section and self._fits(["", *head, *lines]):
            self.screen.show(["", *head, *lines])
        else:
            self.page([*head, *lines])
        self.room, self.shown_section = 0, section

    def _fits(self, lines: Sequence[str]) -> bool:
        return self.screen.rows + len(lines) + _PROMPT_ROWS <= ROWS

    def page(self, lines: Sequence[str], section: str = "") -> None:
        """Begin a page below the status line; with a section, its next short question may follow on it."""
        self.shown_section = section
        self.screen.page([self._status(), "─" * (COLUMNS // 2), *lines])

    def name_person(self, lines: Sequence[str]) -> None:
        """Begin a page that names the next interviewee; the first question may follow on it."""
        self.page(lines)
        self.room = ROWS - 2 - len(lines) - _PROMPT_ROWS

    def _status(self) -> str:
        still_open = say("interview", "open_left", n=self.course.n_screens(self.stand))
        right = f"{still_open} · {levels_line(self.stand.levels)}"
        room = COLUMNS - width(right)
        name = self.journal.answers().name
        if self.subject:  # which site it is has to be read on every page; the firm is known
            at = say("interview", "firm_at", name="", subject=cut(self.subject, room // 2))
            return pad(cut(name, room - 2 - width(at)) + at, room) + right
        return pad(cut(name, room - 2), room) + right

    def show(self, text: str, lead: str = "") -> None:
        """Add a wrapped text to the page."""
        self.screen.show(wrap(text, lead=lead))

    # ---- asking ----

    def ask(
        self,
        message: str,
        read: Callable[[str], object],
        *,
        may_be_empty: bool = False,
        orders: bool = True,
        bare_words: bool = True,
    ) -> str | Order:
        """Ask until what is typed can be read or is an order; `read` raises TypedWrongError with the reason.

        An order may stand behind half a line: the line is there again when the prompt comes back.

        Raises:
            CalledOffError: In a side talk (no `orders`) somebody typed /b or 取消.
            StoppedError: In a side talk somebody typed /q.
        """

        def check(text: str) -> str:
            if not orders and (wrong := _side_order_fault(text)) is not None:
                return wrong
            if orders and bare_words and split_line(text)[1] is not None:
                return ""
            if orders and (text.strip().startswith(("/", "?", "？")) or read_order(text, bare_words=bare_words)):
                return "" if read_order(text, bare_words=bare_words) else say("interview", "no_order", got=text.strip())
            if not text.strip() and may_be_empty:
                return ""
            if not text.strip() and orders:
                return say("interview", "empty")
            try:
                read(text)
            except TypedWrongError as wrong:
                return str(wrong)
            return "" if text.strip() else say("interview", "empty_here")

        place = self._prompt_at(message)
        begun = self._begun.pop(place, "") if orders else ""
        toolbar = say("interview", "toolbar" if orders else "toolbar_plain")
        text = self.screen.ask(Prompt(message, check, toolbar, begun))
        if not orders:
            return _side_text(text)
        order = read_order(text, bare_words=bare_words)
        if order is None and bare_words:
            begun, order = split_line(text)
            if order is not None:
                self._begun[place] = begun
        return text.strip() if order is None else order

    def begin(self, message: str, text: str) -> None:
        """Put a text into the line of the next prompt with this message, to go on with."""
        self._begun[self._prompt_at(message)] = text

    def _prompt_at(self, message: str) -> tuple[str, str]:
        return (self.course.visited[-1] if self.course.visited else "", message)

    def ask_text(self, message: str, *, may_be_empty: bool = False) -> str:
        """Ask for a plain text in a side talk, where of the orders only /b (call it off) and /q are taken."""
        found = self.ask(message, _some_words, may_be_empty=may_be_empty, orders=False)
        assert isinstance(found, str)
        return found

    def ask_line(self, message: str, read: Callable[[str], object]) -> str:
        """Ask in a side talk for a line that `read` understands; Enter is one too when `read` takes an empty text."""

        def check(text: str) -> str:
            if (wrong := _side_order_fault(text)) is not None:
                return wrong
            try:
                read(text.strip())
            except TypedWrongError as wrong_text:
                return str(wrong_text)
            return ""

        return _side_text(self.screen.ask(Prompt(message, check, say("interview", "toolbar_plain"))))

    def ask_key(self, message: str, keys: Sequence[str], default: str = "") -> str:
        """Ask for one of some keys; Enter takes the default where there is one."""

        def read(text: str) -> None:
            if text.strip() not in keys:
                raise TypedWrongError(say("interview", "one_of_keys", keys=" ".join(keys)))

        found = self.ask(message, read, may_be_empty=bool(default), orders=False)
        assert isinstance(found, str)
        return found or default


# ---- side talks -----------------------------------------------------------------------------------------------------


class _HasSession(Protocol):
    session: Session


Talk = TypeVar("Talk", bound=_HasSession)
Given = ParamSpec("Given")
Result = TypeVar("Result")


def may_be_called_off(
    obey: Callable[Concatenate[Talk, Given], Result],
) -> Callable[Concatenate[Talk, Given], Result | None]:
    """Let a talk go on asking (None) when a side talk within one of its orders is called off."""

    @wraps(obey)
    def obeyed(talk: Talk, /, *args: Given.args, **kwargs: Given.kwargs) -> Result | None:
        try:
            return obey(talk, *args, **kwargs)
        except CalledOffError:
            talk.session.show(say("interview", "called_off"))
            return None

    return obeyed


def _side_order(text: str) -> Order | None:
    """Return the order that a line in a side talk is; there 返回 and 取消 count without the stroke."""
    word = text.strip()
    if word in {say("interview_orders", "back"), say("interview", "call_off")}:
        return Order("back")
    return read_order(word, bare_words=False) if word.startswith(("/", "／")) else None


def _side_order_fault(text: str) -> str | None:
    """Return None for a text, an empty one for an order that a side talk takes, else what is wrong."""
    order = _side_order(text)
    if order is None:
        return None
    return "" if order.name in {"back", "stop"} else say("interview", "side_order")


def _some_words(text: str) -> None:
    """Refuse a text that may not stand. The caller decides about an empty one."""
    if text.strip():
        read_text(text, say("interview", "the_words"))


def _side_text(text: str) -> str:
    order = _side_order(text)
    if order is not None and order.name == "back":
        raise CalledOffError
    if order is not None and order.name == "stop":
        raise StoppedError
    return kept_text(text)
