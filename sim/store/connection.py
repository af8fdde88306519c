"""A connection to a store's file, also where it stands on a medium that may only be read."""

import sqlite3
from pathlib import Path


def connected(path: Path) -> sqlite3.Connection:
    """A connection that reads, and writes where that is allowed. Raises sqlite3.Error where it cannot even read."""
    connection = sqlite3.connect(path, timeout=30, isolation_level=None)
    try:
        connection.execute("PRAGMA user_version")
    except sqlite3.Error as problem:
        connection.close()
        # To read a store SQLite makes a file beside it, and on a medium that is read-only it cannot.
        if problem.sqlite_errorcode & 0xFF != sqlite3.SQLITE_CANTOPEN or not path.is_file() or _half_done(path):
            raise
        return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", isolation_level=None, uri=True)
    return connection


def _half_done(path: Path) -> bool:
    """Whether part of what was kept still stands in a file beside the store: it would be left out."""
    beside = (path.with_name(path.name + ending) for ending in ("-wal", "-journal"))
    return any(each.exists() and each.stat().st_size for each in beside)
