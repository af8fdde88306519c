"""Commands on a medium that may only be read: a file system really mounted so, in a name space of its own."""

import contextlib
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.commandline import Done
from tests.cli.conftest import Give
from tests.kit import PATIENCE, child_environment

MOUNTED = """
set -e
mkdir medium
mount -t tmpfs none medium
cp small.yaml turtlebay.db* medium/
mount -o remount,ro medium
cd medium
exec "$@"
"""


def mounted(folder: Path, *words: str) -> Done:
    """Do something in a copy of the folder that is mounted read-only, and nowhere else."""
    done = subprocess.run(
        ["unshare", "--mount", "sh", "-c", MOUNTED, "sh", *words], cwd=folder, env=child_environment(),
        capture_output=True, encoding="utf-8", timeout=PATIENCE, check=False,
    )  # fmt: skip
    (folder / "medium").rmdir()
    return Done(done.returncode, done.stdout, done.stderr)


@pytest.fixture
def kept(give: Give, folder: Path) -> Path:
    """A folder with a store in it that holds a run and a sweep."""
    if sys.platform != "linux" or subprocess.run(["unshare", "--mount", "true"], check=False).returncode:
        pytest.skip("only root on Linux may mount a file system here")
    assert give("sweep", "small.yaml", "-n", "3", "--jobs", "1").code == 0
    assert give("run", "small.yaml", "--quiet").code == 0
    return folder


@pytest.mark.slow
@pytest.mark.parametrize(
    "words", [["runs"], ["log", "last"], ["state", "last"], ["explain", "last"], ["verify", "last"],
              ["export", "last", "--format", "csv", "--out", "../out"]], ids=lambda words: words[0],
)  # fmt: skip
def test_what_only_reads_reads_a_store_that_may_not_be_written(kept: Path, give: Give, words: list[str]) -> None:
    """It says the same as where it may be."""
    there = mounted(kept, sys.executable, "-m", "sim.cli.main", *words)
    (kept / "here").mkdir()
    with contextlib.chdir(kept / "here"):
        here = give(*words, "--store", "../turtlebay.db", *(["--force"] if "--out" in words else []))
    assert (there.code, there.err) == (0, "")
    assert there.out == here.out.replace(" --store ../turtlebay.db", "")


@pytest.mark.slow
@pytest.mark.parametrize("words", [["sweep", "small.yaml", "-n", "9"], ["run", "small.yaml", "--seed", "9"]])
def test_what_keeps_says_that_it_cannot(kept: Path, words: list[str]) -> None:
    """Exit code 2, one line."""
    done = mounted(kept, sys.executable, "-m", "sim.cli.main", *words)
    assert done.code == 2
    assert done.err == "turtlebay.db cannot be written: attempt to write a readonly database\n"


UNFINISHED = """
import os, sqlite3
held = sqlite3.connect("turtlebay.db", isolation_level=None)
held.execute("INSERT INTO asked (what) VALUES ('x')")
os._exit(0)
"""


def test_a_store_copied_in_the_middle_of_a_write_is_not_read_without_it(kept: Path) -> None:
    """What stands beside it cannot be taken in there; an answer without it would be wrong."""
    subprocess.run([sys.executable, "-c", UNFINISHED], cwd=kept, check=True)
    assert (kept / "turtlebay.db-wal").stat().st_size
    (kept / "turtlebay.db-shm").unlink()
    done = mounted(kept, sys.executable, "-m", "sim.cli.main", "runs")
    assert (done.code, done.out) == (2, "")
    assert "turtlebay.db cannot be read" in done.err
