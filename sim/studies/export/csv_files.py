"""Comma-separated values: the columns of the Parquet files, an empty field where there is no value."""

import csv
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any, Final

from sim.studies.export.material import Material
from sim.studies.export.tables import EVENTS, Column, Row, event_rows


def write_runs(material: Material, path: Path) -> int:
    """Write the runs; gives how many."""
    return _write(path, material.columns, material.rows())


def write_events(material: Material, path: Path) -> int:
    """Write the events of all runs; gives how many."""
    return _write(path, EVENTS, chain.from_iterable(map(event_rows, material.runs())))


def _write(path: Path, columns: Sequence[Column], rows: Iterable[Row]) -> int:
    count = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([column.name for column in columns])
        for row in rows:
            writer.writerow([_field(column, row[column.name]) for column in columns])
            count += 1
    return count


_WORDS: Final[Mapping[str, Callable[[Any], str]]] = {
    "time": lambda at: str(at.strftime("%Y-%m-%dT%H:%M:%SZ")),
    "names": " ".join,
}
"""How a value is written whose kind CSV does not have."""


def _field(column: Column, value: Any) -> Any:
    return _WORDS[column.kind](value) if column.kind in _WORDS and value is not None else value
