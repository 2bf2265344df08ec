"""A bundle for people who may not know whom it is about: no names, codes, numbers of documents, files or free texts.

Only what is listed here goes in, so that a new kind of event is left out until somebody has thought about it. Firms and
people get pseudonyms that mean nothing outside this one bundle; ids are new, times are cut to the day, dates that were
answered to the year.
"""

from __future__ import annotations

import hmac
import os
import uuid
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from diagnostics.store.facts.reading import WorkspaceReader
from diagnostics.store.journal.events import Event
from diagnostics.store.journal.problems import refusal
from diagnostics.store.journal.values import value_from_json, value_to_json
from diagnostics.store.travel.bundle import Exported, write_bundle
from diagnostics.words.catalogue import say
from diagnostics.words.clock import CHINA

Free = Callable[[str, str], bool]


def export_deidentified(
    workspace: WorkspaceReader, path: Path, passphrase: str, is_free_text: Free, codes: tuple[str, ...] = ()
) -> Exported:
    """Write a de-identified bundle of some firms or of all.

    Args:
        workspace: where they are.
        path: the new file.
        passphrase: of the bundle.
        is_free_text: whether a fact (table "") or a column of a table holds free text; such values become "unknown".
        codes: the firms; all without any.

    Raises:
        InputError: No passphrase, no such firm, or there is a file of this name.
        StoreError: The bundle cannot be written.
    """
    registered = tuple(firm.code for firm in workspace.firms())
    for code in codes:
        if code not in registered:
            raise refusal("STORE-20", workspace.location, firm=code, near="")
    mask = _Mask(is_free_text)
    masked = [mask.event(each) for code in sorted(codes or registered, key=mask.token) for each in _of(workspace, code)]
    return write_bundle(path, passphrase, [each for each in masked if each], mask.id(workspace.id), None)


def _of(workspace: WorkspaceReader, code: str) -> list[Event]:
    found = workspace.events(code)
    # what was corrected is told as it should have been said, never as the slip
    fixed = {each.payload["event"]: each.payload["now"] for each in found if each.kind == "correction"}
    told = []
    for each in found:
        now = fixed.get(each.id, ...)
        if now is None:
            continue
        said = now is not ... and each.kind == "testimony"
        told.append(replace(each, payload={**each.payload, "answer": now}) if said else each)
    return told


class _Mask:
    """The pseudonyms of one bundle; the secret behind them is forgotten with it."""

    def __init__(self, is_free_text: Free) -> None:
        self._secret = os.urandom(32)
        self._free = is_free_text
        self._names: dict[tuple[str, str], str] = {}

    def token(self, text: str) -> str:
        """Return what stands for a text; it gives away nothing of it, nor of any order."""
        return hmac.digest(self._secret, text.encode(), "sha256").hex()

    def id(self, text: str) -> str:
        """Return the id that stands for an id."""
        return str(uuid.UUID(self.token(text)[:32]))

    def name(self, role: str, text: str) -> str:
        """Return 企业1, 受访人2 … for a name; empty stays empty."""
        if not text:
            return ""
        known = sum(each == role for each, _ in self._names)
        return self._names.setdefault((role, text), say("bundle", role, n=known + 1))

    def event(self, event: Event) -> Event | None:
        """Return the event without anything that names somebody, or None where nothing is left of it."""
        payload = self._payload(event)
        if payload is None:
            return None
        if "seen" in event.payload:
            payload["seen"] = {self.id(each): counter for each, counter in event.payload["seen"].items()}
        return Event(
            id=self.id(event.id),
            workspace=self.id(event.workspace),
            counter=event.counter,
            recorded_at=event.recorded_at.astimezone(CHINA).replace(hour=0, minute=0, second=0, microsecond=0),
            author=self.name("consultant", event.author),
            device="",
            firm=self.name("firm", event.firm),
            kind=event.kind,
            assessment=event.assessment,
            payload=payload,
        )

    def _payload(self, event: Event) -> dict[str, Any] | None:
        data = event.payload
        if event.kind == "firm_registered":
            return {"name": self.name("firm", event.firm), "fictitious": data.get("fictitious", False)}
        if event.kind in {"assessment_opened", "table_confirmed"}:
            return {key: data[key] for key in ("opened_on", "table") if key in data}
        if event.kind == "ids_renamed":  # names of the content, nobody's
            return {"facts": dict(data["facts"]), "options": dict(data["options"]), "content": ""}
        if event.kind in {"testimony", "adjudication"}:
            return self._said(data)
        if event.kind == "row_added":
            return {"table": data["table"], **self._row(data), "source": ""}
        if event.kind in {"row_changed", "row_removed"}:
            row = self._row(data) if event.kind == "row_changed" else {}
            return {"table": data["table"], "row": self.id(data["row"]), **row, "reason": "", "source": ""}
        return None

    def _said(self, data: Mapping[str, Any]) -> dict[str, Any]:
        answer = {**data["answer"], "by": self.name("speaker", data["answer"]["by"]), "note": "", "evidence": []}
        if answer["state"] == "na" or self._free("", data["fact"]):
            answer |= {"value": None, "state": "unknown"}
        elif isinstance(day := value_from_json(answer["value"]), date):
            # the day a firm was founded is in public registers; the year is shared by many
            answer["value"] = value_to_json(day.replace(month=1, day=1))
        told = {"subject": self._subject(data["subject"]), "fact": data["fact"], "answer": answer, "source": ""}
        if "reason" in data:
            chosen = data.get("chosen")
            return {**told, "chosen": chosen and self.id(chosen), "reason": say("bundle", "dropped")}
        return told

    def _row(self, data: Mapping[str, Any]) -> dict[str, Any]:
        table = data["table"]
        values = {name: value for name, value in data["values"].items() if not self._free(table, name)}
        return {"values": values, "subject": self._subject(data["subject"]), "grade": data["grade"], "evidence": []}

    def _subject(self, subject: str) -> str:
        """Sites and workshops are named by people; the firm itself is not."""
        return subject if subject == "firm" else self.name("place", subject)
