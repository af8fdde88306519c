"""One scenario at many points, each played on the same seeds: differences between points are the changes' own.

With a store, runs that any command has kept there are read and not played, and what is played is kept as it comes.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from typing import Final

from attrs import frozen

from sim.engine.scenario import Scenario
from sim.experiment.workers import Finished, Order, Workforce
from sim.runs.store import StoreOrPath, opened
from sim.runs.sweeps import Sweeps
from sim.studies.sweeping.batch import (
    BATCH,
    Failed,
    Played,
    Result,
    Summary,
    Task,
    signature,
    task_of,
    working_pool,
)
from sim.studies.sweeping.keys import recipe_key, root_of
from sim.studies.sweeping.rows import rows_of, summary_of
from sim.studies.tipping.spans import Sets, check

Runs = tuple[Summary, ...]
"""The runs of one point, in the order of their seeds."""

AT_HAND: Final = 16
"""Processes that an executor is taken to have: enough batches are handed out for so many."""

MOST: Final = 100_000
"""Runs that one point may be asked for."""


@frozen
class Reached:
    """How far a study is. done: runs there are by now. kept: those of them that were there already.

    asked: runs of the points that were asked for so far. in_all: whether no more points will be asked for.
    """

    done: int
    kept: int
    asked: int
    in_all: bool


Progress = Callable[[Reached], None]


class RunFailed(Exception):
    """A run raised; the message names its recipe. The runs beside it are kept where there is a store."""


class SharedSeeds:
    """The points of a scenario, each on seeds 1 to n; none is played twice.

    executor: any concurrent.futures.Executor, or None to play in this process. store: where runs are kept and looked
    for. in_all: set where the points asked for next are the last. Raises ValueError where n is not within 1 and MOST.
    """

    def __init__(
        self,
        scenario: Scenario,
        n: int,
        executor: Executor | None = None,
        progress: Progress | None = None,
        store: StoreOrPath | None = None,
    ) -> None:
        if not 1 <= n <= MOST:
            raise ValueError(f"{n} runs a point: allowed are 1 to {MOST}")
        self.scenario = scenario
        self.n = n
        self.in_all = False
        self._progress = progress
        self._sweeps = None if store is None else Sweeps(opened(store))
        self._task = task_of(scenario)
        self._root = root_of(scenario)
        self._workers = Workforce(signature(self._task.plain), executor, 1 if executor is None else AT_HAND)
        self._played: dict[Sets, Runs] = {}
        self._kept = 0

    def play(self, points: Iterable[Sets]) -> None:
        """See that there are all runs of some points.

        Raises ScenarioError where a change does not fit, RunFailed where a run raises, StoreError where runs cannot be
        kept or read, WorkLost or OtherModel where the executor cannot play them.
        """
        fresh = [sets for sets in dict.fromkeys(points) if sets not in self._played]
        for sets in fresh:
            path, value = sets[-1] if sets else ("", "")
            check(self.scenario, sets, f"{path}={value}")
        if not fresh:
            return
        found = self._recalled(fresh)
        self._tell(found)
        for finished in self._workers.results(self._orders(fresh, found), lambda: False):
            self._keep(fresh, finished)
            for order, results in finished:
                found[order.place].update((each.summary.seed, each.summary) for each in _whole(self.scenario, results))
            self._tell(found)
        for sets, runs in zip(fresh, found, strict=True):
            self._played[sets] = tuple(runs[seed] for seed in range(1, self.n + 1))

    def at(self, sets: Sets) -> Runs:
        """The runs of a point, played now if they have not been."""
        self.play([sets])
        return self._played[sets]

    @property
    def base(self) -> Runs:
        """The runs of the scenario as it is."""
        return self.at(())

    @property
    def runs(self) -> int:
        """How many runs there are at all points together, wherever they were played."""
        return self.n * len(self._played)

    # With the store

    def _key(self, sets: Sets) -> str:
        return recipe_key(self._root, (*self.scenario.sets, *self.scenario.spelled(sets)), self.scenario.without)

    def _recalled(self, fresh: Sequence[Sets]) -> list[dict[int, Summary]]:
        """For each point its runs that are kept already, by seed. The store is opened for writing, or refuses, here."""
        if self._sweeps is None:
            return [{} for _ in fresh]
        if not self._played:
            self._sweeps.keep(())
        issues = len(self.scenario.case.issues)
        rows = [self._sweeps.plays(self._key(sets), 1, self.n) for sets in fresh]
        self._kept += sum(len(plays) for plays in rows)
        return [{play.seed: summary_of(play, issues) for play in plays} for plays in rows]

    def _keep(self, fresh: Sequence[Sets], finished: Sequence[Finished]) -> None:
        if self._sweeps is not None and finished:
            self._sweeps.keep((self._key(fresh[order.place]), *rows_of(results)) for order, results in finished)

    def _orders(self, fresh: Sequence[Sets], found: Sequence[dict[int, Summary]]) -> Iterator[Order]:
        """The runs that are missing, in batches, point by point."""
        for place, (sets, runs) in enumerate(zip(fresh, found, strict=True)):
            task = Task(self._task.plain, (*self._task.sets, *sets), self._task.without)
            missing = [seed for seed in range(1, self.n + 1) if seed not in runs]
            for first in range(0, len(missing), BATCH):
                yield Order(task, place, tuple(missing[first : first + BATCH]))

    def _tell(self, found: Sequence[dict[int, Summary]]) -> None:
        if self._progress is not None:
            done = self.runs + sum(map(len, found))
            self._progress(Reached(done, self._kept, self.runs + self.n * len(found), self.in_all))


def _whole(scenario: Scenario, results: Sequence[Result]) -> Iterator[Played]:
    """The runs, if none of them raised. Raises RunFailed."""
    for each in results:
        if isinstance(each, Failed):
            words = [f"--set {path}={value}" for path, value in each.sets]
            words += [f"--without {entry}" for entry in scenario.without]
            recipe = " ".join([scenario.base.id, *words, f"--seed {each.seed}"])
            raise RunFailed(f"a run raised {each.error}: turtlebay run {recipe}\n{each.traceback}")
        yield each


@contextmanager
def at_work(jobs: int, runs: int) -> Iterator[Executor | None]:
    """Processes for a study of at least so many runs; none where they would not pay. jobs: how many at most."""
    if jobs < 2 or runs < 8 * BATCH:
        yield None
        return
    with working_pool(jobs) as pool:
        yield pool
