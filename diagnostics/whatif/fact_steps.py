"""The possible changes of the facts below a goal: an answer to a better one, a row to a proved one.

Every item (a fact of one subject, a row of a table) offers several steps of which a way takes at most one. Where a
figure is computed from yearly numbers or from sums over a table, the figure itself is what moves: nobody can say which
of the numbers would. Facts that only select, and facts without a better side that count something, never move.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from functools import cached_property
from itertools import combinations
from typing import Any, Literal

from diagnostics.model.content import expressions as ex
from diagnostics.model.content.asking import sources_of
from diagnostics.model.content.facts import Derived, Fact, Option, in_range
from diagnostics.model.content.library import Library
from diagnostics.model.content.marks import SUBJECT_KINDS, Grade, SubjectKind
from diagnostics.model.content.remedies import Effect, Remedy
from diagnostics.model.firm.answers import Answer, AnswerValue, FirmAnswers, Row
from diagnostics.planning.effects import SETTLED, apply_effects
from diagnostics.planning.goals import Atom, exactly
from diagnostics.scoring.engine.evaluate import Evaluator
from diagnostics.scoring.engine.intervals import INFINITY, Choices, Values

ALL_SUBSETS_UPTO = 5  # of the options still missing; beyond it the best ones of every use, and each alone
BEYOND = Fraction(1, 100)  # an edge that still belongs to the band below it is passed by this much
RowChange = Literal["proof", "time", "renewal", "new"]
PROVED = Grade.E2

_NUMBERS = {"number", "percent"}
_COMPUTED = (ex.Yearly, ex.RowValue, ex.Ratio, ex.RelativeChange, ex.Latest)


@dataclass(frozen=True, eq=False, kw_only=True)  # one object per step; the row of an effect has no hash
class FactStep:
    """One change of one item.

    Attributes:
        id: unique among all steps.
        item: what it changes; of one item only one step is taken.
        target: id of the fact or table.
        subject: whose answer changes.
        value: the new answer; of a row nothing.
        cost: how many steps of its scale it takes.
        open: nobody has answered the item yet.
        row, changes, effect: of a table: which row (-1: a new one), what happens to it, the new row's values.
        passes: the value has to be exceeded, not only reached.
    """

    id: str
    item: str
    target: str
    subject: str
    value: AnswerValue
    cost: int
    open: bool = False
    row: int = -1
    changes: tuple[RowChange, ...] = ()
    effect: Effect | None = None
    passes: bool = False

    @property
    def of_table(self) -> bool:
        """Whether it changes a row of a table."""
        return bool(self.changes)


def apply_steps(firm: FirmAnswers, steps: Iterable[FactStep], library: Library, as_of: date) -> FirmAnswers:
    """Return the firm with these changes; answers keep their evidence."""
    answers, rows = dict(firm.answers), dict(firm.rows)
    new = []
    for step in steps:
        if step.effect is not None:
            new.append(Remedy(id=step.id, name=step.id, effects=(step.effect,)))
        elif step.of_table:
            changed = list(rows[step.target])
            changed[step.row] = _changed_row(changed[step.row], step, library, as_of)
            rows[step.target] = tuple(changed)
        else:
            before = answers.get((step.subject, step.target), Answer(state="unknown"))
            answers[step.subject, step.target] = replace(before, state="known", value=step.value)
    changed_firm = replace(firm, answers=answers, rows=rows)
    return apply_effects(changed_firm, new, library, as_of) if new else changed_firm


def _changed_row(row: Row, step: FactStep, library: Library, as_of: date) -> Row:
    since, until = _periods(library, step.target)
    values = dict(row.values)
    if "time" in step.changes:
        values |= dict.fromkeys(since, as_of - SETTLED)
    if "renewal" in step.changes:
        values = {name: value for name, value in values.items() if name not in until}
    return replace(row, values=values, grade=max(row.grade, PROVED) if "proof" in step.changes else row.grade)


def _periods(library: Library, table: str) -> tuple[list[str], list[str]]:
    """Return the fields of a table that say since when and until when a row counts, as the remedies name them."""
    effects = [effect for remedy in library.remedies.values() for effect in remedy.effects if effect.table == table]
    since = dict.fromkeys(effect.since for effect in effects if effect.since)
    return list(since), list(dict.fromkeys(effect.until for effect in effects if effect.until))


class StepFinder:
    """Finds the steps below the atoms of a goal, for one firm alone in its frame."""

    def __init__(self, evaluator: Evaluator) -> None:
        self.evaluator = evaluator
        self.library = evaluator.library
        self.firm = evaluator.frame.firms[0]
        self.expressions: list[ex.Expression] = []
        self._items: dict[tuple[str, str], list[FactStep]] = {}
        self._moved: dict[str, tuple[str, ...]] = {}

    # ---- what an expression rests on ----

    def moved_by(self, expression: ex.Expression) -> tuple[str, ...]:
        """Return the facts and tables that can move an expression, each once."""
        found: dict[str, None] = {}
        for part in ex.walk(expression):
            match part:
                case ex.FactRef(fact=name):
                    found |= dict.fromkeys(self._moved_by_fact(name))
                case ex.RowCount(table=table) | ex.Exists(table=table) | ex.TableRef(table=table):
                    found[table] = None
                case ex.NodeScore(standard=owner, node=node):
                    standard = self.library.standards[owner]
                    leaves = [standard.by_id[node]]
                    for leaf in leaves:
                        leaves += standard.below.get(leaf.id, ())
                        if leaf.points is not None:
                            found |= dict.fromkeys(self.moved_by(leaf.points))
                case ex.LadderLevel(standard=owner, ladder=ladder):
                    found |= dict.fromkeys(self._moved_by_ladder(owner, ladder))
        return tuple(found)

    def _moved_by_ladder(self, owner: str, name: str) -> Iterator[str]:
        ladder = self.library.standards[owner].ladder(name)
        assert ladder is not None, name
        for step in ladder.steps:
            yield from self.moved_by(step.need)
        for below in ladder.lowest_of:
            yield from self._moved_by_ladder(owner, below)

    def _moved_by_fact(self, name: str) -> tuple[str, ...]:
        if name not in self._moved:
            self._moved[name] = ()  # content has no circles; a broken overlay must not loop
            self._moved[name] = tuple(dict.fromkeys(self._behind(name)))
        return self._moved[name]

    def _behind(self, name: str) -> Iterator[str]:
        fact = self.library.facts.get(name)
        if fact is not None:
            yield name
            if fact.ask_when is not None:
                yield from self.moved_by(fact.ask_when)
            return
        derived = self.library.derived[name]
        if self.is_moved_itself(derived):
            yield name
            return
        for source in sources_of(derived):
            yield from self.moved_by(source)

    def is_moved_itself(self, derived: Derived) -> bool:
        """Whether a derived fact is computed from numbers, so that it moves as a whole."""
        for part in (part for source in sources_of(derived) for part in ex.walk(source)):
            if isinstance(part, _COMPUTED):
                return True
            if isinstance(part, ex.FactRef):
                below = self.library.named(part.fact)
                if below.type in _NUMBERS and (isinstance(below, Fact) or self.is_moved_itself(below)):
                    return True
        return False

    # ---- the steps ----

    def steps_of(self, atom: Atom) -> list[FactStep]:
        """Return every step that can move an atom."""
        return [step for name in self.moved_by(atom.expression) for step in self.steps(name, atom)]

    def steps(self, name: str, atom: Atom) -> list[FactStep]:
        """Return the steps of one fact or table for the subject of an atom."""
        found: list[FactStep] = []
        if name in self.library.tables:
            return self._once((name, ""), lambda: list(self._of_table(name)))
        for kind, row in self._places(name, atom):
            subject = self.evaluator.frame.subjects[kind][row].id
            found += self._once((name, subject), lambda k=kind, r=row: list(self._of_fact(name, k, r)))
        return found

    def _once(self, key: tuple[str, str], make: Any) -> list[FactStep]:
        if key not in self._items:
            self._items[key] = make()
        return self._items[key]

    def _places(self, name: str, atom: Atom) -> list[tuple[SubjectKind, int]]:
        """Return whose answers count for an atom: the subject itself or the one above it, or all below it."""
        frame = self.evaluator.frame
        row = frame.of_firm(atom.kind, 0)[atom.position]
        item = self.library.named(name)
        own = atom.kind if isinstance(item, Derived) else item.subject
        if SUBJECT_KINDS.index(own) <= SUBJECT_KINDS.index(atom.kind):
            return [(own, row if own == atom.kind else int(frame.ancestors(atom.kind, own)[row]))]
        return [(own, each) for each in frame.below(own, 0, frame.subjects[atom.kind][row].id)]

    def _of_fact(self, name: str, kind: SubjectKind, row: int) -> Iterator[FactStep]:
        item = self.library.named(name)
        if isinstance(item, Fact) and (item.selects or item.profile):
            return
        found = self.evaluator.fact(name, kind)
        if found.na[row] or item.type in {"text", "date"}:
            return
        subject = self.evaluator.frame.subjects[kind][row].id
        values = self._options(item, found, row) if isinstance(found, Choices) else self._numbers(item, found, row)
        for value, cost, is_open, passes in values:
            key = f"{subject}/{name}"
            yield FactStep(
                id=f"{key}={value}",
                item=key,
                target=name,
                subject=subject,
                value=value,
                cost=cost,
                open=is_open,
                passes=passes,
            )

    def _options(self, item: Fact | Derived, found: Choices, row: int) -> Iterator[tuple[AnswerValue, int, bool, bool]]:
        if item.type == "multi":
            yield from self._picks(item, found, row)
            return
        order = list(found.options) if item.better != "down" else list(reversed(found.options))
        may = {option for option, on in zip(found.options, found.may[row], strict=True) if on}
        if item.type == "judgement":
            if may != {"holds"}:
                yield "holds", 1, len(may) > 1, False
            return
        first = min((order.index(option) for option in may), default=0)
        for place, option in enumerate(order):
            if item.better == "none" and {option} != may:
                yield option, 1, len(may) > 1, False
            elif item.better != "none" and (place > first or (place == first and len(may) > 1)):
                # (that it is at least the lowest option still possible is known without asking)
                yield option, max(place - first, 1), len(may) > 1, False

    def _picks(self, item: Fact | Derived, found: Choices, row: int) -> Iterator[tuple[AnswerValue, int, bool, bool]]:
        is_open = bool((found.may[row] & ~found.must[row]).any())
        picked = {option for option, on in zip(found.options, found.must[row], strict=True) if on}
        offered = [each for each in item.options if not each.none]
        missing = [each for each in offered if each.id not in picked]
        for extra in self._subsets(item.id, missing):
            wanted = (picked | extra) & {each.id for each in offered}
            yield tuple(each.id for each in offered if each.id in wanted), len(extra), is_open, False

    def _subsets(self, name: str, missing: Sequence[Option]) -> list[frozenset[str]]:
        ids = [each.id for each in missing]
        if len(ids) <= ALL_SUBSETS_UPTO:
            return [
                frozenset(combination) for size in range(1, len(ids) + 1) for combination in combinations(ids, size)
            ]
        found = dict.fromkeys(frozenset({each}) for each in ids)
        for worth in self._uses(name):
            best = sorted(ids, key=lambda each, of=worth: (-of.get(each, Fraction(0)), ids.index(each)))  # type: ignore[misc]
            found |= dict.fromkeys(frozenset(best[:size]) for size in range(1, len(best) + 1))
        return list(found)

    def _uses(self, name: str) -> Iterator[dict[str, Fraction]]:
        """Yield what the options of a fact are worth, wherever the content below the goal looks at them."""
        for part in self._parts:
            match part:
                case ex.Points(source=ex.FactRef(fact=fact), table=table) if fact == name:
                    yield dict(table)
                case ex.Has(fact=ex.FactRef(fact=fact), options=options) if fact == name:
                    yield dict.fromkeys(options, Fraction(1))
                case ex.Covered(fact=ex.FactRef(fact=fact), options=options) if fact == name:
                    yield dict.fromkeys(options, Fraction(1))

    # ---- numbers ----

    def _numbers(self, item: Fact | Derived, found: Values, row: int) -> Iterator[tuple[AnswerValue, int, bool, bool]]:
        low, high = found.lo[row], found.hi[row]
        is_open = bool(low != high)
        if item.type == "bool":
            if item.better != "none" or low == high:
                best = Fraction(0 if item.better == "down" or (item.better == "none" and low == 1) else 1)
                if low != best or high != best:
                    yield bool(best), 1, is_open, False
            return
        if item.better == "none":
            return
        down = item.better == "down"
        now = high if down else low
        edges = sorted(self._edges(item), key=lambda each: each[0], reverse=down)
        better = [each for each in edges if _is_better(each[0], now, down=down) and in_range(item, each[0])]
        for cost, (edge, passes) in enumerate(better, start=1):
            yield edge, cost, is_open, passes

    def _edges(self, item: Fact | Derived) -> set[tuple[Fraction, bool]]:
        """Return the numbers at which the content below the goal makes a difference; True: just beyond it."""
        found: set[tuple[Fraction, bool]] = set()
        sign = -1 if item.better == "down" else 1
        for part in self._parts:
            match part:
                case ex.Band(of=of, edges=edges, closed=closed) if _names(of, item.id):
                    passes = closed == ("upto" if sign > 0 else "from")
                    found |= {(edge + sign * BEYOND if passes else edge, passes) for edge, _ in edges}
                case ex.Compare(left=left, comparison=comparison, right=ex.Constant(value=Fraction() as edge)) if (
                    _names(left, item.id)
                ):
                    passes = comparison in {"more_than", "less_than"}
                    found.add((edge + sign * BEYOND if passes else edge, passes))
        return found

    @cached_property
    def _parts(self) -> list[ex.Expression]:
        """Everything in the content below the goal; `expressions` must be set before."""
        waiting, seen, parts = list(self.expressions), set(), []
        while waiting:
            for part in ex.walk(waiting.pop()):
                parts.append(part)
                if isinstance(part, ex.FactRef) and part.fact in self.library.derived and part.fact not in seen:
                    seen.add(part.fact)
                    waiting += sources_of(self.library.derived[part.fact])
        return parts

    # ---- rows ----

    def _of_table(self, name: str) -> Iterator[FactStep]:
        rows = self.firm.rows.get(name, ())
        since, until = _periods(self.library, name)
        for index, row in enumerate(rows):
            possible: list[RowChange] = ["proof"] if row.grade < PROVED else []
            today = self.evaluator.frame.as_of
            possible += ["time"] if any(_later(row.values.get(each), today - SETTLED) for each in since) else []
            possible += ["renewal"] if any(_ended(row.values.get(each), today) for each in until) else []
            for size in range(1, len(possible) + 1):
                for chosen in combinations(possible, size):
                    key = f"{row.subject}/{name}#{index}"
                    yield FactStep(
                        id=f"{key}={'+'.join(chosen)}",
                        item=key,
                        target=name,
                        subject=row.subject,
                        value=None,
                        cost=size,
                        row=index,
                        changes=chosen,
                    )
        for number, effect in enumerate(self._new_rows(name)):
            key = f"{self.firm.firm_subject}/{name}#+"
            yield FactStep(
                id=f"{key}={number}",
                item=key,
                target=name,
                subject=self.firm.firm_subject,
                value=None,
                cost=2,
                open=name not in self.firm.rows,
                changes=("new",),
                effect=effect,
            )

    def _new_rows(self, name: str) -> list[Effect]:
        """Return the rows that the remedies of the content can add, each once."""
        effects = [effect for remedy in self.library.remedies.values() for effect in remedy.effects]
        return list(
            {effect.key: effect for effect in effects if effect.form == "row" and effect.table == name}.values()
        )


def _names(value: ex.Expression, name: str) -> bool:
    return isinstance(value, ex.FactRef) and value.fact == name


def _is_better(edge: Fraction, now: Any, *, down: bool) -> bool:
    if now in {INFINITY, -INFINITY}:
        return True
    return edge < exactly(now) if down else edge > exactly(now)


def _later(value: AnswerValue, day: date) -> bool:
    return not isinstance(value, date) or value > day


def _ended(value: AnswerValue, today: date) -> bool:
    return isinstance(value, date) and value < today
