"""The figures of a city as one HTML page: no network, readable without script, for a projector and for paper."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from diagnostics.city.count.city_records import CityFigures, cell_text
from diagnostics.city.count.count_records import Share
from diagnostics.city.show.city_chart import progress_chart
from diagnostics.city.show.city_tables import basis_line, city_tables, firm_table, target_state
from diagnostics.content.root import content_root
from diagnostics.model.content.library import Library
from diagnostics.words.catalogue import say
from diagnostics.words.numbers import day, number

FOLDER = ("reports", "templates", "city")
# Where the embedded fonts go; no value can look like it: `<` is escaped.
_FONT_SLOT = "<style>\n/* fonts */"


def render_dashboard(
    city: CityFigures,
    library: Library,
    *,
    fonts: str = "sans-serif",
    embed: Callable[[str], str] | None = None,
    content: Sequence[Path] = (),
) -> str:
    """Return the page as text (to be written as UTF-8).

    Args:
        fonts: the font stack, as CSS.
        embed: makes the CSS of the fonts that hold the characters of the page; None embeds nothing.
        content: folders laid over the shipped content; `reports/templates/city` of a later one wins, file by file.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    folders = [root.joinpath(*FOLDER) for root in (content_root(), *content)]
    loader = FileSystemLoader([str(folder) for folder in reversed(folders)], encoding="utf-8")
    environment = Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    css, js = (_read(folders, name) for name in ("dashboard.css", "dashboard.js"))
    tables = city_tables(city)
    page = environment.get_template("dashboard.html.j2").render(
        city=city, say=say, share_type=Share, tables=tables, firm_table=firm_table(city, library, short=True),
        basis=basis_line(city), css=Markup(css.replace("$FONTS", fonts)), js=Markup(js), boxes=_boxes(city), day=day,
        number=number, is_share=lambda cell: isinstance(cell, Share), text=cell_text,
        is_number=lambda cell: isinstance(cell, int | float),
        status_column=3 + len(city.breakdowns), groups=_groups(city), chart=progress_chart(city),
    )  # fmt: skip
    page = "\n".join(line.rstrip() for line in page.split("\n") if line.strip()) + "\n"
    return page.replace(_FONT_SLOT, "<style>\n" + (embed(page) if embed else ""), 1)


def _read(folders: Sequence[Path], name: str) -> str:
    text = [path for folder in folders if (path := folder / name).is_file()][-1].read_text(encoding="utf-8")
    if "</" in text:
        raise ValueError(f"{name} must not contain '</': it would end its element")
    return text


def _boxes(city: CityFigures) -> list[dict[str, Any]]:
    """The figures at the top: the one that counts with its target, then gap, list, and what is not surveyed yet."""
    head = city.headline
    target = next((each for each in city.targets if each.figure.id == head.id), None)
    note = say("board", "no_target")
    if target is not None:
        state = target_state(target)
        note = say("board", "target_box", at_least=number(target.at_least), day=day(target.date), state=state)
    boxes: list[dict[str, Any]] = [
        {
            "label": head.name, "value": head.text, "unit": "", "note": note, "share": head.num / max(head.den, 1),
            "of": say("board", "of_firms", num=head.num, den=head.den),
            "target": float(target.at_least) if target else None,
        }
    ]  # fmt: skip
    unit = say("board", "unit")
    without = say("board", "gap_note", n=city.gap_without_exempt)
    boxes.append({"label": say("board", "gap_box"), "value": city.gap, "unit": unit, "note": without})
    read = say("board", "population_note", n=city.files)
    boxes.append({"label": say("board", "population_box"), "value": city.population, "unit": unit, "note": read})
    for share in city.shares[1:3]:
        of = say("board", "of_firms", num=share.num, den=share.den)
        boxes.append({"label": share.name, "value": share.text, "unit": "", "note": of})
    return boxes


def _groups(city: CityFigures) -> list[tuple[str, list[str]]]:
    """The heads of the page: a part of the page and the tables that stand in it."""
    coverage = ["coverage", "definitions", "definition_reasons", "statuses", "depth"]
    return [
        (say("board", "brief_head_coverage"), [*coverage, *(f"by_{breakdown.id}" for breakdown in city.breakdowns)]),
        (say("board", "brief_head_targets"), list(_WAY)),
        (say("board", "brief_head_change"), ["changes", "moves"]),
        (say("board", "brief_head_levels"), [f"levels_{level.standard}" for level in city.levels]),
        (say("board", "part_work"), ["process", "providers", "ends", "lists"]),
        (say("board", "brief_head_apply"), ["criteria", "policies"]),
    ]


_WAY = ("targets", "forecast", "history", "visits", "nearest", "other_targets")


def dashboard_name() -> str:
    """Return the file name of the page."""
    return f"{say('board', 'file_dashboard')}.html"
