"""Side talks that every prompt allows: note, evidence, finding, help, review, levels. The question then goes on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from diagnostics.answers.limits import Item
from diagnostics.answers.typed.spoken import answer_words
from diagnostics.interview.course.screening import mode_named
from diagnostics.interview.course.topics import Topic, topic_of
from diagnostics.interview.screen.layout import ROWS, cut, wrap
from diagnostics.interview.screen.words import help_lines, level_lines
from diagnostics.interview.talks.finding_talk import take_finding
from diagnostics.interview.talks.inbox_talk import take_photos
from diagnostics.interview.talks.orders import ORDERS, Order, key_of
from diagnostics.interview.talks.session import (
    BACK,
    Attached,
    CalledOffError,
    NextItem,
    Session,
    StoppedError,
    SubjectsChangedError,
)
from diagnostics.interview.talks.sites_talk import take_sites
from diagnostics.model.content.facts import Derived, Fact, FactTable, Question
from diagnostics.model.content.marks import Grade
from diagnostics.words.catalogue import say
from diagnostics.words.problems import InputError

_GRADES = {"1": Grade.E2, "2": Grade.E3, "3": Grade.E4}
_LINES_PER_PAGE = ROWS - 4
# Kind, how it was seen and number on one line: 合同 1 HT-2025-118
_WHOLE = re.compile(r"(.+?)[\s,，、]+([123])(?:[\s,，、]+(.+))?")


def side_talk(
    session: Session,
    order: Order,
    attached: Attached,
    item: Item | FactTable | None,
    question: Question | None,
    here: Topic | None = None,
) -> bool:
    """Hold a side talk and return whether the line was an order; the question is asked on afterwards.

    A side talk that is called off leaves everything as it was, and the question is asked on.
    """
    try:
        return _side_talk(session, order, attached, item, question, here)
    except CalledOffError:
        session.show(say("interview", "called_off"))
        return True


def _side_talk(
    session: Session,
    order: Order,
    attached: Attached,
    item: Item | FactTable | None,
    question: Question | None,
    here: Topic | None,
) -> bool:
    match order.name:
        case "stop":
            raise StoppedError
        case "note":
            text = order.rest or session.ask_text(say("interview", "ask_note"), may_be_empty=True)
            attached.notes += [text] if text else []
        case "evidence":
            attached.evidence += take_evidence(session, order.rest, question.evidence if question else ())
        case "finding":
            take_finding(session, order.rest, here or _here(session, item), take_evidence)
        case "inbox":
            attached.evidence += take_photos(session, item)
        case "sites":
            take_sites(session)
            raise SubjectsChangedError
        case "levels":
            session.screen.show(level_lines(session.stand.levels))
        case "help":
            with session.screen.aside():
                read_long(session, _help(item, question))
        case _:
            return False
    return True


def lead_away(session: Session, order: Order) -> NextItem | None:
    """Return where `back`, `jump` or `review` lead away from a question; None where nobody goes on from the review."""
    if order.name == "back":
        return BACK
    if order.name == "jump":
        return NextItem("jump", order.rest)
    with session.screen.aside():
        name = review(session)
    return NextItem("jump", f"={name}") if name else None


def asked_later(session: Session, order: Order) -> str:
    """Return who will be asked what is put off."""
    return order.rest or session.ask_text(say("interview", "ask_later_whom"))


def take_second(session: Session, order: Order, attached: Attached) -> None:
    """Let somebody else answer from here on."""
    attached.by = order.rest or session.ask_text(say("interview", "ask_second"))
    session.show(say("interview", "second_now", by=attached.by))


def _here(session: Session, item: Item | FactTable | None) -> Topic | None:
    """Return the question at hand as what a finding may be about."""
    return topic_of(session.library, item.id) if isinstance(item, Fact | Derived | FactTable) else None


# ---- evidence ------------------------------------------------------------------------------------------


def take_evidence(session: Session, given: str, accepted: Sequence[str]) -> list[str]:
    """Ask for evidence, known or new; returns the ids to cite."""
    known = {each.id: each for each in session.journal.answers().evidence}
    listed = [say("interview", "evidence_known", id=each.id, kind=each.kind) for each in list(known.values())[-6:]]
    kinds = [f"{index} {kind}" for index, kind in enumerate(accepted, start=1)]
    if not given:
        session.screen.show([cut("  ".join(part), 78) for part in (listed, kinds) if part])
        given = session.ask_text(say("interview", "ask_evidence"), may_be_empty=True)
    if not given:
        return []
    cited = [part for part in given.replace("，", ",").replace("、", ",").replace(" ", ",").split(",") if part]
    if all(part in known for part in cited):
        return cited
    whole = _WHOLE.fullmatch(given)
    kind, key, text = (whole[1], whole[2], whole[3] or "") if whole is not None else (given, "", None)
    kind = accepted[int(kind) - 1] if kind.isdigit() and 0 < int(kind) <= len(accepted) else kind
    return [_new_evidence(session, kind, key, text)]


def _new_evidence(session: Session, kind: str, key: str, text: str | None) -> str:
    """Register evidence; how it was seen and its number (or file) are asked when they were not typed with it."""
    mode = mode_named(session.journal.mode())
    keys = [key for key, grade in _GRADES.items() if mode.allows(grade)]
    choices = "  ".join(say("interview_grades", key) for key in keys)
    if key not in keys:
        key = session.ask_key(say("interview", "ask_grade", choices=choices), keys, keys[0])
    grade, message = _GRADES[key], say("interview", "ask_document" if mode.photos else "ask_number")
    while True:
        text = session.ask_text(message, may_be_empty=True) if text is None else text
        path = Path(text.strip('"')).expanduser() if text else None
        if path is not None and path.is_file() and not mode.photos:
            session.show(say("interview", "no_photos"))
            text = None
            continue
        file = path if path is not None and path.is_file() else None
        number = text if file is None else ""
        try:
            added = session.journal.add_evidence(kind, grade, number, file)
        except InputError as refused:  # a photo that cannot be read: say why and ask again
            session.show("\n".join(str(problem) for problem in refused.problems))
            text = None
            continue
        break
    session.show(say("interview", "evidence_kept" if file else "evidence_viewed", id=added.id, kind=kind))
    return added.id


# ---- reading --------------------------------------------------------------------------------------------------------


def _help(item: Item | FactTable | None, question: Question | None) -> list[str]:
    lines: list[str] = []
    if isinstance(item, FactTable):
        lines += wrap(say("interview_help", "table"))
        for text in (question.ask, question.help, question.example) if question else ():
            lines += ["", *wrap(text)] if text else []
    elif item is not None:
        lines += help_lines(item, question)
    orders = [
        say("interview_help", "order", typed=key_of(each), text=say("interview_orders_help", each)) for each in ORDERS
    ]
    return [*lines, "", say("interview_help", "orders"), *orders]


def read_long(session: Session, lines: Sequence[str], last: str = "") -> str:
    """Show lines page by page; returns what was typed at the end (Enter: nothing)."""
    for start in range(0, max(len(lines), 1), _LINES_PER_PAGE):
        more = start + _LINES_PER_PAGE < len(lines)
        session.screen.page(list(lines[start : start + _LINES_PER_PAGE]))
        message = say("interview", "more" if more else "end") if more or not last else last
        try:
            typed = session.ask_text(message, may_be_empty=True)
        except CalledOffError:
            return ""
        if typed:
            return typed
    return ""


def review(session: Session) -> str:
    """Show everything answered so far, page by page; returns the item to go to, or an empty text."""
    firm = session.journal.answers()
    entries: list[tuple[str, str]] = []
    for part in session.stand.parts:
        for name in part.names:
            for item in session.library.cards[name].confirms if name in session.library.cards else (name,):
                entries += [(name, text) for text in _review_texts(session, item)]
    numbered = [cut(f"{index:>3} {text}", 78) for index, (_, text) in enumerate(entries, start=1)]
    if not numbered:
        numbered = [say("interview", "nothing_yet")]
    typed = read_long(
        session, [say("interview", "review_head", name=firm.name), *numbered], say("interview", "review_end")
    )
    return entries[int(typed) - 1][0] if typed.isdigit() and 0 < int(typed) <= len(entries) else ""


def _review_texts(session: Session, item: str) -> list[str]:
    firm = session.journal.answers()
    if item in session.library.tables:
        table = session.library.tables[item]
        return [say("interview", "review_table", name=table.name, n=len(firm.rows[item]))] if item in firm.rows else []
    fact = session.library.named(item)
    names = {each.id: each.name for each in firm.subjects}
    found = []
    for (subject, name), answer in firm.answers.items():
        if name == item:
            where = (
                "" if subject == firm.firm_subject else say("interview", "at_subject", name=names.get(subject, subject))
            )
            value = answer_words(fact, answer).replace("\n", " ")
            found.append(
                say("interview", "review_line", name=fact.name, where=where, value=value, grade=answer.grade.name)
            )
    return found
