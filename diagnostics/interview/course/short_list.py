"""Short questions on one screen, answered by one line: how they are laid out, paged, and how the line is read. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from diagnostics.answers.limits import may_be_na
from diagnostics.answers.typed.spoken import value_words
from diagnostics.answers.typed.value import TypedWrongError, option_keys, plain, read_value
from diagnostics.interview.screen.layout import COLUMNS, ROWS, cut, in_columns, width, wrap
from diagnostics.model.content.facts import Derived, Fact
from diagnostics.model.content.library import Library
from diagnostics.model.content.marks import State
from diagnostics.model.firm.answers import AnswerValue, Subject
from diagnostics.words.catalogue import say

# Questions of these types are answered by one word; a text has blanks.
SHORT = frozenset({"choice", "multi", "bool", "number", "percent", "date", "judgement"})
UNKNOWN, NOT_APPLICABLE, KEPT, ALONE, APART = "u", "na", ".", "#", "|"
_MOST_COLUMNS = 4
# Rows of a page without those that the status line, its rule, the place, the prompt and the line below it take.
LIST_ROWS = ROWS - 7
_SPACES = re.compile(r"[\s,;、]+")
_SET = re.compile(r"(\d+)=(.+)")


@dataclass(frozen=True, kw_only=True)
class ListEntry:
    """A question of a list. `kept`: what a dot says (a suggestion, the value of last time).

    `group`: entries of one group share their options, which then stand in its heading once.
    `subjects`: the sites or workshops that may be answered for one by one, in the order of a word like 2|0.
    """

    fact: Fact | Derived
    kept: AnswerValue = None
    hint: str = ""
    group: str = ""
    subjects: tuple[Subject, ...] = ()


@dataclass(frozen=True)
class Given:
    """The answer of a typed line to one entry. `confirmed`: the suggestion holds; `apart`: one answer per subject."""

    state: State
    value: AnswerValue = None
    confirmed: bool = False
    apart: tuple[Given, ...] = ()

    def of(self, subjects: Sequence[Subject]) -> list[tuple[str, Given]]:
        """Return what is said of which subject; an empty id stands for all of them."""
        if not self.apart:
            return [("", self)]
        return [(each.id, said) for each, said in zip(subjects, self.apart, strict=True)]


def is_short(library: Library, name: str) -> bool:
    """Whether an item is a question that fits a list."""
    return (name in library.facts or name in library.derived) and library.named(name).type in SHORT


# ---- layout ---------------------------------------------------------------------------------------------------------


def pages(entries: Sequence[ListEntry], rows: int) -> list[tuple[int, ...]]:
    """Return which entries stand on which page of so many rows; one that is too long alone has a page of its own."""
    found: list[list[int]] = []
    left = 0
    for index, entry in enumerate(entries):
        height = len(_own_lines(entry, index))
        heading = 0 if _goes_on(entries, index) else len(_heading(entry))
        if not found or height + heading > left:
            found.append([])
            left, heading = rows, len(_heading(entry))
        found[-1].append(index)
        left -= height + heading
    return [tuple(page) for page in found]


def entry_lines(entries: Sequence[ListEntry], shown: Iterable[int]) -> list[str]:
    """Return the lines of some entries, numbered as in the whole list, each group under its heading."""
    lines: list[str] = []
    before = -2
    for index in shown:
        if index != before + 1 or not _goes_on(entries, index):
            lines += _heading(entries[index])
        lines += _own_lines(entries[index], index)
        before = index
    return lines


def _goes_on(entries: Sequence[ListEntry], index: int) -> bool:
    return index > 0 and bool(entries[index].group) and entries[index - 1].group == entries[index].group


def _heading(entry: ListEntry) -> list[str]:
    if not entry.group:
        return []
    keys = "  ".join(f"{key} {name}" for key, name, _ in option_keys(entry.fact))
    return [cut(say("interview_list", "group", name=entry.group, keys=keys), COLUMNS)]


def _own_lines(entry: ListEntry, index: int) -> list[str]:
    """One line in a group; else the question and its options."""
    lead = f"{index + 1:>3}  "
    hint = entry.hint or (say("interview_list", "kept", value=_kept(entry)) if entry.kept is not None else "")
    if entry.group:
        return [lead + cut(entry.fact.name + hint, COLUMNS - width(lead))]
    question = entry.fact.question
    text = (question.ask if question is not None else entry.fact.name) + _unit(entry.fact) + hint
    return [*wrap(text, COLUMNS, lead), *_option_lines(entry.fact)]


def _kept(entry: ListEntry) -> str:
    return value_words(entry.fact, entry.kept)


def _unit(fact: Fact | Derived) -> str:
    unit = "%" if fact.type == "percent" else getattr(fact, "unit", "")
    key = "bool" if fact.type == "bool" else "several" if fact.type == "multi" else "unit" if unit else ""
    return say("interview_list", key, unit=unit) if key else ""


def _option_lines(fact: Fact | Derived) -> list[str]:
    if fact.type not in {"choice", "multi", "judgement"}:
        return []
    texts = [f"{key} {name}" for key, name, _ in option_keys(fact)]
    in_one = "  ".join(texts)
    if width(in_one) <= COLUMNS - 5:
        return [f"     {in_one}"]
    found = in_columns(texts, columns=COLUMNS - 5, most=_MOST_COLUMNS)
    return [f"     {cut(line, COLUMNS - 5)}" for line in found]


# ---- what is typed --------------------------------------------------------------------------------------------------


def read_list(
    entries: Sequence[ListEntry], open_ones: Sequence[int], text: str, *, today: date | None = None
) -> dict[int, Given]:
    """Return what a line says of the open entries: word by word in their order, or as 3=2 of the third.

    Nothing typed keeps everything that is suggested. Raises TypedWrongError.
    """
    words = [each for each in _SPACES.split(plain(text)) if each]
    if not words:
        return {index: _given(entries[index], KEPT, index, today) for index in open_ones}
    if len(words) == 1 and "=" not in words[0]:
        words = _digits(entries, open_ones, words[0])
    named = [_SET.fullmatch(word) for word in words]
    if named.count(None) > len(open_ones):
        raise TypedWrongError(say("interview_list", "too_many", got=len(words), n=len(open_ones)))
    found: dict[int, Given] = {}
    waiting = iter(open_ones)
    for word, one in zip(words, named, strict=True):
        if one is None:
            index = next(waiting)
            found[index] = _given(entries[index], word, index, today)
            continue
        index = int(one[1]) - 1
        if not 0 <= index < len(entries):
            raise TypedWrongError(say("interview_list", "no_line", got=one[1], n=len(entries)))
        found[index] = _given(entries[index], one[2], index, today)
    return found


def _digits(entries: Sequence[ListEntry], open_ones: Sequence[int], word: str) -> list[str]:
    """Take 124 apart where three questions with keys of one digit are open."""
    single = all(entries[index].fact.type in {"choice", "bool", "judgement"} for index in open_ones)
    short = all(len(key) == 1 for index in open_ones for key, _, _ in _keys(entries[index].fact))
    whole = single and short and APART not in word
    return list(word) if whole and len(word) == len(open_ones) > 1 else [word]


def _keys(fact: Fact | Derived) -> Iterator[tuple[str, str, object]]:
    if fact.type == "choice":
        yield from option_keys(fact)


def _given(entry: ListEntry, word: str, index: int, today: date | None) -> Given:
    if APART in word:
        return _apart(entry, word.split(APART), index, today)
    if word.lower() == UNKNOWN:
        return Given("unknown")
    if word.lower() == NOT_APPLICABLE:
        if not may_be_na(entry.fact):
            raise TypedWrongError(say("interview_list", "no_na", no=index + 1, name=entry.fact.name))
        return Given("na")
    if word == KEPT:
        if entry.kept is None:
            raise TypedWrongError(say("interview_list", "nothing_to_keep", no=index + 1, name=entry.fact.name))
        return Given("known", entry.kept, confirmed=True)
    try:
        value = read_value(entry.fact, word.replace("+", " ") if entry.fact.type == "multi" else word, today=today)
    except TypedWrongError as wrong:
        raise TypedWrongError(say("interview_list", "line_wrong", no=index + 1, what=wrong)) from wrong
    return Given("known", value)


def _apart(entry: ListEntry, words: Sequence[str], index: int, today: date | None) -> Given:
    """Read 2|0: the first site says 2, the second 0; there must be a word for each of them."""
    if not entry.subjects:
        raise TypedWrongError(say("interview_list", "one_subject", no=index + 1, name=entry.fact.name))
    if len(words) != len(entry.subjects):
        names = say("words", "or_joint").join(subject.name for subject in entry.subjects)
        wanted = {"no": index + 1, "n": len(entry.subjects), "names": names, "got": len(words)}
        raise TypedWrongError(say("interview_list", "each_subject", **wanted))
    return Given("known", apart=tuple(_given(entry, word, index, today) for word in words))


def line_named(entries: Sequence[ListEntry], text: str) -> int | None:
    """Return the entry that “#3”, or the number behind a question mark, names."""
    digits = plain(text).lstrip(ALONE).strip()
    return int(digits) - 1 if digits.isdigit() and 0 < int(digits) <= len(entries) else None
