"""Sweeps: many runs of one scenario, stored as they finish; the same sweep goes on where it stopped."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from functools import cached_property
from typing import Final

from attrs import frozen

from sim.engine.scenario import Scenario
from sim.experiment.designs import SAMPLES
from sim.experiment.frames import Column, Frame, Row, outcome_columns, point_columns, point_values
from sim.experiment.plan import LOOK, UNCERTAIN, Plan, PlanError, half_width, planned
from sim.experiment.play import Experiment, Progress
from sim.experiment.statistics import wilson
from sim.experiment.tally import Tally, tally
from sim.experiment.workers import FEW, Finished, Order, Played, Result, Stop
from sim.store.damage import reading
from sim.store.outcomes import Failed, Outcomes
from sim.store.store import Store, StoreError, StoreOrPath, opened
from sim.store.sweeps import Sweeps
from sim.vocabulary.outcome import FORMS, Outcome, flat
from sim.vocabulary.shown import shown
from sim.vocabulary.whole import MOST_JOBS, whole

MOST_MATCHED: Final = 10_000
"""Points among which runs that another command saved are looked for."""

AT_ONCE: Final = 1_000
"""Seeds read at a time."""


@frozen
class SweptRun:
    """One run of a sweep: its outcome, or why it failed."""

    number: int
    """From 1: `log SWEEP:K` shows the K-th."""
    point: int
    """From 1."""
    seed: int
    sets: Mapping[str, str]
    """What its point sets, beside the overrides of the scenario."""
    outcome: Outcome | None
    error: str = ""
    """The last line of the traceback."""


class Sweep:
    """A sweep, played as far as it is asked: iterate over it, or ask for what it adds up to.

    executor: who plays; without one this process, or `jobs` processes of its own. jobs: also how many workers a given
    executor has, so that each gets enough. label: a name of your own for it. begun: it is in the store, and `progress`
    counts what was there of it.
    """

    def __init__(
        self, plan: Plan, store: Store, executor: Executor | None = None, jobs: int = 1, label: str = ""
    ) -> None:
        self.plan = plan
        self.store = store
        self.label = label
        self.progress = Progress(plan.runs)
        self.finished = False
        self.begun = False
        self._executor = executor
        self._jobs = jobs
        self._stopped: int | None = None
        self._points: dict[str, int] = {}

    @property
    def id(self) -> str:
        """Its name: a hash of all that can change its runs, and of what was asked."""
        return self.plan.id

    @property
    def seeds(self) -> int:
        """The number of seeds at each point: fewer than asked for where its rule stopped it."""
        return self.plan.n if self._stopped is None else self._stopped

    @property
    def complete(self) -> bool:
        """Whether the store has every run of it, or as many as its rule asks for: none is left to be played."""
        done = self.progress.done if self.begun else self._there()
        if done == self.plan.runs or self.finished:
            return True
        return any(each.id == self.id and each.seeds is not None for each in Sweeps(self.store).sweeps())

    # Playing

    def __iter__(self) -> Iterator[SweptRun]:
        """Every run: first those that the store has, then the others as they come, until all are played."""
        self._begin()
        if self.progress.done:
            yield from stored_runs(self.plan, self.store, self.plan.n)
        if not self.finished:
            for finished in self.advance():
                for order, results in finished:
                    yield from (self._swept(order, each) for each in results)

    def play(self, progress: Callable[[Progress], None] | None = None, stop: Stop = lambda: False) -> "Sweep":
        """Play what is missing. stop: asked now and again whether to end after the runs in hand; what is done is kept.

        Raises StoreError where it cannot be stored, WorkLost or OtherModel where the executor cannot play it.
        """
        self._begin()
        if progress is not None:
            progress(self.progress)
        for _ in self.advance(stop):
            if progress is not None:
                progress(self.progress)
        return self

    def advance(self, stop: Stop = lambda: False) -> Iterator[list[Finished]]:
        """Play what is missing, giving what was finished and stored since the last look, perhaps nothing."""
        self._begin()
        rule = Rule(self.plan, Outcomes(self.store))
        many = self._executor is not None or self.plan.runs - self.progress.done > FEW
        with Experiment(self.store, self._executor, self._jobs, stop=lambda: bool(rule.seeds) or stop()) as experiment:
            for finished in experiment.advance(self._orders(experiment, rule), many=many):
                for order, results in finished:
                    rule.came_back(order.numbers)
                    self.progress.count(results)
                rule.met()
                yield finished
        self._stopped = rule.seeds if rule.met() else None
        self.finished = rule.met() or rule.all_back
        if self.finished and self.plan.until:
            Sweeps(self.store).stop(self.id, self._stopped)

    def _begin(self) -> None:
        if self.begun:
            return
        plan = self.plan
        Sweeps(self.store).begin(plan.stored(), plan.scenario.plain, self.label)
        if plan.points <= MOST_MATCHED:
            experiment = Experiment(self.store)
            for point in range(plan.points):
                experiment.missing(plan.recipe(point), range(plan.seed, plan.last_seed + 1))
        for forms in self._forms():
            self.progress.forms.update(forms)
        self.progress.done = self.progress.stored = self.progress.forms.total()
        self.begun = True

    def _forms(self) -> Iterator[Mapping[str, int]]:
        """How often each form came at each point, as far as the store has it."""
        outcomes, plan = Outcomes(self.store), self.plan
        return (outcomes.forms(plan.recipe(at).key, plan.seed, plan.last_seed) for at in range(plan.points))

    def _orders(self, experiment: Experiment, rule: "Rule") -> Iterator[Order]:
        """What is missing, asked of the store batch by batch: another process may play the same sweep."""
        for point, first, last in self.plan.blocks():
            rule.reached(first)
            if rule.met():
                return
            recipe = self.plan.recipe(point)
            there = experiment.outcomes.numbers(recipe.key, first, last)
            missing = tuple(seed for seed in range(first, last + 1) if seed not in there)
            if missing:
                self._points[recipe.key] = point
                rule.went_out(missing)
                yield Order(recipe, missing)
        rule.reached(self.plan.last_seed + 1)

    def _swept(self, order: Order, result: Result) -> SweptRun:
        point = self._points[order.recipe.key]
        plan, outcome = self.plan, result.outcome if isinstance(result, Played) else None
        error = result.error if isinstance(result, Failed) else ""
        number = plan.number(point, result.number)
        return SweptRun(number, point + 1, result.number, dict(plan.sets(point)), outcome, error)

    # What it adds up to; each plays what is missing first

    def _played(self) -> "Sweep":
        return self if self.finished else self.play()

    @property
    def outcomes(self) -> Frame:
        """Every run as a row, in the order of their numbers; columns are arrays of numpy."""
        self._played()
        return outcomes_frame(self.plan, self.store, self.seeds)

    @cached_property
    def tally(self) -> Tally:
        """Shares, days, points and differences."""
        self._played()
        return tally(self.plan, self.store)

    _repr_html_ = shown

    def __repr__(self) -> str:
        if not self.begun and self.plan.points > MOST_MATCHED:
            return f"<Sweep {self.id}: {self.plan.runs} runs, not begun>"
        return f"<Sweep {self.id}: {self.progress.done if self.begun else self._there()} of {self.plan.runs} runs>"

    def _there(self) -> int:
        """Runs that the store has of it, if it can say so."""
        try:
            return sum(sum(forms.values()) for forms in self._forms())
        except StoreError:
            return 0


def sweep(
    scenario: Scenario,
    n: int = 1000,
    *,
    seed: int = 1,
    vary: Mapping[str, str | Sequence[object]] | None = None,
    lhs: Mapping[str, str] | None = None,
    points: int = SAMPLES,
    luck_only: bool = False,
    uncertain: bool | None = None,
    until: float | str | None = None,
    executor: Executor | None = None,
    jobs: int = 1,
    store: StoreOrPath | None = None,
    label: str = "",
) -> Sweep:
    """Many runs of a scenario, played as far as they are asked for, and stored where a store is named.

    n: seeds at each point, from `seed` on, the same at every point. vary: a grid, path to "LO:HI:STEP" or to values,
    of which None is `none`. lhs: a Latin hypercube of so many `points`, path to "LO:HI". Each seed draws what the
    coding may be wrong about, the same at every point, but for what is set or varied. luck_only: all is as coded, and
    luck alone differs from seed to seed. until: stop once every share's 90 % interval is narrower than twice this.
    executor: any executor of concurrent.futures, or a Dask client; else `jobs` processes, 0 for one a core. store: the
    same sweep goes on where it stopped. label: a name of your own for it. uncertain: is gone. Raises DesignError,
    PlanError or WrongNumber, all of them ValueErrors, where it cannot be played as asked.
    """
    if uncertain is not None:
        raise PlanError(f"uncertain={uncertain}: {UNCERTAIN}; leave it out, or say luck_only=True for luck alone")
    jobs = whole("jobs", jobs, 0, MOST_JOBS)
    plan = planned(scenario, n, seed=seed, vary=vary, lhs=lhs, points=points, luck_only=luck_only, until=until)
    return Sweep(plan, opened(":memory:" if store is None else store), executor, jobs, label)


# When it stops


class Rule:
    """Whether every share is known well enough: looked at after every hundred seeds, in their order, all points done.

    seeds: how many had been played when it was met. Which run came back first does not matter.
    """

    def __init__(self, plan: Plan, outcomes: Outcomes) -> None:
        self._plan = plan
        self._outcomes = outcomes
        self._half = half_width(plan.until) if plan.until else 0.0
        self._out: Counter[int] = Counter()
        self._reached = 0
        self._looked = 0
        self.seeds = 0

    @property
    def all_back(self) -> bool:
        """Whether every run was handed out and came back."""
        return self._reached >= self._plan.n and not self._out

    def reached(self, seed: int) -> None:
        """Told that all before that seed was handed out."""
        self._reached = seed - self._plan.seed

    def went_out(self, seeds: Sequence[int]) -> None:
        """Told of runs handed out, all within one hundred."""
        self._out[(seeds[0] - self._plan.seed) // LOOK] += len(seeds)

    def came_back(self, seeds: Sequence[int]) -> None:
        """Told of runs that came back."""
        look = (seeds[0] - self._plan.seed) // LOOK
        self._out[look] -= len(seeds)
        if not self._out[look]:
            del self._out[look]

    def met(self) -> bool:
        """Whether it is met by the hundreds that are complete."""
        if not self._half:
            return False
        while not self.seeds and (self._looked + 1) * LOOK <= min(self._reached, self._plan.n):
            if any(out <= self._looked for out in self._out):
                break
            self._looked += 1
            if self._known(self._looked * LOOK):
                self.seeds = self._looked * LOOK
        return bool(self.seeds)

    def _known(self, seeds: int) -> bool:
        plan = self._plan
        keys = (plan.recipe(point).key for point in range(plan.points))
        return all(self._narrow(self._outcomes.forms(key, plan.seed, plan.seed + seeds - 1)) for key in keys)

    def _narrow(self, forms: Mapping[str, int]) -> bool:
        n = sum(forms.values())
        if not n:
            return False
        intervals = (wilson(forms.get(form, 0), n) for form in FORMS)
        return all((high - low) / 2 < self._half for low, high in intervals)


# The runs that the store has


def stored_runs(plan: Plan, store: Store, seeds: int) -> Iterator[SweptRun]:
    """The runs of the first so many seeds, as far as the store has them, point by point."""
    outcomes = Outcomes(store)
    for point in range(plan.points):
        key, sets = plan.recipe(point).key, dict(plan.sets(point))
        for first in range(plan.seed, plan.seed + seeds, AT_ONCE):
            last = min(first + AT_ONCE, plan.seed + seeds) - 1
            for outcome in outcomes.outcomes(key, first, last, plan.scenario.issues):
                yield SweptRun(plan.number(point, outcome.number), point + 1, outcome.number, sets, outcome)


def outcomes_frame(plan: Plan, store: Store, seeds: int) -> Frame:
    """The runs of a sweep as a table: number, point, seed, what varied, and the outcome."""
    paths = point_columns(plan.design.paths, (dict(plan.sets(point)) for point in range(plan.points)))
    issues = plan.scenario.issues
    columns = (Column("run", "words"), Column("number", "integer"), Column("point", "integer"),
               Column("seed", "integer"), *paths.values(), *outcome_columns(issues)[1:])  # fmt: skip
    return Frame(columns, sorted((_row(each, paths, issues) for each in stored_runs(plan, store, seeds)), key=_number))


def _row(run: SweptRun, paths: Mapping[str, Column], issues: tuple[str, ...]) -> Row:
    own = {"number": run.number, "point": run.point, "seed": run.seed, **point_values(paths, run.sets)}
    if run.outcome is None:
        return own
    with reading(f"what is stored of run {run.outcome.run}", run.outcome.run):
        return own | flat(run.outcome, issues)


def _number(row: Row) -> int:
    number: int = row["number"]
    return number
