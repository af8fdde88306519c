"""`turtlebay verify` of sweeps: in a process of its own, on a real file, tampered with for real."""

import json
import sqlite3
from pathlib import Path

import pytest

from tests.cases import short_file
from tests.cli.commandline import turtlebay


@pytest.fixture
def swept(tmp_path: Path) -> tuple[Path, str]:
    """A folder with a sweep of twelve runs in its store, and the id of that."""
    short_file(tmp_path)
    done = turtlebay(tmp_path, "sweep", "small.yaml", "-n", "12", "--jobs", "1", "--json")
    assert done.code == 0, done.err
    return tmp_path, json.loads(done.out)["sweep"]


@pytest.mark.slow
def test_a_sweep_is_verified_and_a_tampered_head_is_found(swept: tuple[Path, str]) -> None:
    """0 and all of them; after one row was changed 1, how many, which is the first, and the same of that run alone."""
    folder, sweep = swept
    intact = turtlebay(folder, "verify", "last", "--json")
    assert (intact.code, intact.err) == (0, "")
    assert json.loads(intact.out) == {
        "ok": True, "sweep": sweep, "kept": 12, "identical": 12, "failed": 0, "missing": 0, "first": None,
    }  # fmt: skip
    store = sqlite3.connect(folder / "turtlebay.db")
    with store:
        store.execute("UPDATE outcomes SET head = replace(head, substr(head, 1, 4), 'beef') WHERE number IN (5, 9)")
    store.close()
    broken = turtlebay(folder, "verify", sweep[:6])
    assert broken.code == 1
    assert f"NO  {sweep}  10 of 12 runs byte-identical" in broken.out
    assert "first to differ: run 5, seed 5: its head is" in broken.out
    assert f"turtlebay verify {sweep}:5" in broken.out
    told = json.loads(turtlebay(folder, "verify", sweep, "--json").out)
    assert (told["ok"], told["identical"], told["first"]["run"]) == (False, 10, f"{sweep}:5")
    assert told["first"]["message"].endswith("was stored")
    one = turtlebay(folder, "verify", f"{sweep}:9")
    assert one.code == 1
    assert "its head is" in one.out
    assert turtlebay(folder, "verify", f"{sweep}:8").code == 0


@pytest.mark.slow
def test_what_cannot_be_verified_gets_words_and_two(swept: tuple[Path, str]) -> None:
    """Nothing on standard output."""
    folder, sweep = swept
    for words, said in (
        ([f"{sweep}:13"], "has runs 1 to 12"),
        ([f"{sweep}:x"], "is written"),
        (["sffffff"], "no sweep 'sffffff'"),
        ([sweep, "--jobs", "-1"], "--jobs -1"),
    ):
        done = turtlebay(folder, "verify", *words)
        assert (done.code, done.out) == (2, ""), words
        assert said in done.err
