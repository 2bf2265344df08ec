"""Findings of an answers file: what the consultant found, and why a contradiction is none."""

from __future__ import annotations

from fractions import Fraction

from diagnostics.answers.files.reader import AnswersReader
from diagnostics.answers.limits import amount_faults
from diagnostics.content.yaml.reader import INVALID
from diagnostics.content.yaml.yaml_nodes import Mapping, Scalar, Sequence
from diagnostics.model.content.magnitudes import names_figure
from diagnostics.model.firm.answers import EXPLAINED, FINDING_KINDS, WISH_KINDS, Finding
from diagnostics.words.catalogue import say

KINDS = (*FINDING_KINDS, EXPLAINED)
_KEYS = ("kind", "text", "effect", "evidence", "title", "by", "date", "about", "wish", "budget_wan")
_WHAT = "findings"


def read_findings(reader: AnswersReader, root: Mapping) -> tuple[Finding, ...]:
    """Read the findings; those that are wrong are reported and left out."""
    node = root.get("findings")
    found = [_finding(reader, each) for each in reader.items(node, _WHAT)] if node is not None else []
    return tuple(each for each in found if each is not None)


def _finding(reader: AnswersReader, mapping: Mapping) -> Finding | None:
    reader.check_keys(mapping, _KEYS, _WHAT)
    kind_node, text_node = (reader.required(mapping, key, _WHAT) for key in ("kind", "text"))
    if kind_node is None or text_node is None:
        return None
    kind, text = reader.one_of(kind_node, "kind", KINDS), reader.text(text_node, "text", lines=True)
    effect = reader.optional_text(mapping, "effect", _WHAT, lines=True)
    title = _rule(reader, mapping) if kind == EXPLAINED else reader.optional_text(mapping, "title", _WHAT)
    by, day = reader.optional_text(mapping, "by", _WHAT), reader.optional_day(mapping, "date", _WHAT)
    evidence, about = reader.cited(mapping), _about(reader, mapping)
    wish, budget = _wish(reader, mapping, kind), _budget(reader, mapping, kind)
    if INVALID in (kind, text, title, wish, budget):
        return None
    return Finding(
        kind=kind,
        text=text,
        effect=effect,
        evidence=evidence,
        title=title,
        by=by,
        date=day,
        about=about,
        wish=wish,
        budget_wan=budget,
    )


def _wish(reader: AnswersReader, mapping: Mapping, kind: str) -> str:
    """Return what a wish is for, empty where nobody said so; of another finding it is no word."""
    node = mapping.get("wish")
    if node is None:
        return ""
    return reader.one_of(node, "wish", WISH_KINDS if kind == "wish" else ())  # type: ignore[no-any-return]


def _budget(reader: AnswersReader, mapping: Mapping, kind: str) -> Fraction | None:
    """Return what the firm wants to spend on a wish at most, 万元; None where nobody said so."""
    node = mapping.get("budget_wan")
    if node is None:
        return None
    number = reader.number(node, "findings.budget_wan") if kind == "wish" else reader.one_of(node, "budget_wan", ())
    if number is INVALID:
        return INVALID  # type: ignore[no-any-return]
    if reader.refuse(amount_faults((number,)), node.place, what="findings.budget_wan") is INVALID:
        return None
    return number  # type: ignore[no-any-return]


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
