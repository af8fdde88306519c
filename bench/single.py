"""One run in this process: recorded, unrecorded, and beside a bare SimPy program; memory of a thousand stored runs."""

import resource
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import simpy

import sim
from sim.engine.run import Recipe
from sim.engine.scenario import Scenario
from sim.engine.world import World
from sim.experiment.archive import save
from sim.store.store import Store

PAIRS = 12
RUNS = 10


def seconds(work: Callable[[], object]) -> float:
    """Wall time of one call."""
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def recorded(scenario: Scenario) -> None:
    """Ten seeds with canonical line, hash, and events kept in memory."""
    for seed in range(1, RUNS + 1):
        sim.run(scenario, seed)


def unrecorded(scenario: Scenario) -> None:
    """The same ten seeds with line, hash and log off."""
    for seed in range(1, RUNS + 1):
        World(scenario.setting, Recipe(scenario).started(seed), keep_lines=False).play()


def bare(events: int) -> None:
    """A SimPy program with nothing but as many SimPy events as the ten runs have events; it has no processes either."""
    for _ in range(RUNS):
        env = simpy.Environment()
        for number in range(events):
            env.timeout(60 * number)
        env.run()


def paired(first: Callable[[], object], second: Callable[[], object]) -> tuple[float, float, float]:
    """Median seconds of both, taken in turn, and the median of the pairwise ratios first / second."""
    times = [(seconds(first), seconds(second)) for _ in range(PAIRS)]
    ratio = statistics.median(a / b for a, b in times)
    return statistics.median(a for a, _ in times), statistics.median(b for _, b in times), ratio


def report() -> None:
    """Print the figures of a single run."""
    scenario = sim.load("dprk-2006-07")
    recorded(scenario)
    events = statistics.mean(len(sim.run(scenario, seed).events) for seed in range(1, RUNS + 1))
    with_lines, without, ratio = paired(lambda: recorded(scenario), lambda: unrecorded(scenario))
    _, alone, over_bare = paired(lambda: recorded(scenario), lambda: bare(round(events)))
    print(f"  events a run                     {events:8.1f}")
    print(f"  recorded, runs a second          {RUNS / with_lines:8.1f}")
    print(f"  unrecorded, runs a second        {RUNS / without:8.1f}")
    print(f"  recorded / unrecorded            {ratio:8.2f}")
    print(f"  bare SimPy events, runs a second {RUNS / alone:8.1f}")
    print(f"  recorded / bare SimPy            {over_bare:8.1f}")
    memory(scenario)


def memory(scenario: Scenario) -> None:
    """Print the peak memory before and after a thousand runs that are stored and not kept."""
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder) / "bench.db") as store:
        for seed in range(1, 101):
            save(store, sim.run(scenario, seed))
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        for seed in range(101, 1101):
            save(store, sim.run(scenario, seed))
        after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        size = (Path(folder) / "bench.db").stat().st_size
    print(f"  peak memory, 100 runs stored     {before / 1024:8.1f} MB")
    print(f"  peak memory, 1100 runs stored    {after / 1024:8.1f} MB")
    print(f"  store, bytes an event            {size / 1100 / 160:8.0f}")
