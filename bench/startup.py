"""Short commands of this checkout against another's: CPU time of whole processes in turn, with what is stored.

Each command is given once before, so that bytecode, store and kept cases are there.
"""

import os
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

COMMANDS = (
    "run dprk-2006-07 --seed 1", "explain last", "compare first last", "log last", "state last --at 100", "--help",
)  # fmt: skip


def cpu(checkout: Path, folder: Path, words: str) -> float:
    """User and system seconds of one command."""
    where = {**os.environ, "PYTHONPATH": str(checkout), "OPENBLAS_NUM_THREADS": "1", "XDG_CACHE_HOME": str(folder)}
    where.pop("PYTHONDONTWRITEBYTECODE", None)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "turtlebay", *words.split()]
    subprocess.run(command, cwd=folder, env=where, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def report(other: Path, pairs: int = 13) -> None:
    """Print the median and the quartiles of the ratios, command by command."""
    this = Path(__file__).resolve().parents[1]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        cpu(this, folder, "run dprk-2006-07 --seed 1 --label first")
        cpu(this, folder, "run dprk-2006-07 --seed 2")
        for words in COMMANDS:
            cpu(this, folder, words)
            cpu(other, folder, words)
            ratios = [cpu(this, folder, words) / cpu(other, folder, words) for _ in range(pairs)]
            low, middle, high = statistics.quantiles(ratios, n=4)
            print(f"  turtlebay {words:<28} {middle:.2f} of the other's CPU time ({low:.2f} to {high:.2f})")


if __name__ == "__main__":
    report(Path(sys.argv[1]).resolve(), *(int(word) for word in sys.argv[2:3]))
