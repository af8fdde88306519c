"""LO:HI as it is typed: read once, and refused in the same words by every question that takes a range."""

from typing import Final

from sim.scenario.problems import Problem, ScenarioError, shortened
from sim.scenario.scalars import quantity

MOST: Final = 1e9
"""The largest number, above 0 or below, that may end a range."""

NO_NUMBER: Final = "its value is no number, so it has no range"

Ends = tuple[float, float]
"""The lowest value of a range and the highest."""


def ends_of(path: str, word: str) -> Ends:
    """The ends of PATH=LO:HI as numbers, LO below HI. Raises ScenarioError."""
    numbers = [number for number in map(quantity, word.split(":")) if number is not None and abs(number) <= MOST]
    if word.count(":") != 1 or len(numbers) != 2:
        raise refused(path, word, "a range is written LO:HI, as in 25:60")
    low, high = numbers
    if not low < high:
        raise refused(path, word, "LO is not below HI", "LO:HI with LO below HI")
    return low, high


def check_whole(path: str, word: str, ends: Ends) -> None:
    """Raise ScenarioError where an end is no whole number and only whole numbers can be set."""
    if any(end != int(end) for end in ends):
        raise refused(path, word, "only whole numbers can be set", "whole numbers, as in 25:60")


def refused(path: str, word: str, message: str, allowed: str = "") -> ScenarioError:
    """The refusal of a range of a path."""
    return ScenarioError([Problem(f"{path}={shortened(word)}", None, None, "", shortened(word), message, allowed)])
