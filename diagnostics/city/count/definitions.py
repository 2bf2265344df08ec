"""Definitions of "on the cloud" side by side, and which firms differ between them and why. Never mixed, never netted.

- `verified`: the status counts as reached by the rules of the metric.
- `provider_matched`: the same rules, where nothing but a confirmation by a provider or platform (E4) is evidence.
- `declared`: a status of the figure that also counts the firms' own statements is reached (any running service).
- `reported`: the code stands on a list that the bureau has already reported; a name is never a key.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from diagnostics.city.count.outlook_records import Apart, Definition, Reconciliation
from diagnostics.city.count.population import Population, rule_key, rule_of, survey
from diagnostics.city.count.shares import status_names
from diagnostics.model.content.library import Library
from diagnostics.model.content.marks import Grade
from diagnostics.model.content.policies import Coverage
from diagnostics.model.firm.answers import FirmAnswers
from diagnostics.scoring.engine.needs import needs_of
from diagnostics.words.catalogue import name_of, say

VERIFIED, MATCHED, DECLARED, REPORTED = "verified", "provider_matched", "declared", "reported"


@dataclass(frozen=True)
class Counted:
    """The codes of the firms on the list, and of those that count by definition. `status`: of every listed firm."""

    population: frozenset[str]
    status: Mapping[str, str]
    by: Mapping[str, frozenset[str]]


def count_definitions(
    firms: Sequence[FirmAnswers], library: Library, as_of: date, rules: Coverage, reported: frozenset[str] | None = None
) -> Counted:
    """Count every definition; `reported` holds codes already reported, None where there is no such list."""
    status = _statuses(firms, survey(firms, library, as_of, rules), rules)
    confirmed = [with_confirmations_only(firm) for firm in firms]
    matched = _statuses(confirmed, survey(confirmed, library, as_of, rules), rules)
    # the widest figure of the same rule counts what the firms themselves say
    own = [figure for figure in rules.figures if (figure.first_match or rules.first_match) == rules.first_match]
    wide = [each for each in own if set(each.statuses) >= set(rules.gap)]
    widest = max(wide, key=lambda each: len(each.statuses)).statuses if wide else rules.gap
    by = {
        VERIFIED: frozenset(code for code, each in status.items() if each in rules.gap),
        MATCHED: frozenset(code for code, each in matched.items() if each in rules.gap),
        DECLARED: frozenset(code for code, each in status.items() if each in widest),
    }
    if reported is not None:
        by[REPORTED] = reported & status.keys()
    return Counted(frozenset(status), status, by)


def reconcile(
    firms: Sequence[FirmAnswers], library: Library, as_of: date, rules: Coverage, reported: frozenset[str] | None = None
) -> Reconciliation:
    """Return the number of each definition and, against `verified`, every firm that differs with its reason.

    The numbers add up: verified - only in verified + only in the other = the other.
    """
    counted = count_definitions(firms, library, as_of, rules, reported)
    by_code, tables = {firm.code: firm for firm in firms}, _tables_of(rules, library)
    verified, names = counted.by[VERIFIED], status_names(rules, library)

    def apart(code: str, reason: str) -> Apart:
        return Apart(code=code, name=by_code[code].name, reason=reason, status=counted.status[code])

    found = []
    for name, codes in counted.by.items():
        missing = tuple(apart(code, _why_missing(name)) for code in sorted(verified - codes))
        further = tuple(apart(code, _why_extra(by_code[code], tables)) for code in sorted(codes - verified))
        reasons = Counter((each.reason, each.status) for each in (*missing, *further))
        words = tuple(
            (say("board_outlook", "reason", why=name_of("reconcile", why), status=names[status]), n)
            for (why, status), n in sorted(reasons.items(), key=lambda item: (-item[1], item[0]))
        )
        found.append(
            Definition(
                id=name,
                name=name_of("reconcile", name),
                firms=len(codes),
                only_verified=len(missing),
                only_here=len(further),
                reasons=words,
                missing=missing,
                further=further,
            )
        )
    strays = None if reported is None else tuple(_strays(reported - counted.population, by_code))
    outside = Counter(stray.reason for stray in strays or ())
    return Reconciliation(
        definitions=tuple(found),
        outside=tuple((say("board_outlook", reason), n) for reason, n in sorted(outside.items())),
        strays=strays,
        population=len(counted.population),
    )


def _strays(codes: frozenset[str], by_code: Mapping[str, FirmAnswers]) -> Iterator[Apart]:
    """Yield the reported codes of nobody on the list."""
    for code in sorted(codes):
        firm = by_code.get(code)
        reason = "unknown_code" if firm is None else "outside_list"
        yield Apart(code=code, name=None if firm is None else firm.name, reason=reason)


def with_confirmations_only(firm: FirmAnswers) -> FirmAnswers:
    """Return the firm where rows and answers without a confirmation (E4) are mere statements."""
    e1 = Grade.E1
    answers = {key: each if each.grade >= Grade.E4 else replace(each, grade=e1) for key, each in firm.answers.items()}
    rows = {
        # titles and the like decide who is on the list, not who is on the cloud; grades do not matter there
        table: tuple(row if row.grade >= Grade.E4 else replace(row, grade=e1) for row in rows)
        for table, rows in firm.rows.items()
    }
    return replace(firm, answers=answers, rows=rows)


def _statuses(firms: Sequence[FirmAnswers], found: Population, rules: Coverage) -> dict[str, str]:
    status = found.statuses[rule_key(rules.first_match, verified=False)]
    return {firms[row].code: each for row, each in zip(found.firms, status, strict=True)}


def _tables_of(rules: Coverage, library: Library) -> frozenset[str]:
    """Return the record tables on whose rows the status that is counted rests."""
    cases = [case.when for case in rule_of(library, rules).cases]
    return needs_of(library).below(*cases, standard=rules.standard) & library.tables.keys()


def _why_missing(name: str) -> str:
    return {MATCHED: "no_confirmation", REPORTED: "not_reported"}.get(name, "other")


def _why_extra(firm: FirmAnswers, tables: frozenset[str]) -> str:
    """Say why a firm that counts elsewhere is not verified; the status beside it says the rest."""
    proof = any(row.grade >= Grade.E2 for table in tables for row in firm.rows.get(table, ()))
    return "proof_not_running" if proof else "no_proof"
