"""The export: which formats there are, which files each makes, and how they come to stand in a folder together."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from attrs import frozen

from sim.studies.export import cloudevents, csv_files, json_lines, parquet, plover
from sim.studies.export.folder import ExportError, staged
from sim.studies.export.material import Material

Write = Callable[[Material, Path], int]
"""Writes one file and gives its rows."""

FORMATS: Final[Mapping[str, Mapping[str, Write]]] = {
    "parquet": {"runs.parquet": parquet.write_runs, "events.parquet": parquet.write_events},
    "csv": {"runs.csv": csv_files.write_runs, "events.csv": csv_files.write_events},
    "jsonl": {"runs.jsonl": json_lines.write_runs, "events.jsonl": json_lines.write_events},
    "cloudevents": {"cloudevents.jsonl": cloudevents.write_events},
    "plover": {"plover.jsonl": plover.write_events},
}
"""Format to the files it makes, and what writes each. To add a format: one module, and its line here."""

_OF_EVENTS: Final = frozenset(write for files in FORMATS.values() for write in files.values()) - {
    csv_files.write_runs,
    json_lines.write_runs,
    parquet.write_runs,
}
"""What cannot be written from summaries."""


@frozen
class Exported:
    """One file of an export. rows: lines or rows without a heading."""

    path: Path
    rows: int
    bytes: int


def export(material: Material, form: str, out: Path, *, events: bool = True, force: bool = False) -> list[Exported]:
    """Write a run or a sweep in one of FORMATS to a folder: all of its files or none.

    events: write the events too; those of a sweep are made by playing its runs again. force: replace an export that
    is there, and leave one of another format beside it. Raises ExportError.
    """
    files = FORMATS[form]
    chosen = {name: write for name, write in files.items() if events or write not in _OF_EVENTS}
    if not chosen:
        raise ExportError(f"--format {form} is made of events, and a sweep keeps none: --events plays its runs again")
    others = [] if force else [name for each in FORMATS.values() for name in each if name not in files]
    with staged(out, list(files), force, others) as folder:
        rows = {name: write(material, folder / name) for name, write in chosen.items()}
    return [Exported(out / name, count, (out / name).stat().st_size) for name, count in rows.items()]
