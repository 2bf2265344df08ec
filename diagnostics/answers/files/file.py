"""Answers files (YAML or JSON, contract.md): strict reading, all problems at once, into `model.answers`.

A file with a problem that is not a warning gives no answers. Several files with one code are one firm
(`content.answers_merge`).
"""

from __future__ import annotations

from collections.abc import Mapping as AbstractMapping
from datetime import date
from pathlib import Path
from typing import Any

from diagnostics.answers.files.facts import Answers, read_answers_of, read_fact
from diagnostics.answers.files.findings import read_findings
from diagnostics.answers.files.merge import cut, merge_answers
from diagnostics.answers.files.plan import read_wishes
from diagnostics.answers.files.reader import AnswersReader
from diagnostics.answers.files.rows import find_table, read_table
from diagnostics.answers.files.subjects import read_subjects
from diagnostics.answers.files.text import parse_document, read_text
from diagnostics.answers.firm_code import ALPHABET, check_digit, find_code_fault, length_hint
from diagnostics.content.yaml.reader import INVALID, shown
from diagnostics.content.yaml.yaml_nodes import Mapping, Node, Scalar, Sequence
from diagnostics.model.content.facts import Fact
from diagnostics.model.content.library import Library
from diagnostics.model.content.marks import Grade
from diagnostics.model.firm.answers import Evidence, FirmAnswers, Row
from diagnostics.words.catalogue import name_of, problem, system_reason
from diagnostics.words.conflict_copies import copies_among
from diagnostics.words.problems import Place, Problem

__all__ = ["cut", "merge_answers", "parse_answers", "read_answers", "read_folder"]

SUFFIXES = frozenset({".yaml", ".yml", ".json"})
_TOP_KEYS = ("firm", "subjects", "tailored", "evidence", "findings", "answers", "visit", "plan", "fictitious")
_EVIDENCE_KEYS = ("id", "grade", "kind", "date", "by", "kept", "number", "note")
_TITLES = "titles"


def read_answers(
    path: Path, library: Library, *, as_of: date | None = None
) -> tuple[FirmAnswers | None, list[Problem]]:
    """Read an answers file; with `as_of`, official results after that date (which will not count) are warned of.

    Returns:
        The answers, or None when a problem is not just a warning; and all problems in the order of the file.
    """
    problems: list[Problem] = []
    text = read_text(path, problems)
    if text is None:
        return None, problems
    return parse_answers(text, str(path), library, as_of=as_of)


def parse_answers(
    text: str, file: str, library: Library, *, as_of: date | None = None
) -> tuple[FirmAnswers | None, list[Problem]]:
    """Read the text of an answers file; `file` is its name in messages (and tells JSON from YAML)."""
    problems: list[Problem] = []
    root = parse_document(text, file, problems)
    answers = None if root is None else _read_firm(AnswersReader(library, problems, as_of), root, file)
    if any(not problem.warning for problem in problems):
        answers = None
    return answers, sorted(set(problems))


def read_folder(
    folder: Path, library: Library, *, as_of: date | None = None, known_at: date | None = None
) -> tuple[list[FirmAnswers], list[Problem]]:
    """Read every answers file of a folder; files with one code are one firm, one broken file stops no other.

    What was recorded after `known_at` is left out of each file before merging, so that an earlier answer in another
    file counts again.

    Returns:
        The firms in the order of their first file, and all problems.
    """
    try:
        paths = sorted(path for path in folder.iterdir() if path.suffix.lower() in SUFFIXES and path.is_file())
    except (OSError, ValueError) as error:
        return [], [problem("ANS-01", Place(str(folder)), detail=system_reason(error))]
    problems = [] if paths else [problem("ANS-55", Place(str(folder)), warning=True)]
    by_code: dict[str, list[FirmAnswers]] = {}
    copies, codes = copies_among(path.name for path in paths), dict[str, str]()
    for path in paths:
        answers, found = read_answers(path, library, as_of=as_of)
        problems += found
        if answers is not None:
            codes[path.name] = answers.code
            by_code.setdefault(answers.code, []).append(cut(answers, known_at) if known_at else answers)
    for copy, original in copies.items():
        if copy in codes and codes[copy] == codes.get(original):
            problems.append(problem("ANS-69", Place(str(folder / copy)), warning=True, original=original))
    firms = [merge_answers(files, problems, tables=library.tables) for files in by_code.values()]
    return firms, sorted(set(problems))


