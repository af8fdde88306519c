"""From a tree of nodes to plain values in the form of canon.py, with every slip reported at its line and
column.

What is wrong is left out (a list keeps None in its place), so that the checks that follow can look at the
rest.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from sim.scenario.marks import Report, Steps
from sim.scenario.nodes import Node, Refused, Series, Table, Word
from sim.scenario.problems import shortened
from sim.scenario.scalars import quantity
from sim.scenario.shapes import (
    Choice,
    Flag,
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
    matches,
)
from sim.scenario.times import FIRST_YEAR, LAST_YEAR, MOMENT, full_time, time_of
from sim.vocabulary.whole import typed_whole


def plain(node: Node, shape: Shape, report: Report, steps: Steps = ()) -> Any:
    """The plain value of a node that should have this shape; None where it has not, with the problem
    reported.

    Every place visited is entered in the report's marks.
    """
    report.marks.values[steps] = node.spot
    if node.origin is not None:
        report.marks.origins[steps] = node.origin
    if isinstance(node, Refused):
        report.taint(steps)
        return None
    if isinstance(node, Word) and node.plain and node.value is None and may_be_empty(shape):
        return {} if isinstance(shape, Keyed) and not shape.fills else []
    return _READERS[type(shape)](node, shape, report, steps)


def may_be_empty(shape: Shape) -> bool:
    """Whether nothing at all stands for an empty list or mapping: not where a list has a length."""
    return isinstance(shape, Keyed) or (isinstance(shape, Many) and shape.length is None)


def found(node: Node) -> str:
    """What stands at a node, in words, for a message."""
    if isinstance(node, Series):
        return "a list is here"
    if isinstance(node, Table):
        return "a mapping is here"
    if isinstance(node, Refused):
        return "nothing that can be read is here"
    value = node.value
    if value is None:
        return "nothing is here"
    kind = {bool: "a truth value", int: "a number", float: "a number"}.get(type(value))
    return f"{shortened(node.text)} is {kind}" if kind else f"'{shortened(node.text)}' is text"


def _wrong(node: Node, shape: Shape, report: Report, steps: Steps, message: str = "") -> None:
    value = node.text if isinstance(node, Word) else ""
    report.add(steps, message or found(node), value, allowed=shape.allowed)


def _words(node: Node, shape: Words, report: Report, steps: Steps) -> str | None:
    if not isinstance(node, Word) or not isinstance(node.value, str):
        hint = "; put quotes around it to make it text" if isinstance(node, Word) and node.value is not None else ""
        _wrong(node, shape, report, steps, found(node) + hint)
        return None
    if shape.needed and not node.text.strip():
        _wrong(node, shape, report, steps, "nothing is here")
        return None
    return node.text


def _name(node: Node, shape: Name, report: Report, steps: Steps) -> str | None:
    if isinstance(node, Word) and isinstance(node.value, str) and matches(shape, node.text):
        return node.text
    if isinstance(node, Word) and shape.is_code:
        _wrong(node, shape, report, steps, no_code("" if node.value is None else node.text, found(node)))
    else:
        _wrong(node, shape, report, steps)
    return None


def no_code(word: str, otherwise: str) -> str:
    """Why a word is no actor's code; otherwise: what to say where there is no particular reason."""
    if word.casefold() in ("true", "false", "yes", "no", "on", "off"):
        return (
            f"{word} is no actor's code; if a tool wrote this file, it may have made a code a truth value, "
            "as YAML 1.1 does with NO"
        )
    return f"'{shortened(word)}' is no actor's code" if word else otherwise


def _number(node: Node, shape: Number, report: Report, steps: Steps) -> int | None:
    value = typed_whole(node.text) if isinstance(node, Word) and node.plain else None
    if value is None:
        _wrong(node, shape, report, steps, _no_plain_digits(node))
        return None
    if not shape.low <= value <= shape.high:
        _wrong(node, shape, report, steps, f"{shortened(value)} is out of range")
        return None
    return value


def _quantity(node: Node, shape: Quantity, report: Report, steps: Steps) -> int | float | None:
    value = quantity(node.text) if isinstance(node, Word) and node.plain else None
    if value is None:
        _wrong(node, shape, report, steps, _no_plain_digits(node))
    return value


def _no_plain_digits(node: Node) -> str:
    """Why a number cannot be read, where YAML would take the word for a whole number; else empty."""
    number = isinstance(node, Word) and type(node.value) is int
    return f"{shortened(node.text)} is not written in plain digits" if isinstance(node, Word) and number else ""


