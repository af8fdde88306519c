"""Sweeps played again: every kept run is what its recipe gives, or is named."""

import sqlite3
from pathlib import Path

import pytest

import sim
from sim.engine.scenario import Scenario
from sim.experiment.archive import save
from sim.experiment.names import names_a_sweep
from sim.experiment.play import Progress
from sim.experiment.sweep import sweep
from sim.experiment.verify import verify, verify_sweep
from sim.store.outcomes import Batch, Failed, Outcomes
from sim.store.schema import OUTCOMES
from sim.store.store import Store, StoreError
from sim.store.sweeps import Sweeps

LIMIT = "CHN.legal_force.limit"


def tamper(path: Path, column: str, value: str, seed: int) -> None:
    """Change a column of the runs of a seed in the file itself."""
    connection = sqlite3.connect(path)
    with connection:
        changed = connection.execute(f"UPDATE {OUTCOMES} SET {column} = {value} WHERE number = ?", (seed,)).rowcount
    connection.close()
    assert changed


def test_a_sweep_that_nobody_touched_is_identical_run_for_run(small: Scenario, store: Store, path: Path) -> None:
    """All of its runs, at every point; so it is with luck alone."""
    for made in (
        sweep(small, 4, vary={LIMIT: "0:50:25"}, store=path).play(),
        sweep(small, 3, luck_only=True, store=path).play(),
    ):
        found = verify_sweep(store, made.id)
        assert (found.ok, found.kept, found.identical, found.missing) == (True, made.plan.runs, made.plan.runs, 0)
        assert found.first is None


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("head", "'00' || substr(head, 3)", "its head is"),
        ("form", "'vetoed'", "and vetoed was stored"),
        ("text", "'[1,2,3]'", "its text is [1, 2, 3]"),
        ("text", "'{'", "its text, cannot be read"),
        ("yes", "'many'", "its yes is many"),
        ("votes", '\'{"FRA":"no"}\'', "and FRA no was stored"),
        ('"case"', "'0123456789abcdef'", "and 0123456789ab was stored"),
        ("days_m", "7", "its day, in thousandths, is"),
        ("run", "'0123456789ab'", "its id is"),
        ("threats", "'[\"FRA\"]'", "its list of veto threats is"),
    ],
)
def test_a_row_that_was_changed_is_found(
    small: Scenario, store: Store, path: Path, column: str, value: str, said: str
) -> None:
    """Whatever is stored of a run: its head, which stands for its events, and what was told of its outcome."""
    made = sweep(small, 6, store=path).play()
    tamper(path, column, value, 4)
    found = verify_sweep(store, made.id)
    assert (found.ok, found.kept, found.identical) == (False, 6, 5)
    assert found.first is not None
    assert (found.first.number, found.first.seed) == (4, 4)
    assert said in found.first.message
    one = verify(store, f"{made.id}:4")
    assert (one.ok, one.message) == (False, found.first.message)
    assert verify(store, f"{made.id}:3").ok


def test_the_first_to_differ_is_that_of_the_smallest_number(small: Scenario, store: Store, path: Path) -> None:
    """Points are played one after the other; numbers go seed by seed, so the first found need not be it."""
    made = sweep(small, 3, seed=10, vary={LIMIT: "0,50"}, store=path).play()
    connection = sqlite3.connect(path)
    with connection:
        connection.execute(f"UPDATE {OUTCOMES} SET head = 'x' WHERE recipe = 1 AND number = 12")
        connection.execute(f"UPDATE {OUTCOMES} SET head = 'x' WHERE recipe = 2 AND number = 11")
    connection.close()
    first = verify_sweep(store, made.id).first
    assert first is not None
    assert (first.number, first.seed) == (made.plan.number(1, 11), 11) == (4, 11)


@pytest.mark.slow
def test_several_processes_find_what_one_finds(small: Scenario, store: Store, path: Path) -> None:
    """Whichever of them comes back first; and progress is told up to the end."""
    made = sweep(small, 80, store=path).play()
    tamper(path, "head", "'x'", 70)
    tamper(path, "head", "'x'", 33)
    told: list[tuple[int, int]] = []

    def tell(now: Progress) -> None:
        told.append((now.done, now.asked))

    many = verify_sweep(store, made.id, jobs=2, progress=tell)
    assert many == verify_sweep(store, made.id)
    assert many.first is not None
    assert (many.first.number, many.identical) == (33, 78)
    assert told[-1] == (80, 80)


def test_runs_that_left_nothing_to_check_are_counted_apart(small: Scenario, store: Store, path: Path) -> None:
    """A sweep broken off has runs missing; a missing run has no verdict of its own."""
    part = sweep(small, 60, store=path)
    part.play(stop=lambda: part.progress.done >= 20)
    found = verify_sweep(store, part.id)
    assert (found.ok, found.kept, found.missing) == (True, part.progress.done, 60 - part.progress.done)
    with pytest.raises(StoreError, match="has not been played yet"):
        verify(store, f"{part.id}:60")


def test_a_run_that_failed_is_counted_apart_and_its_failure_told(small: Scenario, store: Store, path: Path) -> None:
    """It left no head: nothing to hold against, and no reason to distrust the others."""
    part = sweep(small, 3, store=path)
    failure = Failed(2, (), "ValueError: no", "Traceback: ValueError: no")
    Sweeps(store).begin(part.plan.stored(), small.plain)
    Outcomes(store).add([Batch(part.plan.recipe(0).key, failures=[failure])])
    found = verify_sweep(store, part.id)
    assert (found.ok, found.kept, found.failed, found.missing) == (True, 0, 1, 2)
    with pytest.raises(StoreError, match="seed 2, failed"):
        verify(store, f"{part.id}:2")


def test_a_label_that_begins_like_a_sweep_is_that_of_a_run(small: Scenario, store: Store, path: Path) -> None:
    """What looks like a sweep's id and is none is an error, not a run."""
    made = sweep(small, 1, store=path).play()
    assert names_a_sweep(store, made.id[:5])
    assert names_a_sweep(store, "last")
    assert not names_a_sweep(store, "second try")
    assert not names_a_sweep(store, f"{made.id}:1")
    with pytest.raises(StoreError, match="no sweep 'sabcdef'"):
        names_a_sweep(store, "sabcdef")
    save(store, sim.run(small), "sabcdef")
    assert not names_a_sweep(store, "sabcdef")
    assert not names_a_sweep(store, "last")
