"""The store: SQLite, one transaction a run, whole runs only. It keeps text; what the text means is others' business."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from os import PathLike
from pathlib import Path
from typing import Any, Final

from attrs import frozen

from sim.store.connection import connected
from sim.store.record import BrokenChain, chain
from sim.store.schema import SCHEMA
from sim.vocabulary.problems import TurtlebayError

SCHEMA_VERSION: Final = 1

SWEEP_MARK: Final = "s"
"""How the id of a sweep begins; that of a run is all hexadecimal digits."""


class StoreError(TurtlebayError):
    """The store cannot be used, or does not hold what was asked for; the message says what to do."""


@frozen
class StoredRun:
    """What the store knows of a run besides its events. recipe and outcome: JSON as saved."""

    id: str
    scenario: str
    digest: str
    seed: int
    model: int
    recipe: str
    parent: str | None
    forked_after: int | None
    label: str
    head: str
    events: int
    outcome: str


_COLUMNS = "id, scenario, digest, seed, model, recipe, parent, forked_after, label, head, events, outcome"


class Store:
    """One SQLite file, opened when first needed: reading a path where there is no store makes none."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._connection: sqlite3.Connection | None = None

    def __enter__(self) -> "Store":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    # Writing

    def save(
        self, run: StoredRun, plain_scenario: str, lines: Sequence[str], hashes: Sequence[str], first: int = 0
    ) -> None:
        """Keep a run, in one transaction; a run that is there already stays as it is, but for a new label.

        lines and hashes begin with event number `first`: a fork keeps only what follows its fork point.
        """
        with self.writing() as connection:
            connection.execute("INSERT OR IGNORE INTO scenarios VALUES (?, ?)", (run.digest, plain_scenario))
            values = (
                run.id, run.scenario, run.digest, run.seed, run.model, run.recipe, run.parent, run.forked_after,
                run.label, run.head, run.events, run.outcome,
            )  # fmt: skip
            marks = ", ".join("?" * len(values))
            inserted = connection.execute(f"INSERT OR IGNORE INTO runs ({_COLUMNS}) VALUES ({marks})", values)
            if inserted.rowcount:
                rows = ((run.id, first + n, line, h) for n, (line, h) in enumerate(zip(lines, hashes, strict=True)))
                connection.executemany("INSERT INTO events VALUES (?, ?, ?, ?)", rows)
            elif run.label:
                connection.execute("UPDATE runs SET label = ? WHERE id = ?", (run.label, run.id))
            connection.execute("INSERT INTO asked (what) VALUES (?)", (run.id,))

    def note_asked(self, what: str) -> None:
        """Remember what was asked for most recently: what `last` names."""
        with self.writing() as connection:
            connection.execute("INSERT INTO asked (what) VALUES (?)", (what,))

    # Reading

    def find(self, name: str) -> StoredRun:
        """The run of that id, unique prefix or label, or `last`. Raises StoreError where none or several match."""
        if name == "last":
            name = self.last()
            if name.startswith(SWEEP_MARK):
                raise StoreError(f"the last thing asked for is the sweep {name}: its first run is {name}:1")
        found = self._runs("WHERE id = ? OR label = ?", (name, name))
        if not found and name and all(letter in "0123456789abcdef" for letter in name):
            found = self._runs("WHERE id >= ? AND id < ?", (name, name + "g"))
        if len(found) == 1:
            return found[0]
        if found:
            listed = ", ".join(f"{run.id} (seed {run.seed})" for run in found[:6])
            raise StoreError(f"{name!r} fits {len(found)} runs: {listed}; give more of the id")
        raise StoreError(f"no run {name!r} in {self.path}: `turtlebay runs --store {self.path}` lists them")

    def last(self) -> str:
        """The id of what was asked for most recently, a run or a sweep. Raises StoreError where nothing was."""
        row = self.rows("SELECT what FROM asked ORDER BY place DESC LIMIT 1")
        if not row:
            raise StoreError(f"{self.path} holds no run yet: make one with `turtlebay run FILE`")
        return str(row[0][0])

    def runs(self) -> list[StoredRun]:
        """Every run, in the order they were saved."""
        return self._runs("ORDER BY place", ())

    def lines(self, run: StoredRun, checked: bool = True) -> tuple[list[str], list[str]]:
        """The canonical lines and hashes of a run, its parent's prefix included.

        checked: raise BrokenChain where a line does not hash to what is stored, or the head is another.
        """
        lines, hashes = self._stitched(run)
        if checked:
            check_chain(run, lines, hashes)
        return lines, hashes

    def plain_scenario(self, run: StoredRun) -> str:
        """The canonical JSON of the scenario a run was made from."""
        rows = self.rows("SELECT plain FROM scenarios WHERE digest = ?", (run.digest,))
        if not rows:
            raise StoreError(f"{self.path} has lost the scenario of run {run.id}")
        return str(rows[0][0])

    # The file

    def _stitched(self, run: StoredRun) -> tuple[list[str], list[str]]:
        prefix: tuple[list[str], list[str]] = ([], [])
        if run.parent is not None and run.forked_after is not None:
            above = self._stitched(self._parent(run.parent))
            prefix = (above[0][: run.forked_after + 1], above[1][: run.forked_after + 1])
        rows = self.rows("SELECT line, h FROM events WHERE run = ? ORDER BY seq", (run.id,))
        return prefix[0] + [row[0] for row in rows], prefix[1] + [row[1] for row in rows]

    def _parent(self, run_id: str) -> StoredRun:
        """The run with exactly that id: a label could be anything."""
        found = self._runs("WHERE id = ?", (run_id,))
        if not found:
            raise StoreError(f"{self.path} has lost run {run_id}, from which another was forked")
        return found[0]

    def _runs(self, where: str, values: Iterable[Any]) -> list[StoredRun]:
        return [StoredRun(*row) for row in self.rows(f"SELECT {_COLUMNS} FROM runs {where}", values)]

    def rows(self, query: str, values: Iterable[Any] = ()) -> list[tuple[Any, ...]]:
        """The rows of a query, for the tables that other modules keep here. Raises StoreError."""
        if self._connection is None and not self.path.exists():
            raise StoreError(f"no store at {self.path}: name another with --store, or make a run first")
        try:
            with closing(self._open().execute(query, tuple(values))) as cursor:
                return cursor.fetchall()
        except sqlite3.Error as problem:
            raise StoreError(f"{self.path} cannot be read: {problem}") from problem

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction: all of it is kept, or nothing. Raises StoreError."""
        try:
            connection = self._open()
            connection.execute("BEGIN IMMEDIATE")
        except (sqlite3.Error, OSError) as problem:
            raise StoreError(f"{self.path} cannot be written: {problem}") from problem
        try:
            yield connection
            connection.execute("COMMIT")
        except BaseException as problem:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            if isinstance(problem, sqlite3.Error):
                raise StoreError(f"{self.path} cannot be written: {problem}") from problem
            raise

    def _open(self) -> sqlite3.Connection:
        if self._connection is None:
            connection = connected(self.path)
            # A byte that is no text any more must show as a changed line, not as a failure to read.
            connection.text_factory = lambda stored: stored.decode(errors="replace")
            version = connection.execute("PRAGMA user_version").fetchone()[0]
            foreign = version == 0 and connection.execute("SELECT 1 FROM sqlite_master").fetchone() is not None
            if foreign or version not in (0, SCHEMA_VERSION):
                connection.close()
                whose = (
                    "is the database of another program"
                    if foreign
                    else f"was written by another turtlebay (store version {version}, this one reads {SCHEMA_VERSION})"
                )
                raise StoreError(f"{self.path} {whose}: name another with --store")
            if version == 0:
                # In one transaction: another process sees a whole store or none.
                script = f"BEGIN IMMEDIATE; {SCHEMA} PRAGMA user_version = {SCHEMA_VERSION}; COMMIT;"
                connection.executescript(script)
            elif not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'observations'").fetchone():
                with suppress(sqlite3.OperationalError):  # a store that may only be read lacks what it lacks
                    connection.executescript(SCHEMA)
            with suppress(sqlite3.OperationalError):  # another process may be switching at this very moment
                connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            self._connection = connection
        return self._connection


StoreOrPath = Store | str | PathLike[str]
"""A store, or where its file is."""


def opened(store: StoreOrPath) -> Store:
    """The store itself, or the one in that file; `:memory:` for one that is gone with the process."""
    return store if isinstance(store, Store) else Store(Path(store))


def check_chain(run: StoredRun, lines: Sequence[str], hashes: Sequence[str]) -> None:
    """Raise BrokenChain at the first line that does not hash to what was stored, or if lines are missing."""
    for seq, (expected, stored, line) in enumerate(zip(chain(lines), hashes, lines, strict=True)):
        if expected != stored:
            raise BrokenChain(f"event {seq} was changed: it does not hash to what was stored", seq)
        if f'"seq":{seq},' not in line:
            raise BrokenChain(f"event {seq} is out of its place", seq)
    if len(lines) != run.events:
        raise BrokenChain(f"{run.events} events were stored, {len(lines)} are there", min(len(lines), run.events))
    if not hashes or hashes[-1] != run.head:
        raise BrokenChain(f"event {len(lines) - 1} is not the head that was stored", len(lines) - 1)


def as_json(value: Any) -> str:
    """Compact JSON for a column."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False, sort_keys=True)
