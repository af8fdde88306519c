"""The tables of a store. The columns of an outcome derive from the fields of `Outcome`."""

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

_OUTCOME: Final = ",\n    ".join(
    f'"{name}" {"INTEGER" if name in NUMBERS else "TEXT"}'
    + ("" if type(None) in get_args(_HINTS[name]) else " NOT NULL")
    for name in NAMES
)

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
CREATE TABLE IF NOT EXISTS outcomes (
    recipe INTEGER NOT NULL REFERENCES recipes (number),
    number INTEGER NOT NULL,
    {_OUTCOME},
    PRIMARY KEY (recipe, number)
) WITHOUT ROWID;
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
"""
"""Made where they are not there yet: a store of an older turtlebay gets what it lacks when it is first written."""
