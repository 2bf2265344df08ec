"""The records of a city as the JSON that others read: the only place where they become JSON (docs/city.md)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from diagnostics.city.ahead.forecast import METHOD
from diagnostics.city.count.attribution import FigureChange
from diagnostics.city.count.count_records import CityCount, Forecast, Group, Target
from diagnostics.city.count.definitions import VERIFIED
from diagnostics.city.count.outlook_records import (
    Apart,
    BackTest,
    Definition,
    GroupVisit,
    NearFirm,
    Outlook,
    Reconciliation,
)
from diagnostics.city.count.process import FirmProcess, Progress, StepCount
from diagnostics.words.catalogue import say

Json = dict[str, Any]


def coverage_json(count: CityCount) -> Json:
    """Return the coverage as contract.md has it."""
    found: Json = {
        "as_of": count.as_of.isoformat(),
        "known_at": count.known_at.isoformat(),
        "list": count.list_name,
        "rules": count.rules,
        "content": {"fingerprint": count.content, "local": list(count.local)},
        "files": count.files,
        **_group(count.whole),
    }
    if count.depth:
        found["depth"] = {each.id: each.firms for each in count.depth}
    found["stale"] = count.stale
    found["switches"] = dict(count.switches)
    found["targets"] = [
        {
            "id": target.id, "name": target.title, "figure": target.figure.id, "at_least": target.at_least,
            "date": target.date.isoformat(), "reached": target.reached, "past": target.past,
        }
        for target in count.targets
    ]  # fmt: skip
    found["by"] = {
        breakdown.id: {group.id: {"name": group.name, **_group(group)} for group in breakdown.groups}
        for breakdown in count.breakdowns
    }
    return found


def _group(group: Group) -> Json:
    return {
        "population": group.population,
        "statuses": {status.id: status.firms for status in group.statuses},
        "figures": {
            share.id: {"num": share.num, "den": share.den, "value": share.num / share.den if share.den else None}
            for share in group.shares
        },
        "gap": group.gap,
        "gap_without_exempt": group.gap_without_exempt,
    }


# ---- the way to the targets -----------------------------------------------------------------------------------------


def outlook_json(outlook: Outlook) -> Json:
    """Return what `coverage --outlook` adds."""
    return {
        "history": [
            {"date": each.date.isoformat(), "population": each.share.den, "counted": each.share.num}
            for each in outlook.history
        ],
        "targets": [_target(target) for target in outlook.targets],
        "calibration": _calibration(outlook.calibration),
        "nearest": [_near(each) for each in outlook.nearest],
        "visit_next": [_visit(visit) for visit in outlook.visits],
        "other_targets": [
            {
                "id": other.id, "name": other.name, "target": other.target, "unit": other.unit, "date": other.date,
                "value": other.value, "of": other.of, "mark": other.mark,
            }
            for other in outlook.others
        ],
    }  # fmt: skip


def _target(target: Target) -> Json:
    found: Json = {
        "id": target.id, "name": target.title, "figure": target.figure.id, "date": target.date.isoformat(),
        "at_least": target.at_least, "needed": target.needed, "counted": target.figure.num,
        "population": target.figure.den, "missing": target.missing, "past": target.past,
    }  # fmt: skip
    if target.then is not None:
        then = target.then
        found["result"] = {"population": then.den, "counted": then.num, "reached": target.reached_then}
    else:
        found["months_left"], found["pace_per_month"] = target.months, target.pace
    found["forecast"] = None if target.forecast is None else _forecast(target.forecast)
    return found


def _forecast(drawn: Forecast) -> Json:
    days = {name: getattr(drawn, name) for name in ("expected", "earliest", "latest")}
    return {
        "method": METHOD, "level": drawn.level, "date": drawn.until.isoformat(),
        "quarters_of_history": drawn.quarters, "quarters_ahead": drawn.ahead,
        "median": drawn.median, "low": drawn.low, "high": drawn.high, "chance": drawn.chance,
        **{f"{name}_date": None if day is None else day.isoformat() for name, day in days.items()},
    }  # fmt: skip


def _calibration(record: BackTest) -> Json:
    return {
        "method": METHOD, "level": record.level, "cities": record.simulated, "quarters_known": record.known,
        "quarters_ahead": record.ahead, "inside": record.inside, "below": record.below, "above": record.above,
        "mean_error_firms": record.mean_error, "firms": record.simulated_firms,
    }  # fmt: skip


def _near(firm: NearFirm) -> Json:
    return {
        "code": firm.code, "name": firm.name, "status": firm.status_id, "steps": firm.steps,
        "reason": firm.reason_id, "exempt": firm.exempt, "group": firm.group,
    }  # fmt: skip


def _visit(visit: GroupVisit) -> Json:
    return {
        "group": visit.members[0].group, "firms": visit.firms, "codes": [member.code for member in visit.members],
        "names": [member.name for member in visit.members],
    }  # fmt: skip


# ---- definitions ----------------------------------------------------------------------------------------------------


def reconciliation_json(found: Reconciliation) -> Json:
    """Return what `coverage --reconcile` adds."""
    verified = next(definition.firms for definition in found.definitions if definition.id == VERIFIED)
    plain: Json = {
        "population": found.population,
        "definitions": {definition.id: definition.firms for definition in found.definitions},
        "against": {
            definition.id: _difference(definition, verified)
            for definition in found.definitions
            if definition.id != VERIFIED
        },
    }
    if found.strays is not None:
        plain["reported_outside_list"] = [
            {"code": stray.code, "name": stray.name, "reason": stray.reason} for stray in found.strays
        ]
    return plain


def _difference(definition: Definition, verified: int) -> Json:
    return {
        "verified": verified, "only_verified": definition.only_verified, "only_here": definition.only_here,
        "here": definition.firms, "firms_only_verified": [_apart(each) for each in definition.missing],
        "firms_only_here": [_apart(each) for each in definition.further],
    }  # fmt: skip


def _apart(firm: Apart) -> Json:
    return {"code": firm.code, "name": firm.name, "reason": firm.reason, "status": firm.status}


# ---- what changed of a firm -----------------------------------------------------------------------------------------


def changes_json(figures: Sequence[FigureChange]) -> list[Json]:
    """Return the figures of a firm that differ, as `compare` prints them."""
    return [
        {"figure": figure.figure, "before": figure.before, "after": figure.after}
        | (
            {"alone": list(figure.alone), "together": list(figure.together)}
            if figure.shares is None
            else {"shares": dict(figure.shares)}
        )
        for figure in figures
    ]


# ---- how far the diagnoses are --------------------------------------------------------------------------------------


def progress_json(found: Progress) -> Json:
    """Return what `progress` prints."""
    plain: Json = {"as_of": found.day.isoformat(), **_steps(found.whole)}
    if found.by is not None:
        plain["group"] = found.by
        plain["by"] = {
            group.name: {"name": group.name or say("progress", "none"), **_steps(group)} for group in found.groups
        }
    plain["firms"] = [_firm(firm, found) for firm in found.firms]
    return plain


def _steps(count: StepCount) -> Json:
    return {
        "population": count.firms, "states": dict(count.states), "late": count.all_late,
        "late_by_state": dict(count.late),
    }  # fmt: skip


def _firm(firm: FirmProcess, found: Progress) -> Json:
    last = firm.last
    return {
        "code": firm.code, "name": firm.name, "state": firm.state, "since": last.on.isoformat() if last else None,
        "due": firm.due.isoformat() if firm.due else None, "days_late": firm.days_late(found.day, found.rules),
        "who": firm.who or None, "provider": firm.provider or None, "district": firm.district or None,
        "reason": (last.reason or None) if last else None,
    }  # fmt: skip
