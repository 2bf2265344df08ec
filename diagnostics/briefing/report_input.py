"""Turns a diagnosis into what a report receives: results in words, open conditions nearest first, evidence gaps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from diagnostics.briefing.borderline import borderlines
from diagnostics.briefing.exemption import exempt_standards
from diagnostics.briefing.knowledge import knowledge
from diagnostics.briefing.reaches import held_by, nearness, reaches_of, target_of
from diagnostics.briefing.secrecy import keep_inside
from diagnostics.diagnosis.diagnose import Diagnosis
from diagnostics.judgement.benchmarks import BenchmarkMatcher
from diagnostics.judgement.counter_facts import counter_facts
from diagnostics.judgement.losses import visible_losses
from diagnostics.judgement.policy_lines import policy_lines
from diagnostics.judgement.proportion import spending_limit
from diagnostics.model.content.criteria import CriteriaSet, Criterion, condition_of
from diagnostics.model.content.expressions import (
    Compare,
    Condition,
    CountOf,
    Expression,
    FieldRef,
    Latest,
    NodeScore,
    RowCount,
    RowValue,
    walk,
)
from diagnostics.model.content.facts import Derived, Fact
from diagnostics.model.content.marks import Mark, SubjectKind
from diagnostics.model.content.standards import Ladder, RowUse, Standard
from diagnostics.model.firm.answers import Answer
from diagnostics.model.results.owed import OwedList
from diagnostics.model.results.report_input import (
    AnsweredFact,
    ConditionLine,
    CriteriaSummary,
    KeyFigure,
    LevelNeed,
    OpenCondition,
    Reach,
    ReportInput,
)
from diagnostics.model.results.results import Change, ConditionResult, Reason
from diagnostics.scoring.engine.row_uses import uses_of_rows
from diagnostics.scoring.words.describe import Describer
from diagnostics.scoring.words.explain import Explainer
from diagnostics.whatif.doubts import Doubts
from diagnostics.words.catalogue import say

NOT_TOLD = 1.0  # distance of a condition whose gap cannot be told in numbers
MOST_ACTIONS = 12


class Briefing:
    """Prepares the input of one firm's report."""

    def __init__(self, diagnosis: Diagnosis) -> None:
        self.diagnosis = diagnosis
        self.library = diagnosis.library
        self.explainer = Explainer(diagnosis.claimed, Describer(diagnosis.library))
        self.sections = self._sections()

    def report_input(
        self, known_at: date, report_date: date, *, with_plan: bool = False, with_effects: bool = True
    ) -> ReportInput:
        """Return everything that a report needs; planning takes as long as all the rest, and is done only if asked.

        `with_effects`: what hangs on everything that is owed; no paper can do without it.
        """
        diagnosis, doubts = self.diagnosis, Doubts(self.diagnosis)
        summaries = tuple(self._summary(name) for name in diagnosis.criteria)
        held = held_by(diagnosis.firm, self.library, diagnosis.as_of)
        reaches = reaches_of(summaries, diagnosis.criteria, self.library, held)
        exempt = exempt_standards(diagnosis)
        needs = tuple(need for need in self._level_needs() if need.standard not in exempt)
        given = ReportInput(
            firm=diagnosis.firm,
            library=self.library,
            as_of=diagnosis.as_of,
            known_at=known_at,
            report_date=report_date,
            standards=diagnosis.standards,
            criteria=diagnosis.criteria,
            summaries=summaries,
            reaches=reaches,
            exempt=exempt,
            target=target_of(reaches),
            level_needs=needs,
            actions=tuple(_actions(reaches)),
            answers=tuple(self._answers()),
            owed=_owed_with_effects(doubts) if with_effects else doubts.owed,
            key_figures=tuple(self._key_figures()),
            notices=diagnosis.notices,
            contradictions=diagnosis.contradictions,
            facts=self._fact_values(),
            uses=self._uses(),
            by_weight_set=diagnosis.by_weight_set,
            advice=diagnosis.advice,
            dates=diagnosis.dates,
            benchmarks=BenchmarkMatcher(diagnosis.claimed, diagnosis.verified, diagnosis.row).benchmarks(),
            policies=policy_lines(diagnosis.policies, self.library),
            knowledge=knowledge(diagnosis, doubts),
            borderlines=tuple(borderlines(diagnosis)),
            losses=visible_losses(diagnosis.claimed, diagnosis.row, self.library),
            counter_facts=counter_facts(diagnosis.claimed, diagnosis.row),
            limit=spending_limit(diagnosis.claimed, diagnosis.row, self.library),
        )
        return _looking_ahead(given, diagnosis, doubts) if with_plan else given

    # ---- criteria ----

    def _summary(self, name: str) -> CriteriaSummary:
        criteria, result = self.library.criteria[name], self.diagnosis.criteria[name]
        counts = dict.fromkeys(("met", "not_met", "unknown", "na"), 0)
        for criterion in criteria.conditions:
            if criterion.role != "reference":
                counts[result.conditions[criterion.id].state] += 1
        found = sorted(self._open_conditions(criteria), key=lambda each: (not each.mandatory, each.distance))
        return CriteriaSummary(
            id=name,
            title=criteria.title,
            edition=criteria.edition,
            jurisdiction=criteria.jurisdiction,
            default=criteria.default,
            verdict=result.verdict,
            verdict_verified=result.verdict_verified,
            counts=counts,
            open=tuple(found),
            note=criteria.note,
            mark=criteria.mark,
            complete=criteria.complete,
            lines=tuple(self._lines(criteria)) if criteria.default else (),
        )

    def _lines(self, criteria: CriteriaSet) -> Iterator[ConditionLine]:
        """Every condition that decides, per subject."""
        result = self.diagnosis.criteria[criteria.id]
        for row, subject in self._rows(criteria.judges):
            own = result.subjects[subject] if result.subjects is not None else result
            for criterion in criteria.conditions:
                if criterion.role != "reference":
                    yield self._line(criteria, criterion, own.conditions[criterion.id], row, subject)

    def _line(
        self, criteria: CriteriaSet, criterion: Criterion, found: ConditionResult, row: int, subject: str
    ) -> ConditionLine:
        condition, words = condition_of(criterion), self.explainer.words
        changes = () if found.state == "na" else self.explainer.criterion_changes(criterion, criteria.judges, row)
        figures = tuple(self._figure(fact, criteria.judges, row) for fact in criterion.aux)
        have = self._have(condition, criteria.judges, row)
        if found.state == "na" and criterion.applies is not None:
            have = _held(self.explainer.condition(criterion.applies, criteria.judges, row, negated=True))
        return ConditionLine(
            id=criterion.id,
            name=criterion.name,
            group=criterion.group,
            subject=subject,
            state=found.state,
            verified_state=found.verified_state,
            have=tuple(have),
            changes=tuple(changes),
            figures=figures,
            evidence=criterion.evidence,
            facts=tuple(words.facts_below(condition)),
            mandatory=criterion.role == "mandatory",
            expert=criterion.expert,
            mark=found.mark,
            wording=criterion.mark,
            threshold=criterion.threshold_mark,
            only=self.explainer.describer.describe(criterion.applies) if criterion.applies is not None else "",
        )

    def _figure(self, fact: str, kind: SubjectKind, row: int) -> str:
        """A fact of a subject in words, with its name."""
        value = self.explainer.words.fact(fact, kind, row)
        return say("explain", "fact", name=self.library.named(fact).name, value=value)

    def _have(self, condition: Condition, kind: SubjectKind, row: int) -> Iterator[str]:
        """The facts that a condition looks at, then the values that come straight from tables."""
        words = self.explainer.words
        for fact in words.facts_below(condition):
            yield self._figure(fact, kind, row)
        for part in walk(condition):
            if isinstance(part, Compare) and _stands_alone(part.left) and not words.facts_below(part):
                left = words.counting(part.left, kind, row)
                name, value = self.explainer.describer.name(left), words.value(left, kind, row)
                if isinstance(left, Latest) and value == say("explain", "not_known"):
                    value = say("explain", "no_record")
                yield say("explain", "fact", name=name, value=value)

    def _open_conditions(self, criteria: CriteriaSet) -> Iterator[OpenCondition]:
        result = self.diagnosis.criteria[criteria.id]
        for row, subject in self._rows(criteria.judges):
            own = result.subjects[subject] if result.subjects is not None else result
            for criterion in criteria.conditions:
                found = own.conditions[criterion.id]
                if criterion.role != "reference" and found.state in {"not_met", "unknown"}:
                    yield self._open_condition(criteria, criterion, found, row, subject)

    def _open_condition(
        self, criteria: CriteriaSet, criterion: Criterion, found: ConditionResult, row: int, subject: str
    ) -> OpenCondition:
        condition = condition_of(criterion)
        changes = tuple(self.explainer.criterion_changes(criterion, criteria.judges, row))
        return OpenCondition(
            criteria=criteria.id,
            id=criterion.id,
            name=criterion.name,
            group=criterion.group,
            state=found.state,
            text=self.explainer.condition(condition, criteria.judges, row).text,
            subject=subject,
            distance=(
                sum(max(len(change.options), 1) for change in changes),
                self._share_of_gap(condition, found, criteria.judges, row),
            ),
            changes=changes,
            mandatory=criterion.role == "mandatory",
            expert=criterion.expert,
            mark=found.mark,
            evidence=criterion.evidence,
        )

    def _share_of_gap(self, condition: object, found: ConditionResult, kind: SubjectKind, row: int) -> float:
        if found.gap is None or not isinstance(condition, Compare):
            return NOT_TOLD
        need = float(self.diagnosis.claimed.value(condition.right, kind).lo[row])
        return min(abs(found.gap) / abs(need), NOT_TOLD) if need else NOT_TOLD

    def _rows(self, kind: SubjectKind) -> list[tuple[int, str]]:
        subjects = enumerate(self.diagnosis.claimed.frame.subjects[kind])
        return [(row, each.id) for row, each in subjects if each.firm == self.diagnosis.row]

    # ---- levels ----

    def _level_needs(self) -> Iterator[LevelNeed]:
        for standard in map(self.library.standards.__getitem__, self.diagnosis.standards):
            for ladder in standard.ladders:
                need = self._level_need(standard, ladder)
                if need is not None:
                    yield need

    def _level_need(self, standard: Standard, ladder: Ladder) -> LevelNeed | None:
        """Return the needs of the step above the certain level, for the subject with the lowest level."""
        level = self.diagnosis.standards[standard.id].ladders[ladder.id]
        step = next((each for each in ladder.steps if each.level > level.min), None)
        if step is None:
            return None
        levels = self.diagnosis.claimed.scorer.ladder(standard, ladder.id)
        row = min((row for row, _ in self._rows(standard.judges)), key=lambda each: float(levels.lo[each]))
        reason = self.explainer.condition(step.need, standard.judges, row)
        parts = reason.because if reason.because and reason.because[0].state else (reason,)
        texts = tuple(part.text for part in parts if part.state != "met")
        changes = tuple(self._level_changes(standard, step.need, row))
        return LevelNeed(
            standard=standard.id, ladder=ladder.id, level=step.level, name=step.name, texts=texts, changes=changes
        )

    def _level_changes(self, standard: Standard, need: Condition, row: int) -> list[Change]:
        """Return the changes that raise a level's score, largest gain first; else those the condition aims at."""
        if isinstance(need, Compare) and isinstance(need.left, NodeScore):
            nodes = {node.id: node for node in standard.nodes}
            return self.explainer.node_changes(standard, nodes[need.left.node], row)
        return self.explainer.changes(need, standard.judges, row)

    # ---- answers ----

    def _sections(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for section in self.library.sections.values():
            for item in section.items:
                card = self.library.cards.get(item)
                found |= dict.fromkeys(card.confirms if card else (item,), section.id)
        return found

    def _answers(self) -> Iterator[AnsweredFact]:
        """Every answer of the firm, in the order of the questionnaire."""
        order = {name: index for index, name in enumerate(self.sections)}
        answers = sorted(self.diagnosis.firm.answers.items(), key=lambda each: order.get(each[0][1], len(order)))
        for (subject, fact_id), answer in answers:
            if fact_id not in self.library.facts and fact_id not in self.library.derived:
                continue  # a workspace may hold answers to questions that today's content no longer asks
            yield self._answered(subject, self.library.named(fact_id), answer)

    def _answered(self, subject: str, item: Fact | Derived, answer: Answer) -> AnsweredFact:
        selects = isinstance(item, Fact) and item.selects
        return AnsweredFact(
            subject=subject,
            fact=item.id,
            name=item.name,
            ask=item.question.ask if item.question else item.name,
            value=self.explainer.words.answer(item, answer, *self._place(subject)),
            state=answer.state,
            grade=answer.grade,
            verified=selects or answer.grade in item.verifying,
            evidence=answer.evidence,
            by=answer.by,
            date=answer.date,
            note=answer.note,
            section=self.sections.get(item.id, ""),
            how=answer.how,
        )

    def _place(self, subject: str) -> tuple[SubjectKind, int]:
        kinds = {each.id: each.kind for each in self.diagnosis.firm.subjects}
        kind = kinds[subject]
        row = self.diagnosis.claimed.frame.position(kind, self.diagnosis.row, subject)
        assert row is not None
        return kind, row

    # ---- figures ----

    def _key_figures(self) -> Iterator[KeyFigure]:
        """Derived numbers that are known for the firm as a whole."""
        row, words = self.diagnosis.row, self.explainer.words
        for item in self.library.derived.values():
            if item.type not in {"percent", "number"} or self.library.subject_of(item.id) != "firm":
                continue
            claimed = self.diagnosis.claimed.number(item.id, "firm")
            if not claimed.known[row]:
                continue
            proved = self.diagnosis.verified.number(item.id, "firm")
            value = words.range(claimed, row, "%" if item.type == "percent" else item.unit)
            mark = Mark(int(claimed.mark[row]))
            yield KeyFigure(
                fact=item.id,
                name=item.name,
                value=value,
                number=float(claimed.lo[row]),
                verified=bool(proved.known[row]),
                mark=mark,
            )

    def _uses(self) -> dict[str, tuple[RowUse | None, ...]]:
        ledgers = [self.library.standards[name].ledger for name in self.diagnosis.standards]
        claimed, row = self.diagnosis.claimed, self.diagnosis.row
        return {ledger.table: uses_of_rows(ledger, claimed, row) for ledger in ledgers if ledger is not None}

    def _fact_values(self) -> dict[str, str]:
        values: dict[str, str] = {}
        everything: Iterable[Fact | Derived] = (*self.library.facts.values(), *self.library.derived.values())
        for item in everything:
            kind = self.library.subject_of(item.id)
            rows = self._rows(kind)
            if rows:
                values[item.id] = self.explainer.words.fact(item.id, kind, rows[0][0])
        return values


def _stands_alone(value: Expression) -> bool:
    """Whether a value can be told without its surroundings: a count is told by its parts, a field belongs to a row."""
    if isinstance(value, Latest | RowCount | RowValue):
        return True  # (its own condition chooses the rows)
    return not isinstance(value, CountOf | FieldRef) and all(map(_stands_alone, value.parts))


def _held(reason: Reason) -> Iterator[str]:
    """Yield what holds at the bottom of a reason."""
    below = [each for each in reason.because if each.state]
    for each in below:
        yield from _held(each)
    if not below and reason.state == "met":
        yield reason.text


def _actions(reaches: Sequence[Reach]) -> list[OpenCondition]:
    """Open conditions of the default sets: those of the nearest set and subject first, every change named once."""
    far = nearness(reaches)

    def order(each: OpenCondition) -> tuple[object, ...]:
        own = (each.criteria, each.subject)
        return (far[own], own, each.state != "not_met", each.expert, not each.mandatory, each.distance)

    chosen: list[OpenCondition] = []
    named: set[str] = set()
    for each in sorted((each for reach in reaches for each in reach.open), key=order):
        facts = {change.fact for change in each.changes}
        if facts - named:
            named |= facts
            chosen.append(each)
    return chosen[:MOST_ACTIONS]


# What only some callers ask for loads with it: the planner and the questions of what would be if.


def _owed_with_effects(doubts: Doubts) -> OwedList:
    from diagnostics.whatif.evidence_gap import effects_filled_in

    return effects_filled_in(doubts)


def _looking_ahead(given: ReportInput, diagnosis: Diagnosis, doubts: Doubts) -> ReportInput:
    """Add the plans, the ways to the next levels, what would change a level and what explains a platform's result."""
    from diagnostics.briefing.outlook import look_ahead
    from diagnostics.briefing.paid_answers import paid_answers
    from diagnostics.whatif.fragility import fragile_levels
    from diagnostics.whatif.official_difference import official_differences
    from diagnostics.whatif.reaching import next_levels

    outlook, limit = look_ahead(diagnosis), given.limit
    paid = paid_answers(outlook.plan, given.losses, limit.payback_years) if outlook.plan and limit else ()
    return replace(
        given,
        outlook=outlook,
        paid_answers=paid,
        next_levels=tuple(each for each in next_levels(diagnosis, most=1) if each.standard not in given.exempt),
        fragile=tuple(each for each in fragile_levels(diagnosis, doubts) if each.standard not in given.exempt),
        official_differences=tuple(official_differences(diagnosis)),
    )


def brief(
    diagnosis: Diagnosis, known_at: date, report_date: date, *, with_plan: bool = False, with_effects: bool = True
) -> ReportInput:
    """Return what a report of this diagnosis receives; the way to its targets only `with_plan`.

    `with_effects`: what hangs on everything that is owed; no paper can do without it.
    """
    given = Briefing(diagnosis).report_input(known_at, report_date, with_plan=with_plan, with_effects=with_effects)
    return keep_inside(given)
