"""Write the golden run anew: `python -m tests.golden.renew`, after a change that is meant to change bytes."""

from pathlib import Path

import sim
from sim.runs.record import with_hash

ROOT = Path(__file__).parent.parent.parent
CASE = "dprk-2006-07"
SEED = 1
PATH = Path(__file__).parent / f"{CASE}-seed-{SEED}.jsonl"


def golden() -> str:
    """The golden run as it is now: its canonical events with their hashes, one a line."""
    run = sim.run(sim.load(ROOT / "scenarios" / f"{CASE}.yaml"), SEED)
    return "".join(with_hash(line, h) + "\n" for line, h in zip(run.lines, run.hashes, strict=True))


if __name__ == "__main__":
    PATH.write_text(golden(), encoding="utf-8")
