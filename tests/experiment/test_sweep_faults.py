"""Sweeps to which bad things really happen: processes killed, disks full, stores shared, cluster workers lost.

TURTLEBAY_KILLS=50 kills a sweep at so many random moments.
"""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.experiment.faults import RUNS, alive, count, finish, start, table, undisturbed, workers
from tests.kit import PATIENCE, child_environment, wait_for

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="processes are watched through /proc"),
]

KILLS = int(os.environ.get("TURTLEBAY_KILLS", "3"))


# Kill -9


def test_a_sweep_killed_at_random_moments_and_resumed_ends_as_if_nothing_had_been(folder: Path) -> None:
    """Done when 1: the final table and output equal those of an undisturbed sweep, byte for byte.

    Most kills come at a random moment after the first runs were kept, every fifth while the sweep still starts.
    """
    runs = str(200 * KILLS)
    chance, kept, left, midway = random.Random(9), [0], [], 0
    for kill in range(KILLS):
        child = start(folder, "-n", runs, "--jobs", "2")
        if kill % 5 == 4:
            time.sleep(chance.uniform(0.1, 1.5))
        else:
            wait_for(lambda: count(folder) > kept[-1])
            time.sleep(chance.uniform(0, 0.3))
        left += workers(child.pid)
        assert child.poll() is None, "it was over before it was killed: play more runs"
        child.kill()
        child.communicate(timeout=PATIENCE)
        kept.append(count(folder))
        midway += kept[-2] < kept[-1] < int(runs)
    wait_for(lambda: not any(map(alive, left)))
    assert kept == sorted(kept)
    assert midway >= 0.7 * KILLS, "too few were killed while it played for this test to mean anything"
    code, out, _ = finish(folder, "-n", runs, "--jobs", "2")
    assert code == 0
    assert out == undisturbed(int(runs), store=folder / "plain.db")
    assert table(folder / "turtlebay.db") == table(folder / "plain.db")
    (folder / "kills.txt").write_text(f"{midway} of {KILLS} midway: {kept}\n")


def test_workers_end_soon_after_their_parent(folder: Path) -> None:
    """Kill -9 of the parent leaves nobody behind."""
    child = start(folder, "-n", "2000", "--jobs", "2")
    wait_for(lambda: count(folder) > 0)
    orphans = workers(child.pid)
    assert len(orphans) == 2
    child.kill()
    wait_for(lambda: not any(map(alive, orphans)))
    child.communicate(timeout=PATIENCE)


def test_a_worker_that_is_killed_costs_only_time(folder: Path) -> None:
    """The pool is made again, and the runs in its hands are played again."""
    child = start(folder, "-n", str(RUNS), "--jobs", "2")
    kill_a_worker(folder, child.pid, after=0)
    kill_a_worker(folder, child.pid, after=100)
    out, err = child.communicate(timeout=PATIENCE)
    assert (child.returncode, out) == (0, undisturbed())
    assert "Traceback" not in err


def kill_a_worker(folder: Path, parent: int, after: int) -> None:
    """Once more runs than that are kept and two workers are there, kill one."""
    wait_for(lambda: count(folder) > after and len([pid for pid in workers(parent) if alive(pid)]) > 1)
    os.kill(workers(parent)[0], signal.SIGKILL)


FATAL = """
import os, sys
if any("spawn_main" in word for word in sys.orig_argv):
    from sim.engine.run import Recipe
    real = Recipe.run
    def run(recipe, seed):
        if seed == 7:
            os._exit(9)
        return real(recipe, seed)
    Recipe.run = run
"""


def test_a_run_that_kills_every_worker_fails_alone(folder: Path) -> None:
    """All others are played; it is recorded with its recipe, and the exit code is 3."""
    (folder / "sitecustomize.py").write_text(FATAL)
    environment = {"PYTHONPATH": os.pathsep.join([str(folder), child_environment()["PYTHONPATH"]])}
    code, out, err = finish(folder, "-n", "61", "--jobs", "2", **environment)
    told = json.loads(out)
    assert (code, told["done"], told["failed"]) == (3, 60, 1), err
    assert told["failures"] == [
        {"run": f"{told['sweep']}:7", "seed": 7, "set": {}, "error": "the process that played it died, 3 times"}
    ]


# Ctrl-C


def test_ctrl_c_stops_after_the_runs_in_hand_and_the_same_command_goes_on(folder: Path) -> None:
    """Exit code 130, no traceback, and every finished run is kept."""
    child = start(folder, "-n", str(RUNS), "--jobs", "2")
    wait_for(lambda: count(folder) > 0)
    os.killpg(child.pid, signal.SIGINT)
    out, err = child.communicate(timeout=PATIENCE)
    assert (child.returncode, out) == (130, "")
    assert f"of {RUNS} runs are stored, and it goes on with:  turtlebay sweep small.yaml --json -n {RUNS}" in err
    assert "Traceback" not in err
    kept = count(folder)
    assert 0 < kept < RUNS
    assert f"{kept} of {RUNS}" in err
    code, out, _ = finish(folder, "-n", str(RUNS), "--jobs", "2")
    assert (code, out) == (0, undisturbed())


