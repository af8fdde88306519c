"""What the store keeps of sweeps: each run once, in whole batches, whatever happens to who writes it."""

import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sim.runs.store import Store, StoreError
from sim.runs.sweeps import Failure, Play, StoredSweep, Sweeps
from tests.kit import PATIENCE, child_environment, python

SWEEP = StoredSweep("s00000000abc", "small", "d1", 1, '{"n":3}', None)


def play(seed: int, form: str = "none", **more: object) -> Play:
    """A run of a sweep."""
    fields = {
        "seed": seed, "run": f"{seed:012x}", "form": form, "text": None, "yes": 0, "no": 0, "abstain": 0,
        "days_m": None, "threats": "[]", "first_threat_m": None, "amendments": 0, "events": 9, "head": "h",
    }  # fmt: skip
    return Play(**{**fields, **more})  # type: ignore[arg-type]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """An empty store."""
    return Store(tmp_path / "runs.db")


def test_what_is_kept_comes_back_in_the_order_of_seeds(store: Store) -> None:
    """Whatever the order it came in, every column as it was."""
    sweeps = Sweeps(store)
    rows = [
        play(3),
        play(1, "vetoed", text="[100,0]", yes=13, no=2, days_m=20_500, threats='["CHN"]', first_threat_m=7),
    ]
    sweeps.keep([("key", rows, [])])
    assert sweeps.plays("key", 1, 9) == [rows[1], rows[0]]
    assert sweeps.plays("key", 2, 9) == [rows[0]]
    assert sweeps.done("key", 1, 2) == {1}
    assert sweeps.forms("key", 1, 9) == {"none": 1, "vetoed": 1}


def test_a_run_is_kept_once(store: Store) -> None:
    """A second labels changes nothing, so that nothing is counted twice."""
    sweeps = Sweeps(store)
    sweeps.keep([("key", [play(1)], [])])
    sweeps.keep([("key", [play(1, "vetoed"), play(2)], [])])
    assert [each.form for each in sweeps.plays("key", 1, 9)] == ["none", "none"]


def test_recipes_do_not_mix(store: Store) -> None:
    """The same seed under another recipe is another run; a recipe that is not there has none."""
    sweeps = Sweeps(store)
    sweeps.keep([("a", [play(1)], []), ("b", [play(1, "vetoed")], [])])
    assert [sweeps.forms(key, 1, 9) for key in ("a", "b", "c")] == [{"none": 1}, {"vetoed": 1}, {}]


def test_a_failure_is_kept_until_the_run_succeeds(store: Store) -> None:
    """And one that succeeded cannot fail any more."""
    sweeps, failure = Sweeps(store), Failure(1, "[]", "ValueError: no", "Traceback ...")
    sweeps.keep([("key", [], [failure])])
    assert sweeps.failures("key", 1, 9) == [failure]
    assert sweeps.done("key", 1, 9) == set()
    sweeps.keep([("key", [play(1)], [])])
    sweeps.keep([("key", [], [failure])])
    assert sweeps.failures("key", 1, 9) == []


def test_a_sweep_is_found_by_id_prefix_and_last(store: Store) -> None:
    """`last` is whatever was asked for most recently, and a sweep is no run."""
    sweeps = Sweeps(store)
    sweeps.begin(SWEEP, "{}")
    assert [sweeps.find(name) for name in (SWEEP.id, "s0000", "last")] == [SWEEP] * 3
    assert sweeps.plain_scenario(SWEEP) == "{}"
    with pytest.raises(StoreError, match=f"{SWEEP.id}:1"):
        store.find("last")
    for name in ("s1", "s", "abc", "s%"):
        with pytest.raises(StoreError, match="no sweep"):
            sweeps.find(name)


