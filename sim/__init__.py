"""Turtlebay: replay a diplomatic crisis at the UN Security Council as timed events, and see what might have come of it.

import sim
run = sim.run(sim.load("scenarios/dprk-2006-07.yaml"), seed=1)
run.outcome.form

What an event holds is found by its class, and a type checker knows its fields:

for event in run.events:
    match event.payload:
        case sim.events.VetoThreatened(draft=draft, crossed=crossed):
            print(event.actor, draft, crossed)
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from sim.vocabulary.shown import show_with

if TYPE_CHECKING:
    from sim.engine.loading import load
    from sim.engine.run import Recipe, Run, fork, run
    from sim.engine.scenario import Scenario
    from sim.experiment.archive import save
    from sim.experiment.names import recall
    from sim.experiment.play import Experiment, play
    from sim.experiment.sweep import Sweep, sweep
    from sim.experiment.verify import verify, verify_sweep
    from sim.questions.baselines import baselines
    from sim.questions.compare.attribution import attribute
    from sim.questions.compare.study import compare
    from sim.questions.compare.sweeps import compare_sweeps
    from sim.questions.count import Count, count
    from sim.questions.explain.study import explain
    from sim.questions.export.study import export
    from sim.questions.files import cases, check
    from sim.questions.fork import Futures, futures
    from sim.questions.run import Match, match
    from sim.questions.runs import stored
    from sim.questions.seat.study import Seat, sit
    from sim.questions.sensitivity import sensitivity
    from sim.questions.tip.curve import tip
    from sim.questions.tip.levers import levers
    from sim.questions.tip.table import assumptions, tip_all
    from sim.questions.tip.together import tip_against, tip_pair
    from sim.rules.crisis import Crisis
    from sim.scenario.problems import ScenarioError
    from sim.store.store import opened as open_store
    from sim.vocabulary import events
    from sim.vocabulary.events import Event
    from sim.vocabulary.outcome import Outcome
    from sim.vocabulary.problems import TurtlebayError

__version__ = "0.2.0"

_HOMES = {
    "Count": "sim.questions.count",
    "Crisis": "sim.rules.crisis",
    "Event": "sim.vocabulary.events",
    "Experiment": "sim.experiment.play",
    "Futures": "sim.questions.fork",
    "Match": "sim.questions.run",
    "Outcome": "sim.vocabulary.outcome",
    "Recipe": "sim.engine.run",
    "Run": "sim.engine.run",
    "Scenario": "sim.engine.scenario",
    "ScenarioError": "sim.scenario.problems",
    "Seat": "sim.questions.seat.study",
    "Sweep": "sim.experiment.sweep",
    "TurtlebayError": "sim.vocabulary.problems",
    "assumptions": "sim.questions.tip.table",
    "attribute": "sim.questions.compare.attribution",
    "baselines": "sim.questions.baselines",
    "cases": "sim.questions.files",
    "check": "sim.questions.files",
    "compare": "sim.questions.compare.study",
    "compare_sweeps": "sim.questions.compare.sweeps",
    "count": "sim.questions.count",
    "events": "sim.vocabulary.events:",
    "explain": "sim.questions.explain.study",
    "export": "sim.questions.export.study",
    "fork": "sim.engine.run",
    "futures": "sim.questions.fork",
    "levers": "sim.questions.tip.levers",
    "load": "sim.engine.loading",
    "match": "sim.questions.run",
    "open_store": "sim.store.store:opened",
    "play": "sim.experiment.play",
    "recall": "sim.experiment.names",
    "run": "sim.engine.run",
    "save": "sim.experiment.archive",
    "sensitivity": "sim.questions.sensitivity",
    "sit": "sim.questions.seat.study",
    "stored": "sim.questions.runs",
    "sweep": "sim.experiment.sweep",
    "tip": "sim.questions.tip.curve",
    "tip_against": "sim.questions.tip.together",
    "tip_all": "sim.questions.tip.table",
    "tip_pair": "sim.questions.tip.together",
    "verify": "sim.experiment.verify",
    "verify_sweep": "sim.experiment.verify",
}
"""Each public name and the module it is in; behind a colon its name there, or nothing for the module itself."""

PAGES = {
    "sim.engine.run.Run": "sim.questions.run.page",
    "sim.engine.scenario.Scenario": "sim.questions.scenario.page",
    "sim.experiment.sweep.Sweep": "sim.questions.sweep.sweep_page",
    "sim.questions.files.Cases": "sim.questions.files.cases_page",
    "sim.questions.files.Checked": "sim.questions.files.check_page",
    "sim.questions.compare.attribution.Attribution": "sim.questions.compare.page.attribution_page",
    "sim.questions.compare.study.Comparison": "sim.questions.compare.page.comparison_page",
    "sim.questions.compare.sweeps.SweepComparison": "sim.questions.compare.sweeps_page.page",
    "sim.questions.count.Count": "sim.questions.count.page",
    "sim.questions.explain.study.Explanation": "sim.questions.explain.page.page",
    "sim.questions.fork.Futures": "sim.questions.fork.futures_page",
    "sim.questions.run.Match": "sim.questions.run.match_page",
    "sim.questions.runs.Stored": "sim.questions.runs.page",
    "sim.questions.seat.after.After": "sim.questions.seat.page.after_page",
    "sim.questions.seat.study.Seat": "sim.questions.seat.page.page",
    "sim.questions.sensitivity.Sensitivity": "sim.questions.sensitivity.page",
    "sim.questions.tip.together.Against": "sim.questions.tip.page.against_page",
    "sim.questions.tip.curve.Tip": "sim.questions.tip.page.curve_page",
    "sim.questions.tip.levers.Levers": "sim.questions.tip.page.levers_page",
    "sim.questions.tip.together.Pair": "sim.questions.tip.page.pair_page",
    "sim.questions.tip.table.Table": "sim.questions.tip.page.table_page",
    "sim.rules.crisis.Crisis": "sim.questions.state.page",
    "sim.vocabulary.outcome.Outcome": "sim.questions.outcome.page",
}
"""Each public type and the page that a notebook shows of it, both by name, so that neither is imported before."""

__all__ = [
    "Count", "Crisis", "Event", "Experiment", "Futures", "Match", "Outcome", "Recipe", "Run", "Scenario",
    "ScenarioError", "Seat", "Sweep", "TurtlebayError", "assumptions", "attribute", "baselines", "cases",
    "check", "compare", "compare_sweeps", "count", "events", "explain", "export", "fork", "futures", "levers",
    "load", "match", "open_store", "play", "recall", "run", "save", "sensitivity", "sit", "stored", "sweep",
    "tip", "tip_against", "tip_all", "tip_pair", "verify", "verify_sweep",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used: `turtlebay --help` needs none of them."""
    if name not in _HOMES:
        raise AttributeError(f"module 'sim' has no attribute {name!r}")
    home, colon, named = _HOMES[name].partition(":")
    module = import_module(home)
    value = module if colon and not named else getattr(module, named or name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*__all__, *(name for name in globals() if name.startswith("__"))})


def _drawn(value: object) -> str | None:
    html: str | None = import_module("sim.pages").repr_html(value, PAGES)
    return html


show_with(_drawn)
