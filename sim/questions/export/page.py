"""An export as a page: which files there are, and what reads them."""

import shlex
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from sim.pages import Column, Next, Page, Table
from sim.questions.export.study import Export
from sim.words.phrases import STORE, command_line

_READERS: Final = {"runs.parquet": "read_parquet", "runs.csv": "read_csv", "runs.jsonl": "read_json"}
"""Tables of runs, and what reads each in DuckDB's Python module; `pip install duckdb` brings no program."""


def page(found: Export, name: str, store: Path = STORE) -> Page:
    """The files, and what to ask of them. name: the run or sweep as it was typed."""
    of = found.material
    columns = (Column("file"), Column("rows", "number"), Column("bytes", "number"))
    rows = [(str(file.path), f"{file.rows:,}", f"{file.bytes:,}") for file in found.files]
    readable = f"{of.id}:1" if of.many else name if ":" in name else of.id
    log = command_line("log", readable, store=store)
    return Table(columns, rows, f"{'Sweep' if of.many else 'Run'} {of.id}"), Next((*_query(found.files[0].path), log))


def _query(table: Path) -> Iterator[str]:
    """How often each form came, as DuckDB is asked, where it is installed and can read this table."""
    read = _READERS.get(table.name)
    if read is not None and shlex.quote(str(table)) == str(table) and find_spec("duckdb") is not None:
        asked = f"import duckdb; duckdb.{read}('{table}').aggregate('form, count(*) AS runs').show()"
        yield f'python -c "{asked}"'
