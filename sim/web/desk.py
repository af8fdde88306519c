"""Who plays for the page: worker processes that are warm, and two threads, each with a connection of its own.

One thread takes the small steps of answers, each in its turn: two runs or so, then the next who waits. The other takes
what is long, one at a time, and stops it when nobody waits for it any more. The server itself plays nothing.
"""

import asyncio
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import BrokenExecutor, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from sim.engine.run import Recipe
from sim.engine.scenario import Scenario
from sim.experiment.play import Experiment, Means, Progress
from sim.experiment.workers import Stopped, WorkLost, attempt, kill_workers, local_pool
from sim.questions.explore.knobs import Knob, Setting, knobs, setting
from sim.questions.tip.levers import levers
from sim.store.store import Store

Found = TypeVar("Found")


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
        self._steps = ThreadPoolExecutor(1, "steps")
        self._long = ThreadPoolExecutor(1, "long")
        self._experiment: Experiment | None = None
        self._closing = threading.Event()

    # Small steps

    async def step(self, do: Callable[[Experiment], Found]) -> Found:
        """Do something small with the store and the workers, in its turn. Where a worker died it is done again."""
        return await asyncio.get_running_loop().run_in_executor(self._steps, self._stepped, do)

    def _stepped(self, do: Callable[[Experiment], Found]) -> Found:
        try:
            return do(self._experiment or self._begun())
        except (WorkLost, BrokenExecutor):
            self._pool = local_pool(self.jobs)
            return do(self._begun())

    def _begun(self) -> Experiment:
        self._experiment = Experiment(Store(self.store), self._pool, self.jobs, stop=self._closing.is_set, batch=1)
        return self._experiment

    def setting(self, values: Sequence[tuple[str, str]]) -> Setting:
        """The setting that an address names. Raises ScenarioError."""
        return setting(self.scenario, self.knobs, values)

    # What is long

    async def ask(self, do: Callable[[Means], Found], told: Callable[[Progress], None] = lambda _: None) -> Found:
        """Ask a question that plays many runs; it stops after the runs in hand where the one who waits is gone.

        told: hears how far it is, in another thread. Raises Stopped where the server ends.
        """
        left = threading.Event()
        try:
            return await asyncio.get_running_loop().run_in_executor(self._long, self._asked, do, told, left)
        finally:
            left.set()

    def _asked(self, do: Callable[[Means], Found], told: Callable[[Progress], None], left: threading.Event) -> Found:
        def stop() -> bool:
            return left.is_set() or self._closing.is_set()

        with Store(self.store) as store:
            return do({"store": store, "executor": self._pool, "jobs": self.jobs, "batch": 1, "progress": told,
                       "stop": stop})  # fmt: skip

    # From beginning to end

    def begin(self) -> None:
        """Have the workers load the scenario before the first step; and see which numbers the store knows to matter."""
        recipe = Recipe(self.scenario, self.drawn)
        for _ in range(self.jobs):
            self._pool.submit(attempt, recipe, (1,), None, recipe.signature)
        self._long.submit(self._screen)

    def _screen(self) -> None:
        with suppress(Stopped), Store(self.store) as store:
            found = levers(self.scenario, luck_only=not self.drawn, store=store, stop=lambda: True)
            self.knobs = knobs(self.scenario, found)

    def close(self) -> None:
        """Let everybody go, whatever they are at; what was finished is stored."""
        self._closing.set()
        kill_workers(self._pool)
        for each in (self._steps, self._long):
            each.shutdown(wait=False, cancel_futures=True)
        self._pool.shutdown(wait=False, cancel_futures=True)
