"""`turtlebay verify` of sweeps: on a real file, tampered with for real."""

import json
import sqlite3
from pathlib import Path

import pytest

from sim.store.schema import OUTCOMES
from tests.cases import short_file
from tests.cli.conftest import Give


@pytest.fixture
def sweep(folder: Path, give: Give) -> str:
    """The id of a sweep of twelve runs in the store of the folder."""
    short_file(folder)
    done = give("sweep", "small.yaml", "-n", "12", "--json")
    assert done.code == 0, done.err
    found: str = json.loads(done.out)["sweep"]
    return found


def test_a_sweep_is_verified_and_a_tampered_head_is_found(folder: Path, give: Give, sweep: str) -> None:
    """0 and all of them; after one row was changed 1, how many, which is the first, and the same of that run alone."""
    intact = give("verify", "last", "--json")
    assert (intact.code, intact.err) == (0, "")
    assert json.loads(intact.out) == {
        "ok": True, "sweep": sweep, "kept": 12, "identical": 12, "failed": 0, "missing": 0, "first": None,
    }  # fmt: skip
    store = sqlite3.connect(folder / "turtlebay.db")
    with store:
        store.execute(f"UPDATE {OUTCOMES} SET head = replace(head, substr(head, 1, 4), 'beef') WHERE number IN (5, 9)")
    store.close()
    broken = give("verify", sweep[:6])
    assert broken.code == 1
    assert f"NO  {sweep}  10 of 12 runs byte-identical" in broken.out
    assert "first to differ: run 5, seed 5: its head is" in broken.out
    assert f"turtlebay verify {sweep}:5" in broken.out
    told = json.loads(give("verify", sweep, "--json").out)
    assert (told["ok"], told["identical"], told["first"]["run"]) == (False, 10, f"{sweep}:5")
    assert told["first"]["message"].endswith("was stored")
    one = give("verify", f"{sweep}:9")
    assert one.code == 1
    assert "its head is" in one.out
    assert give("verify", f"{sweep}:8").code == 0


def test_what_cannot_be_verified_gets_words_and_two(give: Give, sweep: str) -> None:
    """Nothing on standard output."""
    for words, said in (
        ([f"{sweep}:13"], "has runs 1 to 12"),
        ([f"{sweep}:x"], "is written"),
        (["sffffff"], "no sweep 'sffffff'"),
        ([sweep, "--jobs", "-1"], "--jobs -1"),
    ):
        done = give("verify", *words)
        assert (done.code, done.out) == (2, ""), words
        assert said in done.err
