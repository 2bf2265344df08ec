"""The fewest steps of facts that reach a goal: the engine says how every atom responds, a linear program chooses.

An atom is asked for all combinations of the items it rests on where they are few, else for each, every pair, and the
best of all; items that no atom sees together are asked side by side in the same variant of the firm. What that leaves
out only matters for the choice: every way is scored again as a whole before it is returned.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, product

from diagnostics.model.firm.answers import FirmAnswers
from diagnostics.planning.encoding import Encoder
from diagnostics.planning.goals import Atom, Goal
from diagnostics.planning.program import NoAnswerError, Program, Row, Solution
from diagnostics.planning.responses import Class, Response, worth
from diagnostics.scoring.engine.evaluate import Evaluator
from diagnostics.whatif.fact_steps import FactStep

ALL_COMBINATIONS_UPTO = 256
PAIRS_UPTO = 600
MOST_ITEMS = 60  # of one atom; a sum over more of them is no question for a search
NODE_LIMIT = 10_000
REPEATS = 12  # choices that miss the goal when scored again, before the search gives up

Combination = frozenset[FactStep]
After = Callable[[Iterable[FactStep]], FirmAnswers]
Reached = Callable[[Sequence[FirmAnswers]], list[bool]]


class TooManyItemsError(Exception):
    """An atom rests on more items than can be combined."""


@dataclass(frozen=True)
class Chosen:
    """Steps that reach a goal together; `proven`: no others are fewer."""

    steps: tuple[FactStep, ...]
    proven: bool

    @property
    def cost(self) -> int:
        """Steps of all items together."""
        return sum(step.cost for step in self.steps)


def fact_responses(
    steps: Mapping[Atom, Sequence[FactStep]], after: After, evaluate: Callable[[Sequence[FirmAnswers]], Evaluator]
) -> dict[Atom, Response]:
    """Return how every atom responds to the steps below it.

    Args:
        steps: every atom with the steps that can move it.
        after: the firm after some steps.
        evaluate: an evaluator of several firms.

    Raises:
        TooManyItemsError: an atom rests on more items than can be combined.
    """
    combinations_of = {atom: _combinations(found) for atom, found in steps.items()}
    order = _side_by_side(steps, combinations_of)
    variants: list[set[FactStep]] = [set() for _ in range(max(order.values(), default=0) + 1)]
    for combination, row in order.items():
        variants[row] |= combination
    evaluator = evaluate([after(sorted(variant, key=lambda step: step.id)) for variant in variants])
    return {
        atom: _response(atom, {each: order[each] for each in found}, evaluator)
        for atom, found in combinations_of.items()
    }


def _items(steps: Sequence[FactStep]) -> list[str]:
    return list(dict.fromkeys(step.item for step in steps))


def _side_by_side(
    steps: Mapping[Atom, Sequence[FactStep]], combinations_of: Mapping[Atom, Sequence[Combination]]
) -> dict[Combination, int]:
    """Return the variant in which each combination is evaluated; variant 0 is the firm as it is.

    Items that no atom sees together do not disturb one another: their combinations share a variant.
    """
    group: dict[str, str] = {}

    def first(item: str) -> str:
        while group.setdefault(item, item) != item:
            item = group[item]
        return item

    for found in steps.values():
        items = _items(found)
        for item in items[1:]:
            group[first(item)] = first(items[0])
    order: dict[Combination, int] = {}
    used: dict[str, int] = {}
    for atom, asked in combinations_of.items():
        for each in asked:
            if each not in order:
                own = first(steps[atom][0].item)
                used[own] = order[each] = used.get(own, 0) + 1
    return order


def _combinations(steps: Sequence[FactStep]) -> list[Combination]:
    by_item: dict[str, list[FactStep]] = {}
    for step in steps:
        by_item.setdefault(step.item, []).append(step)
    if len(by_item) > MOST_ITEMS:
        raise TooManyItemsError
    if math.prod(len(each) + 1 for each in by_item.values()) <= ALL_COMBINATIONS_UPTO:
        parts = product(*([None, *each] for each in by_item.values()))
        return [frozenset(each for each in part if each is not None) for part in parts if any(part)]
    found = [frozenset({step}) for step in steps]
    alike = sum(math.comb(len(each), 2) for each in by_item.values())
    if math.comb(len(steps), 2) - alike <= PAIRS_UPTO:
        found += [
            frozenset(combination)
            for combination in combinations(steps, 2)
            if combination[0].item != combination[1].item
        ]
    return [*found, frozenset(each[-1] for each in by_item.values())]


def _response(atom: Atom, combinations_of: Mapping[Combination, int], evaluator: Evaluator) -> Response:
    base = worth(atom, evaluator, 0)
    reached = {each: worth(atom, evaluator, row) for each, row in combinations_of.items()}
    steps = []
    for value in sorted({each for each in reached.values() if each > base}):
        enough = [each for each, own in reached.items() if own >= value]
        least = [each for each in enough if not any(other < each for other in enough)]
        single = frozenset(step.id for each in least if len(each) == 1 for step in each)
        sets = [frozenset(frozenset({step.id}) for step in each) for each in least if len(each) > 2]
        sets += _pairs([each for each in least if len(each) == 2])
        steps.append((value, tuple([frozenset({single}), *sets] if single else sets)))
    return Response(base, tuple(steps))


def _pairs(least: Sequence[Combination]) -> Iterator[frozenset[Class]]:
    """Yield pairs, those together of which one side goes with the same steps of the same item."""
    partners: dict[tuple[FactStep, str], set[str]] = {}
    for first, second in (sorted(each, key=lambda step: step.item) for each in least):
        partners.setdefault((first, second.item), set()).add(second.id)
    same: dict[tuple[str, frozenset[str]], set[str]] = {}
    for (first, _), seconds in partners.items():
        same.setdefault((first.item, frozenset(seconds)), set()).add(first.id)
    for (_, others), firsts in same.items():
        yield frozenset({frozenset(firsts), others})


class FactSearch:
    """Finds the ways to goals, those with the fewest steps first, each as different as possible from the earlier ones.

    Args:
        goals: what has to be reached, all of it.
        steps: what can be changed, each once.
        responses: how every atom of the goals responds.
        after: the firm after some steps.
        reached: of several firms, which of them are at the goal when scored as a whole.
        separate: every atom rests on one item, so that its responses leave nothing out.
    """

    def __init__(
        self,
        goals: Sequence[Goal],
        steps: Sequence[FactStep],
        responses: Mapping[Atom, Response],
        after: After,
        reached: Reached,
        *,
        separate: bool = False,
    ) -> None:
        self.steps = steps
        self.separate = separate
        self.after = after
        self.reached = reached
        self.program = Program()
        self.decisions = {step.id: self.program.variable(whole=True) for step in steps}
        self.by_item: dict[str, list[FactStep]] = {}
        for step in steps:
            self.by_item.setdefault(step.item, []).append(step)
        for same in self.by_item.values():
            if len(same) > 1:
                self.program.at_most(dict.fromkeys((self.decisions[each.id] for each in same), Fraction(1)), 1)
        encoder = Encoder(self.program, self.decisions, responses, {step.id: step.item for step in steps})
        for goal in goals:
            encoder.require(goal)
        self.is_possible = not encoder.unreachable

    def ways(self, most: int) -> list[Chosen]:
        """Return up to `most` ways; of none another one is a part."""
        found: list[Chosen] = []
        missed = 0
        while self.is_possible and len(found) < most and missed < REPEATS:
            solution = self._solution({step.item for each in found for step in each.steps})
            if solution is None:
                break
            chosen = [step for step in self.steps if solution.chosen(self.decisions[step.id])]
            if not self.reached([self.after(chosen)])[0]:
                self._forbid(chosen)
                missed += 1
                continue
            least = chosen if self.separate else self._least(chosen)
            proven = solution.gap == 0 and missed == 0
            found.append(Chosen(tuple(least), proven))
            self._leave_out(least)
        return sorted(found, key=lambda each: each.cost)

    def _solution(self, taken: set[str]) -> Solution | None:
        """Fewest steps first; of as many, those on items that no earlier way touches, then those on fewer items."""
        steps = {self.decisions[step.id]: step.cost for step in self.steps}
        again = {self.decisions[step.id]: 1 for step in self.steps if step.item in taken}
        items = dict.fromkeys(self.decisions.values(), 1)
        order = [[self.decisions[step.id] for step in same] for same in self.by_item.values()]
        try:
            return self.program.best([steps, *([again] if again else []), items], order, NODE_LIMIT)
        except NoAnswerError:
            return None

    def _least(self, chosen: list[FactStep]) -> list[FactStep]:
        """Leave out, or lower, what the whole does not need: responses of several items may ask too much."""
        while True:
            smaller = [chosen[:at] + chosen[at + 1 :] for at in range(len(chosen))]
            for at, step in enumerate(chosen):
                lower = [each for each in self.by_item[step.item] if each.cost < step.cost]
                smaller += [[*chosen[:at], each, *chosen[at + 1 :]] for each in lower]
            held = self.reached([self.after(each) for each in smaller]) if smaller else []
            good = [each for each, holds in zip(smaller, held, strict=True) if holds]
            if not good:
                return chosen
            chosen = min(good, key=lambda each: sum(step.cost for step in each))

    def _forbid(self, chosen: Sequence[FactStep]) -> None:
        """Leave out exactly this choice from now on."""
        names = {step.id for step in chosen}
        row = {self.decisions[each.id]: Fraction(-1 if each.id in names else 1) for each in self.steps}
        self.program.at_least(row, 1 - len(names))

    def _leave_out(self, chosen: Sequence[FactStep]) -> None:
        """Leave out everything that holds this choice: of every item the same step or one that goes further."""
        row = Row()
        for step in chosen:
            for each in self.by_item[step.item]:
                if each is step or _goes_further(each, step):
                    row[self.decisions[each.id]] = Fraction(1)
        self.program.at_most(row, len(chosen) - 1)


def _goes_further(other: FactStep, step: FactStep) -> bool:
    if step.of_table:
        return set(step.changes) < set(other.changes)
    if isinstance(step.value, tuple) and isinstance(other.value, tuple):
        return {*step.value} < {*other.value}
    return other.cost > step.cost
