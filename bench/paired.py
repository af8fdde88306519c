"""Another checkout of this repository against this one: the CPU time of runs, and what a sweep adds to them.

python -m bench.paired PATH [SEEDS] [TIMES]

Two processes on one core, one a checkout, play the same seeds in turn; the best of TIMES counts for each seed. So the
ratios hold on a machine that does other work too.
"""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

CASES = ("dprk-2006-07", "dprk-2006-10", "dprk-2009-04", "dprk-2022-05")
SWEPT = 40

PLAYER = """
import sys, tempfile, time
import sim
scenarios = {}
for line in sys.stdin:
    kind, case, number = line.split()
    scenario = scenarios.get(case) or scenarios.setdefault(case, sim.load(case))
    with tempfile.TemporaryDirectory() as folder:
        begin = time.process_time()
        if kind == "run":
            sim.run(scenario, int(number))
        elif kind == "runs":
            for seed in range(1, int(number) + 1):
                sim.run(scenario, seed)
        else:
            sim.sweep(scenario, int(number), jobs=1, store=folder + "/bench.db").play()
        print(time.process_time() - begin, flush=True)
"""


def player(checkout: Path) -> Callable[[str, str, int], float]:
    """A process that plays with the code of a checkout; it gives the CPU seconds of what it is asked to play."""
    where = {**os.environ, "PYTHONPATH": str(checkout), "OPENBLAS_NUM_THREADS": "1"}
    process = subprocess.Popen(
        [sys.executable, "-c", PLAYER], cwd=checkout, env=where, stdin=-1, stdout=-1, text=True, bufsize=1
    )

    def seconds(kind: str, case: str, number: int) -> float:
        assert process.stdin is not None and process.stdout is not None
        process.stdin.write(f"{kind} {case} {number}\n")
        return float(process.stdout.readline())

    return seconds


def report(other: Path, seeds: int = 10, times: int = 5) -> None:
    """Print the ratios, case by case."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    players = {"this": player(Path(__file__).parents[1]), "other": player(other)}
    for case in CASES:
        best: dict[tuple[str, str, int], float] = {}
        asked = [*(("run", seed) for seed in range(1, seeds + 1)), ("runs", SWEPT), ("sweep", SWEPT)]
        for _ in range(times):
            for kind, number in asked:
                for who, seconds in players.items():
                    key = (who, kind, number)
                    best[key] = min(seconds(kind, case, number), best.get(key, 1e9))
        this, that = (sum(best[who, "run", seed] for seed in range(1, seeds + 1)) for who in players)
        added = [best[who, "sweep", SWEPT] / best[who, "runs", SWEPT] for who in players]
        print(
            f"  {case}: a run {1000 * this / seeds:.1f} ms of CPU, {this / that:.3f} of the other's; "
            f"a sweep of {SWEPT} runs {added[0]:.3f} of as many runs, the other's {added[1]:.3f}"
        )


if __name__ == "__main__":
    report(Path(sys.argv[1]).resolve(), *(int(word) for word in sys.argv[2:4]))
