"""Shares, their intervals, and the words for them; differences of shares; quantiles."""

from collections.abc import Sequence
from math import ceil, sqrt
from statistics import NormalDist
from typing import Final

from sim.words.numbers import likelihood

LEVEL: Final = 0.90
"""Confidence level of every interval shown."""


def wilson(k: float, n: float, level: float = LEVEL) -> tuple[float, float]:
    """The score interval of a share k of n, at that level (Wilson, 1927). Both ends lie within 0 and 1.

    Runs that are not independent count for fewer: then k and n need not be whole. Raises ValueError where n is not
    positive or k not within 0 and n.
    """
    if n <= 0 or not 0 <= k <= n:
        raise ValueError(f"no share: {k} of {n}")
    z = NormalDist().inv_cdf(0.5 + level / 2)
    share = k / n
    centre = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return (0.0 if k == 0 else max(0.0, centre - half)), (1.0 if k == n else min(1.0, centre + half))


def effective(counts: Sequence[int], each: int) -> float:
    """As how many independent runs those count that share seeds. counts: for each seed how many of its `each` runs.

    Never more than there are runs; where all or none of them came out so, one a seed.
    """
    seeds, n = len(counts), len(counts) * each
    share = sum(counts) / n
    if seeds < 2 or share in (0.0, 1.0):
        return float(seeds)
    between = sum((count / each - share) ** 2 for count in counts) / (seeds - 1) / seeds
    return float(n) if between == 0 else min(float(n), max(1.0, share * (1 - share) / between))


def paired(gained: int, lost: int, n: int, level: float = LEVEL) -> tuple[float, float, float]:
    """The difference of two shares over the same n seeds, and its interval (Bonett and Price, 2012).

    gained: seeds that came out so only in the second; lost: only in the first. Raises ValueError on no seeds.
    """
    if n <= 0:
        raise ValueError("no difference without runs")
    z = NormalDist().inv_cdf(0.5 + level / 2)
    plus, minus = (gained + 1) / (n + 2), (lost + 1) / (n + 2)
    half = z * sqrt((plus + minus - (plus - minus) ** 2) / (n + 2))
    centre = plus - minus
    return (gained - lost) / n, max(-1.0, centre - half), min(1.0, centre + half)


def quantile(ordered: Sequence[int], share: float) -> int:
    """The smallest value that at least this share of the values do not exceed. Raises IndexError on none."""
    return ordered[max(0, ceil(round(share * len(ordered), 9)) - 1)]


def term(k: int, n: int, level: float = LEVEL, interval: tuple[float, float] | None = None) -> str:
    """The words for k of n: the interval picks them, so a wide one spans two; never "impossible" or "certain".

    interval: where the runs are not independent, theirs; else Wilson's at that level.
    """
    low, high = interval or wilson(k, n, level)
    return likelihood(k, n, low, high)
