"""Designs: at which points of a scenario a sweep plays.

A grid takes every combination of the values of its axes. A Latin hypercube takes samples such that each of as many
equal parts of every range is met once. Both are computed from the number of a point, never listed. All draws are keyed
by what they are for: a design depends on nothing but its own words.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Final

from attrs import evolve, frozen

from sim.engine.draws import Sets, typed, within
from sim.rules.chance import Chance
from sim.scenario import overrides
from sim.scenario.parameters import table
from sim.scenario.paths import Bound, Place, place_of
from sim.scenario.problems import Problem, ScenarioError
from sim.scenario.ranges import NO_NUMBER, check_whole, ends_of, refused
from sim.scenario.scalars import quantity
from sim.scenario.shapes import Number, Quantity
from sim.vocabulary.case import Case
from sim.vocabulary.problems import TurtlebayError

MOST_TRIED: Final = 1_000
"""Values of one axis that are tried on the scenario before anything is played; of more, the two ends."""

SAMPLES: Final = 20
"""Points of a Latin hypercube where no number is given."""


class DesignError(TurtlebayError, ValueError):
    """A design that cannot be played; the message says what is wrong with it, a line each."""


@frozen
class Axis:
    """The values of one path in a grid: `words`, or `count` numbers from `low` on, `step` apart."""

    path: str
    words: tuple[str, ...] = ()
    low: str = ""
    step: str = ""
    count: int = 0

    def __len__(self) -> int:
        return len(self.words) or self.count

    def word(self, number: int) -> str:
        """The value of that number, from 0."""
        return self.words[number] if self.words else typed(Decimal(self.low) + number * Decimal(self.step))


@frozen
class Span:
    """The range of one path in a Latin hypercube. whole: only whole numbers can stand there."""

    path: str
    low: str
    high: str
    whole: bool

    def word(self, share: float) -> str:
        """The value at a share of the way from low to high."""
        if self.whole:
            low, high = int(self.low), int(self.high)
            return str(low + min(high - low, math.floor(share * (high - low + 1))))
        return within(float(self.low), float(self.high), share)


@frozen
class Design:
    """A grid, a Latin hypercube, every combination of both, or a single point where neither has an axis."""

    axes: tuple[Axis, ...] = ()
    spans: tuple[Span, ...] = ()
    samples: int = 0

    def __len__(self) -> int:
        return math.prod(len(axis) for axis in self.axes) * (self.samples if self.spans else 1)

    @property
    def paths(self) -> tuple[str, ...]:
        """The paths that differ from point to point."""
        return (*(axis.path for axis in self.axes), *(span.path for span in self.spans))

    def point(self, number: int) -> Sets:
        """The overrides at a point, by its number from 0; the last axis changes fastest."""
        rest, found = divmod(number, self.samples) if self.spans else (number, 0)
        words: list[tuple[str, str]] = []
        for axis in reversed(self.axes):
            rest, at = divmod(rest, len(axis))
            words.append((axis.path, axis.word(at)))
        sampled = ((span.path, span.word(_strata(span.path, self.samples)[found])) for span in self.spans)
        return (*reversed(words), *sampled)


@lru_cache(maxsize=64)
def _strata(path: str, samples: int) -> tuple[float, ...]:
    """For each sample the share of the way along a path's range: one in each of as many equal parts, shuffled."""
    chance, purpose = Chance(0), f"latin hypercube of {samples}"
    order = sorted(range(samples), key=lambda number: chance.uniform(path, purpose, f"order {number}"))
    return tuple((part + chance.uniform(path, purpose, f"place {n}")) / samples for n, part in enumerate(order))


# From words to a design


