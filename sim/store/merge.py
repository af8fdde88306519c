"""Stores brought into one: a run is the same run wherever it was played.

Every store is read and checked before anything is written, and all of it is written in one transaction: a merge that
is refused or killed leaves the target as it was. What the target has stays as it is, so merging again changes nothing.
"""

import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from typing import Final

from attrs import frozen

from sim.store.damage import Damaged, quoted
from sim.store.lost import losses
from sim.store.outcomes import Outcomes
from sim.store.schema import OUTCOMES, OUTCOMES_MARK, declared, outcomes_named, outcomes_table
from sim.store.store import Store, StoredRun, give_label
from sim.store.sweeps import Sweeps

_LAST: Final = 2**62
"""Past the last number of every recipe."""


@frozen
class Different:
    """A run, or an outcome of many, of which two stores say different things. The target keeps its own."""

    store: str
    """The store that says something else than the target."""
    run: str
    head: str
    """What the target says."""
    other: str
    """What the store says."""


@frozen
class Relabelled:
    """A label that the target has for something else already."""

    store: str
    what: str
    """The run or sweep that has it in the store."""
    label: str
    kept_as: str


@frozen
class Count:
    """How much of one kind a store brought."""

    new: int
    known: int
    """There already."""


@frozen
class Brought:
    """What one store brought."""

    store: str
    runs: Count
    sweeps: Count
    outcomes: Count
    """Of runs played many at a time."""


@frozen
class Merged:
    """What a merge did."""

    into: str
    stores: tuple[Brought, ...]
    relabelled: tuple[Relabelled, ...]
    different: tuple[Different, ...]

    def __repr__(self) -> str:
        new = sum(each.runs.new for each in self.stores)
        return f"<Merged into {self.into}: {new} new runs from {len(self.stores)} stores>"


def merge(into: Path, stores: Sequence[Path]) -> Merged:
    """Bring stores into one, which is made where there is none.

    Raises StoreError where one is no store, Damaged where one is damaged; then nothing is written.
    """
    places = {path.resolve(): path for path in reversed(stores)}
    paths = [path for place, path in reversed(places.items()) if place != into.resolve()]
    with ExitStack() as held:
        names = _names(paths)
        sources = [_checked(held.enter_context(Store(path)), names[path]) for path in paths]
        target = held.enter_context(Store(into))
        with target.writing() as connection:
            merging = _Merging(target, connection)
            brought = [merging.bring(source) for source in sources]
        return Merged(str(into), tuple(brought), tuple(merging.relabelled), tuple(merging.different))


def _names(paths: Sequence[Path]) -> Mapping[Path, str]:
    """What is said of the labels of each store: its name, or that of its folder where several have the same name."""
    stems = Counter(path.stem for path in paths)
    named = {path: path.stem if stems[path.stem] == 1 else path.resolve().parent.name for path in paths}
    return {path: name.replace(":", "-").strip() for path, name in named.items()}


# What is read


@frozen
class _Source:
    """A store that is whole."""

    store: Store
    name: str
    """What is said of its labels where they clash."""
    runs: tuple[StoredRun, ...]
    tables: Mapping[str, Mapping[str, str]]
    """Each table of outcomes to its columns, with their types, beside recipe and number."""
    statements: tuple[str, ...]
    """What makes those tables."""


def _checked(store: Store, name: str) -> _Source:
    """A store of which every part can be read and is what was stored. Raises StoreError."""
    runs, damaged = store.listed()
    sweeps, damaged_too = Sweeps(store).listed()
    faults: list[object] = [*damaged, *damaged_too] or [*store.faults(), *losses(store)]
    if faults:
        raise Damaged(f"{store.path} is not merged: {faults[0]}")
    try:
        for run in runs:
            store.lines(run)
            store.plain_scenario(run)
        for sweep in sweeps:
            Sweeps(store).plain_scenario(sweep)
        for (digest,) in store.rows("SELECT digest FROM scenarios"):
            store.case(digest, f"the case {quoted(digest)}")
        for (key,) in store.rows("SELECT key FROM recipes ORDER BY number"):
            for _ in Outcomes(store).outcomes(key, 0, _LAST):
                pass  # each is checked as it is read
        store.labels()
        tables = dict(_tables(store))
    except Damaged as damage:
        raise Damaged(f"{store.path} is not merged: {damage}", damage.name) from None
    return _Source(store, name, tuple(runs), tables, tuple(outcomes_table(_declared(each)) for each in tables.values()))


