"""Answers of invented firms about their levels: they fit an ability, yearly figures, a platform's print."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import date
from typing import Any

from diagnostics.city.practice.synthetic_shape import city_shape

Json = dict[str, Any]


def level_answers(chance: random.Random, ability: float, seen: Mapping[str, Any]) -> Json:
    """Return answers to the questions about levels, higher for abler firms; some are left open.

    Args:
        chance: the draws of this firm.
        ability: standard normal over the city.
        seen: who answered, when, and on what evidence.
    """
    shape = city_shape()["levels"]
    found: Json = {}
    for name, options in shape["choices"].items():
        found[name] = {"value": options[_place(chance, ability, len(options))], **seen}
    for name, options in shape["several"].items():
        number = _place(chance, ability, len(options) + 1)
        found[name] = {"value": options[:number], **seen}
    for name in shape["shares"]["ids"]:
        total = chance.randint(10, 200)
        part = round(total * min(max(chance.gauss(0.35 + 0.18 * ability, 0.15), 0), 1))
        found[name] = {"value": [part, total], **seen}
    return {name: each for name, each in found.items() if chance.random() >= shape["left_open"]}


def _place(chance: random.Random, ability: float, number: int) -> int:
    """Return a place in a list from worst to best."""
    place = round(chance.gauss((0.45 + 0.22 * ability) * (number - 1), 0.6))
    return min(max(place, 0), number - 1)


def yearly_and_printed(chance: random.Random, ability: float, day: date) -> Json:
    """Return the figures of the last years and, of some firms, what a platform printed before the visit."""
    shape = city_shape()["levels"]
    found: Json = {}
    if chance.random() < shape["years"]:
        revenue = round(10 ** chance.gauss(3.8, 0.35))
        growth, share = 1 + chance.gauss(0.08, 0.08), min(max(chance.gauss(0.8, 0.1), 0.3), 1)
        found["years"] = [
            {
                "year": day.year - back, "revenue_wan": (whole := round(revenue / growth**back)),
                "main_revenue_wan": round(whole * share),
                "rd_wan": round(whole * min(max(chance.gauss(0.04, 0.015), 0.005), 0.15)),
            }
            for back in (2, 1)
        ]  # fmt: skip
    if chance.random() < shape["printed"]:
        level = min(max(round(chance.gauss(1.4 + 0.6 * ability, 0.5)), 1), 4)
        printed = {"instrument": "digital_level", "level": level, "platform": "平台（虚构）", "date": day.isoformat()}
        found["official_results"] = [{**printed, "receipt": f"XN-{chance.randint(10000, 99999)}"}]
    return found
