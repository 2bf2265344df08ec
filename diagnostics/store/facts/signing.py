"""A signed sheet comes back: its scan as evidence and the signature, both or neither."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from diagnostics.model.firm.answers import Evidence
from diagnostics.store.journal.values import declared_to_json

if TYPE_CHECKING:
    from diagnostics.store.workspace import Workspace


def keep_signed_sheet(
    workspace: Workspace, code: str, sheet: str, fingerprint: str, scan: Path, seen: Evidence, original_sha256: str = ""
) -> Evidence:
    """Record the scan of a signed sheet and that it was signed, in one transaction.

    Args:
        workspace: open for writing.
        code: the firm.
        sheet: which sheet.
        fingerprint: what is printed on it.
        scan: the file to keep; if anything fails after it is copied, no event names the copy.
        seen: the evidence; without an id it gets the next free one. `by` is who signed.
        original_sha256: hash of the file that `scan` was made from.

    Raises:
        InputError: Unknown firm, a file that cannot be read, or an id that is taken; nothing is recorded.
    """
    with workspace.recording(code) as record:
        evidence = replace(seen, id=record.free_evidence_id(seen.id))
        kept = workspace.files.keep(scan, original_sha256)
        record.append("evidence_added", {**declared_to_json(evidence), "file": kept}, in_round=False)
        payload = {"sheet": sheet, "fingerprint": fingerprint, "by": seen.by, "evidence": [evidence.id]}
        record.append("sign_off", payload)
        return evidence
