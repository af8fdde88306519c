"""What tests of exports share: questions to DuckDB, and what is in a folder."""

from pathlib import Path
from typing import Any

import duckdb

VETOED = "dprk-2022-05"


def asked(query: str, **tables: Path) -> list[tuple[Any, ...]]:
    """What DuckDB answers, each table being a file."""
    with duckdb.connect() as connection:
        for name, path in tables.items():
            connection.execute(f"CREATE VIEW {name} AS SELECT * FROM '{path}'")
        return list(connection.execute(query).fetchall())


def types(path: Path) -> dict[str, str]:
    """Column to type, as DuckDB sees a file."""
    return {row[0]: row[1] for row in asked("DESCRIBE t", t=path)}


def left(folder: Path) -> dict[str, bytes]:
    """Everything in a folder, hidden files too."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}
