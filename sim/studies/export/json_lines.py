"""JSON Lines: a row a run, and the events in their one shape, as `log --json` prints them."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from sim.engine.run import Run
from sim.runs.shape import shape_of
from sim.studies.export.material import Material


def write_runs(material: Material, path: Path) -> int:
    """Write the runs; gives how many."""
    names = [column.name for column in material.columns]
    return write_lines(path, (as_line({name: row[name] for name in names}) for row in material.rows()))


def write_events(material: Material, path: Path) -> int:
    """Write the events of all runs; gives how many."""
    return write_lines(path, (line for run in material.runs() for line in _lines(run)))


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


def _lines(run: Run) -> Iterator[str]:
    start = run.scenario.case.start
    for event, h in zip(run.events, run.hashes, strict=True):
        yield as_line(shape_of(event, start, run.id, h))
