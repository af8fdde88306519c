"""Runs into the store and out of it: plain ones, with overrides, and forks."""

import sqlite3
from pathlib import Path

import pytest

import sim
from sim.engine.run import Run
from sim.engine.world import Intervention
from sim.experiment import archive
from sim.experiment.verify import verify
from sim.store.store import Store, StoreError
from sim.vocabulary import events as e
from tests.kit import CASES, JULY, replay, run_of, scenario

LIFTED = e.InterventionMade([["CHN.legal_force.limit", "none"]], [], [], 0)
LATER = e.InterventionMade([["RUS.form", "90"]], [], [], 3)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """An empty store."""
    return Store(tmp_path / "runs.db")


def forked(parent: Run, after: int, change: e.InterventionMade) -> Run:
    """A fork as the store knows it: its parent named."""
    interventions = (*parent.interventions, Intervention(after, change))
    return replay(parent.scenario, parent.seed, interventions, parent.lines[: after + 1], parent=parent.id)


def assert_same(one: Run, other: Run) -> None:
    """Two runs that are the same run."""
    assert (one.id, one.head, one.seed, one.parent, one.interventions) == (
        other.id, other.head, other.seed, other.parent, other.interventions,
    )  # fmt: skip
    assert (list(one.events), list(one.lines), list(one.hashes)) == (
        list(other.events), list(other.lines), list(other.hashes),
    )  # fmt: skip
    assert one.outcome == other.outcome


RECIPES = [
    pytest.param(name, (), (), id=name) for name in CASES
] + [
    pytest.param(JULY, (("CHN.legal_force.limit", "none"), ("parameters.vote_noise", "2.5")), (), id="with overrides"),
    pytest.param(JULY, (), ("draft-1", "call-bush-roh"), id="without entries"),
    pytest.param(JULY, (("penholder", "none"),), (), id="without a penholder"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "sets", "without"), RECIPES)
def test_a_run_comes_back_from_the_store_as_it_was_and_verifies(
    store: Store, name: str, sets: tuple[tuple[str, str], ...], without: tuple[str, ...]
) -> None:
    """Events, hashes and recipe; and its re-execution from the stored scenario alone is byte-identical."""
    run = run_of(name, 3, sets, without)
    with store:
        archive.save(store, run)
        back = archive.recall(store, run.id)
        verdict = verify(store, run.id)
    assert_same(back, run)
    assert (verdict.ok, verdict.seq, verdict.run_id, verdict.events) == (True, None, run.id, len(run.events))
    assert sim.run(back.scenario, 3).head == run.head


def test_a_fork_comes_back_whole_and_verifies(store: Store) -> None:
    """Its own part is all that is stored; its parent's prefix is stitched in front."""
    parent = run_of()
    fork = forked(parent, 80, LIFTED)
    with store:
        archive.save(store, parent)
        archive.save(store, fork, "lifted")
        back = archive.recall(store, "lifted")
        verdicts = [verify(store, run.id) for run in (parent, fork)]
    assert_same(back, fork)
    assert [verdict.ok for verdict in verdicts] == [True, True]
    rows = dict(sqlite3.connect(store.path).execute("SELECT run, count(*) FROM events GROUP BY run").fetchall())
    assert rows == {parent.id: len(parent.events), fork.id: len(fork.events) - 81}


def test_a_fork_of_a_fork_comes_back_whole_and_verifies(store: Store) -> None:
    """Two prefixes are stitched."""
    parent = run_of()
    child = forked(parent, 70, LIFTED)
    grandchild = forked(child, 90, LATER)
    with store:
        for run in (parent, child, grandchild):
            archive.save(store, run)
        back = archive.recall(store, grandchild.id)
        verdict = verify(store, grandchild.id)
    assert_same(back, grandchild)
    assert verdict.ok


def test_a_changed_event_of_the_parent_is_found_in_its_fork(store: Store) -> None:
    """The prefix belongs to both."""
    parent = run_of()
    fork = forked(parent, 80, LIFTED)
    with store:
        archive.save(store, parent)
        archive.save(store, fork)
    other = sqlite3.connect(store.path)
    other.execute("UPDATE events SET line = replace(line, '\"t\":', '\"t\":1') WHERE run = ? AND seq = 9", (parent.id,))
    other.commit()
    other.close()
    with store:
        verdicts = [verify(store, run.id) for run in (parent, fork)]
    assert [(verdict.ok, verdict.seq) for verdict in verdicts] == [(False, 9), (False, 9)]


def test_saving_twice_keeps_one_run_and_the_later_label(store: Store) -> None:
    """Idempotent, but for the name."""
    with store:
        archive.save(store, run_of())
        archive.save(store, run_of(), "first try")
        archive.save(store, run_of())
        assert [run.label for run in store.runs()] == ["first try"]
        assert archive.recall(store, "first try").label == "first try"


def test_the_label_of_a_run_is_kept_with_it(store: Store) -> None:
    """As given when it was made."""
    with store:
        archive.save(store, sim.run(scenario(), 1, label="as it was"))
        assert archive.recall(store, "as it was").id == run_of().id


def test_the_summary_of_a_run_is_its_outcome(store: Store) -> None:
    """Form, text, vote and days, without reading the events."""
    import json

    run = run_of()
    with store:
        archive.save(store, run)
        summary = json.loads(store.find("last").outcome)
    assert summary == {name: getattr(run.outcome, name) for name in ("form", "text", "yes", "no", "abstain", "days_m")}


def test_a_run_of_another_model_holds_but_cannot_be_executed_again(store: Store) -> None:
    """It says so, instead of naming an event that differs."""
    with store:
        archive.save(store, run_of())
    other = sqlite3.connect(store.path)
    other.execute("UPDATE runs SET model = model + 1")
    other.commit()
    other.close()
    with store:
        verdict = verify(store, "last")
    assert (verdict.ok, verdict.seq) == (False, None)
    assert "its chain holds, but it cannot be re-executed" in verdict.message


@pytest.mark.parametrize(
    ("statement", "part"),
    [
        ("UPDATE scenarios SET plain = '{}'", "scenario"),
        ("UPDATE scenarios SET plain = replace(plain, '\"isolation\":12', '\"isolation\":11')", "scenario"),
        ("UPDATE runs SET recipe = '{}'", "recipe"),
        ('UPDATE runs SET recipe = replace(recipe, \'"sets":[]\', \'"sets":[["CHN.isolation","9"]]\')', "recipe"),
    ],
)
def test_a_changed_recipe_or_scenario_is_found(store: Store, statement: str, part: str) -> None:
    """A run that its stored recipe does not give is not sound, and verify does not break over it."""
    with store:
        archive.save(store, run_of())
    other = sqlite3.connect(store.path)
    changed = other.execute(statement).rowcount
    other.commit()
    other.close()
    with store:
        verdict = verify(store, "last")
    assert changed == 1
    assert not verdict.ok, part


def test_verifying_what_is_not_there_is_a_store_error(store: Store) -> None:
    """No store, or no such run."""
    with store, pytest.raises(StoreError):
        verify(store, "abc")
    assert not store.path.exists()
