"""Errors that are the asker's to mend have one base, pickle, and end a command with exit code 2."""

import pickle

import pytest

import sim
from sim.engine.intervention import ForkError
from sim.scenario.problems import Problem
from sim.store.record import BrokenChain
from sim.store.store import StoreError


@pytest.mark.parametrize(
    "error",
    [
        StoreError("no run"),
        BrokenChain("event 3 was changed", 3),
        ForkError("no such event"),
        sim.ScenarioError([Problem("a.yaml", 1, 2, "", "x", "is wrong")]),
    ],
    ids=lambda error: type(error).__name__,
)
def test_an_error_is_one_of_the_base_and_survives_pickling(error: Exception) -> None:
    """Workers send them home."""
    assert isinstance(error, sim.TurtlebayError)
    assert str(pickle.loads(pickle.dumps(error))) == str(error)


def test_one_clause_catches_whatever_was_asked_wrongly() -> None:
    """A file that is not there, a path that names nothing, an event that a run does not have."""
    run = sim.run(sim.load("dprk-2009-04"))
    for wrong in (
        lambda: sim.load("dprk-2009-04").vary([("CHN.legal_forc", "60")]),
        lambda: run.fork(9999, {"CHN.legal_force": 60}),
        lambda: sim.stored("nowhere/at-all.db"),
    ):
        with pytest.raises(sim.TurtlebayError):
            wrong()
