"""Commands killed (kill -9) at any moment: given again they end as if nothing had happened, and nothing is lost."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Any, Final

from attrs import frozen

from tests.cases import short_file
from tests.fuzz import Tried, Try
from tests.fuzz.commands import given, working_in
from tests.kit import child_environment

STORE: Final = "turtlebay.db"

PATIENCE: Final = 300
"""Seconds after which a process is given up."""

COMMANDS: Final[Mapping[str, Sequence[str]]] = {
    "run": ("run", "small.yaml", "--seed", "7", "--log", "log.jsonl", "--html", "run.html"),
    "fork": ("fork", "base", "--at", "5", "--set", "JPN.legal_force.salience=90", "--md", "fork.md"),
    "futures": ("fork", "base", "--at", "5", "--new-luck", "-n", "30", "--json"),
    "sweep": ("sweep", "small.yaml", "-n", "30", "--vary", "CHN.legal_force=20,80", "--json"),
    "tip": ("tip", "small.yaml", "CHN.legal_force.limit", "-n", "12", "--json"),
    "export": ("export", "base", "--format", "csv", "--out", "out", "--force"),
    "export again": ("export", "base", "--format", "jsonl", "--out", "before", "--force"),
    "explain": ("explain", "base", "--but-for", "-n", "12", "--json"),
}
"""What is killed. All write: runs, outcomes, answers, pages, or a set of files."""

TAKES_JOBS: Final = ("futures", "sweep", "tip", "explain")


@frozen
class Undisturbed:
    """What a command leaves behind to which nothing happens."""

    out: bytes
    seconds: float
    left: Mapping[str, Any]
    """Every file but the store by its bytes; of the store every row of every table."""


def prepared(folder: Path) -> Try:
    """Each command in turn: once undisturbed, then killed as often as there are cases."""
    made = folder / "made"
    made.mkdir()
    short_file(made)
    with working_in(made):
        for words in (["run", "small.yaml", "--label", "base"],
                      ["export", "base", "--format", "jsonl", "--out", "before"]):  # fmt: skip
            said = given(words)
            assert said.code == 0, said.err
    found: dict[str, Undisturbed] = {}

    def tried(random: Random, number: int) -> Tried:
        name = list(COMMANDS)[number % len(COMMANDS)]
        if name not in found:
            found[name] = _undisturbed(folder, made, name)
        return _killed(folder, made, name, found[name], random)

    return tried


def _undisturbed(folder: Path, made: Path, name: str) -> Undisturbed:
    place = _fresh(folder, made)
    began = time.monotonic()
    code, out, err = _finished(_started(place, name, 1))
    assert code == 0, err
    return Undisturbed(out, time.monotonic() - began, left_in(place))


def _fresh(folder: Path, made: Path) -> Path:
    place = folder / "place"
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(made, place)
    return place


def _started(place: Path, name: str, jobs: int) -> "subprocess.Popen[bytes]":
    """The command in a process of its own, with workers where it may have some; one session, so none is overlooked."""
    words = (*COMMANDS[name], *(("--jobs", str(jobs)) if name in TAKES_JOBS else ()))
    return subprocess.Popen(
        [sys.executable, "-m", "sim.cli.main", *words], cwd=place, env=child_environment(), stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip


def _finished(child: "subprocess.Popen[bytes]") -> tuple[int, bytes, str]:
    try:
        out, err = child.communicate(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, signal.SIGKILL)
        child.communicate()
        return -1, b"", "it hangs"
    return child.returncode, out, err.decode("utf-8", "replace")


def _killed(folder: Path, made: Path, name: str, whole: Undisturbed, random: Random) -> Tried:
    """Kill a command once or twice, give it again, and compare with what it does undisturbed."""
    place, jobs = _fresh(folder, made), random.choice((1, 1, 2))
    moments, in_time = [], 0
    for _ in range(random.choice((1, 1, 2))):
        child = _started(place, name, jobs)
        moments.append(_until(random, place, child, whole.seconds))
        in_time += child.poll() is None
        child.kill()
        child.communicate(timeout=PATIENCE)
        fault = _alive(child.pid) or _verified(place)
        if fault:
            return Tried("broken", f"{name}: {fault}", f"killed {moments}, --jobs {jobs}")
    code, out, err = _finished(_started(place, name, jobs))
    fault = f"exit code {code} when it is given again\n{err}" if code else ""
    fault = fault or ("" if out == whole.out else f"another answer when it is given again\n{out!r}\n{whole.out!r}")
    fault = fault or _other(left_in(place), whole.left) or _verified(place)
    came = f"{name} killed" if in_time else f"{name} over before it was killed"
    return Tried(came, f"{name}: {fault}" if fault else "", f"killed {moments}, --jobs {jobs}")


def _until(random: Random, place: Path, child: "subprocess.Popen[bytes]", seconds: float) -> str:
    """Wait for the moment to kill: any, or soon after something was written. Says which."""
    if random.random() < 0.4:
        after = random.uniform(0, 1.05 * seconds)
        with suppress(subprocess.TimeoutExpired):
            child.wait(after)
        return f"after {after:.3f} s"
    before, after = _sizes(place), random.choice((0, random.uniform(0, 0.01), random.uniform(0, 0.2 * seconds)))
    while child.poll() is None and _sizes(place) == before:
        time.sleep(0.0005)
    time.sleep(after)
    return f"{after:.3f} s after it wrote"


def _sizes(place: Path) -> set[tuple[str, int]]:
    found = set()
    for folder, _, names in os.walk(place):
        for name in names:
            with suppress(OSError):
                found.add((f"{folder}/{name}", os.stat(f"{folder}/{name}").st_size))
        found.add((folder, 0))
    return found


def _alive(session: int) -> str:
    """Whether workers outlive a command that was killed."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            os.killpg(session, 0)
        except ProcessLookupError:
            return ""
        time.sleep(0.02)
    os.killpg(session, signal.SIGKILL)
    return "its workers go on after it was killed"


