"""What a firm under secrecy keeps to itself: no document tells how its network, its systems or its machines are made.

The content says which questions and tables that is (`inside` of a question); everything that is computed from their
answers stays inside with them. Levels, scores and verdicts are told, and what is to be done. Remarks are free words, in
which anything may stand: none of them is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from diagnostics.model.content.asking import sources_of
from diagnostics.model.content.criteria import Criterion, condition_of
from diagnostics.model.content.expressions import (
    Exists,
    Expression,
    FactRef,
    Latest,
    NodeScore,
    RowCount,
    RowValue,
    walk,
)
from diagnostics.model.content.facts import Plausibility
from diagnostics.model.content.library import Library
from diagnostics.model.content.rules import Rule
from diagnostics.model.firm.answers import SECRECY_FACT
from diagnostics.model.results.report_input import ConditionLine, CriteriaSummary, OpenCondition, Reach, ReportInput
from diagnostics.model.results.results import Change
from diagnostics.words.catalogue import say


def keep_inside(given: ReportInput, *, secret: bool = False) -> ReportInput:
    """Return what may be told of a firm: of one under secrecy without what stays inside, of any other all of it.

    `secret`: it has come under secrecy since, and what was known before stays inside too.
    """
    return _Keeper(given.library).kept(given) if secret or given.firm.is_secret else given


class _Keeper:
    """Leaves out of a report what stays inside the firm."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.tables = {each.id for each in library.tables.values() if each.question and each.question.inside}
        self.facts = {each.id for each in library.facts.values() if each.question and each.question.inside}
        self.words = say("report", "kept_inside")
        derived = [each for each in library.derived.values() if each.id not in self.facts]
        while found := [each for each in derived if any(map(self.touches, sources_of(each)))]:
            self.facts |= {each.id for each in found}
            derived = [each for each in derived if each.id not in self.facts]

    def touches(self, expression: Expression) -> bool:
        """Whether an expression looks at something that stays inside, but for the score of a node above the leaves."""
        return any(self._is_inside(part) for part in walk(expression))

    def _is_inside(self, part: Expression) -> bool:
        if isinstance(part, FactRef):
            return part.fact in self.facts
        if isinstance(part, Exists | Latest | RowCount | RowValue):
            return part.table in self.tables
        if isinstance(part, NodeScore):
            node = self.library.standards[part.standard].by_id[part.node]
            return node.points is not None and self.touches(node.points)
        return False

    def _outside(self, names: Iterable[str]) -> bool:
        return self.facts.isdisjoint(names) and self.tables.isdisjoint(names)

    def kept(self, given: ReportInput) -> ReportInput:
        """Return a report without it."""
        summaries = tuple(map(self._summary, given.summaries))
        own = {each.id: each for each in summaries}
        reaches = tuple(self._reach(each, own[each.summary.id]) for each in given.reaches)
        target = next((new for old, new in zip(given.reaches, reaches, strict=True) if old is given.target), None)
        firm, marks = given.firm, given.benchmarks
        return replace(
            given,
            firm=replace(
                firm,
                rows={name: rows for name, rows in firm.rows.items() if name not in self.tables},
                evidence=tuple(replace(each, note="") for each in firm.evidence),
            ),
            summaries=summaries,
            reaches=reaches,
            target=target,
            actions=tuple(map(self._open, given.actions)),
            level_needs=tuple(
                replace(each, changes=tuple(map(self._change, each.changes))) for each in given.level_needs
            ),
            answers=tuple(replace(each, note="") for each in given.answers if self._outside((each.fact,))),
            owed=tuple(
                replace(each, note="", value="" if each.is_open else each.value)
                for each in given.owed
                if each.is_open or self._outside((each.item,))
            ),
            key_figures=tuple(each for each in given.key_figures if self._outside((each.fact,))),
            facts={name: text if self._outside((name,)) else self.words for name, text in given.facts.items()},
            uses={name: uses for name, uses in given.uses.items() if name not in self.tables},
            notices=tuple(each for each in given.notices if self._outside((each.fact,))),
            contradictions=tuple(
                each
                for each in given.contradictions
                if self._outside((each.figure, *each.measured_by)) and self._tells(self.library.plausibility, each.rule)
            ),
            advice=tuple(each for each in given.advice if self._tells(self.library.rules, each.rule)),
            dates=tuple(each for each in given.dates if self._outside((each.source.id,))),
            benchmarks=replace(
                marks,
                comparisons=tuple(each for each in marks.comparisons if self._outside((each.fact,))),
                memberships=tuple(each for each in marks.memberships if self._outside((each.fact,))),
                series=tuple(each for each in marks.series if self._outside((each.fact,))),
                unknown=tuple(each for each in marks.unknown if self._outside((each,))),
                alone=tuple(each for each in marks.alone if self._outside((each,))),
            ),
            next_levels=tuple(
                each
                for each in given.next_levels
                if self._outside(move.fact for way in each.ways for move in way.moves)
            ),
            fragile=tuple(each for each in given.fragile if self._outside((each.item,))),
            counter_facts=tuple(each for each in given.counter_facts if self._warns(each.remedy, each.text)),
            official_differences=tuple(
                replace(each, causes=tuple(cause for cause in each.causes if self._outside((cause.fact,))))
                for each in given.official_differences
            ),
        )

    def _tells(self, rules: Mapping[str, Rule] | Mapping[str, Plausibility], name: str) -> bool:
        """Whether a rule looks at nothing that stays inside."""
        rule = rules.get(name)
        return rule is None or not self.touches(rule.when)

    def _warns(self, remedy: str, text: str) -> bool:
        """Whether a sentence against a remedy speaks of the secrecy itself; any other tells how the firm works."""
        against = (each for each in self.library.remedies[remedy].against if each.text == text)
        return any(FactRef(SECRECY_FACT) in walk(each.when) for each in against)

    # ---- conditions ----

    def _summary(self, summary: CriteriaSummary) -> CriteriaSummary:
        lines = tuple(self._line(summary.id, each) for each in summary.lines)
        return replace(summary, lines=lines, open=tuple(map(self._open, summary.open)))

    def _reach(self, reach: Reach, summary: CriteriaSummary) -> Reach:
        return replace(reach, summary=summary, lines=tuple(self._line(summary.id, each) for each in reach.lines))

    def _criterion(self, criteria: str, name: str) -> Criterion:
        return next(each for each in self.library.criteria[criteria].conditions if each.id == name)

    def _line(self, criteria: str, line: ConditionLine) -> ConditionLine:
        criterion = self._criterion(criteria, line.id)
        return replace(
            line,
            have=(self.words,) if self.touches(condition_of(criterion)) else line.have,
            figures=tuple(
                text for fact, text in zip(criterion.aux, line.figures, strict=True) if self._outside((fact,))
            ),
            changes=tuple(map(self._change, line.changes)),
        )

    def _open(self, each: OpenCondition) -> OpenCondition:
        inside = self.touches(condition_of(self._criterion(each.criteria, each.id)))
        changes = tuple(map(self._change, each.changes))
        return replace(each, text=self.words if inside else each.text, changes=changes)

    def _change(self, change: Change) -> Change:
        """Return a change that says what is to be done, and not what there is."""
        if self._outside((change.fact,)):
            return change
        done = "；".join(each.what for each in change.do)
        named = self.library.tables.get(change.fact) or self.library.named(change.fact)
        return replace(change, text=done or say("report", "kept_change", name=named.name))
