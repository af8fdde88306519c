"""Who plays for the page: worker processes that are warm, and three threads, each with a connection of its own.

One thread makes first answers, as many runs as there are workers. One refines them in small steps, each in its turn,
and leaves a worker free for whoever comes. The last takes what is long, one at a time, and stops it when nobody waits
for it any more. The server itself plays nothing.
"""

import asyncio
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

from sim.engine.run import Recipe
from sim.engine.scenario import Scenario
from sim.experiment.play import Experiment, Means, Progress
from sim.experiment.workers import Stopped, WorkLost, attempt, kill_workers, local_pool
from sim.questions.explore.knobs import Knob, Setting, knobs, setting
from sim.questions.tip.levers import levers
from sim.store.store import Store
from sim.vocabulary.problems import TurtlebayError

Found = TypeVar("Found")


class Ended(TurtlebayError):
    """Nobody waits for it any more, or the server ends."""


@contextmanager
def _ending() -> Iterator[None]:
    """What ends a command from the keyboard ends a question here: in the loop it would end the server."""
    try:
        yield
    except Stopped:
        raise Ended("nobody waits for it any more") from None


class Lane:
    """A thread, and what it plays with; made in the thread, as a connection to a store is."""

    def __init__(self, name: str) -> None:
        self.thread = ThreadPoolExecutor(1, name)
        self.pool: Executor | None = None
        self.experiment: Experiment | None = None


class Desk:
    """One scenario, its store, and those who play. name: as it was typed; n: seeds that an answer is refined to.

    Raises StoreError where the store cannot be written.
    """

    def __init__(self, name: str, scenario: Scenario, store: Path, n: int, drawn: bool, jobs: int) -> None:
        self.name, self.scenario, self.store, self.n, self.drawn, self.jobs = name, scenario, store, n, drawn, jobs
        with Store(store) as there:
            Experiment(there).begin(Recipe(scenario))  # a store that cannot be written is refused before anything else
        self.knobs: tuple[Knob, ...] = knobs(scenario)
        self._pool = local_pool(jobs)
        self._first = Lane("first")
        self._steps = Lane("steps")
        self._long = Lane("long")
        self._closing = threading.Event()
        self._renewing = threading.Lock()

    # Small steps

    @property
    def spare(self) -> int:
        """Runs that an answer is refined by at a time: all workers but one, which is left for the next first answer."""
        return max(1, self.jobs - 1)

    async def at_once(self, do: Callable[[Experiment], Found]) -> Found:
        """Do something small that somebody waits for. Where a worker died it is done again."""
        return await self._in(self._first, do)

    async def step(self, do: Callable[[Experiment], Found]) -> Found:
        """Do something small in its turn, behind all other steps. Where a worker died it is done again."""
        return await self._in(self._steps, do)

    async def _in(self, lane: "Lane", do: Callable[[Experiment], Found]) -> Found:
        return await asyncio.get_running_loop().run_in_executor(lane.thread, self._done, lane, do)

    def _done(self, lane: "Lane", do: Callable[[Experiment], Found]) -> Found:
        pool = self._pool
        try:
            with _ending():
                return do(self._experiment(lane))
        except (WorkLost, BrokenExecutor):
            with self._renewing:
                if self._pool is pool:
                    self._pool = local_pool(self.jobs)
            with _ending():
                return do(self._experiment(lane))

    def _experiment(self, lane: "Lane") -> Experiment:
        """That of a lane, with the pool that there is now."""
        if lane.experiment is None or lane.pool is not self._pool:
            store = Store(self.store) if lane.experiment is None else lane.experiment.store
            lane.pool = self._pool
            lane.experiment = Experiment(store, lane.pool, self.jobs, stop=self._closing.is_set, batch=1)
        return lane.experiment

    def setting(self, values: Sequence[tuple[str, str]]) -> Setting:
        """The setting that an address names. Raises ScenarioError."""
        return setting(self.scenario, self.knobs, values)

    # What is long

    async def ask(self, do: Callable[[Means], Found], told: Callable[[Progress], None] = lambda _: None) -> Found:
        """Ask a question that plays many runs; it stops after the runs in hand where the one who waits is gone.

        told: hears how far it is, in another thread. Raises Ended where the server ends.
        """
        left = threading.Event()
        try:
            return await asyncio.get_running_loop().run_in_executor(self._long.thread, self._asked, do, told, left)
        finally:
            left.set()

    def _asked(self, do: Callable[[Means], Found], told: Callable[[Progress], None], left: threading.Event) -> Found:
        def stop() -> bool:
            return left.is_set() or self._closing.is_set()

        with Store(self.store) as store, _ending():
            return do({"store": store, "executor": self._pool, "jobs": self.jobs, "batch": 1, "progress": told,
                       "stop": stop})  # fmt: skip

    # From beginning to end

    def begin(self) -> None:
        """Have the workers load the scenario before the first step; and see which numbers the store knows to matter."""
        recipe = Recipe(self.scenario, self.drawn)
        for _ in range(self.jobs):
            self._pool.submit(attempt, recipe, (1,), None, recipe.signature)
        self._long.thread.submit(self._screen)

    def _screen(self) -> None:
        with suppress(Stopped), Store(self.store) as store:
            found = levers(self.scenario, luck_only=not self.drawn, store=store, stop=lambda: True)
            self.knobs = knobs(self.scenario, found)

    def close(self) -> None:
        """Let everybody go, whatever they are at; what was finished is stored."""
        self._closing.set()
        kill_workers(self._pool)
        for lane in (self._first, self._steps, self._long):
            lane.thread.shutdown(wait=False, cancel_futures=True)
        self._pool.shutdown(wait=False, cancel_futures=True)
