"""Tables about the firm itself: profile, titles, years, visit, equipment, systems, evidence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from diagnostics.model.content.expressions import FactRef, RowCount, RowValue, walk
from diagnostics.model.content.facts import Field
from diagnostics.model.document import DocumentCell, Table
from diagnostics.model.firm.answers import Row
from diagnostics.model.results.dates import due_state
from diagnostics.model.results.report_input import AnsweredFact, KeyFigure, ReportInput
from diagnostics.model.results.results import OVERALL
from diagnostics.report.chapters.state.tier_part import is_tiered
from diagnostics.report.words.labels import NOTHING, Labels, date_words, mark_words
from diagnostics.report.words.tables import by_id, make_table
from diagnostics.words.catalogue import name_of, say
from diagnostics.words.names import without_remark
from diagnostics.words.numbers import number

_SHOWN_YEARS = 3
_DAYS_A_MONTH = 30.4


def firm_tables(given: ReportInput, labels: Labels) -> dict[str, Table]:
    """Return the tables about the firm that have rows, by id."""
    tables = [
        _titles(given, labels),
        _years(given, labels),
        _official(given, labels),
        _profile(given),
        _evidence(given),
        _equipment(given, labels),
        _systems(given, labels),
        _equipment_figures(given),
    ]
    return by_id(tables)


# ---- profile ----


def _profile(given: ReportInput) -> Table:
    """Everything that was asked of the firm's profile, in the order of the questionnaire."""
    profile = {fact.id for fact in given.library.facts.values() if fact.profile}
    sections = Counter(answer.section for answer in given.answers if answer.fact in profile)
    main = max(sections, key=lambda name: sections[name], default="")
    known = [
        answer
        for answer in given.answers
        if answer.state == "known" and (answer.fact in profile or answer.section == main)
    ]
    rows = [(each.name, each.value, _said(each)) for each in known]
    head = [(say("report", "code"), given.firm.code or NOTHING, "")]
    return make_table("profile", [*head, *rows], (3, 8, 3), "lll")


def _said(each: AnsweredFact) -> str:
    return "，".join(part for part in (each.by, name_of("grades", each.grade.name) if each.by else "") if part)


def _titles(given: ReportInput, labels: Labels) -> Table:
    table = given.library.tables.get("titles")
    rows = []
    for row in given.firm.rows.get("titles", ()) if table else ():
        cells = {field.id: labels.cell(field, row) for field in table.fields} if table else {}
        valid = _validity(row, given.as_of)
        rows.append((
            cells.get("tier", NOTHING), cells.get("number", NOTHING), cells.get("valid_from", NOTHING),
            cells.get("valid_to", NOTHING), valid, labels.evidence(row.evidence) or NOTHING,
        ))  # fmt: skip
    return make_table("titles", rows, (5, 5, 3, 3, 5, 2.4), "llcclc")


def _validity(row: Row, as_of: date) -> DocumentCell:
    end = row.values.get("valid_to")
    if not isinstance(end, date):
        return DocumentCell(say("report", "title_no_end"), tone="warn")
    if due_state(end, as_of) == "past":
        return DocumentCell(say("report", "title_over"), tone="bad")
    months = int((end - as_of).days / _DAYS_A_MONTH)
    return DocumentCell(say("report", "title_valid", months=months), tone="good" if months >= 6 else "warn")


def _years(given: ReportInput, labels: Labels) -> Table:
    """One row per figure, one column per year; a year between others stands as missing, one before all is left out."""
    table = given.library.tables.get("years")
    wanted = [given.as_of.year - back for back in range(_SHOWN_YEARS, 0, -1)]
    found = {row.values.get("year"): row for row in given.firm.rows.get("years", ())}
    while wanted and Fraction(wanted[0]) not in found:
        wanted = wanted[1:]
    years = [found.get(Fraction(year)) for year in wanted]
    rows = []
    for field in table.fields if table and any(years) else ():
        values = [labels.cell(field, row) if row else say("report", "year_missing") for row in years]
        if field.id != "year" and any(row and row.values.get(field.id) is not None for row in years):
            change = [_change(field, *years[-2:])] if len(years) > 1 else []
            rows.append((labels.head(field), *values, *change))
    last = [say("report", "change")] if len(years) > 1 else []
    heads = (say("report", "figure"), *(say("report", "year", year=year) for year in wanted), *last)
    return make_table("years", rows, (5, *(3 for _ in heads[1:])), f"l{'r' * len(heads[1:])}", heads=heads)


