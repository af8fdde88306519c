"""How much of the outcome each assumption moves when all of them may be wrong at once: Morris or Sobol, by SALib.

Every point of the design is played on the same seeds. With seeds of their own, inputs that do nothing show total
Sobol indices of 0.4 and more; with shared ones they show none.
"""

import warnings
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from typing import Any, Final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from sim.engine.scenario import Scenario
from sim.experiment.statistics import LEVEL
from sim.runs.store import StoreOrPath
from sim.scenario.problems import Problem, ScenarioError
from sim.studies.tipping.outcomes import Outcome, wordings_of
from sim.studies.tipping.shared_seeds import Progress, SharedSeeds
from sim.studies.tipping.spans import Sets, Span, assumption_span
from sim.vocabulary.texts import FORM, Form

MORRIS, SOBOL = "morris", "sobol"

SIZE: Final[Mapping[str, int]] = {MORRIS: 10, SOBOL: 64}
"""Trajectories (Morris) or base samples (Sobol) unless more are asked for."""

LEVELS: Final = 4
"""Levels of a Morris trajectory."""

SEED: Final = 1
"""Of the design and of SALib's own bootstrap: the same study gives the same numbers."""

Table = Mapping[str, Any]
"""What SALib gives back: a column a measure."""


class SalibMissing(Exception):
    """SALib is not installed."""

    def __str__(self) -> str:
        return "sensitivity needs SALib, which is not installed; get it with  pip install 'turtlebay[sensitivity]'"


@frozen
class Effect:
    """What one assumption does to one share over all its range.

    main: Morris mu (mean change of the share, about -1 to 1) or Sobol's first-order index. total: Morris mu* (mean
    size of the change) or Sobol's total index. total_half: half the width of its 90 % interval (SALib's bootstrap).
    main_half: the same for main, None for Morris. spread: Morris sigma (how much the change depends on the others),
    None for Sobol.
    """

    assumption: str
    main: float
    total: float
    total_half: float
    main_half: float | None = None
    spread: float | None = None


@frozen
class Effects:
    """The effects on the share of one outcome, the largest first. low, high: that share over the design, 0-1."""

    outcome: Outcome
    low: float
    high: float
    effects: tuple[Effect, ...]


@frozen
class Sensitivity:
    """The study. size: trajectories or base samples; points: of the design; n: runs at each.

    outcomes: those whose share moves, the most moved first. steady: those whose share is the same at every point.
    """

    scenario: str
    method: str
    size: int
    points: int
    n: int
    spans: tuple[Span, ...]
    outcomes: tuple[Effects, ...]
    steady: tuple[Outcome, ...]
    runs: int


def sensitivity(
    scenario: Scenario,
    *,
    method: str = MORRIS,
    size: int | None = None,
    n: int = 20,
    executor: Executor | None = None,
    progress: Progress | None = None,
    store: StoreOrPath | None = None,
) -> Sensitivity:
    """The effect of each assumption on the share of every form and of every wording (issue at a rung or above).

    method: morris (Morris 1991, with mu* of Campolongo 2007) or sobol (Saltelli 2010). size: trajectories, or base
    samples (a power of two). Intervals are at 90 %.
    Raises SalibMissing; ScenarioError on a scenario with fewer than two assumptions; ValueError on a number or method
    out of range.
    """
    if method not in _METHODS:
        raise ValueError(f"method '{method}': there are {', '.join(_METHODS)}")
    size = SIZE[method] if size is None else size
    if size < 2 or (method == SOBOL and size & (size - 1)):
        raise ValueError(f"size {size}: at least 2, and for sobol a power of two")
    spans = tuple(assumption_span(scenario, each) for each in scenario.case.assumptions)
    if len(spans) < 2:
        raise _too_few(scenario, len(spans))
    sample, analyse = _METHODS[method]()
    problem = {
        "num_vars": len(spans),
        "names": [span.name for span in spans],
        "bounds": [[span.low, span.high] for span in spans],
    }
    design: NDArray[Any] = sample(problem, size)
    points = SharedSeeds(scenario, n, executor, progress, store)
    rows = [_sets(spans, row) for row in design]
    points.in_all = True
    points.play(rows)
    moved, steady = _shares(scenario, points, rows)
    effects = [Effects(outcome, float(y.min()), float(y.max()), analyse(problem, design, y)) for outcome, y in moved]
    effects.sort(key=lambda each: (each.low - each.high, each.outcome.word))
    return Sensitivity(scenario.base.id, method, size, len(rows), n, spans, tuple(effects), tuple(steady), points.runs)


