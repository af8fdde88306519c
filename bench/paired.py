"""Another checkout of this repository against this one: the CPU time of runs, and what sweeps and draws add to them.

python -m bench.paired PATH [SEEDS] [ROUNDS]

Two processes on one core, one a checkout, play the same seeds in turn. Each round has new processes, and the best round
counts for each seed. So the ratios hold to some hundredths on a machine that does other work too.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import inf
from pathlib import Path

CASES = ("dprk-2006-07", "dprk-2006-10", "dprk-2009-04", "dprk-2022-05")
SWEPT = 20

PLAYER = """
import sys, tempfile, time
import sim
from sim.engine.run import Recipe
scenarios = {}
alone = {"luck_only": True} if "luck_only" in sim.sweep.__kwdefaults__ else {}
for line in sys.stdin:
    kind, case, number = line.split()
    scenario = scenarios.get(case) or scenarios.setdefault(case, sim.load(case))
    with tempfile.TemporaryDirectory() as folder:
        if kind == "settled":
            recipe = Recipe(scenario, drawn=True).settled(int(number))
            recipe.scenario.setting
        begin = time.process_time()
        if kind == "run":
            sim.run(scenario, int(number))
        elif kind == "settled":
            recipe.run(int(number))
        elif kind == "drawn":
            sim.run(scenario, int(number), drawn=True)
        elif kind == "runs":
            for seed in range(1, int(number) + 1):
                sim.run(scenario, seed)
        else:
            sim.sweep(scenario, int(number), jobs=1, store=folder + "/bench.db", **alone).play()
        print(time.process_time() - begin, flush=True)
"""


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


def report(other: Path, seeds: int = 10, rounds: int = 5) -> None:
    """Print the ratios, case by case."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    asked = [*(("run", seed) for seed in range(1, seeds + 1)), ("runs", SWEPT), ("sweep", SWEPT)]
    drawn = [(kind, seed) for seed in range(1, seeds + 1) for kind in ("drawn", "settled")]
    best: dict[tuple[str, str, str, int], float] = {}
    for _ in range(rounds):
        with player(Path(__file__).parents[1]) as this, player(other) as that:
            for case in CASES:
                for seconds in (this, that):
                    seconds("run", case, 1)
                for kind, number in (*asked, *drawn):
                    for who, seconds in (("this", this), ("other", that))[: 1 if (kind, number) in drawn else 2]:
                        key = (who, case, kind, number)
                        best[key] = min(seconds(kind, case, number), best.get(key, inf))
    for case in CASES:

        def total(who: str, kind: str, case: str = case) -> float:
            return sum(best[who, case, kind, seed] for seed in range(1, seeds + 1))

        ours, theirs = total("this", "run"), total("other", "run")
        added = [best[who, case, "sweep", SWEPT] / best[who, case, "runs", SWEPT] for who in ("this", "other")]
        print(
            f"  {case}: a run {1000 * ours / seeds:.1f} ms of CPU, {ours / theirs:.3f} of the other's; "
            f"a sweep of {SWEPT} runs, luck alone, {added[0]:.3f} of as many runs, the other's {added[1]:.3f}; "
            f"a drawn run {total('this', 'drawn') / theirs:.3f} of the other's as coded, "
            f"and {(total('this', 'drawn') - total('this', 'settled')) / theirs:.3f} of that for drawing"
        )


if __name__ == "__main__":
    report(Path(sys.argv[1]).resolve(), *(int(word) for word in sys.argv[2:4]))
