"""`make fuzz N=...`: hostile input by the thousand. A fault leaves a small file that says how to see it again."""

import argparse
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from random import Random, SystemRandom
from typing import Final

from tests.fuzz import Fuzzer, store

FUZZERS: Final[Mapping[str, Fuzzer]] = {"store": store.tries}


def main() -> int:
    """Run the fuzzers named, all of them unless some are; 1 where there was a fault."""
    asked = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    asked.add_argument("fuzzers", nargs="*", choices=[[], *FUZZERS], help="which; all if left out")
    asked.add_argument("-n", type=int, default=1000, help="cases of each; 0 for all there are")
    asked.add_argument("--seed", type=int, default=SystemRandom().randrange(10**9))
    asked.add_argument("--out", type=Path, default=Path("fuzz-faults"), help="where faults are written to")
    said = asked.parse_args()
    return 1 if sum(faults(name, said.seed, said.n, said.out) for name in said.fuzzers or FUZZERS) else 0


def faults(name: str, seed: int, number: int, out: Path) -> int:
    """How many cases of one fuzzer went wrong."""
    print(f"{name}: {number or 'all'} cases, seed {seed}", flush=True)
    wrong = count = 0
    began = said = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        for count, tried in enumerate(FUZZERS[name](Path(folder), Random(f"{name} {seed}"), number), 1):
            if tried.fault:
                wrong += 1
                out.mkdir(exist_ok=True)
                file = out / f"{name}-{seed}-{count}.txt"
                again = f"python -m tests.fuzz {name} -n {number} --seed {seed}: case {count}"
                file.write_text(f"{again}\n{tried.fault}\n", encoding="utf-8")
                print(f"{name}: case {count}: {tried.fault.splitlines()[0]}: {file}", flush=True)
            if time.monotonic() - said > 30:
                said = time.monotonic()
                print(f"{name}: {count} cases, {wrong} went wrong, {said - began:.0f} s", flush=True)
    print(f"{name}: {count} cases, seed {seed}: {wrong} went wrong, {time.monotonic() - began:.0f} s", flush=True)
    return wrong


if __name__ == "__main__":
    sys.exit(main())
