"""Which measures of an earlier plan were carried out, read off what the firm has and says now. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from diagnostics.briefing.outlook import planner_for, request_for
from diagnostics.diagnosis.diagnose import Diagnosis
from diagnostics.model.content.facts import FactTable
from diagnostics.model.content.library import Library
from diagnostics.model.content.remedies import Remedy
from diagnostics.model.firm.answers import Answer, AnswerValue, FirmAnswers, Row
from diagnostics.model.results.since import Done
from diagnostics.planning.effects import apply_effects
from diagnostics.planning.offers import LOWEST_KIND

# A part of a measure's effect that is still missing: a fact of a subject, or a row of a table.
Place = tuple[str, str]


@dataclass(frozen=True)
class CarriedOut:
    """What became of a measure, and the facts and tables in which it shows."""

    done: Done
    shows: frozenset[str] = frozenset()


def carried_out(names: Iterable[str], before: Diagnosis, now: Diagnosis) -> dict[str, CarriedOut]:
    """Return what became of measures (offers by their id) of a plan that was made on the diagnosis before.

    A measure is done where the firm has the thing now and had it not, or where nothing is left of what the measure was
    to bring about; it is begun where less is left than was. What nobody answered this time shows nothing either way.
    """
    remedies = planner_for(before, request_for(before)).library.remedies
    return {name: _became(remedies.get(name), before, now) for name in names}


def _became(remedy: Remedy | None, before: Diagnosis, now: Diagnosis) -> CarriedOut:
    if remedy is None:
        return CarriedOut("unseen")
    # the same day for both: only what the firm has counts, not for how long it has had it
    was, left = (_left(remedy, each.firm, now.firm, before.library, now.as_of) for each in (before, now))
    shows = frozenset(name for _, name in was - left)
    if _has(remedy, now) and not _has(remedy, before):
        return CarriedOut("done", shows)
    if not was:
        return CarriedOut("unseen")
    return CarriedOut("done" if not left else "partly" if left < was or len(left) < len(was) else "not", shows)


def _has(remedy: Remedy, diagnosis: Diagnosis) -> bool:
    return remedy.has is not None and bool(diagnosis.alone.truth(remedy.has, LOWEST_KIND).must.any())


def _left(remedy: Remedy, firm: FirmAnswers, asked: FirmAnswers, library: Library, as_of: date) -> frozenset[Place]:
    """Return where a measure would still change something in a firm, of what the firm that is asked has answered."""
    after = apply_effects(firm, [remedy], library, as_of)
    parents = {each.id: each.parent for each in firm.subjects}
    facts = {
        (subject, fact)
        for (subject, fact), answer in after.answers.items()
        if answer.value != _held(firm.answers, subject, fact, parents)
        and _held(asked.answers, subject, fact, parents) is not None
    }
    rows = {
        (_identity(library.tables[name], row), name)
        for name, own in after.rows.items()
        if name in asked.rows
        for row in own
        if not any(_same(row, each) for each in firm.rows.get(name, ()))
    }
    return frozenset(facts | rows)


def _held(
    answers: Mapping[tuple[str, str], Answer], subject: str, fact: str, parents: Mapping[str, str]
) -> AnswerValue:
    """Return what counts for a subject: its own answer, else that of the subject above it."""
    while subject and (subject, fact) not in answers:
        subject = parents.get(subject, "")
    found = answers.get((subject, fact))
    return found.value if found is not None else None


def _identity(table: FactTable, row: Row) -> str:
    """Return by what a person knows a row again, whatever stands before it."""
    return "·".join(str(row.values.get(each)) for each in table.key or table.known_by or (table.fields[0].id,))


def _same(wanted: Row, row: Row) -> bool:
    """Whether a row has what is wanted of it, but for since when and until when."""
    return all(isinstance(value, date) or row.values.get(name) == value for name, value in wanted.values.items())
