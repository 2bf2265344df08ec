"""The twin of the engine: one firm, one subject, plain loops, fractions. To be read as the specification.

Written from docs/content-format.md, the contract and the rules of scoring, not from `diagnostics.scoring`, with which
it shares the content model only. Nothing is rounded; a number that is not known is a `Range` with two ends, a
statement that is not known has the truth None. Parts: `twin_range` (arithmetic), `twin_facts` (answers), `twin_rows`
(record tables), `twin_standards` (roll-ups, levels, statuses), `twin_sets` (conditions and verdicts).

A verified twin holds every answer and row that no evidence verifies as unknown. Wherever a rule asks *which* value
counts (the tables or the direct answer, the first that is known, whether something was answered at all), that is
decided on all answers: verification only asks how far down what counts is proved. So a verified figure never exceeds
the claimed one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from fractions import Fraction
from functools import cached_property
from math import inf
from typing import TYPE_CHECKING, Any

from diagnostics.model.content import expressions as ex
from diagnostics.model.content.facts import Derived, Fact
from diagnostics.model.content.library import Library
from diagnostics.model.content.marks import SUBJECT_KINDS
from diagnostics.model.firm.answers import Answer, FirmAnswers, Subject
from tests.scoring import twin_range as tr
from tests.scoring.twin_facts import Picked, as_known, including, points_of_one
from tests.scoring.twin_range import Number, Range, Truth
from tests.scoring.twin_rows import Rows, arithmetic, combined, limits, moved

if TYPE_CHECKING:
    from tests.scoring.twin_standards import Scores

UNANSWERED = Answer(state="unknown")
GIVEN = {"known", "na"}


class Twin:
    """Everything about one firm at one date; `claimed` is given to a verified twin."""

    def __init__(self, firm: FirmAnswers, library: Library, as_of: date, claimed: Twin | None = None) -> None:
        self.firm = firm
        self.library = library
        self.as_of = as_of
        self.claimed = claimed
        self.subjects = {subject.id: subject for subject in firm.subjects}
        self._facts: dict[tuple[str, str], Range | Picked] = {}
        self._rows: dict[str, Rows] = {}

    @cached_property
    def scores(self) -> Scores:
        from tests.scoring.twin_standards import Scores  # they know each other

        return Scores(self)

    # ---- subjects ----

    def upward(self, subject: Subject) -> list[Subject]:
        """A subject and all above it."""
        found = [subject]
        while found[-1].parent:
            found.append(self.subjects[found[-1].parent])
        return found

    def seen_from(self, kind: str, subject: Subject) -> list[Subject]:
        """The subject of a kind that contains this one, or all of that kind that it contains."""
        if SUBJECT_KINDS.index(kind) <= SUBJECT_KINDS.index(subject.kind):
            return [each for each in self.upward(subject) if each.kind == kind]
        return [each for each in self.subjects.values() if each.kind == kind and subject in self.upward(each)]

    # ---- answers ----

    def answer(self, item: Fact | Derived, subject: Subject) -> Answer:
        """The subject's own answer, else that of the subject above it; unverified is unknown in a verified twin."""
        answers = self.firm.answers
        places = [(each.id, item.id) for each in self.upward(subject)]
        found = next((answers[place] for place in places if place in answers), UNANSWERED)
        proved = found.grade in item.verifying or (isinstance(item, Fact) and item.selects)
        return found if self.claimed is None or proved else UNANSWERED

    def fact(self, name: str, subject: Subject) -> Range | Picked:
        key = (name, subject.id)
        if key not in self._facts:
            item = self.library.named(name)
            self._facts[key] = self._raw(item, subject) if isinstance(item, Fact) else self._derived(item, subject)
        return self._facts[key]

    def picked(self, name: str, subject: Subject) -> Picked:
        found = self.fact(name, subject)
        assert isinstance(found, Picked), name
        return found

    def number(self, name: str, subject: Subject) -> Range:
        """A fact as a number: of a choice, the values of its options."""
        found = self.fact(name, subject)
        if isinstance(found, Range):
            return found
        values = {option.id: option.value for option in self.library.named(name).options if option.value is not None}
        return points_of_one(found, values)

    def _raw(self, fact: Fact, subject: Subject) -> Range | Picked:
        answer = self.answer(fact, subject)
        value: Any = answer.value if answer.state == "known" else None
        skipped = fact.ask_when is not None and self.truth(fact.ask_when, subject).holds is False
        told = (self.claimed or self).answer(fact, subject)  # what was answered, proved or not, is not implied
        if skipped and told.state == "unknown" and fact.implies is not None:
            value = fact.implies
        return as_known(fact, value, na=answer.state == "na")

    def _derived(self, item: Derived, subject: Subject) -> Range | Picked:
        """What the formula says, if it says something; else what was answered directly; else what is still possible."""
        formula = self._by_cases(item, subject) if item.cases else self._by_formula(item, subject)
        if item.direct == "none":
            return formula
        answer = self.answer(item, subject)
        value = self._single(item, answer.value) if answer.state == "known" else None
        direct = as_known(item, None if value == "na" else value, na=answer.state == "na" or value == "na")
        says = self.claimed.formula_says(item, subject) if self.claimed else formula.known
        if not says and (direct.known or direct.na):
            return direct
        return formula if self.claimed is None else including(formula, self.claimed.fact(item.id, subject))

    def formula_says(self, item: Derived, subject: Subject) -> bool:
        return (self._by_cases(item, subject) if item.cases else self._by_formula(item, subject)).known

    def _by_formula(self, item: Derived, subject: Subject) -> Range:
        assert item.value is not None
        return self.value(item.value, subject).within(*limits(item)).marked(item.mark)

    def _by_cases(self, item: Derived, subject: Subject) -> Picked:
        """The first case that holds; a case that may hold is possible, and so are those after it."""
        truths = [self.truth(case.when, subject) for case in item.cases]
        options = tuple(option.id for option in item.options)
        mark = max(int(item.mark), tr.weakest(truths))
        possible: set[str] = set()
        for case, truth in zip(item.cases, truths, strict=True):
            possible |= {case.option} if truth.holds is not False else set()
            if truth.holds:
                break
        else:
            possible |= {item.otherwise} if item.otherwise else set(options)
        return Picked(options, frozenset(possible if len(possible) == 1 else ()), frozenset(possible), False, mark)

    def _single(self, item: Derived, value: Any) -> Any:
        """A pair is numerator over denominator times the factor of the formula, with its rule for an empty one."""
        if not isinstance(value, tuple):
            return value
        ratios = [part for part in ex.walk(item.value) if isinstance(part, ex.Ratio)] if item.value else []
        if value[1] != 0:
            return value[0] / value[1] * (ratios[0].times if ratios else 100 if item.type == "percent" else 1)
        rule = ratios[0].den_zero if ratios else "unknown"
        return {"zero": Fraction(0), "na": "na", "unknown": None}[rule]

    # ---- values ----

    def rows(self, table: str) -> Rows:
        if table not in self._rows:
            noun = self.library.tables[table]
            self._rows[table] = Rows(self.firm, noun, self.as_of, verified=self.claimed is not None)
        return self._rows[table]

    def values(self, parts: tuple[ex.Value, ...], subject: Subject) -> list[Range]:
        return [self.value(part, subject) for part in parts]

    def value(self, node: ex.Expression, subject: Subject) -> Range:
        return VALUES[type(node)](self, node, subject)

    def truth(self, node: ex.Expression, subject: Subject) -> Truth:
        """The truth of a condition; proved answers say the same as all of them, or nothing."""
        found = CONDITIONS[type(node)](self, node, subject)
        if self.claimed is None or self.claimed.truth(node, subject).holds == found.holds:
            return found
        return Truth(None, found.mark)

    def constant(self, node: ex.Constant, _: Subject) -> Range:
        return tr.exactly(node.value if isinstance(node.value, Fraction) else node.value.toordinal())

    def points(self, node: ex.Points, subject: Subject) -> Range:
        assert isinstance(node.source, ex.FactRef)
        item, found = self.library.named(node.source.fact), self.picked(node.source.fact, subject)
        if item.type != "multi":
            return points_of_one(found, dict(node.table))
        highest = inf if node.cap is None else node.cap
        sure, possible = (sum((node.table[each] for each in found.options if each in picked), Fraction(0))
                          for picked in (found.sure, found.possible))  # fmt: skip
        return Range(min(sure, highest), min(possible, highest), found.na, found.mark)

    def band(self, node: ex.Band, subject: Subject) -> Range:
        """The points of the band; of an open value, of every band it may fall into (of all, if they rise and fall)."""
        of = self.value(node.of, subject)

        def points(number: Number) -> Fraction:
            for edge, found in node.edges:
                if number <= edge if node.closed == "upto" else number >= edge:
                    return found
            return node.edges[-1][1]

        listed = [found for _, found in node.edges]
        if of.known or listed in (sorted(listed), sorted(listed, reverse=True)):
            ends = [points(of.lo), points(of.hi)]
        else:
            ends = listed
        return Range(min(ends), max(ends), of.na, of.mark)

    def count_of(self, node: ex.CountOf, subject: Subject) -> Range:
        truths = [self.truth(each, subject) for each in node.conditions]
        sure, possible = sum(each.holds is True for each in truths), sum(each.holds is not False for each in truths)
        return Range(Fraction(sure), Fraction(possible), False, tr.weakest(truths))

    def answered_count(self, node: ex.AnsweredCount, subject: Subject) -> Range:
        kind = self.library.standards[node.standard].judges
        counts = [
            sum(self.scores.node(node.standard, leaf, each).known for leaf in node.nodes)
            for each in self.seen_from(kind, subject)
        ]
        return tr.exactly(min(counts))

    def arithmetic(self, node: ex.Arithmetic, subject: Subject) -> Range:
        return arithmetic(node.operation, self.values(node.args, subject))

    def ratio(self, node: ex.Ratio, subject: Subject) -> Range:
        quotient = tr.divide(self.value(node.numerator, subject), self.value(node.denominator, subject), node.den_zero)
        scaled = tr.multiply([quotient, tr.exactly(node.times)])
        return scaled if node.within is None else scaled.within(*node.within)

    def change(self, node: ex.RelativeChange, subject: Subject) -> Range:
        old, new = self.value(node.old, subject), self.value(node.new, subject)
        change = tr.subtract(tr.divide(new, old, "unknown"), tr.exactly(1))
        return change if old.lo > 0 else replace(change, lo=-inf, hi=inf)

    def mean(self, node: ex.Mean, subject: Subject) -> Range:
        parts = self.values(node.args, subject)
        if node.known_only:
            told = (self.claimed or self).values(node.args, subject)
            mark = tr.weakest(parts)
            parts = [part for part, claimed in zip(parts, told, strict=True) if claimed.known]
            if not parts:
                return tr.anything(mark)
            return tr.divide(tr.add(parts), tr.exactly(len(parts)), "unknown").marked(mark)
        return tr.divide(tr.add(parts), tr.exactly(len(parts)), "unknown")

    def node_score(self, node: ex.NodeScore, subject: Subject) -> Range:
        """What a node can be; by rule, and on all answers, the one value that its standard's rule gives."""
        kind = self.library.standards[node.standard].judges
        scores = [self.scores.node(node.standard, node.node, each) for each in self.seen_from(kind, subject)]
        if node.by_rule and self.claimed is None:
            return self._lowest([
                each.bounds if each.value is None else replace(each.bounds, lo=each.value, hi=each.value)
                for each in scores
            ])  # fmt: skip
        return self._lowest([each.bounds for each in scores])

    def answered_share(self, node: ex.AnsweredShare, subject: Subject) -> Range:
        kind = self.library.standards[node.standard].judges
        shares = [self.scores.node(node.standard, node.node, each).share for each in self.seen_from(kind, subject)]
        return self._lowest([
            Range(Fraction(0), Fraction(0), True) if each is None else tr.exactly(each) for each in shares
        ])  # fmt: skip

    def ladder_level(self, node: ex.LadderLevel, subject: Subject) -> Range:
        standard = self.library.standards[node.standard]
        by_level = standard.by_level if node.open_above_target else None
        levels = []
        for each in self.seen_from(standard.judges, subject):
            level = self.scores.level(node.standard, node.ladder, each)
            if by_level is not None and by_level.upto is not None:
                target = self.value(by_level.upto, each)
                if target.known and level.hi >= target.lo:
                    level = replace(level, hi=Fraction(by_level.levels[-1]))
            levels.append(level)
        return self._lowest(levels)

    def _lowest(self, parts: list[Range]) -> Range:
        """Several subjects below are as good as the lowest of them."""
        return parts[0] if len(parts) == 1 else tr.smallest(parts)

    def statistic(self, node: ex.StatisticRef, _: Subject) -> Range:
        found = self.library.statistics[node.statistic]
        return tr.exactly(found.value).marked(found.mark)

    def covered(self, node: ex.Covered, subject: Subject) -> Range:
        found = self.picked(node.fact.fact, subject)
        sure, possible = (sum(each in picked for each in node.options) for picked in (found.sure, found.possible))
        return Range(Fraction(sure), Fraction(possible), found.na, found.mark)

    def first_known(self, node: ex.FirstKnown, subject: Subject) -> Range:
        told = (self.claimed or self).values(node.args, subject)
        for part, claimed in zip(node.args, told, strict=True):
            if claimed.known:
                return self.value(part, subject)
        return self.value(node.args[-1], subject)

    def cases(self, node: ex.Cases, subject: Subject) -> Range:
        """The value of the first case that holds; of a case that may hold, either."""
        found = self.value(node.otherwise, subject)
        for condition, value in reversed(node.cases):
            truth, own = self.truth(condition, subject), self.value(value, subject)
            mark = max(found.mark, own.mark, truth.mark)
            if truth.holds:
                found = own
            elif truth.holds is None:
                found = Range(min(own.lo, found.lo), max(own.hi, found.hi), found.na)
            found = replace(found, mark=mark)
        return found

    def staircase(self, node: ex.Staircase, subject: Subject) -> Range:
        """A level that is full counts 1, else itself; sequentially nothing above the first that is not full counts."""
        parts = self.values(node.args, subject)
        upto = self.value(node.upto, subject) if node.upto else tr.exactly(len(parts))

        def climb(bounds: list[Number], top: Number) -> Number:
            total: Number = Fraction(0)
            for level, bound in enumerate(bounds, start=1):
                if level > top:
                    break
                full = bound >= node.full_at
                total += 1 if full else bound
                if node.sequential and not full:
                    break
            return total

        lo, hi = climb([part.lo for part in parts], upto.lo), climb([part.hi for part in parts], upto.hi)
        return Range(lo, hi, False, tr.weakest(parts))

    def days_since(self, node: ex.DaysSince, subject: Subject) -> Range:
        return tr.subtract(tr.exactly(self.as_of.toordinal()), self.value(node.of, subject))

    # ---- conditions ----

    def among(self, node: ex.Among, subject: Subject) -> Truth:
        assert isinstance(node.source, ex.FactRef)
        found = self.picked(node.source.fact, subject)
        return Truth(None if found.na else tr.either(each in node.options for each in found.possible), found.mark)

    def has(self, node: ex.Has, subject: Subject) -> Truth:
        found = self.picked(node.fact.fact, subject)
        sure, possible = (sum(each in picked for each in node.options) for picked in (found.sure, found.possible))
        holds = None if found.na or sure < node.at_least <= possible else sure >= node.at_least
        return Truth(holds, found.mark)

    def state(self, node: ex.StateTest, subject: Subject) -> Truth:
        if isinstance(node.target, ex.TableRef):
            rows = self.rows(node.target.table)
            given = rows.is_given(subject)
            states = {"known" if given else "unknown"} | ({"empty"} if given and not rows.of(subject) else set())
            return Truth(bool(states & set(node.states)))
        assert isinstance(node.target, ex.FactRef)
        state = self.state_of(node.target.fact, subject)
        return Truth(state in node.states or ("given" in node.states and state in GIVEN))

    def state_of(self, name: str, subject: Subject) -> str:
        item, found = self.library.named(name), self.fact(name, subject)
        state = self.answer(item, subject).state
        if found.na:
            return "na"
        if found.known if item.type != "text" else state == "known":
            return "known"
        return "refused" if state == "refused" else "unknown"


