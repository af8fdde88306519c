"""Fewer runs at the same conclusions: which runs of a question decide it, and which need not be played.

All points of a question share their seeds, so points are compared seed by seed. What a seed came to is its *course*
here: what the question counts of a run, not the whole record.

* The scenario as it is: every seed.
* An end of a range: the first seeds, as many as `first_look` says. If all of them are as coded, the end is taken to be
  as coded. If one is not, every seed.
* The scenario as it is in a question about a path that runs otherwise draw: the first seeds likewise, against those
  runs; every seed as soon as an end is not as coded.
* Between two points that are known: the seeds on which the two differ, and CHECKS of the others (`between`). If all
  checks came out as the two (`holds`), so are the rest taken to be. If one did not, or if NEAR seeds that came out
  otherwise after all would change what the point says (`may_cross`, `may_clear`), every seed.
* A link taken away (`explain --but-for`): the first seeds, look after look (`next_look`), until they decide the verdict
  (`is_decided`).

`python -m bench.answers` plays questions both ways and compares what they conclude.
"""

from collections.abc import Hashable, Mapping, Sequence
from math import ceil, comb
from typing import Final

from sim.experiment.statistics import Difference, wilson

CHECKS: Final = 5
"""Seeds played between two points although the two agree on them."""

FIRST: Final = 25
"""Seeds looked at first at an end of a range, at least. Where all are as coded, 9 in 100 or fewer are not (90 %)."""

UNSEEN: Final = 0.01
"""Chance (0-1) that the first look at an end may miss as many differing seeds as would change a conclusion."""

CLEAR: Final = 7
"""Seeds that differ, all one way, in the smallest difference beyond chance (`Difference.is_clear`)."""

FIRST_VERDICT: Final = 20
"""Runs after which a verdict is looked at first."""

LOOKS: Final = 1.25
"""How much later each look is than the one before: after 20, 25, 32, 40, 50, 63, 79 and 99 runs."""

NEAR: Final = 5
"""Seeds that may be taken wrongly at a point between two others without changing what is concluded from it."""

SURE: Final = 0.999
"""Level of the interval that ends the looks. It is higher than that of the interval shown, for there are many looks."""

Courses = Sequence[Hashable]
"""What each seed came to, in the order of the seeds."""


def first_look(n: int, needed: int) -> int:
    """How many of n seeds are looked at first at an end of a range.

    needed: how many of the n would have to differ from the scenario as coded to change a conclusion. The chance that
    so many do and none of the first is among them is at most UNSEEN.
    """
    return next((seen for seen in range(min(FIRST, n), n) if unseen(seen, n, needed) <= UNSEEN), n)


def unseen(seen: int, n: int, differing: int) -> float:
    """The chance (0-1) that none of so many differing seeds of n is among those that were seen."""
    return comb(n - differing, seen) / comb(n, seen) if differing <= n else 0.0


def to_cross(count: int, n: int, level: float) -> int:
    """How many of n seeds have to come out otherwise for a count to pass a level (0-1) that is the share of all."""
    bar = ceil(level * n)
    return count - bar + 1 if count >= bar else bar - count


def between(before: Courses, after: Courses, order: Sequence[int]) -> tuple[list[int], list[int]]:
    """What to play between two known points: the places of seeds on which they differ, and of the checks.

    order: the places of all seeds, in the order in which they are drawn for a check.
    """
    differ = [at for at, (first, second) in enumerate(zip(before, after, strict=True)) if first != second]
    agree = [at for at in order if before[at] == after[at]]
    return differ, sorted(agree[:CHECKS])


def holds(expected: Courses, came: Mapping[int, Hashable]) -> bool:
    """Whether seeds that were played, by their places, came to what was expected of them."""
    return all(course == expected[at] for at, course in came.items())


def may_cross(count: int, n: int, level: float) -> bool:
    """Whether NEAR seeds would carry a count past a level (0-1)."""
    return to_cross(count, n, level) <= NEAR


def may_clear(found: Difference) -> bool:
    """Whether NEAR seeds would make a difference one beyond chance, or one within it."""
    gained, lost = found.gained, found.lost
    others = (
        (gained + NEAR, lost),
        (gained, lost + NEAR),
        (max(0, gained - NEAR), lost),
        (gained, max(0, lost - NEAR)),
    )
    return any(Difference(*each, found.n).is_clear is not found.is_clear for each in others)


def next_look(seen: int, n: int) -> int:
    """After how many runs of n a verdict is looked at next."""
    return min(n, ceil(seen * LOOKS) if seen else FIRST_VERDICT)


def is_decided(k: int, seen: int, n: int) -> bool:
    """Whether the share of n runs is known to lie on one side of one half, from k of those seen."""
    low, high = wilson(k, seen, SURE)
    return seen >= n or low > 0.5 or high < 0.5
