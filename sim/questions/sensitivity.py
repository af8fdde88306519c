"""How much of the outcome each assumption moves when all of them may be wrong at once: Morris or Sobol, by SALib.

Every point of the design is played on the same seeds. With seeds of their own, inputs that do nothing show total
Sobol indices of 0.4 and more; with shared ones they show none.
"""

import warnings
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, Unpack

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from sim.engine.draws import Sets
from sim.engine.scenario import Scenario
from sim.experiment.play import Experiment, Means
from sim.experiment.statistics import LEVEL
from sim.pages import Block, Column, Fact, Facts, Page, Paragraph, Row, Table, Title
from sim.pages.plain import Shapes
from sim.questions.tip.kinds import OutcomeKind, kind_short, kind_words, wordings_of
from sim.questions.tip.points import Points
from sim.questions.tip.ranges import HIDDEN, ValueRange, assumption_range
from sim.scenario.problems import Problem, ScenarioError
from sim.vocabulary.outcome import FORMS
from sim.vocabulary.problems import TurtlebayError
from sim.vocabulary.shown import shown
from sim.vocabulary.texts import Role
from sim.vocabulary.whole import MOST_SEED, whole
from sim.words.labels import Labels
from sim.words.numbers import CAVEAT, of_runs, percent

MORRIS, SOBOL = "morris", "sobol"

SIZE: Final[Mapping[str, int]] = {MORRIS: 10, SOBOL: 64}
"""Trajectories (Morris) or base samples (Sobol) unless more are asked for."""

MOST: Final = 4_096
"""Trajectories or base samples that one study may ask for."""

LEVELS: Final = 4
"""Levels of a Morris trajectory."""

SEED: Final = 1
"""Of the design and of SALib's own bootstrap: the same study gives the same numbers."""

SHOWN: Final = 5
"""Assumptions that a page shows for each outcome; JSON has them all."""

SALib = Mapping[str, Any]
"""What SALib gives back: a column a measure."""


class SalibMissing(TurtlebayError):
    """SALib is not installed."""

    def __str__(self) -> str:
        return "sensitivity needs SALib, which is not installed; get it with  pip install 'turtlebay[sensitivity]'"


@frozen
class Effect:
    """What one assumption does to one share over all its range."""

    assumption: str
    main: float
    """Morris mu (mean change of the share, about -1 to 1), or Sobol's first-order index."""
    total: float
    """Morris mu* (mean size of the change), or Sobol's total index."""
    total_half: float
    """Half the width of its 90 % interval (SALib's bootstrap)."""
    main_half: float | None = None
    """The same for main; None for Morris."""
    spread: float | None = None
    """Morris sigma (how much the change depends on the others); None for Sobol."""


@frozen
class Effects:
    """The effects on the share of one outcome, the largest first. low, high: that share over the design, 0-1."""

    outcome: OutcomeKind
    low: float = field(metadata={"digits": 4})
    high: float = field(metadata={"digits": 4})
    effects: tuple[Effect, ...]


@frozen
class Sensitivity:
    """The study."""

    scenario: str
    method: str
    size: int
    """Trajectories or base samples."""
    points: int
    """Of the design."""
    n: int
    """Runs at each."""
    assumptions: tuple[ValueRange, ...]
    outcomes: tuple[Effects, ...]
    """Those whose share moves, the most moved first."""
    steady: tuple[OutcomeKind, ...]
    """Those whose share is the same at every point."""
    runs: int
    drawn: bool
    """Whether each run draws what else the coding may be wrong about; else luck alone differs from run to run."""
    labels: Labels = field(eq=False, repr=False, metadata=HIDDEN)

    def __repr__(self) -> str:
        what = f"{len(self.assumptions)} assumptions, {len(self.outcomes)} outcomes that move"
        return f"<Sensitivity of {self.scenario[:60]} by {self.method}: {what}, {self.runs:,} runs>"

    _repr_html_ = shown


def sensitivity(
    scenario: Scenario,
    *,
    method: str = MORRIS,
    size: int | None = None,
    n: int = 20,
    luck_only: bool = False,
    **means: Unpack[Means],
) -> Sensitivity:
    """The effect of each assumption on the share of every form and of every wording (issue at a rung or above).

    method: morris (Morris 1991, with mu* of Campolongo 2007) or sobol (Saltelli 2010). size: trajectories, or base
    samples (a power of two). n: runs at each point, on seeds 1 to n; each draws what the coding may be wrong about, but
    for the assumptions. luck_only: all else is as coded. Intervals are at 90 %. means: store, executor,
    jobs and progress, as of `Experiment`.
    Raises SalibMissing; ScenarioError on a scenario with fewer than two assumptions; ValueError on a number or method
    out of range.
    """
    if method not in _METHODS:
        raise ValueError(f"method '{method}': there are {', '.join(_METHODS)}")
    size = SIZE[method] if size is None else whole("size", size, -MOST_SEED, MOST_SEED)
    if not 2 <= size <= MOST or (method == SOBOL and size & (size - 1)):
        raise ValueError(f"size {size}: allowed are 2 to {MOST}, for sobol powers of two")
    ranges = tuple(assumption_range(scenario, each) for each in scenario.case.assumptions)
    if len(ranges) < 2:
        raise _too_few(scenario, len(ranges))
    sample, analyse = _METHODS[method]()
    names, bounds = [each.name for each in ranges], [each.ends for each in ranges]
    problem = {"num_vars": len(ranges), "names": names, "bounds": bounds}
    design: NDArray[Any] = sample(problem, size)
    rows = [_sets(ranges, row) for row in design]
    with Experiment(**means) as experiment:
        points = Points(experiment, scenario, n, luck_only, [path for each in ranges for path in each.paths])
        experiment.progress.in_all = True
        points.play(rows)
        moved, steady = _shares(scenario, points, rows)
    effects = [Effects(kind, float(y.min()), float(y.max()), analyse(problem, design, y)) for kind, y in moved]
    effects.sort(key=lambda each: (each.low - each.high, each.outcome.word))
    return Sensitivity(
        scenario.base.id, method, size, len(rows), n, ranges, tuple(effects), tuple(steady), experiment.progress.asked,
        not luck_only, Labels(scenario.case, scenario.clock),
    )  # fmt: skip


