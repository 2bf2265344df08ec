"""The checks before delivery: eighteen things a reviewer looks at, each read off the report itself or computed anew.

In: what the report received, the document. Out: one `Check` per point. A failed hard check makes the
report a draft; what only a person can see stays open. A check that finds nothing to look at says so: it has not passed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from functools import cached_property

from diagnostics.answers.firm_code import find_code_fault
from diagnostics.briefing.reaches import held_by, reaches_of, target_of
from diagnostics.briefing.report_input import brief
from diagnostics.city.count.coverage import count_city
from diagnostics.delivery.likeness import (
    OtherReport,
    body_of,
    likeness_rules,
    most_alike,
    parts_of,
    sentences_of,
    texts_of,
)
from diagnostics.delivery.outcomes import OPEN, Check, Look, outcome_of
from diagnostics.delivery.pain_rule import unanswered
from diagnostics.diagnosis.diagnose import Diagnosis, diagnose
from diagnostics.model.document import Block, Document, Heading, Table
from diagnostics.model.firm.answers import PHOTO, FirmAnswers
from diagnostics.model.report_documents import FIRM, OWNER
from diagnostics.model.results.owed import open_questions, to_prove
from diagnostics.model.results.pains import PainAnswer
from diagnostics.model.results.plans import Plan
from diagnostics.model.results.report_input import ReportInput
from diagnostics.report.chapters.advice.homework_part import doubtful
from diagnostics.report.chapters.advice.plan_part import main_plan
from diagnostics.report.chapters.owner.owner_page import pages_title
from diagnostics.report.chapters.owner.state_table import state_table
from diagnostics.report.chapters.state.answer_part import the_plan
from diagnostics.report.chapters.state.level_part import level_tables
from diagnostics.report.words.labels import Labels
from diagnostics.report.words.money import is_paid
from diagnostics.scoring.words.magnitudes import any_figure
from diagnostics.words.catalogue import catalogue, name_of, say
from diagnostics.words.numbers import number

_MONEY = re.compile(r"(\d+(?:\.\d+)?)(?:[–-](\d+(?:\.\d+)?))?")
_AMOUNT = re.compile(r"最高 (\d+(?:\.\d+)?) 万元(?:（文件所列|$)", re.MULTILINE)
_SHORTEST = 10  # characters of a sentence that two firms cannot share by chance
_PLANNED = ("goals", "routes", "layers", "measures", "phases", "invest", "pain_measures", "wish_measures")
_SUMS = {"phases": 3, "invest": 1}  # tables with a total, and the column of the money
_POLICY_TABLES = ("policies", "policies_more", "policies_closed")


def check_report(
    given: ReportInput,
    documents: Mapping[str, Document],
    *,
    own_outline: bool = False,
    others: Sequence[FirmAnswers] = (),
    reports: Sequence[OtherReport] = (),
    signed: bool | None = None,
    diagnosis: Diagnosis | None = None,
) -> tuple[Check, ...]:
    """Check a report before it is delivered.

    Args:
        given: what the report received.
        documents: what each of the three prints, by its name.
        own_outline: a client's own narrative decides on the chapters.
        others: other firms, whose findings must not come back in this report.
        reports: those of other firms, with which this one is compared word for word.
        signed: whether a signed sheet is recorded; None where nothing can be known of it.
        diagnosis: the diagnosis of the same answers, content and day, where the caller has just made it; else it is
            made anew.
    """
    return _Checks(
        given=given,
        documents=documents,
        own_outline=own_outline,
        others=tuple(each for each in others if each.code != given.firm.code),
        reports=tuple(each for each in reports if each.code != given.firm.code),
        signed=signed,
        diagnosis=diagnosis,
    ).run()


@dataclass(kw_only=True)
class _Checks:
    given: ReportInput
    documents: Mapping[str, Document]
    own_outline: bool
    others: tuple[FirmAnswers, ...]
    reports: tuple[OtherReport, ...]
    signed: bool | None
    diagnosis: Diagnosis | None

    def __post_init__(self) -> None:
        self.blocks = [block for document in self.documents.values() for block in document.blocks]
        self.tables = {block.id: block for block in self.blocks if isinstance(block, Table)}
        self.plan: Plan | None = main_plan(self.given)

    @cached_property
    def pains(self) -> tuple[PainAnswer, ...]:
        """What the plan does about each pain of the firm."""
        plan = the_plan(self.given)
        return tuple(answer for answer in plan.pains if not answer.wish) if plan else ()

    def run(self) -> tuple[Check, ...]:
        """Return all checks in their order."""
        found = (
            Look("check_03", self._pains_without_evidence),
            Look("check_04", self._pains_without_measure, self._no_pains_to_answer, hard=False),
            Look("check_05", self._idle_measures, self._no_plan, hard=False),
            Look("check_06", self._late_prerequisites, self._no_prerequisites),
            Look("check_07", self._wrong_sums, self._no_sums),
            Look("check_08", self._wrong_bands, self._no_plan),
            Look("check_09", self._wrong_amounts, self._no_policy_tables),
            Look("check_10", self._promises, self._no_policies),
            Look("check_11", self._other_status, self._not_counted),
            Look("check_12", self._other_scores, self._no_scores),
            Look("check_13", self._unlisted, self._nothing_open),
            Look("check_14", self._copied, self._nobody_to_compare, self._most_alike, hard=False),
            Look("check_16", self._versions),
            Look("check_17", self._doubtful, self._no_figures, hard=False),
            Look("check_18", self._planned_unknown),
        )
        made = [self._chapters(), self._code(), self._signed(), *(each.check() for each in found)]
        return tuple(sorted(made, key=lambda each: each.id))

    # ---- nothing to look at: what is missing, in words; empty where there is something ----

    def _no_plan(self) -> str:
        return "" if self.plan else say("checks", "no_plan")

    def _no_pains_to_answer(self) -> str:
        if the_plan(self.given) is None:
            return say("checks", "too_little" if not self.given.knowledge.enough else "no_plan")
        if not self.pains:
            return say("checks", "no_pains")
        solving = any(remedy.solves for remedy in self.given.library.remedies.values())
        return "" if solving else say("checks", "nothing_solves")

    def _no_prerequisites(self) -> str:
        needed = any(step.offer.needs for step in self.plan.steps) if self.plan else False
        return self._no_plan() or ("" if needed else say("checks", "no_prerequisites"))

    def _no_sums(self) -> str:
        return "" if self.plan and _SUMS.keys() & self.tables.keys() else say("checks", "no_sums")

    def _no_policy_tables(self) -> str:
        return "" if self.tables.keys() & {*_POLICY_TABLES} else say("checks", "no_amounts")

    def _no_policies(self) -> str:
        return "" if self.given.policies else say("checks", "no_policies")

    def _not_counted(self) -> str:
        return "" if any(there for there, _ in self._statuses) else say("checks", "not_in_list")

    def _no_scores(self) -> str:
        told = {**level_tables(self.given), **state_table(self.given, Labels(self.given))}
        return "" if self.tables.keys() & told.keys() else say("checks", "no_scores")

    def _nothing_open(self) -> str:
        return "" if open_questions(self.given.owed) else say("checks", "nothing_open")

    def _nobody_to_compare(self) -> str:
        return "" if self.others or self.reports else say("checks", "nobody_to_compare")

    def _no_figures(self) -> str:
        return "" if any_figure(self.given.firm, self.given.library) else say("checks", "no_figures")

    # ---- chapters, firm, pains ----

    def _chapters(self) -> Check:
        if self.own_outline:
            return Check("check_01", OPEN, hard=True, found=say("checks", "own_outline"))
        found, behind = [], say("report_claims", "behind", claim="")  # behind it a heading says what holds of the firm
        for name, document in self.documents.items():
            heads = (block.text for block in document.blocks if isinstance(block, Heading) and block.level == 1)
            there = {head.partition(behind)[0] for head in heads}
            missing = [each for each in self._wanted(name) if each not in there]
            if missing:
                called = say("cli", f"document_{name}")
                found.append(say("checks", "missing_chapters", document=called, names="、".join(missing)))
        return outcome_of("check_01", found, hard=True)

    def _wanted(self, document: str) -> list[str]:
        """The chapters of a document: no homework of a firm that owes none, no plan where too little is known.

        Only a second visit is compared with the first.
        """
        if document == OWNER:
            return [pages_title(self.given)]
        thin = document == FIRM and not self.given.knowledge.enough
        chapters = catalogue()["report_chapters_thin" if thin else f"report_chapters_{document}"]
        owed = self.given.owed
        done = not (open_questions(owed) or to_prove(owed) or doubtful(self.given))
        absent = {"homework": done, "since": self.given.since is None}
        return [str(text) for key, text in chapters.items() if not absent.get(key)]

    def _code(self) -> Check:
        firm = self.given.firm
        if find_code_fault(firm.code) is not None:
            return outcome_of("check_02", (say("checks", "wrong_code", code=firm.code),), hard=True)
        when = firm.visit.get("date", "")
        try:
            visited = date.fromisoformat(when)
        except ValueError:
            return outcome_of("check_02", (say("checks", "no_visit_date"),), hard=False)
        valid = any(_holds(row.values, visited) for row in firm.rows.get("titles", ()))
        return outcome_of("check_02", () if valid else (say("checks", "no_title"),), hard=False)

    def _pains_without_evidence(self) -> Iterator[str]:
        pains = [finding for finding in self.given.firm.findings if finding.kind == "pain"]
        if not pains:
            yield say("checks", "no_pains")
        known = {each.id for each in self.given.firm.evidence}
        yield from (pain.title or pain.text for pain in pains if not known & set(pain.evidence))

    def _pains_without_measure(self) -> Iterator[str]:
        free = {step.offer.id for step in self.plan.steps if not is_paid(step.offer)} if self.plan else set[str]()
        yield from unanswered(self.pains, free)

    def _doubtful(self) -> Iterator[str]:
        """Figures outside a soft range that nobody has confirmed."""
        for contradiction in self.given.contradictions:
            if contradiction.figure and not contradiction.reason:
                yield say("checks", "doubtful", name=contradiction.name, text=contradiction.say)

    # ---- the plan ----

    def _idle_measures(self) -> Iterator[str]:
        """Measures that no goal of the plan needs, no other measure rests on, and nobody asked for."""
        needed = {name for goal in self.plan.goals for name in goal.steps} if self.plan else set[str]()
        for step in self.plan.steps if self.plan else ():
            if not (step.offer.pinned or step.offer.id in needed or step.reasons):
                yield step.offer.name

    def _late_prerequisites(self) -> Iterator[str]:
        ends = {step.offer.id: step.end for step in self.plan.steps} if self.plan else {}
        for step in self.plan.steps if self.plan else ():
            if not all(
                any(ends.get(each, step.start + 1) <= step.start for each in group) for group in step.offer.needs
            ):
                yield say("checks", "not_before", name=step.offer.name)

    def _wrong_sums(self) -> Iterator[str]:
        """The printed totals of phases and money against the prices of the single measures."""
        if self.plan is None:
            return
        known = [step.offer.cost for step in self.plan.steps if step.offer.cost is not None]
        own = tuple(sum((each[at] for each in known), Fraction(0)) for at in (0, 1))
        for name, column in _SUMS.items():
            table = self.tables.get(name)
            if table is None:
                continue
            *parts, total = [_range(row[column].text) for row in table.rows]
            summed = tuple(sum((part[at] for part in parts), Fraction(0)) for at in (0, 1))
            if total not in {own, summed} or own != summed:
                shown = table.rows[-1][column].text
                yield say("checks", "sum_differs", table=table.caption, printed=shown, own="–".join(map(number, own)))

    def _wrong_bands(self) -> Iterator[str]:
        for step in self.plan.steps if self.plan else ():
            if step.offer.cost is not None and step.offer.cost[0] > step.offer.cost[1]:
                yield say("checks", "low_high", name=step.offer.name)
        word = say("report_plan", "estimate_of", mark="")
        for name in ("phases", "invest", "goals"):
            table = self.tables.get(name)
            if table is not None and not any(word in text for text in (table.caption, *table.heads)):
                yield say("checks", "not_estimate", table=table.caption)

    def _planned_unknown(self) -> Iterator[str]:
        """Measures and prices of a firm of which too little is known."""
        if not self.given.knowledge.enough:
            yield from (self.tables[name].caption for name in _PLANNED if name in self.tables)

    # ---- policies ----

    def _wrong_amounts(self) -> Iterator[str]:
        amounts = {
            item.name: item.amount_wan for policy in self.given.library.policies.values() for item in policy.items
        }
        for name in _POLICY_TABLES:
            table = self.tables.get(name)
            for row in table.rows if table else ():
                item, said = row[0].text.split("\n")[0], _AMOUNT.search("\n".join(cell.text for cell in row[1:]))
                printed = Fraction(said[1]) if said else None
                if item not in amounts or printed != amounts[item]:
                    yield say("checks", "amount_differs", name=item)

    def _promises(self) -> Iterator[str]:
        texts = list(_page(self.documents[OWNER].blocks))
        ready, asked = name_of("policy_outcomes", "eligible"), say("owner", "ask_first")
        for line in self.given.policies:
            own = [text for text in texts if text.startswith(line.name) and asked not in text]
            promised = any("万元" in text or ready in text for text in own)
            if promised and (line.outcome != "eligible" or not line.current):
                yield say("checks", "promised", name=line.name)

    # ---- computed anew ----

    @cached_property
    def _statuses(self) -> tuple[tuple[list[str], str | None], ...]:
        """Per coverage: the statuses under which the firm is counted, and the one that the report is about."""
        found = []
        for rules in self.given.library.coverages.values():
            given, result = self.given, self.given.standards.get(rules.standard)
            counted = count_city([given.firm], given.library, given.as_of, given.known_at, metric=rules.id)
            there = [status.id for status in counted.whole.statuses if status.firms]
            found.append((there, (result.statuses[rules.first_match] or "") if result else ""))
        return tuple(found)

    def _other_status(self) -> Iterator[str]:
        for there, here in self._statuses:
            if there and there != [here]:
                yield say("checks", "status_differs", there="、".join(there), here=here or "")

    def _other_scores(self) -> Iterator[str]:
        fresh = self._given_anew()
        for name, table in state_table(fresh, Labels(fresh)).items():
            if name in self.tables and self.tables[name] != table:
                yield say("checks", "score_differs", table=say("report_chapters_owner", "summary"))
        for name, table in level_tables(fresh).items():
            if name in self.tables and self.tables[name] != table:
                yield say("checks", "score_differs", table=table.caption)

    def _given_anew(self) -> ReportInput:
        """Return the scores and verdicts of the diagnosis itself, independent of the report's input."""
        given, known = self.given, self.diagnosis
        if known is None:
            anew = diagnose([given.firm], given.library, given.as_of)[0]
            return brief(anew, given.known_at, given.report_date, with_effects=False)
        held = held_by(given.firm, given.library, given.as_of)
        reaches = reaches_of(given.summaries, known.criteria, given.library, held)
        fresh = replace(given, standards=known.standards, criteria=known.criteria, by_weight_set=known.by_weight_set)
        return replace(fresh, reaches=reaches, target=target_of(reaches))

    def _unlisted(self) -> Iterator[str]:
        table = self.tables.get("unknown")
        listed = {row[0].text for row in table.rows} if table else set()
        missing = [question.name for question in open_questions(self.given.owed) if question.name not in listed]
        if missing:
            yield say("checks", "not_listed", n=len(missing))

    # ---- other reports, signatures, versions ----

    def _copied(self) -> Iterator[str]:
        """Findings of another firm, and a report that is word for word that of another firm in too large a part."""
        own = _findings(self.given.firm)
        for other in self.others:
            if shared := own & _findings(other):
                yield say("checks", "copied", name=other.name, n=len(shared), text=min(shared)[:20])
        rules = likeness_rules(self.given.library)
        share, name = self._likeness
        if rules is not None and share > rules.at_most:
            yield say("checks", "too_alike", name=name, share=number(share, 0), most=number(rules.at_most))

    @cached_property
    def _likeness(self) -> tuple[Fraction, str]:
        rules = likeness_rules(self.given.library)
        if rules is None or not self.reports:
            return Fraction(0), ""
        body = body_of(parts_of(self.documents[FIRM].blocks))
        return most_alike(sentences_of(body, rules.shortest), self.reports)

    def _most_alike(self) -> str:
        share, name = self._likeness
        return say("checks", "most_alike", name=name, share=number(share, 0)) if name else ""

    def _signed(self) -> Check:
        firm = self.given.firm
        missing = [] if firm.visit.get("date") else [say("checks", "no_visit_date")]
        if not any(PHOTO in f"{each.kind}{each.note}" or each.grade.name == "E3" for each in firm.evidence):
            missing.append(say("checks", "no_photo"))
        if not self.signed:
            missing.append(say("checks", "no_signature"))
        unknown = self.signed is None and len(missing) == 1
        return Check("check_15", OPEN, False, missing[0]) if unknown else outcome_of("check_15", missing, hard=False)

    def _versions(self) -> Iterator[str]:
        texts = " ".join(texts_of(self.blocks))
        tables = [self.tables[name] for name in ("basis", "point_tables") if name in self.tables]
        rows = " ".join(cell.text for table in tables for row in table.rows for cell in row)
        standards = [self.given.library.standards[name] for name in self.given.standards]
        missing = [
            standard.title for standard in standards if standard.title not in rows or standard.edition not in rows
        ]
        if self.given.library.fingerprint[:12] not in texts:
            missing.append(say("report_chapters_bureau", "basis"))
        if missing:
            yield say("checks", "edition_missing", names="、".join(missing))


def _holds(values: object, day: date) -> bool:
    start, end = (values.get(each) for each in ("valid_from", "valid_to"))  # type: ignore[attr-defined]
    return (not isinstance(start, date) or start <= day) and isinstance(end, date) and day <= end


def _range(text: str) -> tuple[Fraction, Fraction]:
    """Return the money range that a text begins with; nothing, and what has to be asked for, is 0."""
    head = text.split("，")[0]
    found = _MONEY.search(head) if "件" not in head else None
    return (Fraction(found[1]), Fraction(found[2] or found[1])) if found else (Fraction(0), Fraction(0))


def _findings(firm: FirmAnswers) -> frozenset[str]:
    """Return the sentences of the findings of a firm."""
    return sentences_of((text for each in firm.findings for text in (each.title, each.text, each.effect)), _SHORTEST)


def _page(blocks: Sequence[Block]) -> Iterator[str]:
    """Yield the texts of the page for the owner; a row of a table is one."""
    yield from texts_of(blocks)
    for table in (block for block in blocks if isinstance(block, Table)):
        yield from ("\n".join(cell.text for cell in row) for row in table.rows)
