"""`explain --but-for` killed in mid-play: the same command goes on, and ends with the bytes of an undisturbed one."""

import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sim.cli.main import answer
from sim.store.schema import OUTCOMES
from tests.kit import child_environment

ASKED = ("explain", "may", "--but-for", "--matrix", "-n", "16", "--json", "--jobs")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="signals are sent the way of Unix"),
]


def start(folder: Path, jobs: str) -> "subprocess.Popen[bytes]":
    """The command in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "sim.cli.main", *ASKED, jobs],
        cwd=folder, env=child_environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def stored(folder: Path) -> int:
    """Runs stored so far."""
    try:
        with sqlite3.connect(f"file:{folder / 'turtlebay.db'}?mode=ro", uri=True, timeout=30) as connection:
            found = int(connection.execute(f"SELECT count(*) FROM {OUTCOMES}").fetchone()[0])
        connection.close()
    except sqlite3.OperationalError:
        return 0
    return found


def test_killed_twice_the_same_command_ends_with_the_same_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Kill -9 as soon as more is stored; what is stored then is not played again."""
    undisturbed, disturbed = tmp_path / "undisturbed", tmp_path / "disturbed"
    for folder in (undisturbed, disturbed):
        folder.mkdir()
        monkeypatch.chdir(folder)
        assert answer(["run", "dprk-2022-05", "--label", "may", "--quiet"]) == 0
    expected, _ = start(undisturbed, "1").communicate(timeout=300)
    kept = [stored(disturbed)]
    for _ in range(2):
        child = start(disturbed, "2")
        end = time.monotonic() + 60
        while stored(disturbed) <= kept[-1]:
            assert time.monotonic() < end, "nothing was stored"
            time.sleep(0.01)
        assert child.poll() is None, "it was over before it was killed: play more runs"
        child.kill()
        child.communicate(timeout=30)
        kept.append(stored(disturbed))
    assert kept == sorted(set(kept))
    assert kept[-1] < stored(undisturbed)
    out, said = start(disturbed, "2").communicate(timeout=300)
    assert out == expected, said.decode()
    assert stored(disturbed) == stored(undisturbed)
