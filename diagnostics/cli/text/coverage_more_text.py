"""Reconciliation and outlook of the coverage for a terminal. Pure: records in, lines out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from diagnostics.city.count.count_records import Forecast, Target
from diagnostics.city.count.definitions import VERIFIED
from diagnostics.city.count.outlook_records import Apart, Definition, OtherTarget, Outlook, Reconciliation
from diagnostics.city.count.shares import status_names
from diagnostics.cli.text.score_text import NOTHING
from diagnostics.cli.text.tables import table
from diagnostics.model.content.library import Library
from diagnostics.words.catalogue import name_of, say
from diagnostics.words.numbers import number, percent

MOST_FIRMS = 10


def reconciliation_lines(found: Reconciliation, library: Library) -> list[str]:
    """Return the number of each definition, then how each leads over to the verified one and which firms differ."""
    names = status_names(next(iter(library.coverages.values())), library)
    rows = [[definition.name, str(definition.firms)] for definition in found.definitions]
    lines = table([say("reconcile", "head"), say("cli", "head_firms")], rows, ["left", "right"])
    verified = next(definition.firms for definition in found.definitions if definition.id == VERIFIED)
    for definition in found.definitions:
        if definition.id != VERIFIED:
            lines += ["", *_bridge(definition, verified, names)]
    if found.strays:
        counts = Counter(stray.reason for stray in found.strays)
        lines += ["", *(say("reconcile", reason, n=n) for reason, n in sorted(counts.items()))]
    return lines


def _bridge(definition: Definition, verified: int, names: Mapping[str, str]) -> list[str]:
    bridge = say(
        "reconcile", "bridge", name=definition.name, verified=verified, only_verified=definition.only_verified,
        only_here=definition.only_here, here=definition.firms,
    )  # fmt: skip
    missing = _firms(definition.missing, say("reconcile", "firms_only_verified"), names)
    return [bridge, *missing, *_firms(definition.further, say("reconcile", "firms_only_here"), names)]


def _firms(firms: Sequence[Apart], title: str, names: Mapping[str, str]) -> list[str]:
    if not firms:
        return []
    reasons = Counter((firm.reason, firm.status) for firm in firms)
    lines = [f"  {title}"]
    for (reason, status), n in sorted(reasons.items(), key=lambda item: -item[1]):
        lines.append(say("reconcile", "reason", n=n, reason=name_of("reconcile", reason), status=names[status]))
    lines += [f"    {firm.code}  {firm.name}" for firm in firms[:MOST_FIRMS]]
    return lines + ([say("reconcile", "more", n=len(firms) - MOST_FIRMS)] if len(firms) > MOST_FIRMS else [])


def outlook_lines(outlook: Outlook) -> list[str]:
    """Return pace, forecast with its method and its record, the nearest firms, whom to visit, other targets."""
    lines = [line for target in outlook.targets for line in _target(target)]
    record = outlook.calibration
    lines.append(
        say(
            "outlook", "calibration", level=percent(record.level, 0), inside=percent(record.inside),
            cities=record.simulated, error=number(record.mean_error), firms=record.simulated_firms,
            quarters_known=record.known, quarters_ahead=record.ahead,
        )
    )  # fmt: skip
    rows = [[each.name, each.status, each.reason] for each in outlook.nearest]
    if rows:
        heads = [say("outlook", key) for key in ("head_firm", "head_status", "head_reason")]
        lines += ["", say("outlook", "nearest"), *table(heads, rows, ["left", "left", "left"])]
    visits = [say("outlook", "visit", group=visit.group, n=visit.firms) for visit in outlook.visits]
    lines += ["", say("outlook", "visit_next"), *visits] if visits else []
    rows = [[other.name, f"{number(other.target)}{other.unit}", _value(other)] for other in outlook.others]
    heads = [say("outlook", key) for key in ("head_target", "head_wanted", "head_now")]
    return [*lines, "", say("outlook", "others"), *table(heads, rows, ["left", "right", "right"])] if rows else lines


def _target(target: Target) -> list[str]:
    head = say(
        "outlook", "target", name=target.title, date=target.date.isoformat(), counted=target.figure.num,
        population=target.figure.den, missing=target.missing,
    )  # fmt: skip
    if target.is_empty:
        state = say("outlook", "empty")
    elif target.then is not None:
        key = "past_reached" if target.reached_then else "past_missed"
        state = say("outlook", key, counted=target.then.num, population=target.then.den)
    else:
        state = say("outlook", "pace", months=target.months, pace=target.pace)
    drawn = target.forecast
    return [head, state, *([say("outlook", "no_forecast")] if drawn is None else _forecast(drawn))]


def _forecast(drawn: Forecast) -> list[str]:
    far = say("outlook", "not_in_sight")
    ends = {"expected": drawn.expected, "earliest": drawn.earliest, "latest": drawn.latest}
    days = {key: far if day is None else day.isoformat() for key, day in ends.items()}
    level = percent(drawn.level, 0)
    counts = {key: number(n, 0) for key, n in (("median", drawn.median), ("low", drawn.low), ("high", drawn.high))}
    return [
        say(
            "outlook", "forecast", **counts, n=drawn.quarters, date=drawn.until.isoformat(), level=level,
            chance=percent(drawn.chance),
        ),
        say("outlook", "expected_never") if drawn.earliest is None else say("outlook", "expected", **days, level=level),
    ]  # fmt: skip


def _value(each: OtherTarget) -> str:
    return NOTHING if each.value is None else f"{number(each.value)}{each.unit}"
