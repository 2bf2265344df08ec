"""How far the diagnosis of every firm of a workspace is."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from diagnostics.app.dates import Dates
    from diagnostics.city.count.process import FirmProcess
    from diagnostics.model.content.library import Library
    from diagnostics.store import Event, Workspace


def processes_of(workspace: Workspace, library: Library, dates: Dates) -> list[FirmProcess]:
    """Return the process of every firm; steps after a day that was named are left out."""
    from diagnostics.city.count.process import FirmProcess
    from diagnostics.store.facts.process import steps_of

    by_firm: dict[str, list[Event]] = {}
    for event in workspace.events(known_at=dates.known_at):
        by_firm.setdefault(event.firm, []).append(event)
    found = []
    for record in workspace.firms(known_at=dates.known_at):
        events = by_firm.get(record.code, [])
        steps = tuple(step for step in steps_of(events) if dates.as_of is None or step.on <= dates.as_of)
        provider = record.listed.get("provider", "")
        found.append(
            FirmProcess(
                code=record.code, name=record.name, steps=steps, provider=provider, district=_district(events, library)
            )
        )
    return found


def _district(events: Sequence[Event], library: Library) -> str:
    """Return the name of the district that counts for a firm, empty where nobody said it."""
    from diagnostics.store.facts.derive import derive

    if not any(event.payload.get("fact") == "district" for event in events):
        return ""
    answer = next((each for (_, fact), each in derive(events).answers.items() if fact == "district"), None)
    fact = library.facts.get("district")
    if answer is None or answer.value is None or fact is None:
        return ""
    return next((option.name for option in fact.options if option.id == answer.value), str(answer.value))
