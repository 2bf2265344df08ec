"""The target of a plan (a criteria set, a level of a standard or a status) as goals of one firm."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from diagnostics.model.content.criteria import CriteriaSet, Criterion, condition_of
from diagnostics.model.content.expressions import Condition, FactRef
from diagnostics.model.content.library import Library
from diagnostics.model.content.marks import SubjectKind
from diagnostics.model.content.standards import FirstMatch, Ladder, Standard, StatusCase
from diagnostics.planning.goals import Atom, Every, Goal, GoalReader, Some, Where
from diagnostics.scoring.engine.evaluate import Evaluator

MAIN_LADDERS = ("level", "stage")


@dataclass(frozen=True, kw_only=True)
class PlanTarget:
    """A target of the content: exactly one of criteria, ladder with level, rule with accepted statuses.

    Attributes:
        name: as it was asked for.
        accepted: statuses that are as good as the one asked for.
        subject: the only site or workshop that a set has to be met for; empty: every one that it judges.
    """

    name: str
    standard: Standard | None = None
    criteria: CriteriaSet | None = None
    ladder: Ladder | None = None
    level: int = 0
    rule: FirstMatch | None = None
    accepted: tuple[str, ...] = ()
    subject: str = ""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """One part of a target for one subject: the goal and the condition of the content that it stands for."""

    id: str
    name: str
    subject: str
    condition: Condition
    kind: SubjectKind
    position: int
    goal: Goal
    applies: Condition | None = None


def read_target(name: str, library: Library) -> PlanTarget | None:
    """Return the target that a name stands for (`set_id`, `standard:level`, `standard:status`), or None."""
    owner, _, part = name.partition(":")
    if not part:
        criteria = library.criteria.get(owner)
        return None if criteria is None else PlanTarget(name=name, criteria=criteria)
    standard = library.standards.get(owner)
    if standard is None:
        return None
    ladder = main_ladder(standard)
    step = next((each for each in ladder.steps if part in {str(each.level), each.id}), None) if ladder else None
    if ladder is not None and step is not None:
        return PlanTarget(name=name, standard=standard, ladder=ladder, level=step.level)
    if ladder is not None and ladder.lowest_of and part.isdecimal() and int(part) in _levels(standard, ladder):
        return PlanTarget(name=name, standard=standard, ladder=ladder, level=int(part))
    for rule in standard.first_match:
        case = next((each for each in rule.cases if each.id == part), None)
        if case is not None:
            better = tuple(each.id for each in rule.cases if case.id in _all_worse(rule, each))
            return PlanTarget(name=name, standard=standard, rule=rule, accepted=(case.id, *better))
    return None


def known_names(library: Library) -> list[str]:
    """Return every name of a target, for suggestions."""
    names = list(library.criteria)
    for standard in library.standards.values():
        ladder = main_ladder(standard)
        levels = _levels(standard, ladder) if ladder else []
        names += [f"{standard.id}:{level}" for level in levels]
        names += [f"{standard.id}:{case.id}" for rule in standard.first_match for case in rule.cases]
    return names


def main_ladder(standard: Standard) -> Ladder | None:
    """Return the ladder whose level is the standard's result."""
    found = (ladder for name in MAIN_LADDERS if (ladder := standard.ladder(name)) is not None)
    return next(found, standard.ladders[-1] if standard.ladders else None)


def _levels(standard: Standard, ladder: Ladder) -> list[int]:
    if not ladder.lowest_of:
        return [step.level for step in ladder.steps]
    below = [each for name in ladder.lowest_of if (each := standard.ladder(name)) is not None]
    return sorted({level for each in below for level in _levels(standard, each)})


def _all_worse(rule: FirstMatch, case: StatusCase) -> set[str]:
    by_id = {each.id: each for each in rule.cases}
    worse: set[str] = set()
    left = list(case.better_than)
    while left:
        name = left.pop()
        if name not in worse:
            worse.add(name)
            left += by_id[name].better_than if name in by_id else ()
    return worse


def assessed_upto(target: PlanTarget) -> str:
    """Return the fact that bounds the levels which are assessed, where the target has one."""
    by_level = target.standard.by_level if target.standard else None
    upto = by_level.upto if by_level and target.ladder else None
    return upto.fact if isinstance(upto, FactRef) else ""


def wanted(target: PlanTarget, reader: GoalReader) -> list[Wanted]:
    """Return the parts of a target for every subject that it judges."""
    frame = reader.evaluator.frame
    judges = target.criteria.judges if target.criteria else target.standard.judges  # type: ignore[union-attr]
    parts: list[Wanted] = []
    for position, row in enumerate(frame.of_firm(judges, 0)):
        subject = frame.subjects[judges][row].id
        if target.subject not in {"", subject}:
            continue
        if target.criteria is not None:
            parts += _of_set(target.criteria, reader, position, subject)
        elif target.rule is not None:
            parts.append(_of_status(target, position, subject))
        else:
            parts += _of_level(target, target.ladder, reader, position, subject)  # type: ignore[arg-type]
    return parts


