"""The headline figure over the past quarters and where it leads, as the coordinates of a small drawing. Pure."""

from __future__ import annotations

from datetime import date
from typing import Any

from diagnostics.city.count.city_records import CityFigures
from diagnostics.city.count.count_records import Forecast
from diagnostics.words.catalogue import say
from diagnostics.words.numbers import day, percent, rounded

WIDTH, HEIGHT = 920, 360
LEFT, RIGHT, TOP, BOTTOM = 64, 820, 24, 318
GRID = (0, 25, 50, 75, 100)


def progress_chart(city: CityFigures) -> dict[str, Any] | None:
    """Return the drawing in pixels of its own; None where the past was not asked for or nobody was on the list."""
    past = [each for each in city.outlook.history if each.share.den] if city.outlook else []
    if len(past) < 2:
        return None
    targets = [target for target in city.targets if target.figure.id == city.headline.id]
    drawn = next((target.forecast for target in reversed(targets) if target.forecast is not None), None)
    first, last = past[0].date, max([past[-1].date, *([drawn.until] if drawn else [])])

    def x(when: date) -> float:
        return round(LEFT + (RIGHT - LEFT) * (when - first).days / max((last - first).days, 1), 1)

    def y(part: float) -> float:
        return round(BOTTOM - (BOTTOM - TOP) * part, 1)

    points = [
        {
            "x": x(each.date), "y": y(each.share.num / each.share.den),
            "text": each.share.text if at in {0, len(past) - 1} else "",
            "day": f"{each.date:%Y-%m}" if at % 2 == 0 else "",
        }
        for at, each in enumerate(past)
    ]  # fmt: skip
    return {
        "title": say("board_outlook", "chart"), "width": WIDTH, "height": HEIGHT, "left": LEFT, "right": RIGHT,
        "top": TOP, "bottom": BOTTOM, "label": _label(city, drawn), "points": points,
        "past": " ".join(f"{point['x']},{point['y']}" for point in points),
        "grid": [{"y": y(each / 100), "text": f"{each}%"} for each in GRID],
        "goals": [
            {"x": x(target.date), "text": f"{target.date:%Y-%m}"} for target in targets if first <= target.date <= last
        ],
        "bands": [_band(points[-1], drawn, past[-1].share.den, x(drawn.until), y)] if drawn else [],
    }  # fmt: skip


def _band(now: dict[str, Any], drawn: Forecast, population: int, x: float, y: Any) -> dict[str, Any]:
    """From today's point to the interval at its date; the list stays as long as it is."""
    low, middle, high = (y(each / population) for each in (drawn.low, drawn.median, drawn.high))
    return {
        "x": x, "y": middle, "text": percent(drawn.median / population),
        "area": f"{now['x']},{now['y']} {x},{high} {x},{low}", "line": f"{now['x']},{now['y']} {x},{middle}",
    }  # fmt: skip


def _label(city: CityFigures, drawn: Forecast | None) -> str:
    assert city.outlook is not None
    first, last = city.outlook.history[0], city.outlook.history[-1]
    label = say(
        "board_outlook", "chart_label", first=day(first.date), first_share=first.share.text, last=day(last.date),
        last_share=last.share.text,
    )  # fmt: skip
    if drawn is None:
        return label
    counts = {key: int(rounded(getattr(drawn, key))) for key in ("median", "low", "high")}
    level = percent(drawn.level, 0)
    return label + say("board_outlook", "chart_label_forecast", until=day(drawn.until), level=level, **counts)
