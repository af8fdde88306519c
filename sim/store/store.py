"""The store: SQLite, one transaction a run, whole runs only. What is read is checked: see `sim.store.damage`."""

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from hashlib import sha256
from os import PathLike
from pathlib import Path
from typing import Any, Final, NotRequired, TypedDict, TypeVar

from attrs import fields, frozen

from sim.store.connection import connected
from sim.store.damage import Damaged, fits, is_name, json_of, quoted, row_of
from sim.store.damage import StoreError as StoreError
from sim.store.record import BrokenChain, chain
from sim.store.schema import CORE, LATER, NEWEST, OUTCOMES, OUTCOMES_MARK, SCHEMA, Tables, expected_tables, tables_of
from sim.vocabulary.outcome import FORMS

SCHEMA_VERSION: Final = 1

_LAST: Final = 2**62
"""Past the last event of every run."""

_PROBLEMS: Final = (sqlite3.Error, OSError, MemoryError, OverflowError, UnicodeDecodeError)
"""What SQLite raises: the last three where a damaged file gives a wrong length, or words that are no text."""

_DAMAGE: Final = (
    sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT, sqlite3.SQLITE_TOOBIG,
    sqlite3.SQLITE_MISMATCH, sqlite3.SQLITE_INTERNAL, sqlite3.SQLITE_CONSTRAINT,
)  # fmt: skip
"""Primary result codes of a file, or a schema, that is not as it was written."""

T = TypeVar("T")

SWEEP_MARK: Final = "s"
"""How the id of a sweep begins; that of a run is all hexadecimal digits."""

RUNS, SWEEPS = "run", "sweep"
"""What may have been asked for, and the command that makes it."""


class SavedChange(TypedDict):
    """What an intervention changed: see `sim.vocabulary.events.InterventionMade`."""

    sets: list[tuple[str, str]]
    drops: list[dict[str, str]]
    inserts: list[dict[str, Any]]
    luck: int


class SavedIntervention(TypedDict):
    """A change of course right after the event with that seq."""

    after: int
    change: SavedChange


class SavedRecipe(TypedDict):
    """What the recipe of a stored run says, beside its scenario and seed."""

    sets: list[tuple[str, str]]
    without: list[str]
    interventions: list[SavedIntervention]
    drawn: NotRequired[int]
    """How many of `sets`, the first ones, chance drew."""
    choices: NotRequired[list[dict[str, Any]]]
    """What whoever sat in an actor's seat chose: rows of `sim.vocabulary.parts.Choice`."""


class SavedOutcome(TypedDict):
    """What came of a run, for lists. Older stores have 0 of each vote where none was held."""

    form: str
    text: dict[str, int] | None
    yes: int | None
    no: int | None
    abstain: int | None
    days_m: int | None


@frozen
class StoredRun:
    """What the store knows of a run besides its events. recipe and outcome: JSON of SavedRecipe and SavedOutcome."""

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