def _flag(node: Node, shape: Flag, report: Report, steps: Steps) -> bool | None:
    if isinstance(node, Word) and isinstance(node.value, bool):
        return node.value
    _wrong(node, shape, report, steps)
    return None


def _moment(node: Node, shape: Moment, report: Report, steps: Steps) -> str | None:
    if isinstance(node, Word) and time_of(node.text) is not None:
        return full_time(node.text, shape.hour)
    there = isinstance(node, Word) and node.value is not None and node.text
    message = f"'{shortened(there)}' is no such time" if there else ""
    written = MOMENT.fullmatch(full_time(node.text, shape.hour)) if isinstance(node, Word) else None
    if written is not None and not FIRST_YEAR <= int(written[1]) <= LAST_YEAR:
        message = f"{written[1]} is not a year from {FIRST_YEAR} to {LAST_YEAR}"
    _wrong(node, shape, report, steps, message)
    return None


def _choice(node: Node, shape: Choice, report: Report, steps: Steps) -> str | None:
    if isinstance(node, Word) and node.value in shape.options:
        return node.text
    if isinstance(node, Word) and node.value is not None and node.text:
        report.add(steps, f"'{shortened(node.text)}' is not one of them", node.text, choices=shape.options)
    else:
        _wrong(node, shape, report, steps)
    return None


def _many(node: Node, shape: Many, report: Report, steps: Steps) -> list[Any] | None:
    if not isinstance(node, Series):
        _wrong(node, shape, report, steps)
        return None
    if shape.length is not None and len(node.items) != shape.length:
        _wrong(node, shape, report, steps, f"{len(node.items)} are here")
        return None
    items = []
    for number, item in enumerate(node.items):
        place = (*steps, number)
        report.marks.keys[place] = item.spot
        _name_item(item, report, place)
        items.append(plain(item, shape.item, report, place))
    return items


def _one_or_many(node: Node, shape: OneOrMany, report: Report, steps: Steps) -> Any:
    several = isinstance(node, Series)
    return plain(node, Many(shape.item) if several else shape.one, report, steps)


def _name_item(item: Node, report: Report, place: Steps) -> None:
    if isinstance(item, Table):
        called = item.items.get("id") or item.items.get("key")
        if isinstance(called, Word) and called.text:
            report.marks.names[place] = called.text


def _keyed(node: Node, shape: Keyed, report: Report, steps: Steps) -> Any:
    if not isinstance(node, Table):
        _wrong(node, shape, report, steps)
        return None
    items: dict[str, Any] = {}
    for key, item in node.items.items():
        place = (*steps, key)
        report.marks.keys[place] = node.keys[key]
        if not matches(shape.key, key):
            message = f"'{shortened(key)}' cannot be a key here"
            message = no_code(key, message) if shape.key.is_code else message
            report.add(place, message, key, allowed=shape.key.allowed, at_key=True)
        value = plain(item, shape.item, report, place)
        if shape.fills:
            items[key] = {shape.fills: key, **(value or {})}
        elif value is not None:
            items[key] = value
    return list(items.values()) if shape.fills else items


def _record(node: Node, shape: Record, report: Report, steps: Steps) -> dict[str, Any] | None:
    if not isinstance(node, Table):
        _wrong(node, shape, report, steps)
        return None
    values: dict[str, Any] = {}
    for key, item in node.items.items():
        place = (*steps, key)
        report.marks.keys[place] = node.keys[key]
        part = shape.parts.get(key)
        if part is None:
            report.add(place, "is not a key of this mapping", key, choices=list(shape.parts), at_key=True)
            continue
        value = plain(item, part.shape, report, place)
        if value is not None:
            values[key] = value
    for key, part in shape.parts.items():
        if part.required and key not in node.items:
            report.add(steps, f"the key '{key}' is missing", allowed=f"{key}: {part.shape.allowed}", at_key=True)
    return values


_Reader = Callable[[Node, Any, Report, Steps], Any]

_READERS: Final[Mapping[type, _Reader]] = {
    Words: _words,
    Name: _name,
    Number: _number,
    Quantity: _quantity,
    Flag: _flag,
    Moment: _moment,
    Choice: _choice,
    Many: _many,
    OneOrMany: _one_or_many,
    Keyed: _keyed,
    Record: _record,
}
