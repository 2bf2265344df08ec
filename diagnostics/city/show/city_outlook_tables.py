"""Tables of a city about the way to its targets, the definitions side by side, and what changed since. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from diagnostics.city.count.attribution import CAUSES
from diagnostics.city.count.city_records import CityFigures, CityTable, TableCell
from diagnostics.city.count.count_records import NOTHING, Forecast
from diagnostics.city.count.outlook_records import CityChange, OtherTarget
from diagnostics.words.catalogue import name_of, say
from diagnostics.words.numbers import day, number, percent, rounded

TOPIC = "board_outlook"


def _table(table_id: str, heads: Sequence[str], rows: list[tuple[TableCell, ...]], note: str = "") -> CityTable:
    titles = tuple(say(TOPIC, f"head_{key}") for key in heads)
    return CityTable(id=table_id, title=say(TOPIC, f"part_{table_id}"), heads=titles, rows=tuple(rows), note=note)


# ---- definitions ----------------------------------------------------------------------------------------------------


def reconciliation_tables(city: CityFigures) -> Iterator[CityTable]:
    """Return the definitions, and why they differ."""
    found = city.reconciliation
    if found is None:
        return
    rows: list[tuple[TableCell, ...]] = [
        (definition.name, definition.firms, definition.only_verified, definition.only_here)
        for definition in found.definitions
    ]
    note = say(TOPIC, "note_definitions")
    yield _table("definitions", ("definition", "firms", "only_verified", "only_here"), rows, note)
    reasons: list[tuple[TableCell, ...]] = [
        (definition.name, words, firms) for definition in found.definitions for words, firms in definition.reasons
    ]
    reasons += [(name_of("reconcile", "reported"), words, firms) for words, firms in found.outside]
    yield _table("definition_reasons", ("definition", "why", "firms"), reasons)


# ---- the way to the targets -----------------------------------------------------------------------------------------


def outlook_tables(city: CityFigures) -> Iterator[CityTable]:
    """Return past, forecast, the nearest firms, whom to visit next, and the other targets."""
    found = city.outlook
    if found is None:
        return
    past: list[tuple[TableCell, ...]] = [
        (day(each.date), each.share.den, each.share.num, each.share) for each in found.history
    ]
    yield _table("history", ("date", "population", "counted", "rate"), past, say(TOPIC, "note_history"))
    drawn = [_forecast(target.name, target.forecast) for target in city.targets if target.forecast is not None]
    heads: tuple[str, ...] = ("target", "until", "median", "low", "high", "chance", "expected", "earliest", "latest")
    yield _table("forecast", heads, drawn, method_line(city) if drawn else "")
    near: list[tuple[TableCell, ...]] = [
        (each.name, each.code, each.status, each.reason, each.group or NOTHING, _exempt(exempt=each.exempt))
        for each in found.nearest
    ]
    heads = ("firm", "code", "status", "missing", "group", "exempt")
    yield _table("nearest", heads, near, say(TOPIC, "note_nearest", n=len(near)))
    visits: list[tuple[TableCell, ...]] = [(visit.group, visit.firms, "、".join(visit.names)) for visit in found.visits]
    yield _table("visits", ("group", "one_visit", "names"), visits, say(TOPIC, "note_visits"))
    others = [_other(other) for other in found.others]
    heads = ("target", "date", "wanted", "now", "of", "result", "mark")
    yield _table("other_targets", heads, others, say(TOPIC, "note_others"))


def method_line(city: CityFigures) -> str:
    """Return in words how the forecast is made and how well it did on cities whose future is known."""
    made = next((target.forecast for target in city.targets if target.forecast is not None), None)
    if made is None or city.outlook is None:
        return say(TOPIC, "no_forecast")
    record = city.outlook.calibration
    return say(
        TOPIC, "method", n=made.quarters, level=percent(made.level, 0), cities=record.simulated,
        inside=percent(record.inside), error=number(record.mean_error), firms=record.simulated_firms,
    )  # fmt: skip


def _forecast(name: str, made: Forecast) -> tuple[TableCell, ...]:
    counts = tuple(int(rounded(each)) for each in (made.median, made.low, made.high))
    far = say(TOPIC, "not_in_sight")
    days = tuple(far if each is None else day(each) for each in (made.expected, made.earliest, made.latest))
    return (name, day(made.until), *counts, percent(made.chance, 0), *days)


def _exempt(*, exempt: bool) -> str:
    if exempt:
        return say("board", "yes")
    return NOTHING


def _other(each: OtherTarget) -> tuple[TableCell, ...]:
    wanted = f"{number(each.target)}{each.unit}"
    mark = name_of("marks", each.mark)
    if each.value is None:
        return each.name, each.date, wanted, NOTHING, each.of, say(TOPIC, "not_recorded"), mark
    state = say(TOPIC, "at_target" if each.value >= each.target else "below_target")
    return each.name, each.date, wanted, f"{number(each.value)}{each.unit}", each.of, state, mark


# ---- what changed ---------------------------------------------------------------------------------------------------


def change_tables(city: CityFigures) -> Iterator[CityTable]:
    """Return the comparison with an earlier picture, where one was asked for."""
    if city.change is not None:
        yield from tables_of_change(city.change)


def tables_of_change(found: CityChange) -> Iterator[CityTable]:
    """Return every figure before and after with its causes, and how levels moved."""
    rows: list[tuple[TableCell, ...]] = [
        (line.name, line.before, line.after, line.joined, line.left, *(float(line.causes[key]) for key in CAUSES))
        for line in found.lines
    ]
    heads = ("figure", "before", "after", "joined", "left", *CAUSES)
    since = {"before": day(found.before), "after": day(found.after)}
    counts = {"both": found.both, "joined": found.joined, "left": found.left}
    changed = {"facts": found.facts_changed, "evidence": found.evidence_changed}
    same = "same_content" if found.content_before == found.content_after else "other_content"
    note = say(TOPIC, "note_changes", **since, **counts, **changed) + say(TOPIC, same)
    yield _table("changes", heads, rows, note)
    moves: list[tuple[TableCell, ...]] = [
        (
            move.title, say(TOPIC, f"kind_{move.kind}"), move.up, move.same, move.down, move.decided, move.undecided,
        )
        for move in found.moves
    ]  # fmt: skip
    yield _table("moves", ("standard", "kind", "up", "same", "down", "decided", "undecided"), moves)