def _combined(twin: Twin, node: Any, subject: Subject) -> Truth:
    return combined(node, [twin.truth(each, subject) for each in node.conditions])


VALUES: dict[type, Callable[[Twin, Any, Subject], Range]] = {
    ex.Constant: Twin.constant,
    ex.FactRef: lambda twin, node, subject: twin.number(node.fact, subject),
    ex.Points: Twin.points,
    ex.Band: Twin.band,
    ex.CountOf: Twin.count_of,
    ex.AnsweredCount: Twin.answered_count,
    ex.RowCount: lambda twin, node, subject: twin.rows(node.table).count(subject, node.where),
    ex.RowValue: lambda twin, node, subject: (
        twin.rows(node.table).total(subject, node)
        if node.how == "sum"
        else twin.rows(node.table).extreme(subject, node)
    ),
    ex.Latest: lambda twin, node, subject: twin.rows(node.table).latest(subject, node),
    ex.Yearly: lambda twin, node, subject: twin.rows("years").yearly(subject, node),
    ex.Arithmetic: Twin.arithmetic,
    ex.Ratio: Twin.ratio,
    ex.RelativeChange: Twin.change,
    ex.Mean: Twin.mean,
    ex.NodeScore: Twin.node_score,
    ex.AnsweredShare: Twin.answered_share,
    ex.LadderLevel: Twin.ladder_level,
    ex.StatisticRef: Twin.statistic,
    ex.Covered: Twin.covered,
    ex.FirstKnown: Twin.first_known,
    ex.Cases: Twin.cases,
    ex.Staircase: Twin.staircase,
    ex.DaysSince: Twin.days_since,
    ex.AsOf: lambda twin, node, _: tr.exactly(moved(twin.as_of, node).toordinal()),
}
CONDITIONS: dict[type, Callable[[Twin, Any, Subject], Truth]] = {
    ex.Compare: lambda twin, node, subject: tr.compare(
        twin.value(node.left, subject), node.comparison, twin.value(node.right, subject)
    ),
    ex.Among: Twin.among,
    ex.Has: Twin.has,
    ex.StateTest: Twin.state,
    ex.AllOf: _combined,
    ex.AnyOf: _combined,
    ex.NoneOf: _combined,
    ex.Exists: lambda twin, node, subject: twin.rows(node.table).exists(subject, node),
}
