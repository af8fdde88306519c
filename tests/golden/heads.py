"""Pinned heads: recipes as plain data in heads.json, each with the run id and head that it must give.

A new recipe is a new line of heads.json without `run` and `head`: `python -m tests.golden.renew` fills them in.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import sim
from sim.engine.run import Run
from sim.scenario.canon import entry_from_plain
from tests.kit import scenario

PATH = Path(__file__).parent / "heads.json"

Pin = Mapping[str, Any]
"""case, seed, sets and without; interventions: one after the other as [at, sets, drops, inserts, luck], the drops by
the seq they have in the run that is forked; run: its id; head: the hash of its last event.
"""


def pins() -> list[Pin]:
    """Every pinned recipe, in the order of the file."""
    found: list[Pin] = json.loads(PATH.read_text(encoding="utf-8"))
    return found


def play(pin: Pin) -> Run:
    """The run of a recipe, played now."""
    run = sim.run(scenario(pin["case"], tuple(map(tuple, pin["sets"])), tuple(pin["without"])), pin["seed"])
    for at, sets, drops, inserts, luck in pin["interventions"]:
        pairs = [(path, value) for path, value in sets]
        run = sim.fork(run, at, pairs, drops=drops, inserts=[entry_from_plain(each) for each in inserts], luck=luck)
    return run


def renewed(pin: Pin) -> Pin:
    """The pin with what its recipe gives now."""
    run = play(pin)
    return {**pin, "run": run.id, "head": run.head}


def text_of(found: Sequence[Pin]) -> str:
    """The file: a recipe a line, so that a change of one shows as one line."""
    return "[\n" + ",\n".join(json.dumps(pin, ensure_ascii=False) for pin in found) + "\n]\n"
