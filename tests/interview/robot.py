"""A robot at the keyboard: it knows a firm and types what a consultant would, through the real prompts of questionary.

It counts pages and keys per interviewee. Minutes are estimated: a stated time per page, row and key (`Effort.minutes`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import PipeInput, create_pipe_input
from prompt_toolkit.output import DummyOutput

from diagnostics.answers.typed.row import RowEntry
from diagnostics.answers.typed.spoken import typed_text
from diagnostics.interview.course.cards import Suggestion, suggest
from diagnostics.interview.course.short_list import ListEntry
from diagnostics.interview.screen.layout import ROWS, width
from diagnostics.interview.screen.ports import Prompt
from diagnostics.interview.screen.terminal import Terminal
from diagnostics.interview.talks.list_talk import entries_of
from diagnostics.interview.talks.session import Session
from diagnostics.model.content.facts import Card, Rung
from diagnostics.model.firm.answers import Answer, FirmAnswers
from diagnostics.words.catalogue import catalogue, say

_NUMBERED = re.compile(r" {1,2}(\d+)(  )| ?(\d+)–(\d+) ")

BEFORE = "（开头和结尾）"

# Our own assumptions about a visit, in seconds; not measured on people.
SECONDS_PER_PAGE = 10  # find one's way on it, say what it is about
SECONDS_PER_QUESTION = 15  # read it aloud, hear and judge the answer; a tap on a ladder and a row count as one
SECONDS_PER_SUGGESTION = 4  # glance at a line before Enter confirms it
SECONDS_PER_ROW = 20
SECONDS_PER_KEY = 0.4
SECONDS_PER_WIDE_KEY = 1.0  # a Chinese character through an input method
SECONDS_PER_PERSON = 60  # greet, explain, change the room


@dataclass
class Effort:
    """What an interviewee costs."""

    pages: int = 0
    prompts: int = 0
    keys: int = 0
    wide_keys: int = 0
    rows: int = 0
    questions: int = 0
    confirmed: int = 0

    @property
    def minutes(self) -> float:
        seconds = SECONDS_PER_PERSON + self.pages * SECONDS_PER_PAGE + self.rows * SECONDS_PER_ROW
        seconds += self.questions * SECONDS_PER_QUESTION + self.confirmed * SECONDS_PER_SUGGESTION
        return (seconds + self.keys * SECONDS_PER_KEY + self.wide_keys * SECONDS_PER_WIDE_KEY) / 60


@contextmanager
def pipe_terminal(used: bool = True) -> Iterator[PipeInput | None]:
    """Everything questionary asks in this block is read from the pipe, drawn nowhere."""
    if not used:
        yield None
        return
    with create_pipe_input() as pipe, create_app_session(input=pipe, output=DummyOutput()):
        yield pipe


class Robot(Terminal):
    """A terminal whose keyboard is a firm's answers file."""

    def __init__(self, pipe: PipeInput | None, truth: FirmAnswers) -> None:
        """Type into `pipe`; without one the answers are handed to the conversation as if they had been typed."""
        self.pipe = pipe
        self.truth = truth
        self.session: Session | None = None
        self.efforts: dict[str, Effort] = defaultdict(Effort)
        self.evidence: dict[str, str] = {}
        self.shown: list[str] = []
        self.block: list[str] = []  # the numbered lines shown last
        self.tallest = 0
        self.widest = 0
        self.fresh = False
        self.queue: list[str] = []
        self.message = ""
        self.listed: list[ListEntry] = []
        self.listed_for = ""
        self.done: set[int] = set()
        self.alone: set[str] = set()  # questions taken out of a list, to a page of their own
        self.far: list[Suggestion] = []
        self.rung: Rung | None = None
        self.cited: set[str] = set()
        self.site = ("", "")  # the item that is asked about one site, and which

    # ---- what is counted ----

    @property
    def effort(self) -> Effort:
        part = self.session.part if self.session is not None else None
        return self.efforts[part.who if part is not None else BEFORE]

    def page(self, lines: Sequence[str]) -> None:
        self.effort.pages += 1
        self.shown, self.block = [], []
        self.fresh = True
        if self.pipe is None:
            self.show(lines)
        else:
            super().page(lines)

    def show(self, lines: Sequence[str]) -> None:
        self.shown += lines
        for each in self.truth.subjects if self.session is not None and self.session.course.visited else ():
            if any(line == f"— {each.name}：" or f" · {each.name} " in f"{line} " for line in lines):
                self.site = (self.item, each.id)
        if any(map(_NUMBERED.match, lines)):
            self.block = list(lines)
        if self.pipe is not None:
            super().show(lines)

    def ask(self, prompt: Prompt) -> str:
        if self.fresh:  # what there is to read before the first prompt; side talks below it may scroll
            self.tallest, self.fresh = max(self.tallest, len(self.shown)), False
        self.widest = max([self.widest, *map(width, self.shown)])
        self.message = prompt.message
        text = self.queue.pop(0) if self.queue else self.answer(prompt.message)
        wide = sum(ord(char) > 127 for char in text)
        effort = self.effort
        effort.prompts, effort.keys, effort.wide_keys = (
            effort.prompts + 1,
            effort.keys + len(text) - wide + 1,
            effort.wide_keys + wide,
        )
        wrong = prompt.check(text)
        assert not wrong, f"{prompt.message} ← {text!r}: {wrong}\n" + "\n".join(self.shown)
        self.shown.append(prompt.message)
        if self.pipe is None:
            return text
        self.pipe.send_text(text + "\r")
        return super().ask(prompt)

    # ---- what is typed ----

    def answer(self, message: str) -> str:
        key = _key_of(message)
        if key in _ANSWERED:
            return str(getattr(self, key)())
        if key in _FIXED and not (key == "ask_yes_no" and self.session is not None and self.session.part is not None):
            return _FIXED[key]  # the screening asks yes or no in the words of a question
        assert key in {"question", "ask_yes_no"}, message
        self.effort.questions += 1
        return self.fact(self.item)

    @property
    def item(self) -> str:
        assert self.session is not None
        return self.session.course.visited[-1]

    def fact(self, name: str) -> str:
        """An answer, with its evidence first; sites that differ one by one."""
        return "/s" if not self.here and self._differs(name) else self._typed(self._whom(name), name)

    @property
    def here(self) -> str:
        """The site or workshop that is asked about by itself, empty: the firm as a whole."""
        return self.site[1] if self.site[0] == self.item else ""

    def _subjects(self, name: str) -> list[str]:
        assert self.session is not None
        kind = self.session.library.subject_of(name)
        return [each.id for each in self.truth.subjects if each.kind == kind]

    def _differs(self, name: str) -> bool:
        """Whether the sites or workshops of the firm say different things."""
        said = [self._told(each, name) for each in self._subjects(name)]
        return len({(each.state, each.value) if each is not None else None for each in said}) > 1

    def _whom(self, name: str, site: str = "") -> str:
        """Whose answer is typed: of the site asked about, of the firm, or of its sites, who all say the same."""
        assert self.session is not None
        if (site or self.here) and self.session.library.subject_of(name) != "firm":
            return site or self.here
        return "firm" if ("firm", name) in self.truth.answers else self._subjects(name)[0]

    def _said(self, name: str, site: str = "") -> Answer | None:
        return self._told(self._whom(name, site), name)

    def _typed(self, subject: str, name: str) -> str:
        assert self.session is not None
        answer = self._told(subject, name)
        if answer is None or answer.state in {"unknown", "refused"}:
            return "/u" if answer is None or answer.state == "unknown" else "/x"
        cite = self._cite(f"{subject}:{name}", answer.evidence)
        if cite:
            return cite
        if answer.state == "na":
            return f"/na {answer.note}"
        return typed_text(self.session.library.named(name), answer.value)

    def _told(self, subject: str, name: str) -> Answer | None:
        chain = {each.id: each.parent for each in self.truth.subjects}
        while subject and (subject, name) not in self.truth.answers:
            subject = chain.get(subject, "")
        return self.truth.answers.get((subject, name))

    def _cite(self, key: str, evidence: Sequence[str]) -> str:
        """Type the evidence of an answer once: known ones by id, a new one through its side talk."""
        if not evidence or key in self.cited:
            return ""
        new = next((each for each in evidence if each not in self.evidence), None)
        if new is not None:
            self.evidence[new] = f"ev{len(self.evidence) + 1:02d}"
            return self._registering(new)
        self.cited.add(key)
        return "/e " + " ".join(self.evidence[each] for each in evidence)

    def _registering(self, name: str) -> str:
        """A new one on one line; step by step where that could be misread."""
        item = next(each for each in self.truth.evidence if each.id == name)
        grade = {"E2": "1", "E3": "2", "E4": "3"}[item.grade.name]
        if re.search(r"[\s,，、]", item.kind):
            self.queue = [item.kind, grade, item.number]
            return "/e"
        return f"/e {item.kind} {grade} {item.number}".strip()

    # ---- cards ----

    def card(self) -> Card:
        assert self.session is not None
        return self.session.library.cards[self.item]

    def ask_rung(self) -> str:
        """The rung that says most of what is true; evidence and what does not apply come before."""
        card = self.card()
        assert self.session is not None
        if not self.here and any(map(self._differs, set(card.confirms) & self._open())):
            sites = [each.id for each in self.session.subjects_of(card.confirms)]
            self.effort.questions += len(sites)
            return "|".join(str(self._fitting(card, each)) for each in sites)
        self.effort.questions += 1
        first = self._said(card.confirms[0])
        if len(card.confirms) == 1 and (first is None or first.state != "known"):
            return self._typed(self._whom(card.confirms[0]), card.confirms[0])
        cite = self._cite_card(card)
        if cite:
            return cite
        self._expect(card)
        return str(self._fitting(card, self.here))

    def _fitting(self, card: Card, site: str) -> int:
        """The rung that is true in what the tap itself decides; else the one that says most of what is true."""
        told = {name: self._said(name, site) for name in card.confirms}
        true = [{name for name, value in rung.suggests.items() if _same(told[name], value)} for rung in card.ladder]
        fits = [(any(map(card.decides, each)), len(each)) for each in true]
        return fits.index(max(fits))

    def _cite_card(self, card: Card) -> str:
        told = [self._said(name) for name in card.confirms]
        evidence = tuple(dict.fromkeys(each for answer in told if answer for each in answer.evidence))
        return self._cite(f"{self.here}:{card.id}", evidence)

    def _expect(self, card: Card) -> None:
        """What the tap for the site, or the firm, is about to suggest."""
        self.rung = card.ladder[self._fitting(card, self.here)]
        found = self.suggestions()
        self.far = [each for each in found if not each.near]
        near = [each for each in found if each.near]
        self.listed = [
            ListEntry(fact=each.fact, kept=None if each.group else each.value) for each in (*self.far, *near)
        ]
        self.listed_for, self.done = f"{self.here}:{card.id}", set()

    def _tapped_before(self) -> str:
        """After 3|2 the ladder is not asked again: what it would have been told comes here; evidence to type."""
        assert self.session is not None
        if not self.here or self.item not in self.session.library.cards:
            return ""
        if self.listed_for != f"{self.here}:{self.item}":
            self._expect(self.card())
        return self._cite_card(self.card())

    def _open(self) -> frozenset[str]:
        """What is open, as seen from the site that is asked about."""
        assert self.session is not None
        site = next((each for each in self.session.journal.answers().subjects if each.id == self.here), None)
        return (self.session if site is None else self.session.at(site)).stand.open_items

    def suggestions(self) -> list[Suggestion]:
        assert self.session is not None
        assert self.rung is not None
        card = self.card()
        still_open = self._open()
        wanted = [name for name in card.confirms if name in still_open]
        wanted = wanted or list(card.confirms)
        return suggest(self.session.library, card, self.rung, wanted, self.session.course.rule.depth)

    def confirm_one(self) -> str:
        cite = self._tapped_before()
        if cite:
            return cite
        change = self._correction(self.suggestions()[0])
        return "/u" if change == "u" else change

    def confirm(self) -> str:
        """Enter, or what the suggestions on this page get wrong."""
        cite = self._tapped_before()
        if cite:
            return cite
        changes = []
        for index in self._numbers():
            self.done.add(index)
            key = self._correction(self.far[index - 1])
            changes += [f"{index}={key}"] if key else []
            self.effort.confirmed += 1
        return " ".join(changes)

    def _numbers(self) -> list[int]:
        """The numbers that stand at the beginning of lines on this page."""
        spans = [
            (int(each[1] or each[3]), int(each[4] or each[1])) for each in map(_NUMBERED.match, self.block) if each
        ]
        return list(dict.fromkeys(n for first, last in spans for n in range(first, last + 1)))

    def _correction(self, each: Suggestion) -> str:
        told = self._said(each.fact.id)
        if told is not None and told.state == "na":
            return "na"
        if told is None or told.state != "known":
            return "u"
        return "" if told.value == each.value else typed_text(each.fact, told.value).replace(" ", "+")

    # ---- lists ----

    def ask_list(self) -> str:
        """One line for every question on the page that is still open; what needs more than a word goes first."""
        cite = self._tapped_before()
        if cite:
            return cite
        assert self.session is not None
        if self.listed_for != f"{self.here}:{self.item}" and self.item not in self.alone:
            self.listed, self.listed_for, self.done = self._section_list(), f":{self.item}", set()
        numbers = [n for n in self._numbers() if n not in self.done]
        for number in numbers:
            fact = self.listed[number - 1].fact.id
            said = [each for each in self._each(fact) if each is not None]
            if any(each.state == "refused" for each in said):
                self.done.add(number)
                self.alone.add(fact)
                return f"#{number}"
            evidence = tuple(dict.fromkeys(each for answer in said for each in answer.evidence))
            cite = self._cite(f"{self._whom(fact)}:{fact}", evidence)
            if cite:
                return cite.replace("/e", f"/e #{number}", 1)
        self.done |= set(numbers)
        self.effort.questions += len(numbers)
        return " ".join(self._word(self.listed[number - 1]) for number in numbers)

    def _section_list(self) -> list[ListEntry]:
        assert self.session is not None
        section = next(each for each in self.session.library.sections.values() if self.item in each.items)
        return entries_of(self.session, section, self.item)

    def _each(self, fact: str) -> list[Answer | None]:
        """What is said of a question, or of each site where that differs."""
        if self.here or not self._differs(fact):
            return [self._said(fact)]
        return [self._told(each, fact) for each in self._subjects(fact)]

    def _word(self, entry: ListEntry) -> str:
        return "|".join(self._one_word(entry, each) for each in self._each(entry.fact.id))

    def _one_word(self, entry: ListEntry, told: Answer | None) -> str:
        if told is not None and told.state == "na":
            return "na"
        if told is None or told.state != "known":
            return "u"
        if told.value == entry.kept:
            return "."
        return typed_text(entry.fact, told.value).replace(" ", "+")

    # ---- tables and reasons ----

    def ask_row(self) -> str:
        assert self.session is not None
        table = self.session.library.tables[self.item]
        cite = self._cite_last_row()
        if cite:
            return cite
        rows, kept = self.truth.rows.get(self.item, ()), len(self.session.journal.lines(self.item))
        if kept >= len(rows):
            return ""
        row = rows[kept]
        self.effort.rows += 1
        several = [each for each in self.truth.subjects if each.kind == table.subject]
        kinds = ("firm", "site", "workshop")
        named = [each for each in self.truth.subjects if kinds.index(each.kind) <= kinds.index(table.subject)]
        named = [each for each in named if not each.id.startswith("_")]
        entry = RowEntry(table, tuple(named) if len(several) > 1 else ())
        texts = {
            name: re.sub("[,，、；;]", " ", value) if isinstance(value, str) else value
            for name, value in row.values.items()
        }
        return entry.typed(texts, row.subject)

    def _cite_last_row(self) -> str:
        assert self.session is not None
        kept = len(self.session.journal.lines(self.item))
        row = self.truth.rows[self.item][kept - 1] if kept else None
        return self._cite(f"{self.item}[{kept}]", row.evidence) if row is not None else ""

    def ask_na_reason(self) -> str:
        """The note of the question that is named."""
        name = self.message.partition("“")[2].partition("”")[0].partition("（")[0]
        told = (self._each(each.fact.id) for each in self.listed if each.fact.name.partition("（")[0] == name)
        notes = [answer.note for every in told for answer in every if answer is not None and answer.state == "na"]
        return next(filter(None, notes), "没有这项业务")

    def ask_judgement_reason(self) -> str:
        told = self._said(self.item)
        return (told.note if told is not None and told.note else "现场看到").split("，")[0]


