"""What a loss comes to: units that must end in money, products of numbers, an interval where an interval was given.

Exact: everything is a fraction. Numbers are never negative, so that the ends of an interval are those of its product.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import prod

from diagnostics.model.content.expressions import Condition
from diagnostics.model.content.pains import Loss, LossKind, LossNumber, LossPart

Amount = tuple[Fraction, Fraction]

# A unit → the unit it is a part of, and how much of it; a unit that is not here stands for itself.
_PART_OF: dict[str, tuple[str, Fraction]] = {
    "万元": ("元", Fraction(10000)),
    "分钟": ("小时", Fraction(1, 60)),
    "月": ("年", Fraction(1, 12)),
    "%": ("", Fraction(1, 100)),
}
_MONEY, _YEAR, _PERCENT, _WAN = "元", "年", "%", Fraction(10000)


@dataclass(frozen=True)
class Quantity:
    """An amount that is no money: hours a year, pieces a year."""

    amount: Amount
    unit: str


@dataclass(frozen=True)
class Reckoned:
    """What a loss comes to.

    Attributes:
        wan: 万元 by kind of loss, never below nothing; a year, or (`once`) in all.
        quantities: what stands behind time, and behind parts that may not be told in money here.
    """

    wan: Mapping[LossKind, Amount]
    quantities: tuple[Quantity, ...] = ()


def unit_of(numbers: Iterable[LossNumber]) -> tuple[dict[str, int], Fraction]:
    """Return the units of a product with their powers, and the factor that its numbers are multiplied with."""
    powers: Counter[str] = Counter()
    factor = Fraction(1)
    for number in numbers:
        for at, word in enumerate(number.unit.split("/")):
            base, size = _PART_OF.get(word, (word, Fraction(1)))
            powers[base] += -1 if at else 1
            factor = factor / size if at else factor * size
    return {word: power for word, power in powers.items() if word and power}, factor


def ends_in_money(numbers: Iterable[LossNumber], kind: LossKind) -> bool:
    """Whether a product is money: a year, or (`once`) in all."""
    return unit_of(numbers)[0] == ({_MONEY: 1} if kind == "once" else {_MONEY: 1, _YEAR: -1})


def written(powers: Mapping[str, int]) -> str:
    """Return units as people write them: 小时/年."""
    above = "·".join(word for word, power in powers.items() for _ in range(power))
    return "/".join([above or "1", *(word for word, power in powers.items() for _ in range(-power))])


def reckon(loss: Loss, given: Mapping[str, Amount], holds: Callable[[Condition], bool]) -> Reckoned:
    """Return what a loss comes to.

    Args:
        loss: how it is reckoned.
        given: the numbers that somebody said, low and high; a part of which one is missing is left out.
        holds: whether a condition certainly holds of the firm.
    """
    wan: dict[LossKind, Amount] = {}
    quantities = []
    for part in loss.parts:
        if not all(name in given for name in part.of):
            continue
        kind, in_money = part.kind or loss.kind, part.when is None or holds(part.when)
        if kind == "time" or not in_money:
            quantities += _quantity(loss, part, given)
        if in_money:
            low, high = (each / _WAN for each in _product(loss, part.of, given))
            now = wan.get(kind, (Fraction(0), Fraction(0)))
            wan[kind] = (now[0] - high, now[1] - low) if part.less else (now[0] + low, now[1] + high)
    none = Fraction(0)
    return Reckoned({kind: (max(low, none), max(high, none)) for kind, (low, high) in wan.items()}, tuple(quantities))


def bill_of(loss: Loss, given: Mapping[str, Amount]) -> Amount | None:
    """Return the 万元 a year of which a loss is a percentage (an energy bill and points of it), where it was said."""
    for part in loss.parts:
        numbers = [number for number in loss.numbers if number.id in part.of]
        bills = [each.id for each in numbers if ends_in_money([each], "cash") and each.id in given]
        if bills and len(numbers) == 2 and any(each.unit == _PERCENT for each in numbers):
            low, high = _product(loss, bills, given)
            return low / _WAN, high / _WAN
    return None


def _product(loss: Loss, names: Iterable[str], given: Mapping[str, Amount]) -> Amount:
    names = tuple(names)
    factor = unit_of(number for number in loss.numbers if number.id in names)[1]
    return factor * prod(given[name][0] for name in names), factor * prod(given[name][1] for name in names)


def _quantity(loss: Loss, part: LossPart, given: Mapping[str, Amount]) -> list[Quantity]:
    """Return the product of what is no money in a part; nothing where all of it is money."""
    rest = [number for number in loss.numbers if number.id in part.of and not number.unit.startswith((_MONEY, "万元"))]
    names = [each.id for each in rest]
    return [Quantity(_product(loss, names, given), written(unit_of(rest)[0]))] if rest else []