def test_an_ambiguous_prefix_lists_what_it_fits(store: Store) -> None:
    """As with runs."""
    sweeps = Sweeps(store)
    for name in ("s00aa", "s00bb"):
        sweeps.begin(StoredSweep(name, "small", "d1", 1, "{}", None), "{}")
    with pytest.raises(StoreError, match="fits 2 sweeps: s00aa, s00bb"):
        sweeps.find("s00")


def test_where_a_sweep_stopped_is_kept(store: Store) -> None:
    """The rule's word is part of what the sweep is."""
    sweeps = Sweeps(store)
    sweeps.begin(SWEEP, "{}")
    sweeps.stop(SWEEP.id, 200)
    assert sweeps.find(SWEEP.id).seeds == 200


def test_reading_where_there_is_no_store_makes_none(store: Store) -> None:
    """As with runs."""
    with pytest.raises(StoreError, match="no store at"):
        Sweeps(store).find("last")
    assert not store.path.exists()


def test_a_store_that_knew_no_sweeps_gets_their_tables(store: Store) -> None:
    """Nothing else in it changes."""
    store.note_asked("abc")
    store.close()
    with sqlite3.connect(store.path) as connection:
        for table in ("failures", "plays", "recipes", "sweeps"):
            connection.execute(f"DROP TABLE {table}")
    connection.close()
    Sweeps(store).keep([("key", [play(1)], [])])
    assert Sweeps(store).done("key", 1, 1) == {1}
    assert store.last() == "abc"


WRITER = """
import sys
from pathlib import Path
from sim.runs.store import Store
from sim.runs.sweeps import Sweeps
from tests.runs.test_sweeps import play
sweeps = Sweeps(Store(Path(sys.argv[1])))
for batch in range(10_000):
    print("begin", flush=True)
    sweeps.keep([(f"key {batch}", [play(seed, text="[" + "1," * 40 + "1]") for seed in range(2_000)], [])])
    print("done", flush=True)
"""


@pytest.mark.slow
def test_a_process_killed_in_mid_commit_leaves_whole_batches_only(tmp_path: Path) -> None:
    """Ten are killed with signal 9 while they write; every batch is there with all its runs, or not at all."""
    chance, torn = random.Random(4), 0
    for trial in range(10):
        path = tmp_path / f"{trial}.db"
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(path)], env=child_environment(), stdout=subprocess.PIPE, text=True
        )
        assert writer.stdout is not None
        said = [writer.stdout.readline() for _ in range(2 * trial % 6 + 3)]
        time.sleep(chance.uniform(0, 0.03))
        writer.send_signal(signal.SIGKILL)
        said += writer.stdout.readlines()
        writer.stdout.close()
        writer.wait(timeout=PATIENCE)
        with sqlite3.connect(path) as connection:
            counts = [row[0] for row in connection.execute("SELECT count(*) FROM plays GROUP BY recipe")]
            recipes = connection.execute("SELECT count(*) FROM recipes").fetchone()[0]
        connection.close()
        assert set(counts) <= {2_000}
        assert len(counts) == recipes >= said.count("done\n")
        torn += said[-1] == "begin\n"
    assert torn >= 3, "too few were killed in mid-commit for this test to mean anything"


FULL_DISK = """
import resource, sys, tempfile
from pathlib import Path
from sim.runs.store import Store, StoreError
from sim.runs.sweeps import Sweeps
from tests.runs.test_sweeps import play
with tempfile.TemporaryDirectory() as folder, Store(Path(folder) / "runs.db") as store:
    sweeps = Sweeps(store)
    sweeps.keep([("key", [play(1)], [])])
    resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))
    try:
        sweeps.keep([("key", [play(seed) for seed in range(50_000)], [])])
    except StoreError as problem:
        print("cannot be written" in str(problem))
    print(sorted(sweeps.done("key", 0, 10**6)))
"""


@pytest.mark.slow
def test_a_full_disk_is_a_store_error_and_leaves_what_was_there() -> None:
    """A batch that finds no room is not there in part."""
    assert python(FULL_DISK).split("\n")[:2] == ["True", "[1]"]
