"""Files that are there whole or not at all: written beside their place under another name, then moved into it."""

import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sim.vocabulary.problems import TurtlebayError


class ExportError(TurtlebayError):
    """An export that cannot be made; the message says what would have to change. Nothing was written."""


@contextmanager
def staged(out: Path, names: Sequence[str], force: bool = False, others: Sequence[str] = ()) -> Iterator[Path]:
    """A folder to write files in, which move to `out` together when all are done.

    names: what the format can write there; one that is there already is refused, and with force replaced, or
    removed where this export has none of that name. others: what stands for another export, refused too.
    Raises ExportError; what was there before then stays as it was.
    """
    made = _missing(out)
    _refuse(out, names, force)
    _refuse_beside(out, others)
    staging: Path | None = None
    try:
        out.mkdir(parents=True, exist_ok=True)
        staging = Path(tempfile.mkdtemp(prefix=".turtlebay-", dir=out))
        yield staging
        _move(staging, out, names)
        made = []
    except OSError as error:
        raise ExportError(f"{out}: cannot be written: {error.strerror or error}; nothing was exported") from error
    finally:
        if staging is not None:
            shutil.rmtree(staging, ignore_errors=True)
        _remove_empty(made)


def _refuse(out: Path, names: Sequence[str], force: bool) -> None:
    for name in names:
        path = out / name
        if path.is_dir():
            raise ExportError(f"{path} is a folder; name another with --out")
        if path.exists() and not force:
            raise ExportError(f"{path} is there already; name another folder, or say --force to replace its export")


def _refuse_beside(out: Path, others: Sequence[str]) -> None:
    there = next((out / name for name in others if (out / name).exists()), None)
    if there is not None:
        raise ExportError(
            f"{there} is there already, an export in another format; name another folder, or say --force to write "
            "beside it"
        )


def _move(staging: Path, out: Path, names: Sequence[str]) -> None:
    for name in names:
        written = staging / name
        if written.exists():
            with written.open("rb+") as file:
                os.fsync(file.fileno())
    for name in names:
        if (staging / name).exists():
            os.replace(staging / name, out / name)
        else:
            (out / name).unlink(missing_ok=True)


def _missing(out: Path) -> list[Path]:
    """The folders that would have to be made, innermost first."""
    return [path for path in (out, *out.parents) if not path.exists()]


def _remove_empty(made: Sequence[Path]) -> None:
    for path in made:
        try:
            path.rmdir()
        except OSError:
            return