def design_of(
    case: Case,
    vary: Mapping[str, str | Sequence[object]] | None = None,
    lhs: Mapping[str, str] | None = None,
    samples: int = SAMPLES,
) -> Design:
    """The design that words name. vary: path to LO:HI:STEP, to values with commas between, or to a list of values,
    among which None is `none`.

    lhs: path to LO:HI. samples: how many of them. Raises DesignError with everything that is wrong.
    """
    problems: list[str] = []
    axes = [_tried(problems, case, path, words, _axis) for path, words in (vary or {}).items()]
    spans = [_tried(problems, case, path, words, _span) for path, words in (lhs or {}).items()]
    if lhs and samples < 1:
        problems.append(f"{samples} points: a Latin hypercube needs at least one")
    if not problems:
        _refuse_twins(case, [*(vary or {}), *(lhs or {})], problems)
    if problems:
        raise DesignError("\n".join(problems))
    made = Design(
        tuple(a for a in axes if isinstance(a, Axis)), tuple(s for s in spans if isinstance(s, Span)), samples
    )
    return made if lhs else evolve(made, samples=0)


def _tried(problems: list[str], case: Case, path: str, words: object, make: object) -> Axis | Span | None:
    try:
        place = place_of(case, path, table(), path)
        return make(case, path, place, words)  # type: ignore[operator, no-any-return]
    except ScenarioError as error:
        problems.extend(_told(problem, path, words) for problem in error.problems)
    except DesignError as error:
        problems.append(f"{path}={_shown(words)}: {error}")
    return None


def _told(problem: Problem, path: str, words: object) -> str:
    return str(evolve(problem, file=f"{path}={_shown(words)}"))


def _shown(words: object) -> str:
    return words if isinstance(words, str) else ",".join(map(str, words)) if isinstance(words, Sequence) else str(words)


def _axis(case: Case, path: str, place: Place, words: object) -> Axis:
    if not isinstance(words, str):
        listed = tuple(map(_typed, words)) if isinstance(words, Iterable) else (_typed(words),)
        axis = Axis(path, listed)
    elif "," in words or ":" not in words:
        axis = Axis(path, tuple(word.strip() for word in words.split(",")))
    else:
        axis = _stepped(path, words)
    if not len(axis) or any(not word for word in axis.words):
        raise DesignError("there is no value in it; allowed: LO:HI:STEP, or values with commas between")
    if len(set(axis.words)) < len(axis.words):
        raise DesignError("a value stands there twice")
    ends = range(len(axis)) if len(axis) <= MOST_TRIED else (0, len(axis) - 1)
    for number in ends:
        overrides.set_value(case, path, axis.word(number))
    return axis


def _typed(value: object) -> str:
    """A value as it would be typed."""
    return "none" if value is None else str(value)


def _stepped(path: str, words: str) -> Axis:
    parts = words.split(":")
    if len(parts) != 3:
        raise DesignError("a grid is written LO:HI:STEP, as in 0:100:25, or as values with commas between")
    low, high, step = (_number(part) for part in parts)
    if step <= 0:
        raise DesignError(f"the step is {parts[2]}; allowed: any number above 0")
    if high < low:
        raise DesignError(f"the range is empty: {parts[1]} is below {parts[0]}")
    return Axis(path, (), typed(low), typed(step), int((high - low) / step) + 1)


def _span(case: Case, path: str, place: Place, words: object) -> Span:
    ends = ends_of(path, str(words))
    if not isinstance(place.leaf, Number | Bound | Quantity):
        raise refused(path, str(words), NO_NUMBER, "a path to a number")
    whole = not isinstance(place.leaf, Quantity)
    if whole:
        check_whole(path, str(words), ends)
    low, high = (_number(part) for part in str(words).split(":"))
    for end in (low, high):
        overrides.set_value(case, path, typed(end))
    return Span(path, typed(low), typed(high), whole)


def _number(word: str) -> Decimal:
    if quantity(word) is None:
        raise DesignError(f"'{word}' is no number in plain digits")
    number = Decimal(word)
    exponent = number.as_tuple().exponent
    if not isinstance(exponent, int) or number.adjusted() >= 12 or exponent < -12 or len(word) > 40:
        raise DesignError(f"'{word}' is no number that can be used here")
    return number


def _refuse_twins(case: Case, paths: Sequence[str], problems: list[str]) -> None:
    """Two spellings of one path would overwrite each other."""
    seen: dict[str, str] = {}
    for path in paths:
        full = overrides.canonical_path(case, path)
        if full in seen:
            problems.append(f"{path} is varied twice: {seen[full]} is the same")
        seen[full] = path
