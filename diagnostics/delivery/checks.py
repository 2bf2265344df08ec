"""The checks before delivery: seventeen things a reviewer looks at, each read off the report itself or computed anew.

In: what the report received, the document. Out: one `Check` per point. A failed hard check makes the
report a draft; what only a person can see stays open.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from diagnostics.answers.firm_code import find_code_fault
from diagnostics.briefing.reaches import held_by, reaches_of, target_of
from diagnostics.briefing.report_input import brief
from diagnostics.city.count.coverage import count_city
from diagnostics.diagnosis.diagnose import Diagnosis, diagnose
from diagnostics.model.content.criteria import condition_of
from diagnostics.model.document import Block, Boxes, Document, Heading, ListBlock, MetaItem, PageBreak, Paragraph, Table
from diagnostics.model.firm.answers import FirmAnswers
from diagnostics.model.results.owed import open_questions
from diagnostics.model.results.plans import Plan
from diagnostics.model.results.report_input import ReportInput
from diagnostics.planning.targets import read_target
from diagnostics.report.chapters.advice.plan_part import main_plan, touched_by
from diagnostics.report.chapters.owner.owner_page import owner_boxes
from diagnostics.report.chapters.state.answer_part import answered
from diagnostics.report.chapters.state.level_part import level_tables
from diagnostics.report.words.labels import Labels
from diagnostics.scoring.engine.needs import Needs
from diagnostics.words.catalogue import catalogue, name_of, say
from diagnostics.words.numbers import number

PASSED, FAILED, OPEN = "passed", "failed", "open"
_MONEY = re.compile(r"(\d+(?:\.\d+)?)(?:[–-](\d+(?:\.\d+)?))?")
_AMOUNT = re.compile(r"最高 (\d+(?:\.\d+)?) 万元（文件所列")
_SENTENCE = re.compile(r"[。！？；\n]")
_SHORTEST = 10  # characters of a sentence that two firms cannot share by chance
_PHOTO = "照片"


@dataclass(frozen=True)
class Check:
    """One check: whether it passed, failed or needs a person; `hard`: failing it makes the report a draft."""

    id: str
    outcome: str
    hard: bool
    found: str = ""

    @property
    def name(self) -> str:
        """The name of the check, in words."""
        return say("checks", self.id)

    @property
    def line(self) -> str:
        """The check as one line."""
        found = say("checks", "found", found=self.found) if self.found else ""
        return say("checks", "line", word=say("checks", self.outcome), id=self.id, name=self.name, found=found)


def check_lines(checks: Sequence[Check]) -> list[str]:
    """Return the list of results for a terminal."""
    counts = {each: sum(check.outcome == each for check in checks) for each in (PASSED, FAILED, OPEN)}
    lines = [say("checks", "heading", **counts), *(each.line for each in checks)]
    return [*lines, say("checks", "draft")] if failed_hard(checks) else lines


def failed_hard(checks: Sequence[Check]) -> list[Check]:
    """Return the failed checks that make a report a draft."""
    return [check for check in checks if check.hard and check.outcome == FAILED]


def draft_note(checks: Sequence[Check]) -> str:
    """Return why a report is a draft; an empty text where nothing hard failed."""
    failed = failed_hard(checks)
    return say("checks", "draft_note", names="、".join(each.name for each in failed)) if failed else ""


def as_draft(document: Document, checks: Sequence[Check]) -> Document:
    """Return the document marked as a draft, in the title that stands on every page, unless nothing hard failed."""
    note = draft_note(checks)
    if not note:
        return document
    meta = (*document.meta, MetaItem(say("checks", "draft_label"), note))
    return replace(document, title=say("checks", "draft_title", title=document.title), meta=meta)


def check_report(
    given: ReportInput,
    document: Document,
    *,
    own_outline: bool = False,
    others: Sequence[FirmAnswers] = (),
    signed: bool | None = None,
    diagnosis: Diagnosis | None = None,
) -> tuple[Check, ...]:
    """Check a report before it is delivered.

    Args:
        given: what the report received.
        document: what it prints.
        own_outline: a client's own narrative decides on the chapters.
        others: other firms, whose findings must not come back in this report.
        signed: whether a signed sheet is recorded; None where nothing can be known of it.
        diagnosis: the diagnosis of the same answers, content and day, where the caller has just made it; else it is
            made anew.
    """
    return _Checks(
        given=given,
        document=document,
        own_outline=own_outline,
        others=tuple(others),
        signed=signed,
        diagnosis=diagnosis,
    ).run()


@dataclass(kw_only=True)
class _Checks:
    given: ReportInput
    document: Document
    own_outline: bool
    others: tuple[FirmAnswers, ...]
    signed: bool | None
    diagnosis: Diagnosis | None

    def __post_init__(self) -> None:
        self.tables = {block.id: block for block in self.document.blocks if isinstance(block, Table)}
        self.plan: Plan | None = main_plan(self.given)

    def run(self) -> tuple[Check, ...]:
        """Return all checks in their order."""
        hard: tuple[tuple[str, Callable[[], Iterator[str]]], ...] = (
            ("check_03", self._pains_without_evidence), ("check_06", self._late_prerequisites),
            ("check_07", self._wrong_sums), ("check_08", self._wrong_bands), ("check_09", self._wrong_amounts),
            ("check_10", self._promises), ("check_11", self._other_status), ("check_12", self._other_scores),
            ("check_13", self._unlisted), ("check_16", self._versions),
        )  # fmt: skip
        soft = (
            ("check_04", self._pains_without_measure),
            ("check_05", self._idle_measures),
            ("check_17", self._doubtful),
        )
        made = [self._chapters(), self._code(), self._copied(), self._signed()]
        made += [_check(name, tuple(find()), hard=True) for name, find in hard]
        made += [_check(name, tuple(find()), hard=False) for name, find in soft]
        return tuple(sorted(made, key=lambda each: each.id))

    # ---- chapters, firm, pains ----

    def _chapters(self) -> Check:
        if self.own_outline:
            return Check("check_01", OPEN, hard=True, found=say("checks", "own_outline"))
        there = {block.text for block in self.document.blocks if isinstance(block, Heading) and block.level == 1}
        missing = [str(each) for each in catalogue()["report_chapters"].values() if each not in there]
        found = (say("checks", "missing_chapters", names="、".join(missing)),) if missing else ()
        return _check("check_01", found, hard=True)

    def _code(self) -> Check:
        firm = self.given.firm
        if find_code_fault(firm.code) is not None:
            return _check("check_02", (say("checks", "wrong_code", code=firm.code),), hard=True)
        when = firm.visit.get("date", "")
        try:
            visited = date.fromisoformat(when)
        except ValueError:
            return _check("check_02", (say("checks", "no_visit_date"),), hard=False)
        valid = any(_holds(row.values, visited) for row in firm.rows.get("titles", ()))
        return _check("check_02", () if valid else (say("checks", "no_title"),), hard=False)

    def _pains_without_evidence(self) -> Iterator[str]:
        pains = [finding for finding in self.given.firm.findings if finding.kind == "pain"]
        if not pains:
            yield say("checks", "no_pains")
        known = {each.id for each in self.given.firm.evidence}
        yield from (pain.title or pain.text for pain in pains if not known & set(pain.evidence))

    def _pains_without_measure(self) -> Iterator[str]:
        for pain, answer in answered(self.given, "pain"):
            if answer is None or not (answer.planned or answer.further):
                yield pain.title or pain.text

    def _doubtful(self) -> Iterator[str]:
        """Figures outside a soft range that nobody has confirmed."""
        for contradiction in self.given.contradictions:
            if contradiction.figure and not contradiction.reason:
                yield say("checks", "doubtful", name=contradiction.name, text=contradiction.say)

    # ---- the plan ----

    def _idle_measures(self) -> Iterator[str]:
        """Measures that neither change what the target rests on, nor are needed by others, nor were asked for."""
        if self.plan is None:
            return
        asked = self._asked_by_target(self.plan)
        needed = {each for step in self.plan.steps for group in step.offer.needs for each in group}
        for step in self.plan.steps:
            offer = step.offer
            if not (offer.pinned or offer.reason or offer.id in needed or touched_by(self.given, offer) & asked):
                yield offer.name

    def _asked_by_target(self, plan: Plan) -> frozenset[str]:
        library = self.given.library
        needs, target = Needs(library), read_target(plan.target, library)
        if target is None:
            return frozenset()
        if target.criteria is not None:
            parts = [condition_of(condition) for condition in target.criteria.conditions]
        elif target.rule is not None:
            parts = [case.when for case in target.rule.cases]
        else:
            parts = [node.points for node in target.standard.nodes if node.points] if target.standard else []  # type: ignore[misc]
        return frozenset(item for part in parts for item in needs.below(part))

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
        for name, column in (("phases", 3), ("invest", 1)):
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

    # ---- policies ----

    def _wrong_amounts(self) -> Iterator[str]:
        amounts = {
            item.name: item.amount_wan for policy in self.given.library.policies.values() for item in policy.items
        }
        for name in ("policies", "policies_more", "policies_closed"):
            table = self.tables.get(name)
            for row in table.rows if table else ():
                item, said = row[0].text.split("\n")[0], _AMOUNT.search(row[3].text)
                printed = Fraction(said[1]) if said else None
                if item not in amounts or printed != amounts[item]:
                    yield say("checks", "amount_differs", name=item)

    def _promises(self) -> Iterator[str]:
        texts = list(_first_page(self.document.blocks))
        ready = name_of("policy_outcomes", "eligible")
        for line in self.given.policies:
            promised = any(text.startswith(line.name) and ("万元" in text or ready in text) for text in texts)
            if promised and (line.outcome != "eligible" or not line.current):
                yield say("checks", "promised", name=line.name)

    # ---- computed anew ----

    def _other_status(self) -> Iterator[str]:
        given = self.given
        for rules in given.library.coverages.values():
            result = given.standards.get(rules.standard)
            counted = count_city([given.firm], given.library, given.as_of, given.known_at, metric=rules.id)
            there = [status.id for status in counted.whole.statuses if status.firms]
            here = result.statuses[rules.first_match] if result else ""
            if there and there != [here]:
                yield say("checks", "status_differs", there="、".join(there), here=here)

    def _other_scores(self) -> Iterator[str]:
        fresh = self._given_anew()
        boxes = owner_boxes(fresh, fresh.reaches, Labels(fresh))
        printed = next((block for block in self.document.blocks if isinstance(block, Boxes)), None)
        if printed is not None and printed != boxes:
            yield say("checks", "score_differs", table=say("report_chapters", "summary"))
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

    def _copied(self) -> Check:
        if not self.others:
            return Check("check_14", OPEN, hard=False, found=say("checks", "nobody_to_compare"))
        own = _sentences(self.given.firm)
        found = []
        for other in self.others:
            shared = own & _sentences(other) if other.code != self.given.firm.code else set()
            if shared:
                found.append(say("checks", "copied", name=other.name, n=len(shared), text=min(shared)[:20]))
        return _check("check_14", found, hard=False)

    def _signed(self) -> Check:
        firm = self.given.firm
        missing = [] if firm.visit.get("date") else [say("checks", "no_visit_date")]
        if not any(_PHOTO in f"{each.kind}{each.note}" or each.grade.name == "E3" for each in firm.evidence):
            missing.append(say("checks", "no_photo"))
        if not self.signed:
            missing.append(say("checks", "no_signature"))
        unknown = self.signed is None and len(missing) == 1
        return Check("check_15", OPEN, False, missing[0]) if unknown else _check("check_15", missing, hard=False)

    def _versions(self) -> Iterator[str]:
        texts = " ".join(_texts(self.document.blocks))
        tables = [self.tables[name] for name in ("basis", "point_tables") if name in self.tables]
        rows = " ".join(cell.text for table in tables for row in table.rows for cell in row)
        standards = [self.given.library.standards[name] for name in self.given.standards]
        missing = [
            standard.title for standard in standards if standard.title not in rows or standard.edition not in rows
        ]
        if self.given.library.fingerprint[:12] not in texts:
            missing.append(say("report_chapters", "basis"))
        if missing:
            yield say("checks", "edition_missing", names="、".join(missing))


def _check(name: str, found: Sequence[str], *, hard: bool) -> Check:
    return Check(name, FAILED if found else PASSED, hard, "；".join(found))


def _holds(values: object, day: date) -> bool:
    start, end = (values.get(each) for each in ("valid_from", "valid_to"))  # type: ignore[attr-defined]
    return (not isinstance(start, date) or start <= day) and isinstance(end, date) and day <= end


def _range(text: str) -> tuple[Fraction, Fraction]:
    """Return the first money range of a text; nothing is 0."""
    found = _MONEY.search(text) if "件" not in text.split("，")[0] else None
    return (Fraction(found[1]), Fraction(found[2] or found[1])) if found else (Fraction(0), Fraction(0))


def _sentences(firm: FirmAnswers) -> set[str]:
    texts = (text for finding in firm.findings for text in (finding.title, finding.text, finding.effect))
    parts = (part.strip() for text in texts for part in _SENTENCE.split(text))
    return {part for part in parts if len(part) >= _SHORTEST}


def _first_page(blocks: Sequence[Block]) -> Iterator[str]:
    end = next((at for at, block in enumerate(blocks) if isinstance(block, PageBreak)), len(blocks))
    yield from _texts(blocks[:end])


def _texts(blocks: Sequence[Block]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Paragraph):
            yield "".join(run.text for run in block.runs)
        elif isinstance(block, ListBlock):
            yield from ("".join(run.text for run in item) for item in block.items)
