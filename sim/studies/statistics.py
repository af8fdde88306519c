"""Shares, their intervals, and the words for them."""

from math import sqrt
from statistics import NormalDist
from typing import Final

LEVEL: Final = 0.90
"""Confidence level of every interval shown."""


def wilson(k: int, n: int, level: float = LEVEL) -> tuple[float, float]:
    """The score interval of a share k of n, at that level (Wilson, 1927). Both ends lie within 0 and 1.

    Raises ValueError where n is not positive or k not within 0 and n.
    """
    if n <= 0 or not 0 <= k <= n:
        raise ValueError(f"no share: {k} of {n}")
    z = NormalDist().inv_cdf(0.5 + level / 2)
    share = k / n
    centre = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return (0.0 if k == 0 else max(0.0, centre - half)), (1.0 if k == n else min(1.0, centre + half))


ICD_203: Final = (
    (0.05, "almost no chance"),
    (0.20, "very unlikely"),
    (0.45, "unlikely"),
    (0.55, "roughly even chance"),
    (0.80, "likely"),
    (0.95, "very likely"),
    (1.00, "almost certain"),
)
"""Upper end of each band and its word (ICD 203, 2015)."""


def word(share: float) -> str:
    """The ICD 203 word of one share."""
    return next(name for upper, name in ICD_203 if share <= upper)


def term(k: int, n: int, level: float = LEVEL) -> str:
    """The words for k of n: the interval picks them, so a wide one spans two; never "impossible" or "certain"."""
    if k == 0:
        return f"not seen in {n} runs"
    if k == n:
        return f"seen in all {n} runs"
    low, high = wilson(k, n, level)
    first, last = word(low), word(high)
    return first if first == last else f"{first} to {last}"
