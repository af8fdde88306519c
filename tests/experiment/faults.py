"""Sweeps in processes of their own, to which something is about to happen, and ways to see how far they are."""

import json
import signal
import sqlite3
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import sim
from sim.experiment.sweep import sweep
from sim.pages import plain
from sim.questions.trust import trust
from sim.store.schema import OUTCOMES
from tests.cases import short_file
from tests.kit import PATIENCE, child_environment

RUNS = 400
PLAYED = f"SELECT count(*) FROM {OUTCOMES}"


def start(folder: Path, *words: str, **environment: str) -> "subprocess.Popen[str]":
    """Start a sweep of the small case in a session of its own."""
    return started(folder, "sweep", "small.yaml", "--json", *words, **environment)


def started(folder: Path, *words: str, **environment: str) -> "subprocess.Popen[str]":
    """Start a command in a session of its own, as a terminal would."""
    return subprocess.Popen(
        [sys.executable, "-m", "sim.cli.main", *words], cwd=folder, env=child_environment(**environment),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler) and None,  # a shell may ignore it
    )  # fmt: skip


def finish(folder: Path, *words: str, **environment: str) -> tuple[int, str, str]:
    """Give a sweep and wait for its end: exit code, output, errors."""
    child = start(folder, *words, **environment)
    out, err = child.communicate(timeout=PATIENCE)
    return child.returncode, out, err


@cache
def undisturbed(n: int = RUNS, store: Path | None = None) -> str:
    """What a sweep of the small case prints to which nothing happens, played once, in this process."""
    with tempfile.TemporaryDirectory() as folder:
        scenario = sim.load(short_file(Path(folder)))
    told = plain(sweep(scenario, n, store=store).tally) | {"trust": plain(trust(scenario))}
    return json.dumps(told, ensure_ascii=False) + "\n"


def count(folder: Path) -> int:
    """Runs kept so far in the store of a folder."""
    return count_in(folder / "turtlebay.db")


def count_in(store: Path) -> int:
    """Runs kept so far in a store."""
    try:
        with sqlite3.connect(f"file:{store}?mode=ro", uri=True, timeout=30) as connection:
            found = int(connection.execute(PLAYED).fetchone()[0])
        connection.close()
    except sqlite3.OperationalError:
        return 0
    return found


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
        rows = connection.execute(
            f"SELECT key, o.* FROM {OUTCOMES} o JOIN recipes r ON recipe = r.number ORDER BY 1, 3"
        )
        found = [(row[0], *row[2:]) for row in rows]
    connection.close()
    return found