def _of_set(criteria: CriteriaSet, reader: GoalReader, position: int, subject: str) -> Iterator[Wanted]:
    row = reader.evaluator.frame.of_firm(criteria.judges, 0)[position]
    for each in decisive(criteria):
        condition = condition_of(each)
        goal = reader.goal(condition, criteria.judges, position)
        if each.applies is not None and not reader.evaluator.truth(each.applies, criteria.judges).may[row]:
            applies = Atom(expression=each.applies, kind=criteria.judges, position=position, is_condition=True)
            goal = Every(()) if reader.fixed(each.applies) else Where(applies, goal)
        yield Wanted(
            id=each.id,
            name=each.name,
            subject=subject,
            condition=condition,
            kind=criteria.judges,
            position=position,
            goal=goal,
            applies=each.applies,
        )


def decisive(criteria: CriteriaSet) -> list[Criterion]:
    """Return the conditions that decide a set."""
    return [condition for condition in criteria.conditions if condition.role != "reference" and not condition.off]


def _of_level(target: PlanTarget, ladder: Ladder, reader: GoalReader, position: int, subject: str) -> Iterator[Wanted]:
    standard = target.standard
    assert standard is not None
    if ladder.lowest_of:
        for name in ladder.lowest_of:
            below = standard.ladder(name)
            if below is not None:
                yield from _of_level(target, below, reader, position, subject)
        return
    steps = [step for step in ladder.steps if step.level <= target.level]
    if not ladder.sequential:  # one higher step is enough
        higher = [step for step in ladder.steps if step.level >= target.level]
        goal = Some(tuple(reader.goal(each.need, standard.judges, position) for each in higher))
        first = higher[0]
        yield Wanted(
            id=first.id,
            name=first.name,
            subject=subject,
            condition=first.need,
            kind=standard.judges,
            position=position,
            goal=goal,
        )
        return
    for step in steps:
        goal_of_step = reader.goal(step.need, standard.judges, position)
        yield Wanted(
            id=step.id,
            name=step.name,
            subject=subject,
            condition=step.need,
            kind=standard.judges,
            position=position,
            goal=goal_of_step,
        )


def _of_status(target: PlanTarget, position: int, subject: str) -> Wanted:
    standard, rule = target.standard, target.rule
    assert standard is not None
    assert rule is not None
    cases = [case for case in rule.cases if case.id in target.accepted]
    asked = next(case for case in cases if case.id == target.accepted[0])
    atoms = tuple(
        Atom(expression=case.when, kind=standard.judges, position=position, is_condition=True) for case in cases
    )
    return Wanted(
        id=asked.id,
        name=asked.name,
        subject=subject,
        condition=asked.when,
        kind=standard.judges,
        position=position,
        goal=Some(atoms),
    )


def is_at(target: PlanTarget, evaluator: Evaluator, parts: list[Wanted], open_parts: set[str]) -> bool:
    """Whether a firm is at a target, leaving aside parts that nobody has answered and no remedy decides."""
    if target.rule is not None:
        assert target.standard is not None
        return all(each in target.accepted for each in evaluator.scorer.status(target.standard, target.rule))
    if target.ladder is not None:
        assert target.standard is not None
        return bool((evaluator.scorer.ladder(target.standard, target.ladder.id).lo >= target.level).all())
    return all(is_met(part, evaluator) for part in parts if part.id not in open_parts)


def is_met(part: Wanted, evaluator: Evaluator, firm: int = 0) -> bool:
    """Whether a part of a target certainly holds, or certainly does not apply, for one firm of a frame."""
    row = evaluator.frame.of_firm(part.kind, firm)[part.position]
    if part.applies is not None and not evaluator.truth(part.applies, part.kind).may[row]:
        return True
    return bool(evaluator.truth(part.condition, part.kind).must[row])


def title_of(target: PlanTarget) -> str:
    """Return a target in words."""
    if target.criteria is not None:
        return target.criteria.title
    assert target.standard is not None
    if target.rule is not None:
        case = next(each for each in target.rule.cases if each.id == target.accepted[0])
        return f"{target.standard.title}：{case.name}"
    assert target.ladder is not None
    return f"{target.standard.title}：{_step_name(target)}"


def _step_name(target: PlanTarget) -> str:
    assert target.ladder is not None
    ladders = [target.ladder]
    if target.standard is not None:
        ladders += [each for name in target.ladder.lowest_of if (each := target.standard.ladder(name)) is not None]
    return next(step.name for ladder in ladders for step in ladder.steps if step.level == target.level)
