"""Two values at once: the most common outcome on a small grid, and the line along which it flips."""

from collections.abc import Sequence
from concurrent.futures import Executor
from itertools import pairwise
from typing import Final

from attrs import frozen

from sim.engine.scenario import Scenario
from sim.experiment.shares import Share
from sim.runs.store import StoreOrPath
from sim.scenario.problems import Problem, ScenarioError
from sim.studies.tipping.flips import Question
from sim.studies.tipping.outcomes import Outcome
from sim.studies.tipping.shared_seeds import Progress, SharedSeeds
from sim.studies.tipping.spans import Sets, Span, span_of

GRID: Final = 5
"""Values of each path on the grid, evenly from end to end."""


@frozen
class Cell:
    """One point of the grid. kind: the most common kind of outcome there. flipped: whether it is another than as coded.

    share: of that kind; kept: of the outcome asked about. flips: whether it is flipped and that share has moved by
    more than chance.
    """

    across: float
    down: float
    kind: Outcome
    share: Share
    kept: Share
    flipped: bool
    flips: bool


@frozen
class Boundary:
    """Where a row of the grid flips beyond chance: between two neighbouring values across. kept: that does not."""

    down: float
    between: tuple[float, float]
    kept: float


@frozen
class Frontier:
    """The grid, row by row from the lowest value down, and the line through it.

    settled: whether the scenario as coded lies beyond chance on its side of the flip.
    """

    scenario: str
    across: Span
    down: Span
    outcome: Outcome
    asked: bool
    n: int
    base: Share
    settled: bool
    cells: tuple[tuple[Cell, ...], ...]
    boundary: tuple[Boundary, ...]
    runs: int


def frontier(
    scenario: Scenario,
    across: str,
    down: str,
    *,
    outcome: str = "",
    n: int = 50,
    grid: int = GRID,
    executor: Executor | None = None,
    progress: Progress | None = None,
    store: StoreOrPath | None = None,
) -> Frontier:
    """The most common outcome over two paths (or assumptions, by id), and along each row the values where it flips.

    grid: values of each path, 2 or more. Each row is refined by halving to neighbouring values wherever two of its
    cells differ. Raises ScenarioError where something does not fit, ValueError on n or grid out of range.
    """
    if grid < 2:
        raise ValueError(f"a grid of {grid} values a path: at least 2 are needed")
    first, second = span_of(scenario, across), span_of(scenario, down)
    if set(first.paths) & set(second.paths):
        shared = sorted(set(first.paths) & set(second.paths))[0]
        raise ScenarioError([Problem("--pair", None, None, shared, shared, "both of them set it", "two other paths")])
    points = SharedSeeds(scenario, n, executor, progress, store)
    columns, rows = _spread(first, grid), _spread(second, grid)
    question = Question(points, outcome)
    points.play(_sets(first, first.values[a], second, second.values[d]) for d in rows for a in columns)
    cells = tuple(tuple(_cell(question, first, second, a, d) for a in columns) for d in rows)
    boundary = tuple(
        _bisected(question, first, second, d, pair)
        for d, row in zip(rows, cells, strict=True)
        for pair, (left, right) in zip(pairwise(columns), pairwise(row), strict=True)
        if left.flips is not right.flips
    )
    return Frontier(
        scenario.base.id, first, second, question.outcome, question.asked, n, question.share(()), question.settled,
        cells, boundary, points.runs,
    )  # fmt: skip


def _spread(span: Span, grid: int) -> Sequence[int]:
    last = len(span.values) - 1
    return sorted({round(step * last / (grid - 1)) for step in range(grid)})


def _sets(first: Span, across: float, second: Span, down: float) -> Sets:
    return (*first.sets(across), *second.sets(down))


def _cell(question: Question, first: Span, second: Span, across: int, down: int) -> Cell:
    a, d = first.values[across], second.values[down]
    sets = _sets(first, a, second, d)
    runs = question.points.at(sets)
    kind = question.kind(runs)
    return Cell(
        a, d, kind, Share(kind.count(runs), len(runs)), question.share(sets), question.flipped(sets),
        question.flips(sets),
    )  # fmt: skip


def _bisected(question: Question, first: Span, second: Span, down: int, pair: tuple[int, int]) -> Boundary:
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
