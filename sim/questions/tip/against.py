"""The smallest change of several assumptions at once that flips the outcome: a search, not a proof."""

from collections.abc import Sequence
from itertools import combinations
from math import ceil, inf, sqrt
from typing import Final, Unpack

from attrs import evolve, field, frozen

from sim.engine.draws import Sets
from sim.engine.scenario import Scenario
from sim.experiment.play import Experiment
from sim.experiment.shares import Share
from sim.questions.tip.asked import FLAT_IN_JSON, Asked, Means, Points, Question
from sim.questions.tip.kinds import OutcomeKind
from sim.questions.tip.ranges import ValueRange, assumption_range
from sim.scenario.problems import Problem, ScenarioError
from sim.vocabulary.shown import shown

STEPS: Final = 128
"""Into how many steps the way to the end of each range is cut."""

TOGETHER: Final = 3
"""Assumptions changed at once, at most."""

TRIED: Final = {1: 24, 2: 6, 3: 5}
"""How many of the assumptions that move the outcome most are tried, for so many changed at once."""


@frozen
class Part:
    """One assumption moved towards one end of its range. steps: of 128 on the way."""

    range: ValueRange
    end: float
    steps: int

    @property
    def size(self) -> float:
        """How far its paths go on the mean, as a share of the range; above 1 only for a value coded outside of it."""
        return self.range.moved(self.sets)

    @property
    def sets(self) -> Sets:
        """The changes it makes."""
        return self.range.towards(self.end, self.steps / STEPS)


@frozen
class JointFlip:
    """A joint change that flips the outcome."""

    parts: tuple[Part, ...]
    beyond_chance: bool
    """Whether the scenario as coded lies beyond chance on its side of the flip; the share does move by more."""
    share: Share
    becomes: OutcomeKind

    @property
    def size(self) -> float:
        """How far it goes, in ranges: the root of the sum of squares of its parts' sizes."""
        return size_of(self.parts)


@frozen
class Against:
    """What was found with one, two and three assumptions changed."""

    asked: Asked = field(metadata=FLAT_IN_JSON)
    settled: bool = field(metadata={"json": "base_beyond_chance"})
    """Whether the scenario as coded lies beyond chance on its side of the flip; else no flip is beyond chance."""
    assumptions: int
    """How many there are."""
    found: tuple[JointFlip | None, ...]
    """Each smaller than those before it, or None. Only flips with a share that moved by more than chance."""
    smallest: JointFlip | None = field(init=False)
    """The smallest of all, of equals the one with fewer parts."""

    @smallest.default
    def _least(self) -> JointFlip | None:
        return min((each for each in self.found if each is not None), key=lambda each: each.size, default=None)

    def __repr__(self) -> str:
        best = self.smallest
        what = "nothing" if best is None else " and ".join(part.range.name[:40] for part in best.parts)
        return f"<Against {self.asked.outcome.word[:40]} in {self.asked.scenario[:40]}: {what} flips it>"

    def _repr_html_(self) -> str | None:
        return shown(self)


def tip_against(
    scenario: Scenario, *, outcome: str = "", n: int = 50, together: int = TOGETHER, **means: Unpack[Means]
) -> Against:
    """The smallest joint change of assumptions that flips the most common outcome, or the share of the one asked for.

    Every assumption is moved alone; those that move the outcome most are moved two and three at a time, along a
    straight line found by halving, and then each part is taken back as far as it goes. A smaller change may exist.
    means: as of `Experiment`.
    Raises ScenarioError where the scenario has no assumption or something does not fit, ValueError on n out of range.
    """
    if not scenario.case.assumptions:
        raise _nothing_to_change(scenario)
    ranges = [assumption_range(scenario, each) for each in scenario.case.assumptions]
    ends = [Part(values, end, STEPS) for values in ranges for end in values.ends]
    ends = [part for part in ends if part.sets]
    with Experiment(**means) as experiment:
        points = Points(experiment, scenario, n)
        question = Question(points, outcome)
        points.play(part.sets for part in ends)
        base = question.share(()).k
        ends.sort(key=lambda part: (-abs(question.share(part.sets).k - base), part.range.name, part.end))
        found: list[JointFlip | None] = []
        best = inf
        for count in range(1, together + 1):
            found.append(_smallest(question, ends, count, best))
            best = min([best, *(each.size for each in found if each is not None)])
        return Against(question.asked(), question.settled, len(ranges), tuple(found))


def _nothing_to_change(scenario: Scenario) -> ScenarioError:
    message = "it names no assumptions, and a joint change is one of assumptions"
    allowed = (
        "a list under `assumptions` in the file (docs/scenario-format.md); without one, ask `turtlebay tip FILE --all`"
    )
    return ScenarioError([Problem(scenario.base.id, None, None, "assumptions", "", message, allowed)])


def size_of(parts: Sequence[Part]) -> float:
    """The size of several parts together."""
    return sqrt(sum(part.size**2 for part in parts))


def _smallest(question: Question, ends: Sequence[Part], count: int, best: float) -> JointFlip | None:
    """The smallest flip with so many assumptions changed, if there is one below the best size so far."""
    found: tuple[Part, ...] | None = None
    for group in combinations(ends[: TRIED.get(count, 5)], count):
        if len({part.range.name for part in group}) < count:
            continue
        most = min(STEPS, ceil(STEPS * best / size_of(group)) - 1) if best < inf else STEPS
        if most < 1 or not question.flips(_sets(_at(group, most))):
            continue
        shrunk = tuple(part for part in _trimmed(question, _shrunk(question, group, most)) if part.sets)
        if size_of(shrunk) < best:
            found, best = shrunk, size_of(shrunk)
    if found is None:
        return None
    sets = _sets(found)
    return JointFlip(found, question.settled, question.share(sets), question.kind_at(sets))


def _sets(parts: Sequence[Part]) -> Sets:
    return tuple(change for part in parts for change in part.sets)


def _shrunk(question: Question, group: tuple[Part, ...], flips: int) -> tuple[Part, ...]:
    """All parts taken back alike from so many steps, at which it flips, as far as the flip stays."""
    kept = 0
    while flips - kept > 1:
        middle = (flips + kept) // 2
        if question.flips(_sets(_at(group, middle))):
            flips = middle
        else:
            kept = middle
    return _at(group, flips)


def _at(group: Sequence[Part], steps: int) -> tuple[Part, ...]:
    return tuple(evolve(part, steps=steps) for part in group)


def _trimmed(question: Question, group: tuple[Part, ...]) -> tuple[Part, ...]:
    """Each part in turn taken back by itself, the largest first, as far as the flip stays."""
    parts = list(group)
    for at in sorted(range(len(parts)), key=lambda each: -parts[each].size):
        flips, kept = parts[at].steps, -1
        while flips - kept > 1:
            middle = (flips + kept) // 2
            tried = [*parts[:at], evolve(parts[at], steps=middle), *parts[at + 1 :]]
            if question.flips(_sets(tried)):
                flips = middle
            else:
                kept = middle
        parts[at] = evolve(parts[at], steps=flips)
    return tuple(parts)