_COLUMNS: Final = ", ".join(each.name for each in fields(StoredRun))


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
            name = self.last(RUNS)
        found = self._runs("WHERE id = ?", (name,))
        try:
            found += [run for run in self._runs("WHERE label = ?", (name,)) if run not in found]
            called = self._runs("WHERE id = ?", (self.labelled(name),))
            found += [run for run in called if run not in found]
        except Damaged:  # labels are looked for in every row, ids are not
            if not found:
                raise
        if not found and name and all(letter in "0123456789abcdef" for letter in name):
            found = self._runs("WHERE id >= ? AND id < ?", (name, name + "g"))
        if len(found) == 1:
            return found[0]
        if found:
            listed = ", ".join(f"{run.id} (seed {run.seed})" for run in found[:6])
            raise StoreError(f"{name!r} fits {len(found)} runs: {listed}; give more of the id")
        raise StoreError(f"no run {name!r} in {self.path}: `turtlebay runs --store {self.path}` lists them")

    def last(self, kind: str = "") -> str:
        """The id of what was asked for most recently. kind: RUNS or SWEEPS, either if left out. Raises StoreError."""
        only = {RUNS: f"WHERE what NOT LIKE '{SWEEP_MARK}%'", SWEEPS: f"WHERE what LIKE '{SWEEP_MARK}%'"}.get(kind, "")
        row = self.rows(f"SELECT what FROM asked {only} ORDER BY place DESC LIMIT 1")
        if not row:
            raise StoreError(
                f"{self.path} holds no {kind or 'run'} yet: make one with `turtlebay {kind or 'run'} FILE`"
            )
        what = row[0][0]
        if not (isinstance(what, str) and is_name(what)):
            raise Damaged(f"{self.path} is damaged: what was asked for last is {quoted(what)}; name a run by its id")
        return what

    def labels(self) -> dict[str, tuple[str, ...]]:
        """The id of each sweep to its labels, the oldest first; of a run to those beside the one in its row.

        Each names one thing. Raises Damaged where one is no text.
        """
        found: dict[str, tuple[str, ...]] = {}
        # A store that may only be read, and is older than labels, has none.
        there = self.rows("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'labels'")
        for label, what in self.rows("SELECT label, what FROM labels ORDER BY place") if there else ():
            if not (fits(label, str) and fits(what, str)):
                raise Damaged(f"{self.path} is damaged: it calls {quoted(what)} {quoted(label)}")
            found[what] = (*found.get(what, ()), label)
        return found

    def labelled(self, label: str) -> str:
        """The id of what `labels` calls so; empty where there is nothing. Raises Damaged."""
        return next((what for what, labels in self.labels().items() if label in labels), "")

    def runs(self) -> list[StoredRun]:
        """Every run, in the order they were saved, but for those that are damaged."""
        return self.listed()[0]

    def listed(self) -> tuple[list[StoredRun], list[Damaged]]:
        """Every run, in the order they were saved, and apart from them what is wrong with those that are damaged."""
        return self.sound_rows("runs", _COLUMNS, "place", _checked_run)

    def lines(self, run: StoredRun, checked: bool = True) -> tuple[list[str], list[str]]:
        """The canonical lines and hashes of a run, its parent's prefix included.

        checked: raise BrokenChain where a line does not hash to what is stored, or the head is another.
        """
        try:
            lines, hashes = self._stitched(run)
            if checked:
                check_chain(run, lines, hashes)
        except BrokenChain as broken:
            if checked:
                raise BrokenChain(f"run {run.id}: {broken}", broken.seq) from None
            raise
        return lines, hashes

    def plain_scenario(self, run: StoredRun) -> str:
        """The canonical JSON of the scenario a run was made from."""
        return self.case(run.digest, f"the scenario of run {run.id}")

    def case(self, digest: str, what: str) -> str:
        """The canonical JSON of the case of that digest. Raises Damaged where it is lost, or is another."""
        rows = self.rows("SELECT plain FROM scenarios WHERE digest = ?", (digest,))
        if not rows:
            raise Damaged(f"{self.path} has lost {what}")
        plain = rows[0][0]
        if not isinstance(plain, str) or sha256(plain.encode()).hexdigest() != digest:
            raise Damaged(f"{self.path} is damaged: {what} is not the one that was stored")
        return plain

    # The file

    def _stitched(self, run: StoredRun) -> tuple[list[str], list[str]]:
        lines: list[str] = []
        hashes: list[str] = []
        for part, first, last in reversed(self._parts(run)):
            if len(lines) < first:
                raise BrokenChain(f"event {len(lines)} is not there", len(lines))
            del lines[first:], hashes[first:]
            rows = self.rows("SELECT seq, line, h FROM events WHERE run = ? AND seq <= ? ORDER BY seq", (part, last))
            for seq, (number, line, h) in enumerate(rows, first):
                if number != seq:
                    raise BrokenChain(f"event {seq} is not there", seq)
                if not (isinstance(line, str) and isinstance(h, str)):
                    raise BrokenChain(f"event {seq} was changed: it is no text any more", seq)
                lines.append(line)
                hashes.append(h)
        return lines, hashes

    def _parts(self, run: StoredRun) -> list[tuple[str, int, int]]:
        """The runs whose events make up a run, itself first: each with the seqs of the first and last it gives."""
        parts: list[tuple[str, int, int]] = []
        seen, last = [run.id], _LAST
        parent, after = run.parent, run.forked_after
        while parent is not None and after is not None:
            here = seen[-1]
            if after < last:
                parts.append((here, after + 1, last))
            if parent in seen:
                raise Damaged(f"run {run.id} is damaged: it was forked from itself", run.id)
            rows = self.rows("SELECT parent, forked_after FROM runs WHERE id = ?", (parent,))
            if not rows:
                raise Damaged(f"{self.path} has lost run {parent}, from which {here} was forked", run.id)
            origin = row_of(_Origin, rows[0], f"run {parent}, from which {here} was forked,", run.id)
            seen.append(parent)
            last = min(last, after)
            parent, after = origin.parent, origin.forked_after
        return [*parts, (seen[-1], 0, last)]

    def _runs(self, where: str, values: Iterable[Any]) -> list[StoredRun]:
        return [_checked_run(row) for row in self.rows(f"SELECT {_COLUMNS} FROM runs {where}", values)]

    def rows(self, query: str, values: Iterable[Any] = ()) -> list[tuple[Any, ...]]:
        """The rows of a query, for the tables that other modules keep here: text that is no UTF-8 comes as bytes.

        Raises StoreError.
        """
        rows, problem = self._fetched(query, values)
        if problem is not None:
            raise problem
        return rows

    def sound_rows(
        self, table: str, columns: str, order: str, made: Callable[[Sequence[Any]], T]
    ) -> tuple[list[T], list[Damaged]]:
        """All rows of a table, each as it is made, and apart from them what is wrong with those that are damaged.

        Where the file itself is damaged it gives the rows on either side of that. Raises StoreError.
        """
        query = f"SELECT {columns} FROM {table} ORDER BY {order}"
        rows, problem = self._fetched(query)
        sound, damaged = [], []
        if isinstance(problem, Damaged):
            after, _ = self._fetched(f"{query} DESC")
            rows += [row for row in reversed(after) if row not in rows]
            if not rows:
                raise problem
            damaged.append(problem)
        elif problem is not None:
            raise problem
        for row in rows:
            try:
                sound.append(made(row))
            except Damaged as damage:
                damaged.append(damage)
        return sound, damaged

    def faults(self) -> list[str]:
        """What SQLite finds wrong with the file; nothing where it is as SQLite writes it."""
        try:
            said = [line for row in self.rows("PRAGMA integrity_check(3)") for line in str(row[0]).splitlines()]
        except Damaged as damage:
            return [str(damage)]
        return [quoted(line) for line in said if line != "ok" and not line.startswith("***")]

    def _fetched(self, query: str, values: Iterable[Any] = ()) -> tuple[list[tuple[Any, ...]], StoreError | None]:
        """The rows of a query, and the problem that ended them before their time, if any."""
        if self._connection is None and not self.path.exists():
            raise StoreError(f"no store at {self.path}: name another with --store, or make a run first")
        rows: list[tuple[Any, ...]] = []
        try:
            with closing(self._open().execute(query, tuple(values))) as cursor:
                rows.extend(cursor)
        except _PROBLEMS as problem:
            return rows, self._problem("read", problem)
        return rows, None

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction: all of it is kept, or nothing. Raises StoreError."""
        try:
            connection = self._open()
            connection.execute("BEGIN IMMEDIATE")
        except _PROBLEMS as problem:
            raise self._problem("written", problem) from problem
        try:
            yield connection
            connection.execute("COMMIT")
        except BaseException as problem:
            if connection.in_transaction:
                with suppress(sqlite3.Error):
                    connection.execute("ROLLBACK")
            if isinstance(problem, sqlite3.Error):
                raise self._problem("written", problem) from problem
            raise

    def _problem(self, done: str, problem: Exception) -> StoreError:
        """What SQLite could not do, in words; a damaged file is told from one that is locked or may not be used."""
        words = f"{self.path} cannot be {done}: {quoted(str(problem)) or type(problem).__name__}"
        code = getattr(problem, "sqlite_errorcode", None)
        damage = not isinstance(problem, OSError) and (
            code is None or code & 0xFF in _DAMAGE or code == sqlite3.SQLITE_IOERR_SHORT_READ
        )
        return Damaged(words) if damage else StoreError(words)

    def _open(self) -> sqlite3.Connection:
        if self._connection is None:
            connection = connected(self.path, f"{SCHEMA} PRAGMA user_version = {SCHEMA_VERSION};")
            try:
                self._prepare(connection)
            except BaseException:
                connection.close()
                raise
            self._connection = connection
        return self._connection

    def _prepare(self, connection: sqlite3.Connection) -> None:
        """See that the file is a store, whole and of this version, and make what it lacks."""
        connection.text_factory = _text
        connection.execute("PRAGMA cell_size_check = ON")
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        foreign = version == 0 and connection.execute("SELECT 1 FROM sqlite_master").fetchone() is not None
        if foreign or version not in (0, SCHEMA_VERSION):
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
        elif self._lacks_tables(connection):
            with suppress(sqlite3.OperationalError):  # a store that may only be read lacks what it lacks
                connection.executescript(SCHEMA)
        with suppress(sqlite3.OperationalError):  # another process may be switching at this very moment
            connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")

    def _lacks_tables(self, connection: sqlite3.Connection) -> bool:
        """Whether it was made before some of our tables were. Raises Damaged where what is there is not ours."""
        encoding = connection.execute("PRAGMA encoding").fetchone()[0]
        if encoding != "UTF-8":
            raise Damaged(f"{self.path} is damaged: its text is said to be {encoding}, and no turtlebay writes that")
        there, expected = tables_of(connection), expected_tables()
        for table, columns in expected.items():
            if not _is_there(table, there):
                raise Damaged(f"{self.path} is damaged: it has no table {table}")
            wrong = [name for name, declared in columns.items() if there.get(table, columns).get(name) != declared]
            if wrong:
                raise Damaged(f"{self.path} is damaged: its table {table} has no column {wrong[0]} as it was made")
        return not expected.keys() <= there.keys()


def _is_there(table: str, there: Tables) -> bool:
    """Whether a store has a table, or is one that never had it.

    Those of LATER came together: an older store has none of them. Of outcomes, another turtlebay has its own table.
    """
    if table in NEWEST:
        return True
    if table in CORE or any(each in there for each in LATER):
        return table in there or (table == OUTCOMES and any(each.startswith(OUTCOMES_MARK) for each in there))
    return True


@frozen
class _Origin:
    """Where a run was forked from."""

    parent: str | None
    forked_after: int | None


def _checked_run(row: Sequence[Any]) -> StoredRun:
    """The run of a row. Raises Damaged where no run can have been stored so."""
    name = row[0] if isinstance(row[0], str) and is_name(row[0]) else quoted(row[0])
    what = f"run {name}"
    run = row_of(StoredRun, row, what, name)
    json_of(run.recipe, SavedRecipe, f"the recipe of {what}", name)
    outcome = json_of(run.outcome, SavedOutcome, f"the outcome of {what}", name)
    forked = run.parent is not None
    wrong = {
        "id": not is_name(run.id),
        "seed": run.seed < 0,
        "parent": forked and (run.parent == run.id or not is_name(run.parent or "")),
        "forked_after": run.forked_after is not None and not (forked and 0 <= run.forked_after < run.events),
        "events": run.events < 1,
        "outcome": outcome["form"] not in FORMS,
    }
    for column, found in wrong.items():
        if found:
            raise Damaged(f"{what} is damaged: its {column} is {quoted(getattr(run, column))}", name)
    return run


def _text(stored: bytes) -> str | bytes:
    """Stored text. Bytes that are no text any more stay bytes, which no check of a column lets through."""
    try:
        return stored.decode()
    except UnicodeDecodeError:
        return stored


def give_label(connection: sqlite3.Connection, label: str, what: str) -> None:
    """Let a label name this sweep or run from now on, and nothing else; within a transaction of `Store.writing`."""
    connection.execute("DELETE FROM labels WHERE label = ? AND what != ?", (label, what))
    connection.execute("INSERT OR IGNORE INTO labels (label, what) VALUES (?, ?)", (label, what))


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
