"""What each number of a recipe draws for itself: parameters, evenly from their ranges."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from attrs import frozen

from sim.rules.chance import Chance

DIGITS: Final = 6
"""Significant digits of a number that is drawn."""

Sets = tuple[tuple[str, str], ...]
"""Overrides as (path, value), in order."""


@frozen
class Draw:
    """A parameter that each seed draws evenly from its range. low, high: as they would be typed."""

    path: str
    low: str
    high: str


def drawn(draws: Sequence[Draw], seed: int) -> Sets:
    """The values that a seed draws: the same at every point of a design."""
    chance = Chance(seed)
    return tuple(
        (draw.path, within(float(draw.low), float(draw.high), chance.uniform(draw.path, "drawn from its range", "")))
        for draw in draws
    )


def within(low: float, high: float, share: float) -> str:
    """A number at a share of the way from low to high, in a few digits, never outside."""
    word = typed(Decimal(f"{low + share * (high - low):.{DIGITS}g}"))
    if low <= float(word) <= high:
        return word
    return typed(Decimal(repr(low if float(word) < low else high)))


def typed(number: Decimal) -> str:
    """A number as it would be typed: without exponent or idle zeros."""
    word = format(number, "f")
    word = word.rstrip("0").rstrip(".") if "." in word else word
    return "0" if word in ("-0", "") else word
