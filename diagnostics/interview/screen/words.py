"""The interview in words: who and where, levels as far as known, numbered options, what is owed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from diagnostics.answers.limits import Item
from diagnostics.answers.typed.value import option_keys
from diagnostics.interview.course.agenda import AgendaPart
from diagnostics.interview.course.levels import LiveLevel
from diagnostics.interview.screen.layout import COLUMNS, ROWS, cut, in_columns, width, wrap
from diagnostics.model.content.facts import Fact
from diagnostics.model.content.standards import Step
from diagnostics.model.firm.answers import FirmAnswers
from diagnostics.model.results.owed import Owed, OwedList, to_bring
from diagnostics.words.catalogue import name_of, say
from diagnostics.words.numbers import number

# Rows of a page that the status line, the place, the question, a hint and the prompt take.
_TAKEN = 10
_SHORT_TITLE = 9


def who_name(part: AgendaPart) -> str:
    """Return the post of an interviewee."""
    return name_of("interview_who", part.who)


def where_name(part: AgendaPart) -> str:
    """Return the place."""
    return name_of("interview_where", part.where)


def place_line(part: AgendaPart, section: str) -> str:
    """Return who is asked where about what."""
    return say("interview", "place", who=who_name(part), where=where_name(part), section=section)


def levels_line(levels: Iterable[LiveLevel]) -> str:
    """Return the levels as far as known, short enough for the status line."""
    return " ".join(map(_level_words, levels))


def _level_words(each: LiveLevel) -> str:
    level = str(each.low) if each.low == each.high else f"{each.low}–{each.high}"
    name = name_of("interview_standards", each.standard.id)
    if name == each.standard.id:  # a standard that the catalogue does not know: the beginning of its title
        name = cut(each.standard.title, _SHORT_TITLE)
    return say("interview", "live_level", name=name, level=level)


def level_lines(levels: Iterable[LiveLevel]) -> list[str]:
    """Return the levels in full: names of the steps, scores."""
    lines = []
    for each in levels:
        names = {step.level: step.name for step in _steps(each)}
        low, high = (names.get(n) or say("interview", "below_levels") for n in (each.low, each.high))
        level = low if each.decided else say("interview", "from_to", low=low, high=high)
        score = _score_words(each.score)
        values = {"title": each.standard.title, "ladder": each.ladder.name, "level": level, "score": score}
        lines += wrap(say("interview", "level_line", **values))
    return lines


def _score_words(score: tuple[float, float] | None) -> str:
    if score is None:
        return ""
    low, high = (number(each) for each in score)
    return say("interview", "score", score=low if low == high else say("interview", "between", low=low, high=high))


def _steps(each: LiveLevel) -> Sequence[Step]:
    parts = (each.standard.ladder(name) for name in each.ladder.lowest_of)
    return each.ladder.steps or next((part.steps for part in parts if part is not None), ())


def option_lines(item: Item, *, marked: Iterable[str] = (), rows: int = ROWS - _TAKEN) -> list[str]:
    """Return the options with the keys to type, as much of their anchors as fits; the picked ones are marked."""
    keys, picked = option_keys(item), frozenset(marked)
    anchors = item.anchors if isinstance(item, Fact) else {}
    if keys and not anchors and not any(each.anchor for _, _, each in keys):
        in_one = "  ".join(f"{'»' if each.id in picked else ''}{key} {name}" for key, name, each in keys)
        if width(in_one) <= COLUMNS - 2:
            return [f"  {in_one}"]
    leads = [f"{'»' if each.id in picked else ' '}{key:>2}  " for key, _, each in keys]
    full: list[str] = []
    for lead, (_, name, each) in zip(leads, keys, strict=True):
        anchor = anchors.get(each.id) or each.anchor
        full += wrap(say("interview", "option", name=name, anchor=anchor) if anchor else name, COLUMNS, lead)
    if len(full) <= rows:
        return full
    names = [lead + name for lead, (_, name, _) in zip(leads, keys, strict=True)]
    short = names if len(names) <= rows else in_columns(names)
    return [*short, say("interview", "more_help")] if len(short) < rows else short


def help_lines(item: Item, question: object) -> list[str]:
    """Return the long help of a question: what counts, a case, what is true of each option, accepted proof."""
    lines: list[str] = []
    for key in ("ask", "help", "example"):
        text = getattr(question, key, "")
        if text:
            lines += [*wrap(say("interview_help", key, text=text)), ""]
    anchors = item.anchors if isinstance(item, Fact) else {}
    for key, name, option in option_keys(item) if item.type in {"choice", "multi", "judgement"} else ():
        anchor = anchors.get(option.id) or option.anchor
        lines += wrap(say("interview", "option", name=name, anchor=anchor) if anchor else name, COLUMNS, f"{key:>3}  ")
    evidence = getattr(question, "evidence", ())
    if evidence:
        lines += ["", *wrap(say("interview_help", "evidence", text=say("words", "or_joint").join(evidence)))]
    return lines


def minutes_words(minutes: Fraction) -> str:
    """Return minutes, rounded."""
    return say("interview", "minutes", n=number(minutes, 0))


# ---- what is left behind --------------------------------------------------------------------------------------------


def leave_behind(owed: OwedList, firm: FirmAnswers) -> list[str]:
    """Return what the firm is asked for, a line each: what was asked in vain, then the proofs that decide."""
    return [_owed_line(each, firm.place_of(each.subject)) for each in to_bring(owed)]


def _owed_line(each: Owed, place: str) -> str:
    name = say("interview", "owed_at", name=each.name, place=place) if place else each.name
    if each.ask:
        return say("interview", "owed_later", name=name, ask=each.ask)
    if each.is_open:
        by = each.by or name_of("interview_who", each.who)
        return say("interview", "owed_refused" if each.reason == "refused" else "owed_unknown", name=name, by=by)
    proof = say("words", "or_joint").join(each.accepted)
    return say("interview", "owed_proof", name=name, value=each.value, proof=proof)
