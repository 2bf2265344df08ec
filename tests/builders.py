"""One line makes one thing: the answers of a firm, a folder of content, an exact score.

Everything goes through the real readers, so that a test says what a user would write.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from textwrap import dedent
from typing import Any

from diagnostics.answers.files.file import parse_answers
from diagnostics.content.library.library import get_library
from diagnostics.content.library.loading import load_folders
from diagnostics.diagnosis.as_json import standard_json
from diagnostics.model.content.library import Library
from diagnostics.model.content.standards import Standard
from diagnostics.model.firm.answers import FirmAnswers
from diagnostics.scoring.engine.evaluate import Evaluator
from diagnostics.scoring.engine.frame import Frame
from diagnostics.scoring.engine.results import StandardResults
from diagnostics.store.journal.events import Kind
from diagnostics.store.workspace import Workspace
from diagnostics.words.numbers import rounded

AS_OF = date(2026, 6, 30)
CODE = "91410100MA4D000018"
_ROWS = ("equipment", "systems", "years", "official_results")
_DOCUMENT_ID = re.compile(r"^id: *(\S+)", re.MULTILINE)


def record(workspace: Workspace, code: str, kind: Kind, **payload: Any) -> None:
    """Write an event that no command writes by itself into the journal."""
    with workspace.recording(code) as recording:
        recording.append(kind, payload)


@cache
def shipped() -> Library:
    """Return the content of the repository; fails with every problem when it has some."""
    return get_library()


def firm(
    answers: Mapping[str, Any] | None = None,
    *,
    grade: str = "",
    about: Mapping[str, Any] | None = None,
    code: str = CODE,
    library: Library | None = None,
    **blocks: Any,
) -> FirmAnswers:
    """Read an answers file made of plain values; fails when the reader finds anything wrong.

    Args:
        answers: fact or sheet id → value, as in an answers file.
        grade: evidence grade that every answer and every row without evidence of its own cites; empty: none.
        about: further keys of the `firm:` block (titles, district, …).
        blocks: further blocks of the file (equipment, systems, years, tailored, subjects, …).
    """
    given: dict[str, Any] = dict(answers or {})
    if grade:
        blocks.setdefault("evidence", []).append({"id": "cited", "grade": grade, "kind": "contract"})
        given = {name: _citing(value) for name, value in given.items()}
        for table in _ROWS:
            if table in blocks:
                blocks[table] = [{"evidence": "cited", **row} for row in blocks[table]]
    document = {"firm": {"code": code, "name": "示例（虚构）", **(about or {})}, "answers": given, **blocks}
    read, problems = parse_answers(as_json(document), "firm.json", library or shipped())
    assert problems == [], "\n".join(map(str, problems))
    assert read is not None
    return read


def _citing(value: Any) -> dict[str, Any]:
    said = value if isinstance(value, dict) else {"value": value}
    return {"evidence": "cited", **said}


def as_json(document: Any) -> str:
    """Return a document as JSON; dates as ISO text, decimals and fractions as exact numbers."""
    return json.dumps(document, ensure_ascii=False, default=_plain)


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal | Fraction) and Fraction(repr(float(value))) == Fraction(value):
        return float(value)  # written as its shortest decimal, which the reader takes literally
    raise TypeError(f"{value!r} cannot be written exactly")


def write_content(folder: Path, *documents: str | Mapping[str, Any]) -> Path:
    """Write content as the files that its ids ask for: YAML text, split at lines of `---`, or plain mappings."""
    for given in documents:
        parts = dedent(given).split("\n---\n") if isinstance(given, str) else [as_json(given)]
        for part in parts:
            found = _DOCUMENT_ID.search(part) if isinstance(given, str) else None
            name = found.group(1) if found else json.loads(part)["id"]
            (folder / f"{name}.yaml").write_text(part.strip("\n") + "\n", encoding="utf-8")
    return folder


def content(folder: Path, *documents: str | Mapping[str, Any]) -> Library:
    """Load a library made of these documents alone; fails when it has a problem."""
    library, problems = load_folders([write_content(folder, *documents)])
    assert problems == [], "\n".join(map(str, problems))
    return library


HEADER = {"title": "算例", "edition": "1", "reviewed": "2026-11-22"}
JUDGED = {**HEADER, "mark": "house", "judge": {"by": "qizhen", "date": "2026-11-22"}}
BUSINESS_TYPE = {
    "id": "business_type", "name": "生产类型", "type": "choice", "profile": True, "selects": True,
    "options": [{"id": "discrete", "name": "离散型"}, {"id": "process", "name": "流程型"}],
}  # fmt: skip
_QUESTION = {"ask": "是多少？", "who": "owner", "where": "office"}


def asked(facts: Iterable[Mapping[str, Any]]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return facts with a question each, and the questionnaire that asks them."""
    questions = [fact if "profile" in fact else {**fact, "question": _QUESTION} for fact in facts]
    items = [fact["id"] for fact in questions if "question" in fact]
    section = {"id": "all", "name": "全部", "who": "owner", "where": "office", "minutes": 10, "items": items}
    return (
        {"kind": "facts", "id": "facts", **HEADER, "facts": questions},
        {"kind": "questionnaire", "id": "sections", **HEADER, "sections": [section]},
    )


def scored(answers: FirmAnswers, standard: str, library: Library | None = None, as_of: date = AS_OF) -> dict[str, Any]:
    """Return one standard of `score --json`, without judging the rest of the library."""
    return scored_together([answers], standard, library, as_of)[0]


def scored_together(
    firms: Sequence[FirmAnswers], standard: str, library: Library | None = None, as_of: date = AS_OF
) -> list[dict[str, Any]]:
    """Return the same for several firms, judged side by side."""
    library = library or shipped()
    claimed = Evaluator(Frame(firms, library, as_of))
    verified = Evaluator(Frame(firms, library, as_of, verified=True))
    judged = library.standards[standard]
    results = StandardResults(judged, claimed, verified)
    return [standard_json(results.of_firm(place), judged) for place in range(len(firms))]


class Exact:
    """The nodes of one standard for one firm in fractions."""

    def __init__(
        self, answers: FirmAnswers, standard: str, library: Library | None = None, as_of: date = AS_OF
    ) -> None:
        self.library = library or shipped()
        self.standard: Standard = self.library.standards[standard]
        self.evaluator = Evaluator(Frame([answers], self.library, as_of, exact=True))

    def __getitem__(self, node: str) -> Fraction | None:
        """Return the value of a node by the standard's rule, None where it has none."""
        found = self.evaluator.scorer.score(self.standard.id).nodes[node]
        return Fraction(found.value[0]) if found.has_value[0] else None

    def output(self, name: str, key: str = "") -> Fraction:
        """Return a further number of the standard; fails where it is open."""
        output = next(each for each in self.standard.outputs if each.id == name)
        value = {**output.values, **output.figures}[key] if key else output.figure
        assert value is not None
        found = self.evaluator.value(value, self.standard.judges)
        assert found.known[0], f"{name}.{key} is open"
        return Fraction(found.lo[0])


def shown(value: Fraction | float | None, places: int) -> str:
    """Return a number as a sheet prints it: so many decimals, half up."""
    assert value is not None
    return f"{rounded(value, places):f}"
