"""Parquet, by pyarrow: typed columns for DuckDB, polars and pandas."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import Any, Final

from sim.studies.export.folder import ExportError
from sim.studies.export.material import Material
from sim.studies.export.tables import EVENTS, Column, Row, event_rows

GROUP: Final = 20_000
"""Rows held in memory, and written as one row group."""


def write_runs(material: Material, path: Path) -> int:
    """Write the runs; gives how many."""
    return _write(path, material.columns, material.rows())


def write_events(material: Material, path: Path) -> int:
    """Write the events of all runs; gives how many."""
    return _write(path, EVENTS, chain.from_iterable(map(event_rows, material.runs())))


def arrow() -> Any:
    """The pyarrow package, or an ExportError that says how to get it."""
    try:
        import pyarrow
    except ImportError:
        raise ExportError("Parquet needs pyarrow: pip install turtlebay[analysis]") from None
    return pyarrow


def _write(path: Path, columns: Sequence[Column], rows: Iterable[Row]) -> int:
    pa = arrow()
    from pyarrow.parquet import ParquetWriter

    schema = pa.schema([(column.name, _types(pa)[column.kind]) for column in columns])
    count = 0
    with path.open("wb") as file, ParquetWriter(file, schema, compression="zstd") as writer:
        for group in _groups(rows):
            writer.write_table(pa.Table.from_pylist(group, schema=schema))
            count += len(group)
    return count


def _types(pa: Any) -> Mapping[str, Any]:
    return {
        "words": pa.string(),
        "integer": pa.int64(),
        "number": pa.float64(),
        "time": pa.timestamp("us", tz="UTC"),
        "names": pa.list_(pa.string()),
    }


def _groups(rows: Iterable[Row]) -> Iterator[list[Row]]:
    waiting = iter(rows)
    while group := list(islice(waiting, GROUP)):
        yield group
