"""The changes of a city as lines for a terminal. Pure."""

from __future__ import annotations

from diagnostics.city.count.city_records import cell_text
from diagnostics.city.count.outlook_records import CityChange
from diagnostics.city.show.city_outlook_tables import tables_of_change
from diagnostics.cli.text.tables import table
from diagnostics.words.catalogue import say


def change_lines(change: CityChange) -> list[str]:
    """Return the tables that page and brief print too, and how many firms differ."""
    lines: list[str] = []
    for each in tables_of_change(change):
        rows = [[cell_text(cell) for cell in row] for row in each.rows]
        lines += [each.title, *table(list(each.heads), rows, ["right" if n else "left" for n in each.numeric])]
        lines += [each.note, ""] if each.note else [""]
    return [*lines, say("board_outlook", "changed_firms", n=len(change.firms))]
