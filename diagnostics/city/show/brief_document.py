"""The officer's brief 《××诊断服务情况》 as a document; the renderers of reports make a DOCX of it. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from diagnostics.city.count.city_records import CityFigures, CityTable, cell_text
from diagnostics.city.count.population import UNNAMED
from diagnostics.city.show.city_outlook_tables import method_line
from diagnostics.city.show.city_tables import basis_line, city_tables, ends_line
from diagnostics.model.document import (
    Align,
    Block,
    Document,
    DocumentCell,
    Heading,
    ListBlock,
    MetaItem,
    Paragraph,
    Run,
    Table,
)
from diagnostics.words.catalogue import say
from diagnostics.words.numbers import day

MOST_NEAR = 10


def brief_document(city: CityFigures, batch: str = "") -> Document:
    """Return the brief; `batch` names what it is about in its title."""
    title = say("board", "brief_title", batch=batch or say("board", "brief_batch"))
    meta = (
        MetaItem(say("board", "brief_meta_date"), day(city.as_of)),
        MetaItem(say("board", "brief_meta_known"), day(city.known_at)),
        MetaItem(say("board", "brief_meta_list"), city.list_name),
        MetaItem(say("board", "brief_meta_rules"), city.rules),
    )
    return Document(title=title, blocks=tuple(_blocks(city)), meta=meta)


def _blocks(city: CityFigures) -> Iterator[Block]:
    tables = city_tables(city)
    yield _heading("overview")
    yield from _overview(city)
    yield _heading("process")
    yield from _progress(city, tables)
    yield _heading("coverage")
    names = ["coverage", "statuses", "depth", *(f"by_{breakdown.id}" for breakdown in city.breakdowns)]
    yield from _printed(tables, *names, "definitions", "definition_reasons")
    yield _heading("targets")
    yield from _way(city, tables)
    if city.change is not None:
        yield _heading("change")
        yield from _printed(tables, "changes", "moves")
    yield _heading("levels")
    yield from _printed(tables, *(f"levels_{level.standard}" for level in city.levels))
    yield _heading("apply")
    yield _body(_apply(city))
    sure = sum(policy.ready > 0 for policy in city.policies)  # they come first
    policies = replace(tables["policies"], rows=tables["policies"].rows[:sure])
    yield from _printed({**tables, "policies": policies}, "criteria", "policies")
    if sure < len(city.policies):
        yield _body(say("board", "brief_to_verify", n=len(city.policies) - sure))
    yield _heading("lists")
    yield _body(say("board", "brief_lists", **{each.id: each.entries for each in city.lists}))
    yield from _printed(tables, "lists")
    if city.ends:
        yield _body(say("board", "brief_ends", counts=ends_line(city)))
    yield _heading("providers")
    if city.providers is None:
        yield _body(say("board", "brief_no_process"))
    yield from _printed(tables, "providers")
    yield _heading("decisions")
    if city.decisions:
        yield ListBlock(tuple((Run(decision.text),) for decision in city.decisions), ordered=True)
    else:
        yield _body(say("board", "brief_no_decisions"))
    yield _heading("basis")
    yield _body(basis_line(city) + "。")


def _overview(city: CityFigures) -> Iterator[Block]:
    if city.fictitious:
        yield Paragraph((Run(say("board", "fictitious", n=city.fictitious), bold=True),))
    intro = say("board", "brief_intro", as_of=day(city.as_of), files=city.files, n=city.population, list=city.list_name)
    head = city.headline
    covered = say(
        "board", "brief_covered", name=head.name, text=head.text, num=head.num, den=head.den, gap=city.gap,
        without=city.gap_without_exempt,
    )  # fmt: skip
    yield _body(intro + covered)
    for breakdown in city.breakdowns[:1]:
        groups = [group for group in breakdown.groups if group.population and group.id != UNNAMED]
        if len(groups) > 1:
            best = max(groups, key=lambda each: each.headline.num / each.headline.den)
            worst = max(groups, key=lambda each: each.gap)
            yield _body(
                say("board", "brief_best", by=breakdown.name, best=best.name, best_text=best.headline.text,
                    worst=worst.name, worst_gap=worst.gap)
            )  # fmt: skip


def _progress(city: CityFigures, tables: dict[str, CityTable]) -> Iterator[Block]:
    if city.process is None:
        yield _body(say("board", "brief_no_process"))
        return
    waiting = sum(each.firms for each in city.process if each.id == "not_started")
    started = sum(each.firms for each in city.process) - waiting
    late = sum(each.late for each in city.process)
    yield _body(say("board", "brief_process", started=started, waiting=waiting, late=late))
    yield from _printed(tables, "process")


def _way(city: CityFigures, tables: dict[str, CityTable]) -> Iterator[Block]:
    """The targets and how to get there; of the nearest firms so many as a meeting can go through."""
    if not city.targets:
        yield _body(say("board", "brief_no_targets"))
    for target in city.targets:
        if target.is_empty:
            yield _body(say("board", "target_empty", name=target.name, day=day(target.date)))
        elif target.then is not None:
            key = "brief_then_reached" if target.reached_then else "brief_then_missed"
            yield _body(
                say("board", key, name=target.name, day=day(target.date), then=target.then.text, num=target.then.num,
                    den=target.then.den, now=target.figure.text, n=target.missing)
            )  # fmt: skip
        elif target.pace is not None and not target.reached:
            yield _body(
                say("board", "brief_pace", name=target.name, day=day(target.date), n=target.missing,
                    months=target.months, pace=target.pace)
            )  # fmt: skip
    yield from _printed(tables, "targets", "history", "forecast")
    if city.outlook is not None and "forecast" in tables and not tables["forecast"].rows:
        yield Paragraph((Run(method_line(city)),), "note")
    if "nearest" in tables:
        near = tables["nearest"]
        few = replace(near, rows=near.rows[:MOST_NEAR], note=say("board_outlook", "note_nearest_brief", n=MOST_NEAR))
        yield from _printed({**tables, "nearest": few if len(near.rows) > MOST_NEAR else near}, "visits", "nearest")
    yield from _printed(tables, "other_targets")


def _apply(city: CityFigures) -> str:
    shown = {each.id for each in city.criteria}
    able = sum(
        any(name in shown and claimed in ("met", "likely_met") for name, (claimed, _) in firm.verdicts.items())
        for firm in city.firms
    )
    funded = sum(any(claimed == "eligible" for claimed, _ in firm.outcomes.values()) for firm in city.firms)
    return say("board", "brief_apply", n=able, policies=funded)


def _heading(key: str) -> Heading:
    return Heading(1, say("board", f"brief_head_{key}"), f"city-{key}")


def _body(text: str) -> Paragraph:
    return Paragraph((Run(text),))


def _printed(tables: dict[str, CityTable], *names: str) -> Iterator[Block]:
    for name in names:
        table = tables.get(name)
        if table is not None and table.rows:
            yield _table(table)
            if table.note:
                yield Paragraph((Run(table.note),), "note")


def _table(table: CityTable) -> Table:
    rows = table.rows
    aligns: tuple[Align, ...] = tuple("right" if each else "left" for each in table.numeric)
    longest = [max(len(cell_text(row[at])) for row in (table.heads, *rows)) for at in range(len(table.heads))]
    widths = tuple(float(min(max(each, 5), 22)) for each in longest)
    cells = tuple(tuple(DocumentCell(cell_text(each)) for each in row) for row in rows)
    return Table(
        id=f"city-{table.id}", caption=table.title, heads=table.heads, widths=widths, aligns=aligns, rows=cells
    )
