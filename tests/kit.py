"""Helpers for tests: the real scenarios loaded once, their runs made once, events made by hand, real subprocesses."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

import sim
from sim.engine.run import Recipe, Run, recipe_of
from sim.engine.scenario import Scenario
from sim.engine.world import Intervention
from sim.scenario.canon import canonical_json
from sim.store.record import chain, data_of, line_of
from sim.vocabulary.events import Event, Origin, OutcomeReached, Payload, RunStarted

ROOT = Path(__file__).parent.parent
SCENARIOS = ROOT / "scenarios"
EPISODES = SCENARIOS / "episodes"
CASES = ["dprk-2006-07", "dprk-2006-10", "dprk-2009-04", "dprk-2022-05"]
"""The cases that are coded number by number; those in short files are the episodes."""

JULY = "dprk-2006-07"

PATIENCE = 300.0
"""Seconds after which a process is given up that hangs: no test waits so long, however loaded the machine."""

Sets = tuple[tuple[str, str], ...]


@cache
def scenario(name: str = JULY, sets: Sets = (), without: tuple[str, ...] = ()) -> Scenario:
    """A real scenario, read once, with overrides."""
    return scenario(name).vary(sets, without) if sets or without else sim.load(file_of(name))


def file_of(name: str) -> Path:
    """The file of a case or of an episode."""
    return (SCENARIOS if name in CASES else EPISODES) / f"{name}.yaml"


@cache
def run_of(name: str = JULY, seed: int = 1, sets: Sets = (), without: tuple[str, ...] = ()) -> Run:
    """A run of a real scenario, made once a worker."""
    return sim.run(scenario(name, sets, without), seed)


def runs_of(name: str, seeds: int, sets: Sets = (), without: tuple[str, ...] = ()) -> list[Run]:
    """Runs of seeds 1 to `seeds`."""
    return [run_of(name, seed, sets, without) for seed in range(1, seeds + 1)]


def launches(name: str = JULY) -> tuple[str, ...]:
    """The ids of all launches of a case's timeline."""
    return tuple(entry.id for entry in scenario(name).case.timeline if entry.id.startswith("launch-"))


def event(payload: Payload, seq: int = 0, t: int = 0, actor: str = "UNSC", **more: Any) -> Event:
    """One event made by hand."""
    fields = {"target": "", "origin": str(Origin.EMERGENT), "cause": None, "decision": "", "source": "", **more}
    return Event(seq, t, payload, actor, **fields)


def made_run(scenario: Scenario, acts: Sequence[tuple[str, Payload]]) -> Run:
    """A run made by hand of (actor, payload) pairs, a minute apart, properly chained."""
    events = [event(payload, seq, seq, actor) for seq, (actor, payload) in enumerate(acts)]
    lines = [line_of(each) for each in events]
    return Run(Recipe(scenario), 1, events, lines, chain(lines))


def leaves(value: Any) -> Iterator[Any]:
    """Everything that a plain value holds, keys included."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from leaves(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from leaves(inner)
    else:
        yield value


def python(code: str, *arguments: object, interpreter: str = sys.executable, **environment: str) -> str:
    """What a Python program prints, run in a process of its own with this checkout importable."""
    done = subprocess.run(
        [interpreter, "-c", code, *map(str, arguments)],
        env=child_environment(**environment),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def child_environment(**more: str) -> dict[str, str]:
    """The environment of this process with the checkout first on the path."""
    return {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1", **more}


def wait_for(met: Callable[[], bool]) -> None:
    """Wait until something holds. There is no shorter limit: a loaded machine may be late."""
    end = time.monotonic() + PATIENCE
    while not met():
        assert time.monotonic() < end, "it never came to that"
        time.sleep(0.01)


def chromium() -> str:
    """The path of a Chromium or Chrome; a test that needs one is skipped where there is none."""
    found = filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome")))
    return next(found, None) or pytest.skip("no chromium, chromium-browser or google-chrome on the path")


def words(lines: Sequence[str]) -> str:
    """Lines as one text, for messages."""
    return "\n".join(lines)


def replay(
    scenario: Scenario,
    seed: int,
    interventions: Sequence[Intervention] = (),
    expected: Sequence[str] = (),
    parent: str = "",
) -> Run:
    """Play a recipe with interventions, checking every line against the expected ones."""
    recipe, number = recipe_of(scenario, seed, interventions)
    return recipe.run(number, expected=expected, parent=parent)


def run_id(started: RunStarted) -> str:
    """The id of a run without interventions, worked out from its first event alone."""
    return sha256(canonical_json([data_of(started)]).encode()).hexdigest()[:12]


def reached(run: Run) -> OutcomeReached | None:
    """What the last event that names an outcome says."""
    found = [event.payload for event in run.events if isinstance(event.payload, OutcomeReached)]
    return found[-1] if found else None
