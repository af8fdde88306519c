"""Files that a user names: read only where they are files of sane size, written whole or not at all.

What is written goes into a file beside the one meant, is flushed to the disk, and takes its place by a rename: on a
full disk, and where the program is killed, the old file is as it was.
"""

import errno
import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final, TextIO

from sim.scenario.problems import Problem, ScenarioError

MOST_BYTES: Final = 5_000_000
"""The largest file that is read; the scenarios have about a hundredth of it."""

PathLike = str | os.PathLike[str]
"""A path as a caller may give it."""


def file_bytes(path: PathLike) -> bytes:
    """The bytes of a file.

    Raises ScenarioError if it is missing, not a file, unreadable or over MOST_BYTES.
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
        raise refused(name, f"cannot be read: {error.strerror or error}", "a readable YAML file") from None
    except ScenarioError:
        raise
    except ValueError as error:
        raise refused(name, f"cannot be opened: {error}", "a path without NUL, in UTF-8") from None
    if len(data) > MOST_BYTES:
        raise too_large(name, len(data))
    return data


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
    handle, name = tempfile.mkstemp(prefix=".turtlebay-", suffix=".part", dir=place.parent)
    beside = Path(name)
    try:
        with open(handle, "w", encoding="utf-8", newline="\n") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        beside.chmod(stat.S_IMODE(place.stat().st_mode) if place.exists() else 0o666 & ~_umask())
        if not new or not _linked(beside, place):
            os.replace(beside, place)
        _flush_folder(place.parent)
    finally:
        beside.unlink(missing_ok=True)


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


def _flush_folder(folder: Path) -> None:
    """See that the new name survives a loss of power, where the system lets a folder be flushed."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _umask() -> int:
    """Which permissions new files do not get; it can only be read by setting it."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
