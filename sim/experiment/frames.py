"""Tables for other programs: columns of numpy arrays, and data frames of whatever library is installed.

`duckdb.sql("from outcomes")` and `polars.DataFrame(outcomes)` read a frame as it is, through Arrow. What a row does not
have is nan in numpy, null in Arrow. Names of columns have no dots, which plotting libraries read as nested fields.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, Literal, get_args, get_type_hints

import numpy as np
from attrs import frozen

from sim.engine.run import Run
from sim.scenario.overrides import NONE
from sim.store.record import data_of
from sim.store.store import as_json
from sim.vocabulary.events import REGISTRY
from sim.vocabulary.outcome import FLAT, Outcome

Kind = Literal["words", "integer", "number", "time", "names"]
"""What a column holds: text, a whole number, a real number, a moment, or a list of texts.

A moment is in UTC and names no zone, because spreadsheets refuse moments that name one.
"""

Array = np.ndarray[Any, Any]

Row = Mapping[str, Any]
"""Column name to value, None where there is none."""


@frozen
class Column:
    """A column of a table."""

    name: str
    kind: Kind


class Frame:
    """A table: column name to array, in the order of the columns. rows: may lack a column where they have no value.

    It reads like a mapping and is none: libraries that take mappings apart would lose what is missing.
    """

    def __init__(self, columns: Sequence[Column], rows: Iterable[Row]) -> None:
        self.columns = tuple(columns)
        self._values: dict[str, list[Any]] = {column.name: [] for column in columns}
        self._arrays: dict[str, Array] = {}
        self.rows = 0
        for row in rows:
            self.rows += 1
            for name, values in self._values.items():
                values.append(row.get(name))

    def __getitem__(self, name: str) -> Array:
        if name not in self._arrays:
            kind = next((column.kind for column in self.columns if column.name == name), None)
            if kind is None:
                raise KeyError(f"{name}; columns are {', '.join(self)}")
            self._arrays[name] = _array(kind, self._values[name])
        return self._arrays[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __contains__(self, name: object) -> bool:
        return name in self._values

    def keys(self) -> Iterable[str]:
        """The names of the columns, in their order."""
        return self._values.keys()

    def __repr__(self) -> str:
        names = ", ".join(self)
        return f"<Frame: {self.rows:,} rows of {names if len(names) < 150 else names[:147] + '...'}>"

    def to_pandas(self) -> Any:
        """As a pandas DataFrame. Raises ImportError with what to install."""
        return _library("pandas").DataFrame({name: self[name] for name in self})

    def to_polars(self) -> Any:
        """As a polars DataFrame. Raises ImportError with what to install."""
        pl = _library("polars")
        return pl.DataFrame(self._values, schema={column.name: _POLARS[column.kind](pl) for column in self.columns})

    def arrow(self) -> Any:
        """As a pyarrow Table. Raises ImportError with what to install."""
        pa = _library("pyarrow")
        schema = pa.schema([(column.name, _ARROW[column.kind](pa)) for column in self.columns])
        return pa.Table.from_pydict(self._values, schema=schema)

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """The table as libraries that speak Arrow read it. Raises ImportError with what to install."""
        return self.arrow().__arrow_c_stream__(requested_schema)


def _library(name: str) -> Any:
    try:
        return __import__(name)
    except ImportError:
        raise ImportError(f"{name} is not installed: pip install {name}, or pip install turtlebay[analysis]") from None


_ARROW: Final[Mapping[Kind, Callable[[Any], Any]]] = {
    "words": lambda pa: pa.string(),
    "integer": lambda pa: pa.int64(),
    "number": lambda pa: pa.float64(),
    "time": lambda pa: pa.timestamp("us"),
    "names": lambda pa: pa.list_(pa.string()),
}

_POLARS: Final[Mapping[Kind, Callable[[Any], Any]]] = {
    "words": lambda pl: pl.String,
    "integer": lambda pl: pl.Int64,
    "number": lambda pl: pl.Float64,
    "time": lambda pl: pl.Datetime("us"),
    "names": lambda pl: pl.List(pl.String),
}


def _array(kind: Kind, values: Sequence[Any]) -> Array:
    if kind == "integer" and None not in values:
        return np.array(values, dtype=np.int64)
    if kind in ("integer", "number"):
        return np.array([np.nan if value is None else value for value in values], dtype=np.float64)
    if kind == "time":
        return np.array(values, dtype="datetime64[us]")
    if kind == "names":
        values = [value if value is None else ",".join(value) for value in values]
    return np.array(["" if value is None else value for value in values], dtype=np.str_)


def dotless(path: str) -> str:
    """The name of the column of a path: CHN_legal_force_limit for CHN.legal_force.limit."""
    return path.replace(".", "_")


# Outcomes

_HINTS: Final = get_type_hints(Outcome)


def outcome_columns(issues: tuple[str, ...]) -> tuple[Column, ...]:
    """The columns of an outcome, from its fields; a text has one for each issue."""
    found: list[Column] = []
    for name, column in FLAT:
        found += (
            [Column(f"text_{key}", "integer") for key in issues] if name == "text" else [Column(column, _kind(name))]
        )
    return tuple(found)


def _kind(name: str) -> Kind:
    hint = _HINTS[name]
    if name.endswith("_m"):
        return "number"
    if int in (hint, *get_args(hint)):
        return "integer"
    return "words" if hint is str else "names"


# Events

EVENTS: Final = (
    Column("run", "words"), Column("seq", "integer"), Column("t", "integer"), Column("time", "time"),
    Column("type", "words"), Column("v", "integer"), Column("actor", "words"), Column("target", "words"),
    Column("origin", "words"), Column("cause", "integer"), Column("decision", "words"), Column("draft", "words"),
    Column("data", "words"), Column("source", "words"), Column("h", "words"),
)  # fmt: skip
"""One row an event; its data are JSON."""


def events_frame(*runs: Run) -> Frame:
    """The events of some runs, a row each."""
    return Frame(EVENTS, (row for run in runs for row in event_rows(run)))


def event_rows(run: Run) -> Iterator[Row]:
    """The events of a run as rows."""
    clock = run.scenario.clock
    for event, h in zip(run.events, run.hashes, strict=True):
        yield {
            "run": run.id,
            "seq": event.seq,
            "t": event.t,
            "time": clock.utc(event.t).replace(tzinfo=None),
            "type": event.type,
            "v": REGISTRY[event.type].version,
            "actor": event.actor or None,
            "target": event.target or None,
            "origin": event.origin,
            "cause": event.cause,
            "decision": event.decision or None,
            "draft": getattr(event.payload, "draft", "") or None,
            "data": as_json(data_of(event.payload)),
            "source": event.source or None,
            "h": h,
        }


# What varied


def point_columns(paths: Sequence[str], points: Iterable[Mapping[str, str]]) -> dict[str, Column]:
    """Path to its column, of as narrow a kind as its values allow: whole numbers, real ones, or words."""
    seen: dict[str, set[str]] = {path: set() for path in paths}
    for point in points:
        for path in paths:
            seen[path].add(point.get(path, NONE))
    return {path: Column(dotless(path), _narrowest(values - {NONE})) for path, values in seen.items()}


def point_values(columns: Mapping[str, Column], point: Mapping[str, str]) -> Row:
    """The values of one point by the names of their columns: what was cleared, or not set there, is None."""
    words = ((column, point.get(path, NONE)) for path, column in columns.items())
    return {column.name: None if word == NONE else _READ[column.kind](word) for column, word in words}


_READ: Final[Mapping[Kind, Callable[[str], Any]]] = {"integer": int, "number": float, "words": str}


def _narrowest(words: Iterable[str]) -> Kind:
    kinds: tuple[Kind, ...] = ("integer", "number")
    return next((kind for kind in kinds if all(_reads(_READ[kind], word) for word in words)), "words")


def _reads(read: Callable[[str], Any], word: str) -> bool:
    try:
        read(word)
    except ValueError:
        return False
    return True
