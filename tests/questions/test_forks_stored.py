"""Forks in the store: only what is their own, in whatever order they were made, and read back whole."""

import sqlite3
from pathlib import Path

import pytest

from sim.engine.run import Run, fork
from sim.experiment import archive
from sim.experiment.verify import verify
from sim.store.store import Store
from tests.kit import run_of

LIFTED = [("CHN.legal_force.limit", "none")]
RUSSIA = [("RUS.legal_force", "60")]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the store is."""
    return tmp_path / "runs.db"


def rows(path: Path) -> dict[str, int]:
    """How many events of its own each run keeps."""
    connection = sqlite3.connect(path)
    found = dict(connection.execute("SELECT run, count(*) FROM events GROUP BY run"))
    connection.close()
    return found


def kept(path: Path, *runs: Run) -> None:
    """Save runs in that order, read each back, and verify it."""
    with Store(path) as store:
        for run in runs:
            archive.save(store, run)
    with Store(path) as store:
        for run in runs:
            back = archive.recall(store, run.id)
            assert (back.lines, back.hashes) == (list(run.lines), list(run.hashes))
            assert (back.id, back.interventions, back.parent) == (run.id, run.interventions, run.parent)
            verdict = verify(store, run.id)
            assert verdict.ok, verdict.message


def test_a_family_of_forks_keeps_each_event_once(path: Path) -> None:
    """A fork, a fork of it after its intervention, one before it, and one right at it."""
    parent = run_of()
    child = fork(parent, 80, LIFTED)
    later, earlier, beside = fork(child, 90, RUSSIA), fork(child, 50, RUSSIA), fork(child, 80, RUSSIA)
    kept(path, parent, child, later, earlier, beside)
    family = {child: 80, later: 90, earlier: 50, beside: 80}
    assert rows(path) == {
        parent.id: len(parent.events),
        **{run.id: len(run.events) - k - 1 for run, k in family.items()},
    }


def test_a_fork_that_changes_nothing_adds_nothing(path: Path) -> None:
    parent = run_of()
    child = fork(parent, 80, LIFTED)
    kept(path, parent, child)
    before = rows(path)
    kept(path, fork(parent, 70), fork(child, 100), fork(child, 80, LIFTED))
    assert rows(path) == before


def test_a_fork_whose_parent_is_elsewhere_is_kept_whole(path: Path) -> None:
    """And can be read and verified without it; its parent is still named."""
    child = fork(run_of(), 80, LIFTED)
    kept(path, child, fork(child, 90, RUSSIA))
    assert rows(path)[child.id] == len(child.events)


def test_a_recalled_fork_can_be_forked_on(path: Path) -> None:
    """What comes out of the store is as good as what went in."""
    parent = run_of()
    child = fork(parent, 80, LIFTED)
    kept(path, parent, child)
    with Store(path) as store:
        again = fork(archive.recall(store, child.id), 95, RUSSIA)
    assert again.head == fork(child, 95, RUSSIA).head
