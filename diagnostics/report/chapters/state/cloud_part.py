"""The chapter on the cloud: status, depth, services, what the next depth needs; the chain stands apart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from diagnostics.model.content.standards import FirstMatch, RowUse, Standard
from diagnostics.model.document import Table, Tone
from diagnostics.model.firm.answers import Row
from diagnostics.model.results.report_input import LevelNeed, ReportInput
from diagnostics.model.results.results import ScoreFigure, StandardResult
from diagnostics.report.chapters.state.level_part import dimension_table
from diagnostics.report.words.labels import NOTHING, Labels, level_words, mark_words, score_words
from diagnostics.report.words.tables import by_id, make_table
from diagnostics.words.catalogue import counted, say
from diagnostics.words.numbers import number, percent

_TOLD = {"status", "depth", "chain"}


@dataclass(frozen=True, kw_only=True)
class CloudView:
    """The words of the narrative about the cloud."""

    status: str
    meaning: str
    tone: Tone
    mark: str
    depth: str
    depth_meaning: str
    next_depth: str
    next_needs: tuple[str, ...]
    chain: str
    chain_facts: tuple[tuple[str, str], ...]
    score: str
    verified: str
    share: str
    enough: bool
    label: str
    missing: tuple[str, ...]
    services: str
    flags: tuple[str, ...]
    exempt: bool


def ledger_standard(given: ReportInput) -> Standard | None:
    """Return the standard that rests on the rows of a ledger and has the statuses that the chapter tells."""
    judged = (given.library.standards[name] for name in given.standards)
    return next((each for each in judged if each.ledger and {rule.id for rule in each.first_match} >= _TOLD), None)


def uses_of(given: ReportInput) -> tuple[RowUse, ...]:
    """Return the ways in which the rows of the ledger count, in their order."""
    standard = ledger_standard(given)
    return standard.ledger.uses if standard is not None and standard.ledger is not None else ()


def cloud_view(given: ReportInput) -> CloudView | None:
    """Return the cloud's results in words; None where the content has no cloud standard."""
    standard = ledger_standard(given)
    if standard is None:
        return None
    result = given.standards[standard.id]
    rules = {each.id: each for each in standard.first_match}
    status, meaning, tone = _named(rules["status"], result)
    depth, depth_meaning, _ = _named(rules["depth"], result)
    exempt = standard.id in given.exempt
    if exempt:
        status, meaning, tone = say("report", "cloud_exempt"), say("report", "cloud_exempt_meaning"), "muted"
    score = result.score or ScoreFigure(value=None, min=None, max=None, verified=None)
    asked = result.statuses[rules["depth"].id] is not None
    need = next((each for each in given.level_needs if each.standard == standard.id and asked), None)
    return CloudView(
        status=status,
        meaning=meaning,
        tone=tone,
        mark=mark_words(rules["status"].mark),
        depth=depth,
        depth_meaning=depth_meaning,
        next_depth=need.name if need else "",
        next_needs=_next_needs(need) if need else (),
        chain=_named(rules["chain"], result)[0],
        chain_facts=_chain_facts(given),
        score=score_words(score.value, None, None, standard.unit),
        verified=NOTHING if score.verified is None else number(score.verified, 2),
        share="" if score.answered_share is None else percent(score.answered_share, 0),
        enough=result.enough,
        label=standard.label,
        missing=tuple(_missing(standard, result)),
        services=_services(result),
        flags=tuple(_flags(result)),
        exempt=exempt,
    )


def _named(rule: FirstMatch, result: StandardResult) -> tuple[str, str, Tone]:
    """Return name, meaning and tone of the status that holds; 尚未 where nobody was asked."""
    case = rule.statuses.get(result.statuses[rule.id] or "")
    return (level_words(None), "", "muted") if case is None else (case.name, case.meaning, case.tone)


def _next_needs(need: LevelNeed) -> tuple[str, ...]:
    """Return what is done for the next depth, else what it still lacks."""
    return tuple(change.text for change in need.changes if change.do) or need.texts


def _chain_facts(given: ReportInput) -> tuple[tuple[str, str], ...]:
    found = [answer for answer in given.answers if answer.fact.startswith("chain_") and answer.state == "known"]
    return tuple((each.name, each.value) for each in found)


def _missing(standard: Standard, result: StandardResult) -> list[str]:
    leaves = [node for node in standard.nodes if node.is_leaf]
    return [node.name for node in leaves if result.nodes[node.id].answered_share == 0.0]


_COUNTED = ("running", "verified", "ended", "not_counting")


def _services(result: StandardResult) -> str:
    """Return how many services run, are proved, have ended."""
    values = result.outputs.get("services")
    if not isinstance(values, Mapping):
        return ""
    counts = {key: int(have) if isinstance(have := values.get(key), float) else 0 for key in _COUNTED}
    text = counted("cloud_counts", counts)
    return say("cloud_words", "counted", counts=text) if text else ""


def _flags(result: StandardResult) -> list[str]:
    values = result.outputs.get("flags")
    raised = [key for key, have in values.items() if have == 1.0] if isinstance(values, Mapping) else []
    return [say("report", f"cloud_flag_{key}") for key in raised]


# ---- services ----


def cloud_tables(given: ReportInput, labels: Labels) -> dict[str, Table]:
    """Return the tables of the chapter that have rows, by id."""
    standard = ledger_standard(given)
    if standard is None:
        return {}
    services = _service_table(given, labels)
    if standard.id in given.exempt:
        return by_id([services])
    return by_id([services, dimension_table(given, standard, given.standards[standard.id])])


def rows_with_use(given: ReportInput, table: str) -> Iterator[tuple[Row, RowUse | None]]:
    """Yield the rows of a table with how each counts; None where it does not, or where no standard rests on them."""
    rows = given.firm.rows.get(table, ())
    yield from zip(rows, given.uses.get(table, (None,) * len(rows)), strict=True)


def _service_table(given: ReportInput, labels: Labels) -> Table:
    table = given.library.tables.get("systems")
    rows = []
    for row, use in rows_with_use(given, "systems") if table else ():
        if use is not None and not use.apart:
            cells = {field.id: labels.cell(field, row) for field in table.fields} if table else {}
            period = _period(cells["start_date"], cells["end_date"])
            proof = labels.proof(row.grade, row.evidence)
            rows.append((cells["name"], cells["category_item"], period, proof, use.name))
    return make_table("services", rows, (5, 5, 4, 3.4, 4), "lllll")


def _period(start: str, end: str) -> str:
    if start == NOTHING and end == NOTHING:
        return say("report", "no_dates")
    return say("report", "from_to", start=start, end=say("report", "no_end") if end == NOTHING else end)


def services_by_kind(given: ReportInput) -> dict[str, dict[str, int]]:
    """Return how many rows of the system ledger there are per kind of service and use."""
    found: dict[str, dict[str, int]] = {}
    for row, use in rows_with_use(given, "systems"):
        if use is not None:
            kind = use.id if use.apart else str(row.values.get("category_item", "")).split("_")[0]
            counts = found.setdefault(kind, {each.id: 0 for each in uses_of(given)})
            counts[use.id] += 1
    return found
