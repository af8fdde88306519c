"""A set of files that changes together: after a kill at any point a folder never holds files of two exports.

The new files are written into a folder of their own inside the one meant, and flushed. Then that folder gets the name
UNFINISHED, the former files move into it, and the new ones move out. While UNFINISHED is there some files may be
missing, which a reader notices; none stands beside a file of another export. The next export to the folder first
finishes what a killed one began: back to the former files where not all had moved away yet, else on to the new ones.
"""

import errno
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from sim.scenario.files import flush, flush_folder, held
from sim.vocabulary.problems import TurtlebayError

UNFINISHED: Final = "_unfinished_export"
"""Where files wait while a set is exchanged. Readers of whole folders pass over names that begin so."""

_STAGING: Final = ".turtlebay-"
"""How the name of a folder begins that holds nothing anybody needs once its export is dead."""

_NEW: Final = "new"
"""In UNFINISHED: the new files, while the former ones move away."""

_MOVING: Final = "moving"
"""The same folder once all former files are away, while the new ones move to their places."""

_FORMER: Final = "former"
"""In UNFINISHED: the former files."""


class ExportError(TurtlebayError):
    """An export that cannot be made; the message says what would have to change, and what became of the files."""


@contextmanager
def staged(out: Path, names: Sequence[str], force: bool = False, others: Sequence[str] = ()) -> Iterator[Path]:
    """A folder to write files in, which move to `out` together when all are done.

    names: what the format can write there; one that is there already is refused, and with force replaced, or
    removed where this export has none of that name. others: what stands for another export, refused too.
    What a killed export left in `out` is finished and cleaned up first. Raises ExportError; what was there before
    then stays as it was, or the message says otherwise.
    """
    made: list[Path] = []
    try:
        made = _missing(out)
        out.mkdir(parents=True, exist_ok=True)
        with held(out):
            _recover(out)
            _refuse(out, names, force)
            _refuse_beside(out, others)
            staging = Path(tempfile.mkdtemp(prefix=_STAGING, dir=out))
            try:
                for folder in (_NEW, _FORMER):
                    (staging / folder).mkdir()
                yield staging / _NEW
                _exchange(staging, out, names)
                made = []
            finally:
                shutil.rmtree(staging, ignore_errors=True)
    except BlockingIOError:
        raise ExportError(f"{out}: another export is writing there; wait until it ends, or name another") from None
    except OSError as error:
        raise ExportError(f"{out}: cannot be written: {error.strerror or error}; {_became(out)}") from error
    finally:
        _remove_empty(made)


def _refuse(out: Path, names: Sequence[str], force: bool) -> None:
    for name in names:
        path = out / name
        if path.is_dir():
            raise ExportError(f"{path} is a folder; name another with --out")
        if os.path.lexists(path) and not force:
            raise ExportError(f"{path} is there already; name another folder, or say --force to replace its export")


def _refuse_beside(out: Path, others: Sequence[str]) -> None:
    there = next((out / name for name in others if (out / name).exists()), None)
    if there is not None:
        raise ExportError(
            f"{there} is there already, an export in another format; name another folder, or say --force to write "
            "beside it"
        )


def _exchange(staging: Path, out: Path, names: Sequence[str]) -> None:
    """Put the new files in the place of the former ones. Where that fails the former ones come back."""
    new, waiting = staging / _NEW, out / UNFINISHED
    for path in new.iterdir():
        flush(path)
    for folder in (new, staging):
        flush_folder(folder)
    os.rename(staging, waiting)
    try:
        _move((out / name for name in names), waiting / _FORMER)
        os.rename(waiting / _NEW, waiting / _MOVING)
        _flush_folders(out, waiting)
        _move((waiting / _MOVING).iterdir(), out)
        _flush_folders(out, waiting)
    except BaseException:
        _take_back(waiting, out, names)
        raise
    _discard(waiting)


def _move(paths: Iterator[Path], into: Path) -> None:
    """Move those files that exist into a folder, in the order of their names."""
    for path in sorted(paths):
        if os.path.lexists(path):
            os.replace(path, into / path.name)


def _take_back(waiting: Path, out: Path, names: Sequence[str]) -> None:
    if (waiting / _MOVING).exists():
        _move((out / name for name in names), waiting / _MOVING)
        os.rename(waiting / _MOVING, waiting / _NEW)
    _recover(out)


def _recover(out: Path) -> None:
    """Finish the exchange that a killed export began, and remove what it left. Nobody else may be writing there."""
    waiting = out / UNFINISHED
    if os.path.lexists(waiting):
        if not (waiting / _FORMER).is_dir():
            raise OSError(errno.EEXIST, f"{waiting} was not made by an export; move it away")
        to_former = (waiting / _NEW).exists()
        _move((waiting / (_FORMER if to_former else _MOVING)).iterdir(), out)
        _flush_folders(out, waiting)
        _discard(waiting)
    for left in out.glob(f"{_STAGING}*"):
        if left.is_dir() and not left.is_symlink():
            shutil.rmtree(left, ignore_errors=True)


def _discard(waiting: Path) -> None:
    """Remove the folder: first its name, at once, then what is in it. A full disk does not hinder that."""
    dead = waiting.with_name(f"{_STAGING}done")
    shutil.rmtree(dead, ignore_errors=True)
    os.rename(waiting, dead)
    shutil.rmtree(dead, ignore_errors=True)


def _flush_folders(out: Path, waiting: Path) -> None:
    for folder in (out, waiting, *waiting.iterdir()):
        flush_folder(folder)


def _became(out: Path) -> str:
    """What became of the files, where an export failed."""
    if not (out / UNFINISHED).is_dir():
        return "nothing was exported"
    gone = sorted(path.name for path in (out / UNFINISHED).glob("*/*"))
    return f"{', '.join(gone) or 'files'} in {out / UNFINISHED}: the next export to {out} puts them in their places"


def _missing(out: Path) -> list[Path]:
    """The folders that would have to be made, innermost first."""
    return [path for path in (out, *out.parents) if not path.exists()]


def _remove_empty(made: Sequence[Path]) -> None:
    for path in made:
        try:
            path.rmdir()
        except OSError:
            return
