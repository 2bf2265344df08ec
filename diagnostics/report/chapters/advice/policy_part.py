"""The chapter on policies: what may be applied for, what to ask first, what does not fit, and by which text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from diagnostics.model.document import DocumentCell, Table, Tone
from diagnostics.model.results.policy_results import PolicyLine
from diagnostics.model.results.report_input import ReportInput
from diagnostics.report.words.labels import NOTHING
from diagnostics.report.words.tables import by_id, make_table
from diagnostics.words.catalogue import name_of, say
from diagnostics.words.names import without_remark
from diagnostics.words.numbers import day, number

_TONES: dict[str, Tone] = {"eligible": "good", "to_verify": "warn", "not_eligible": "muted"}
_ON_FIRST_PAGE = 2
_IN_BODY = 4
_WIDTHS = (5.2, 2.2, 6.6, 3.6, 4)


@dataclass(frozen=True)
class SupportView:
    """A policy on the owner's page: what, the word for it, what is missing, until when. Never an unsure amount."""

    name: str
    word: str
    missing: str
    until: str


def support_views(given: ReportInput) -> tuple[SupportView, ...]:
    """Return the few policies that the owner should know: those that can be had before those to be asked about."""
    lines = [policy for policy in given.policies if policy.outcome != "not_eligible" and not policy.covered_by]
    ranked = sorted(lines, key=lambda each: (each.outcome != "eligible", len(each.unknown), not each.met))
    return tuple(map(_support, ranked[:_ON_FIRST_PAGE]))


def _support(line: PolicyLine) -> SupportView:
    if line.unknown or line.not_met:
        missing = say("report_plan", "support_missing", names="、".join((*line.not_met, *line.unknown)))
    elif line.outcome == "eligible":
        missing = say("report_plan", "support_ready")
    else:
        missing = ""  # the conditions hold; what is open is the policy itself
    amount = ""
    if line.sure_amount_wan is not None and line.outcome == "eligible":
        amount = say("report_plan", "support_amount", amount=number(line.sure_amount_wan))
    if line.current and line.valid_to is not None:
        until = say("report_plan", "support_until", date=day(line.valid_to))
    else:
        until = say("report_plan", "support_no_end", who=next(iter(line.bureaus), NOTHING))
    return SupportView(line.name, f"{line.word}{amount}", missing, until)


def policy_tables(given: ReportInput) -> dict[str, Table]:
    """Return the tables of policies and of contradictions between their texts, by id."""
    open_ones = [policy for policy in given.policies if policy.outcome != "not_eligible"]
    near = [each for each in open_ones if each.met and not each.unknown and not each.covered_by][:_IN_BODY]
    more = [each for each in open_ones if each not in near]
    closed = [policy for policy in given.policies if policy.outcome == "not_eligible"]
    return by_id([
        make_table("policies", map(_row, near), _WIDTHS, "lclll"),
        make_table("policies_more", map(_row, more), _WIDTHS, "lclll"),
        make_table("policies_closed", map(_row, closed), _WIDTHS, "lclll"),
        make_table("conflicts", _conflicts(given.policies), (3, 6.6, 6.6, 4), "llll"),
    ])  # fmt: skip


def _row(line: PolicyLine) -> Sequence[DocumentCell | str]:
    title = f"{line.name}\n{line.document}（{line.level}，{line.benefit}）"
    doubts = say("report_plan", "doubts", names="；".join(line.reasons)) if line.reasons else ""
    conditions = "\n".join(filter(None, (_conditions(line), doubts)))
    return (title, DocumentCell(line.word, tone=_TONES[line.outcome]), conditions, amount_words(line), _source(line))


def _conditions(line: PolicyLine) -> str:
    parts = [
        say("report_plan", f"conditions_{state}", names="；".join(names))
        for state, names in (("not_met", line.not_met), ("unknown", line.unknown), ("met", line.met))
        if names
    ]
    return "\n".join(parts) or say("report_plan", "no_conditions")


def amount_words(line: PolicyLine) -> str:
    """Return the amount as the document has it, whether it is sure, and what it cannot be had together with."""
    parts = []
    if line.amount_wan is not None:
        key = "amount_of" if line.current else "amount_stale"
        parts.append(say("report_plan", key, amount=number(line.amount_wan)))
    if line.amount_rule:
        parts.append(line.amount_rule)
    if line.covered_by:
        parts.append(say("report_plan", "covered", name=without_remark(line.covered_by)))
    return "\n".join((*parts, *line.references)) or NOTHING


def _source(line: PolicyLine) -> str:
    checked = say("report_plan", "checked", date=day(line.checked_on)) if line.checked_on else ""
    end = say("report_plan", "until_end", date=day(line.valid_to)) if line.valid_to else ""
    lines = (
        line.number or NOTHING, end or say("report_plan", "end_unknown"), checked or say("report_plan", "not_checked"),
        name_of("marks", line.mark.name),
    )  # fmt: skip
    return "\n".join(lines)


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
