"""The workspace of a team: an append-only journal of everything that was said, seen and decided, and its evidence.

Only this page is public; whoever builds on the store (terminal, command line, browser) needs nothing below it::

    from diagnostics.store import open_workspace

    with open_workspace(folder, author="李工", device="LAPTOP-7") as workspace:
        workspace.register_firm("91410100MA4D000018", "示例一号（虚构）")
        seen = workspace.add_evidence(code, "设备台账", Grade.E2, file=photo)          # or number="HT-1": viewed, not kept
        workspace.testify(code, "q01_network", Answer("known", ("ot_net",), evidence=(seen.id,), by="设备科长"))
        facts = workspace.facts(code)               # everything of the current assessment, derived
        firm = workspace.answers(code)              # the same as `FirmAnswers`, for `diagnose`

**Writing.** Every method below is one transaction; when it returns, the event is on the disk, and the `Event` returned
has its id. All take the 统一社会信用代码 of the firm; `assessment=None` is the latest one (T0 is opened by itself).

========================================================================  ==========================================
`register_firm(code, name, fictitious=False)`                              `change_firm(code, name=, subjects=, …)`
`open_assessment(code, on=None)` → T0, T1 …                                `set_visit_mode(code, mode, reason="")`
`record_consent(code, given, by=, text=, retain_until=)`                   `set_visit(code, {"team": …})`
`testify(code, fact, answer, subject="firm")`                              `tailor(code, {node: reason})`
`adjudicate(code, fact, answer_or_event_id, reason=, subject="firm")`      `postpone(code, fact, ask="张工", note="")`
`add_row(code, table, values, subject="firm", evidence=())`                `confirm_table(code, table)` (complete, may be empty)
`change_row(code, row_id, values, evidence=None, reason="")`               `remove_row(code, row_id, reason="")`
`add_evidence(code, kind, grade, file=None, number="", by="", date=, …)`   `add_finding(code, finding)`
`change_finding(code, finding_id, finding_or_None)`                        `correct(code, event_id, reason=, answer=None)`
`sign_off(code, sheet, fingerprint, by=, evidence=())`                     `purge(code, reason=)`
========================================================================  ==========================================

**Reading.** `firms()`, `find_firm(text)` (code or name), `assessments(code)`, `events(code, …)`, `facts(code, as_of=,
known_at=, assessment=)` → `FirmFacts`, `answers(…)` → `FirmAnswers`, `testimonies(code, fact, subject)`, `conflicts(code)`,
`suggestions(code)` (the values of the assessment before; never counted until someone testifies them),
`read_evidence(code, evidence_id)` → bytes, `due_for_purge(day)`, `check()`.

**Which value counts.** The last adjudication; else what says something before unknown or refused, then the best grade,
then the latest. A person who answers again replaces their own answer, unless the new one has a lower grade: then both
stand and `conflicts` lists them. Nothing is ever overwritten.

**Two times.** `as_of` picks the assessment (the latest opened on or before that day, else the first). `known_at` cuts by
recorded time; a day means until its end in China. Order is (counter, workspace id), never the clock.

**When something is wrong.** `InputError` (exit code 1): the request is wrong, nothing was written. `StoreError` (exit code 3):
disk full, workspace busy, damaged, newer …; what had been confirmed is still there. Both carry coded Chinese problems.
"""

from __future__ import annotations

from diagnostics.store.events import Event, Kind
from diagnostics.store.facts import Assessment, Consent, EvidenceFile, FirmFacts, KeptFinding, KeptRow, Postponed, SignOff
from diagnostics.store.intake import Intake, take_in
from diagnostics.store.opening import is_encrypted, is_workspace, open_workspace
from diagnostics.store.problems import StoreError
from diagnostics.store.purging import Purged
from diagnostics.store.register import FirmRecord
from diagnostics.store.standing import Adjudication, Conflict, Testimony
from diagnostics.store.workspace import Workspace

__all__ = [
    "Adjudication",
    "Assessment",
    "Conflict",
    "Consent",
    "Event",
    "EvidenceFile",
    "FirmFacts",
    "FirmRecord",
    "Intake",
    "KeptFinding",
    "KeptRow",
    "Kind",
    "Postponed",
    "Purged",
    "SignOff",
    "StoreError",
    "Testimony",
    "Workspace",
    "is_encrypted",
    "is_workspace",
    "open_workspace",
    "take_in",
]
