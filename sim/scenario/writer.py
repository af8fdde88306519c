"""The way out: a case as a scenario file, which reads back to an equal case."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

import attrs

from sim.scenario.canon import natural_order, to_plain
from sim.scenario.scalars import resolve
from sim.scenario.shapes import WITHOUT, Keyed, Many, Record, Shape, shape_of
from sim.vocabulary.case import Case
from sim.vocabulary.printable import printable

CASE_ORDER: Final = (
    "id",
    "title",
    "question",
    "start",
    "horizon",
    "emergent_from",
    "clock_from",
    "provoker",
    "penholder",
    WITHOUT,
    "climate",
    "presidency",
    "bibliography",
    "issues",
    "actors",
    "ties",
    "background",
    "timeline",
    "assumptions",
    "history",
    "parameters",
)
"""The order of the top-level keys; every other record keeps the order of its class."""

PLAIN_WORD: Final = re.compile(r"[A-Za-z][A-Za-z0-9_./-]*")
PLAIN_TEXT: Final = re.compile(r"[A-Za-z][\w ,.;()/'+%&=?!$\u00a0-\ufefe-]*")
PLAIN_TIME: Final = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\dZ)?")


def to_yaml(case: Case) -> str:
    """The scenario file of a case, in block style, fields at their default left out."""
    plain = to_plain(case)
    plain["parameters"] = dict(case.parameters)
    plain[WITHOUT] = taken_out(case)
    return "\n".join(_record(plain, shape_of(Case), "", CASE_ORDER)) + "\n"


def taken_out(case: Case) -> list[str]:
    """Ids that entries or clock_from name though no entry has them: those that an override took out."""
    there = {entry.id for entry in case.timeline}
    named = {name for entry in case.timeline for name in entry.in_answer_to} | {case.clock_from}
    return sorted(named - there, key=natural_order)


def _record(values: Mapping[str, Any], shape: Record, indent: str, order: tuple[str, ...] = ()) -> Iterator[str]:
    for key in order or [field.name for field in attrs.fields(shape.cls)]:
        part = shape.parts.get(key)
        if part is not None and key in values and (part.required or values[key] not in ([], {})):
            yield from _item(key, values[key], part.shape, indent)


def _item(key: str, value: Any, shape: Shape, indent: str) -> Iterator[str]:
    lead = f"{indent}{_word(key)}:"
    if value in ([], {}) and isinstance(shape, Many | Keyed):
        yield f"{lead} {'[]' if isinstance(shape, Many) else '{}'}"
    elif isinstance(shape, Record):
        yield lead
        yield from _record(value, shape, indent + "  ")
    elif isinstance(shape, Keyed):
        yield lead
        yield from _keyed(value, shape, indent + "  ")
    elif isinstance(shape, Many) and isinstance(shape.item, Record):
        yield lead
        for item in value:
            yield from _listed(item, shape.item, indent + "  ")
    elif isinstance(shape, Many):
        yield f"{lead} [{', '.join(_word(item) for item in value)}]"
    else:
        yield f"{lead} {_text(value)}"


def _keyed(value: Any, shape: Keyed, indent: str) -> Iterator[str]:
    named = {item[shape.fills]: item for item in value} if shape.fills else value
    for key, item in named.items():
        yield from _item(key, item, shape.item, indent)


def _listed(item: Mapping[str, Any], shape: Record, indent: str) -> Iterator[str]:
    lines = list(_record(item, shape, indent + "  "))
    yield f"{indent}- {lines[0].lstrip()}"
    yield from lines[1:]


def _word(value: str | int) -> str:
    """A value in a row between brackets, or a key."""
    if isinstance(value, int):
        return str(value)
    return value if PLAIN_WORD.fullmatch(value) and resolve(value) == value else _quoted(value)


def _text(value: str | int | float) -> str:
    """A value at the end of a line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if PLAIN_TIME.fullmatch(value):
        return value
    safe = PLAIN_TEXT.fullmatch(value) and not value.endswith(" ") and resolve(value) == value
    safe = safe and printable(value) == value
    return value if safe else _quoted(value)


def _quoted(value: str) -> str:
    """A value between quotes; what would steer a terminal is escaped, which YAML reads as it was."""
    return printable(json.dumps(value, ensure_ascii=False))
