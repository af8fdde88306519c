"""One run in this process: recorded, unrecorded, and beside a bare SimPy program; memory of a thousand stored runs."""

import resource
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import simpy

import sim
from bench.paired import CASES
from sim.engine.run import Recipe
from sim.engine.scenario import Scenario
from sim.engine.world import World
from sim.experiment.archive import save
from sim.store.store import Store

PAIRS = 12
RUNS = 10


def seconds(work: Callable[[], object]) -> float:
    """CPU time of one call: the machine may do other work."""
    begin = time.process_time()
    work()
    return time.process_time() - begin


def recorded(scenario: Scenario, drawn: bool = False) -> None:
    """Ten seeds with canonical line, hash, and events kept in memory."""
    for seed in range(1, RUNS + 1):
        sim.run(scenario, seed, drawn=drawn)


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
    """Print the figures of single runs: of each case, as coded and drawn."""
    for case in CASES:
        single(case)
    memory(sim.load(CASES[0]))


def single(case: str) -> None:
    """Print the figures of one case."""
    scenario = sim.load(case)
    for drawn in (False, True):
        events = round(statistics.mean(len(sim.run(scenario, n, drawn=drawn).events) for n in range(1, RUNS + 1)))
        took, _, over_bare = paired(lambda drawn=drawn: recorded(scenario, drawn), lambda events=events: bare(events))
        print(
            f"  {case}, {'drawn' if drawn else 'as coded'}: {events} events, {RUNS / took:.1f} runs a second of CPU, "
            f"{over_bare:.0f} times bare SimPy"
        )
    _, _, ratio = paired(lambda: recorded(scenario), lambda: unrecorded(scenario))
    print(f"  {case}: recorded / unrecorded {ratio:.2f}", flush=True)


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