def _too_few(scenario: Scenario, found: int) -> ScenarioError:
    message = f"it has {found} assumption{'' if found == 1 else 's'}, and sensitivity compares two or more"
    return ScenarioError([Problem(scenario.base.id, None, None, "assumptions", "", message)])


def _sets(spans: Sequence[Span], row: NDArray[Any]) -> Sets:
    """The changes of one point, each value brought to the nearest that can be set."""
    return tuple(
        change
        for span, value in zip(spans, row, strict=True)
        for change in span.sets(min(span.values, key=lambda each: abs(each - float(value))))
    )


Moved = list[tuple[Outcome, NDArray[Any]]]


def _shares(scenario: Scenario, points: SharedSeeds, rows: Sequence[Sets]) -> tuple[Moved, list[Outcome]]:
    """The shares at every point of each outcome that moves, and the outcomes that do not."""
    issues = [(at, issue) for at, issue in enumerate(scenario.case.issues) if issue.key != FORM]
    outcomes = [*(Outcome(str(form)) for form in Form), *wordings_of(issues)]
    played = [points.at(sets) for sets in rows]
    counted = [(outcome, np.array([outcome.count(runs) / points.n for runs in played])) for outcome in outcomes]
    moved = [(outcome, y) for outcome, y in counted if y.min() < y.max()]
    return moved, [outcome for outcome, y in counted if y.min() == y.max()]


Sample = Callable[[Mapping[str, Any], int], NDArray[Any]]
Analyse = Callable[[Mapping[str, Any], NDArray[Any], NDArray[Any]], tuple[Effect, ...]]


def _morris() -> tuple[Sample, Analyse]:
    try:
        from SALib.analyze import morris as analysis
        from SALib.sample import morris as sampling
    except ImportError:
        raise SalibMissing from None

    def sample(problem: Mapping[str, Any], size: int) -> NDArray[Any]:
        return np.asarray(sampling.sample(problem, size, num_levels=LEVELS, seed=SEED))

    def analyse(problem: Mapping[str, Any], design: NDArray[Any], y: NDArray[Any]) -> tuple[Effect, ...]:
        table = analysis.analyze(problem, design, y, conf_level=LEVEL, num_levels=LEVELS, seed=SEED)
        columns = {"main": "mu", "total": "mu_star", "total_half": "mu_star_conf", "spread": "sigma"}
        return _sorted(problem, table, columns)

    return sample, analyse


def _sobol() -> tuple[Sample, Analyse]:
    try:
        from SALib.analyze import sobol as analysis
        from SALib.sample import sobol as sampling
    except ImportError:
        raise SalibMissing from None

    def sample(problem: Mapping[str, Any], size: int) -> NDArray[Any]:
        return np.asarray(sampling.sample(problem, size, calc_second_order=False, seed=SEED))

    def analyse(problem: Mapping[str, Any], design: NDArray[Any], y: NDArray[Any]) -> tuple[Effect, ...]:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # said where part of a design gives one share only; its index is then 0
            table = analysis.analyze(problem, y, calc_second_order=False, conf_level=LEVEL, seed=SEED)
        return _sorted(problem, table, {"main": "S1", "main_half": "S1_conf", "total": "ST", "total_half": "ST_conf"})

    return sample, analyse


_METHODS: Final[Mapping[str, Callable[[], tuple[Sample, Analyse]]]] = {MORRIS: _morris, SOBOL: _sobol}


def _sorted(problem: Mapping[str, Any], table: Table, columns: Mapping[str, str]) -> tuple[Effect, ...]:
    """SALib's table as effects, the largest first; numbers rounded to what they can bear."""
    found = [
        Effect(name, **{key: round(float(table[column][at]), 4) + 0.0 for key, column in columns.items()})
        for at, name in enumerate(problem["names"])
    ]
    return tuple(sorted(found, key=lambda each: (-each.total, each.assumption)))
