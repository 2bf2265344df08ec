"""How atoms respond to remedies: the engine itself evaluates the firm as it would be after some of them.

Remedies that do the same to what an atom rests on form one class. All combinations of the classes are evaluated where
they are few, else every one, every pair, and all together; what more combinations could do is left to the check of the
whole plan.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from diagnostics.model.content import expressions as ex
from diagnostics.model.firm.answers import FirmAnswers
from diagnostics.planning.goals import Atom, exactly
from diagnostics.scoring.engine.evaluate import Evaluator
from diagnostics.scoring.engine.intervals import INFINITY

ALL_COMBINATIONS_UPTO = 5
LOWEST = Fraction(-(10**9))  # stands for "nothing known": no threshold of the content is below it

Class = frozenset[str]  # ids of remedies of which any one will do
After = Callable[[Iterable[str]], FirmAnswers]


@dataclass(frozen=True)
class Response:
    """The worth of an atom: `base` today, and every higher value with the sets of classes that bring it.

    `steps` rise; every entry holds the smallest sets of classes that are enough.
    """

    base: Fraction
    steps: tuple[tuple[Fraction, tuple[frozenset[Class], ...]], ...]

    @property
    def most(self) -> Fraction:
        """The highest value that remedies can bring."""
        return self.steps[-1][0] if self.steps else self.base


def responses(
    atoms: Sequence[Atom],
    touched: Mapping[str, Mapping[str, Hashable]],
    below: Callable[[ex.Expression], frozenset[str]],
    after: After,
    evaluate: Callable[[Sequence[FirmAnswers]], Evaluator],
) -> dict[Atom, Response]:
    """Return how every atom responds to remedies.

    Args:
        atoms: what is evaluated.
        touched: per remedy, what it does to which fact or table (equal values do the same).
        below: the facts and tables that an expression rests on.
        after: the firm after some remedies.
        evaluate: an evaluator of several states of the firm.
    """
    classes = {atom: _classes(touched, below(atom.expression)) for atom in atoms}
    subsets = {atom: _subsets(classes[atom]) for atom in atoms}
    order: dict[frozenset[str], int] = {frozenset(): 0}
    for chosen in subsets.values():
        for subset in chosen:
            order.setdefault(_representatives(subset), len(order))
    firms = [after(sorted(each)) for each in order]
    evaluator = evaluate(firms)
    return {atom: _response(atom, subsets[atom], order, evaluator) for atom in atoms}


def _classes(touched: Mapping[str, Mapping[str, Hashable]], items: frozenset[str]) -> list[Class]:
    same: dict[Hashable, set[str]] = {}
    for remedy, effects in touched.items():
        own = tuple(sorted((item, effect) for item, effect in effects.items() if item in items))
        if own:
            same.setdefault(own, set()).add(remedy)
    return [frozenset(each) for each in same.values()]


def _subsets(classes: list[Class]) -> list[frozenset[Class]]:
    sizes = range(1, len(classes) + 1) if len(classes) <= ALL_COMBINATIONS_UPTO else (1, 2, len(classes))
    return [frozenset(combination) for size in sizes for combination in combinations(classes, size)]


def _representatives(subset: frozenset[Class]) -> frozenset[str]:
    return frozenset(min(each) for each in subset)


def _response(
    atom: Atom, subsets: list[frozenset[Class]], order: Mapping[frozenset[str], int], evaluator: Evaluator
) -> Response:
    base = worth(atom, evaluator, 0)
    reached = {subset: worth(atom, evaluator, order[_representatives(subset)]) for subset in subsets}
    values = sorted({value for value in reached.values() if value > base})
    steps = []
    for value in values:
        enough = [subset for subset, own in reached.items() if own >= value]
        steps.append((value, tuple(each for each in enough if not any(other < each for other in enough))))
    return Response(base, tuple(steps))


def worth(atom: Atom, evaluator: Evaluator, firm: int) -> Fraction:
    """Return what an atom is worth for one firm of an evaluator: its certain truth, or its lower bound."""
    row = evaluator.frame.of_firm(atom.kind, firm)[atom.position]
    if atom.is_condition:
        return Fraction(int(evaluator.truth(atom.expression, atom.kind).must[row]))
    values = evaluator.value(atom.expression, atom.kind)
    if values.na[row]:
        return Fraction(0)
    low = values.lo[row]
    if low in {INFINITY, -INFINITY}:
        return Fraction(0) if atom.most is not None else LOWEST
    found = exactly(low)
    return found if atom.most is None else min(max(found, Fraction(0)), atom.most)
