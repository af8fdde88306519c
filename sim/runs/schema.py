"""The tables of a store."""

from typing import Final

SCHEMA: Final = """
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
CREATE TABLE IF NOT EXISTS plays (
    recipe INTEGER NOT NULL REFERENCES recipes (number),
    seed INTEGER NOT NULL,
    run TEXT NOT NULL,
    form TEXT NOT NULL,
    text TEXT,
    yes INTEGER NOT NULL,
    no INTEGER NOT NULL,
    abstain INTEGER NOT NULL,
    days_m INTEGER,
    threats TEXT NOT NULL,
    first_threat_m INTEGER,
    amendments INTEGER NOT NULL,
    events INTEGER NOT NULL,
    head TEXT NOT NULL,
    PRIMARY KEY (recipe, seed)
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
"""Made where they are not there yet: a store that knows no sweeps gets their tables with its first one."""
