"""A target of one firm, prepared for its plan: the parts, what stands in the way, the best state in reach."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from diagnostics.model.content.library import Library
from diagnostics.model.content.marks import Grade
from diagnostics.model.content.validity import in_force
from diagnostics.model.firm.answers import Answer, FirmAnswers
from diagnostics.model.results.plans import BestReach, Obstacle
from diagnostics.model.results.results import Reason
from diagnostics.planning.encoding import possible
from diagnostics.planning.goals import Atom, ConditionReader
from diagnostics.planning.responses import Response
from diagnostics.planning.targets import PlanTarget, Wanted, assessed_upto, is_at, is_met, main_ladder, wanted
from diagnostics.scoring.engine.evaluate import Evaluator
from diagnostics.scoring.words.describe import Describer
from diagnostics.scoring.words.explain import Explainer
from diagnostics.words.catalogue import say


@dataclass(frozen=True, kw_only=True)
class Aim:
    """A target with its parts for one firm.

    Attributes:
        open_parts: parts that nobody has answered and no remedy decides; a set can be met but for them.
        obstacles: what no remedy reaches, and what is open.
        hopeless: something else stands in the way.
        reached: the firm is there already.
    """

    target: PlanTarget
    parts: list[Wanted]
    open_parts: set[str]
    obstacles: tuple[Obstacle, ...]
    hopeless: bool
    reached: bool

    @property
    def name(self) -> str:
        """The target as it was asked for."""
        return self.target.name

    def is_at(self, evaluator: Evaluator) -> bool:
        """Whether a firm is at the target, but for what is open."""
        return is_at(self.target, evaluator, self.parts, self.open_parts)


def read_aim(
    target: PlanTarget, parts: list[Wanted], found: Mapping[Atom, Response], evaluator: Evaluator, library: Library
) -> Aim:
    """Return a target prepared for one firm, of which its parts are read already."""
    out_of_reach = [part for part in parts if not possible(part.goal, found)]
    # a set can be met but for what is open; a level cannot
    open_parts = {part.id for part in out_of_reach if _is_open(part, evaluator) and target.criteria}
    hopeless = len(open_parts) < len({part.id for part in out_of_reach})
    return Aim(
        target=target,
        parts=parts,
        open_parts=open_parts,
        obstacles=tuple(_obstacle(part, evaluator, library) for part in out_of_reach),
        hopeless=hopeless,
        reached=not hopeless and is_at(target, evaluator, parts, open_parts),
    )


def _is_open(part: Wanted, evaluator: Evaluator) -> bool:
    """Whether nobody has answered what decides a part."""
    row = evaluator.frame.of_firm(part.kind, 0)[part.position]
    truth = evaluator.truth(part.condition, part.kind)
    return bool(truth.may[row] and not truth.must[row])


def _obstacle(part: Wanted, evaluator: Evaluator, library: Library) -> Obstacle:
    rows = evaluator.frame.of_firm(part.kind, 0)
    why = Explainer(evaluator, Describer(library)).condition(part.condition, part.kind, rows[part.position])
    names = {subject.id: subject.name for subject in evaluator.frame.firms[0].subjects}
    return Obstacle(
        id=part.id,
        name=part.name,
        subject=names[part.subject] if len(rows) > 1 else "",
        text=say("plan", "joint").join(dict.fromkeys(_unmet(why))),
        open=_is_open(part, evaluator),
    )


def _unmet(reason: Reason) -> Iterator[str]:
    """Yield the texts of the lowest reasons that are not met."""
    below = [each for each in reason.because if each.state and each.state != "met"]
    if below:
        for each in below:
            yield from _unmet(each)
    else:
        yield reason.text


def best_reach(aim: Aim, after: Evaluator, library: Library, as_of: date) -> BestReach:
    """Return the levels and the parts of a target that a firm has in a state."""
    levels = {}
    for name, standard in library.standards.items():
        ladder = main_ladder(standard)
        if ladder is not None and in_force(standard, as_of):
            levels[name] = int(after.scorer.ladder(standard, ladder.id).lo.min())
    parts = wanted(aim.target, ConditionReader(after, lambda _: True))
    return BestReach(levels, sum(is_met(part, after) for part in parts), len(parts))


def aiming_at(firm: FirmAnswers, targets: Iterable[PlanTarget]) -> FirmAnswers:
    """Return the firm with its aim raised to its targets: levels above the one aimed at would not be assessed."""
    for target in targets:
        fact = assessed_upto(target)
        key = (firm.firm_subject, fact)
        now = firm.answers.get(key)
        if fact and now is not None and isinstance(now.value, Fraction) and now.value < target.level:
            aim = Answer(state="known", value=Fraction(target.level), grade=Grade.E1)
            firm = replace(firm, answers={**firm.answers, key: aim})
    return firm
