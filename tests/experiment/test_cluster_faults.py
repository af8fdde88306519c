"""Sweeps on a real Dask cluster: workers and scheduler killed, addresses where there is none."""

import json
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from attrs import frozen

from tests.experiment.faults import count, finish, start, table, undisturbed
from tests.kit import PATIENCE, child_environment, wait_for

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="processes are watched through /proc"),
    pytest.mark.skipif(find_spec("distributed") is None, reason="distributed is not installed"),
]


@frozen
class Cluster:
    """A scheduler in a process of its own, and what starts a worker."""

    address: str
    scheduler: "subprocess.Popen[bytes]"
    worker: Callable[[], "subprocess.Popen[bytes]"]


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    """A scheduler in a process of its own, and what starts a worker."""
    started: list[subprocess.Popen[bytes]] = []
    place = tmp_path / "scheduler.json"

    def begin(module: str, *words: str) -> "subprocess.Popen[bytes]":
        child = subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.{module}", *words, "--no-dashboard"], cwd=tmp_path,
            env=child_environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        started.append(child)
        return child

    scheduler = begin("dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(place))
    wait_for(lambda: place.exists() and place.read_text().endswith("}"))
    address = json.loads(place.read_text())["address"]
    yield Cluster(
        address, scheduler, lambda: begin("dask_worker", address, "--nthreads", "1", "--nworkers", "1", "--no-nanny")
    )
    for child in reversed(started):
        child.kill()
        child.wait(timeout=PATIENCE)


def test_a_cluster_gives_the_same_runs_with_a_worker_killed_on_the_way(folder: Path, cluster: Cluster) -> None:
    """Done when 2: the same head hashes as the local path, from a real scheduler and real workers."""
    first, _ = cluster.worker(), cluster.worker()
    child = start(folder, "-n", "300", "--scheduler", cluster.address)
    wait_for(lambda: count(folder) > 50)
    first.kill()
    before = count(folder)
    out, err = child.communicate(timeout=PATIENCE)
    assert before < 300
    assert child.returncode == 0, err
    assert out == undisturbed(300, store=folder / "plain.db")
    assert table(folder / "turtlebay.db") == table(folder / "plain.db")


def test_a_scheduler_that_is_killed_ends_the_sweep_in_one_sentence(folder: Path, cluster: Cluster) -> None:
    """Exit code 2, nothing of the library's own troubles; what was finished is kept, and goes on here."""
    cluster.worker()
    child = start(folder, "-n", "2000", "--scheduler", cluster.address)
    wait_for(lambda: count(folder) > 50)
    cluster.scheduler.kill()
    out, err = child.communicate(timeout=PATIENCE)
    assert (child.returncode, out) == (2, "")
    said = [line for line in err.splitlines() if not line.startswith("sweep s")]
    if said[0] == f"{cluster.address} has no worker yet: waiting for one.":
        del said[0]  # the worker may report to the scheduler after the command asked
    kept = count(folder)
    assert said == [
        "the runs could not be played where they were sent: whoever hands them out is gone, or took them back",
        f"{kept:,} of 2,000 runs are stored; the same command goes on.",
    ]
    assert json.loads(finish(folder, "-n", str(kept + 30))[1])["done"] == kept + 30


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("nonsense", "missing port number"),
        ("foo://bar:1", "unknown address scheme 'foo'"),
        ("tcp://127.0.0.1:99999", "a port from 1 to 65535"),
        ("", "missing port number"),
    ],
)
def test_what_is_no_address_is_refused_at_once(folder: Path, address: str, said: str) -> None:
    """Before anything is started: exit code 2, one line, nothing written."""
    code, out, err = finish(folder, "-n", "5", "--scheduler", address)
    assert (code, out) == (2, "")
    assert err.startswith(f"--scheduler {address!a}: ")
    assert said in err
    assert err.count("\n") == 1
    assert [path.name for path in folder.iterdir()] == ["small.yaml"]


IMPATIENT = """
import sys
from sim.cli import clusters
from sim.cli.main import answer
clusters.CONNECT_SECONDS = 1
sys.exit(answer(["sweep", "small.yaml", "-n", "5", "--scheduler", sys.argv[1]]))
"""


def test_an_address_where_no_scheduler_is_gets_one_sentence(folder: Path) -> None:
    """Where nobody listens, and where somebody does who is no scheduler; no traceback from a client thrown away."""
    with socket.create_server(("127.0.0.1", 0)) as mute:
        for address in ("tcp://127.0.0.1:9", f"tcp://127.0.0.1:{mute.getsockname()[1]}"):
            child = subprocess.run(
                [sys.executable, "-c", IMPATIENT, address], cwd=folder, env=child_environment(), capture_output=True,
                text=True, timeout=PATIENCE, check=False,
            )  # fmt: skip
            assert child.returncode == 2, child.stderr
            assert child.stderr.startswith(f"--scheduler {address}: cannot be reached: ")
            assert child.stderr.count("\n") == 1
    assert [path.name for path in folder.iterdir()] == ["small.yaml"]
