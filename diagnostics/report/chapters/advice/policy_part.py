"""The chapter on policies: what may be applied for and whom to ring; in the volume every line, with its reservations.

A reservation that holds for many lines is said once, at the head of the volume's chapter, and by its mark after that.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from diagnostics.model.document import DocumentCell, Table, Tone
from diagnostics.model.results.policy_results import PolicyLine
from diagnostics.model.results.report_input import ReportInput
from diagnostics.report.words.labels import NOTHING
from diagnostics.report.words.tables import by_id, make_table
from diagnostics.words.catalogue import catalogue, name_of, say
from diagnostics.words.names import without_remark
from diagnostics.words.numbers import day, number

_TONES: dict[str, Tone] = {"eligible": "good", "to_verify": "warn", "not_eligible": "muted"}
_IN_BODY = 6
_OPEN = 2  # so many conditions may be open of what is still told
_OFTEN = 5  # what more lines say stands in the notes
_MARKS = "甲乙丙丁戊己庚辛壬癸"
_SAID_BY_THE_LINE = ("condition_not_met", "condition_unknown")
_MONEY = ("award", "subsidy", "loan")
_WIDTHS = (5.2, 2.2, 6.6, 3.6, 4)


@dataclass(frozen=True)
class PolicyNotes:
    """What many lines have in common, said once: reservations by their marks, documents by their numbers, remarks."""

    marks: dict[str, str] = field(default_factory=dict)
    documents: dict[str, str] = field(default_factory=dict)
    remarks: dict[str, str] = field(default_factory=dict)

    @property
    def lines(self) -> tuple[str, ...]:
        """The notes as they stand at the head of the chapter."""
        pairs = [(mark, text) for text, mark in self.marks.items()]
        return tuple(
            say("report_plan", "policy_note", mark=mark, text=text) for mark, text in (*pairs, *self.documents.items())
        ) + tuple(self.remarks)


def policy_notes(given: ReportInput) -> PolicyNotes:
    """Return what is said once of the policies of a firm."""
    known = catalogue()["policy_reasons"]
    words = [str(text) for key, text in known.items() if key not in _SAID_BY_THE_LINE]
    used = {reason for line in given.policies for reason in line.reasons}
    numbers = Counter(line.number for line in given.policies if line.number)
    names = Counter(name for line in given.policies for name in (*line.met, *line.not_met, *line.unknown))
    return PolicyNotes(
        dict(zip((each for each in words if each in used), _MARKS, strict=False)),
        {line.number: line.document for line in given.policies if numbers[line.number] > _OFTEN},
        {name: without_remark(name) for name, n in names.items() if n > _OFTEN and without_remark(name) != name},
    )


def policy_tables(given: ReportInput) -> dict[str, Table]:
    """Return the tables of policies and of contradictions between their texts, by id."""
    notes = policy_notes(given)
    open_ones = [policy for policy in given.policies if policy.outcome != "not_eligible"]
    closed = [policy for policy in given.policies if policy.outcome == "not_eligible"]
    return by_id([
        make_table("policies", map(_short_row, told_support(given)), (8.6, 7.4, 5.2), "lll"),
        make_table("policies_more", (_row(each, notes) for each in open_ones), _WIDTHS, "lclll"),
        make_table("policies_closed", (_row(each, notes) for each in closed), _WIDTHS, "lclll"),
        make_table("conflicts", _conflicts(given.policies), (3, 6.6, 6.6, 4), "llll"),
    ])  # fmt: skip


def told_support(given: ReportInput) -> tuple[PolicyLine, ...]:
    """Return the support in money that the firm's document tells."""
    fitting, maybe = support_of(given)
    return (*fitting, *maybe)[:_IN_BODY]


def support_of(given: ReportInput) -> tuple[tuple[PolicyLine, ...], tuple[PolicyLine, ...]]:
    """Return the support in money that fits the firm, and that of which little is left to find out; most first."""
    fitting = sorted(filter(_fits, given.policies), key=_most_first)
    maybe = sorted(filter(_may_fit, given.policies), key=_most_first)
    return tuple(fitting), tuple(maybe)


