"""The tables of a store. The columns of an outcome derive from the fields of `Outcome`."""

import sqlite3
from collections.abc import Iterable, Mapping
from functools import cache
from hashlib import sha256
from typing import Final, get_args, get_type_hints

from attrs import fields

from sim.vocabulary.outcome import Outcome

_HINTS: Final = get_type_hints(Outcome)

NAMES: Final = tuple(each.name for each in fields(Outcome) if each.name != "number")
"""Columns of an outcome, beside its recipe and number."""

NUMBERS: Final = frozenset(name for name in NAMES if int in (_HINTS[name], *get_args(_HINTS[name])))
"""Those that hold whole numbers."""

JSON: Final = frozenset(name for name in NAMES if name not in NUMBERS and _HINTS[name] is not str)
"""Those that hold JSON; the others hold words."""


def declared(columns: Iterable[tuple[str, str, bool]]) -> str:
    """Columns of an outcome as a table declares them; of each the name, the type, and whether it may be missing."""
    return ",\n    ".join(f'"{name}" {kind}' + ("" if missing else " NOT NULL") for name, kind, missing in columns)


_OUTCOME: Final = declared(
    (name, "INTEGER" if name in NUMBERS else "TEXT", type(None) in get_args(_HINTS[name])) for name in NAMES
)

OUTCOMES_MARK: Final = "outcomes_"
"""How the name of every table of outcomes begins."""


def outcomes_named(columns: str) -> str:
    """The name of the table of outcomes that has these columns, as they are declared."""
    return f"{OUTCOMES_MARK}{sha256(columns.encode()).hexdigest()[:6]}"


def outcomes_table(columns: str) -> str:
    """The statement that makes the table of outcomes that has these columns, as they are declared."""
    return f"""CREATE TABLE IF NOT EXISTS {outcomes_named(columns)} (
    recipe INTEGER NOT NULL REFERENCES recipes (number),
    number INTEGER NOT NULL,
    {columns},
    PRIMARY KEY (recipe, number)
) WITHOUT ROWID;"""


OUTCOMES: Final = outcomes_named(_OUTCOME)
"""The table of outcomes, named for its columns: where `Outcome` has another field, runs are played again into another
table, and each turtlebay reads its own."""

SCHEMA: Final = f"""
CREATE TABLE IF NOT EXISTS scenarios (
    digest TEXT PRIMARY KEY,
    plain TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS runs (
    place INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    scenario TEXT NOT NULL,
    digest TEXT NOT NULL REFERENCES scenarios (digest),
    seed INTEGER NOT NULL,
    model INTEGER NOT NULL,
    recipe TEXT NOT NULL,
    parent TEXT,
    forked_after INTEGER,
    label TEXT NOT NULL DEFAULT '',
    head TEXT NOT NULL,
    events INTEGER NOT NULL,
    outcome TEXT NOT NULL,
    saved_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
);
CREATE TABLE IF NOT EXISTS events (
    run TEXT NOT NULL REFERENCES runs (id),
    seq INTEGER NOT NULL,
    line TEXT NOT NULL,
    h TEXT NOT NULL,
    PRIMARY KEY (run, seq)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS asked (
    place INTEGER PRIMARY KEY AUTOINCREMENT,
    what TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS sweeps (
    id TEXT PRIMARY KEY,
    scenario TEXT NOT NULL,
    digest TEXT NOT NULL REFERENCES scenarios (digest),
    model INTEGER NOT NULL,
    recipe TEXT NOT NULL,
    seeds INTEGER,
    saved_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS recipes (
    number INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE
);
{outcomes_table(_OUTCOME)}
CREATE TABLE IF NOT EXISTS observations (
    recipe INTEGER NOT NULL REFERENCES recipes (number),
    question TEXT NOT NULL,
    number INTEGER NOT NULL,
    answer TEXT NOT NULL,
    PRIMARY KEY (recipe, question, number)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS failures (
    recipe INTEGER NOT NULL REFERENCES recipes (number),
    seed INTEGER NOT NULL,
    sets TEXT NOT NULL,
    error TEXT NOT NULL,
    traceback TEXT NOT NULL,
    PRIMARY KEY (recipe, seed)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS labels (
    place INTEGER PRIMARY KEY AUTOINCREMENT,
    label TEXT NOT NULL UNIQUE,
    what TEXT NOT NULL
);
"""
"""Made where they are not there yet: a store of an older turtlebay gets what it lacks when it is first written."""

CORE: Final = ("scenarios", "runs", "events", "asked")
"""Tables that every store has had from the first version on."""

LATER: Final = ("sweeps", "recipes", "observations", "failures")
"""Tables that came later, all at once, with those of outcomes."""

NEWEST: Final = ("labels",)
"""Tables that a whole store may lack, if it was made before them and may only be read."""

Tables = Mapping[str, Mapping[str, str]]
"""Table to its columns, each with its declared type."""


@cache
def expected_tables() -> Tables:
    """The tables that a new store has."""
    connection = sqlite3.connect(":memory:")
    connection.executescript(SCHEMA)
    tables = tables_of(connection)
    connection.close()
    return tables


def tables_of(connection: sqlite3.Connection) -> Tables:
    """The tables that a database has; views are none."""
    found: dict[str, dict[str, str]] = {}
    columns = "SELECT m.name, c.name, c.type FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table'"
    for table, column, declared in connection.execute(columns):
        found.setdefault(table, {})[column] = declared
    return found
