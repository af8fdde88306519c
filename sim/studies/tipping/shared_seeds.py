"""One scenario at many points, each played on the same seeds: differences between points are the changes' own."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from typing import Final

from sim.engine.scenario import Scenario
from sim.studies.sweeping.batch import BATCH, Summary, Task, play_all, task_of, working_pool
from sim.studies.tipping.spans import Sets, check

Progress = Callable[[int, int], None]
"""Told how many runs are done, of how many as far as is known."""

Runs = tuple[Summary, ...]
"""The runs of one point, in the order of their seeds."""

AHEAD: Final = 16
"""Half of the batches handed out before the first has come back: enough for any number of processes here."""

MOST: Final = 100_000
"""Runs that one point may be asked for."""


class SharedSeeds:
    """The points of a scenario, each played once on seeds 1 to n.

    executor: any concurrent.futures.Executor, or None to play in this process. expected: points that are expected
    in all, for the progress told. Raises ValueError where n is not within 1 and MOST.
    """

    def __init__(
        self,
        scenario: Scenario,
        n: int,
        executor: Executor | None = None,
        progress: Progress | None = None,
    ) -> None:
        if not 1 <= n <= MOST:
            raise ValueError(f"{n} runs a point: allowed are 1 to {MOST}")
        self.scenario = scenario
        self.n = n
        self.expected = 0
        self._executor = executor
        self._progress = progress
        self._task = task_of(scenario)
        self._played: dict[Sets, Runs] = {}

    def play(self, points: Iterable[Sets]) -> None:
        """Play those points that have not been played. Raises ScenarioError where a change does not fit."""
        fresh = [sets for sets in dict.fromkeys(points) if sets not in self._played]
        for sets in fresh:
            path, value = sets[-1] if sets else ("", "")
            check(self.scenario, sets, f"{path}={value}")
        tasks = [Task(self._task.plain, (*self._task.sets, *sets), self._task.without) for sets in fresh]
        batches = play_all([(task, self.n) for task in tasks], self._executor, AHEAD)
        done: list[Summary] = []
        for batch in batches:
            done.extend(batch)
            if len(done) == self.n:
                self._played[fresh.pop(0)] = tuple(done)
                done = []
            self._tell(len(done), len(fresh))

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
        """How many runs have been played."""
        return self.n * len(self._played)

    def _tell(self, more: int, waiting: int) -> None:
        if self._progress is not None:
            known = len(self._played) + waiting
            self._progress(self.runs + more, self.n * max(self.expected, known + bool(more and not waiting)))


@contextmanager
def at_work(jobs: int, runs: int) -> Iterator[Executor | None]:
    """Processes for a study of at least so many runs; none where they would not pay. jobs: how many at most."""
    if jobs < 2 or runs < 8 * BATCH:
        yield None
        return
    with working_pool(jobs) as pool:
        yield pool