_ANSWERED = frozenset(
    {"ask_row", "ask_rung", "confirm_one", "confirm", "ask_list", "ask_judgement_reason", "ask_na_reason"}
)
# What is typed at prompts that have nothing to do with the firm; everything else is Enter.
_FIXED = dict.fromkeys(
    ("plan_go", "ask_person", "ask_mode_reason", "ask_retention", "ask_contradiction", "more", "end",
     "ask_who_is_right", "ask_cite"), "",
) | {"ask_yes_no": "0", "ask_consent": "1", "ask_consent_by": "总经理", "ask_empty": "1"}  # fmt: skip


def _key_of(message: str) -> str:
    """Which text of the catalogue a prompt shows."""
    if _shows(message, "interview_sites", "ask_first") or _shows(message, "interview_sites", "ask_more"):
        return "plan_go"  # the form has named them, or there is only one
    for key in ("ask_judgement_reason", "ask_na_reason"):
        if _shows(message, "interview_list", key):
            return key
    if _shows(message, "interview_cards", "confirm"):
        return "confirm"
    if _shows(message, "interview_list", "ask") or _shows(message, "interview_list", "ask_left"):
        return "ask_list"
    for key, text in catalogue()["interview"].items():
        if isinstance(text, str) and (key in _FIXED or key.startswith(("ask_", "confirm_"))):
            pattern = re.escape(text).replace(r"\{", "{").replace(r"\}", "}")
            if re.match(re.sub(r"{\w+}", ".*", pattern) + r"(（.*)?$", message):
                return key
    assert any(message.startswith(str(text).split("{")[0]) for text in catalogue()["interview_prompts"].values()), (
        message
    )
    return "question"


