"""The JSON Schema of a scenario file, for editors that complete, check and explain as one types."""

import ast
import inspect
from collections.abc import Mapping
from functools import cache
from itertools import pairwise
from typing import Any, Final

import attrs
from attrs import frozen

from sim.scenario.shapes import (
    COUNCIL_DAY,
    LIKE,
    TEMPLATE,
    TIME,
    Choice,
    FileOnly,
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
from sim.scenario.structure import may_be_empty
from sim.vocabulary.case import Case

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"

Schema = dict[str, Any]


def json_schema() -> Schema:
    """The JSON Schema (2020-12) of a scenario file.

    It knows keys, types and ranges, not what refers to what. In a short file no key is required that could be filled
    in, and an empty value may take out what would be filled in.
    """
    maker = _Maker()
    return {
        "$schema": DIALECT,
        "title": "Turtlebay scenario",
        "type": "object",
        "if": {"anyOf": [{"required": [key]} for key in (LIKE, TEMPLATE, COUNCIL_DAY)]},
        "then": maker.schema(shape_of(Case), short=True),
        "else": maker.schema(shape_of(Case), short=False),
        "$defs": dict(sorted(maker.definitions.items())),
    }


@cache
def explanations(cls: type) -> Mapping[str, str]:
    """What the string behind each field of a class says, in one line."""
    (found,) = ast.parse(inspect.getsource(cls)).body
    return {
        field.target.id: " ".join(behind.value.value.split())
        for field, behind in pairwise(found.body if isinstance(found, ast.ClassDef) else [])
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)
        if isinstance(behind, ast.Expr)
        and isinstance(behind.value, ast.Constant)
        and isinstance(behind.value.value, str)
    }


@frozen
class _Maker:
    """Turns shapes into schemas. definitions: one for each record, and one for what a short file may state of it."""

    definitions: dict[str, Schema] = attrs.field(factory=dict)

    def schema(self, shape: Shape, short: bool, words: str = "") -> Schema:
        """The schema of a shape. words: what it is, for the keys of a mapping to numbers or words."""
        if isinstance(shape, Record):
            return self._record(shape, short)
        if isinstance(shape, Keyed):
            item = self.schema(shape.item, short)
            item = item if isinstance(shape.item, Record) else _explained(item, words)
            return {
                "type": "object",
                "propertyNames": {"pattern": f"^({shape.key.pattern})$"},
                "additionalProperties": _or_nothing(item) if short else item,
            }
        if isinstance(shape, Many):
            ends = {} if shape.length is None else {"minItems": shape.length, "maxItems": shape.length}
            # A list is never completed: it takes the place of what would be filled in.
            return {"type": "array", "items": self.schema(shape.item, short=False), **ends}
        if isinstance(shape, OneOrMany):
            return {"anyOf": [_scalar(shape.one), {"type": "array", "items": _scalar(shape.item)}]}
        return _scalar(shape)

    def _record(self, shape: Record, short: bool) -> Schema:
        name = f"Short{shape.cls.__name__}" if short else shape.cls.__name__
        if name not in self.definitions:
            self.definitions[name] = {}
            self.definitions[name] = {
                "type": "object",
                "description": inspect.cleandoc(shape.cls.__doc__ or "").splitlines()[0],
                "properties": self._properties(shape, short),
                "required": [key for key, part in shape.parts.items() if part.required and not short],
                "additionalProperties": False,
            }
        return {"$ref": f"#/$defs/{name}"}

    def _properties(self, shape: Record, short: bool) -> Schema:
        classes = (Case, FileOnly) if shape.cls is Case else (shape.cls,)
        words = {key: said for cls in classes for key, said in explanations(cls).items()}
        fields = {field.name: field for cls in classes for field in attrs.fields(cls)}
        properties = {}
        for key, part in shape.parts.items():
            made = self.schema(part.shape, short, words[key])
            made = _or_nothing(made) if short or may_be_empty(part.shape) else made
            default = _default(fields[key], part.shape)
            left_out = f" Left out: {_shown(*default)}." if default else ""
            properties[key] = _explained(made, f"{words[key]} Allowed: {part.shape.allowed}.{left_out}")
            properties[key] |= {"default": default[0]} if default else {}
        return properties


def _scalar(shape: Shape) -> Schema:
    if isinstance(shape, Words):
        return {"type": "string", "pattern": r"\S"} if shape.needed else {"type": "string"}
    if isinstance(shape, Name):
        return {"type": "string", "pattern": f"^({shape.pattern})$"}
    if isinstance(shape, Number):
        return {"type": "integer", "minimum": shape.low, "maximum": shape.high}
    if isinstance(shape, Choice):
        return {"enum": [str(option) for option in shape.options]}
    if isinstance(shape, Moment):
        return {"type": "string", "pattern": f"^({TIME})$"}
    return {"type": "number" if isinstance(shape, Quantity) else "boolean"}


def _or_nothing(schema: Schema) -> Schema:
    """The schema, and null besides."""
    if "$ref" in schema or "anyOf" in schema:
        return {"anyOf": [*schema.get("anyOf", [schema]), {"type": "null"}]}
    if "enum" in schema:
        return {**schema, "enum": [*schema["enum"], None]}
    return {**schema, "type": [schema["type"], "null"]}


def _explained(schema: Schema, words: str) -> Schema:
    return {**schema, "description": words} if words else schema


def _default(field: "attrs.Attribute[Any]", shape: Shape) -> tuple[Any] | None:
    """What holds where a key is left out, as a file could state it; None where it could not."""
    default: Any = field.default
    value = default.factory() if isinstance(default, attrs.Factory) else default  # type: ignore[arg-type]
    if value is attrs.NOTHING or value is None or (value == "" and not isinstance(shape, Words)):
        return None
    if isinstance(value, tuple):
        return (list(value),)
    if isinstance(value, str):
        return (str(value),)
    return ({},) if isinstance(value, Mapping) or attrs.has(type(value)) else (value,)


def _shown(value: Any) -> str:
    """A default in words."""
    if value in ("", [], {}):
        return "empty"
    return str(value).lower() if isinstance(value, bool) else str(value)