def _verified(place: Path) -> str:
    """What verify says of the store, where it does not say yes."""
    with working_in(place):
        said = given(["verify"])
    return "" if said.code == 0 else f"verify says {said.code}: {said.out}{said.err}"


def left_in(place: Path) -> dict[str, Any]:
    """All that stands in a folder: files by their bytes, of a store what every table holds.

    The files that SQLite has beside a store are left out: an empty one may stay.
    """
    found: dict[str, Any] = {}
    for path in sorted(place.rglob("*")):
        if path.is_file() and not path.name.startswith(STORE):
            found[str(path.relative_to(place))] = path.read_bytes()
    connection = sqlite3.connect(place / STORE)
    connection.row_factory = sqlite3.Row
    recipes = {row["number"]: row["key"] for row in connection.execute("SELECT * FROM recipes")}
    for (table,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
        if not table.startswith("sqlite_"):
            rows = [dict(row) for row in connection.execute(f"SELECT * FROM {table}")]
            found[f"table {table}"] = sorted(_lasting(table, row, recipes) for row in rows)
    if "table asked" in found:  # a command that is given again is asked again
        found["table asked"] = sorted(set(found["table asked"]))
    connection.close()
    return found


def _lasting(table: str, row: dict[str, Any], recipes: Mapping[int, str]) -> str:
    """What a row says whenever it was stored: without the time, and with the key of a recipe for its number."""
    passing = ("saved_at", *(("place",) if table == "asked" else ()), *(("number",) if table == "recipes" else ()))
    kept = {name: value for name, value in row.items() if name not in passing}
    return repr(kept | ({"recipe": recipes[row["recipe"]]} if row.get("recipe") in recipes else {}))


def _other(now: Mapping[str, Any], then: Mapping[str, Any]) -> str:
    """What differs between what is left and what should be."""
    for name in sorted(now.keys() | then.keys()):
        if now.get(name) != then.get(name):
            state = "is missing" if name not in now else "was left" if name not in then else "differs"
            return (
                f"{name} {state}\n{_excerpt(then.get(name), now.get(name))}\n{_excerpt(now.get(name), then.get(name))}"
            )
    return ""


def _excerpt(value: Any, other: Any) -> str:
    """The beginning of a file, or the rows of a table that the other has not."""
    shown = [row for row in value if row not in other] if isinstance(value, list) and isinstance(other, list) else value
    return repr(shown)[:2000]
