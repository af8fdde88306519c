"""Scales: where the ticks of an axis go, and which dots share a column."""

from collections.abc import Iterable
from math import ceil, floor, log10
from typing import Final

_STEPS: Final = (0.25, 0.5, 1, 2, 5, 7, 10, 14, 20, 50, 100)
_FACTORS: Final = (1, 2, 2.5, 5, 10)

_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
"""Spelled here: `strftime` would follow the machine's language."""


def step_of(span: float, most: int) -> float:
    """Days a step, so that the span takes at most so many steps."""
    return next((step for step in _STEPS if span <= step * most), ceil(span / most))


def bins(days: Iterable[float | None], step: float = 0) -> tuple[tuple[float, float, int], ...]:
    """From, to and the number of dots of each step of days, empty ones between the first and the last included."""
    known = [day for day in days if day is not None]
    if not known:
        return ()
    wide = step or step_of(max(known) - min(known), 11)
    first, last = floor(min(known) / wide), floor(max(known) / wide)
    counts = [0] * (last - first + 1)
    for day in known:
        counts[floor(day / wide) - first] += 1
    return tuple(((first + at) * wide, (first + at + 1) * wide, count) for at, count in enumerate(counts))


def ticks(low: float, high: float, most: int = 6) -> tuple[float, ...]:
    """Round numbers from low to high, about so many."""
    span = high - low
    if span <= 0:
        return (low,)
    power = 10.0 ** floor(log10(span / most))
    step = next(factor * power for factor in _FACTORS if factor * power * most >= span)
    return tuple(round(at * step, 10) for at in range(ceil(low / step), floor(high / step) + 1))


def date(month: int, day: int) -> str:
    """8 Jul."""
    return f"{day} {_MONTHS[month - 1]}"
