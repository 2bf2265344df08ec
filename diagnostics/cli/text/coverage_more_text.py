"""Reconciliation and outlook of the coverage for a terminal. Pure: JSON in, lines out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from diagnostics.cli.text.score_text import NOTHING, status_names
from diagnostics.cli.text.tables import table
from diagnostics.model.content.library import Library
from diagnostics.model.content.policies import Coverage
from diagnostics.words.catalogue import name_of, say
from diagnostics.words.numbers import number, percent

Json = Mapping[str, Any]
MOST_FIRMS = 10


def _metric(library: Library) -> Coverage:
    return next(iter(library.coverages.values()))


def _names(library: Library) -> dict[str, str]:
    metric = _metric(library)
    rules = library.standards[metric.standard].first_match
    return next(status_names(rule) for rule in rules if rule.id == metric.first_match)


def reconciliation_lines(found: Json, library: Library) -> list[str]:
    """Return the number of each definition, then how each leads over to the verified one and which firms differ."""
    names = _names(library)
    rows = [[name_of("reconcile", name), str(n)] for name, n in found["definitions"].items()]
    lines = table([say("reconcile", "head"), say("cli", "head_firms")], rows, ["left", "right"])
    for name, each in found["against"].items():
        lines += ["", say("reconcile", "bridge", name=name_of("reconcile", name), **_numbers(each))]
        for part in ("firms_only_verified", "firms_only_here"):
            lines += _firms(each[part], say("reconcile", part), names)
    outside = found.get("reported_outside_list", [])
    if outside:
        counts = Counter(each["reason"] for each in outside)
        lines += ["", *(say("reconcile", reason, n=n) for reason, n in sorted(counts.items()))]
    return lines


def _numbers(each: Json) -> dict[str, int]:
    return {key: each[key] for key in ("verified", "only_verified", "only_here", "here")}


def _firms(firms: Sequence[Json], title: str, names: Mapping[str, str]) -> list[str]:
    if not firms:
        return []
    reasons = Counter((each["reason"], each["status"]) for each in firms)
    lines = [f"  {title}"]
    for (reason, status), n in sorted(reasons.items(), key=lambda item: -item[1]):
        lines.append(say("reconcile", "reason", n=n, reason=name_of("reconcile", reason), status=names[status]))
    lines += [f"    {each['code']}  {each['name']}" for each in firms[:MOST_FIRMS]]
    return lines + ([say("reconcile", "more", n=len(firms) - MOST_FIRMS)] if len(firms) > MOST_FIRMS else [])


def outlook_lines(found: Json, library: Library) -> list[str]:
    """Return pace, forecast with its method and its record, the nearest firms, whom to visit, other targets."""
    lines: list[str] = []
    for target in found["targets"]:
        lines += _target(target)
    record = found["calibration"]
    lines.append(say("outlook", "calibration", **{
        **record, "level": percent(record["level"], 0), "inside": percent(record["inside"]),
        "error": number(record["mean_error_firms"]),
    }))  # fmt: skip
    names, reasons = _names(library), {each.id: each.name for each in _metric(library).shortfalls}
    rows = [[each["name"], names[each["status"]], reasons[each["reason"]]] for each in found["nearest"]]
    if rows:
        heads = [say("outlook", key) for key in ("head_firm", "head_status", "head_reason")]
        lines += ["", say("outlook", "nearest"), *table(heads, rows, ["left", "left", "left"])]
    visits = [say("outlook", "visit", group=each["group"], n=each["firms"]) for each in found["visit_next"]]
    lines += ["", say("outlook", "visit_next"), *visits] if visits else []
    rows = [[each["name"], f"{number(each['target'])}{each['unit']}", _value(each)] for each in found["other_targets"]]
    heads = [say("outlook", key) for key in ("head_target", "head_wanted", "head_now")]
    return [*lines, "", say("outlook", "others"), *table(heads, rows, ["left", "right", "right"])] if rows else lines


def _target(target: Json) -> list[str]:
    head = say(
        "outlook", "target", **{key: target[key] for key in ("name", "date", "counted", "population", "missing")}
    )
    lines = [head]
    drawn = target["forecast"]
    if not target["population"]:
        lines.append(say("outlook", "empty"))
    elif target["past"]:
        result = target["result"]
        state = "past_reached" if result["reached"] else "past_missed"
        lines.append(say("outlook", state, counted=result["counted"], population=result["population"]))
    else:
        lines.append(say("outlook", "pace", months=target["months_left"], pace=target["pace_per_month"]))
    return [*lines, say("outlook", "no_forecast")] if drawn is None else [*lines, *_forecast(drawn)]


def _forecast(drawn: Json) -> list[str]:
    shown = {key: number(drawn[key], 0) for key in ("median", "low", "high")}
    far = say("outlook", "not_in_sight")
    days = {key: drawn[f"{key}_date"] or far for key in ("expected", "earliest", "latest")}
    level, chance = percent(drawn["level"], 0), percent(drawn["chance"])
    counts = {"n": drawn["quarters_of_history"], "date": drawn["date"]}
    never = drawn["earliest_date"] is None
    return [
        say("outlook", "forecast", **shown, **counts, level=level, chance=chance),
        say("outlook", "expected_never") if never else say("outlook", "expected", **days, level=level),
    ]


def _value(each: Json) -> str:
    return NOTHING if each["value"] is None else f"{number(each['value'])}{each['unit']}"
