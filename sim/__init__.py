"""Turtlebay: replay a diplomatic crisis at the UN Security Council as timed events, and see what might have come of it.

import sim
run = sim.run(sim.load("scenarios/dprk-2006-07.yaml"), seed=1)
run.outcome.form
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.engine.loading import load
    from sim.engine.run import Recipe, Run, fork, run
    from sim.engine.scenario import Scenario
    from sim.experiment.sweep import sweep
    from sim.questions.baselines import baselines
    from sim.questions.compare.attribution import attribute
    from sim.questions.compare.study import compare
    from sim.questions.count import count
    from sim.questions.explain.study import explain
    from sim.questions.history import match
    from sim.questions.sensitivity import sensitivity
    from sim.questions.tip.against import tip_against
    from sim.questions.tip.curve import tip
    from sim.questions.tip.levers import levers
    from sim.questions.tip.pair import tip_pair
    from sim.questions.tip.table import assumptions, tip_all
    from sim.scenario.problems import ScenarioError

__version__ = "0.1.0"

_HOMES = {
    "Recipe": "sim.engine.run",
    "fork": "sim.engine.run",
    "Run": "sim.engine.run",
    "Scenario": "sim.engine.scenario",
    "ScenarioError": "sim.scenario.problems",
    "assumptions": "sim.questions.tip.table",
    "attribute": "sim.questions.compare.attribution",
    "baselines": "sim.questions.baselines",
    "compare": "sim.questions.compare.study",
    "count": "sim.questions.count",
    "levers": "sim.questions.tip.levers",
    "explain": "sim.questions.explain.study",
    "load": "sim.engine.loading",
    "match": "sim.questions.history",
    "run": "sim.engine.run",
    "sensitivity": "sim.questions.sensitivity",
    "tip": "sim.questions.tip.curve",
    "tip_against": "sim.questions.tip.against",
    "tip_all": "sim.questions.tip.table",
    "tip_pair": "sim.questions.tip.pair",
    "sweep": "sim.experiment.sweep",
}

__all__ = [
    "Recipe", "Run", "Scenario", "ScenarioError", "assumptions", "attribute", "baselines", "compare", "count",
    "explain", "fork", "levers", "load", "match", "run", "sensitivity", "sweep", "tip", "tip_against", "tip_all",
    "tip_pair",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used: `turtlebay --help` needs none of them."""
    if name not in _HOMES:
        raise AttributeError(f"module 'sim' has no attribute {name!r}")
    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
