"""Write the golden files anew: `python -m tests.golden.renew`, after a change that is meant to change bytes.

`python -m tests.golden.renew json` writes the pinned answers only, which may change where events do not, and
`python -m tests.golden.renew pages` the pinned pages only.
"""

import sys
import tempfile
from pathlib import Path

import sim
from sim.store.record import with_hash
from tests.golden import answers, heads, pages

ROOT = Path(__file__).parent.parent.parent
CASE = "dprk-2006-07"
SEED = 1
PATH = Path(__file__).parent / f"{CASE}-seed-{SEED}.jsonl"


def golden() -> str:
    """The golden run as it is now: its canonical events with their hashes, one a line."""
    run = sim.run(sim.load(ROOT / "scenarios" / f"{CASE}.yaml"), SEED)
    return "".join(with_hash(line, h) + "\n" for line, h in zip(run.lines, run.hashes, strict=True))


def renew_answers() -> None:
    """Write what every command answers now; of those that cannot be asked here the pins stay."""
    pinned = answers.pinned()
    with tempfile.TemporaryDirectory() as folder:
        found = answers.answers(Path(folder))
    for name in answers.elsewhere() & set(pinned):
        found[name], found["exit-codes"][name] = pinned[name], pinned["exit-codes"][name]
    for name in set(pinned) - set(found):
        (answers.FOLDER / f"{name}.json").unlink()
    for name, value in found.items():
        (answers.FOLDER / f"{name}.json").write_text(answers.text_of(value), encoding="utf-8")


if __name__ == "__main__":
    asked = sys.argv[1:]
    if not asked:
        PATH.write_text(golden(), encoding="utf-8")
        heads.PATH.write_text(heads.text_of([heads.renewed(pin) for pin in heads.pins()]), encoding="utf-8")
    if asked != ["pages"]:
        renew_answers()
    if asked != ["json"]:
        pages.renew()
