"""Any answer as what JSON can hold. One walker for all."""

import math
from collections.abc import Callable, Mapping, Set
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from pathlib import PurePath
from typing import Any, Final

import attrs

DIGITS: Final = 6
"""Places after the point of a float, so that the same numbers are written on every machine."""

Shapes = Mapping[type, Callable[[Any], Any]]
"""For types that are told otherwise than by their fields: a function from the value to plainer values."""


def plain(value: Any, shapes: Shapes | None = None, digits: int = DIGITS) -> Any:
    """Dicts by field names, lists, strings, numbers, booleans and None. nan becomes None, infinity `inf`.

    A field's metadata may say `json`: another name, or None to leave it out; `flat`: its keys stand among those of
    its owner; and `digits`: places after the point.
    TypeError: a value that no rule covers. ValueError: two keys of a mapping that read alike.
    """
    if shapes is not None and type(value) in shapes:
        return plain(shapes[type(value)](value), shapes, digits)
    if isinstance(value, Enum):
        return plain(value.value, shapes, digits)
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float):
        return _number(float(value), digits)
    if attrs.has(type(value)):
        return _fields(value, shapes, digits)
    if isinstance(value, Mapping):
        return _mapping(value, shapes, digits)
    if isinstance(value, list | tuple):
        return [plain(inner, shapes, digits) for inner in value]
    if isinstance(value, Set):
        return sorted((plain(inner, shapes, digits) for inner in value), key=lambda each: (str(type(each)), str(each)))
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Fraction | Decimal | PurePath):
        return str(value)
    if hasattr(value, "tolist"):  # scalars and arrays of numpy, which this module does not import
        return plain(value.tolist(), shapes, digits)
    raise TypeError(f"{type(value).__qualname__} cannot be written as JSON; give `plain` a shape for it")


def _fields(value: Any, shapes: Shapes | None, digits: int) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for each in attrs.fields(type(value)):
        name = each.metadata.get("json", each.name)
        if name is None:
            continue
        inner = plain(getattr(value, each.name), shapes, each.metadata.get("digits", digits))
        found |= inner if each.metadata.get("flat") else {name: inner}
    return found


def _number(value: float, digits: int) -> float | str | None:
    if math.isnan(value):
        return None
    return round(value, digits) + 0.0 if math.isfinite(value) else str(value)


def _mapping(value: Mapping[Any, Any], shapes: Shapes | None, digits: int) -> dict[str, Any]:
    found = {_key(key): plain(inner, shapes, digits) for key, inner in value.items()}
    if len(found) != len(value):
        raise ValueError(f"keys that read alike: {', '.join(sorted(map(repr, value)))}")
    return found


def _key(key: Any) -> str:
    return str(key.value) if isinstance(key, Enum) else str(key)
