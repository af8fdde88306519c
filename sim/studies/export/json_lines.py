"""JSON Lines: a row a run, and the canonical lines of the events, each with its hash, as `log --json` prints them."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from sim.engine.run import Run
from sim.runs.record import with_hash
from sim.studies.export.material import Material


def write_runs(material: Material, path: Path) -> int:
    """Write the runs; gives how many."""
    names = [column.name for column in material.columns]
    return write_lines(path, (as_line({name: row[name] for name in names}) for row in material.rows()))


def write_events(material: Material, path: Path) -> int:
    """Write the events of all runs; gives how many. In a sweep each line names its run after the hash."""
    return write_lines(path, (line for run in material.runs() for line in _lines(run, material.many)))


def write_lines(path: Path, lines: Iterable[str]) -> int:
    """Write lines of text; gives how many."""
    count = 0
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for line in lines:
            file.write(line + "\n")
            count += 1
    return count


def as_line(value: object) -> str:
    """A JSON object on one line, its keys in their order."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def _lines(run: Run, named: bool) -> Iterator[str]:
    for line, h in zip(run.lines, run.hashes, strict=True):
        hashed = with_hash(line, h)
        yield f'{hashed[:-1]},"run":"{run.id}"}}' if named else hashed
