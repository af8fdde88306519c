"""Moments: the beginning that futures share is played once, and the futures are what they would be without it."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import attrs
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import sim
from sim.engine.run import MOMENTS, MOMENTS_KEPT, Recipe, Run
from sim.engine.world import NonDeterminism, World
from sim.rules.crisis import Crisis, Draft, Mediation
from sim.rules.setting import Setting
from tests.engine.test_fork import random_run
from tests.kit import CASES, JULY, run_of, scenario


def played(recipe: Recipe, luck: int) -> World:
    """A run with interventions in a world of its own, played from event 0."""
    world = World(recipe.scenario.setting, recipe.started(luck))
    for each in recipe._turned(luck):
        world.play(each.after)
        world.change(each.change)
    world.play()
    return world


def changed(run: Run, at: int, how: str) -> Recipe:
    """The futures of a run after event `at`: with a changed position, without the next act, or with new luck alone."""
    if how == "set":
        return run.what_if(at, ((f"{run.scenario.setting.members[0]}.legal_force", "40"),))
    acts = [event for event in run.events[at + 1 : at + 2] if event.actor not in ("", "UNSC")]
    droppable = [event.seq for event in acts if event.type != "ActWithheld" and not getattr(event.payload, "entry", "")]
    return run.what_if(at, drops=droppable if how == "drop" else ())


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(number=st.integers(0, 999), data=st.data())
def test_futures_of_a_moment_are_the_forks_played_from_the_start(number: int, data: st.DataObject) -> None:
    """At any event of any run, within a decision and within a roll call too, byte for byte; of a fork's forks as well.

    A future leaves nothing behind for the next one.
    """
    run = random_run(number)
    for _ in range(2):
        at = data.draw(st.integers(run.forked_after + 1, len(run.events) - 1))
        recipe = changed(run, at, data.draw(st.sampled_from(("luck", "set", "drop"))))
        for luck in (3, 0, 4, 3):
            future = recipe.run(luck)
            alone = played(recipe, luck).recorder
            assert list(future.lines) == alone.lines
            assert list(future.hashes) == alone.hashes
            assert list(future.events) == alone.events
        run = future


@pytest.mark.parametrize("name", CASES)
def test_futures_of_shipped_cases_are_the_forks_played_from_the_start(name: str) -> None:
    """Of drawn runs too."""
    for run in (run_of(name, 2), sim.run(scenario(name), 2, drawn=True)):
        for at in range(0, len(run.events), 29):
            recipe = changed(run, at, "drop")
            assert [recipe.run(luck).head for luck in (1, 2)] == [
                played(recipe, luck).recorder.hashes[-1] for luck in (1, 2)
            ]


def mutable(value: Any) -> Iterator[Any]:
    """All that could be changed in place within a value: what has no hash. Arrays are made anew, and left out."""
    if isinstance(value, Setting | np.ndarray):
        return
    if type(value).__hash__ is None:
        yield value
    if isinstance(value, dict):
        inner = [*value.keys(), *value.values()]
    elif isinstance(value, list | set | tuple):
        inner = list(value)
    elif isinstance(value, Crisis):
        inner = list(vars(value).values())
    elif isinstance(value, Draft | Mediation):
        inner = [getattr(value, field.name) for field in attrs.fields(type(value))]
    else:
        return  # a payload, a belief, a number: a new one takes its place
    for each in inner:
        yield from mutable(each)


@pytest.mark.parametrize("name", CASES)
def test_a_copied_state_shares_nothing_that_changes(name: str) -> None:
    """At no event of a run: whatever is folded into the copy, the state it was copied from stays as it was."""
    run = run_of(name, 1)
    for at in range(0, len(run.events), 7):
        state = run.state_at(at)
        own = {id(each) for each in mutable(state)}
        shared = [each for each in mutable(state.copy()) if id(each) in own]
        assert [each for each in shared if each is not state._no_pulls and not is_pulls(state, each)] == []


def is_pulls(state: Crisis, value: Any) -> bool:
    """Whether a list is what talks hold an actor by: a new one takes its place, and nothing is put into it."""
    return any(value is pulls for _, pulls in state._pulls.values())


def test_the_moments_kept_are_few() -> None:
    """The oldest goes first."""
    run = sim.run(sim.load(JULY), 1)
    for at in range(30, 30 + 2 * MOMENTS_KEPT):
        run.what_if(at).run(1)
    kept = run.scenario.shared[MOMENTS]
    assert [after for _, after in kept] == list(range(30 + MOMENTS_KEPT, 30 + 2 * MOMENTS_KEPT))


def test_a_moment_serves_all_changes_that_are_made_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """With a link and without it, with any luck: event 0 is recorded once."""
    run = sim.run(sim.load(JULY), 1)
    begun: list[str] = []
    known = World.play
    monkeypatch.setattr(
        World, "play", lambda world, to=None: (begun.append("") if world.state.seq < 0 else None, known(world, to))
    )
    for recipe in (run.what_if(60), changed(run, 60, "set"), changed(run, 60, "drop")):
        for luck in (1, 2, 3):
            recipe.run(luck)
    assert len(begun) == 1


def test_a_moment_is_checked_against_the_lines_that_are_expected() -> None:
    """Whoever asks for a fork learns where the run is not what its recipe gives, whatever was played before."""
    run = sim.run(sim.load(JULY), 1)
    recipe = run.what_if(60)
    recipe.run(1)
    lines = [*run.lines[:40], run.lines[40].replace('"t":', '"t":9'), *run.lines[41:61]]
    with pytest.raises(NonDeterminism) as caught:
        recipe.run(2, expected=lines)
    assert caught.value.seq == 40


def test_a_listener_hears_the_beginning_of_a_future() -> None:
    """It is told of every event, those before the moment included, and once each."""
    run = sim.run(sim.load(JULY), 1)
    recipe = run.what_if(60)
    for luck in (1, 2):
        heard: list[str] = []
        made = recipe.run(luck, listener=lambda event, line, h, heard=heard: heard.append(line))  # type: ignore[misc]
        assert heard == list(made.lines)


def test_futures_in_several_threads_do_not_disturb_each_other() -> None:
    """One moment serves them all."""
    run = sim.run(sim.load(JULY), 1)
    recipes = [run.what_if(at) for at in (50, 70, 90)]
    asked = [(recipe, luck) for luck in range(1, 5) for recipe in recipes]
    with ThreadPoolExecutor(4) as threads:
        heads = list(threads.map(lambda each: each[0].run(each[1]).head, asked))
    assert heads == [played(recipe, luck).recorder.hashes[-1] for recipe, luck in asked]
