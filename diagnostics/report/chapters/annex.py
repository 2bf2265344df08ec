"""The annex: every answer with who, when and what proves it; the documents that the results rest on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from diagnostics.model.content.policies import Source
from diagnostics.model.document import DocumentCell, Table
from diagnostics.model.results.report_input import AnsweredFact, ReportInput
from diagnostics.report.words.labels import NOTHING, Labels, mark_words
from diagnostics.report.words.tables import by_id, make_table
from diagnostics.words.catalogue import name_of, say
from diagnostics.words.names import without_remark


def annex_tables(given: ReportInput, labels: Labels) -> dict[str, Table]:
    """Return the tables of the annex that have rows, by id."""
    return by_id([_answers(given, labels), _sources(given), _tailored(given)])


def answer_counts(given: ReportInput) -> str:
    """Return how the answers came about: asked, suggested by a topic card and confirmed, or given in writing."""
    found = Counter(answer.how for answer in given.answers)
    kinds = {"asked": "counts_asked", "suggested_confirmed": "counts_confirmed", "": "counts_file"}
    parts = [say("levels", key, n=found[how]) for how, key in kinds.items() if found[how]]
    if not parts:
        return ""
    counts = say("levels", "counts", n=len(given.answers), parts="，".join(parts))
    return counts + (say("levels", "counts_suggested") if found["suggested_confirmed"] else "")


_ANSWER_WIDTHS = (5, 5.2, 2.8, 2.9, 2.5, 2.2, 4.6)


def _answers(given: ReportInput, labels: Labels) -> Table:
    """Every answer, under the names of the parts of the interview."""
    rows: list[Sequence[DocumentCell | str]] = []
    section, rest = None, ("",) * (len(_ANSWER_WIDTHS) - 1)
    for answer in given.answers:
        if answer.section != section:
            section = answer.section
            found = given.library.sections.get(section)
            rows.append(
                (
                    DocumentCell(without_remark(found.name) if found else say("report", "other_answers"), strong=True),
                    *rest,
                )
            )
        rows.append(_answer(answer, labels))
    return make_table("answers", rows, _ANSWER_WIDTHS, "lllclll")


def _answer(each: AnsweredFact, labels: Labels) -> tuple[str, ...]:
    where = labels.subject_or_firm(each.subject) if labels.subject(each.subject) else ""
    name = say("report", "answer_of", name=each.name, where=where) if where else each.name
    value = each.value if each.state == "known" else name_of("answer_states", each.state)
    proof = name_of("grades", each.grade.name) if each.state in {"known", "na"} else NOTHING
    if each.state == "known" and each.verified and not each.evidence:
        proof = say("report", "as_given")
    when = each.date.isoformat() if each.date else NOTHING
    numbers = labels.evidence_numbers(each.evidence) or NOTHING
    return name, value, each.by or NOTHING, when, proof, numbers, _noted(each)


def _noted(each: AnsweredFact) -> str:
    """The note; of a suggestion that was only confirmed it says so, for ever."""
    if each.how != "suggested_confirmed":
        return each.note or NOTHING
    how = name_of("how", each.how)
    return say("cards", "noted", note=each.note, how=how) if each.note else how


def _sources(given: ReportInput) -> Table:
    rows = [
        (source.title, source.number or NOTHING, source.issuer, source.date or NOTHING, mark_words(source.mark))
        for source in used_sources(given)
    ]
    return make_table("sources", rows, (9, 5, 5, 3, 4), "lllcl")


def used_sources(given: ReportInput) -> Iterator[Source]:
    """Yield the documents behind the standards and the default sets, best sources first."""
    library = given.library
    standards = [library.standards[name] for name in given.standards]
    sets = [library.criteria[summary.id] for summary in given.summaries if summary.default]
    ids: dict[str, None] = {}
    for standard in standards:
        ids |= dict.fromkeys(standard.source)
        ids |= {source: None for node in standard.nodes for source in node.source}
    for criteria in sets:
        ids |= dict.fromkeys(criteria.source)
        ids |= {source: None for criterion in criteria.conditions for source in criterion.source}
    yield from sorted((library.sources[each] for each in ids if each in library.sources), key=lambda each: each.mark)


def _tailored(given: ReportInput) -> Table:
    names = {node.id: node.name for standard in given.library.standards.values() for node in standard.nodes}
    rows = [(names.get(each, NOTHING), reason) for each, reason in given.firm.tailored.items()]
    return make_table("tailored", rows, (5, 12), "ll")