def _read_firm(reader: AnswersReader, root: Mapping, file: str) -> FirmAnswers | None:
    _check_top_keys(reader, root)
    firm_node = reader.required(root, "firm", name_of("kinds", "answers_file"))
    firm = None if firm_node is None else reader.mapping(firm_node, "firm")
    code, name = ("", "") if firm is None else (_code(reader, firm), _name(reader, firm))
    _read_evidence(reader, root)
    subjects = read_subjects(reader, root.get("subjects"), name)
    firm_id = subjects.all[0].id
    answers: Answers = {}
    if firm is not None:
        _read_profile(reader, firm, firm_id, answers)
    if (node := root.get("answers")) is not None:
        read_answers_of(reader, node, firm_id, answers)
    for subject, node in subjects.answers.items():
        read_answers_of(reader, node, subject, answers)
    fictitious = root.get("fictitious")
    return FirmAnswers(
        code=code,
        name=name,
        subjects=subjects.all,
        answers=answers,
        rows=_read_tables(reader, root, firm, firm_id),
        tailored=_read_tailored(reader, root),
        evidence=tuple(reader.evidence.values()),
        findings=read_findings(reader, root),
        visit=_read_visit(reader, root),
        plan=read_wishes(reader, root),
        file=file,
        fictitious=fictitious is not None and reader.flag(fictitious, "fictitious") is True,
    )


def _check_top_keys(reader: AnswersReader, root: Mapping) -> None:
    known = (*_TOP_KEYS, *reader.library.tables)
    for key, _ in root.items:
        if key.text not in _TOP_KEYS and find_table(reader, key.text) is None:
            reader.unknown_key(key, known, name_of("kinds", "answers_file"))


def _code(reader: AnswersReader, firm: Mapping) -> str:
    node = reader.required(firm, "code", "firm")
    code = INVALID if node is None else reader.text(node, "code")
    if node is None or code is INVALID:
        return ""
    code = code.replace(" ", "").upper()
    fault = find_code_fault(code)
    if fault == "length":
        reader.report("ANS-50", node.place, got=shown(node), length=len(code), hint=length_hint(code))
    elif fault == "alphabet":
        wrong = "、".join(dict.fromkeys(char for char in code if char not in ALPHABET))
        reader.report("ANS-51", node.place, got=shown(node), wrong=wrong)
    elif fault == "check_digit":
        expected = check_digit(code[:-1])
        reader.report("ANS-52", node.place, warning=True, got=code, last=code[-1], expected=expected)
    return str(code)


def _name(reader: AnswersReader, firm: Mapping) -> str:
    node = reader.required(firm, "name", "firm")
    name = INVALID if node is None else reader.text(node, "name")
    return "" if name is INVALID else str(name)


def _read_profile(reader: AnswersReader, firm: Mapping, firm_id: str, answers: Answers) -> None:
    """Facts that stand in the firm block; other facts are sent to `answers`."""
    library = reader.library
    profile = [fact.id for fact in library.facts.values() if fact.profile]
    known = ("code", "name", *profile, *((_TITLES,) if _TITLES in library.tables else ()))
    for key, node in firm.items:
        if key.text in {"code", "name"} or (key.text == _TITLES and _TITLES in library.tables):
            continue
        fact_id = library.fact_id(key.text)
        item = None if fact_id is None else library.named(fact_id)
        if item is None:
            reader.unknown_key(key, known, "firm")
        elif isinstance(item, Fact) and item.profile:
            read_fact(reader, key, node, firm_id, answers)
        else:
            reader.report("ANS-21", key.place, key=key.text, where="answers")


