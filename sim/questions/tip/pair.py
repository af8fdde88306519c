"""Two values at once: the most common outcome on a small grid, and the line along which it flips."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final, Unpack

from attrs import field, frozen

from sim.engine.draws import Sets
from sim.engine.scenario import Scenario
from sim.experiment.play import Experiment
from sim.experiment.shares import Share
from sim.questions.tip.asked import FLAT_IN_JSON, Asked, Means, Points, Question
from sim.questions.tip.kinds import OutcomeKind
from sim.questions.tip.ranges import HIDDEN, ValueRange, range_of
from sim.scenario.problems import Problem, ScenarioError
from sim.vocabulary.shown import shown

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

    def _repr_html_(self) -> str | None:
        return shown(self)


def tip_pair(
    scenario: Scenario,
    across: str,
    down: str,
    *,
    outcome: str = "",
    n: int = 50,
    grid: int = GRID,
    **means: Unpack[Means],
) -> Pair:
    """The most common outcome over two paths (or assumptions, by id), and along each row the values where it flips.

    across, down: PATH, or PATH=LO:HI for other ends. grid: values of each path, 2 or more. Each row is refined by
    halving to neighbouring values wherever two of its cells differ. means: as of `Experiment`.
    Raises ScenarioError where something does not fit, ValueError on n or grid out of range.
    """
    if grid < 2:
        raise ValueError(f"a grid of {grid} values a path: at least 2 are needed")
    first, second = range_of(scenario, across), range_of(scenario, down)
    shared = sorted(set(first.paths) & set(second.paths))
    if shared:
        message = "both of them set it"
        raise ScenarioError([Problem("--pair", None, None, shared[0], shared[0], message, "two other paths")])
    with Experiment(**means) as experiment:
        points = Points(experiment, scenario, n)
        columns, rows = _spread(first, grid), _spread(second, grid)
        question = Question(points, outcome)
        points.play(_sets(first, first.values[a], second, second.values[d]) for d in rows for a in columns)
        cells = tuple(tuple(_cell(question, first, second, a, d) for a in columns) for d in rows)
        boundary = tuple(
            _bisected(question, first, second, d, places)
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
    outcomes = question.points.at(sets)
    kind, flips = question.kind(outcomes), question.flips(sets)
    return GridPoint(
        a, d, kind, Share(kind.count(outcomes), len(outcomes)), question.share(sets), question.flipped(sets), flips,
        flips and question.settled,
    )  # fmt: skip


def _bisected(question: Question, first: ValueRange, second: ValueRange, down: int, pair: tuple[int, int]) -> Boundary:
    """The neighbouring values of a row between which it flips."""
    value = second.values[down]
    left, right = pair

    def flipped(at: int) -> bool:
        return question.flips(_sets(first, first.values[at], second, value))

    begins = flipped(left)
    while right - left > 1:
        middle = (left + right) // 2
        if flipped(middle) is begins:
            left = middle
        else:
            right = middle
    between = (first.values[left], first.values[right])
    return Boundary(value, between, between[1] if begins else between[0])
