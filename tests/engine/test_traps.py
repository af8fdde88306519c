"""Traps of SimPy and of processes: exceptions keep what they say, wherever they come from and go to."""

import pickle
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pytest

import sim
from sim.engine.run import Recipe
from sim.engine.world import ForkNotReached, Intervention, NonDeterminism, World
from sim.rules import decide
from sim.scenario.problems import Problem, ScenarioError
from sim.store.record import BrokenChain, BrokenRecord
from sim.store.store import StoreError
from sim.vocabulary import events as e
from tests.kit import replay, scenario

EXCEPTIONS = [
    NonDeterminism(7, "expected line", "actual line"),
    ForkNotReached(99, 12),
    ScenarioError([Problem("a.yaml", 3, 4, "actors.CHN", "x", "wrong", "right", "y"), Problem("b", 1, 1, "", "", "")]),
    BrokenChain("event 5 was changed", 5),
    BrokenRecord("not an event"),
    StoreError("no store"),
]  # fmt: skip

BY_TYPE = pytest.mark.parametrize("exception", EXCEPTIONS, ids=lambda exception: type(exception).__name__)


@BY_TYPE
def test_an_exception_survives_pickling(exception: Exception) -> None:
    """Type, message and what it carries, or a worker's error would be a riddle."""
    back = pickle.loads(pickle.dumps(exception))
    assert (type(back), str(back), vars(back)) == (type(exception), str(exception), vars(exception))
    assert str(exception)


@BY_TYPE
def test_an_exception_can_be_made_again_from_its_arguments(exception: Exception) -> None:
    """SimPy raises a failed process's exception as type(e)(*e.args)."""
    again = type(exception)(*exception.args)
    assert (str(again), vars(again)) == (str(exception), vars(exception))


@BY_TYPE
def test_an_exception_raised_in_a_rule_comes_out_as_itself(
    exception: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Type and message are those of the rule's, and its traceback leads to the rule."""
    assert_surfaces(exception, monkeypatch)


@pytest.mark.parametrize(
    "exception", [KeyError("CHN"), ZeroDivisionError("by zero"), AssertionError(), KeyboardInterrupt()]
)
def test_a_bug_in_a_rule_comes_out_as_itself(exception: BaseException, monkeypatch: pytest.MonkeyPatch) -> None:
    """So do Python's own, and Ctrl-C."""
    assert_surfaces(exception, monkeypatch)


def assert_surfaces(exception: BaseException, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run with a rule that raises; hold what comes out against what was raised."""

    def broken_rule(*_: object) -> None:
        raise exception

    monkeypatch.setitem(decide.RULES, "session", broken_rule)  # type: ignore[arg-type]
    with pytest.raises(type(exception)) as caught:
        sim.run(scenario(), 1)
    assert type(caught.value) is type(exception)
    assert str(caught.value) == str(exception)
    seen, names = caught.value, []
    while seen is not None:
        trace = seen.__traceback__
        while trace is not None:
            names.append(trace.tb_frame.f_code.co_name)
            trace = trace.tb_next
        seen = seen.__cause__ or seen.__context__  # type: ignore[assignment]
    assert "broken_rule" in names


def test_what_was_recorded_before_a_bug_is_still_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """The events so far can be kept aside."""

    def broken_rule(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setitem(decide.RULES, "session", broken_rule)  # type: ignore[arg-type]
    world = World(scenario().setting, Recipe(scenario()).started(1))
    with pytest.raises(ZeroDivisionError):
        world.play()
    kinds = [event.type for event in world.recorder.events]
    assert kinds[0] == "RunStarted"
    assert len(world.recorder.lines) == len(world.recorder.hashes) == len(kinds) > 20


def test_an_intervention_with_a_path_that_does_not_fit_is_a_scenario_error() -> None:
    """It is raised where the intervention lands, inside SimPy, and keeps its problems."""
    change = e.InterventionMade([["CHN.legal_forse", "3"]], [], [], 0)
    with pytest.raises(ScenarioError, match="legal_force") as caught:
        replay(scenario(), 1, (Intervention(70, change),))
    assert len(caught.value.problems) == 1


def head_of(seed: int) -> str:
    """For worker processes: the head of a run of July 2006."""
    return sim.run(scenario(), seed).head


@pytest.mark.slow
def test_runs_in_worker_processes_are_the_runs_of_this_one() -> None:
    """Spawned workers, as on every platform, give the same heads."""
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        heads = list(pool.map(head_of, [1, 2, 3]))
    assert heads == [head_of(seed) for seed in (1, 2, 3)]


def test_a_run_is_over_when_its_state_says_so_and_not_when_the_heap_is_empty() -> None:
    """Alarms that came to nothing do not prolong it: it ends 72 hours after a product."""
    run = sim.run(scenario(), 1)
    outcome = next(event for event in run.events if isinstance(event.payload, e.OutcomeReached))
    assert outcome.payload.form == "resolution"  # type: ignore[attr-defined]
    assert run.events[-1].t - outcome.t == 72 * 60
    assert run.events[-1].payload == e.RunEnded("after_product")


def test_unrecorded_runs_have_the_same_events() -> None:
    """Leaving out lines and hashes, for measuring, changes nothing else."""
    world = World(scenario().setting, Recipe(scenario()).started(1), keep_lines=False)
    world.play()
    recorder = world.recorder
    assert recorder.events == list(sim.run(scenario(), 1).events)
    assert recorder.lines == recorder.hashes == []
