"""What state the firm is in: what a platform or bureau has printed beside what this diagnosis saw, place by place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from diagnostics.model.document import DocumentCell, Table, Tone
from diagnostics.model.results.report_input import Reach, ReportInput
from diagnostics.model.results.results import OVERALL, StandardResult
from diagnostics.report.chapters.advice.criteria_part import counts_words, is_historic
from diagnostics.report.chapters.owner.level_box import short_name
from diagnostics.report.chapters.owner.owner_table import Row, owner_table
from diagnostics.report.chapters.state.cloud_part import cloud_view
from diagnostics.report.chapters.state.tier_part import sites_of
from diagnostics.report.words.labels import Labels, date_words, level_words
from diagnostics.report.words.level_words import borderline_words, official_level, reached_words
from diagnostics.words.catalogue import say
from diagnostics.words.names import without_remark
from diagnostics.words.numbers import day

_RESULTS = "official_results"
_CODE = re.compile(r"^[A-Z]\d+ ?")  # C2 业务软件: the number of a step says nothing to an owner


def state_table(given: ReportInput, labels: Labels) -> dict[str, Table]:
    """Return the table of what is official and what is ours, by id; empty where nothing is judged."""
    rows: list[Row] = [*_levels(given, labels), *_cloud(given), *_sets(given, labels)]
    return {"owner_state": owner_table("owner_state", "state", rows, (6, 6, 8.6))} if rows else {}


def _row(given: ReportInput, name: str, official: str, ours: str, tone: Tone = "plain") -> Row:
    """A row; where nothing official is there it says so, or that nobody has asked."""
    open_ones = {each.item for each in given.owed if each.is_open}
    nothing = say("owner", "printed_open") if _RESULTS in open_ones else say("report", "none")
    return (DocumentCell(name, strong=True), official or nothing, DocumentCell(ours, tone=tone))


# ---- titles ----


def titles_line(given: ReportInput, labels: Labels) -> str:
    """Return the titles that the firm holds or has held, until when; empty where it named none."""
    table, told = given.library.tables.get("titles"), []
    tiers = {each.id: each for each in table.fields} if table else {}
    for row in given.firm.rows.get("titles", ()):
        end, name = row.values.get("valid_to"), labels.cell(tiers["tier"], row)
        key = "title_open" if not isinstance(end, date) else "title_over" if end < given.as_of else "title_until"
        told.append(say("owner", key, name=name, date=day(end) if isinstance(end, date) else ""))
    return "；".join(told)


# ---- levels ----


def _levels(given: ReportInput, labels: Labels) -> Iterator[Row]:
    """Yield a row per standard that ends in a level and per site of it."""
    for name, result in given.standards.items():
        if OVERALL not in result.ladders:
            continue
        for subject, own in sites_of(given, result).items():
            where = without_remark(labels.subject(subject))
            title = say("owner", "at_place", name=short_name(given, name), where=where) if where else ""
            yield _row(given, title or short_name(given, name), _printed(own), _ours(given, name, subject, own))


def _printed(own: StandardResult) -> str:
    level = official_level(own)
    if not level or own.official is None:
        return ""
    return say("owner", "printed", level=level, date=date_words(own.official.date))


def _ours(given: ReportInput, name: str, subject: str, own: StandardResult) -> str:
    line, ladder = given.borderline(name, subject), own.ladders[OVERALL]
    level, proved = borderline_words(line) if line else reached_words(ladder), level_words(ladder.verified)
    return say("owner", "level_same" if level == proved else "level_two", level=level, proved=proved)


# ---- the cloud and the sets ----


def _cloud(given: ReportInput) -> Iterator[Row]:
    view = cloud_view(given)
    if view is None:
        return
    asked = view.depth != say("report", "level_not_yet")
    depth = _CODE.sub("", view.depth)
    told = say("owner", "cloud_depth", status=view.status, depth=depth) if asked else view.status
    told = view.meaning if view.exempt else told
    yield _row(given, say("report", "cloud_label"), say("owner", "not_asked") if view.exempt else "", told, view.tone)


def _sets(given: ReportInput, labels: Labels) -> Iterator[Row]:
    """Yield per family of recognitions what is held, and the lowest step that is not."""
    groups: dict[str, list[Reach]] = {}
    for each in (reach for reach in given.reaches if reach.best):
        groups.setdefault(each.criteria.family or each.criteria.jurisdiction, []).append(each)
    for group in sorted(groups.values(), key=lambda group: (group[0].summary.mark, group[0].criteria.id)):
        for held in (each for each in group if each.held):
            yield _row(given, _title(held, labels), _held(given, held), "")
        ahead = [each for each in group if not each.held]
        above = {each.criteria.next for each in ahead}
        lowest = [each for each in ahead if each.criteria.id not in above] or ahead
        if lowest:
            best = min(lowest, key=lambda each: (each.unsure, each.missing))
            old = say("owner", "historic") if is_historic(best) else ""
            yield _row(given, _title(best, labels), "", say("owner", "set", counts=counts_words(best), old=old))


def _held(given: ReportInput, reach: Reach) -> str:
    """Return that a recognition is held, since the day of the newest result that says so."""
    by = reach.criteria.held_by
    rows = given.firm.rows.get(_RESULTS, ()) if by is not None else ()
    days = [
        when
        for row in rows
        if by is not None
        and row.values.get("instrument") == by.instrument
        and isinstance(when := row.values.get("date"), date)
        and when <= given.as_of
    ]
    return say("owner", "held_on", date=day(max(days))) if days else say("owner", "held")


def _title(reach: Reach, labels: Labels) -> str:
    title, where = without_remark(reach.summary.title), without_remark(labels.subject(reach.subject))
    return say("owner", "at_place", name=title, where=where) if where else title
