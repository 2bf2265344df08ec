"""The lists of a delivery: what was accepted, problems, needs, projects, loans; a row per firm or finding."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from diagnostics.words.catalogue import say
from diagnostics.words.clock import china_day

if TYPE_CHECKING:
    from diagnostics.app.city.handover import Handover
    from diagnostics.exchange.handover import Cell, HandoverSheet
    from diagnostics.model.content.library import Library
    from diagnostics.model.firm.answers import Finding
    from diagnostics.model.firm.register import ProcessRules
    from diagnostics.store import KeptFinding

_PROBLEM, _NEED, _FINANCE = "pain", "wish", "finance"
_Rows = list[list["Cell"]]


def list_sheets(
    found: Sequence[Handover], rules: ProcessRules, library: Library, asking: Mapping[str, frozenset[str]]
) -> list[HandoverSheet]:
    """Return the sheets of the workbook."""
    from diagnostics.exchange.handover import HandoverSheet

    firm = ["no", "code", "firm", "district"]
    heads = {
        "acceptance": [*firm, "provider", "state", "visited", "delivered", "reports", "signed", "missing"],
        "problems": [*firm, "title", "text", "effect", "proof", "found_by", "found_on"],
        "needs": [*firm, "title", "text", "effect", "proof", "found_by", "found_on"],
        "projects": [*firm, "source", "project", "target", "phase", "cost_low", "cost_high", "months"],
        "loans": [*firm, "source", "request", "text", "proof", "found_by", "found_on"],
    }
    rows: dict[str, _Rows] = {name: [] for name in heads}
    for each in found:
        rows["acceptance"].append(_acceptance(each, rules))
        rows["problems"] += _findings(each, _PROBLEM)
        rows["needs"] += _findings(each, _NEED)
        rows["projects"] += _projects(each)
        rows["loans"] += _loans(each, library, asking)
    return [
        HandoverSheet(
            say("deliver", name),
            [say("deliver", head) for head in names],
            [[number, *row] for number, row in enumerate(rows[name], 1)],
        )
        for name, names in heads.items()
    ]


def _firm(each: Handover) -> list[Cell]:
    return [each.process.code, each.process.name, each.process.district]


def _acceptance(each: Handover, rules: ProcessRules) -> list[Cell]:
    steps = {step.state: step.on.isoformat() for step in each.process.steps}
    last = each.process.last
    state = rules.states[last.state].name if last and last.state in rules.states else say("progress", "not_started")
    missing = "、".join(each.missing()) or say("deliver", "complete")
    files: list[Cell] = ["\n".join(each.reports), "\n".join(each.signed), missing]
    delivered = steps.get(rules.follow_from, "")
    return [*_firm(each), each.process.provider, state, steps.get("visited", ""), delivered, *files]


def _findings(each: Handover, kind: str) -> _Rows:
    kept = (one for one in each.facts.findings if one.finding.kind == kind)
    found = [(one, one.finding) for one in kept if not _is_loan(one.finding)]
    return [
        [*_firm(each), finding.title, finding.text, finding.effect, _proof(each, finding.evidence), *_found(one)]
        for one, finding in found
    ]


def _proof(each: Handover, cited: Iterable[str]) -> str:
    """Name evidence as people know it, with its id: 合同 HT-2025-118（ev07）."""
    known = {evidence.id: evidence for evidence in each.facts.evidence}
    told = []
    for name in cited:
        words = " ".join(filter(None, (known[name].kind, known[name].number))) if name in known else ""
        told.append(f"{words}（{name}）" if words else name)
    return "、".join(told)


def _found(one: KeptFinding) -> list[Cell]:
    """Return who noted a finding and on which day; where nobody said so, who recorded it and when."""
    recorded = china_day(one.recorded_at) if one.recorded_at else None
    day = one.finding.date or recorded
    return [one.finding.by or one.author, day.isoformat() if day else ""]


def _is_loan(finding: Finding) -> bool:
    """Whether a wish is one for finance: it says so; in older records its title did. Texts are never searched."""
    if finding.wish:
        return finding.wish == _FINANCE
    return finding.title.strip() in {say("deliver", "request"), say("deliver", "loans_short")}


def _loans(each: Handover, library: Library, asking: Mapping[str, frozenset[str]]) -> _Rows:
    """Return what the firm wishes to be financed, then what it answered when asked what it needs money for."""
    rows: _Rows = []
    for one in each.facts.findings:
        found = one.finding
        if found.kind == _NEED and _is_loan(found):
            source, proof = say("deliver", "wish"), _proof(each, found.evidence)
            rows.append([*_firm(each), source, found.title, found.text, proof, *_found(one)])
    for (_, name), answer in each.facts.answers.items():
        fact = library.facts.get(name)
        if fact is None or name not in asking or answer.state != "known":
            continue
        given = answer.value if isinstance(answer.value, tuple) else (answer.value,)
        meant = [option.name for option in fact.options if option.id in given and not option.none]
        wanted = [option.name for option in fact.options if not asking[name] or option.id in asking[name]]
        if purposes := [each for each in meant if each in wanted]:
            day = answer.date.isoformat() if answer.date else ""
            source, proof = say("deliver", "answer"), _proof(each, answer.evidence)
            rows.append([*_firm(each), source, fact.name, "、".join(purposes), proof, answer.by, day])
    return rows


def _projects(each: Handover) -> _Rows:
    """Return the firm's own projects, then the steps of the plan towards the main goal."""
    from diagnostics.briefing.outlook import look_ahead

    rows: _Rows = []
    for own in each.facts.plan.projects:
        cost = [float(part) for part in own.cost] if own.cost else [None, None]
        months = float(own.months[1]) if own.months else None
        rows.append([*_firm(each), say("deliver", "wish"), own.name, "", None, *cost, months])
    names = {own.name for own in each.facts.plan.projects}
    main = look_ahead(each.diagnosis).main
    for step in main.plan.steps if main else ():
        if step.offer.name in names:
            continue
        cost = [float(part) for part in step.offer.cost] if step.offer.cost else [None, None]
        months = float(step.offer.months[1]) if step.offer.months else None
        target = main.plan.title if main else ""
        rows.append([*_firm(each), say("deliver", "advice"), step.offer.name, target, step.phase + 1, *cost, months])
    return rows
