"""What a workspace or an answers file says, as JSON: written down when a release is frozen, held against today's code.

Nothing here is computed from content but the names of facts: a corrected threshold or question changes nothing of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from diagnostics.model.firm.answers import Answer, Evidence, Finding, FirmAnswers, Row
from diagnostics.model.results.plans import PlanWishes
from diagnostics.store import Testimony, Workspace
from diagnostics.store.facts.issuing import issued_reports

Json = dict[str, Any]


def told_by(workspace: Workspace) -> Json:
    """Return everything that a workspace says of its firms, and how many events of each kind it has."""
    events = workspace.events()
    return {
        "events": dict(sorted(Counter(each.kind for each in events).items())),
        "tombstones": {
            each.firm: {name: each.payload[name] for name in ("reason", "kinds", "n_facts", "registered")}
            for each in events
            if each.kind == "purged"
        },
        "firms": {each.code: _firm(workspace, each.code) for each in workspace.firms()},
    }


def _firm(workspace: Workspace, code: str) -> Json:
    facts = workspace.facts(code)
    return {
        "name": facts.name,
        "fictitious": facts.fictitious,
        "subjects": [[each.id, each.kind, each.name, each.parent] for each in facts.subjects],
        "evidence": {each.id: _evidence(each) for each in facts.evidence},
        "files": {
            name: [each.sha256, each.size, each.original_name, each.original_sha256]
            for name, each in facts.files.items()
        },
        "steps": [
            [each.payload[name] for name in ("state", "on", "due", "who", "reason")]
            for each in workspace.events(code, kinds=("process_step",))
        ],
        "issued": [
            {
                "number": each.number, "version": each.version, "reason": each.reason, "author": each.author,
                "as_of": plain(each.frozen.as_of), "report_date": plain(each.frozen.report_date),
                "files": {name: file.sha256 for name, file in each.files.items()},
                "answers": len(each.frozen.firm.answers),
            }
            for each in issued_reports(workspace, code)
        ],
        "rounds": {each.id: _round(workspace, code, each.id) for each in facts.assessments},
    }  # fmt: skip


def _round(workspace: Workspace, code: str, assessment: str) -> Json:
    facts = workspace.facts(code, assessment=assessment)
    opened = next(each.opened_on for each in facts.assessments if each.id == assessment)
    return {
        "opened_on": plain(opened),
        "answers": answers_of(facts.answers),
        "testimonies": {
            "/".join(key): [_testimony(each, facts.answers.get(key)) for each in said]
            for key, said in facts.testimonies.items()
        },
        "decisions": {
            "/".join(key): [each.author, each.reason, plain(each.answer.value)] for key, each in facts.decisions.items()
        },
        "conflicts": {f"{each.subject}/{each.fact}": each.settled for each in facts.conflicts},
        "rows": {table: [_row(each.row) for each in rows] for table, rows in facts.rows.items()},
        "findings": [[*_finding(each.finding), each.author] for each in facts.findings],
        "postponed": [[each.subject, each.fact, each.ask, each.note] for each in facts.postponed],
        "tailored": dict(facts.tailored),
        "visit": {**facts.visit, "mode ruled": facts.visit_mode},
        "consent": facts.consent
        and [facts.consent.given, facts.consent.by, plain(facts.consent.retain_until)],
        "signed": [[each.sheet, each.fingerprint, each.by, list(each.evidence)] for each in facts.sign_offs],
        "taps": [[each.card, each.rung, each.by, each.author] for each in facts.taps],
        "plan": _plan(facts.plan),
    }  # fmt: skip


def told_in(firm: FirmAnswers) -> Json:
    """Return everything that an answers file says."""
    return {
        "code": firm.code,
        "name": firm.name,
        "fictitious": firm.fictitious,
        "subjects": [[each.id, each.kind, each.name, each.parent] for each in firm.subjects],
        "answers": answers_of(firm.answers),
        "rows": {table: [_row(each) for each in rows] for table, rows in firm.rows.items()},
        "evidence": {each.id: _evidence(each) for each in firm.evidence},
        "findings": [_finding(each) for each in firm.findings],
        "tailored": dict(firm.tailored),
        "visit": dict(firm.visit),
        "plan": _plan(firm.plan),
    }


def results_in(scored: Json) -> Json:
    """Return which results `score --json` has; never how they are: a corrected rule may move every one of them."""
    standards = {name: sorted(each) for name, each in scored["standards"].items()}
    return {"keys": sorted(scored), "firm": scored["firm"], "as_of": scored["as_of"], "standards": standards}


def answers_of(answers: Mapping[tuple[str, str], Answer]) -> Json:
    """Return answers by `subject/fact`: state, value, grade, evidence, who, when."""
    return {"/".join(key): _answer(each) for key, each in answers.items()}


def _answer(said: Answer) -> list[Any]:
    return [said.state, plain(said.value), said.grade.name, list(said.evidence), said.by, plain(said.date)]


def _testimony(said: Testimony, counts: Answer | None) -> list[Any]:
    """Tell who said it, who recorded it where and when, whether it stands; and what, where something else counts."""
    when = said.recorded_at.isoformat(timespec="seconds")
    what = _answer(said.answer)
    other = [] if counts and what[:3] == _answer(counts)[:3] else what[:3]
    stands = [said.standing, said.corrected] if said.corrected else [said.standing]
    return [said.answer.by, said.author, said.device, when, *stands, *other]


def _row(row: Row) -> list[Any]:
    values = {name: plain(value) for name, value in row.values.items()}
    return [values, row.subject, row.grade.name, list(row.evidence)]


def _evidence(seen: Evidence) -> list[Any]:
    return [seen.grade.name, seen.kind, plain(seen.date), seen.by, seen.kept, seen.number, seen.note]


def _finding(found: Finding) -> list[Any]:
    budget = plain(found.budget_wan)
    return [
        found.kind, found.title, found.text, found.effect, list(found.evidence), found.by, plain(found.date),
        list(found.about), budget,
    ]  # fmt: skip


def _plan(wishes: PlanWishes) -> Json:
    return {
        "pinned": dict(wishes.pinned),
        "excluded": dict(wishes.excluded),
        "prices": {name: plain(each) for name, each in wishes.prices.items()},
        "projects": [[each.id, each.name, each.like, plain(each.cost), plain(each.months)] for each in wishes.projects],
        "budget": plain(wishes.budget),
    }


def plain(value: object) -> Any:
    """Return a value as JSON: numbers exactly, as text."""
    if isinstance(value, tuple):
        return [plain(each) for each in value]
    if isinstance(value, Fraction):
        return str(value)
    return value.isoformat() if isinstance(value, date) else value
