"""Several numbers at once: two paths on a grid, and the smallest joint change of assumptions that flips the outcome."""

from collections.abc import Sequence
from functools import partial
from itertools import combinations, pairwise
from math import ceil, inf, sqrt
from typing import Final, Unpack

from attrs import evolve, field, frozen

from sim.engine.draws import Sets
from sim.engine.scenario import Scenario
from sim.experiment.play import MOST, Experiment, Means
from sim.experiment.statistics import Share
from sim.questions.tip.asked import FLAT_IN_JSON, Asked, Question, halved
from sim.questions.tip.kinds import OutcomeKind
from sim.questions.tip.points import BASE, Line, Points, know
from sim.questions.tip.ranges import HIDDEN, ValueRange, assumption_range, range_of
from sim.scenario.problems import Problem, ScenarioError
from sim.vocabulary.shown import shown
from sim.vocabulary.whole import whole

GRID: Final = 5
"""Values of each path on the grid, evenly from end to end."""


@frozen
class GridPoint:
    """One point of the grid."""

    across: float
    down: float
    kind: OutcomeKind
    """The most common kind of outcome there."""
    share: Share
    """Of that kind."""
    outcome_share: Share
    """Of the outcome asked about."""
    flipped: bool
    """Whether it is another kind than as coded."""
    flips: bool = field(metadata=HIDDEN)
    """Whether besides the share of the outcome asked about has moved by more than chance."""
    beyond_chance: bool
    """Whether besides that the scenario as coded lies beyond chance on its side of the flip."""


@frozen
class Boundary:
    """Where a row of the grid flips beyond chance."""

    down: float
    between: tuple[float, float]
    """Two neighbouring values across."""
    kept: float
    """That of the two which does not flip."""


@frozen
class Pair:
    """The grid, row by row from the lowest value down, and the line through it."""

    asked: Asked = field(metadata=FLAT_IN_JSON)
    settled: bool = field(metadata={"json": "base_beyond_chance"})
    """Whether the scenario as coded lies beyond chance on its side of the flip."""
    across: ValueRange
    down: ValueRange
    cells: tuple[tuple[GridPoint, ...], ...]
    boundary: tuple[Boundary, ...]

    def __repr__(self) -> str:
        what = f"{self.across.name[:50]} and {self.down.name[:50]}"
        return f"<Pair of {self.asked.scenario[:40]}: {what}, {len(self.boundary)} rows flip>"

    _repr_html_ = shown


def tip_pair(
    scenario: Scenario,
    across: str,
    down: str,
    *,
    outcome: str = "",
    n: int = 50,
    grid: int = GRID,
    luck_only: bool = False,
    every_run: bool = False,
    seed: int = 1,
    **means: Unpack[Means],
) -> Pair:
    """The most common outcome over two paths (or assumptions, by id), and along each row the values where it flips.

    across, down: PATH, or PATH=LO:HI for other ends. grid: values of each path, 2 or more. Each row is refined by
    halving to neighbouring values wherever two of its cells differ. Each run draws what the coding may be wrong about,
    but for the paths. n, luck_only, every_run, seed, means: as of `assumptions`.
    Raises ScenarioError where something does not fit, ValueError on n, seed or grid out of range.
    """
    grid = whole("grid", grid, 2, MOST)
    first, second = range_of(scenario, across), range_of(scenario, down)
    shared = sorted(set(first.paths) & set(second.paths))
    if shared:
        message = "both of them set it"
        raise ScenarioError([Problem("--pair", None, None, shared[0], shared[0], message, "two other paths")])
    with Experiment(**means) as experiment:
        kept = (*first.paths, *second.paths)
        points = Points(experiment, scenario, n, luck_only, kept, every_run=every_run, seed=seed)
        columns, rows = _spread(first, grid), _spread(second, grid)
        question = Question(points, outcome)
        lines = {d: question.line([_sets(first, a, second, second.values[d]) for a in first.values]) for d in rows}
        know((line, columns) for line in lines.values())
        cells = tuple(tuple(_cell(question, first, second, a, d) for a in columns) for d in rows)
        boundary = tuple(
            _bisected(question, lines[d], first, second.values[d], places)
            for d, row in zip(rows, cells, strict=True)
            for places, (left, right) in zip(pairwise(columns), pairwise(row), strict=True)
            if left.flips is not right.flips
        )
        return Pair(question.asked(), question.settled, first, second, cells, boundary)


def _spread(values: ValueRange, grid: int) -> Sequence[int]:
    last = len(values.values) - 1
    return sorted({round(step * last / (grid - 1)) for step in range(grid)})


