"""Sweeps: runs a second beside a bare process pool playing the same runs, what storing costs, and memory.

python -m bench.sweeps [RUNS] [PAIRS]
"""

import resource
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import sim
from sim.engine.run import Recipe
from sim.engine.scenario import Scenario
from sim.experiment.workers import BATCH, attempt

JOBS = 2
PAIRS = 3


def seconds(work: Callable[[], object]) -> float:
    """Wall time of one call."""
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def bare(scenario: Scenario, runs: int) -> None:
    """A process pool and nothing else: the same batches of the same runs, their outcomes thrown away."""
    recipe = Recipe(scenario)
    with ProcessPoolExecutor(JOBS, mp_context=get_context("spawn")) as pool:
        batches = [tuple(range(first, min(first + BATCH, runs + 1))) for first in range(1, runs + 1, BATCH)]
        waiting = [pool.submit(attempt, recipe, batch, None, recipe.signature) for batch in batches]
        for each in waiting:
            each.result()


def swept(scenario: Scenario, runs: int, jobs: int = JOBS) -> None:
    """The same as a sweep, stored."""
    with tempfile.TemporaryDirectory() as folder:
        sim.sweep(scenario, runs, jobs=jobs, store=Path(folder) / "bench.db").play()


def alone(scenario: Scenario, runs: int) -> None:
    """Runs recorded in this process, not saved."""
    for seed in range(1, runs + 1):
        sim.run(scenario, seed)


def report(runs: int = 1_000, pairs: int = PAIRS) -> None:
    """Print the figures."""
    scenario = sim.load("dprk-2006-07")
    swept(scenario, BATCH)
    times = [(seconds(lambda: swept(scenario, runs)), seconds(lambda: bare(scenario, runs))) for _ in range(pairs)]
    one = seconds(lambda: alone(scenario, runs // 4)) * 4
    best = min(first for first, _ in times)
    ratio = sorted(first / second for first, second in times)[pairs // 2]
    print(f"  {runs} runs, {JOBS} processes, stored     {runs / best:8.1f} runs a second")
    print(f"  the same by a bare pool, not stored {runs / min(second for _, second in times):8.1f} runs a second")
    print(f"  sweep / bare pool, wall             {ratio:8.3f}")
    print(f"  one process, recorded, not saved    {runs / one:8.1f} runs a second")
    print(f"  of {JOBS} times that                    {100 * one / JOBS / best:8.1f} %")
    for whose, who in (("this process", resource.RUSAGE_SELF), ("largest worker", resource.RUSAGE_CHILDREN)):
        print(f"  peak memory, {whose:14}         {resource.getrusage(who).ru_maxrss / 1024:8.1f} MB")


if __name__ == "__main__":
    report(*(int(word) for word in sys.argv[1:3]))
