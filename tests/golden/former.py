"""Runs as model 3 made them: the recipes of now with every mend switched off, and their lines as they were written."""

import json
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import attrs

from sim.engine.run import Run
from sim.scenario.canon import canonical_json, digest
from sim.scenario.overrides import FILLED_IN
from sim.scenario.parameters import table
from sim.vocabulary.case import Case
from tests.golden import heads
from tests.kit import Sets

GOLDEN: Final = Path(__file__).parent / "model-3-dprk-2006-07-seed-1.jsonl"
"""The golden run of model 3, to the byte."""

PINS: Final[list[heads.Pin]] = json.loads((GOLDEN.parent / "model-3-heads.json").read_text(encoding="utf-8"))
"""The pinned recipes of model 3, with their heads."""

OFF: Final[Sets] = tuple((name, "0") for name in table() if name.startswith("rule.") and name not in FILLED_IN)
"""Every rule that can be switched off in a run switched off."""

SINCE: Final = (
    "memory_step", "closed_half_life", "closed_prior", "precedent_half_life", "precedent_years", "precedent_prior",
    "precedent_pull", "protector_affinity", "record_affinity", "record_fading", "record_years", "tabling_worth",
    "press_effort", "presidential_effort", "floor_text", "floor_record",
    "drafting_safeguards", "drafting_weapons", "drafting_force", "drafting_spread", "drafting_haste",
    "attention_half_life", "spot_silence_hours", "amend_worth", "words_share", "emergency_pressure",
    "divided_join", "record_unheard", "deadline_cost", "deadline_lead_days",
)  # fmt: skip
"""Parameters that model 3 did not have, beside the switches."""


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
        if model == 3:
            event["data"]["scenario_digest"] = digest(case_then(run.scenario.base))
    return canonical_json(event)


def case_then(case: Case) -> Case:
    """A case as model 3 had it: without its file, what came before, and how near its members are to the provoker.

    The history of May 2022 did not hold the text that fell, nor who voted how.
    """
    actors = {code: attrs.evolve(actor, affinity=None, group="") for code, actor in case.actors.items()}
    history = case.history
    if history is not None and case.id == "dprk-2022-05":
        checks = tuple(check for check in history.checks if check.id not in ("votes", "eased"))
        history = attrs.evolve(history, text=None, votes={}, checks=checks)
    return attrs.evolve(case, file="", memory=(), motive=None, region=None, actors=actors, history=history)


def table_then(run: Run, without: tuple[str, ...] = ()) -> str:
    """The digest of a run's parameters, without the switches and what came with them."""
    values: Mapping[str, float] = run.scenario.setting.parameters
    then = {
        name: repr(float(value))
        for name, value in values.items()
        if not name.startswith(("rule.", "draw_")) and name not in (*SINCE, *without)
    }
    return sha256(canonical_json(then).encode()).hexdigest()