def _tables(store: Store) -> Iterator[tuple[str, Mapping[str, str]]]:
    """The tables of outcomes, of this turtlebay and of others. Raises Damaged where one is none."""
    names = [str(name) for (name,) in store.rows("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
    for name in (name for name in names if name.startswith(OUTCOMES_MARK)):
        rows = store.rows('SELECT name, type, "notnull", pk FROM pragma_table_info(?) ORDER BY cid', (name,))
        columns = {column: kind + " NOT NULL" * required for column, kind, required, pk in rows if not pk}
        # A table is named for its columns, so its name says whether they are as a turtlebay made them.
        if [column for column, _, _, pk in rows if pk] != ["recipe", "number"] or (
            outcomes_named(_declared(columns)) != name
        ):
            raise Damaged(f"its table {quoted(name)} has other columns than it was made with")
        allowed = [int, int, *(_allowed(kind) for kind in columns.values())]
        for row in store.rows(f"SELECT {_listed(columns)} FROM {name}"):
            if not all(isinstance(value, kind) for value, kind in zip(row, allowed, strict=True)):
                raise Damaged(f"its table {name} says {quoted(row)}")
        yield name, columns


def _declared(columns: Mapping[str, str]) -> str:
    """Columns of outcomes as their table declares them."""
    return declared(
        (name, kind.removesuffix(" NOT NULL"), not kind.endswith(" NOT NULL")) for name, kind in columns.items()
    )


def _listed(columns: Mapping[str, str]) -> str:
    return ", ".join(["recipe", "number", *(f'"{name}"' for name in columns)])


def _allowed(kind: str) -> type | tuple[type, ...]:
    """What a column of that type may hold."""
    holds = int if kind.startswith("INTEGER") else str
    return holds if kind.endswith(" NOT NULL") else (holds, type(None))


# What is written


class _Merging:
    """A merge under way, within one transaction of the target."""

    def __init__(self, target: Store, connection: sqlite3.Connection) -> None:
        self.target = target
        self.relabelled: list[Relabelled] = []
        self.different: list[Different] = []
        self._connection = connection

    def bring(self, source: _Source) -> Brought:
        """Bring all of one store."""
        for digest, plain in source.store.rows("SELECT digest, plain FROM scenarios"):
            self._connection.execute("INSERT OR IGNORE INTO scenarios VALUES (?, ?)", (digest, plain))
        runs = Counter(self._run(source, run) for run in source.runs)
        sweeps = Counter(self._sweep(source, sweep.id) for sweep in Sweeps(source.store).sweeps())
        outcomes = self._outcomes(source)
        for what, labels in source.store.labels().items():
            for label in labels:
                self._label(source, what, label)
        self._asked(source)
        counts = (Count(each[True], each[False]) for each in (runs, sweeps, outcomes))
        return Brought(str(source.store.path), *counts)

    def _run(self, source: _Source, run: StoredRun) -> bool:
        """Whether a run is new; if so it is brought."""
        there = self.target.rows("SELECT head FROM runs WHERE id = ?", (run.id,))
        if not there:
            self._insert(source, run)
        elif there[0][0] != run.head:
            self._differs(source, run.id, there[0][0], run.head)
            return False
        if run.label:
            self._label(source, run.id, run.label)
        return not there

    def _insert(self, source: _Source, run: StoredRun) -> None:
        """Bring a run; one whose parent is another in the target is stored whole."""
        heads = [
            store.rows("SELECT head FROM runs WHERE id = ?", (run.parent,)) for store in (self.target, source.store)
        ]
        after = run.forked_after if heads[0] == heads[1] else None
        lines, hashes = source.store.lines(run)
        first = 0 if after is None else after + 1
        at = source.store.rows("SELECT saved_at FROM runs WHERE id = ?", (run.id,))[0][0]
        self._connection.execute(
            "INSERT INTO runs (id, scenario, digest, seed, model, recipe, parent, forked_after, head, events, outcome, "
            "saved_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (run.id, run.scenario, run.digest, run.seed, run.model, run.recipe, run.parent, after, run.head,
             run.events, run.outcome, at),
        )  # fmt: skip
        self._connection.executemany(
            "INSERT INTO events VALUES (?, ?, ?, ?)",
            [(run.id, seq, lines[seq], hashes[seq]) for seq in range(first, len(lines))],
        )

    def _sweep(self, source: _Source, sweep: str) -> bool:
        """Whether a sweep is new; if so it is brought, and if not, what its stopping rule said."""
        columns = "id, scenario, digest, model, recipe, seeds, saved_at"
        row = source.store.rows(f"SELECT {columns} FROM sweeps WHERE id = ?", (sweep,))[0]
        made = self._connection.execute(f"INSERT OR IGNORE INTO sweeps ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?)", row)
        self._connection.execute("UPDATE sweeps SET seeds = ? WHERE id = ? AND seeds IS NULL", (row[5], sweep))
        return made.rowcount > 0

    # Of many runs

    def _outcomes(self, source: _Source) -> Counter[bool]:
        """Bring the outcomes of every recipe, and count which were new."""
        for statement in source.statements:
            self._connection.execute(statement)
        counted = Counter({True: 0, False: 0})
        for number, key in source.store.rows("SELECT number, key FROM recipes ORDER BY number"):
            self._connection.execute("INSERT OR IGNORE INTO recipes (key) VALUES (?)", (key,))
            here = self.target.rows("SELECT number FROM recipes WHERE key = ?", (key,))[0][0]
            for table, columns in source.tables.items():
                counted.update(self._rows(source, table, columns, number, here))
            self._beside(source, number, here)
        return counted

    def _rows(self, source: _Source, table: str, columns: Mapping[str, str], there: int, here: int) -> Counter[bool]:
        """Bring the outcomes of a recipe in one table. there, here: its number in the store, and in the target."""
        query = f"SELECT {_listed(columns)} FROM {table} WHERE recipe = ? ORDER BY number"
        names = ["recipe", "number", *columns]
        known = {row[1]: row for row in self.target.rows(query, (here,))}
        rows = source.store.rows(query, (there,))
        fresh = [(here, *row[1:]) for row in rows if row[1] not in known]
        for row in (row for row in rows if row[1] in known):
            said, other = (dict(zip(names, each, strict=True)) for each in (known[row[1]], row))
            if said.get("head") != other.get("head"):
                self._differs(source, str(said.get("run")), str(said["head"]), str(other["head"]))
        marks = ", ".join("?" * len(names))
        self._connection.executemany(f"INSERT INTO {table} ({_listed(columns)}) VALUES ({marks})", fresh)
        return Counter({True: len(fresh), False: len(rows) - len(fresh)})

    def _beside(self, source: _Source, there: int, here: int) -> None:
        """Bring what else was asked of the runs of a recipe, and those that failed and have not been played since."""
        asked = source.store.rows("SELECT question, number, answer FROM observations WHERE recipe = ?", (there,))
        self._connection.executemany(
            "INSERT OR IGNORE INTO observations VALUES (?, ?, ?, ?)", [(here, *row) for row in asked]
        )
        failed = source.store.rows("SELECT seed, sets, error, traceback FROM failures WHERE recipe = ?", (there,))
        self._connection.executemany(
            "INSERT OR IGNORE INTO failures VALUES (?, ?, ?, ?, ?)", [(here, *row) for row in failed]
        )
        played = f"SELECT number FROM {OUTCOMES} WHERE recipe = ?"
        self._connection.execute(f"DELETE FROM failures WHERE recipe = ? AND seed IN ({played})", (here, here))

    # Names

    def _label(self, source: _Source, what: str, label: str) -> None:
        """Give a label to what has it in a store; where the target calls something else so, with the store's name."""
        own = {row[0] for row in self.target.rows("SELECT label FROM runs WHERE id = ?", (what,))}
        own |= set(self.target.labels().get(what, ()))
        for name in _candidates(label, source.name):
            if name in own:
                return
            taken = self.target.rows("SELECT id FROM runs WHERE label = ?", (name,)) or self.target.labelled(name)
            if not taken:
                break
        if own == {""}:
            self._connection.execute("UPDATE runs SET label = ? WHERE id = ?", (name, what))
        else:
            give_label(self._connection, name, what)
        if name != label:
            self.relabelled.append(Relabelled(str(source.store.path), what, label, name))

    def _asked(self, source: _Source) -> None:
        """What was asked for, in its order, so that `last` names the last of the last store."""
        known = {row[0] for row in self.target.rows("SELECT what FROM asked")}
        asked = source.store.rows("SELECT what FROM asked GROUP BY what ORDER BY max(place)")
        self._connection.executemany(
            "INSERT INTO asked (what) VALUES (?)", [row for row in asked if row[0] not in known]
        )

    def _differs(self, source: _Source, run: str, head: str, other: str) -> None:
        self.different.append(Different(str(source.store.path), run, head, other))


def _candidates(label: str, store: str) -> Iterator[str]:
    """A label, then the same with the name of its store, and with a number."""
    yield label
    yield f"{label} ({store})"
    yield from (f"{label} ({store} {number})" for number in count(2))
