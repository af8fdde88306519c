"""A connection to a store's file: made whole where there is none, read where it may only be read."""

import os
import sqlite3
import stat
from contextlib import suppress
from pathlib import Path
from secrets import token_hex
from typing import Final

from sim.store.damage import Damaged, StoreError

MEMORY: Final = ":memory:"
"""In place of a path: a store that is gone with the process."""


def connected(path: Path, new: str) -> sqlite3.Connection:
    """A connection that reads, and writes where that is allowed. new: the script that makes a store.

    Raises sqlite3.Error where it cannot even read, StoreError where what is there is no regular file, Damaged where it
    is empty: a new store is put in its place whole, so an empty file is never one that another process is making.
    """
    if str(path) != MEMORY:
        _see_to(path, new)
    connection = sqlite3.connect(path, timeout=30, isolation_level=None)
    try:
        connection.execute("PRAGMA user_version")
    except sqlite3.Error as problem:
        connection.close()
        # To read a store SQLite makes a file beside it, and on a medium that is read-only it cannot.
        if (
            getattr(problem, "sqlite_errorcode", 0) & 0xFF != sqlite3.SQLITE_CANTOPEN
            or not path.is_file()
            or _half_done(path)
        ):
            raise
        return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", isolation_level=None, uri=True)
    return connection


def _see_to(path: Path, new: str) -> None:
    """Refuse what can be no store, and make a store where nothing is."""
    try:
        status = path.stat()
    except (OSError, ValueError):
        _make(path, new)
        return
    if not (stat.S_ISREG(status.st_mode) or stat.S_ISDIR(status.st_mode)):
        raise StoreError(f"{path} is a device or a pipe, not a file: name another with --store")
    if stat.S_ISREG(status.st_mode) and not status.st_size:
        raise Damaged(f"{path} is empty (0 bytes): not a Turtlebay store; delete it to begin anew")


def _make(path: Path, new: str) -> None:
    """Put a new store in its place unless another process does so first; where that fails SQLite says why."""
    memory = sqlite3.connect(MEMORY)
    memory.executescript(new)
    whole = memory.serialize()
    memory.close()
    with suppress(OSError, ValueError):
        place = Path(os.path.realpath(path))
        beside = place.with_name(f".turtlebay-{token_hex(8)}.part")
        try:
            with beside.open("xb") as out:
                out.write(whole)
                out.flush()
                os.fsync(out.fileno())
            os.link(beside, place)
        finally:
            beside.unlink(missing_ok=True)


def _half_done(path: Path) -> bool:
    """Whether part of what was kept still stands in a file beside the store: it would be left out."""
    beside = (path.with_name(path.name + ending) for ending in ("-wal", "-journal"))
    return any(each.exists() and each.stat().st_size for each in beside)
