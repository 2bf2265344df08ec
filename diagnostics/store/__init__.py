"""The workspace of a team: an append-only journal of everything that was said, seen and decided, and its evidence.

Only this page is public; whoever builds on the store (terminal, command line, browser) needs nothing below it::

    from diagnostics.store import open_workspace

    with open_workspace(folder, author="李工", device="LAPTOP-7", library=library) as workspace:
        workspace.register_firm(code, "示例一号（虚构）")
        seen = workspace.add_evidence(code, "设备台账", Grade.E2, file=photo)    # number="HT-1": viewed, not kept
        said = Answer(state="known", value=("ot_net",), evidence=(seen.id,), by="设备科长")
        workspace.testify(code, "q01_network", said)
        facts = workspace.facts(code)       # `FirmFacts`: everything of the current assessment, derived
        firm = workspace.answers(code)      # the same as `FirmAnswers`, for `diagnose`

**Writing.** Every method is one transaction; when it returns, the event is on the disk, and the `Event` returned has
its id. All take the 统一社会信用代码 of the firm first; `assessment=None` is the latest one (T0 opens by itself).

- Firm: `register_firm(code, name)`, `change_firm(code, name=, subjects=)`, `open_assessment(code, on=)` → T0, T1 …
- Visit: `record_consent(code, given, by=, text=, retain_until=)`, `set_visit_mode(code, mode, reason=)`,
  `set_visit(code, {…})`, `tailor(code, {node: reason})`, `sign_off(code, sheet, fingerprint, by=, evidence=)`
- Answers: `testify(code, fact, answer, subject=)`, `adjudicate(code, fact, event_id_or_answer, reason=, subject=)`,
  `postpone(code, fact, ask="张工", note=, subject=)`, `correct(code, event_id, reason=, now=answer_or_None)`,
  `tap_card(code, card, rung, suggested, by=)` (what a topic card suggested; it counts for nothing by itself)
- Tables: `add_row(code, table, values, subject=, evidence=)`,
  `change_row(code, table, row_id, values, evidence=, reason=)`,
  `remove_row(code, table, row_id, reason=)`, `confirm_table(code, table)` (complete as it is, perhaps empty)
- Evidence: `add_evidence(code, kind, grade, file= or number=, by=, date=, note=)` → `Evidence` with its id ev01, ev02 …
- Findings: `add_finding(code, finding)`, `change_finding(code, finding_id, finding_or_None)`
- All at once: `take_in(workspace, code, firm_answers, library.tables, source=file_name)`; `purge(code, reason=)`

**Reading.** `firms()`, `find_firm(text, whole=)` (code or name), `assessments(code)`,
`events(code, kinds=, known_at=)`, `facts(code, as_of=, known_at=, assessment=)`, `answers(…)` the same way,
`testimonies(code, fact, subject=)`, `conflicts(code)`, `suggestions(code)` (the facts of the assessment before; they
never count until somebody testifies them anew), `read_evidence(code, evidence_id)` → bytes, `due_for_purge(day)`,
`check()`.
`forks(code)` lists what two workspaces changed without knowing of each other, `settle(code, event_id, reason=)` says
which counts. `export_bundle(workspace, path, passphrase, codes)`, `read_bundle(path, passphrase)`,
`merge_bundle(workspace, bundle, passphrase)`: what travels between workspaces;
`export_deidentified` writes one without names, codes and texts.
`find_copies(folder)` names what a program that synchronises folders has put aside; `read_copied_journal` reads such a
journal for `merge_bundle`.
`look_at(folder)` says what a folder holds, without a passphrase and without changing anything.
`encrypt_workspace(folder, passphrase, …)` and `change_passphrase(folder, old, new, …)` work on a closed workspace.

**What may stand.** `library` is the content: what is recorded is held against it first (`answers.limits`), and what may
not stand is refused with the code that a file would get; without content nothing that was said can be recorded. What
comes in a bundle or was kept by an older release stays on record whatever it says; `facts(…).unfit` lists what may not
stand of it, and that does not count.

**Which value counts.** The last adjudication; else what says something before unknown or refused, then the best grade,
then the latest. A person who answers again replaces their own answer, unless the new one has a lower grade: then both
stand and `conflicts` lists them. Nothing is ever overwritten.

**Two times.** `as_of` picks the assessment (the latest opened on or before that day, else the first). `known_at` cuts
by recorded time; a day means until its end in China. Order is (counter, workspace id), never the clock.

**When something is wrong.** `InputError` (exit code 1): the request is wrong, nothing was written. `StoreError` (exit
code 3): disk full, workspace busy, damaged, newer; what had been confirmed is still there. Both say it in Chinese.
"""

from __future__ import annotations

from diagnostics.store.facts.differences import differences_of
from diagnostics.store.facts.firm_facts import (
    Assessment,
    Consent,
    EvidenceFile,
    FirmFacts,
    KeptFinding,
    KeptRow,
    Postponed,
    SignOff,
    Tap,
    Unfit,
)
from diagnostics.store.facts.heads import Fork
from diagnostics.store.facts.register import FirmRecord
from diagnostics.store.facts.signing import keep_signed_sheet
from diagnostics.store.facts.standing import Adjudication, Conflict, Testimony
from diagnostics.store.facts.twin_rows import Twins
from diagnostics.store.intake.intake import Intake, take_in
from diagnostics.store.journal.events import Event, Kind
from diagnostics.store.journal.problems import StoreError
from diagnostics.store.journal.sqlite import is_journal
from diagnostics.store.travel.bundle import Bundle, Exported, export_bundle, read_bundle
from diagnostics.store.travel.copied_journal import read_copied_journal
from diagnostics.store.travel.deidentifying import export_deidentified
from diagnostics.store.travel.merging import Merged, merge_bundle
from diagnostics.store.upkeep.copies import find_copies
from diagnostics.store.upkeep.inspecting import Inspection, look_at
from diagnostics.store.upkeep.opening import is_workspace, open_workspace
from diagnostics.store.upkeep.purging import Purged
from diagnostics.store.upkeep.relocking import Relocked, change_passphrase, encrypt_workspace
from diagnostics.store.workspace import Workspace

__all__ = [
    "Adjudication",
    "Assessment",
    "Bundle",
    "Conflict",
    "Consent",
    "Event",
    "EvidenceFile",
    "Exported",
    "FirmFacts",
    "FirmRecord",
    "Fork",
    "Inspection",
    "Intake",
    "KeptFinding",
    "KeptRow",
    "Kind",
    "Merged",
    "Postponed",
    "Purged",
    "Relocked",
    "SignOff",
    "StoreError",
    "Tap",
    "Testimony",
    "Twins",
    "Unfit",
    "Workspace",
    "change_passphrase",
    "differences_of",
    "encrypt_workspace",
    "export_bundle",
    "export_deidentified",
    "find_copies",
    "is_journal",
    "is_workspace",
    "keep_signed_sheet",
    "look_at",
    "merge_bundle",
    "open_workspace",
    "read_bundle",
    "read_copied_journal",
    "take_in",
]
