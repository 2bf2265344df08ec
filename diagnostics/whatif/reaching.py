"""The ways to the next level of one firm: up to three sets of facts, with as few steps as possible, gates respected.

In: a diagnosis and a ladder or a rule of statuses. Out: `NextLevel`. The goals are those of a plan, with facts instead
of remedies (`planning.fact_search`): what would have to be true, not what it costs. A step is one rung of a choice, one
option of several, one threshold of a number, one thing about a row of a table. Every way is scored as a whole with the
engine before it is shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cached_property

from diagnostics.diagnosis.diagnose import Diagnosis
from diagnostics.model.content import expressions as ex
from diagnostics.model.content.facts import Derived, instruction_keys
from diagnostics.model.content.library import Library
from diagnostics.model.content.marks import SubjectKind
from diagnostics.model.content.standards import FirstMatch, Ladder, Standard
from diagnostics.model.firm.answers import FirmAnswers
from diagnostics.model.results.ways import Move, NextLevel, Way, WayOutcome
from diagnostics.planning.aims import aiming_at
from diagnostics.planning.encoding import possible
from diagnostics.planning.goals import Goal, GoalReader, Some, atoms_of
from diagnostics.planning.targets import MAIN_LADDERS, PlanTarget, main_ladder, wanted
from diagnostics.scoring.engine.evaluate import Evaluator
from diagnostics.scoring.engine.results import finite
from diagnostics.scoring.memo.variants import preferring_direct, variants
from diagnostics.scoring.words.describe import Describer
from diagnostics.scoring.words.doing import instructions, told
from diagnostics.scoring.words.fact_words import FactWords
from diagnostics.whatif.fact_search import Chosen, FactSearch, TooManyItemsError, fact_responses
from diagnostics.whatif.fact_steps import FactStep, StepFinder, apply_steps
from diagnostics.words.catalogue import say
from diagnostics.words.numbers import number, quantity

MOST_WAYS = 3


def next_levels(diagnosis: Diagnosis, most: int = MOST_WAYS) -> list[NextLevel]:
    """Return the ways to the next level of every standard in force, by its main ladder or else its first statuses."""
    found, ground = [], _Ground(diagnosis)
    for name in diagnosis.standards:
        standard = diagnosis.library.standards[name]
        ladder = main_ladder(standard)
        if standard.first_match and (ladder is None or ladder.id not in MAIN_LADDERS):
            found.append(_next_level(ground, standard, standard.first_match[0], most))
        elif ladder is not None:
            found.append(_next_level(ground, standard, ladder, most))
    return found


def next_level(diagnosis: Diagnosis, standard: Standard, of: Ladder | FirstMatch, most: int = MOST_WAYS) -> NextLevel:
    """Return up to `most` ways from the level (or status) that is certain to the next one (or to any better one)."""
    return _next_level(_Ground(diagnosis), standard, of, most)


def _next_level(ground: _Ground, standard: Standard, of: Ladder | FirstMatch, most: int) -> NextLevel:
    diagnosis = ground.diagnosis
    target = _next_of_rule(diagnosis, standard, of) if isinstance(of, FirstMatch) else None
    if isinstance(of, Ladder):
        target = _next_of_ladder(diagnosis, standard, of)
    if target is None:
        return NextLevel(standard=standard.id, ladder=of.id, target="", name="", outcome="top")
    return _Reaching(ground, target).found(of.id, most)


def _next_of_ladder(diagnosis: Diagnosis, standard: Standard, ladder: Ladder) -> PlanTarget | None:
    now = diagnosis.standards[standard.id].ladders[ladder.id].min
    level = min((each for each in _levels(standard, ladder) if each > now), default=None)
    return (
        None
        if level is None
        else PlanTarget(name=f"{standard.id}:{level}", standard=standard, ladder=ladder, level=level)
    )


def _levels(standard: Standard, ladder: Ladder) -> list[int]:
    below = [each for name in ladder.lowest_of if (each := standard.ladder(name)) is not None]
    return [step.level for each in below or [ladder] for step in each.steps]


def _next_of_rule(diagnosis: Diagnosis, standard: Standard, rule: FirstMatch) -> PlanTarget | None:
    """Statuses stand from the best to the worst; any of those before the present one is better."""
    now = diagnosis.standards[standard.id].statuses[rule.id]
    names = [case.id for case in rule.cases]
    better = tuple(reversed(names[: names.index(now)] if now in names else names))
    return (
        PlanTarget(name=f"{standard.id}:{better[0]}", standard=standard, rule=rule, accepted=better) if better else None
    )


class _Ground:
    """The firm as the search moves it, whatever the target: figures move as a whole, and only what counted is moved."""

    def __init__(self, diagnosis: Diagnosis) -> None:
        self.diagnosis = diagnosis
        self.library = _with_forced_figures(diagnosis.library)
        self.firm = _without_second_answers(diagnosis)
        self.evaluator = preferring_direct(diagnosis.alone, self.firm, self.library)


class _Reaching:
    def __init__(self, ground: _Ground, target: PlanTarget) -> None:
        self.target = target
        self.as_of = ground.diagnosis.as_of
        self.library = ground.library
        self.told = ground.diagnosis.firm
        self.firm = aiming_at(ground.firm, [target])
        same = self.firm is ground.firm
        self.evaluator = ground.evaluator if same else variants(ground.evaluator, 0, [self.firm])
        self.finder = StepFinder(self.evaluator)

    def _evaluate(self, firms: Sequence[FirmAnswers]) -> Evaluator:
        return variants(self.evaluator, 0, firms)

    def found(self, ladder: str, most: int) -> NextLevel:
        """Return the ways, or why there are none."""
        target = self.target
        assert target.standard is not None
        goals = self._goals(target.standard)
        atoms = list(dict.fromkeys(atom for goal in goals for atom in atoms_of(goal)))
        self.finder.expressions = [atom.expression for atom in atoms]
        steps = {atom: self.finder.steps_of(atom) for atom in atoms}
        chosen: list[Chosen] = []
        outcome: WayOutcome = "far"
        try:
            responses = fact_responses(steps, self._after, self._evaluate)
        except TooManyItemsError:
            responses = {}
        if responses and not all(possible(goal, responses) for goal in goals):
            outcome = "unreachable"
        elif responses:
            known = list(dict.fromkeys(step for found in steps.values() for step in found))
            separate = all(len({step.item for step in found}) == 1 for found in steps.values())
            search = FactSearch(goals, known, responses, self._after, self._reached, separate=separate)
            chosen = search.ways(most)
            outcome = "ways" if chosen else "unreachable" if not search.is_possible else "far"
        return NextLevel(
            standard=target.standard.id,
            ladder=ladder,
            target=target.name,
            name=self._name(),
            outcome=outcome,
            ways=tuple(map(self._way, chosen)),
            aims=self._aims(),
            proven=all(each.proven for each in chosen[:1]),
        )

    def _goals(self, standard: Standard) -> list[Goal]:
        reader = GoalReader(self.evaluator, self._is_fixed)
        rule = self.target.rule
        if rule is None:
            return [part.goal for part in wanted(self.target, reader)]
        cases = [case for case in rule.cases if case.id in self.target.accepted]
        places = range(len(self.evaluator.frame.of_firm(standard.judges, 0)))
        return [Some(tuple(reader.goal(case.when, standard.judges, place) for case in cases)) for place in places]

    def _is_fixed(self, expression: ex.Expression) -> bool:
        return not self.finder.moved_by(expression)

    def _after(self, steps: Iterable[FactStep]) -> FirmAnswers:
        return apply_steps(self.firm, steps, self.library, self.as_of)

    def _reached(self, firms: Sequence[FirmAnswers]) -> list[bool]:
        evaluator = self._evaluate(firms)
        standard, rule, ladder = self.target.standard, self.target.rule, self.target.ladder
        assert standard is not None
        rows = [evaluator.frame.of_firm(standard.judges, each) for each in range(len(firms))]
        if rule is not None:
            statuses = evaluator.scorer.status(standard, rule)
            return [all(statuses[row] in self.target.accepted for row in own) for own in rows]
        assert ladder is not None
        levels = evaluator.scorer.ladder(standard, ladder.id).lo
        return [all(levels[row] >= self.target.level for row in own) for own in rows]

    # ---- words ----

    def _name(self) -> str:
        standard, target = self.target.standard, self.target
        assert standard is not None
        if target.rule is not None:
            return next(case.name for case in target.rule.cases if case.id == target.accepted[0])
        assert target.ladder is not None
        names = [each for name in target.ladder.lowest_of if (each := standard.ladder(name)) is not None]
        ladders = [target.ladder, *names]
        return next(step.name for ladder in ladders for step in ladder.steps if step.level == target.level)

    def _aims(self) -> str:
        """Say to which level the firm would have to raise its aim; empty where it aims as high already."""
        raised = next((key for key in self.firm.answers if self.firm.answers[key] != self.told.answers.get(key)), None)
        if raised is None or raised[1] not in self.library.facts:
            return ""
        kind = next(subject.kind for subject in self.firm.subjects if subject.id == raised[0])
        row = self.evaluator.frame.position(kind, 0, raised[0])
        assert row is not None
        name = self.library.named(raised[1]).name
        return say("ways", "aim", name=name, value=self._words.fact(raised[1], kind, row))

    @cached_property
    def _words(self) -> FactWords:
        return FactWords(self.evaluator, Describer(self.library))

    def _way(self, chosen: Chosen) -> Way:
        return Way(tuple(self._move(step) for step in chosen.steps), chosen.cost)

    def _move(self, step: FactStep) -> Move:
        if step.of_table:
            return self._row_move(step)
        item = self.library.named(step.target)
        kind = next(subject.kind for subject in self.firm.subjects if subject.id == step.subject)
        row = self.evaluator.frame.position(kind, 0, step.subject)
        assert row is not None
        have, to = self._words.fact(step.target, kind, row), self._value(step)
        key = "open" if step.open else "judge" if item.type == "judgement" else "move"
        if item.type == "multi" and not step.open:
            key, to = "add", self._added(step, kind, row)
        done = () if step.open else instructions(item, self._keys(step, kind, row))[0]
        text = told(done) if done else say("ways", key, name=item.name, have=have, to=to)
        return Move(
            fact=step.target,
            subject=step.subject,
            name=item.name,
            have=have,
            to=to,
            text=text + self._amount(step, row) + self._where(step),
            steps=step.cost,
            open=step.open,
        )

    def _keys(self, step: FactStep, kind: SubjectKind, row: int) -> tuple[str, ...]:
        """Return what the instructions of a step's fact are looked up by."""
        item, value = self.library.named(step.target), step.value
        if item.type == "multi":
            return tuple(self._new_options(step, kind, row))
        if isinstance(value, bool):
            return ("true" if value else "false",)
        return (str(value),) if item.type in {"choice", "judgement"} else instruction_keys(item)

    def _where(self, step: FactStep) -> str:
        """Name the site or workshop where the firm has several."""
        names = {subject.id: subject for subject in self.firm.subjects}
        own = names[step.subject]
        several = sum(subject.kind == own.kind for subject in self.firm.subjects) > 1
        return say("ways", "where", subject=own.name) if several else ""

    def _value(self, step: FactStep) -> str:
        """Return what an item would become: option names, yes or no, a number with its unit."""
        item, value = self.library.named(step.target), step.value
        names = {option.id: option.name for option in item.options}
        if isinstance(value, bool):
            return say("explain", "yes" if value else "no")
        if isinstance(value, tuple):
            return say("explain", "joint").join(names.get(str(each), str(each)) for each in value)
        if isinstance(value, Fraction):
            unit = "%" if item.type == "percent" else item.unit
            down = item.better == "down"
            edge = round(value) if step.passes and abs(value - round(value)) < Fraction(1, 20) else value
            words = ("below" if down else "above") if step.passes else ("at_most" if down else "at_least")
            return say("ways", words, value=quantity(edge, unit, 2))
        if item.type == "judgement":
            return say("judgements", str(value))
        return names.get(str(value), str(value))

    def _added(self, step: FactStep, kind: SubjectKind, row: int) -> str:
        """Name the options that come on top of those that are picked."""
        return say("explain", "joint").join(self._new_options(step, kind, row).values())

    def _new_options(self, step: FactStep, kind: SubjectKind, row: int) -> dict[str, str]:
        found = self.evaluator.choice(step.target, kind)
        picked = {option for option, on in zip(found.options, found.must[row], strict=True) if on}
        wanted = {*step.value} if isinstance(step.value, tuple) else set()
        return {each.id: each.name for each in self.library.named(step.target).options if each.id in wanted - picked}

    def _amount(self, step: FactStep, row: int) -> str:
        """Say how many more a share of two sums of one table takes: “还要 12 台数字化设备”."""
        item = self.library.named(step.target)
        ratio = item.value if isinstance(item, Derived) else None
        if not isinstance(ratio, ex.Ratio) or not isinstance(step.value, Fraction) or item.better != "up":
            return ""
        if not isinstance(ratio.numerator, ex.RowValue | ex.RowCount):
            return ""
        kind = next(subject.kind for subject in self.firm.subjects if subject.id == step.subject)
        have, whole = self.evaluator.value(ratio.numerator, kind), self.evaluator.value(ratio.denominator, kind)
        own, of = finite(have.lo[row]), finite(whole.hi[row])
        if own is None or of is None or have.lo[row] != have.hi[row] or whole.lo[row] != of:
            return ""
        missing = -(-step.value * Fraction(of).limit_denominator(10**6) // ratio.times) - Fraction(own)
        name, unit = self._counted(ratio.numerator)
        return say("ways", "amount", missing=quantity(missing, unit, 2), name=name)

    def _counted(self, counted: ex.RowValue | ex.RowCount) -> tuple[str, str]:
        table = self.library.tables[counted.table]
        field = table.field_named(counted.field) if isinstance(counted, ex.RowValue) else None
        if field is None:
            return table.name, say("words", "count_unit")
        return field.name, field.unit

    def _row_move(self, step: FactStep) -> Move:
        table = self.library.tables[step.target]
        done = say("ways", "and").join(say("ways", change) for change in step.changes)
        if step.effect is not None:
            shown = [self._words.describer.cell(table, name, value) for name, value in step.effect.row.items()]
            to = say("explain", "joint").join(each for each in shown if each)
            text = say("ways", "new_row", table=table.name, row=to)
            return Move(
                fact=step.target,
                subject=step.subject,
                name=table.name,
                have="",
                to=to,
                text=text,
                steps=step.cost,
                open=step.open,
            )
        values = self.firm.rows[step.target][step.row].values
        first = table.fields[0]
        label = self._words.describer.cell(table, first.id, values.get(first.id)) or number(step.row + 1)
        text = say("ways", "row", table=table.name, row=label, done=done)
        return Move(
            fact=step.target,
            subject=step.subject,
            name=table.name,
            have=label,
            to=done,
            text=text,
            steps=step.cost,
            open=step.open,
        )


def _with_forced_figures(library: Library) -> Library:
    """A figure computed from numbers moves as a whole: it may be answered directly, whatever the content allows."""
    derived = {
        name: replace(each, direct="value") if each.direct == "none" else each for name, each in library.derived.items()
    }
    return replace(library, derived=derived)


def _without_second_answers(diagnosis: Diagnosis) -> FirmAnswers:
    """Leave out direct answers beside tables that say the same thing: only what counted may be moved away from."""
    firm, claimed = diagnosis.firm, diagnosis.claimed
    kinds = {each.id: each.kind for each in firm.subjects}
    kept = {}
    for (subject, name), answer in firm.answers.items():
        item = diagnosis.library.derived.get(name)
        if item is not None and item.direct != "none":
            kind = kinds[subject]
            row = claimed.frame.position(kind, diagnosis.row, subject)
            claimed.fact(name, kind)
            says = claimed.deriver.says(name, kind)
            if row is not None and says is not None and says[row]:
                continue
        kept[subject, name] = answer
    return replace(firm, answers=kept)
