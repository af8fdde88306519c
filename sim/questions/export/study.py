"""The export: which formats there are, what each writes, and how files come to stand in a folder together."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import Any, Final

from attrs import frozen

from sim.engine.run import Run
from sim.experiment.frames import Column, Frame, Row
from sim.experiment.sweep import Sweep
from sim.pages import plain
from sim.pages.text import csv_row
from sim.questions.export.coded import cloud_events, plover_events
from sim.questions.export.folder import ExportError, staged
from sim.questions.export.material import CODED_EVENTS, Material, coded_rows, of_run, of_sweep
from sim.store.shape import shape_of
from sim.vocabulary.clock import CELL

GROUP: Final = 20_000
"""Rows held in memory, and written as one row group."""

Write = Callable[[Material, Path], int]
"""Writes one file and gives its rows."""


@frozen
class Exported:
    """One file of an export."""

    path: Path
    rows: int
    """Lines, or rows without a heading."""
    bytes: int


@frozen
class Export:
    """What was written."""

    material: Material
    format: str
    files: tuple[Exported, ...]

    def as_plain(self) -> dict[str, Any]:
        """For JSON, under `run` or `sweep`."""
        told: dict[str, Any] = plain({"format": self.format, "files": self.files})
        return {"sweep" if self.material.many else "run": self.material.id, **told}


def export(
    what: Material | Run | Sweep, form: str, out: Path | str, *, events: bool = True, force: bool = False
) -> Export:
    """Write a run or a sweep in one of FORMATS to a folder: all of its files or none.

    events: write the events too; those of a sweep are made by playing its runs again. force: replace an export that
    is there, and leave one of another format beside it. Raises ExportError.
    """
    if form not in FORMATS:
        raise ExportError(f"there is no format {form!a}; allowed: {', '.join(FORMATS)}")
    if "\0" in str(out):
        raise ExportError(f"{str(out)!a}: is no path, for it holds a NUL; name another folder")
    if isinstance(what, Run):
        material = of_run(what)
    else:
        material = of_sweep(what.store, what.id) if isinstance(what, Sweep) else what
    files, out = FORMATS[form], Path(out)
    chosen = {name: write for name, write in files.items() if events or name.startswith("runs.")}
    if not chosen:
        raise ExportError(f"--format {form} is made of events, and a sweep stores none: --events plays its runs again")
    others = [] if force else [name for each in FORMATS.values() for name in each if name not in files]
    with staged(out, list(files), force, others) as folder:
        rows = {name: write(material, folder / name) for name, write in chosen.items()}
    made = (Exported(out / name, count, (out / name).stat().st_size) for name, count in rows.items())
    return Export(material, form, tuple(made))


# Tables


def _csv(columns: Sequence[Column], rows: Iterable[Row], path: Path) -> int:
    """An empty field where there is no value, blanks between the names of a list."""
    count = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(csv_row(column.name for column in columns))
        for row in rows:
            file.write(csv_row(_field(column, row.get(column.name)) for column in columns))
            count += 1
    return count


def _field(column: Column, value: Any) -> Any:
    if value is None or column.kind not in ("time", "names"):
        return value
    return value.strftime(CELL) if column.kind == "time" else " ".join(value)


def _parquet(columns: Sequence[Column], rows: Iterable[Row], path: Path) -> int:
    """Typed columns, for DuckDB, polars and pandas."""
    try:
        from pyarrow.parquet import ParquetWriter

        schema = Frame(columns, ()).arrow().schema
    except ImportError:
        raise ExportError("Parquet needs pyarrow: pip install turtlebay[analysis]") from None
    waiting, count = iter(rows), 0
    with path.open("wb") as file, ParquetWriter(file, schema, compression="zstd") as writer:
        while group := list(islice(waiting, GROUP)):
            writer.write_table(Frame(columns, group).arrow())
            count += len(group)
    return count


def _lines(lines: Iterable[str], path: Path) -> int:
    count = 0
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for line in lines:
            file.write(line + "\n")
            count += 1
    return count


def _as_line(value: object) -> str:
    """A JSON object on one line, its keys in their order."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def _runs_jsonl(material: Material, path: Path) -> int:
    names = [column.name for column in material.columns]
    return _lines((_as_line({name: row.get(name) for name in names}) for row in material.rows()), path)


def _events_jsonl(material: Material, path: Path) -> int:
    """The events in their one shape, as `log --json` prints them."""
    shapes = chain.from_iterable(map(_shapes, material.runs()))
    return _lines(map(_as_line, shapes), path)


def _shapes(run: Run) -> Iterator[dict[str, Any]]:
    """The events of a run in their one shape."""
    start = run.scenario.case.start
    return (shape_of(event, start, run.id, h) for event, h in zip(run.events, run.hashes, strict=True))


def _coded(material: Material) -> Iterator[Row]:
    return chain.from_iterable(map(coded_rows, material.runs()))


FORMATS: Final[Mapping[str, Mapping[str, Write]]] = {
    "parquet": {
        "runs.parquet": lambda material, path: _parquet(material.columns, material.rows(), path),
        "events.parquet": lambda material, path: _parquet(CODED_EVENTS, _coded(material), path),
    },
    "csv": {
        "runs.csv": lambda material, path: _csv(material.columns, material.rows(), path),
        "events.csv": lambda material, path: _csv(CODED_EVENTS, _coded(material), path),
    },
    "jsonl": {"runs.jsonl": _runs_jsonl, "events.jsonl": _events_jsonl},
    "cloudevents": {
        "cloudevents.jsonl": lambda material, path: _lines(
            (_as_line(event) for run in material.runs() for event in cloud_events(run)), path
        ),
    },
    "plover": {
        "plover.jsonl": lambda material, path: _lines(
            (_as_line(event) for run in material.runs() for event in plover_events(run)), path
        ),
    },
}
"""Format to the files it makes, and what writes each; those of runs begin with `runs.`. A new format is a line here."""