def test_sigterm_stops_as_ctrl_c_does(folder: Path) -> None:
    """What a scheduler of batch jobs sends: the runs in hand are kept, nothing is said of semaphores."""
    child = start(folder, "-n", "2000", "--jobs", "2")
    wait_for(lambda: count(folder) > 0)
    child.terminate()
    out, err = child.communicate(timeout=PATIENCE)
    assert (child.returncode, out) == (130, "")
    assert f"Interrupted: {count(folder):,} of 2,000 runs are stored, and it goes on with:" in err
    assert "semaphore" not in err
    assert "Traceback" not in err


ENDLESS = """
import sys, time
if any("spawn_main" in word for word in sys.orig_argv):
    from sim.engine.run import Recipe
    real = Recipe.run
    def run(recipe, seed):
        if seed > 25:
            time.sleep(3600)
        return real(recipe, seed)
    Recipe.run = run
"""


def test_a_second_ctrl_c_ends_workers_that_would_never_end(folder: Path) -> None:
    """Exit code 130 long before the runs in hand could end; what was finished is kept."""
    (folder / "sitecustomize.py").write_text(ENDLESS)
    path = os.pathsep.join([str(folder), child_environment()["PYTHONPATH"]])
    child = start(folder, "-n", str(RUNS), "--jobs", "2", PYTHONPATH=path)
    assert child.stderr is not None
    wait_for(lambda: count(folder) == 25)
    playing = workers(child.pid)
    os.killpg(child.pid, signal.SIGINT)
    while "Ctrl-C again stops at once" not in child.stderr.readline():
        assert child.poll() is None
    os.killpg(child.pid, signal.SIGINT)
    code = child.wait(timeout=PATIENCE)
    err = child.stderr.read()
    child.communicate()
    assert code == 130
    assert err.strip().startswith(f"Interrupted: 25 of {RUNS} runs are stored, and it goes on with:  turtlebay sweep ")
    assert err.count("\n") == 2, err
    wait_for(lambda: not any(map(alive, playing)))
    assert count(folder) == 25


# One store


def test_two_sweeps_on_one_store_at_once_count_nothing_twice(folder: Path) -> None:
    """The same sweep twice, from the moment where there is no store yet."""
    both = [start(folder, "-n", str(RUNS), "--jobs", "2") for _ in range(2)]
    said = [child.communicate(timeout=PATIENCE) for child in both]
    assert [child.returncode for child in both] == [0, 0], said
    assert said[0][0] == said[1][0] == undisturbed()
    assert count(folder) == RUNS


LIMITED = """
import resource, sys
from sim.cli.main import answer
answer(["sweep", "small.yaml", "-n", "5", "--jobs", "1", "--json"])
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), int(sys.argv[1])))
sys.exit(answer(["sweep", "small.yaml", "-n", "400", "--jobs", "1", "--json"]))
"""


def test_a_full_disk_ends_the_sweep_with_its_reason_and_loses_nothing(folder: Path) -> None:
    """Exit code 2; with room again the same command goes on."""
    child = subprocess.run(
        [sys.executable, "-c", LIMITED, "120000"], cwd=folder, env=child_environment(), capture_output=True, text=True,
        timeout=PATIENCE, check=False,
    )  # fmt: skip
    assert child.returncode == 2, child.stderr
    assert "turtlebay.db cannot be written" in child.stderr
    assert "Traceback" not in child.stderr
    kept = count(folder)
    assert 5 <= kept < RUNS
    assert child.stderr.endswith(
        f"\n{kept} of {RUNS} runs are stored; once that is mended, the same command goes on.\n"
    )
    code, out, _ = finish(folder, "-n", str(RUNS))
    assert (code, out) == (0, undisturbed())


READ_ONLY = """
import os, sys
from pathlib import Path
from sim.cli.main import answer
answer(["sweep", "small.yaml", "-n", "5", "--jobs", "1", "--json"])
for path in (*Path().glob("turtlebay.db*"), Path("small.yaml")):
    path.chmod(0o444)
Path().chmod(0o555)
for above in Path.cwd().parents[:2]:
    above.chmod(0o755)
if os.geteuid() == 0:
    os.seteuid(65534)
sys.exit(answer(["sweep", "small.yaml", "-n", "9", "--jobs", "1", "--json"]))
"""


def test_a_store_that_may_not_be_written_is_refused_at_once(folder: Path) -> None:
    """Exit code 2, before anything is played."""
    child = subprocess.run(
        [sys.executable, "-c", READ_ONLY], cwd=folder, env=child_environment(), capture_output=True, text=True,
        timeout=PATIENCE, check=False,
    )  # fmt: skip
    folder.chmod(0o755)
    assert child.returncode == 2, child.stderr
    assert "turtlebay.db cannot be" in child.stderr
    assert "Traceback" not in child.stderr
    assert child.stdout.count("\n") == 1
