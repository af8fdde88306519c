"""Damaged stores: bytes flipped, pages emptied, the file cut; each command answers, and none lies."""

import shutil
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from random import Random
from typing import Any

from attrs import frozen

from tests.cases import short_file
from tests.fuzz import Tried
from tests.fuzz.commands import fault_of, given

FORKED_AFTER = 5


@frozen
class Base:
    """A small store as it should be. runs: id to all that is stored of it, its parent's events included."""

    file: Path
    raw: bytes
    runs: Mapping[str, Any]
    names: Sequence[str]
    """A run, its fork, and the sweep."""


def base(folder: Path) -> Base:
    """A store with a run, a fork of it, a run with a label that is hard to show, and a sweep, all of a short case."""
    scenario, file = str(short_file(folder)), folder / "base.db"
    store = ["--store", str(file)]
    for words in (
        ["run", scenario, "--label", "Köhlers Plan"],
        ["fork", "last", "--at", str(FORKED_AFTER), "--set", "JPN.legal_force.salience=90"],
        ["run", scenario, "--seed", "2", "--set", "CHN.legal_force.limit=none"],
        ["sweep", scenario, "-n", "2", "--jobs", "1"],
    ):
        said = given([*words, *store])
        assert said.code == 0, said.err
    connection = sqlite3.connect(file)
    connection.execute("PRAGMA journal_mode = DELETE")
    connection.close()
    runs = stored(file)
    with sqlite3.connect(file) as connection:
        sweep = connection.execute("SELECT id FROM sweeps").fetchone()[0]
    connection.close()
    first, fork, *_ = runs
    return Base(file, file.read_bytes(), runs, (first, fork, sweep))


def stored(file: Path) -> dict[str, Any]:
    """Run to its row, its events, and those before a fork, read without any check: what cannot be read is None."""
    connection = sqlite3.connect(file)
    connection.text_factory = bytes
    ids = _rows(connection, "SELECT id FROM runs ORDER BY place") or []
    found = {}
    for (run,) in ids:
        row = _rows(connection, f"SELECT {COLUMNS} FROM runs WHERE id = ?", run)
        query = "SELECT seq, line, h FROM events WHERE run = ? AND seq <= ? ORDER BY seq"
        events, before = _rows(connection, query, run, 1_000_000), _rows(connection, query, run, FORKED_AFTER)
        found[run.decode(errors="replace") if isinstance(run, bytes) else str(run)] = (row, events, before)
    connection.close()
    return found


COLUMNS = "scenario, digest, seed, model, recipe, parent, forked_after, head, events, outcome"


def _rows(connection: sqlite3.Connection, query: str, *values: Any) -> list[Any] | None:
    try:
        known = [each.decode() if isinstance(each, bytes) else each for each in values]
        return connection.execute(query, known).fetchall()
    except (sqlite3.Error, UnicodeDecodeError):
        return None


def commands(there: Base, file: Path, out: Path) -> list[list[str]]:
    """Each command that reads a store."""
    run, fork, sweep = there.names
    asked = [
        ["runs", "--tree"],
        ["runs", "--json"],
        ["log", fork],
        ["state", run],
        ["explain", fork],
        ["compare", run, fork],
        ["verify"],
        ["verify", fork],
        ["verify", sweep, "--jobs", "1"],
        ["scenario", run],
        ["fork", run, "--at", "5", "--set", "JPN.legal_force.salience=95", "--quiet"],
        ["log", f"{sweep}:1"],
    ]
    if find_spec("sim.questions.export"):  # exports are not on the new core yet
        asked.append(["export", run, "--format", "csv", "--out", str(out), "--force"])
    return [[*words, "--store", str(file)] for words in asked]


def tries(folder: Path, random: Random, number: int) -> Iterator[Tried]:
    """Every byte of the file flipped in one bit; a sample has some of every page. And the file cut, pages emptied."""
    there = base(folder)
    for words, damaged in _damages(there.raw, random, number):
        yield tried(there, folder, words, damaged)


def _damages(raw: bytes, random: Random, number: int) -> Iterator[tuple[str, bytes]]:
    pages = range(0, len(raw), page_size(raw))
    places = list(range(len(raw)))
    if number:
        share = max(1, (number - number // 5) // len(pages))
        places = [at for page in pages for at in some_of_page(raw, page, random, share)]
    for at in places:
        bit = random.randrange(8)
        yield f"bit {bit} of byte {at}", raw[:at] + bytes([raw[at] ^ 1 << bit]) + raw[at + 1 :]
    for _ in range(number // 10 if number else len(pages)):
        at = random.randrange(len(raw))
        yield f"cut to {at} bytes", raw[:at]
        page = random.choice(pages)
        yield f"nothing in the page at {page}", raw[:page] + bytes(page_size(raw)) + raw[page + page_size(raw) :]


def page_size(raw: bytes) -> int:
    """Bytes of a page, as the header says."""
    return int.from_bytes(raw[16:18], "big") % 65536 or 65536


def some_of_page(raw: bytes, page: int, random: Random, share: int) -> list[int]:
    """Places in a page: its head, and where something stands in it."""
    head = [page + random.randrange(12 if page else 108) for _ in range(1 + share // 6)]
    full = [at for at in range(page, page + page_size(raw)) if raw[at]] or [page]
    return [*head, *(random.choice(full) for _ in range(share))][:share]


def tried(there: Base, folder: Path, words: str, damaged: bytes) -> Tried:
    """Give every command on a damaged store."""
    file, out = folder / "turtlebay.db", folder / "out"
    for command in commands(there, file, out):
        for left in folder.glob("turtlebay.db*"):
            left.unlink()
        file.write_bytes(damaged)
        said = given(command)
        fault = fault_of(said) or _lie(there, file, said.out)
        if fault:
            shutil.rmtree(out, ignore_errors=True)
            shown = f"{said.out[-2000:]}\n{said.err[-4000:]}"
            return Tried(words, f"{words}: turtlebay {' '.join(command)}: {fault}\n{shown}")
    return Tried(words)


def _lie(there: Base, file: Path, out: str) -> str:
    """Whether a run is called byte-identical whose row or events are not what they were."""
    called = [line.split()[1] for line in out.splitlines() if "byte-identical" in line and line.startswith("ok")]
    if not called:
        return ""
    now = stored(file)
    for run in called:
        before, after = there.runs.get(run), now.get(run)
        if before is not None and before != after:
            return f"run {run} is called identical, and what is stored of it is not what it was"
        parent = there.names[0]
        if run == there.names[1] and there.runs[parent][2] != now.get(parent, (None, None, None))[2]:
            return f"run {run} is called identical, and the events before its fork are not what they were"
    return ""
