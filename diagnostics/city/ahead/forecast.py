"""How a count goes on: gains and losses per quarter of the past, drawn again for the quarters to come.

Method (`METHOD` names it): of every past quarter the share of missing firms that came in and of counted firms that
fell out is estimated with half a firm added (so that a quarter without any is not taken for never). A future path
draws its own level of each share around the mean of the past quarters (log scale, standard error of the mean, Student
t of the number of quarters) and then every quarter anew (log scale, spread between quarters, at least `LEAST_SPREAD`);
firms come in and fall out binomially. The list stays as long as it is today. The interval is central over the paths.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from diagnostics.city.count.outlook_records import BackTest

METHOD = "quarterly_rates_v1"
PATHS = 4000
LEVEL = 0.8
LEAST_SPREAD = 0.15
FEWEST_QUARTERS = 3


@dataclass(frozen=True)
class Quarter:
    """The movements of one quarter: missing and counted firms at its beginning, entries and exits."""

    missing: int
    counted: int
    gained: int
    lost: int


@dataclass(frozen=True)
class Paths:
    """Counted firms per future quarter: median and central interval; `paths` (path, quarter) for what rests on it."""

    median: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    paths: Any

    def first_quarter_reaching(self, needed: int, share: float) -> int | None:
        """Return the first quarter (from 1) by which this share of paths has reached a count at least once."""
        reached = np.maximum.accumulate(self.paths >= needed, axis=1).mean(axis=0)
        hits = np.flatnonzero(reached >= share)
        return int(hits[0]) + 1 if hits.size else None

    def chance(self, needed: int, quarter: int) -> float:
        """Return the share of paths that stand at a count or above in a quarter (from 1)."""
        return float((self.paths[:, quarter - 1] >= needed).mean())


def draw_paths(
    history: Sequence[Quarter], counted: int, total: int, quarters: int, *, seed: int = 1, paths: int = PATHS
) -> Paths | None:
    """Draw the future of a count of `counted` out of `total`; None with fewer than FEWEST_QUARTERS of history."""
    if len(history) < FEWEST_QUARTERS or quarters < 1:
        return None
    chance = np.random.default_rng(seed)
    gain = _rates(chance, [(each.gained, each.missing) for each in history], paths, quarters)
    loss = _rates(chance, [(each.lost, each.counted) for each in history], paths, quarters)
    now = np.full(paths, counted)
    found = np.empty((paths, quarters), dtype=np.int64)
    for step in range(quarters):
        now = now + chance.binomial(total - now, gain[:, step]) - chance.binomial(now, loss[:, step])
        found[:, step] = now
    low, median, high = np.quantile(found, [(1 - LEVEL) / 2, 0.5, (1 + LEVEL) / 2], axis=0)
    return Paths(tuple(median.tolist()), tuple(low.tolist()), tuple(high.tolist()), found)


def _rates(chance: Any, seen: Sequence[tuple[int, int]], paths: int, quarters: int) -> Any:
    logs = np.log([(hits + 0.5) / (of + 1) for hits, of in seen])
    number = len(logs)
    # what chance alone makes of so few hits is drawn binomially later; only the rest is a difference of quarters
    noise = float(np.mean([1 / (hits + 0.5) for hits, _ in seen]))
    between = max(float(np.var(logs, ddof=1)) - noise, LEAST_SPREAD**2)
    error = np.sqrt((between + noise) / number)
    level = float(np.mean(logs)) + error * chance.standard_t(number - 1, size=(paths, 1))
    drawn = level + np.sqrt(between) * chance.standard_normal((paths, quarters))
    return np.minimum(np.exp(drawn), 1.0)


def back_test(*, cities: int = 200, quarters: int = 10, ahead: int = 4, firms: int = 660, seed: int = 1) -> BackTest:
    """Forecast simulated cities whose future is known, and say how often the interval held.

    The simulated cities differ in pace, in how much quarters differ and in how the pace drifts, which the method does
    not know.
    """
    chance = np.random.default_rng(seed)
    inside = below = above = 0
    errors = []
    for city in range(cities):
        history, counts = _simulated(chance, quarters + ahead, firms)
        found = draw_paths(history[:quarters], counts[quarters], firms, ahead, seed=seed + city, paths=600)
        if found is None:
            continue
        truth = counts[quarters + ahead]
        below += truth < found.low[-1]
        above += truth > found.high[-1]
        inside += found.low[-1] <= truth <= found.high[-1]
        errors.append(abs(truth - found.median[-1]))
    return BackTest(
        level=LEVEL,
        inside=inside / len(errors),
        simulated=len(errors),
        mean_error=float(np.mean(errors)),
        simulated_firms=firms,
        below=below / len(errors),
        above=above / len(errors),
        known=quarters,
        ahead=ahead,
    )


def _simulated(chance: Any, quarters: int, firms: int) -> tuple[list[Quarter], list[int]]:
    """A city with its own pace, spread and drift; its quarters and its count at the end of each."""
    gain, loss = np.exp(chance.normal(-2.6, 0.5)), np.exp(chance.normal(-4.2, 0.5))
    spread, drift = chance.uniform(0.05, 0.5), chance.normal(0, 0.02)
    counted = int(firms * chance.uniform(0.2, 0.5))
    counts, history = [counted], []
    for step in range(quarters):
        pace = np.exp(chance.normal(0, spread) + drift * step)
        gained = int(chance.binomial(firms - counted, min(gain * pace, 1)))
        lost = int(chance.binomial(counted, min(loss * np.exp(chance.normal(0, spread)), 1)))
        history.append(Quarter(firms - counted, counted, gained, lost))
        counted += gained - lost
        counts.append(counted)
    return history, counts