def _change(field: Field, old: Row | None, new: Row | None) -> str:
    """Return the change of the last year: percent of the old value, for percentages the difference in points."""
    before, after = (row.values.get(field.id) if row else None for row in (old, new))
    if not isinstance(before, Fraction) or not isinstance(after, Fraction):
        return NOTHING
    sign = "+" if after > before else ""
    if field.type == "percent" or field.unit == "%":
        return say("report", "points", points=f"{sign}{number(after - before, 2)}")
    return f"{sign}{number((after - before) / before * 100, 1)}%" if before > 0 else NOTHING


def _official(given: ReportInput, labels: Labels) -> Table:
    """Return the table of the platforms' results; no other results are official."""
    table = given.library.tables.get("official_results")
    rows = []
    for row in given.firm.rows.get("official_results", ()) if table else ():
        cells = {field.id: labels.cell(field, row) for field in table.fields} if table else {}
        names = ("instrument", "level", "score", "platform", "date", "receipt")
        rows.append((labels.subject_or_firm(row.subject), *(cells.get(name, NOTHING) for name in names)))
    return make_table("official", rows, (3, 5, 2, 2, 5, 3, 5), "llrrlcl")


# ---- how it was found out ----


def _speakers(given: ReportInput) -> str:
    """Return who answered how many questions, most first, and how many of them are verified."""
    said = Counter(answer.by for answer in given.answers if answer.by)
    proved = Counter(answer.by for answer in given.answers if answer.by and answer.verified and answer.state == "known")
    ordered = sorted(said.items(), key=lambda item: (-item[1], item[0]))
    return "、".join(say("report", "speaker", who=who, n=n, proved=proved[who]) for who, n in ordered)


def _evidence(given: ReportInput) -> Table:
    rows = []
    for at, each in enumerate(given.firm.evidence, start=1):
        kept = say("report", "kept" if each.kept else "viewed")
        seen = "，".join(part for part in (each.by, each.date.isoformat() if each.date else "") if part)
        what = "\n".join(part for part in (each.number, each.note) if part)
        rows.append((str(at), each.kind, what or NOTHING, name_of("grades", each.grade.name), seen or NOTHING, kept))
    return make_table("evidence", rows, (1.4, 4, 9, 3, 4, 3), "cllllc")


# ---- what there is ----


def _equipment(given: ReportInput, labels: Labels) -> Table:
    table = given.library.tables.get("equipment")
    rows = given.firm.rows.get("equipment", ())
    if table is None:
        return make_table("equipment", (), (1,), "l", heads=("",))
    several = len({row.subject for row in rows}) > 1
    shown = [
        (
            *((labels.subject_or_firm(row.subject),) if several else ()),
            *(labels.cell(field, row) for field in table.fields),
        )
        for row in rows
    ]
    if shown:
        shown.append(_equipment_sum(table.fields, rows, several))
    heads = (*((say("report", "place"),) if several else ()), *(field.name for field in table.fields))
    widths = (*((3,) if several else ()), *(4 if field.type == "text" else 2 for field in table.fields))
    aligns = ("l" if several else "") + "".join(_letter(field) for field in table.fields)
    return make_table("equipment", shown, widths, aligns, heads=heads)


def _letter(field: Field) -> str:
    return {"number": "r", "percent": "r", "bool": "c", "date": "c"}.get(field.type, "l")


def _equipment_sum(fields: tuple[Field, ...], rows: tuple[Row, ...], several: bool) -> tuple[str, ...]:
    """The last row: sums of the columns that are complete."""
    cells = [say("report", "sum")] if several else []
    for field in fields:
        values = [row.values.get(field.id) for row in rows]
        numbers = [value for value in values if isinstance(value, Fraction)]
        complete = field.type == "number" and len(numbers) == len(rows)
        cells.append(number(sum(numbers, Fraction(0)), 0) if complete else "")
    if not several and not cells[0]:
        cells[0] = say("report", "sum")
    return tuple(cells)


def _equipment_figures(given: ReportInput) -> Table:
    """Figures that are computed from the equipment table, and only from it; each name says its denominator."""
    rows = []
    for figure in _rates(given):
        proved = say("report", "verified" if figure.verified else "not_verified")
        rows.append((figure.name, figure.value, proved, mark_words(figure.mark)))
    return make_table("equipment_figures", rows, (9, 3, 3, 5), "lrcl")


def _rates(given: ReportInput) -> list[KeyFigure]:
    derived = given.library.derived
    return [
        figure
        for figure in given.key_figures
        if derived[figure.fact].type == "percent" and _rests_on(given, figure.fact) == {"equipment"}
    ]