def _read_tables(
    reader: AnswersReader, root: Mapping, firm: Mapping | None, firm_id: str
) -> dict[str, tuple[Row, ...]]:
    rows: dict[str, tuple[Row, ...]] = {}
    nodes: list[tuple[Scalar, Node]] = [item for item in root.items if item[0].text not in _TOP_KEYS]
    if firm is not None:
        nodes += [item for item in firm.items if item[0].text == _TITLES]
    for key, node in nodes:
        table = find_table(reader, key.text)
        if table is None:
            continue  # reported as an unknown key
        if table.id in rows:
            reader.report("ANS-46", key.place, key=key.text, table=table.name)
            continue
        rows[table.id] = read_table(reader, table, node, firm_id)
    return rows


def _read_evidence(reader: AnswersReader, root: Mapping) -> None:
    node, what = root.get("evidence"), "evidence"
    places: dict[str, Place] = {}
    for mapping in reader.items(node, what) if node is not None else ():
        reader.check_keys(mapping, _EVIDENCE_KEYS, what)
        read = [reader.required(mapping, key, what) for key in ("id", "grade", "kind")]
        if read[0] is None or read[1] is None or read[2] is None:
            continue
        name, kind = reader.text(read[0], "id"), reader.text(read[2], "kind")
        grade = reader.one_of(read[1], "grade", tuple(each.name for each in Grade))
        kept = reader.flag(mapping.by_key["kept"], "kept") if "kept" in mapping.by_key else True
        day = reader.optional_day(mapping, "date", what)
        texts = {key: reader.optional_text(mapping, key, what) for key in ("by", "number", "note")}
        if name in reader.evidence:
            reader.report("ANS-30", mapping.place, id=name, first=places[name])
        elif INVALID not in (name, kind, grade, kept):
            places[name] = mapping.place
            reader.evidence[name] = Evidence(id=name, grade=Grade[grade], kind=kind, date=day, kept=kept, **texts)


def _read_tailored(reader: AnswersReader, root: Mapping) -> AbstractMapping[str, str]:
    node, what = root.get("tailored"), "tailored"
    tailored: dict[str, str] = {}
    known = _tailorable(reader.library) if node is not None else None
    for mapping in reader.items(node, what) if node is not None else ():
        reader.check_keys(mapping, ("id", "reason"), what)
        id_node, reason_node = (reader.required(mapping, key, what) for key in ("id", "reason"))
        if id_node is None or reason_node is None:
            continue
        name, reason = reader.text(id_node, "id"), reader.text(reason_node, "reason", lines=True)
        if INVALID in (name, reason):
            continue
        if known is not None and name not in known:
            reader.report("ANS-35", id_node.place, got=shown(id_node), near=reader.near(name, known))
        elif known and not known[name]:
            reader.report("ANS-36", id_node.place, warning=True, id=name)
        if name in tailored:
            reader.report("ANS-30", mapping.place, id=name, first=what)
        tailored[name] = reason
    return tailored


def _tailorable(library: Library) -> dict[str, bool] | None:
    """Return the nodes of all standards and whether they may be tailored; None without standards.

    A by-level standard has one copy per level (`dom_service.L1`); files name the node itself.
    """
    found: dict[str, bool] = {}
    for standard in library.standards.values():
        for node in standard.nodes:
            base, _, level = node.id.rpartition(".L")
            names = (node.id, base) if standard.by_level and base and level.isdigit() else (node.id,)
            for name in names:
                found[name] = found.get(name, False) or node.tailorable or node.na == "tailor"
    return found if library.standards else None


def _read_visit(reader: AnswersReader, root: Mapping) -> dict[str, str]:
    """Read the facts of the visit for the report; a list (the people met) becomes one text."""
    node = root.get("visit")
    mapping = None if node is None else reader.mapping(node, "visit")
    visit: dict[str, str] = {}
    for key, value in mapping.items if mapping else ():
        parts: list[Any] = [
            reader.text(item, f"visit.{shown(key)}", lines=True)
            for item in (value.items if isinstance(value, Sequence) else (value,))
        ]
        if INVALID not in parts:
            visit[shown(key)] = "、".join(parts)
    return visit