def _fits(line: PolicyLine) -> bool:
    """Whether money is offered and everything that is asked is known to hold; services and titles are no money."""
    asked = line.met and not line.unknown and not line.not_met
    money = line.benefit in {name_of("policy_benefits", kind) for kind in _MONEY}
    return bool(asked and money and line.bureaus and not line.covered_by and line.outcome != "not_eligible")


def _may_fit(line: PolicyLine) -> bool:
    """Whether an amount is offered, something of the firm fits it, and only a little is left to find out."""
    asked = line.met and 0 < len(line.unknown) <= _OPEN and not line.not_met
    return bool(asked and line.amount_wan is not None and line.bureaus and line.outcome != "not_eligible")


def _most_first(line: PolicyLine) -> Fraction:
    return -(line.amount_wan or Fraction(0))


def _short_row(line: PolicyLine) -> Sequence[DocumentCell | str]:
    """The line as the firm reads it: what, whom to ask and what is left to find out, how much, by which document."""
    sure = line.outcome == "eligible" and not line.unknown
    who = line.bureaus[0]
    key = "policy_ask_of" if line.unknown else "policy_ask"
    asked = say("report_plan", key, who=who, names="、".join(map(without_remark, line.unknown)))
    if line.amount_wan is not None:
        amount = say("report_plan", "amount_most", amount=number(line.amount_wan))
    else:
        amount = line.amount_rule
    document = [line.number or line.document, *_until(line)]
    return (
        "\n".join((line.name, *document)),
        DocumentCell(line.word if sure else asked, tone=_TONES[line.outcome]),
        amount,
    )


def _row(line: PolicyLine, notes: PolicyNotes) -> Sequence[DocumentCell | str]:
    told = line.number in notes.documents
    of = say("report_plan", "policy_of", level=line.level, benefit=line.benefit, document="" if told else line.document)
    marks = "、".join(notes.marks[each] for each in line.reasons if each in notes.marks)
    doubts = say("report_plan", "doubts", names=marks) if marks else ""
    conditions = "\n".join(filter(None, (_conditions(line, notes), doubts)))
    word = DocumentCell(line.word, tone=_TONES[line.outcome])
    return (f"{line.name}\n{of}", word, conditions, _amount(line), _source(line))


def _conditions(line: PolicyLine, notes: PolicyNotes) -> str:
    parts = [
        say("report_plan", f"conditions_{state}", names="；".join(notes.remarks.get(name, name) for name in names))
        for state, names in (("not_met", line.not_met), ("unknown", line.unknown), ("met", line.met))
        if names
    ]
    return "\n".join(parts) or say("report_plan", "no_conditions")


def _amount(line: PolicyLine) -> str:
    """Return the amount as the document has it and what it cannot be had together with."""
    parts = []
    if line.amount_wan is not None:
        parts.append(say("report_plan", "amount_of", amount=number(line.amount_wan)))
    if line.amount_rule:
        parts.append(line.amount_rule)
    if line.covered_by:
        parts.append(say("report_plan", "covered", name=without_remark(line.covered_by)))
    return "\n".join((*parts, *line.references)) or NOTHING


def _until(line: PolicyLine) -> Iterator[str]:
    if line.valid_to:
        yield say("report_plan", "until_end", date=day(line.valid_to))


def _source(line: PolicyLine) -> str:
    checked = [say("report_plan", "checked", date=day(line.checked_on))] if line.checked_on else []
    return "\n".join((line.number or NOTHING, *_until(line), *checked, name_of("marks", line.mark.name)))


def _conflicts(lines: Sequence[PolicyLine]) -> Iterator[Sequence[str]]:
    seen: set[frozenset[str]] = set()
    for line in lines:
        for conflict in line.conflicts:
            pair = frozenset({line.name, conflict.other, conflict.about})
            if pair not in seen:
                seen.add(pair)
                yield (
                    conflict.about,
                    f"{line.name}：{conflict.here}",
                    f"{conflict.other}：{conflict.there}",
                    conflict.ask,
                )