def _shows(message: str, topic: str, key: str) -> bool:
    pattern = re.escape(str(catalogue()[topic][key])).replace(r"\{", "{").replace(r"\}", "}")
    return re.match(re.sub(r"{\w+}", ".*", pattern), message) is not None


def _same(told: Answer | None, suggested: object) -> bool:
    if told is None or told.state != "known":
        return False
    value = (suggested,) if isinstance(told.value, tuple) and isinstance(suggested, str) else suggested
    return told.value == value


def fits_the_screen(robot: Robot) -> bool:
    """Whether everything there is to read before a prompt fits a terminal, with the prompt and the line below it."""
    return robot.tallest <= ROWS - 3 and robot.widest <= 80


def table_of(efforts: dict[str, Effort]) -> list[str]:
    """The efforts per interviewee, and their sum."""
    lines = [f"{'':14}{'屏':>4}{'问题':>5}{'确认':>5}{'按键':>6}{'分钟（估）':>7}"]
    for who, each in efforts.items():
        lines.append(_line(f"{who if who == BEFORE else say('interview_who', who):10}", each, each.minutes))
    lines.append(_line(f"{'合计':11}", total_of(efforts), minutes_of(efforts)))
    return lines


def _line(name: str, each: Effort, minutes: float) -> str:
    keys = each.keys + each.wide_keys
    return f"{name}{each.pages:5}{each.questions:7}{each.confirmed:7}{keys:8}{minutes:9.1f}"


def total_of(efforts: dict[str, Effort]) -> Effort:
    """The sum of all efforts."""
    total = Effort()
    for each in efforts.values():
        total = replace(
            total,
            pages=total.pages + each.pages,
            prompts=total.prompts + each.prompts,
            keys=total.keys + each.keys,
            wide_keys=total.wide_keys + each.wide_keys,
            questions=total.questions + each.questions,
            confirmed=total.confirmed + each.confirmed,
        )
    return total


def minutes_of(efforts: dict[str, Effort]) -> float:
    """The minutes of all interviewees."""
    return sum(each.minutes for each in efforts.values())
