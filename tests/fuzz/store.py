"""Damaged stores: bytes flipped, pages emptied, the file cut; each command answers, and none lies."""

import json
import shutil
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Any

from attrs import frozen

from sim.store.schema import OUTCOMES
from tests.cases import short_file
from tests.fuzz import Tried, Try
from tests.fuzz.commands import fault_of, given, looked_at

FORKED_AFTER = 5


@frozen
class Base:
    """A small store as it should be. runs: id to all that is stored of it, its parent's events included."""

    file: Path
    scenario: Path
    raw: bytes
    runs: Mapping[str, Any]
    names: Sequence[str]
    """A run, its fork, and the sweep."""


def base(folder: Path) -> Base:
    """A store with a run, a fork of it, a run with a label that is hard to show, and a sweep, all of a short case."""
    file, scenario = folder / "base.db", str(short_file(folder))
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
    return Base(file, Path(scenario), file.read_bytes(), runs, (first, fork, sweep))


def stored(file: Path, runs: Iterable[str] = ()) -> dict[str, Any]:
    """Run to its row, its events, and those before a fork, read without any check: what cannot be read is None.

    runs: which; all that are listed if none is named. In a damaged file a run may be found that cannot be listed.
    """
    connection = sqlite3.connect(file)
    connection.text_factory = bytes
    ids = [each.encode() for each in runs] or [
        row[0] for row in _rows(connection, "SELECT id FROM runs ORDER BY place") or []
    ]
    found = {}
    for run in ids:
        row = _told(_rows(connection, f"SELECT {COLUMNS}, outcome FROM runs WHERE id = ?", run))
        query = "SELECT seq, line, h FROM events WHERE run = ? AND seq <= ? ORDER BY seq"
        events, before = _rows(connection, query, run, 1_000_000), _rows(connection, query, run, FORKED_AFTER)
        found[run.decode(errors="replace") if isinstance(run, bytes) else str(run)] = (row, events, before)
    connection.close()
    return found


COLUMNS = "scenario, digest, seed, model, recipe, parent, forked_after, head, events"


def _told(rows: list[Any] | None) -> Any:
    """A row with its outcome as what it says: blanks in JSON say nothing, and older stores wrote it in another form."""
    try:
        return rows and [(*row, json.loads(outcome)) for *row, outcome in rows]
    except (TypeError, ValueError):
        return rows


def _rows(connection: sqlite3.Connection, query: str, *values: Any) -> list[Any] | None:
    try:
        known = [each.decode() if isinstance(each, bytes) else each for each in values]
        return connection.execute(query, known).fetchall()
    except (sqlite3.Error, UnicodeDecodeError):
        return None


def commands(there: Base, file: Path, out: Path, form: str = "csv") -> list[list[str]]:
    """Each command that reads a store. form: what is exported."""
    run, fork, sweep = there.names
    asked = [
        ["verify"],
        ["verify", fork],
        ["verify", sweep, "--jobs", "1"],
        ["runs", "--tree"],
        ["runs", "--json"],
        ["log", fork],
        ["state", run],
        ["explain", fork],
        ["compare", run, fork],
        ["compare", sweep, sweep],
        ["scenario", run],
        ["fork", run, "--at", "5", "--set", "JPN.legal_force.salience=95", "--quiet"],
        ["log", f"{sweep}:1"],
        ["export", run, "--format", form, "--out", str(out), "--force"],
        ["export", sweep, "--format", form, "--out", str(out), "--force"],
        ["sweep", str(there.scenario), "-n", "3", "--jobs", "1"],
        ["run", str(there.scenario)],
    ]
    return [[*words, "--store", str(file)] for words in asked]


VERDICTS = 3
"""Of these commands the first so many may call a run identical: a sample of the others is asked beside them."""

FORMS = ("csv", "jsonl", "cloudevents", "plover", "parquet")


def prepared(folder: Path) -> Try:
    """A small store with a bit flipped, cut, with pages emptied, copied or torn, with rows and tables lost."""
    there = base(folder)

    def case(random: Random, number: int) -> Tried:
        words, damaged = _damage(there, folder, random)
        asked = commands(there, folder / "turtlebay.db", folder / "out", random.choice(FORMS))
        some = [*asked[:VERDICTS], *random.sample(asked[VERDICTS:], 4)]
        return looked_at(lambda: tried(there, folder, words, damaged, some))

    return case


def every_byte(folder: Path) -> Try:
    """Case N flips one bit of byte N, and every command that reads a store is given: as long as there are bytes."""
    there = base(folder)

    def case(random: Random, number: int) -> Tried | None:
        if number >= len(there.raw):
            return None
        words, damaged = _flipped(there.raw, number, random.randrange(8))
        asked = commands(there, folder / "turtlebay.db", folder / "out")
        return looked_at(lambda: tried(there, folder, words, damaged, asked))

    return case


