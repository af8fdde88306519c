"""Runs as model 3 made them: the recipes of now with every mend switched off, and their lines as they were written."""

import json
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from sim.engine.run import Run
from sim.scenario.canon import canonical_json
from sim.scenario.parameters import table
from tests.golden import heads
from tests.kit import Sets

GOLDEN: Final = Path(__file__).parent / "model-3-dprk-2006-07-seed-1.jsonl"
"""The golden run of model 3, to the byte."""

PINS: Final[list[heads.Pin]] = json.loads((GOLDEN.parent / "model-3-heads.json").read_text(encoding="utf-8"))
"""The pinned recipes of model 3, with their heads."""

OFF: Final[Sets] = tuple((name, "0") for name in table() if name.startswith("rule."))
"""Every mend switched off."""


def play(pin: heads.Pin) -> Run:
    """The run of a pinned recipe with every mend switched off."""
    return heads.play({**pin, "sets": [*OFF, *pin["sets"]]})


def line_then(run: Run, line: str, model: int = 3, without: tuple[str, ...] = ()) -> str:
    """The canonical line of an event as model 3 wrote it: with its own number, its own table, and no switches.

    without: parameters that an even older model did not have.
    """
    event: dict[str, Any] = json.loads(line)
    if event["type"] == "RunStarted":
        event["data"] |= {
            "model": model,
            "sets": [pair for pair in event["data"]["sets"] if tuple(pair) not in OFF],
            "parameters_digest": table_then(run, without),
        }
    return canonical_json(event)


def table_then(run: Run, without: tuple[str, ...] = ()) -> str:
    """The digest of a run's parameters, without the switches."""
    values: Mapping[str, float] = run.scenario.setting.parameters
    then = {
        name: repr(float(value))
        for name, value in values.items()
        if not name.startswith("rule.") and name not in without
    }
    return sha256(canonical_json(then).encode()).hexdigest()
