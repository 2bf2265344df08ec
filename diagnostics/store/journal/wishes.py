"""What was fixed for every plan as JSON of the journal, and back, exactly."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from diagnostics.model.results.plans import OwnProject, PlanWishes, Range


def wishes_to_json(wishes: PlanWishes) -> dict[str, Any]:
    """Return wishes as JSON; `wishes_from_json` gives the same back."""
    return {
        "pinned": dict(wishes.pinned),
        "excluded": dict(wishes.excluded),
        "prices": {name: {"cost": _texts(price), "reason": reason} for name, (price, reason) in wishes.prices.items()},
        "projects": [
            {
                "id": each.id, "name": each.name, "like": each.like, "cost": _texts(each.cost),
                "months": _texts(each.months), "reason": each.reason,
            }
            for each in wishes.projects
        ],
        "budget": [str(each) for each in wishes.budget],
    }  # fmt: skip


def wishes_from_json(data: Mapping[str, Any]) -> PlanWishes:
    """Return the wishes that `wishes_to_json` wrote; nothing recorded fixes nothing."""
    prices = {name: (_range(each["cost"]), each["reason"]) for name, each in data.get("prices", {}).items()}
    return PlanWishes(
        pinned=dict(data.get("pinned", {})),
        excluded=dict(data.get("excluded", {})),
        prices={name: (price, reason) for name, (price, reason) in prices.items() if price is not None},
        projects=tuple(
            OwnProject(
                id=each["id"],
                name=each["name"],
                like=each["like"],
                cost=_range(each["cost"]),
                months=_range(each["months"]),
                reason=each["reason"],
            )
            for each in data.get("projects", ())
        ),
        budget=tuple(Fraction(each) for each in data.get("budget", ())),
    )


def _texts(numbers: Range | None) -> list[str] | None:
    return None if numbers is None else [str(each) for each in numbers]


def _range(texts: list[str] | None) -> Range | None:
    return None if texts is None else (Fraction(texts[0]), Fraction(texts[1]))