def _damage(there: Base, folder: Path, random: Random) -> tuple[str, bytes]:
    """One damage of many kinds: in words, and the file."""
    raw, size = there.raw, page_size(there.raw)
    pages = range(0, len(raw), size)
    page, other = random.choice(pages), random.choice(pages)
    kind = random.choices(range(7), (60, 12, 5, 5, 5, 3, 10))[0]
    if kind == 0:
        return _flipped(raw, some_of_page(raw, page, random), random.randrange(8))
    if kind == 1:
        at = random.choice(
            (random.randrange(len(raw)), page, random.randrange(200), len(raw) - 1 - random.randrange(200))
        )
        return f"cut to {at} bytes", raw[:at]
    if kind == 2:
        return f"nothing in the page at {page}", raw[:page] + bytes(size) + raw[page + size :]
    if kind == 3:
        return f"the page at {other} in place of that at {page}", _put(raw, page, raw[other : other + size])
    if kind == 4:
        at, some = page + random.randrange(size), random.choice((2, 16, 512))
        return f"{some} random bytes at {at}", _put(raw, at, random.randbytes(some))[: len(raw)]
    if kind == 5:
        return "bytes behind the end", raw + random.randbytes(random.choice((1, size, 3 * size)))
    return _by_statement(raw, folder, random)


def _flipped(raw: bytes, at: int, bit: int) -> tuple[str, bytes]:
    return f"bit {bit} of byte {at}", _put(raw, at, bytes([raw[at] ^ 1 << bit]))


def _put(raw: bytes, at: int, piece: bytes) -> bytes:
    return raw[:at] + piece + raw[at + len(piece) :]


TABLES = ("runs", "events", "scenarios", "asked", "sweeps", "recipes", "observations", "failures", OUTCOMES)


def _by_statement(raw: bytes, folder: Path, random: Random) -> tuple[str, bytes]:
    """A file that SQLite finds sound, and that lacks something, or holds it twice or elsewhere."""
    file, table = folder / "changed.db", random.choice(TABLES)
    file.write_bytes(raw)
    connection = sqlite3.connect(file)
    columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
    one, two = random.choice(columns), random.choice(columns)
    row = f"rowid = (SELECT rowid FROM {table} ORDER BY random_of(rowid) LIMIT 1)"
    connection.create_function("random_of", 1, lambda rowid: hash((rowid, number)), deterministic=True)
    number = random.randrange(1000)
    statement = random.choice((
        f"DROP TABLE {table}", f"DELETE FROM {table}", f"DELETE FROM {table} WHERE {row}",
        f'UPDATE OR REPLACE {table} SET "{one}" = "{two}" WHERE {row}',
        f'UPDATE OR REPLACE {table} SET "{one}" = \'{number}\' WHERE {row}',
        f'UPDATE OR REPLACE {table} SET "{one}" = {number} WHERE {row}',
        f'UPDATE OR REPLACE {table} SET "{one}" = "{one}" || \' \' WHERE {row}',
        f'UPDATE OR REPLACE {table} SET "{one}" = (SELECT "{one}" FROM {table} ORDER BY random_of(rowid) LIMIT 1)',
        f'ALTER TABLE {table} RENAME COLUMN "{one}" TO "gone"', f"ALTER TABLE {table} RENAME TO gone",
        "PRAGMA user_version = 0", "PRAGMA user_version = 99", "PRAGMA application_id = 5",
    ))  # fmt: skip
    with suppress(sqlite3.Error), connection:
        connection.execute(statement)
    connection.close()
    return statement, file.read_bytes()


def page_size(raw: bytes) -> int:
    """Bytes of a page, as the header says."""
    return int.from_bytes(raw[16:18], "big") % 65536 or 65536


def some_of_page(raw: bytes, page: int, random: Random) -> int:
    """A place in a page: in its head now and then, else where something stands in it."""
    if random.random() < 0.15:
        return page + random.randrange(12 if page else 108)
    return random.choice([at for at in range(page, page + page_size(raw)) if raw[at]] or [page])


def tried(there: Base, folder: Path, words: str, damaged: bytes, asked: Sequence[Sequence[str]]) -> Tried:
    """Give commands on a damaged store, each on a fresh copy."""
    file, out = folder / "turtlebay.db", folder / "out"
    came = "verify says no"
    for command in asked:
        for left in folder.glob("turtlebay.db*"):
            left.unlink()
        file.write_bytes(damaged)
        said = given(command)
        came = "verify says yes" if command[0] == "verify" and len(command) == 3 and said.code == 0 else came
        fault = fault_of(said) or _lie(there, file, said.out)
        if fault:
            shutil.rmtree(out, ignore_errors=True)
            shown = f"{said.out[-2000:]}\n{said.err[-4000:]}"
            return Tried(came, f"turtlebay {' '.join(command[:2])}: {fault}\n{shown}", f"{words}: {command}", damaged)
    return Tried(came, what=words)


def _lie(there: Base, file: Path, out: str) -> str:
    """Whether a run is called byte-identical whose row or events are not what they were."""
    called = [line.split()[1] for line in out.splitlines() if "byte-identical" in line and line.startswith("ok")]
    if not called:
        return ""
    now = stored(file, there.runs)
    for run in called:
        before, after = there.runs.get(run), now.get(run)
        if before is not None and before != after:
            return f"run {run} is called identical, and what is stored of it is not what it was"
        parent = there.names[0]
        if run == there.names[1] and there.runs[parent][2] != now.get(parent, (None, None, None))[2]:
            return f"run {run} is called identical, and the events before its fork are not what they were"
    return ""
