"""Contradictions of a firm for whoever reviews it: open, explained (by whom, when, why), and those that are gone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from diagnostics.cli.text.tables import indented
from diagnostics.model.content.library import Library
from diagnostics.model.firm.answers import EXPLAINED, Finding, Subject
from diagnostics.model.results.results import Contradiction
from diagnostics.store import FirmFacts
from diagnostics.words.catalogue import say


def resolved(found: Sequence[Contradiction], facts: FirmFacts) -> list[Finding]:
    """Return the explanations of contradictions that are gone by now, because an answer was changed since."""
    holding = {each.rule for each in found}
    signed = [finding.signed() for finding in facts.findings]
    return [each for each in signed if each.kind == EXPLAINED and each.title not in holding]


def contradiction_lines(
    found: Sequence[Contradiction], gone: Sequence[Finding], subjects: Mapping[str, Subject], library: Library
) -> Iterator[str]:
    """Yield the contradictions, the open ones first, each with what a reviewer wants to know of it."""
    if not found and not gone:
        return
    still_open = [each for each in found if not each.reason]
    yield ""
    yield say("review", "contradictions", n=len(found), open=len(still_open))
    for each in (*still_open, *(each for each in found if each.reason)):
        key = "explained" if each.reason else "open"
        yield from indented(f"{each.name}{_where(each, subjects)} {say('review', key)}", "· ")
        yield from indented(each.say, "    ")
        if each.reason:
            yield from indented(_told(each.reason, each.by, each.date), "    ")
        yield from indented(say("review", "rule", id=each.rule), "    ")
    for one in gone:
        rule = library.plausibility.get(one.title)
        yield from indented(f"{rule.name if rule else one.title} {say('review', 'gone')}", "· ")
        yield from indented(_told(one.text, one.by, one.date), "    ")
    if still_open:
        yield from indented(say("review", "how_to_explain"), "  ")


def contradictions_json(found: Sequence[Contradiction], gone: Sequence[Finding]) -> list[dict[str, Any]]:
    """Return the same as data; `state` is open, explained or gone."""
    listed = [
        _json(each.rule, "explained" if each.reason else "open", each.subjects, each.reason, each.by, each.date)
        for each in found
    ]
    return [*listed, *(_json(each.title, "gone", (), each.text, each.by, each.date) for each in gone)]


def _json(rule: str, state: str, subjects: Sequence[str], reason: str, by: str, day: date | None) -> dict[str, Any]:
    return {
        "rule": rule,
        "state": state,
        "subjects": list(subjects),
        "reason": reason or None,
        "by": by or None,
        "date": day.isoformat() if day else None,
    }


def _where(found: Contradiction, subjects: Mapping[str, Subject]) -> str:
    """Name the sites or workshops; the firm, and what was never declared, go without saying."""
    declared = [subjects[subject] for subject in found.subjects if subject in subjects and not subject.startswith("_")]
    names = "、".join(each.name for each in declared if each.kind != "firm")
    return f"（{names}）" if names else ""


def _told(reason: str, by: str, day: date | None) -> str:
    told = "，".join(filter(None, (by, day.isoformat() if day else "")))
    return say("review", "reason", reason=reason, told=say("review", "told", by=told) if told else "")
