"""Another checkout of this repository against this one: the CPU time of runs, drawn runs, futures, sweeps and draws.

python -m bench.paired PATH [SEEDS] [ROUNDS] [KINDS]

Two processes on one core, one a checkout, play the same seeds in turn. Each round has new processes. A ratio is the
median over all seeds and rounds, with the quartiles behind it, so it holds to some hundredths on a machine that does
other work too. KINDS: of what is played, with commas between; a checkout from before drawn runs can play run,futures.
"""

import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles

CASES = ("dprk-2006-07", "dprk-2006-10", "dprk-2009-04", "dprk-2022-05")
SWEPT = 20
KINDS = {"run": "a run as coded", "drawn": "a drawn run", "settled": "its course alone", "futures": "a future"}
FUTURES = 25

PLAYER = """
import sys, tempfile, time
import sim
from sim.engine.run import Recipe
scenarios = {}
alone = {"luck_only": True} if "luck_only" in sim.sweep.__kwdefaults__ else {}
for line in sys.stdin:
    kind, case, number = line.split()
    number = int(number)
    scenario = scenarios.get(case) or scenarios.setdefault(case, sim.load(case))
    with tempfile.TemporaryDirectory() as folder:
        if kind == "settled":
            recipe = Recipe(scenario, drawn=True).settled(number)
            recipe.scenario.setting
        elif kind == "futures":
            first = sim.run(scenario, number)
        begin = time.process_time()
        if kind == "run":
            sim.run(scenario, number)
        elif kind == "settled":
            recipe.run(number)
        elif kind == "drawn":
            sim.run(scenario, number, drawn=True)
        elif kind == "futures":
            moment = first.what_if(len(first.events) // 2)
            for luck in range(1, FUTURES + 1):
                moment.run(luck)
        elif kind == "runs":
            for seed in range(1, number + 1):
                sim.run(scenario, seed)
        else:
            sim.sweep(scenario, number, jobs=1, store=folder + "/bench.db", **alone).play()
        print(time.process_time() - begin, flush=True)
""".replace("FUTURES", str(FUTURES))


@contextmanager
def player(checkout: Path) -> Iterator[Callable[[str, str, int], float]]:
    """A process that plays with the code of a checkout; it gives the CPU seconds of what it is asked to play."""
    where = {**os.environ, "PYTHONPATH": str(checkout), "OPENBLAS_NUM_THREADS": "1"}
    with subprocess.Popen(
        [sys.executable, "-c", PLAYER], cwd=checkout, env=where, stdin=-1, stdout=-1, text=True, bufsize=1
    ) as process:
        told, heard = process.stdin, process.stdout
        assert told is not None
        assert heard is not None

        def seconds(kind: str, case: str, number: int) -> float:
            told.write(f"{kind} {case} {number}\n")
            return float(heard.readline())

        yield seconds


Times = dict[str, list[tuple[float, float]]]
"""By what was played: the seconds of this checkout and of the other, pair by pair."""


def measured(case: str, other: Path, seeds: int, rounds: int, kinds: Sequence[str]) -> Times:
    """The seconds of both checkouts for a case, taken in turn."""
    asked = [(kind, seed) for seed in range(1, seeds + 1) for kind in kinds]
    asked += [("runs", SWEPT), ("sweep", SWEPT)]
    times: Times = defaultdict(list)
    for _ in range(rounds):
        with player(Path(__file__).parents[1]) as this, player(other) as that:
            for kind in kinds:
                for seconds in (this, that):
                    seconds(kind, case, 1)
            for turn, (kind, number) in enumerate(asked):
                if turn // len(kinds) % 2:  # who plays first finds the caches as the other left them
                    theirs = that(kind, case, number)
                    times[kind].append((this(kind, case, number), theirs))
                else:
                    times[kind].append((this(kind, case, number), that(kind, case, number)))
    return times


def ratio(pairs: list[tuple[float, float]]) -> str:
    """The median of the ratios, with the quartiles."""
    ratios = [ours / theirs for ours, theirs in pairs]
    low, _, high = quantiles(ratios, n=4) if len(ratios) > 1 else (ratios[0],) * 3
    return f"{median(ratios):.3f} ({low:.2f} to {high:.2f})"


def report(other: Path, seeds: int = 10, rounds: int = 5, kinds: Sequence[str] = tuple(KINDS)) -> None:
    """Print the ratios, case by case."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    for case in CASES:
        times = measured(case, other, seeds, rounds, kinds)
        print(f"  {case}: milliseconds of CPU here and there, and the ratio")
        for kind in kinds:
            ours, theirs = (1000 * median(side) for side in zip(*times[kind], strict=True))
            share = FUTURES if kind == "futures" else 1
            print(f"    {KINDS[kind]:18} {ours / share:8.1f} {theirs / share:8.1f}  {ratio(times[kind])}")
        added = [
            median(swept) / median(alone)
            for swept, alone in zip(zip(*times["sweep"], strict=True), zip(*times["runs"], strict=True), strict=True)
        ]
        print(f"    a sweep of {SWEPT} by {SWEPT} runs: {added[0]:.3f} here, {added[1]:.3f} there", flush=True)


if __name__ == "__main__":
    asked = [words.split(",") for words in sys.argv[4:5]]
    report(Path(sys.argv[1]).resolve(), *(int(word) for word in sys.argv[2:4]), *asked)
