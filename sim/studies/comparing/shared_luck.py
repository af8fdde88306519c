"""Two sweeps seed by seed: a seed that both played is the same luck, so what differs there comes of the inputs."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from attrs import frozen

from sim.experiment.statistics import paired
from sim.runs.sweeps import Play, Sweeps
from sim.studies.sweeping.counts import Counts, Difference, RungDifference, differences, rung_differences

SAME_RUN: Final = "same_run"
SAME_TEXT: Final = "same_text"
SAME_FORM: Final = "same_form"
OTHER_TEXT: Final = "other_text"
OTHER_FORM: Final = "other_form"

WITH_TEXTS: Final = (SAME_RUN, SAME_TEXT, OTHER_TEXT, OTHER_FORM)
WITHOUT_TEXTS: Final = (SAME_RUN, SAME_FORM, OTHER_FORM)
"""How a seed may have come out in both, the texts compared or not; each seed counts once, under the first that fits."""

AT_ONCE: Final = 1_000
"""Seeds read at a time."""


@frozen
class Parting:
    """A seed on which two sweeps part. kind: OTHER_FORM or OTHER_TEXT. numbers: of its run in the first, the second."""

    kind: str
    seed: int
    numbers: tuple[int, int]


@frozen
class PointShift:
    """By how much the second sweep's shares differ from the first's at one point, over the n seeds both played."""

    n: int
    differences: tuple[Difference, ...]
    rung_differences: tuple[RungDifference, ...]

    def is_still(self, each: Difference | RungDifference) -> bool:
        """Whether no seed came to it in one sweep only."""
        return (each.difference, each.low, each.high) == paired(0, 0, self.n)


@frozen
class SharedLuck:
    """What two sweeps have in common. first, last: ends of the seeds that both were asked for; n: runs both played.

    came: kind to how many of the n came out so. shifts: one a point. parting: on the smallest seed where the forms
    differ, else the texts; None where neither does.
    """

    first: int
    last: int
    n: int
    came: Mapping[str, int]
    shifts: tuple[PointShift, ...]
    parting: Parting | None


def common_seeds(first: Counts, second: Counts) -> tuple[int, int] | None:
    """The ends of the seeds that both sweeps have; None where they have none."""
    low = max(first.plan.seed, second.plan.seed)
    high = min(each.plan.seed + each.seeds - 1 for each in (first, second))
    return (low, high) if low <= high else None


def shared_luck(
    sweeps: Sweeps, counts: tuple[Counts, Counts], points: Sequence[tuple[int, int]], texts: bool
) -> SharedLuck | None:
    """Two sweeps at matching points, seed by seed; None where they have no seed in common.

    points: the numbers of a point in each, from 0. texts: whether the issues are the same, so that texts compare.
    """
    ends = common_seeds(*counts)
    if ends is None:
        return None
    came: Counter[str] = Counter()
    partings: dict[str, Parting] = {}
    for pair in points:
        for mine, other in _side_by_side(sweeps, counts, pair, ends):
            kind = _kind(mine, other, texts)
            came[kind] += 1
            numbers = tuple(each.plan.number(at, mine.seed) for each, at in zip(counts, pair, strict=True))
            _keep_smallest(partings, Parting(kind, mine.seed, (numbers[0], numbers[1])))
    kinds = WITH_TEXTS if texts else WITHOUT_TEXTS
    return SharedLuck(
        *ends, came.total(), {kind: came[kind] for kind in kinds},
        tuple(_shift(counts, pair, ends, texts) for pair in points),
        partings.get(OTHER_FORM) or partings.get(OTHER_TEXT),
    )  # fmt: skip


def _side_by_side(
    sweeps: Sweeps, counts: tuple[Counts, Counts], pair: tuple[int, int], ends: tuple[int, int]
) -> Iterator[tuple[Play, Play]]:
    """The runs of both sweeps at a point, seed by seed, where both were finished."""
    keys = [each.plan.key(at) for each, at in zip(counts, pair, strict=True)]
    for first in range(ends[0], ends[1] + 1, AT_ONCE):
        last = min(first + AT_ONCE - 1, ends[1])
        others = {play.seed: play for play in sweeps.plays(keys[1], first, last)}
        for play in sweeps.plays(keys[0], first, last):
            if play.seed in others:
                yield play, others[play.seed]


def _kind(mine: Play, other: Play, texts: bool) -> str:
    if mine.head == other.head:
        return SAME_RUN
    if mine.form != other.form:
        return OTHER_FORM
    if not texts:
        return SAME_FORM
    return SAME_TEXT if _text(mine) == _text(other) else OTHER_TEXT


def _text(play: Play) -> object:
    return None if play.text is None else json.loads(play.text)


def _keep_smallest(partings: dict[str, Parting], parting: Parting) -> None:
    known = partings.get(parting.kind)
    if known is None or (parting.seed, parting.numbers) < (known.seed, known.numbers):
        partings[parting.kind] = parting


def _shift(counts: tuple[Counts, Counts], pair: tuple[int, int], ends: tuple[int, int], texts: bool) -> PointShift:
    mine, other = (
        each.at(at).between(ends[0] - each.plan.seed, ends[1] - each.plan.seed)
        for each, at in zip(counts, pair, strict=True)
    )
    rungs = rung_differences(other, mine, counts[0].rungs) if texts else ()
    return PointShift(int(mine.both(other).sum()), differences(other, mine), rungs)
