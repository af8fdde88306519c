"""The JSON Schema of a scenario file, for editors that complete and check as one types."""

from typing import Any, Final

from sim.scenario.shapes import (
    Choice,
    Keyed,
    Many,
    Moment,
    Name,
    Number,
    OneOrMany,
    Quantity,
    Record,
    Shape,
    Words,
    shape_of,
)
from sim.vocabulary.case import Case

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


def json_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of a scenario file.

    It knows keys, types and ranges, not what refers to what.
    """
    definitions: dict[str, Any] = {}
    root = _schema(shape_of(Case), definitions)
    return {
        "$schema": DIALECT,
        "title": "Turtlebay scenario",
        **root,
        "$defs": dict(sorted(definitions.items())),
    }


def _schema(shape: Shape, definitions: dict[str, Any]) -> dict[str, Any]:
    if isinstance(shape, Record):
        return _record(shape, definitions)
    if isinstance(shape, Keyed):
        return {
            "type": "object",
            "propertyNames": {"pattern": f"^({shape.key.pattern})$"},
            "additionalProperties": _schema(shape.item, definitions),
        }
    if isinstance(shape, Many):
        ends = {} if shape.length is None else {"minItems": shape.length, "maxItems": shape.length}
        return {"type": "array", "items": _schema(shape.item, definitions), **ends}
    if isinstance(shape, OneOrMany):
        return {"anyOf": [_scalar(shape.one), {"type": "array", "items": _scalar(shape.item)}]}
    return _scalar(shape)


def _scalar(shape: Shape) -> dict[str, Any]:
    if isinstance(shape, Words):
        return {"type": "string", "minLength": 1} if shape.needed else {"type": "string"}
    if isinstance(shape, Name):
        return {"type": "string", "pattern": f"^({shape.pattern})$", "description": shape.allowed}
    if isinstance(shape, Number):
        return {"type": "integer", "minimum": shape.low, "maximum": shape.high}
    if isinstance(shape, Choice):
        return {"enum": [str(option) for option in shape.options]}
    if isinstance(shape, Moment):
        pattern = r"^\d{4}-\d\d-\d\d(T\d\d:\d\d(:00)?Z)?$"
        return {"type": "string", "pattern": pattern, "description": shape.allowed}
    return {"type": "number" if isinstance(shape, Quantity) else "boolean"}


def _record(shape: Record, definitions: dict[str, Any]) -> dict[str, Any]:
    name = shape.cls.__name__
    if name not in definitions:
        definitions[name] = {}
        definitions[name] = {
            "type": "object",
            "description": (shape.cls.__doc__ or "").strip().splitlines()[0],
            "properties": {key: _schema(part.shape, definitions) for key, part in shape.parts.items()},
            "required": [key for key, part in shape.parts.items() if part.required],
            "additionalProperties": False,
        }
    return {"$ref": f"#/$defs/{name}"}
