"""Where a curve crosses a level, and between which values it may as well cross: a paired bootstrap over the seeds.

The points of a curve share their seeds, so whole seeds are drawn again, never single runs: what two points have in
common stays in common. The draws are keyed, like all chance here, so the same runs give the same interval.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from math import ceil, floor
from typing import Any, Final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from sim.experiment.statistics import LEVEL, difference
from sim.rules.chance import Chance

RESAMPLES: Final = 400
"""How often the seeds are drawn again; of very many seeds less often, as fewer resamples then say as much."""

DRAWS: Final = 400_000
"""Seeds drawn in all from which on that is so; never fewer than 100 resamples."""

RISES, FALLS = "rises", "falls"

Came = Mapping[int, Sequence[bool]]
"""For the places of a grid that have been played: whether each seed came to the outcome."""


@frozen
class GridCrossing:
    """A crossing between two neighbouring places of a grid that have been played.

    low, high: the places between which 90 % of the resampled crossings lie. missing: the share of resamples (0-1)
    in which the curve does not cross in this direction.
    """

    before: int
    after: int
    direction: str
    low: int
    high: int
    missing: float


def sides(came: Came, level: float) -> list[tuple[int, bool]]:
    """Each place that was played, in order, and whether the share there reaches the level (0-1)."""
    return [(at, sum(came[at]) >= level * len(came[at])) for at in sorted(came)]


def brackets(came: Came, level: float) -> list[tuple[int, int]]:
    """The neighbouring places between which the curve crosses the level."""
    found = sides(came, level)
    return [(first, second) for (first, above), (second, below) in pairwise(found) if above != below]


def crossings(came: Came, level: float) -> list[GridCrossing]:
    """Every crossing of the level (0-1), each with its interval."""
    places = sorted(came)
    found = brackets(came, level)
    if not found:
        return []
    runs = np.array([came[at] for at in places], dtype=np.float64)
    shares = _weights(runs.shape[1]) @ runs.T
    return [_crossing(places, shares, came, level, bracket) for bracket in found]


def is_clear(came: Came, found: Sequence[GridCrossing], at: int) -> bool:
    """Whether one of the crossings found is no chance: a place before it and one after it differ, seed by seed.

    Both lie on its own stretch of the curve, between the crossings before and after it.
    """
    this = found[at]
    begin = found[at - 1].after if at else min(came)
    end = found[at + 1].before if at + 1 < len(found) else max(came)
    before = [came[place] for place in came if begin <= place <= this.before]
    after = [came[place] for place in came if this.after <= place <= end]
    compared = [difference(first, second) for first in before for second in after]
    return any(each.is_clear and (each.difference > 0) is (this.direction == RISES) for each in compared)


def _crossing(
    places: Sequence[int], shares: NDArray[Any], came: Came, level: float, bracket: tuple[int, int]
) -> GridCrossing:
    before, after = bracket
    own = np.array([sum(came[at]) / len(came[at]) for at in places])[None, :]
    rises = sum(came[after]) >= level * len(came[after])
    here = next(each for each in _located(places, own[0], level, rises) if before <= each <= after)
    located = []
    for row in shares:
        where = _located(places, row, level, rises)
        if where:
            located.append(min(where, key=lambda each: abs(each - here)))
    low, high = _middle(sorted(located)) if located else (here, here)
    missing = 1 - len(located) / len(shares)
    direction = RISES if rises else FALLS
    return GridCrossing(before, after, direction, min(before, floor(low)), max(after, ceil(high)), missing)


def _located(places: Sequence[int], shares: NDArray[Any], level: float, rises: bool) -> list[float]:
    """Where a curve through these shares, straight between the places, crosses the level in one direction."""
    above = shares >= level - 1e-12
    found = []
    for at in map(int, np.flatnonzero(above[1:] != above[:-1])):
        if bool(above[at + 1]) is not rises:
            continue
        step = (level - shares[at]) / (shares[at + 1] - shares[at])
        step = min(max(step, 0.0), 1.0)  # a share that reaches the level but for rounding lies past it by a hair
        found.append(float(places[at] + step * (places[at + 1] - places[at])))
    return found


def _middle(values: Sequence[float]) -> tuple[float, float]:
    """The ends of the middle 90 % of sorted values."""
    tail = (1 - LEVEL) / 2
    last = len(values) - 1
    return values[floor(tail * last)], values[ceil((1 - tail) * last)]


@lru_cache(maxsize=4)
def _weights(n: int) -> NDArray[Any]:
    """A row a resample: the share that each of n seeds has in it."""
    chance = Chance(0)
    drawn = [
        np.bincount([int(n * chance.uniform("", "bootstrap", f"{row}|{seed}")) for seed in range(n)], minlength=n)
        for row in range(max(100, min(RESAMPLES, DRAWS // n)))
    ]
    return np.array(drawn, dtype=np.float64) / n
