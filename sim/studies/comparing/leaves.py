"""The values of several cases side by side: every leaf that differs, by the path under which it can be set."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from enum import Enum
from typing import Any, Final

import attrs

from sim.rules.gains import bound_of
from sim.scenario.canon import stamp
from sim.vocabulary.actors import Limit, Tie
from sim.vocabulary.case import Case, Entry

Apart = tuple[str, tuple[Any, ...]]
"""A path, and the value each case has there."""

PROSE: Final = frozenset(
    ("title", "question", "note", "source", "claims", "evidence", "basis", "as_of", "bibliography", "background",
     "assumptions", "history", "precision", "indicator")
)  # fmt: skip
"""Fields that no run depends on: they explain the others."""

OWN: Final = frozenset(
    (
        "id",
        "start",
        "horizon",
        "emergent_from",
        "clock_from",
        "timeline",
        "presidency",
        "people",
        "name",
        "words",
        "summary",
    )
)
"""Fields that two scenarios never share; between runs of different ones they are not compared."""


def differing(path: str, values: Sequence[Any]) -> Iterator[Apart]:
    """The path and its values, where they are not all the same."""
    if any(value != values[0] for value in values[1:]):
        yield path, tuple(values)


def leaves_apart(cases: Sequence[Case], alike: bool = True) -> Iterator[Apart]:
    """Every value that differs between cases, by its path. alike: they are of one scenario, so all of it counts."""
    for attribute in attrs.fields(Case):
        name = attribute.name
        if name not in ("id", "parameters") and _counts(name, alike):
            yield from _apart(name, [getattr(case, name) for case in cases], alike)


def _counts(name: str, alike: bool) -> bool:
    return name not in PROSE and (alike or name not in OWN)


def _apart(path: str, values: Sequence[Any], alike: bool) -> Iterator[Apart]:
    first = values[0]
    if all(value == first for value in values[1:]):
        return
    present = [value for value in values if value is not None]
    whole = len(present) == len(values)
    if any(isinstance(value, Limit) for value in present):
        yield from _limits(path, values)
    elif whole and all(isinstance(value, Mapping) for value in values):
        yield from _by_name(path, values, alike)
    elif whole and all(isinstance(value, tuple) and (_names(value) or not value) for value in values):
        yield from _by_name(path, [dict(zip(_names(value), value, strict=True)) for value in values], alike)
    elif whole and attrs.has(type(first)):
        for attribute in attrs.fields(type(first)):
            if _counts(attribute.name, alike):
                inner = [getattr(value, attribute.name) for value in values]
                yield from _apart(f"{path}.{attribute.name}", inner, alike)
    else:
        yield path, tuple(plain_value(value) for value in values)


def _by_name(path: str, values: Sequence[Mapping[str, Any]], alike: bool) -> Iterator[Apart]:
    """What stands under the same name, side by side; between different scenarios only what all of them name."""
    for name in dict.fromkeys(name for value in values for name in value):
        if alike or all(name in value for value in values):
            yield from _apart(f"{path}.{name}", [value.get(name) for value in values], alike)


def _names(items: Sequence[Any]) -> list[str]:
    """What tells the items of a list apart: a key, an id, a code, the ends of a tie; empty where nothing does."""
    names = []
    for item in items:
        name = next((getattr(item, key) for key in ("key", "id", "code") if hasattr(item, key)), None)
        names.append("-".join(item.between) if isinstance(item, Tie) else name)
    return [str(name) for name in names] if all(names) and len(set(names)) == len(names) else []


def _limits(path: str, values: Sequence[Limit | None]) -> Iterator[Apart]:
    """A limit as its number, with its side where the sides differ."""
    sides = {limit.at_least is not None for limit in values if limit is not None}
    told = ("at least " if limit and limit.at_least is not None else "at most " for limit in values)
    bounds = [None if limit is None else bound_of(limit) for limit in values]
    both = [None if bound is None else f"{side}{bound}" for side, bound in zip(told, bounds, strict=True)]
    yield from differing(path, bounds if len(sides) == 1 else both)
    lifted = [None if limit is None else list(limit.lifted_by) for limit in values]
    if None not in lifted:
        yield from differing(f"{path}.lifted_by", lifted)


def plain_value(value: Any) -> Any:
    """A value as JSON has it; a timeline entry, an actor or the like by what it is."""
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, datetime):
        return stamp(value)
    if isinstance(value, Entry):
        return f"{value.kind} by {value.actor}, {stamp(value.at)}"
    if isinstance(value, Mapping):
        return {str(key): plain_value(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain_value(inner) for inner in value]
    if attrs.has(type(value)):
        name = getattr(value, "name", "")
        inner = {field.name: getattr(value, field.name) for field in attrs.fields(type(value))}
        return str(name) if name else plain_value(inner)
    return value
