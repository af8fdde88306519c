"""Shapley values: how much of a difference each of several changes accounts for, whatever order they are made in.

A change's value is what it adds, averaged over all orders in which the changes can be made (Shapley, 1953). The
values add up to the whole, equal changes have equal values, and a change that never matters has none.
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from fractions import Fraction
from itertools import combinations
from math import comb, sqrt
from statistics import NormalDist
from typing import Final, TypeVar

from attrs import frozen

from sim.experiment.statistics import LEVEL
from sim.rules.chance import Chance

P = TypeVar("P", bound=Hashable)

LEAST_ORDERS: Final = 4
"""Orders without which there is no interval: two pairs."""

Worth = Callable[[frozenset[P]], Fraction]
"""What a set of changes made together is worth."""


@frozen
class Sampled:
    """A Shapley value from some orders only: their mean, and the 90% interval of that mean."""

    mean: Fraction
    low: float
    high: float


def shapley(players: Sequence[P], value: Worth[P]) -> dict[P, Fraction]:
    """The exact Shapley value of each player; they add up to value(all) - value(none).

    value: called once for each of the 2^n sets. Raises ValueError where a player appears twice.
    """
    _once_each(players)
    worth = {each: Fraction(value(each)) for each in subsets(players)}
    n = len(players)
    weight = [Fraction(1, n * comb(n - 1, size)) for size in range(n)]
    return {
        player: sum(
            (weight[len(each)] * (worth[each | {player}] - worth[each]) for each in worth if player not in each),
            Fraction(0),
        )
        for player in players
    }


def sampled_shapley(players: Sequence[P], value: Worth[P], orders: Sequence[Sequence[P]]) -> dict[P, Sampled]:
    """Shapley values from some orders of the players; the means add up to value(all) - value(none) all the same.

    Castro, Gomez and Tejada (2009). Raises ValueError where a player appears twice, or on fewer than four orders.
    """
    _once_each(players)
    if len(orders) < LEAST_ORDERS:
        raise ValueError(f"{len(orders)} orders: an interval needs {LEAST_ORDERS} at least")
    added: dict[P, list[Fraction]] = {player: [] for player in players}
    for order in orders:
        before = value(frozenset())
        for number, player in enumerate(order, start=1):
            after = value(frozenset(order[:number]))
            added[player].append(Fraction(after) - before)
            before = Fraction(after)
    return {player: _mean(parts) for player, parts in added.items()}


def subsets(players: Sequence[P]) -> Iterable[frozenset[P]]:
    """Every set of the players, the smallest first."""
    return [frozenset(each) for size in range(len(players) + 1) for each in combinations(players, size)]


def orders_of(players: Sequence[P], count: int, seed: int) -> list[tuple[P, ...]]:
    """So many orders of the players, the same for the same seed; each second one is the one before it, turned round.

    What comes early in the one comes late in the other, so pairs vary less than orders drawn one by one.
    """
    chance = Chance(seed)
    found: list[tuple[P, ...]] = []
    for number in range(0, count, 2):
        draws = {player: chance.uniform("", f"order {number}", str(at)) for at, player in enumerate(players)}
        order = tuple(sorted(players, key=lambda player: draws[player]))
        found += [order, order[::-1]]
    return found[:count]


def _once_each(players: Sequence[P]) -> None:
    if len(set(players)) < len(players):
        raise ValueError("a player appears twice")


def _mean(parts: Sequence[Fraction]) -> Sampled:
    """The mean, with the normal interval of pairs: the orders come in pairs that are not independent."""
    pairs = [sum(parts[at : at + 2], Fraction(0)) / len(parts[at : at + 2]) for at in range(0, len(parts), 2)]
    mean = sum(parts, Fraction(0)) / len(parts)
    spread = sum(((pair - mean) ** 2 for pair in pairs), Fraction(0)) / max(1, len(pairs) - 1)
    half = NormalDist().inv_cdf(0.5 + LEVEL / 2) * sqrt(spread / len(pairs))
    return Sampled(mean, float(mean) - half, float(mean) + half)
