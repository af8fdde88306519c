"""The columns of the paths that a sweep varied: as narrow a type as all their values allow."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from sim.scenario.overrides import NONE
from sim.studies.export.tables import Column, Kind

Point = Mapping[str, str]
"""Where in its design a run stands: path to value, as the values are set."""

_READ: Final[Mapping[str, Callable[[str], Any]]] = {"integer": int, "number": float, "words": str}


def point_columns(paths: Sequence[str], points: Iterable[Point]) -> tuple[Column, ...]:
    """A column for each path: whole numbers where all values are, else real ones, else words."""
    seen: dict[str, set[str]] = {path: set() for path in paths}
    for point in points:
        for path in paths:
            seen[path].add(point.get(path, NONE))
    return tuple(Column(path, _kind(values - {NONE})) for path, values in seen.items())


def point_values(columns: Sequence[Column], point: Point) -> dict[str, Any]:
    """The values of one point: what was cleared, or not set there, is None."""
    words = {column: point.get(column.name, NONE) for column in columns}
    return {column.name: None if word == NONE else _READ[column.kind](word) for column, word in words.items()}


def _kind(words: Iterable[str]) -> Kind:
    kinds: tuple[Kind, ...] = ("integer", "number")
    return next((kind for kind in kinds if all(_reads(_READ[kind], word) for word in words)), "words")


def _reads(read: Callable[[str], Any], word: str) -> bool:
    try:
        read(word)
    except ValueError:
        return False
    return True
