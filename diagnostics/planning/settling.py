"""Which goals a plan reaches within the money: pains in their order, then the first target, then what comes along."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from diagnostics.planning.encoding import ALWAYS
from diagnostics.planning.market import CENTS, FIRST, PART, WHOLE, Market, PlanProblem
from diagnostics.planning.program import Solution

MOST_AT_ONCE = 4  # pains in one objective: more digits are lost among the tolerances of the solver


@dataclass(frozen=True, kw_only=True)
class Settled:
    """The goals that a plan reaches.

    Attributes:
        targets: their names.
        pains: how far each finding is answered.
        over: 万元 by which promises exceed the money.
        kept: whether what is promised can be done at all.
    """

    targets: tuple[str, ...] = ()
    pains: Mapping[int, int] = field(default_factory=dict)
    over: Fraction = Fraction(0)
    kept: bool = True


def settle(problem: PlanProblem) -> Settled:
    """Return the goals that are reached within the money.

    What is promised is done in any case, and takes no other goal away: where both do not fit, the plan is over. Only
    what cannot be had together with it (two forms of one thing) is lost. A promise that cannot be done is left out.
    """
    if not problem.pinned():
        if not problem.money.phases and len(problem.targets) == 1 and not problem.pains:
            return Settled(targets=tuple(problem.targets))
        return _Settling(problem, pinned=False).settled() or Settled()
    floor = _Settling(replace(problem, pains=problem.unpromised), pinned=False).settled()
    held = _Settling(problem, pinned=True, floor=floor).settled() if problem.money.phases else None
    held = held or _Settling(problem, pinned=True).settled()
    return held or replace(floor or Settled(), kept=False)


class _Settling(Market):
    """Finds which goals are reached: every goal has a variable that can only be 1 where it is."""

    def __init__(self, problem: PlanProblem, *, pinned: bool, floor: Settled | None = None) -> None:
        super().__init__(problem, pinned=pinned)
        self.floor = floor or Settled()
        self.reached = {name: self.encoder.reached(goal) for name, goal in problem.targets.items()}
        self.answered = {pain.finding: self.answers(pain) for pain in problem.pains}
        self._hold_the_floor()

    def _hold_the_floor(self) -> None:
        for name in self.floor.targets:
            if isinstance(variable := self.reached[name], int):
                self.program.at_least({variable: Fraction(1)}, 1)
        for finding, level in self.floor.pains.items():
            for variable, digit in self.answered[finding].items():
                if level & digit:
                    self.program.at_least({variable: Fraction(1)}, 1)

    def settled(self) -> Settled | None:
        """Return the goals reached; None where what is promised cannot be done, or not beside the floor."""
        objectives = [each for each in self._objectives() if each]
        found = self.program.best(objectives, ()) if objectives else self.program.minimise({})
        if found is None:
            return None
        over = sum((Fraction(round(found.values[each]), CENTS) for each in self.over), Fraction(0))
        return Settled(targets=tuple(self._targets(found)), pains=dict(self._pains(found)), over=over)

    def _objectives(self) -> list[dict[int, int]]:
        open_targets = [(name, each) for name, each in self.reached.items() if isinstance(each, int)]
        wanted = [variable for name, variable in open_targets if name not in self.problem.along]
        along = [variable for name, variable in open_targets if name in self.problem.along]
        return [
            dict.fromkeys(self.over, 1),
            *self._pain_objectives(),
            _in_turn(wanted),
            self.cost() if along else {},
            _in_turn(along),
        ]

    def _pain_objectives(self) -> list[dict[int, int]]:
        order = [self.answered[pain.finding] for pain in self.problem.pains]
        found = []
        for start in range(0, len(order), MOST_AT_ONCE):
            several = order[start : start + MOST_AT_ONCE]
            base = FIRST + PART + WHOLE + 1
            found.append(
                {
                    variable: -digit * base ** (len(several) - place - 1)
                    for place, each in enumerate(several)
                    for variable, digit in each.items()
                }
            )
        return found

    def _targets(self, found: Solution) -> Iterable[str]:
        for name, variable in self.reached.items():
            if variable == ALWAYS if isinstance(variable, Fraction) else found.chosen(variable):
                yield name

    def _pains(self, found: Solution) -> Iterable[tuple[int, int]]:
        for finding, digits in self.answered.items():
            yield finding, sum(digit for variable, digit in digits.items() if found.chosen(variable))


def _in_turn(variables: Sequence[int]) -> dict[int, int]:
    """Return the objective under which an earlier variable is worth more than all later ones."""
    return {variable: -(2 ** (len(variables) - place - 1)) for place, variable in enumerate(variables)}
