"""What the store holds of sweeps: each run once, in whole batches, whatever happens to who writes it."""

import random
import signal
import sqlite3
import subprocess
import sys
import time
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from sim.store.outcomes import Batch, Failed, Outcomes
from sim.store.schema import OUTCOMES
from sim.store.store import Store, StoreError
from sim.store.sweeps import StoredSweep, Sweeps
from sim.vocabulary.outcome import Outcome
from tests.kit import PATIENCE, child_environment, python

ASKED = '{"n":3,"seed":1,"sets":[],"without":[],"axes":[],"spans":[],"samples":0,"draws":[],"until":""}'
DIGEST = sha256(b"{}").hexdigest()
SWEEP = StoredSweep("s00000000abc", "small", DIGEST, 1, ASKED, None)


def outcome(number: int, form: str = "none", **more: Any) -> Outcome:
    """What came of a run."""
    fields: dict[str, Any] = {
        "run": f"{number:012x}", "number": number, "case": "d1", "form": form, "draft": "", "text": None, "yes": None,
        "no": None, "abstain": None, "votes": {}, "at": 5, "days_m": None, "first_threat_m": None, "threats": (),
        "amendments": 0, "events": 9, "head": "h",
    }  # fmt: skip
    return Outcome(**{**fields, **more})


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """An empty store."""
    return Store(tmp_path / "runs.db")


def test_what_is_stored_comes_back_in_the_order_of_numbers(store: Store) -> None:
    """Whatever the order it came in, every field as it was."""
    outcomes = Outcomes(store)
    text = {"form": 100, "condemnation": 0}
    rows = [
        outcome(3),
        outcome(1, "vetoed", draft="JPN-1", text=text, yes=13, no=2, abstain=0, votes={"CHN": "no"}, days_m=20_500,
                threats=("CHN",), first_threat_m=7),
    ]  # fmt: skip
    outcomes.add([Batch("key", rows)])
    assert list(outcomes.outcomes("key", 1, 9)) == [rows[1], rows[0]]
    assert list(outcomes.outcomes("key", 2, 9)) == [rows[0]]
    assert outcomes.numbers("key", 1, 2) == {1}
    assert outcomes.forms("key", 1, 9) == {"none": 1, "vetoed": 1}


def test_a_run_is_stored_once(store: Store) -> None:
    """A second telling changes nothing, so that nothing is counted twice."""
    outcomes = Outcomes(store)
    outcomes.add([Batch("key", [outcome(1)])])
    outcomes.add([Batch("key", [outcome(1, "vetoed"), outcome(2)])])
    assert [each.form for each in outcomes.outcomes("key", 1, 9)] == ["none", "none"]


def test_recipes_do_not_mix(store: Store) -> None:
    """The same number under another recipe is another run; a recipe that is not there has none."""
    outcomes = Outcomes(store)
    outcomes.add([Batch("a", [outcome(1)]), Batch("b", [outcome(1, "vetoed")])])
    assert [outcomes.forms(key, 1, 9) for key in ("a", "b", "c")] == [{"none": 1}, {"vetoed": 1}, {}]


def test_a_failure_is_stored_until_the_run_succeeds(store: Store) -> None:
    """And one that succeeded cannot fail any more."""
    outcomes, failure = Outcomes(store), Failed(1, (("a", "b"),), "ValueError: no", "Traceback ...")
    outcomes.add([Batch("key", failures=[failure])])
    assert outcomes.failures("key", 1, 9) == [failure]
    assert outcomes.numbers("key", 1, 9) == set()
    outcomes.add([Batch("key", [outcome(1)])])
    outcomes.add([Batch("key", failures=[failure])])
    assert outcomes.failures("key", 1, 9) == []


def test_sweeps_are_listed_in_the_order_they_were_first_asked_for(store: Store) -> None:
    """Not by their ids or the clock, which two of one second share."""
    sweeps = Sweeps(store)
    for name in ("s00ff", "s00aa", "s00ee", "s00aa"):
        sweeps.begin(StoredSweep(name, "small", DIGEST, 1, ASKED, None), "{}")
    assert [each.id for each in sweeps.sweeps()] == ["s00ff", "s00aa", "s00ee"]


