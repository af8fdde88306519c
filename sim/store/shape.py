"""The one shape of an event wherever it leaves the program, and its JSON Schema."""

import inspect
from collections.abc import Mapping
from datetime import datetime, timedelta
from types import NoneType, UnionType
from typing import Any, Final, NotRequired, Union, get_args, get_origin, get_type_hints, is_typeddict

from sim.store.record import data_of
from sim.vocabulary.events import REGISTRY, Event, Kind, Origin

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"

Schema = dict[str, Any]


def shape_of(event: Event, start: datetime, run: str, h: str) -> dict[str, Any]:
    """An event as other programs read it. start: UTC, of minute 0; run: its id; h: the hash of the stored line.

    An event of an older version has the data, and the number, of the present one.
    """
    return {
        "time": (start + timedelta(minutes=event.t)).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "run": run,
        "seq": event.seq,
        "minute": event.t,
        "type": event.type,
        "version": REGISTRY[event.type].version,
        "actor": event.actor,
        "target": event.target,
        "origin": event.origin,
        "cause": event.cause,
        "decision": event.decision,
        "data": data_of(event.payload),
        "source": event.source,
        "h": h,
    }


def events_schema() -> Schema:
    """The JSON Schema of that shape, draft 2020-12: one closed definition a kind, from the fields of its class."""
    return {
        "$schema": DIALECT,
        "title": "An event of a turtlebay run",
        "type": "object",
        "required": ["type"],
        "properties": {"type": {"enum": list(REGISTRY)}},
        "oneOf": [{"$ref": f"#/$defs/{name}"} for name in REGISTRY],
        "$defs": {name: _event_schema(kind) for name, kind in REGISTRY.items()},
    }


def _event_schema(kind: Kind) -> Schema:
    whole = {"type": "integer", "minimum": 0}
    properties: Schema = {
        "time": {"type": "string", "format": "date-time", "description": "calendar time of the crisis, UTC"},
        "run": {"type": "string", "description": "id of the run"},
        "seq": {**whole, "description": "place in the run"},
        "minute": {**whole, "description": "minutes since the start of the scenario"},
        "type": {"const": kind.name},
        "version": {"const": kind.version},
        "actor": {"type": "string", "description": "code, UNSC for the Council, empty for what no actor does"},
        "target": {"type": "string", "description": "code of whom it is addressed to, or empty"},
        "origin": {"enum": [str(origin) for origin in Origin]},
        "cause": {"type": ["integer", "null"], "minimum": 0, "description": "seq of the event that brought it about"},
        "decision": {"type": "string", "description": "the actor's own counter, such as JPN:4, or empty"},
        "data": _data_schema(kind),
        "source": {"type": "string", "description": "key into the bibliography, or empty"},
        "h": {"type": "string", "pattern": "^[0-9a-f]{64}$", "description": "hash of the chain up to this event"},
    }
    return {"description": _first_line(kind.payload), **_closed(properties)}


def _data_schema(kind: Kind) -> Schema:
    hints = get_type_hints(kind.payload)
    return _closed({name: _schema_of(hints[name]) for name in kind.names}, kind.left_out)


def _closed(properties: Mapping[str, Any], optional: tuple[str, ...] = ()) -> Schema:
    """An object of exactly these keys, but for the optional ones."""
    required = [name for name in properties if name not in optional]
    return {"type": "object", "additionalProperties": False, "required": required, "properties": dict(properties)}


_SIMPLE: Final[Mapping[Any, str]] = {str: "string", int: "integer", bool: "boolean", NoneType: "null"}


def _schema_of(hint: Any) -> Schema:
    """The schema of a field's type: words, whole numbers, truth values, null, lists, maps, rows and terms of them."""
    if hint in _SIMPLE:
        return {"type": _SIMPLE[hint]}
    origin, inner = get_origin(hint), get_args(hint)
    if origin in (UnionType, Union):
        return {"anyOf": [_schema_of(each) for each in inner]}
    if origin is list:
        return {"type": "array", "items": _schema_of(inner[0])}
    if origin is dict:
        return {"type": "object", "additionalProperties": _schema_of(inner[1])}
    if is_typeddict(hint) or hasattr(hint, "_fields"):
        return _object_schema(hint)
    raise TypeError(f"no event field may hold {hint!r}")


def _object_schema(of: Any) -> Schema:
    hints = get_type_hints(of, include_extras=True)
    optional = tuple(name for name, hint in hints.items() if get_origin(hint) is NotRequired)
    schemas = {name: _schema_of(get_args(hint)[0] if name in optional else hint) for name, hint in hints.items()}
    return {"description": _first_line(of), **_closed(schemas, optional)}


def _first_line(of: type) -> str:
    return (inspect.getdoc(of) or "").partition("\n")[0]