def _sets(first: ValueRange, across: float, second: ValueRange, down: float) -> Sets:
    return (*first.sets(across), *second.sets(down))


def _cell(question: Question, first: ValueRange, second: ValueRange, across: int, down: int) -> GridPoint:
    a, d = first.values[across], second.values[down]
    sets = _sets(first, a, second, d)
    kind, flips = question.kind_at(sets), question.flips(sets)
    return GridPoint(
        a, d, kind, question.points.share(kind, sets), question.share(sets), question.flipped(sets), flips,
        flips and question.settled,
    )  # fmt: skip


def _bisected(question: Question, line: Line, across: ValueRange, down: float, pair: tuple[int, int]) -> Boundary:
    """The neighbouring values of a row between which it flips."""
    left, right = pair

    def flipped(at: int) -> bool:
        line.know([at])
        return question.flips(line.places[at])

    kept, flips = halved(right, left, flipped) if flipped(left) else halved(left, right, flipped)
    lower, upper = sorted((kept, flips))
    return Boundary(down, (across.values[lower], across.values[upper]), across.values[kept])


# The smallest change of several assumptions: a search, not a proof


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

    _repr_html_ = shown


def tip_against(
    scenario: Scenario,
    *,
    outcome: str = "",
    n: int = 50,
    together: int = TOGETHER,
    luck_only: bool = False,
    every_run: bool = False,
    seed: int = 1,
    **means: Unpack[Means],
) -> Against:
    """The smallest joint change of assumptions that flips the most common outcome, or the share of the one asked for.

    Every assumption is moved alone; those that move the outcome most are moved two and three at a time, along a
    straight line found by halving, and then each part is taken back as far as it goes. A smaller change may exist.
    Each run draws what the coding may be wrong about, but for the assumptions. n, luck_only, every_run, seed, means: as
    of `assumptions`.
    Raises ScenarioError where the scenario has no assumption or something does not fit, ValueError on n or seed out of
    range.
    """
    if not scenario.case.assumptions:
        raise _nothing_to_change(scenario)
    together = whole("together", together, 1, max(TOGETHER, len(scenario.case.assumptions)))
    ranges = [assumption_range(scenario, each) for each in scenario.case.assumptions]
    ends = [Part(values, end, STEPS) for values in ranges for end in values.ends]
    ends = [part for part in ends if part.sets]
    with Experiment(**means) as experiment:
        kept = [path for each in ranges for path in each.paths]
        points = Points(experiment, scenario, n, luck_only, kept, every_run=every_run, seed=seed)
        question = Question(points, outcome)
        points.play(part.sets for part in ends)
        base = question.share(BASE).k
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
        if most < 1 or not question.flips(_joint_sets(_all_at(group, most))):
            continue
        shrunk = tuple(part for part in _trimmed(question, _shrunk(question, group, most)) if part.sets)
        if size_of(shrunk) < best:
            found, best = shrunk, size_of(shrunk)
    if found is None:
        return None
    sets = _joint_sets(found)
    return JointFlip(found, question.settled, question.share(sets), question.kind_at(sets))


def _joint_sets(parts: Sequence[Part]) -> Sets:
    return tuple(change for part in parts for change in part.sets)


def _shrunk(question: Question, group: tuple[Part, ...], flips: int) -> tuple[Part, ...]:
    """All parts taken back alike from so many steps, at which it flips, as far as the flip stays."""
    line = question.line([_joint_sets(_all_at(group, steps)) for steps in range(flips + 1)])
    _, least = halved(0, flips, partial(_flips_at, question, line))
    return _all_at(group, least)


def _all_at(group: Sequence[Part], steps: int) -> tuple[Part, ...]:
    return tuple(evolve(part, steps=steps) for part in group)


def _trimmed(question: Question, group: tuple[Part, ...]) -> tuple[Part, ...]:
    """Each part in turn taken back by itself, the largest first, as far as the flip stays."""
    parts = list(group)
    for at in sorted(range(len(parts)), key=lambda each: -parts[each].size):
        line = question.line([_with(parts, at, steps) for steps in range(parts[at].steps + 1)])
        _, least = halved(-1, parts[at].steps, partial(_flips_at, question, line))
        parts[at] = evolve(parts[at], steps=least)
    return tuple(parts)


def _with(parts: Sequence[Part], at: int, steps: int) -> Sets:
    """The changes with one of the parts at so many steps."""
    return _joint_sets([*parts[:at], evolve(parts[at], steps=steps), *parts[at + 1 :]])


def _flips_at(question: Question, line: Line, place: int) -> bool:
    line.know([place])
    return question.flips(line.places[place])