def test_a_sweep_is_found_by_id_prefix_and_last(store: Store) -> None:
    """`last` is whatever was asked for most recently, and a sweep is no run."""
    sweeps = Sweeps(store)
    sweeps.begin(SWEEP, "{}")
    assert [sweeps.find(name) for name in (SWEEP.id, "s0000", "last")] == [SWEEP] * 3
    assert sweeps.plain_scenario(SWEEP) == "{}"
    with pytest.raises(StoreError, match="holds no run yet"):
        store.find("last")
    for name in ("s1", "s", "abc", "s%"):
        with pytest.raises(StoreError, match="no sweep"):
            sweeps.find(name)


def test_an_ambiguous_prefix_lists_what_it_fits(store: Store) -> None:
    """As with runs."""
    sweeps = Sweeps(store)
    for name in ("s00aa", "s00bb"):
        sweeps.begin(StoredSweep(name, "small", DIGEST, 1, ASKED, None), "{}")
    with pytest.raises(StoreError, match="fits 2 sweeps: s00aa, s00bb"):
        sweeps.find("s00")


def test_where_a_sweep_stopped_is_kept(store: Store) -> None:
    """The rule's word is part of what the sweep is."""
    sweeps = Sweeps(store)
    sweeps.begin(SWEEP, "{}")
    sweeps.stop(SWEEP.id, 2)
    assert sweeps.find(SWEEP.id).seeds == 2


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
        for table in ("failures", OUTCOMES, "observations", "recipes", "sweeps"):
            connection.execute(f"DROP TABLE {table}")
    connection.close()
    Outcomes(store).add([Batch("key", [outcome(1)])])
    assert Outcomes(store).numbers("key", 1, 1) == {1}
    assert store.last() == "abc"


WRITER = """
import sys
from pathlib import Path
from sim.store.store import Store
from sim.store.outcomes import Batch, Outcomes
from tests.store.test_sweeps import outcome
outcomes = Outcomes(Store(Path(sys.argv[1])))
for batch in range(10_000):
    print("begin", flush=True)
    outcomes.add([Batch(f"key {batch}", [outcome(seed, draft="draft " * 20) for seed in range(2_000)])])
    print("done", flush=True)
"""


@pytest.mark.slow
def test_a_process_killed_in_mid_commit_leaves_whole_batches_only(tmp_path: Path) -> None:
    """Six are killed with signal 9 while they write; every batch is there with all its runs, or not at all."""
    chance, torn = random.Random(4), 0
    for trial in range(6):
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
            counts = [row[0] for row in connection.execute(f"SELECT count(*) FROM {OUTCOMES} GROUP BY recipe")]
            recipes = connection.execute("SELECT count(*) FROM recipes").fetchone()[0]
        connection.close()
        assert set(counts) <= {2_000}
        assert len(counts) == recipes >= said.count("done\n")
        torn += said[-1] == "begin\n"
    assert torn >= 2, "too few were killed in mid-commit for this test to mean anything"


FULL_DISK = """
import resource, sys, tempfile
from pathlib import Path
from sim.store.store import Store, StoreError
from sim.store.outcomes import Batch, Outcomes
from tests.store.test_sweeps import outcome
with tempfile.TemporaryDirectory() as folder, Store(Path(folder) / "runs.db") as store:
    outcomes = Outcomes(store)
    outcomes.add([Batch("key", [outcome(1)])])
    resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))
    try:
        outcomes.add([Batch("key", [outcome(seed) for seed in range(50_000)])])
    except StoreError as problem:
        print("cannot be written" in str(problem))
    print(sorted(outcomes.numbers("key", 0, 10**6)))
"""


@pytest.mark.slow
def test_a_full_disk_is_a_store_error_and_leaves_what_was_there() -> None:
    """A batch that finds no room is not there in part."""
    assert python(FULL_DISK).split("\n")[:2] == ["True", "[1]"]
