"""Events in, facts out: what is known of one firm in one assessment. Pure; nothing derived is ever stored."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, TypeVar

from diagnostics.model.firm.answers import Answer, Evidence, Finding, Row, Subject
from diagnostics.model.firm.subjects import FIRM, complete_subjects
from diagnostics.model.results.plans import PlanWishes
from diagnostics.store.facts.echoes import as_one_history
from diagnostics.store.facts.firm_facts import (
    Assessment,
    Consent,
    EvidenceFile,
    FirmFacts,
    KeptFinding,
    KeptRow,
    Key,
    Postponed,
    SignOff,
    Tap,
)
from diagnostics.store.facts.standing import (
    Adjudication,
    Testimony,
    current_answer,
    find_conflict,
    regraded,
    with_standing,
)
from diagnostics.store.journal.events import Event
from diagnostics.store.journal.values import from_json
from diagnostics.words.catalogue import say

T = TypeVar("T")


def assessments_of(events: Iterable[Event]) -> tuple[Assessment, ...]:
    """Return the assessments in the order in which they were opened; one id counts once."""
    found: dict[str, Assessment] = {}
    for event in events:
        if event.kind == "assessment_opened":
            found.setdefault(
                event.assessment, Assessment(event.assessment, date.fromisoformat(event.payload["opened_on"]))
            )
    return tuple(found.values())


def pick_assessment(
    assessments: Sequence[Assessment], *, as_of: date | None = None, name: str | None = None
) -> Assessment | None:
    """Return the assessment that is meant: by its name, else the latest opened by `as_of`, else the first.

    The first is better than none: a visit in July is routinely diagnosed as of June 30.
    """
    if name is not None:
        return next((assessment for assessment in assessments if assessment.id == name), None)
    if as_of is None:
        return assessments[-1] if assessments else None
    opened = [assessment for assessment in assessments if assessment.opened_on <= as_of]
    return opened[-1] if opened else next(iter(assessments), None)


def derive(events: Sequence[Event], *, as_of: date | None = None, assessment: str | None = None) -> FirmFacts:
    """Return what the events of one firm say.

    Args:
        events: all events of the firm that are known, in their order; at least its registration.
        as_of: picks the assessment, see `pick_assessment`.
        assessment: the assessment by name, instead of `as_of`.
    """
    events = as_one_history(events)
    rounds = assessments_of(events)
    return _Derivation(events, rounds, pick_assessment(rounds, as_of=as_of, name=assessment)).facts()


@dataclass
class _Derivation:
    """One pass over the events of one firm; every kind of event has its method or its reader below."""

    events: Sequence[Event]
    rounds: tuple[Assessment, ...]
    picked: Assessment | None
    corrections: dict[str, Event] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.corrections = {event.payload["event"]: event for event in self.events if event.kind == "correction"}
        self.evidence, self.files = self._evidence()

    def facts(self) -> FirmFacts:
        firm = self._firm()
        said, rows, decisions = self._testimonies(), self._rows(), {}
        rivals: dict[Key, list[Adjudication]] = {}
        for each in self._of("adjudication"):
            decision = decisions[_key(each)] = self._adjudication(each, said)
            rivals.setdefault(_key(each), []).append(decision)
        keys = dict.fromkeys([*said, *decisions])
        answers = {key: current_answer(said.get(key, ()), decisions.get(key)) for key in keys}
        conflicts = (find_conflict(*key, said.get(key, ()), rivals.get(key, ())) for key in keys)
        return FirmFacts(
            code=self.events[0].firm,
            name=firm["name"],
            fictitious=firm.get("fictitious", False),
            subjects=complete_subjects(
                (from_json(Subject, each) for each in firm.get("subjects", [])), firm["name"], _whole_site
            ),
            assessments=self.rounds,
            assessment=self.picked,
            answers={key: answer for key, answer in answers.items() if answer is not None},
            testimonies=said,
            decisions=decisions,
            conflicts=tuple(conflict for conflict in conflicts if conflict is not None),
            rows=rows,
            evidence=tuple(self.evidence.values()),
            files=self.files,
            findings=self._findings(),
            postponed=tuple(self._postponed(said, rows)),
            tailored=self._last("tailored", "nodes"),
            visit=self._last("visit_changed", "visit"),
            plan=from_json(PlanWishes, self._last("plan_wished", "plan")),
            visit_mode=next((str(each.payload["mode"]) for each in reversed(self._list("visit_mode"))), ""),
            consent=self._consent(),
            sign_offs=tuple(_recorded(SignOff, each) for each in self._of("sign_off")),
            taps=tuple(_recorded(Tap, each) for each in self._of("card_tapped")),
        )

    # ---- which events -----------------------------------------------------------------------------------------------

    def _of(self, *kinds: str) -> Iterator[Event]:
        """Events of the picked assessment that were not withdrawn by a correction.

        What was recorded of the firm as such (a list of the register) holds in every assessment.
        """
        names = {"", self.picked.id if self.picked else ""}
        for event in self.events:
            if event.kind in kinds and event.assessment in names and not self._withdrawn(event):
                yield event

    def _list(self, *kinds: str) -> list[Event]:
        return list(self._of(*kinds))

    def _withdrawn(self, event: Event) -> bool:
        correction = self.corrections.get(event.id)
        return event.kind != "testimony" and correction is not None and correction.payload["now"] is None

    # ---- the firm as such -------------------------------------------------------------------------------------------

    def _firm(self) -> dict[str, Any]:
        found: dict[str, Any] = {"name": ""}
        for event in self.events:
            if event.kind in {"firm_registered", "firm_changed"}:
                found.update(event.payload)
        return found

    def _evidence(self) -> tuple[dict[str, Evidence], dict[str, EvidenceFile]]:
        """Evidence belongs to the firm: an assessment may cite what an earlier one has seen."""
        found: dict[str, Evidence] = {}
        files: dict[str, EvidenceFile] = {}
        for event in self.events:
            if event.kind == "evidence_added" and not self._withdrawn(event):
                correction = self.corrections.get(event.id)
                data = {**event.payload, **(correction.payload["now"] if correction else {}), "id": event.payload["id"]}
                found[data["id"]] = from_json(Evidence, data)
                if event.payload["file"]:
                    files[data["id"]] = EvidenceFile(**event.payload["file"])
        return found, files

    # ---- answers ----------------------------------------------------------------------------------------------------

    def _testimonies(self) -> dict[Key, tuple[Testimony, ...]]:
        found: dict[Key, list[Testimony]] = {}
        for each in self._of("testimony"):
            found.setdefault(_key(each), []).append(self._testimony(each))
        return {key: tuple(with_standing(said)) for key, said in found.items()}

    def _testimony(self, event: Event) -> Testimony:
        correction = self.corrections.get(event.id)
        now = correction.payload["now"] if correction else event.payload["answer"]
        return Testimony(
            event=event.id,
            order=event.order,
            recorded_at=event.recorded_at,
            author=event.author,
            device=event.device,
            subject=event.payload["subject"],
            fact=event.payload["fact"],
            answer=regraded(from_json(Answer, now or event.payload["answer"]), self.evidence),
            standing="live" if now else "withdrawn",
            corrected=str(correction.payload["reason"]) if correction else "",
            source=str(event.payload.get("source", "")),
            seen=event.seen,
        )

    def _adjudication(self, event: Event, said: Mapping[Key, tuple[Testimony, ...]]) -> Adjudication:
        chosen = event.payload.get("chosen")
        answer = next((each.answer for each in said.get(_key(event), ()) if each.event == chosen), None)
        answer = answer or regraded(from_json(Answer, event.payload["answer"]), self.evidence)
        return Adjudication(
            event=event.id,
            order=event.order,
            author=event.author,
            answer=answer,
            reason=event.payload["reason"],
            seen=event.seen,
        )

    def _postponed(
        self, said: Mapping[Key, tuple[Testimony, ...]], rows: Mapping[str, tuple[KeptRow, ...]]
    ) -> Iterator[Postponed]:
        """Questions left for later and not answered since, tables without a row; the last word about each."""
        for (subject, fact), each in {_key(each): each for each in self._of("question_postponed")}.items():
            if fact not in rows and not any(other.order > each.order for other in said.get((subject, fact), ())):
                yield replace(_recorded(Postponed, each), subject=subject)

    # ---- tables, findings, the visit --------------------------------------------------------------------------------

    def _rows(self) -> dict[str, tuple[KeptRow, ...]]:
        tables: dict[str, dict[str, KeptRow]] = {}
        ever: dict[str, KeptRow] = {}  # one workspace may change what another one has removed: then it is there again
        for each in self._of("row_added", "row_changed", "row_removed", "table_confirmed"):
            data = each.payload
            rows = tables.setdefault(data["table"], {})
            if each.kind == "row_added":
                ever[each.id] = rows[each.id] = KeptRow(
                    id=each.id,
                    table=data["table"],
                    row=self._row(data),
                    source=data.get("source", ""),
                    author=each.author,
                    changed=each.id,
                )
            elif each.kind == "row_changed" and data["row"] in ever:
                old = ever[data["row"]]
                row, source = self._row(data), data.get("source", "")
                rows[old.id] = KeptRow(
                    id=old.id, table=old.table, row=row, source=source, author=each.author, changed=each.id
                )
            elif each.kind == "row_removed":
                rows.pop(data["row"], None)
        confirmed = {each.payload["table"] for each in self._of("table_confirmed")}
        return {table: tuple(rows.values()) for table, rows in tables.items() if rows or table in confirmed}

    def _row(self, data: Mapping[str, Any]) -> Row:
        return regraded(from_json(Row, data), self.evidence)

    def _findings(self) -> tuple[KeptFinding, ...]:
        found: dict[str, KeptFinding] = {}
        ever = {each.id for each in self._of("finding_added")}
        for each in self._of("finding_added", "finding_changed"):
            name = each.payload.get("finding", each.id)
            if each.kind == "finding_changed" and (name not in ever or each.payload["now"] is None):
                found.pop(name, None)
                continue
            finding = from_json(Finding, each.payload["now"])
            kept = tuple(item for item in finding.evidence if item in self.evidence)
            source = each.payload.get("source", "")
            found[name] = KeptFinding(name, replace(finding, evidence=kept), each.author, each.recorded_at, source)
        return tuple(found.values())

    def _last(self, kind: str, key: str) -> dict[str, str]:
        found = self._list(kind)
        return dict(found[-1].payload[key]) if found else {}

    def _consent(self) -> Consent | None:
        found = self._list("consent")
        return _recorded(Consent, found[-1]) if found else None


def _whole_site(site: str) -> str:
    return say("phrases", "whole_site", site=site)


def _key(event: Event) -> Key:
    return event.payload.get("subject", FIRM), event.payload["fact"]


def _recorded(record: type[T], event: Event) -> T:
    """Return what an event says as a record, with who recorded it and when."""
    by = {"event": event.id, "author": event.author, "recorded_at": event.recorded_at}
    return from_json(record, {"subject": FIRM, **event.payload, **by})
