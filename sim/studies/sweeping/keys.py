"""The name of a run's recipe but for its seed: what a run is kept under, whichever command played it."""

from collections.abc import Sequence
from hashlib import sha256
from typing import Any

import attrs

from sim.engine.run import MODEL, Scenario
from sim.experiment.designs import Draw, Sets
from sim.scenario.canon import canonical_json

Root = Sequence[Any]
"""What every recipe of a scenario begins with: its id and digest, the digest of the parameters, the model."""


def root_of(scenario: Scenario) -> Root:
    """The beginning of a scenario's recipes, its overrides left out."""
    plain = Scenario(scenario.base, like=scenario).started(0)
    return [plain.scenario, plain.scenario_digest, plain.parameters_digest, MODEL]


def recipe_key(root: Root, sets: Sets, without: Sequence[str], draws: Sequence[Draw] = ()) -> str:
    """The name of a recipe. sets: all overrides in order, every path in its one spelling (`Scenario.spelled`)."""
    return hashed([*root, sets, without, [attrs.asdict(draw) for draw in draws]])


def hashed(parts: Sequence[Any]) -> str:
    """The hash of some values, by their canonical JSON."""
    return sha256(canonical_json(list(parts)).encode()).hexdigest()
