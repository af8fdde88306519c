"""`make fuzz N=...`: hostile input by the thousand. A fault leaves a small file that says how to see it again."""

import argparse
import signal
import subprocess
import sys
from pathlib import Path
from random import SystemRandom

from tests.fuzz.campaign import FUZZERS, SHARES, Asked, Count, numbers, played


def main() -> int:
    """Run the fuzzers named, all of them unless some are; 1 where there was a fault, 130 after Ctrl-C."""
    asked = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    asked.add_argument("fuzzers", nargs="*", choices=[[], *FUZZERS], help="which; all if left out")
    asked.add_argument(
        "-n", type=int, default=1000,
        help="cases of each fuzzer named, 0 for all; if none is named, mutated files, and others in proportion",
    )  # fmt: skip
    asked.add_argument("--seed", type=int, default=SystemRandom().randrange(10**9))
    asked.add_argument("--first", type=int, default=0, help="number of the first case, to go on where it was")
    asked.add_argument("--jobs", type=int, default=1, help="processes")
    asked.add_argument("--out", type=Path, default=Path("fuzz-faults"), help="where faults are written to")
    said = asked.parse_args()
    wanted = dict.fromkeys(said.fuzzers, said.n) if said.fuzzers else numbers(SHARES, said.n)
    for number in (signal.SIGINT, signal.SIGTERM):  # also where a shell started it in the background
        signal.signal(number, signal.default_int_handler)
    table: list[Count] = []
    code = 0
    for kind, number in wanted.items():
        counted = Count(Asked(kind, said.seed, said.first, number, max(1, said.jobs), said.out))
        table.append(counted)
        try:
            played(counted, _say)
        except KeyboardInterrupt:
            code = 130
            break
    _say(f"\nCommit {_commit()}", *(counted.row() for counted in table))
    return code or (1 if any(counted.faults for counted in table) else 0)


def _say(*lines: str) -> None:
    print(*lines, sep="\n", flush=True)


def _commit() -> str:
    """The commit that was tried."""
    words = ["git", "-C", str(Path(__file__).parent), "describe", "--always", "--dirty"]
    return subprocess.run(words, capture_output=True, text=True, check=False).stdout.strip() or "unknown"


if __name__ == "__main__":
    sys.exit(main())
