"""`compare --attribute` to which bad things really happen: its rows are shared, and a killed command goes on."""

import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

import sim
from sim.experiment.archive import recall, save
from sim.experiment.play import Progress
from sim.questions.compare.attribution import attribute
from sim.store.schema import OUTCOMES
from sim.store.store import Store
from tests.cases import short_file
from tests.kit import PATIENCE, child_environment, wait_for

CHANGES = [("CHN.legal_force.limit", "none"), ("RUS.legal_force", "60"), ("JPN.legal_force", "60")]
SUBSETS = 2 ** len(CHANGES)
RUNS = 40


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A working directory with two stores, in each a run of the small case, one with changes, and a fork."""
    base = sim.run(sim.load(short_file(tmp_path)), 1, label="base")
    changed = sim.run(base.scenario.vary(CHANGES), 1, label="changed")
    fork = base.fork(5, CHANGES[:2], label="fork")
    for name in ("turtlebay.db", "other.db"):
        with Store(tmp_path / name) as store:
            for run in (base, changed, fork):
                save(store, run)
    return tmp_path


def attributing(folder: Path, *words: str) -> "subprocess.Popen[str]":
    """The command, started in a session of its own."""
    asked = ("compare", "base", "changed", "--attribute", "-n", str(RUNS), "--jobs", "2", "--json", *words)
    return subprocess.Popen(
        [sys.executable, "-m", "sim.cli.main", *asked], cwd=folder, env=child_environment(),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip


def rows(folder: Path) -> int:
    """Outcomes stored so far."""
    with sqlite3.connect(f"file:{folder / 'turtlebay.db'}?mode=ro", uri=True, timeout=30) as connection:
        found = int(connection.execute(f"SELECT count(*) FROM {OUTCOMES}").fetchone()[0])
    connection.close()
    return found


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is not there")
def test_a_killed_attribution_goes_on_and_ends_as_an_undisturbed_one(folder: Path) -> None:
    """Killed twice with -9, each time after more rows were stored; then the same JSON, byte for byte."""
    stored = [0]
    for _ in range(2):
        child = attributing(folder)
        wait_for(lambda: rows(folder) > stored[-1])
        assert child.poll() is None, "it was over before it was killed: play more runs"
        os.kill(child.pid, signal.SIGKILL)
        child.communicate(timeout=PATIENCE)
        stored.append(rows(folder))
    assert 0 < stored[1] < stored[2] < SUBSETS * RUNS
    again, undisturbed = attributing(folder), attributing(folder, "--store", "other.db")
    out, err = again.communicate(timeout=PATIENCE)
    assert (again.returncode, undisturbed.wait(timeout=PATIENCE)) == (0, 0), err
    assert out == undisturbed.communicate()[0]
    assert rows(folder) == SUBSETS * RUNS


def test_runs_are_shared_with_whatever_asked_for_them_before(folder: Path) -> None:
    """Nothing is played twice: neither runs that were saved whole, nor those of an attribution of fewer runs."""
    told: list[tuple[int, int, int]] = []

    def tell(progress: Progress) -> None:
        told.append((progress.asked, progress.done, progress.stored))

    with Store(folder / "turtlebay.db") as store:
        base, changed, fork = (recall(store, name) for name in ("base", "changed", "fork"))
        first = attribute(base, changed, 2, store=store, progress=tell)
        assert told[0] == (2 * SUBSETS, 2, 2)
        assert told[-1][:2] == (2 * SUBSETS, 2 * SUBSETS)
        told.clear()
        assert attribute(base, changed, 2, store=store, progress=tell) == first
        assert told == [(2 * SUBSETS, 2 * SUBSETS, 2 * SUBSETS)]
        told.clear()
        attribute(base, fork, 2, store=store, progress=tell)
        assert told[0] == (8, 1, 1)