def _too_few(scenario: Scenario, found: int) -> ScenarioError:
    message = f"it has {found} assumption{'' if found == 1 else 's'}, and sensitivity compares two or more"
    return ScenarioError([Problem(scenario.base.id, None, None, "assumptions", "", message)])


def _sets(ranges: Sequence[ValueRange], row: NDArray[Any]) -> Sets:
    """The changes of one point, each value brought to the nearest that can be set."""
    return tuple(
        change
        for values, wanted in zip(ranges, row, strict=True)
        for change in values.sets(min(values.values, key=lambda each: abs(each - float(wanted))))
    )


Moving = list[tuple[OutcomeKind, NDArray[Any]]]


def _shares(scenario: Scenario, points: Points, rows: Sequence[Sets]) -> tuple[Moving, list[OutcomeKind]]:
    """The shares at every point of each outcome that moves, and the outcomes that do not."""
    issues = [issue for issue in scenario.case.issues if issue.role is not Role.FORM]
    kinds = [*(OutcomeKind(form) for form in FORMS), *wordings_of(issues)]
    played = [points.at(sets) for sets in rows]
    counted = [(kind, np.array([kind.count(runs) / points.n for runs in played])) for kind in kinds]
    moving = [(kind, y) for kind, y in counted if y.min() < y.max()]
    return moving, [kind for kind, y in counted if y.min() == y.max()]


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


def _sorted(problem: Mapping[str, Any], table: SALib, columns: Mapping[str, str]) -> tuple[Effect, ...]:
    """SALib's table as effects, the largest first; numbers rounded to what they can bear."""
    found = [
        Effect(name, **{key: round(float(table[column][at]), 4) + 0.0 for key, column in columns.items()})
        for at, name in enumerate(problem["names"])
    ]
    return tuple(sorted(found, key=lambda each: (-each.total, each.assumption)))


# The page


def _effect_plain(effect: Effect) -> dict[str, Any]:
    """By the names that the methods' papers use."""
    if effect.spread is not None:
        return {
            "assumption": effect.assumption, "mu": effect.main, "mu_star": effect.total,
            "mu_star_half": effect.total_half, "sigma": effect.spread,
        }  # fmt: skip
    return {
        "assumption": effect.assumption, "s1": effect.main, "s1_half": effect.main_half or 0.0, "st": effect.total,
        "st_half": effect.total_half,
    }  # fmt: skip


SHAPES: Final[Shapes] = {OutcomeKind: lambda kind: kind.word, Effect: _effect_plain}
"""What JSON tells otherwise than by fields."""

_MEANING: Final = {
    MORRIS: (
        "mu*: by how many points of share an assumption moves the outcome over its whole range, on the mean; "
        "mu: the same with its sign; sigma: how much that depends on the others"
    ),
    SOBOL: "S1: the part of the variance of the share that is an assumption's own; ST: with what it does with others",
}
_HEADS: Final = {MORRIS: ("mu*", "interval", "mu", "sigma"), SOBOL: ("ST", "interval", "S1", "interval")}


def page(found: Sensitivity) -> Page:
    """A table for each outcome whose share moves, the most moved first."""
    what = "trajectories" if found.method == MORRIS else "base samples"
    design = f"{found.size} {what}: {found.points} points over {len(found.assumptions)} assumptions"
    facts = [
        Fact("Method", (f"{found.method}, {design}, {found.n} runs at each, on the same seeds",)),
        Fact("Numbers", (_MEANING[found.method],)),
    ]
    steady = "; ".join(kind_short(found.labels, kind) for kind in found.steady)
    if not found.outcomes:
        facts.append(Fact("Moves", ("no outcome's share moves at all",)))
    if steady:
        facts.append(Fact("Steady", (f"the same share at every point: {steady}",)))
    tables: list[Block] = [_effects(found, each) for each in found.outcomes]
    caveat = f"Shares are {of_runs(found.drawn)}. Intervals at 90%, by SALib's bootstrap over the design. {CAVEAT}"
    return (Title("How much each assumption moves every outcome", found.scenario), Facts(tuple(facts)), *tables,
            Paragraph(caveat))  # fmt: skip


def _effects(found: Sensitivity, each: Effects) -> Table:
    columns = (Column("assumption"), *(Column(head, "number") for head in _HEADS[found.method]))
    effects = [effect for effect in each.effects if effect.total > 0]
    rest = len(effects) - SHOWN
    return Table(
        columns,
        [Row((effect.assumption, *_numbers(effect))) for effect in effects[:SHOWN]],
        f"{kind_words(found.labels, each.outcome)}: from {percent(each.low)} to {percent(each.high)} of runs",
        f"{rest} more move it less (--json has them)." if rest > 0 else "",
    )


def _numbers(effect: Effect) -> tuple[str, ...]:
    if effect.spread is not None:
        total, half = 100 * effect.total, 100 * effect.total_half
        return f"{total:.0f}", f"+-{half:.0f}", f"{100 * effect.main:+.0f}", f"{100 * effect.spread:.0f}"
    own = effect.main_half or 0.0
    return f"{effect.total:.2f}", f"+-{effect.total_half:.2f}", f"{effect.main:+.2f}", f"+-{own:.2f}"