def _rests_on(given: ReportInput, fact: str) -> set[str]:
    value = given.library.derived[fact].value
    return {part.table for part in walk(value) if isinstance(part, RowValue | RowCount)} if value else set()


def _systems(given: ReportInput, labels: Labels) -> Table:
    table = given.library.tables.get("systems")
    rows = given.firm.rows.get("systems", ())
    names = ("name", "category_item", "deploy_mode", "provider", "start_date", "end_date", "annual_fee_wan")
    fields = [found for name in names if table and (found := table.field_named(name))]
    shown = [(*(_entry(labels, field, row) for field in fields), labels.proof(row.grade, row.evidence)) for row in rows]
    heads = (*(labels.head(field) for field in fields), say("report", "proof"))
    widths = (*({"name": 5.0, "category_item": 4.0, "provider": 4.0}.get(field.id, 3.0) for field in fields), 3.4)
    aligns = "".join(_letter(field) for field in fields) + "l"
    return make_table("systems", shown, widths, aligns, heads=heads)


def _entry(labels: Labels, field: Field, row: Row) -> str:
    """A cell of the ledger; what an option takes in stands in the questionnaire."""
    text = labels.cell(field, row)
    return without_remark(text) if field.options else text


def base_lines(given: ReportInput, labels: Labels) -> list[str]:
    """Network, data, systems and security: the answers of the sections at the server room, and those on systems.

    Answers that read the same are one line.
    """
    asked = {section.id for section in given.library.sections.values() if section.who == "it" and not section.optional}
    scored = _scored_facts(given)
    names: dict[tuple[str, str, str], list[str]] = {}
    for answer in given.answers:
        if answer.section in asked and answer.fact in scored and answer.state == "known":
            note = say("levels", "base_note", note=answer.note.rstrip("。")) if answer.note else ""
            proof = labels.evidence(answer.evidence) or name_of("grades", answer.grade.name)
            names.setdefault((answer.value, note, proof), []).append(answer.name)
    return [
        say("levels", "base_line", name="、".join(found), value=value, note=note, proof=proof)
        for (value, note, proof), found in names.items()
    ]


def rates_sentence(given: ReportInput) -> str:
    """Return the figures of the equipment table in one sentence: unproved ones are marked, the zeros named last."""
    texts, zeros = [], []
    for figure in _rates(given):
        proved = "" if figure.verified else say("levels", "rate_stated")
        if figure.number:
            texts.append(say("levels", "rate", name=figure.name, value=figure.value, proved=proved))
        else:
            zeros.append(f"{without_remark(figure.name)}{proved}")
    if zeros:
        texts.append(say("levels", "rates_none", names="、".join(dict.fromkeys(zeros))))
    return "，".join(texts)


def _scored_facts(given: ReportInput) -> set[str]:
    """Facts behind the points of what ends in a level and is not judged level by level; the rest has its own part."""
    standards = (given.library.standards[name] for name in given.standards)
    plain = (standard for standard in standards if standard.ladder(OVERALL) and not is_tiered(standard))
    points = [node.points for each in plain for node in each.nodes if node.points is not None]
    return {part.fact for point in points for part in walk(point) if isinstance(part, FactRef)}


# ---- sentences ----


def yearly_sentence(given: ReportInput) -> str:
    """Return one sentence on the last year: revenue, its change, people; empty when last year's revenue is missing."""
    found = {row.values.get("year"): row.values for row in given.firm.rows.get("years", ())}
    last, before = (found.get(Fraction(given.as_of.year - back), {}) for back in (1, 2))
    revenue, old, people = last.get("revenue_wan"), before.get("revenue_wan"), last.get("employees")
    if not isinstance(revenue, Fraction):
        return ""
    text = say("report", "year_revenue", year=given.as_of.year - 1, revenue=number(revenue, 2))
    if isinstance(old, Fraction) and old > 0:
        key = "revenue_up" if revenue > old else "revenue_down" if revenue < old else "revenue_flat"
        text += say("report", key, change=number(abs(revenue - old) / old * 100, 1))
    if isinstance(people, Fraction) and people:
        text += say("report", "year_people", people=number(people, 0))
    return text + "。"


def visit_lines(given: ReportInput) -> Iterator[tuple[str, str]]:
    """Return the notes of the visit as label and text in a fixed order; other keys stay in the answers file."""
    visit = given.firm.visit
    for key in ("date", "days", "mode", "team", "interviewees"):
        text = visit.get(key, "")
        if text and not (key == "date" and "days" in visit):
            yield say("report", f"visit_{key}"), date_words(text)
    speakers = _speakers(given)
    if speakers:
        yield say("report", "visit_speakers"), speakers
