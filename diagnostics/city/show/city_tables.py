"""The figures of a city as tables, the same for page, workbook and brief. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from diagnostics.city.count.city_figures import level_names
from diagnostics.city.count.city_firms import FirmLine
from diagnostics.city.count.city_records import CityFigures, CityTable, Opportunity, TableCell
from diagnostics.city.count.count_records import NOTHING, BreakdownFigures, Target
from diagnostics.city.show.city_outlook_tables import change_tables, outlook_tables, reconciliation_tables
from diagnostics.model.content.library import Library
from diagnostics.words.catalogue import name_of, say
from diagnostics.words.numbers import day, number

MOST_ENDS = 50


def _heads(*keys: str) -> tuple[str, ...]:
    return tuple(say("board", f"head_{key}") for key in keys)


def city_tables(city: CityFigures) -> dict[str, CityTable]:
    """Return every table but that of the firms, by id in the order of reading."""
    return {table.id: table for table in _tables(city)}


def _tables(city: CityFigures) -> Iterator[CityTable]:
    yield _coverage(city)
    yield from reconciliation_tables(city)
    yield _targets(city)
    yield from outlook_tables(city)
    yield from change_tables(city)
    yield _statuses(city)
    if city.depth:
        rows = tuple((each.name, each.firms) for each in city.depth)
        yield CityTable(id="depth", title=say("board", "part_depth"), heads=_heads("level", "firms"), rows=rows)
    yield from (_breakdown(breakdown) for breakdown in city.breakdowns)
    yield from _levels(city)
    yield _opportunities(city, city.criteria, "criteria")
    yield _opportunities(city, city.policies, "policies")
    yield from _process(city)
    lists = tuple((each.name, each.entries, each.firms) for each in city.lists)
    note = say("board", "note_lists")
    yield CityTable(
        id="lists", title=say("board", "part_lists"), heads=_heads("list", "entries", "firms"), rows=lists, note=note
    )
    if city.ends:
        yield _ends(city)
    decisions = tuple((decision.text, decision.firms) for decision in city.decisions)
    yield CityTable(
        id="decisions", title=say("board", "part_decisions"), heads=_heads("matter", "firms"), rows=decisions
    )


def _ends(city: CityFigures) -> CityTable:
    """What ends soon, the soonest first, by code: so many rows as one can work through; the note counts all of it."""
    names = {each.rule: each.name for each in city.end_counts}
    rows = tuple((day(each.day), each.days, names[each.rule], each.what, each.code) for each in city.ends[:MOST_ENDS])
    heads = _heads("date", "days_left", "matter", "what", "code")
    note = say("board", "note_ends", counts=ends_line(city), n=len(rows))
    return CityTable(id="ends", title=say("board", "part_ends"), heads=heads, rows=rows, note=note)


def ends_line(city: CityFigures) -> str:
    """Return in words how many firms something ends for soon; empty where the content counts nothing."""
    return "；".join(
        say("board", "end_count", name=each.name, within=each.within, firms=each.firms, n=each.ends)
        for each in city.end_counts
    )


def _coverage(city: CityFigures) -> CityTable:
    rows = tuple((share.name, share.num, share.den, share, share.definition) for share in city.shares)
    heads = _heads("figure", "num", "den", "rate", "definition")
    return CityTable(
        id="coverage", title=say("board", "part_coverage"), heads=heads, rows=rows, note=say("board", "note_coverage")
    )


def target_state(target: Target) -> str:
    """Return in a word how a target stands: a list without a firm has missed nothing."""
    if target.is_empty:
        return say("board", "empty")
    return say("board", "reached" if target.reached else "missed" if target.past else "open")


def _targets(city: CityFigures) -> CityTable:
    """Targets with what is over or still to come; a column that holds for none of them is left out."""
    rows: list[list[TableCell]] = [
        [
            target.name, day(target.date), f"{number(target.at_least)}%", target.figure, target.missing,
            target_state(target),
        ]
        for target in city.targets
    ]  # fmt: skip
    heads = [*_heads("target", "date", "at_least", "now", "missing", "result")]
    if any(target.then for target in city.targets):
        heads += _heads("then")
        for row, each in zip(rows, city.targets, strict=True):
            row.append(each.then or NOTHING)
    if any(target.months is not None for target in city.targets):
        heads += _heads("months", "pace")
        for row, each in zip(rows, city.targets, strict=True):
            row += [NOTHING if value is None else value for value in (each.months, each.pace)]
    note = say("board", "note_targets") if city.targets else ""
    return CityTable(
        id="targets", title=say("board", "part_targets"), heads=tuple(heads), rows=tuple(map(tuple, rows)), note=note
    )


def _statuses(city: CityFigures) -> CityTable:
    rows: list[tuple[TableCell, ...]] = [(status.name, status.firms) for status in city.statuses]
    rows.append((say("board", "total"), city.population))
    return CityTable(
        id="statuses", title=say("board", "part_statuses"), heads=_heads("status", "firms"), rows=tuple(rows)
    )


def _breakdown(breakdown: BreakdownFigures) -> CityTable:
    rows = tuple(
        (group.name, group.population, group.headline.num, group.headline, group.gap, group.gap_without_exempt)
        for group in breakdown.groups
    )
    heads = (breakdown.name, *_heads("firms", "covered", "rate", "gap", "gap_exempt"))
    title = say("board", "part_breakdown", name=breakdown.name)
    return CityTable(id=f"by_{breakdown.id}", title=title, heads=heads, rows=rows, note=say("board", "note_breakdown"))


def _levels(city: CityFigures) -> Iterator[CityTable]:
    for level in city.levels:
        rows = tuple((row.name, row.official, row.claimed, row.verified) for row in level.rows)
        heads = _heads("level", "official", "claimed", "verified")
        note = say("board", "note_levels", n=sum(row.claimed for row in level.rows))
        yield CityTable(
            id=f"levels_{level.standard}",
            title=say("board", "part_levels", title=level.title),
            heads=heads,
            rows=rows,
            note=note,
        )


def _opportunities(city: CityFigures, found: Sequence[Opportunity], name: str) -> CityTable:
    rows: list[tuple[TableCell, ...]] = []
    for each in found:
        own: tuple[int, ...] = (each.ready, each.likely, each.failing)
        if name == "criteria":
            own = (each.ready, each.likely, each.unknown, each.failing, each.not_applicable)
        rows.append((each.name, each.scope, *own, each.verified))
    heads = _heads("policy", "document", "eligible", "to_verify", "not_eligible", "verified_only")
    if name == "criteria":
        heads = _heads("criteria", "scope", "ready", "likely", "unknown", "failing", "not_applicable", "verified_only")
    note = say("board", f"note_{name}", n=city.files)
    return CityTable(id=name, title=say("board", f"part_{name}"), heads=heads, rows=tuple(rows), note=note)


def _process(city: CityFigures) -> Iterator[CityTable]:
    if city.process is not None:
        rows = tuple((each.name, each.firms, each.late) for each in city.process)
        note = say("board", "note_process")
        yield CityTable(
            id="process",
            title=say("board", "part_process"),
            heads=_heads("state", "firms", "late"),
            rows=rows,
            note=note,
        )
    if city.providers is not None:
        lines = tuple(
            (provider.name, provider.firms, provider.started, provider.ended, provider.late)
            for provider in city.providers
        )
        heads = _heads("provider", "firms", "started", "ended", "late")
        yield CityTable(id="providers", title=say("board", "part_providers"), heads=heads, rows=lines)


def firm_table(city: CityFigures, library: Library, *, short: bool = False) -> CityTable:
    """Return one row per firm; `short`: what fits on a page, the rest is in the workbook."""
    heads = list(_heads("code", "name", "listed"))
    heads += [breakdown.name for breakdown in city.breakdowns]
    heads += _heads("cloud")
    for level in city.levels:
        kinds = ("official", "claimed") if short else ("official", "claimed", "verified")
        heads += [say("board", f"head_title_{kind}", title=level.title) for kind in kinds]
    heads += _heads("can") if short else _heads("can", "can_policies", "problems", "needs", "projects")
    heads += () if short else _heads("exempt", "stale")
    if city.process is not None:
        heads += _heads("provider", "state", "who", "due", "days_late")
    rows = tuple(_firm(firm, city, library, short=short) for firm in city.firms)
    return CityTable(id="firms", title=say("board", "part_firms"), heads=tuple(heads), rows=rows)


def _firm(firm: FirmLine, city: CityFigures, library: Library, *, short: bool) -> tuple[TableCell, ...]:
    other = say("board", "other")
    cells: list[TableCell] = [firm.code, firm.name, _yes(firm.listed)]
    cells += [firm.groups.get(breakdown.id, other if firm.listed else "—") for breakdown in city.breakdowns]
    cells.append(firm.status_name or "—")
    for level in city.levels:
        cells += _level_cells(firm, level.standard, library, short=short)
    can = [library.criteria[name].title for name, (claimed, _) in firm.verdicts.items() if claimed in _CAN]
    cells.append("、".join(can) or "—")
    if not short:
        items = {item.id: item.name for policy in library.policies.values() for item in policy.items}
        names = [items[name] for name, (claimed, _) in firm.outcomes.items() if claimed == "eligible"]
        cells += ["、".join(names) or "—", firm.problems, firm.needs, firm.projects]
        cells += [_yes(firm.exempt), _yes(firm.stale)]
    if city.process is not None:
        due = firm.due.isoformat() if firm.due else "—"
        cells += [firm.provider or "—", firm.state or "—", firm.who or "—", due, firm.days_late]
    return tuple(cells)


_CAN = ("met", "likely_met")


def _level_cells(firm: FirmLine, standard: str, library: Library, *, short: bool) -> list[TableCell]:
    names = {0: say("board", "below_first"), **level_names(library, standard)}
    own = firm.levels.get(standard)
    if own is None:
        return ["—"] * (2 if short else 3)
    claimed = say("board", "undecided") if own.claimed is None else names.get(own.claimed, str(own.claimed))
    if own.verified is None:
        claimed = say("board", "not_yet")
    verified, official = (
        "—" if level is None else names.get(level, str(level)) for level in (own.verified, own.official)
    )
    if own.official_sites:
        official = say("board", "official_at", level=official, n=own.official_sites[0], of=own.official_sites[1])
    return [official, claimed] if short else [official, claimed, verified]


def _yes(value: bool) -> str:
    return say("board", "yes" if value else "no")


def basis_line(city: CityFigures) -> str:
    """Return what every figure rests on: both dates, list, rules and their mark, version of the content."""
    return say(
        "board", "basis", as_of=city.as_of, known_at=city.known_at, list=city.list_name, n=city.population,
        files=city.files, rules=city.rules, mark=name_of("marks", city.mark), content=city.content,
    )  # fmt: skip
