"""The way to the targets and the definitions side by side, as records of the city. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

from diagnostics.city.ahead.pace import pace_to
from diagnostics.city.count.city_records import (
    NOTHING,
    Definition,
    Forecast,
    NearFirm,
    OtherTarget,
    Outlook,
    PastPoint,
    Reconciliation,
    Share,
    Target,
    Visit,
)
from diagnostics.city.count.population import rule_of
from diagnostics.model.content.library import Library
from diagnostics.model.content.policies import Coverage, Rounding
from diagnostics.words.catalogue import name_of, say
from diagnostics.words.numbers import number

Json = Mapping[str, Any]
MOST_NAMED = 5


def share_text(num: int, den: int, rounding: Rounding) -> str:
    """Return firms of firms as a percentage as the rules of a metric say; “—” of nobody."""
    if den == 0:
        return NOTHING
    exact = Fraction(num, den) * 100
    shown = exact if num == den else min(exact, Fraction(rounding.below_full))
    return f"{number(shown, rounding.decimals, trim=False)}%"


def status_names(rules: Coverage, library: Library, rule: str = "") -> dict[str, str]:
    """Return the names of the statuses of a rule, by default of the one that is counted."""
    found = rule_of(library, rules, rule)
    return {**{each.id: each.name for each in found.cases}, found.otherwise.id: found.otherwise.name}


# ---- targets --------------------------------------------------------------------------------------------------------


def city_targets(
    found: Sequence[Json], shares: Mapping[str, Share], rules: Coverage, as_of: date, outlook: Json | None
) -> tuple[Target, ...]:
    """Return every target of the metric and, where the way to them was asked for, a new date beside them.

    Args:
        found: the targets of the coverage.
        shares: its figures.
        outlook: what `toward_target` says, or None.
    """
    drawn = {each["id"]: each for each in outlook["targets"]} if outlook else {}
    known = {each["id"] for each in found}
    further = [{**each, "reached": each["missing"] == 0} for each in drawn.values() if each["id"] not in known]
    return tuple(_target(each, drawn.get(each["id"]), shares, rules, as_of) for each in (*found, *further))


def _target(found: Json, drawn: Json | None, shares: Mapping[str, Share], rules: Coverage, as_of: date) -> Target:
    figure, day, past = shares[found["figure"]], date.fromisoformat(found["date"]), bool(found["past"])
    pace = pace_to(Fraction(str(found["at_least"])), figure.num, figure.den, as_of=as_of, day=day)
    then = None
    if drawn is not None and past:
        num, den = drawn["result"]["counted"], drawn["result"]["population"]
        then = replace(figure, num=num, den=den, text=share_text(num, den, rules.rounding))
    name = found["name"] if found["id"] in {each.id for each in rules.targets} else say("board_outlook", "new_target")
    return Target(
        id=found["id"],
        name=name,
        figure=figure,
        at_least=found["at_least"],
        date=day,
        reached=bool(found["reached"]),
        past=past,
        missing=pace.missing,
        then=then,
        months=pace.months,
        pace=pace.per_month,
        forecast=None if drawn is None or drawn["forecast"] is None else _forecast(drawn["forecast"]),
    )


def _forecast(drawn: Json) -> Forecast:
    days = [None if each is None else date.fromisoformat(each) for each in (drawn[f"{k}_date"] for k in _DAYS)]
    return Forecast(
        until=date.fromisoformat(drawn["date"]),
        median=drawn["median"],
        low=drawn["low"],
        high=drawn["high"],
        level=drawn["level"],
        chance=drawn["chance"],
        expected=days[0],
        earliest=days[1],
        latest=days[2],
        quarters=drawn["quarters_of_history"],
    )


_DAYS = ("expected", "earliest", "latest")


# ---- the way there --------------------------------------------------------------------------------------------------


def outlook_of(found: Json, rules: Coverage, library: Library) -> Outlook:
    """Return what `toward_target` found, in words where a person reads it."""
    names, record = status_names(rules, library), found["calibration"]
    reasons = {each.id: each.name for each in rules.shortfalls}
    near = tuple(
        NearFirm(
            code=each["code"],
            name=each["name"],
            status=names[each["status"]],
            reason=reasons[each["reason"]],
            group=each["group"],
            exempt=bool(each["exempt"]),
        )
        for each in found["nearest"]
    )
    visits = tuple(
        Visit(each["group"] or say("coverage", "no_group"), each["firms"], tuple(each["names"][:MOST_NAMED]))
        for each in found["visit_next"]
    )
    others = tuple(
        OtherTarget(
            id=each["id"],
            name=each["name"],
            target=each["target"],
            unit=each["unit"],
            date=each["date"],
            value=each["value"],
            of=each["of"],
            mark=each["mark"],
        )
        for each in found["other_targets"]
    )
    past = tuple(
        PastPoint(date.fromisoformat(each["date"]), _headline(each["counted"], each["population"], rules))
        for each in found["history"]
    )
    return Outlook(
        history=past,
        level=record["level"],
        inside=record["inside"],
        simulated=record["cities"],
        mean_error=record["mean_error_firms"],
        simulated_firms=record["firms"],
        nearest=near,
        visits=visits,
        others=others,
    )


def _headline(num: int, den: int, rules: Coverage) -> Share:
    head = next((each for each in rules.figures if each.headline), rules.figures[0])
    return Share(
        id=head.id,
        name=head.name,
        num=num,
        den=den,
        text=share_text(num, den, rules.rounding),
        definition=head.definition,
    )


def reconciliation_of(found: Json, rules: Coverage, library: Library) -> Reconciliation:
    """Return the definitions with the reasons for their differences in words."""
    names = status_names(rules, library)
    definitions = []
    for name, firms in found["definitions"].items():
        each = found["against"].get(name)
        apart = [] if each is None else [*each["firms_only_verified"], *each["firms_only_here"]]
        reasons = Counter((one["reason"], one["status"]) for one in apart)
        words = tuple(
            (say("board_outlook", "reason", why=name_of("reconcile", why), status=names[status]), n)
            for (why, status), n in sorted(reasons.items(), key=lambda item: (-item[1], item[0]))
        )
        missing, further = (0, 0) if each is None else (each["only_verified"], each["only_here"])
        definitions.append(
            Definition(
                id=name,
                name=name_of("reconcile", name),
                firms=firms,
                only_verified=missing,
                only_here=further,
                reasons=words,
            )
        )
    outside = Counter(each["reason"] for each in found.get("reported_outside_list", ()))
    words = tuple((say("board_outlook", reason), n) for reason, n in sorted(outside.items()))
    return Reconciliation(tuple(definitions), words)
