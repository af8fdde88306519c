"""Forks in the store: only what is their own, in whatever order they were made, and read back whole."""

import sqlite3
from pathlib import Path

import pytest

from sim.engine.run import Run, fork
from sim.runs.store import Store
from sim.studies import archive
from sim.studies.explaining.futures import futures, outcome_shares
from sim.vocabulary.texts import Form
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
            verdict = archive.verify(store, run.id)
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


def test_futures_are_forks_with_lucks_of_their_own(path: Path) -> None:
    """As many as asked for, all different, the shared part the same; counted in a fixed order."""
    parent = run_of()
    made = list(futures(parent, 60, 5, LIFTED))
    assert [run.interventions[-1].change.luck for run in made] == [1, 2, 3, 4, 5]
    assert len({run.head for run in made}) == 5
    assert {tuple(run.lines[:61]) for run in made} == {tuple(parent.lines[:61])}
    kept(path, parent, *made)
    table = outcome_shares([run.outcome.form for run in made])
    assert [row.form for row in table] == [str(form) for form in Form]
    assert (sum(row.k for row in table), {row.n for row in table}) == (5, {5})
    further = next(iter(futures(made[2], 100, 1)))
    assert further.interventions[-1].change.luck == 4
