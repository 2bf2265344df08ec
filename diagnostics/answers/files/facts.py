"""Answers to facts: `fact: value` or `fact: {value or state, evidence, by, date, note}`."""

from __future__ import annotations

from dataclasses import dataclass

from diagnostics.answers.files.reader import DEPTH, AnswersReader
from diagnostics.answers.files.values import read_slot, slot_of
from diagnostics.answers.limits import STATES, may_be_given, state_faults
from diagnostics.content.yaml.reader import INVALID, shown
from diagnostics.content.yaml.yaml_nodes import Mapping, Node, Scalar
from diagnostics.model.content.facts import Derived, Fact
from diagnostics.model.content.marks import Grade, State
from diagnostics.model.firm.answers import Answer, AnswerValue
from diagnostics.words.catalogue import name_of

_ANSWER_KEYS = ("value", "state", "evidence", "by", "date", "note", "reason")
_STATES = tuple(each for each in STATES if each != "known")  # that one needs no word

Answers = dict[tuple[str, str], Answer]


@dataclass(frozen=True)
class _Said:
    """The keys around a value: speaker, date, evidence."""

    grade: Grade
    evidence: tuple[str, ...]
    by: str
    note: str


def read_answers_of(reader: AnswersReader, node: Node, subject: str, answers: Answers) -> None:
    """Read the `answers` of the firm or of one subject into `answers`."""
    mapping = reader.mapping(node, "answers")
    for key, value in mapping.items if mapping else ():
        fact_id = reader.library.fact_id(key.text)
        if fact_id is None:
            known = (*reader.library.facts, *reader.library.derived, *reader.library.aliases)
            reader.report("ANS-20", key.place, key=shown(key), near=reader.near(key.text, known))
            continue
        item = reader.library.named(fact_id)
        if isinstance(item, Fact) and item.profile:
            reader.report("ANS-21", key.place, key=key.text, where="firm")
            continue
        read_fact(reader, key, value, subject, answers)


def read_fact(reader: AnswersReader, key: Scalar, node: Node, subject: str, answers: Answers) -> None:
    """Read the answer to one known fact for one subject into `answers`."""
    fact_id = reader.library.fact_id(key.text)
    assert fact_id is not None
    item = reader.library.named(fact_id)
    if not may_be_given(item):
        reader.report("ANS-23", key.place, key=key.text, name=item.name)
        return
    if isinstance(item, Fact) and DEPTH[item.subject] < DEPTH[reader.subjects[subject]]:
        kinds = (name_of("subjects", item.subject), name_of("subjects", reader.subjects[subject]))
        reader.report("ANS-24", key.place, key=key.text, of=kinds[0], here=kinds[1], id=subject)
        return
    if (subject, fact_id) in answers:
        first = answers[subject, fact_id].place
        reader.report("ANS-25", key.place, key=key.text, id=fact_id, first=first)
        return
    answer = _answer(reader, item, key, node)
    if answer is not None:
        answers[subject, fact_id] = answer


def _answer(reader: AnswersReader, item: Fact | Derived, key: Scalar, node: Node) -> Answer | None:
    if not isinstance(node, Mapping):
        value = read_slot(reader, slot_of(item, key.text, reader.library), node)
        if value is INVALID:
            return None
        if faults := state_faults(item, "known", ""):
            reader.refuse(faults, key.place, what=f"{key.text}（{item.name}）")
        return Answer(state="known", value=value, place=key.place)
    what = f"{key.text}（{item.name}）"
    reader.check_keys(node, _ANSWER_KEYS, what)
    state, value = _state(reader, node, what), _value(reader, item, key, node)
    said = _said(reader, node, what)
    day = reader.optional_day(node, "date", what)
    if INVALID in (state, value):
        return None
    if faults := state_faults(item, state, said.note):
        place = key.place if state == "known" else (node.get("state") or node).place
        if reader.refuse(faults, place, what=what) is INVALID:
            return None
    return Answer(
        state=state,
        value=value,
        grade=said.grade,
        evidence=said.evidence,
        by=said.by,
        date=day,
        note=said.note,
        place=key.place,
    )


def _said(reader: AnswersReader, node: Mapping, what: str) -> _Said:
    evidence = reader.cited(node)
    notes = [reader.optional_text(node, part, what, lines=True) for part in ("reason", "note")]
    note = "\n".join(part for part in notes if part)
    return _Said(reader.grade(evidence), evidence, reader.optional_text(node, "by", what), note)


def _value(reader: AnswersReader, item: Fact | Derived, key: Scalar, node: Mapping) -> AnswerValue:
    value_node = node.get("value")
    return None if value_node is None else read_slot(reader, slot_of(item, key.text, reader.library), value_node)


def _state(reader: AnswersReader, node: Mapping, what: str) -> State:
    state_node = node.get("state")
    if (state_node is None) == (node.get("value") is None):
        return reader.report("ANS-18", node.place, what=what)  # type: ignore[no-any-return]
    if state_node is None:
        return "known"
    return reader.one_of(state_node, f"{what}.state", _STATES)  # type: ignore[no-any-return]
