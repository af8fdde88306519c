"""Commands as a user starts them: whole processes, a warm-up, then the median of several."""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TIMES = 7


def wall(*arguments: str, folder: Path) -> float:
    """Median wall seconds of one command, over several starts after a warm-up."""
    command = [sys.executable, "-m", "sim.cli.main", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parent.parent)}
    times = []
    for _ in range(TIMES + 1):
        begin = time.perf_counter()
        subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True)
        times.append(time.perf_counter() - begin)
    return statistics.median(times[1:])


def report() -> None:
    """Print the wall time of the commands that have a goal."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for goal, arguments in (
            ("0.3", ["--help"]),
            ("0.8", ["run", "dprk-2006-07", "--seed", "1"]),
            ("5.0", ["demo"]),
        ):
            print(f"  turtlebay {' '.join(arguments):<36} {wall(*arguments, folder=folder):6.2f} s  (goal {goal} s)")
