"""Cases as they were read: a file that has not changed is not read again.

A case is kept as its canonical JSON, under a digest of all that reading it depends on: the bytes of its file and where
it is, the package's reader, templates, cases, almanac and parameters. Beside it stand the other files that were looked
for. Where anything does not fit, the file is read as if nothing had been kept. Only what was read without a problem is
kept, so problems are always found in the file itself. The cases of the package come with theirs in a wheel; all others
are kept in the folder of the system for such files, which can be deleted at any time.
"""

import hashlib
import importlib
import importlib.resources
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Final

from sim.scenario import library
from sim.scenario.canon import canonical_json, from_plain, to_plain
from sim.scenario.files import MOST_BYTES, PathLike, file_bytes, fingerprint, write
from sim.vocabulary.case import Case

VARIABLE: Final = "TURTLEBAY_CACHE"
"""The variable of the environment that names another folder; where it is empty, nothing is kept."""

MOST: Final = 200
"""Cases that are kept; where there are more, the oldest go."""

ENDS: Final = ".case"
"""How the names of the files end."""

Kept = tuple[Case, str]
"""A case, and its canonical JSON."""


def case_in(path: PathLike) -> Kept:
    """The case in a scenario file, read or as it was kept. Raises ScenarioError with every problem of the file."""
    data = file_bytes(path)
    try:
        name = _digest(path, data) + ENDS
    except OSError:  # not all of the package can be read by this user: what it depends on cannot be told
        return _read(path, data)[:2]
    own = _folder()
    for folder in (shipped(), own):
        found = _kept(folder / name) if folder is not None else None
        if found is not None:
            return found
    case, plain, text = _read(path, data)
    if own is not None:
        _keep(own, name, text)
    return case, plain


def shipped() -> Path:
    """The folder of the package with its own cases as they were read; a clone has none."""
    return _package() / "kept"


def ship(folder: Path) -> None:
    """Read the cases of the package and keep them in a folder: what the build of a wheel does. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in library.cases().values():
        data = file_bytes(path)
        write(folder / (_digest(path, data) + ENDS), _read(path, data)[2])


def _read(path: PathLike, data: bytes) -> tuple[Case, str, bytes]:
    """The case in a file's bytes, its canonical JSON, and what is kept of it."""
    from sim.scenario.reader import reading_text

    reading = reading_text(data, os.fspath(path))
    plain = canonical_json(to_plain(reading.case))
    pulled = {name: found for name, found in reading.pulled.items() if not _place(name)}
    rest = f"{json.dumps(pulled)}\n{plain}".encode()
    return reading.case, plain, hashlib.sha256(rest).hexdigest().encode() + b"\n" + rest


def _kept(file: Path) -> Kept | None:
    """What a file keeps, if that is whole and the files that were pulled in are as they were."""
    try:
        digest, _, rest = file_bytes(file).partition(b"\n")
        if hashlib.sha256(rest).hexdigest().encode() != digest:
            return None
        pulled, _, plain = rest.decode().partition("\n")
        if any(_found(name) != before for name, before in json.loads(pulled).items()):
            return None
        return from_plain(json.loads(plain)), plain
    except (OSError, ValueError, TypeError, AttributeError, RecursionError):
        return None


def _found(name: str) -> str:
    """The fingerprint of a file that another may name; empty where there is none."""
    return fingerprint(name, file_bytes(name)) if os.path.isfile(name) else ""


def _keep(folder: Path, name: str, text: bytes) -> None:
    """Keep a case where that is possible."""
    if len(text) > MOST_BYTES:
        return
    with suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        write(folder / name, text)
        by_age = sorted(folder.glob(f"*{ENDS}"), key=lambda each: each.stat().st_mtime_ns)
        for old in by_age[:-MOST]:
            old.unlink(missing_ok=True)


def _folder() -> Path | None:
    """Where cases are kept: as VARIABLE says, else the system's folder for such files, if the user has a home."""
    named = os.environ.get(VARIABLE)
    if named is not None:
        return Path(named) if named else None
    system = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA", "")
    home = os.path.expanduser("~")
    if os.path.isabs(system):
        return Path(system, "turtlebay", "cases")
    return Path(home, ".cache", "turtlebay", "cases") if os.path.isdir(home) else None


# On what reading depends


def _digest(path: PathLike, data: bytes) -> str:
    """What names a case as it is kept. What is inside the package is named by its place there, in a wheel as here."""
    inside = _place(path)
    where = inside or f"{os.path.abspath(path)}\0{os.path.realpath(path)}"
    whole = hashlib.sha256(_signature())
    whole.update(os.fsencode(where) + b"\0" + data)
    return whole.hexdigest()


@cache
def _signature() -> bytes:
    """A digest of everything of the package on which reading depends, and of the time zones."""
    zones: str = importlib.import_module("tzdata").IANA_VERSION
    whole = hashlib.sha256(zones.encode())
    for name, file in sorted(_sources()):
        data = file.read_bytes()
        whole.update(f"{name}\0{len(data)}\0".encode() + data)
    return whole.digest()


def _sources() -> Iterator[tuple[str, Path]]:
    """Every file of the package on which reading depends, with its name."""
    for table in _package().glob("*.toml"):
        yield table.name, table
    for label, root in _roots().items():
        for folder, inner, files in os.walk(root):
            inner[:] = [name for name in inner if name != "__pycache__"]
            place = os.path.relpath(folder, root).replace(os.sep, "/")
            yield from ((f"{label}/{place}/{name}", Path(folder, name)) for name in files)


def _roots() -> Mapping[str, Path]:
    """The folders of the package on which reading depends, by their names; none has another in it."""
    own = {name: _package() / name for name in ("vocabulary", "almanac", "scenario", "templates")}
    return {**own, "cases": library.folder()}


def _place(path: PathLike) -> str:
    """The name of a file in one of those folders, whether it is there or not; empty for any other file."""
    real = Path(os.path.realpath(path))
    for label, root in _roots().items():
        with suppress(ValueError):
            return f"{label}/{real.relative_to(os.path.realpath(root)).as_posix()}"
    return ""


def _package() -> Path:
    return Path(str(importlib.resources.files("sim")))
