"""Findings of an answers file: what the consultant found, and why a contradiction is none."""

from __future__ import annotations

from typing import Any

from diagnostics.answers.faults import Fault
from diagnostics.answers.files.reader import AnswersReader
from diagnostics.answers.findings import KINDS_OF, finding_faults, foreign
from diagnostics.content.yaml.reader import INVALID
from diagnostics.content.yaml.yaml_nodes import Mapping, Scalar, Sequence
from diagnostics.model.content.magnitudes import names_figure
from diagnostics.model.firm.answers import DENIED, EXPLAINED, FINDING_KINDS, Deadline, Finding, KpiSaid
from diagnostics.words.catalogue import say

KINDS = (*FINDING_KINDS, EXPLAINED)
_KEYS = ("kind", "text", "effect", "evidence", "title", "by", "date", "about", *KINDS_OF)
_WORDS = ("pain", "loss_kind", "per", "period", "basis", "wish")
_AMOUNTS = ("loss_wan", "bill_wan", "saving_wan")
_NUMBERS = ("rank", "payback_years")
_WHAT = "findings"


def read_findings(reader: AnswersReader, root: Mapping) -> tuple[Finding, ...]:
    """Read the findings; those that are wrong are reported and left out."""
    node = root.get("findings")
    found = [_finding(reader, each) for each in reader.items(node, _WHAT)] if node is not None else []
    return tuple(each for each in found if each is not None)


def _finding(reader: AnswersReader, mapping: Mapping) -> Finding | None:
    reader.check_keys(mapping, _KEYS, _WHAT)
    kind = _kind(reader, mapping)
    text = "" if kind == DENIED and "text" not in mapping.by_key else _text(reader, mapping)
    title = _rule(reader, mapping) if kind == EXPLAINED else reader.optional_text(mapping, "title", _WHAT)
    values: dict[str, Any] = {
        "kind": kind,
        "text": text,
        "effect": reader.optional_text(mapping, "effect", _WHAT, lines=True),
        "title": title,
        "by": reader.optional_text(mapping, "by", _WHAT),
        "date": reader.optional_day(mapping, "date", _WHAT),
        "evidence": reader.cited(mapping),
        "about": _about(reader, mapping),
        **_worth(reader, mapping),
    }
    if any(value is INVALID for value in values.values()):
        return None
    finding = Finding(**values)
    stand = [_stands(reader, mapping, fault) for fault in finding_faults(finding, reader.library.pains)]
    return finding if all(stand) else None


def _stands(reader: AnswersReader, mapping: Mapping, fault: Fault) -> bool:
    """Report a fault at the key that it is about; returns whether it is only a warning."""
    node = mapping.get(fault.column)
    place = mapping.place if node is None else node.place
    what = _WHAT if fault.code == "ANS-06" else f"{_WHAT}.{fault.column}"
    return reader.refuse((fault,), place, what=what) is not INVALID


def _kind(reader: AnswersReader, mapping: Mapping) -> Any:
    """Return the kind; a pain that is denied is a kind of its own, so that nobody counts it among the pains."""
    node, denied = reader.required(mapping, "kind", _WHAT), mapping.get("denied")
    kind = INVALID if node is None else reader.one_of(node, "kind", KINDS)
    if denied is None or kind is INVALID:
        return kind
    said = reader.flag(denied, f"{_WHAT}.denied")
    if said is not True:
        return kind if said is False else INVALID
    if kind not in KINDS_OF["denied"]:
        return reader.refuse((foreign(kind, "denied"),), denied.place)
    return DENIED


def _text(reader: AnswersReader, mapping: Mapping) -> Any:
    node = reader.required(mapping, "text", _WHAT)
    return INVALID if node is None else reader.text(node, "text", lines=True)


def _worth(reader: AnswersReader, mapping: Mapping) -> dict[str, Any]:
    """Return which pain it is, what it costs, what is wanted: as it is written; the judge says whether it stands."""
    found: dict[str, Any] = {}
    for key in (*_WORDS, *_AMOUNTS, *_NUMBERS, "budget_wan"):
        node = mapping.get(key)
        if node is None:
            continue
        if key in _WORDS:
            found[key] = reader.text(node, f"{_WHAT}.{key}")
        elif key in _NUMBERS:
            found[key] = reader.number(node, f"{_WHAT}.{key}")
        else:
            found[key] = reader.amount(node, f"{_WHAT}.{key}")
    if (limit := found.get("budget_wan")) is not None and limit is not INVALID:
        found["budget_wan"] = limit[1]  # of a range the upper end is the limit
    return {**found, **_kpi(reader, mapping), **_deadline(reader, mapping)}


def _kpi(reader: AnswersReader, mapping: Mapping) -> dict[str, Any]:
    node, what = mapping.get("kpi"), f"{_WHAT}.kpi"
    block = None if node is None else reader.mapping(node, what)
    if block is None:
        return {}
    reader.check_keys(block, ("now", "wanted"), what)
    if not block.by_key:
        reader.required(block, "now", what)
    said = {key: reader.number(each, f"{what}.{key}") for key in ("now", "wanted") if (each := block.get(key))}
    return {"kpi": INVALID if INVALID in said.values() else KpiSaid(**said)}


def _deadline(reader: AnswersReader, mapping: Mapping) -> dict[str, Any]:
    node, what = mapping.get("deadline"), f"{_WHAT}.deadline"
    block = None if node is None else reader.mapping(node, what)
    if block is None:
        return {}
    reader.check_keys(block, ("date", "for"), what)
    day = reader.required(block, "date", what)
    read = INVALID if day is None else reader.day(day, f"{what}.date")
    return {"deadline": INVALID if read is INVALID else Deadline(read, reader.optional_text(block, "for", what))}


def _about(reader: AnswersReader, mapping: Mapping) -> tuple[str, ...]:
    """Return the facts and tables that a finding is about (one or a list); what there is not is reported."""
    node, library = mapping.get("about"), reader.library
    if node is None:
        return ()
    known = {*library.facts, *library.derived, *library.tables}
    known |= {name[:at] for name in library.facts for at, char in enumerate(name) if char == "."}
    found: dict[str, None] = {}
    for item in node.items if isinstance(node, Sequence) else (node,):
        name = library.aliases.get(item.text, item.text) if isinstance(item, Scalar) else ""
        if name in known:
            found[name] = None
        else:
            reader.not_allowed(item, "about", known, say("review", "facts"))
    return tuple(found)


def _rule(reader: AnswersReader, mapping: Mapping) -> str:
    """Return the rule of plausibility, or the figure, that the reason is about; INVALID when it is none of these."""
    node = reader.required(mapping, "title", _WHAT)
    rules = reader.library.plausibility
    if node is None:
        return INVALID  # type: ignore[no-any-return]
    if isinstance(node, Scalar) and (node.text in rules or names_figure(node.text, reader.library.magnitudes)):
        return node.text
    return reader.not_allowed(node, "title", rules, say("review", "rules"))  # type: ignore[no-any-return]
