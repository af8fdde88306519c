"""Sweeps to which bad things really happen: processes killed, disks full, stores shared, cluster workers lost.

TURTLEBAY_KILLS=50 kills a sweep at so many random moments.
"""

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

import sim
from sim.studies.sweeping.sweep import sweep
from tests.cases import short_case_text
from tests.kit import child_environment

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are watched through /proc")

KILLS = int(os.environ.get("TURTLEBAY_KILLS", "4"))
RUNS = 400
PLAYED = "SELECT count(*) FROM plays"


def command(*words: str) -> list[str]:
    """A sweep of the small case, as it is typed."""
    return [sys.executable, "-m", "sim.faces.main", "sweep", "small.yaml", "--json", *words]


def start(folder: Path, *words: str, **environment: str) -> "subprocess.Popen[str]":
    """Start a sweep in a session of its own, as a terminal would."""
    return subprocess.Popen(
        command(*words), cwd=folder, env=child_environment(**environment), stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip


def finish(folder: Path, *words: str, **environment: str) -> tuple[int, str, str]:
    """Give a sweep and wait for its end: exit code, output, errors."""
    child = start(folder, *words, **environment)
    out, err = child.communicate(timeout=120)
    return child.returncode, out, err


def undisturbed(folder: Path, n: int = RUNS, **more: Any) -> str:
    """What a sweep prints to which nothing happens, played in this process."""
    return json.dumps(sweep(sim.load(folder / "small.yaml"), n, **more).summary(), ensure_ascii=False) + "\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A working directory with the small case in it."""
    (tmp_path / "small.yaml").write_text(short_case_text(), encoding="utf-8")
    return tmp_path


def count(folder: Path) -> int:
    """Runs kept so far."""
    try:
        with sqlite3.connect(f"file:{folder / 'turtlebay.db'}?mode=ro", uri=True, timeout=30) as connection:
            found = int(connection.execute(PLAYED).fetchone()[0])
        connection.close()
    except sqlite3.OperationalError:
        return 0
    return found


def wait_for(met: Callable[[], bool], seconds: float = 60) -> None:
    """Wait until something holds."""
    end = time.monotonic() + seconds
    while not met():
        assert time.monotonic() < end, "it never came to that"
        time.sleep(0.01)


def workers(parent: int) -> list[int]:
    """The worker processes of a sweep."""
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    return [int(pid) for pid in children if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()]


def alive(pid: int) -> bool:
    """Whether a process still runs: one that ended and waits to be buried does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return False


def table(path: Path) -> list[Any]:
    """Every stored run, by recipe and seed."""
    with sqlite3.connect(path) as connection:
        rows = connection.execute("SELECT key, p.* FROM plays p JOIN recipes r ON recipe = number ORDER BY key, seed")
        found = [(row[0], *row[2:]) for row in rows]
    connection.close()
    return found


# Kill -9


def test_a_sweep_killed_at_random_moments_and_resumed_ends_as_if_nothing_had_been(folder: Path) -> None:
    """Done when 1: the final table and output equal those of an undisturbed sweep, byte for byte.

    Most kills come at a random moment after the first runs were kept, every fifth while the sweep still starts.
    """
    runs = str(200 * max(5, KILLS))
    chance, kept, left, midway = random.Random(9), [0], [], 0
    for kill in range(KILLS):
        child = start(folder, "-n", runs, "--jobs", "2")
        if kill % 5 == 4:
            time.sleep(chance.uniform(0.1, 1.5))
        else:
            wait_for(lambda: count(folder) > kept[-1])
            time.sleep(chance.uniform(0, 0.4))
        left += workers(child.pid)
        assert child.poll() is None, "it was over before it was killed: play more runs"
        child.kill()
        child.communicate(timeout=30)
        kept.append(count(folder))
        midway += kept[-2] < kept[-1] < int(runs)
    wait_for(lambda: not any(map(alive, left)), 2)
    assert kept == sorted(kept)
    assert midway >= 0.7 * KILLS, "too few were killed while it played for this test to mean anything"
    code, out, _ = finish(folder, "-n", runs, "--jobs", "2")
    assert code == 0
    sweep(sim.load(folder / "small.yaml"), int(runs), store=folder / "plain.db").play()
    assert out == undisturbed(folder, int(runs), store=folder / "plain.db")
    assert table(folder / "turtlebay.db") == table(folder / "plain.db")
    (folder / "kills.txt").write_text(f"{midway} of {KILLS} midway: {kept}\n")


def test_workers_end_within_two_seconds_of_their_parent(folder: Path) -> None:
    """Kill -9 of the parent leaves nobody behind."""
    child = start(folder, "-n", "2000", "--jobs", "2")
    wait_for(lambda: count(folder) > 0)
    orphans = workers(child.pid)
    assert len(orphans) == 2
    child.kill()
    wait_for(lambda: not any(map(alive, orphans)), 2)
    child.communicate(timeout=30)


def test_a_worker_that_is_killed_costs_only_time(folder: Path) -> None:
    """The pool is made again, and the runs in its hands are played again."""
    child = start(folder, "-n", str(RUNS), "--jobs", "2")
    kill_a_worker(folder, child.pid, after=0)
    kill_a_worker(folder, child.pid, after=100)
    out, err = child.communicate(timeout=60)
    assert (child.returncode, out) == (0, undisturbed(folder))
    assert "Traceback" not in err


def kill_a_worker(folder: Path, parent: int, after: int) -> None:
    """Once more runs than that are kept and two workers are there, kill one."""
    wait_for(lambda: count(folder) > after and len([pid for pid in workers(parent) if alive(pid)]) > 1)
    os.kill(workers(parent)[0], signal.SIGKILL)


FATAL = """
import os, sys
if any("spawn_main" in word for word in sys.orig_argv):
    from sim.studies.sweeping import batch
    real = batch.run
    def run(scenario, seed):
        if seed == 7:
            os._exit(9)
        return real(scenario, seed)
    batch.run = run
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
    began = time.monotonic()
    os.killpg(child.pid, signal.SIGINT)
    out, err = child.communicate(timeout=60)
    assert (child.returncode, out) == (130, "")
    assert time.monotonic() - began < 5
    assert f"of {RUNS} runs are kept, and it goes on with:  turtlebay sweep small.yaml --json -n {RUNS}" in err
    assert "Traceback" not in err
    kept = count(folder)
    assert 0 < kept < RUNS
    assert f"{kept} of {RUNS}" in err
    code, out, _ = finish(folder, "-n", str(RUNS), "--jobs", "2")
    assert (code, out) == (0, undisturbed(folder))


# One store


def test_two_sweeps_on_one_store_at_once_count_nothing_twice(folder: Path) -> None:
    """The same sweep twice, from the moment where there is no store yet."""
    both = [start(folder, "-n", str(RUNS), "--jobs", "2") for _ in range(2)]
    said = [child.communicate(timeout=120) for child in both]
    assert [child.returncode for child in both] == [0, 0], said
    assert said[0][0] == said[1][0] == undisturbed(folder)
    assert count(folder) == RUNS


LIMITED = """
import resource, sys
from sim.faces.main import answer
answer(["sweep", "small.yaml", "-n", "5", "--jobs", "1", "--json"])
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), int(sys.argv[1])))
sys.exit(answer(["sweep", "small.yaml", "-n", "400", "--jobs", "1", "--json"]))
"""


def test_a_full_disk_ends_the_sweep_with_its_reason_and_loses_nothing(folder: Path) -> None:
    """Exit code 2; with room again the same command goes on."""
    child = subprocess.run(
        [sys.executable, "-c", LIMITED, "120000"], cwd=folder, env=child_environment(), capture_output=True, text=True,
        timeout=60, check=False,
    )  # fmt: skip
    assert child.returncode == 2, child.stderr
    assert "turtlebay.db cannot be written" in child.stderr
    assert "Traceback" not in child.stderr
    assert 5 <= count(folder) < RUNS
    code, out, _ = finish(folder, "-n", str(RUNS))
    assert (code, out) == (0, undisturbed(folder))


READ_ONLY = """
import os, sys
from pathlib import Path
from sim.faces.main import answer
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
        timeout=60, check=False,
    )  # fmt: skip
    folder.chmod(0o755)
    assert child.returncode == 2, child.stderr
    assert "turtlebay.db cannot be" in child.stderr
    assert "Traceback" not in child.stderr
    assert child.stdout.count("\n") == 1


# A cluster


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[tuple[str, Callable[[], "subprocess.Popen[bytes]"]]]:
    """A scheduler in a process of its own, and what starts a worker."""
    if find_spec("distributed") is None:
        pytest.skip("distributed is not installed")
    started: list[subprocess.Popen[bytes]] = []
    place = tmp_path / "scheduler.json"

    def begin(module: str, *words: str) -> "subprocess.Popen[bytes]":
        child = subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.{module}", *words, "--no-dashboard"], cwd=tmp_path,
            env=child_environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        started.append(child)
        return child

    begin("dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(place))
    wait_for(lambda: place.exists() and place.read_text().endswith("}"))
    address = json.loads(place.read_text())["address"]
    yield address, lambda: begin("dask_worker", address, "--nthreads", "1", "--nworkers", "1", "--no-nanny")
    for child in reversed(started):
        child.kill()
        child.wait(timeout=30)


def test_a_cluster_gives_the_same_runs_with_a_worker_killed_on_the_way(
    folder: Path, cluster: tuple[str, Callable[[], "subprocess.Popen[bytes]"]]
) -> None:
    """Done when 2: the same head hashes as the local path, from a real scheduler and real workers."""
    address, worker = cluster
    first, _ = worker(), worker()
    child = start(folder, "-n", "500", "--scheduler", address)
    wait_for(lambda: count(folder) > 50)
    first.kill()
    before = count(folder)
    out, err = child.communicate(timeout=120)
    assert before < 500
    assert child.returncode == 0, err
    sweep(sim.load(folder / "small.yaml"), 500, store=folder / "plain.db").play()
    assert out == undisturbed(folder, 500, store=folder / "plain.db")
    assert table(folder / "turtlebay.db") == table(folder / "plain.db")


def test_a_scheduler_that_is_not_there_is_bad_input(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a while, with the address in the message."""
    if find_spec("distributed") is None:
        pytest.skip("distributed is not installed")
    code = (
        "import sys; from sim.faces.commands import sweep; sweep.CONNECT_SECONDS = 1; "
        "from sim.faces.main import answer; "
        "sys.exit(answer(['sweep', 'small.yaml', '-n', '5', '--scheduler', 'tcp://127.0.0.1:9']))"
    )
    child = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, env=child_environment(), capture_output=True, text=True, timeout=60,
        check=False,
    )  # fmt: skip
    assert child.returncode == 2, child.stderr
    assert "--scheduler tcp://127.0.0.1:9: cannot be reached" in child.stderr
