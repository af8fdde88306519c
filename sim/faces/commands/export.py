"""`turtlebay export`: a run or a sweep as files for other programs."""

import shlex
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Final, Literal

from cyclopts import Parameter

from sim.faces.options import Ascii, AsJson, StoreAt
from sim.faces.output import print_json
from sim.faces.problems import BadInput
from sim.faces.terminal import Terminal, note, standard_output
from sim.runs.store import Store
from sim.studies.export.export import Exported
from sim.studies.export.export import export as write
from sim.studies.export.folder import ExportError
from sim.studies.export.kept import material_of
from sim.studies.export.material import Material
from sim.words.phrases import STORE, command_line

_READERS: Final = {"runs.parquet": "read_parquet", "runs.csv": "read_csv", "runs.jsonl": "read_json"}
"""Tables of runs, and what reads each in DuckDB's Python module; `pip install duckdb` brings no program."""


def export(
    name: Annotated[
        str, Parameter(help="A run or a sweep: its id or the beginning of it, its label, `last`, or SWEEP:K.")
    ],
    /,
    *,
    out: Annotated[Path, Parameter(metavar="DIR", help="The folder to write to; it is created if missing.")],
    form: Annotated[
        Literal["parquet", "csv", "jsonl", "cloudevents", "plover"], Parameter(name="--format", help="What to write.")
    ] = "parquet",
    events: Annotated[
        bool, Parameter(help="Write the events of a sweep too: its runs are played again.", show_default=False)
    ] = False,
    force: Annotated[
        bool,
        Parameter(help="Replace a previous export of this format; leave others alone.", show_default=False),
    ] = False,
    store: StoreAt = STORE,
    as_json: AsJson = False,
    ascii_only: Ascii = False,
) -> None:
    """Write a run or a sweep as files for other programs.

    parquet, csv and jsonl: one row for each run and for each event. cloudevents: CloudEvents 1.0. plover: event
    data coded by PLOVER and CAMEO. An export writes all of its files or none. A sweep stores no events: they are
    left out unless you ask for them. docs/export.md lists columns and queries. Parquet needs pyarrow: pip install
    turtlebay[analysis].

    For example:

      turtlebay export last --out july
      turtlebay export last --format plover --out coded
      turtlebay export last --format csv --events --force --out july
    """
    with Store(store) as opened:
        material = material_of(opened, name)
        try:
            files = write(material, form, out, events=events or not material.many, force=force)
        except ExportError as error:
            raise BadInput(str(error)) from None
    if material.missing:
        note(f"{material.missing:,} runs of sweep {material.id} failed or were not played yet; they are left out.")
    if as_json:
        made = [{"path": str(file.path), "rows": file.rows, "bytes": file.bytes} for file in files]
        print_json({"sweep" if material.many else "run": material.id, "format": form, "files": made})
        return
    _print(standard_output(ascii_only), material, files, command_line("log", _readable(material, name), store=store))


def _print(terminal: Terminal, material: Material, files: list[Exported], log: str) -> None:
    terminal.line(f"{'Sweep' if material.many else 'Run'} {material.id}")
    width = max(len(str(file.path)) for file in files)
    for file in files:
        terminal.line(f"{file.path!s:{width}}  {file.rows:>9,} rows  {file.bytes:>13,} bytes")
    terminal.next(*_query(files[0].path), log)


def _query(table: Path) -> list[str]:
    """How often each form came, as DuckDB is asked, where it is installed and can read this table."""
    read = _READERS.get(table.name)
    if read is None or shlex.quote(str(table)) != str(table) or find_spec("duckdb") is None:
        return []
    asked = f"import duckdb; duckdb.{read}('{table}').aggregate('form, count(*) AS runs').show()"
    return [f'python -c "{asked}"']


def _readable(material: Material, name: str) -> str:
    """What `log` can show: a run as it is stored, or one of the sweep."""
    if material.many:
        return f"{material.id}:1"
    return name if ":" in name else material.id
