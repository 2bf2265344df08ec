"""The interview in words: who and where, levels as far as known, numbered options, what is owed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from diagnostics.answers.limits import Item
from diagnostics.interview.agenda import Part
from diagnostics.interview.layout import COLUMNS, ROWS, cut, in_columns, width, wrap
from diagnostics.interview.levels import LiveLevel
from diagnostics.interview.typed import option_keys
from diagnostics.model.answers import Answer, FirmAnswers
from diagnostics.model.facts import Derived, Fact
from diagnostics.model.library import Library
from diagnostics.model.marks import Grade
from diagnostics.model.standards import Step
from diagnostics.wording import name_of, number, say

# Rows of a page that the status line, the place, the question, a hint and the prompt take.
_TAKEN = 10
_SHORT_TITLE = 9


def who_name(part: Part) -> str:
    """Return the post of an interviewee."""
    return name_of("interview_who", part.who)


def where_name(part: Part) -> str:
    """Return the place."""
    return name_of("interview_where", part.where)


def place_line(part: Part, section: str) -> str:
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
        low, high = (
            f"{n} {names[n]}" if n in names else say("interview", "below_levels") for n in (each.low, each.high)
        )
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


def leave_behind(library: Library, firm: FirmAnswers, owed: Iterable[tuple[str, str]]) -> list[str]:
    """Return what the firm still owes: questions left for later, unknown answers, proof of what was only stated.

    Args:
        library: content.
        firm: everything said.
        owed: (fact, who will be asked) of the questions left for later.
    """
    later = dict(owed)
    lines = [say("interview", "owed_later", name=_name(library, fact), ask=ask) for fact, ask in later.items()]
    for (_, fact), answer in firm.answers.items():
        if answer.state in {"unknown", "refused"} and fact not in later:
            lines.append(say("interview", "owed_unknown", name=_name(library, fact), by=answer.by))
    for (_, fact), answer in firm.answers.items():
        if _needs_proof(library, fact, answer):
            question = library.named(fact).question
            proof = say("words", "or_joint").join(question.evidence if question else ())
            lines.append(say("interview", "owed_proof", name=_name(library, fact), proof=proof))
    return lines


def _needs_proof(library: Library, fact: str, answer: Answer) -> bool:
    item = library.named(fact)
    selects = isinstance(item, Fact) and (item.selects or item.info)
    if answer.state != "known" or answer.grade > Grade.E1 or selects or item.question is None:
        return False
    return not _claims_nothing(item, answer)


def _claims_nothing(item: Fact | Derived, answer: Answer) -> bool:
    """Whether the worst was answered: that something is not done needs no proof."""
    if item.better != "up":
        return False
    if item.type == "choice":
        return answer.value == item.options[0].id
    nothing = {each.id for each in item.options if each.none}
    return answer.value is False or (isinstance(answer.value, tuple) and not set(map(str, answer.value)) - nothing)


def _name(library: Library, item: str) -> str:
    return library.tables[item].name if item in library.tables else library.named(item).name
