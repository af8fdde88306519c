"""Files that a user names: read only where they are files of sane size, written whole or not at all.

What is written goes into a file beside the one meant, is flushed to the disk, and takes its place by a rename: on a
full disk, and where the program is killed, the old file is as it was. The file beside is locked while somebody writes
it; so the next who writes to that folder knows those that a killed program left, and removes them.
"""

import errno
import hashlib
import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import ModuleType
from typing import Final, TextIO

from sim.scenario.problems import Problem, ScenarioError

fcntl: ModuleType | None
try:
    import fcntl
except ImportError:  # Windows has none
    fcntl = None

MOST_BYTES: Final = 5_000_000
"""The largest file that is read; the scenarios have about a hundredth of it."""

_PART: Final = (".turtlebay-", ".part")
"""How the name begins and ends of a file that is written beside the one meant."""

PathLike = str | os.PathLike[str]
"""A path as a caller may give it."""


def file_bytes(path: PathLike, wanted: str = "a readable YAML file") -> bytes:
    """The bytes of a file.

    wanted: what it should be. Raises ScenarioError if it is missing, not a file, unreadable or over MOST_BYTES.
    """
    name = os.fspath(path)
    try:
        status = os.stat(name)
        _refuse_other_kinds(status.st_mode)
        if status.st_size > MOST_BYTES:
            raise too_large(name, status.st_size)
        with open(name, "rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise refused(name, f"cannot be read: {error.strerror or error}", wanted) from None
    except ScenarioError:
        raise
    except ValueError as error:
        raise refused(name, f"cannot be opened: {error}", "a path without NUL, in UTF-8") from None
    if len(data) > MOST_BYTES:
        raise too_large(name, len(data))
    return data


def fingerprint(path: PathLike, data: bytes) -> str:
    """What tells a file from all others: where it really is, and its bytes, in one digest."""
    return hashlib.sha256(os.fsencode(os.path.realpath(path)) + b"\0" + data).hexdigest()


def refused(name: str, message: str, allowed: str) -> ScenarioError:
    """What a file as a whole is refused with."""
    return ScenarioError([Problem(name, 1, 1, "", "", message, allowed)])


def too_large(name: str, size: int) -> ScenarioError:
    """What a file of more than MOST_BYTES is refused with."""
    return refused(name, f"has {size:,} bytes, too many for a scenario", f"{MOST_BYTES:,} bytes")


def check_place(path: PathLike) -> None:
    """Raise OSError where a file can certainly not be written: a device, a pipe, a folder, no folder to hold it."""
    place = _place(path)
    if place.exists():
        _refuse_other_kinds(place.stat().st_mode)
    elif not place.parent.is_dir():
        raise FileNotFoundError(errno.ENOENT, f"there is no folder {place.parent}", str(place))


@contextmanager
def writing(path: PathLike, new: bool = False) -> Iterator[TextIO]:
    """Write a text in UTF-8: it is there whole once the block ends, and as it was where the block or the disk fails.

    new: refuse to replace a file. Raises OSError, FileExistsError where there is one.
    """
    check_place(path)
    place = _place(path)
    if new and os.path.lexists(path):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path))
    _remove_left(place.parent)
    with _beside(place.parent) as (handle, beside):
        with open(handle, "w", encoding="utf-8", newline="\n") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        beside.chmod(stat.S_IMODE(place.stat().st_mode) if place.exists() else 0o666 & ~_umask())
        if not new or not _linked(beside, place):
            os.replace(beside, place)
        flush_folder(place.parent)


def write(path: PathLike, data: bytes, new: bool = False) -> None:
    """Write a file whole, or leave it as it was. new: refuse to replace one. Raises OSError."""
    with writing(path, new) as out:
        out.buffer.write(data)


def _place(path: PathLike) -> Path:
    """Where a file is to be: a link goes on pointing to it. Raises OSError on a path that cannot be one."""
    try:
        place = Path(os.path.realpath(path))
    except ValueError as error:
        raise OSError(errno.EINVAL, str(error), ascii(path)) from None
    if place.is_symlink():  # a link that leads to itself
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(place))
    return place


def _refuse_other_kinds(mode: int) -> None:
    if not stat.S_ISREG(mode):
        what = "a directory" if stat.S_ISDIR(mode) else "a device or a pipe"
        raise OSError(errno.EINVAL, f"it is {what}, not a file")


def _linked(beside: Path, place: Path) -> bool:
    """Put a file in its place unless one has come there meanwhile; False where the disk knows no links."""
    try:
        os.link(beside, place)
    except FileExistsError:
        raise
    except (OSError, NotImplementedError):
        return False
    return True


def flush(path: Path) -> None:
    """See that what a file holds survives a loss of power. Raises OSError."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def flush_folder(folder: Path) -> None:
    """See that the names in a folder survive a loss of power, where the system lets a folder be flushed."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Hold a folder, so that one program at a time changes a set of files in it; the system lets go of it at a kill.

    Raises BlockingIOError where another holds it. Where the system locks no folders nothing is held.
    """
    descriptor = None
    if fcntl is not None:
        with suppress(PermissionError):  # a folder may be written without being read
            descriptor = os.open(folder, os.O_RDONLY)
    try:
        if descriptor is not None:
            _lock(descriptor)
        yield
    finally:
        if fcntl is not None and descriptor is not None:
            with suppress(OSError):
                fcntl.flock(descriptor, fcntl.LOCK_UN)  # a process forked meanwhile would hold it on
            os.close(descriptor)


def _lock(descriptor: int, wait: bool = False) -> bool:
    """Lock an open file; False where the system cannot. Raises BlockingIOError where another has it."""
    if fcntl is None:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        raise
    except OSError:  # such as a network drive
        return False
    return True


@contextmanager
def _beside(folder: Path) -> Iterator[tuple[int, Path]]:
    """A new file to write in: open, and locked until it has its place; it is removed if it gets none."""
    while True:
        handle, name = tempfile.mkstemp(prefix=_PART[0], suffix=_PART[1], dir=folder)
        _lock(handle, wait=True)
        if os.path.exists(name):  # another may have taken it for one that was left, before it was locked
            break
        os.close(handle)
    lock = None if fcntl is None else os.dup(handle)
    try:
        yield handle, Path(name)
    finally:
        if lock is not None:
            os.close(lock)
        Path(name).unlink(missing_ok=True)


def _remove_left(folder: Path) -> None:
    """Remove the files beside that killed programs left: those that nobody has locked."""
    for left in folder.glob("*".join(_PART)):
        with suppress(OSError):
            descriptor = os.open(left, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
            try:
                if _lock(descriptor):
                    left.unlink()
            finally:
                os.close(descriptor)


def _umask() -> int:
    """Which permissions new files do not get; it can only be read by setting it."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
