"""The sheets about the visit itself: who was there, what was done, what is promised, how it was liked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from diagnostics.model.document import TICK, Align, DocumentCell, Signature, SignaturePlace, Table
from diagnostics.model.firm.people import Person, read_roles, read_team
from diagnostics.sheets.sheet_input import SheetInput
from diagnostics.words.catalogue import catalogue, name_of, say
from diagnostics.words.numbers import day

_ROWS_TO_SIGN = 20
_ROW_MM = 9.0
_REMARKS_MM = 45.0
_GRADES = ("very_good", "good", "fair", "poor", "very_poor")
_MODES_WITH_CLAUSES = ("纸质", "不入户")


def visit_values(of: SheetInput) -> dict[str, object]:
    """Return what the narratives of these sheets may name."""
    firm = of.given.firm
    return {
        "firm": firm,
        "report_date": day(of.given.report_date),
        "provider": firm.visit.get("provider", "") or say("sheets", "blank"),
        "mode": of.mode if of.mode in _MODES_WITH_CLAUSES else "",
        "retain_until": day(of.retain_until) if of.retain_until else "",
        "fingerprint": of.fingerprint,
    }


def visit_tables(of: SheetInput) -> list[Table]:
    """Return the tables of these sheets."""
    return [_confirmation(of), _sign_in(of), _consultants(of), _satisfaction(), _remarks()]


def signature(name: str, *roles: str) -> Signature:
    """Return places to sign and seal; the words are in the catalogue."""
    places = (SignaturePlace(say("sheets", f"sign_{role}"), say("sheets", f"sign_{role}_hint")) for role in roles)
    return Signature(name, tuple(places))


# ---- 诊断服务确认单 ----


def _confirmation(of: SheetInput) -> Table:
    firm, visit = of.given.firm, of.given.firm.visit
    blank = say("sheets", "blank")
    lines = {
        "firm": firm.name,
        "code": firm.code,
        "provider": visit.get("provider", ""),
        "date": visit.get("days") or _as_day(visit.get("date", "")),
        "hours": _hours(of),
        "mode": of.mode or visit.get("mode", ""),
        "team": _people(read_team(visit.get("team", ""))),
        "people": _people(read_roles(visit.get("interviewees", ""))),
        "done": _done(of),
        "delivered": say("sheets", "delivered", fingerprint=of.fingerprint),
        "fee": say("sheets", "fee"),
    }
    rows = [
        (DocumentCell(say("sheets", f"line_{key}"), strong=True), DocumentCell(text or blank))
        for key, text in lines.items()
    ]
    return _form("confirmation", rows, (2.2, 10), ("left", "left"))


def _hours(of: SheetInput) -> str:
    """Return hours to be written in by hand, with the recorded ones as a reminder."""
    if of.recorded is None:
        return say("sheets", "hours")
    start, end = of.recorded
    times = say("sheets", "hours_recorded", start=f"{start:%m-%d %H:%M}", end=f"{end:%m-%d %H:%M}")
    return say("sheets", "hours") + "\n" + times


def _done(of: SheetInput) -> str:
    given = of.given
    answered = sum(answer.state == "known" for answer in given.answers)
    rows = sum(len(rows) for rows in given.firm.rows.values())
    counts = {
        "answers": answered,
        "rows": rows,
        "evidence": sum(each.kind != say("sheets", "signed_kind") for each in given.firm.evidence),
        "findings": len(given.firm.findings),
    }
    return say("sheets", "done", **counts)


def _people(people: Sequence[Person]) -> str:
    return say("sheets", "joint").join(map(str, people))


def _as_day(text: str) -> str:
    try:
        return day(date.fromisoformat(text))
    except ValueError:
        return text


# ---- 签到表, 保密承诺, 满意度 ----


def _sign_in(of: SheetInput) -> Table:
    visit = of.given.firm.visit
    team = [(person, say("sheets", "of_provider")) for person in read_team(visit.get("team", ""))]
    met = [(person, say("sheets", "of_firm")) for person in read_roles(visit.get("interviewees", ""))]
    known = [*team, *met]
    known += [(Person(""), "")] * max(_ROWS_TO_SIGN - len(known), 4)
    rows = [
        (
            DocumentCell(str(at)),
            DocumentCell(person.role),
            DocumentCell(person.name),
            DocumentCell(place),
            DocumentCell(""),
            DocumentCell(""),
        )
        for at, (person, place) in enumerate(known, start=1)
    ]
    aligns: tuple[Align, ...] = ("center", "left", "left", "left", "left", "left")
    return _form("sign_in", rows, (1, 3, 2.4, 3, 2.2, 3.4), aligns)


def _consultants(of: SheetInput) -> Table:
    team = list(read_team(of.given.firm.visit.get("team", "")))
    team += [Person("")] * max(3 - len(team), 1)
    rows = [
        (DocumentCell(person.role), DocumentCell(person.name), DocumentCell(""), DocumentCell("")) for person in team
    ]
    return _form("consultants", rows, (3, 3, 4, 3), ("left", "left", "left", "left"))


def _satisfaction() -> Table:
    questions = catalogue()["sheet_satisfaction"]
    rows = [(DocumentCell(str(text)), *(DocumentCell(TICK) for _ in _GRADES)) for text in questions.values()]
    heads = (say("sheet_heads", "satisfaction"), *(name_of("sheet_grades", each) for each in _GRADES))
    centred: list[Align] = ["center"] * len(_GRADES)
    return Table(
        id="satisfaction",
        caption="",
        heads=heads,
        widths=(7, *(1.5 for _ in _GRADES)),
        aligns=("left", *centred),
        rows=tuple(rows),
        row_mm=10.0,
    )


def _remarks() -> Table:
    return Table(
        id="remarks",
        caption="",
        heads=(say("sheet_heads", "remarks"),),
        widths=(1,),
        aligns=("left",),
        rows=((DocumentCell(""),),),
        row_mm=_REMARKS_MM,
    )


def _form(
    name: str, rows: Sequence[tuple[DocumentCell, ...]], widths: tuple[float, ...], aligns: tuple[Align, ...]
) -> Table:
    return Table(
        id=name,
        caption="",
        heads=tuple(say("sheet_heads", name).split("|")),
        widths=widths,
        aligns=aligns,
        rows=tuple(rows),
        row_mm=_ROW_MM,
    )
