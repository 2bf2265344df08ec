"""Answers, rows, evidence and findings as JSON of the journal, and back, exactly.

Numbers are fractions and stay so: 0.1 is kept as "1/10", not as a float. What the value means is known only to the
content; here a number, a date, a pair and a list are told apart so that reading gives the very same Python value.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from diagnostics.model.content.marks import Grade
from diagnostics.model.firm.answers import Answer, AnswerValue, Evidence, Finding, Row, Subject

Json = dict[str, Any]


def value_to_json(value: AnswerValue) -> Any:
    """Return a value as JSON; `value_from_json` gives the same value back."""
    if isinstance(value, Fraction):
        return {"number": str(value)}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    if not isinstance(value, tuple):
        return value
    first = value[0] if value else None
    return {"pair": [str(each) for each in value]} if isinstance(first, Fraction) else list(value)


def value_from_json(data: Any) -> AnswerValue:
    """Return the value that `value_to_json` wrote."""
    if isinstance(data, list):
        return tuple(str(each) for each in data)
    if not isinstance(data, dict):
        return data  # type: ignore[no-any-return]
    if "number" in data:
        return Fraction(data["number"])
    if "date" in data:
        return date.fromisoformat(data["date"])
    first, second = data["pair"]
    return Fraction(first), Fraction(second)


def answer_to_json(answer: Answer) -> Json:
    """Return an answer as JSON; its place in a file is not kept, how it came about only where that is known."""
    told = {"how": answer.how} if answer.how else {}
    return {
        "state": answer.state,
        "value": value_to_json(answer.value),
        "grade": answer.grade.name,
        "evidence": list(answer.evidence),
        "by": answer.by,
        "date": _day(answer.date),
        "note": answer.note,
        **told,
    }


def answer_from_json(data: Json) -> Answer:
    """Return the answer that `answer_to_json` wrote."""
    return Answer(
        state=data["state"],
        value=value_from_json(data["value"]),
        grade=Grade[data["grade"]],
        evidence=tuple(data["evidence"]),
        by=data["by"],
        date=_read_day(data["date"]),
        note=data["note"],
        how=data.get("how", ""),
    )


def values_to_json(values: Mapping[str, AnswerValue]) -> Json:
    """Return the fields of a row as JSON."""
    return {name: value_to_json(value) for name, value in values.items()}


def row_to_json(row: Row) -> Json:
    """Return a row as JSON."""
    return {
        "values": values_to_json(row.values),
        "subject": row.subject,
        "grade": row.grade.name,
        "evidence": list(row.evidence),
    }


def row_from_json(data: Json) -> Row:
    """Return the row that `row_to_json` wrote."""
    values = {name: value_from_json(value) for name, value in data["values"].items()}
    return Row(values=values, subject=data["subject"], grade=Grade[data["grade"]], evidence=tuple(data["evidence"]))


def evidence_to_json(evidence: Evidence) -> Json:
    """Return an evidence object as JSON."""
    return {
        "id": evidence.id,
        "grade": evidence.grade.name,
        "kind": evidence.kind,
        "date": _day(evidence.date),
        "by": evidence.by,
        "kept": evidence.kept,
        "number": evidence.number,
        "note": evidence.note,
    }


def evidence_from_json(data: Json) -> Evidence:
    """Return the evidence that `evidence_to_json` wrote; further keys (the file) are left to the caller."""
    return Evidence(
        id=data["id"],
        grade=Grade[data["grade"]],
        kind=data["kind"],
        date=_read_day(data["date"]),
        by=data["by"],
        kept=data["kept"],
        number=data["number"],
        note=data["note"],
    )


def finding_to_json(finding: Finding) -> Json:
    """Return a finding as JSON."""
    return {
        "kind": finding.kind,
        "text": finding.text,
        "effect": finding.effect,
        "evidence": list(finding.evidence),
        "title": finding.title,
        "by": finding.by,
        "date": _day(finding.date),
        "about": list(finding.about),
        "wish": finding.wish,
        "budget_wan": None if finding.budget_wan is None else str(finding.budget_wan),
    }


def finding_from_json(data: Json) -> Finding:
    """Return the finding that `finding_to_json` wrote."""
    cited = tuple(data["evidence"])
    by, day = data.get("by", ""), _read_day(data.get("date"))  # the first workspaces did not keep them
    about, wish = tuple(data.get("about", ())), data.get("wish", "")
    spend = data.get("budget_wan")
    budget = None if spend is None else Fraction(spend)
    return Finding(
        kind=data["kind"],
        text=data["text"],
        effect=data["effect"],
        evidence=cited,
        title=data["title"],
        by=by,
        date=day,
        about=about,
        wish=wish,
        budget_wan=budget,
    )


def subject_to_json(subject: Subject) -> Json:
    """Return a subject as JSON."""
    return {"id": subject.id, "kind": subject.kind, "name": subject.name, "parent": subject.parent}


def subject_from_json(data: Json) -> Subject:
    """Return the subject that `subject_to_json` wrote."""
    return Subject(data["id"], data["kind"], data["name"], data["parent"])


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _read_day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
