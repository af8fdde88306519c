"""The canonical line of an event, the hash chain over lines, and the way back from a line to an event."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from types import UnionType
from typing import Any, Final, NoReturn, get_args, get_origin, get_type_hints, is_typeddict

import orjson

from sim.store.damage import Damaged, fits, hints_of, quoted
from sim.vocabulary.events import FORMERLY, REGISTRY, Event, Kind, Payload

GENESIS: Final = ""
"""What stands before the first link of every chain."""


class BrokenRecord(Damaged):
    """A line is not a canonical event: malformed, a float in it, of an unknown kind or a later version."""


class BrokenChain(Damaged):
    """A stored line does not hash to what the chain says. Carries the sequence number of the first such line."""

    def __init__(self, message: str, seq: int) -> None:
        super().__init__(message)
        self.args = (message, seq)
        self.seq = seq


def data_of(payload: Payload) -> dict[str, Any]:
    """The fields of a payload as the plain dict that is hashed."""
    return {name: _plain(value) for name, value in _fields_of(REGISTRY[type(payload).__name__], payload).items()}


def _fields_of(kind: Kind, payload: Payload) -> dict[str, Any]:
    data = {name: getattr(payload, name) for name in kind.names}
    for name in kind.left_out:
        if not data[name]:
            del data[name]
    for name, keys in kind.rows:
        if data.get(name):
            data[name] = _rows_to_dicts(data[name], keys)
    return data


def _rows_to_dicts(rows: list[Any], keys: tuple[str, ...]) -> list[dict[str, Any]]:
    """What `_row_to_dict` makes of each row; written out for rows of three, which calls hold many of."""
    if len(keys) == 3:
        first, second, third = keys
        return [{first: a, second: b, third: c} for a, b, c in rows]
    return [dict(zip(keys, row, strict=True)) for row in rows]


def _plain(value: Any) -> Any:
    """A value with its rows as dicts."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [item if type(item) is str else _plain(item) for item in value]
    return _row_to_dict(value) if isinstance(value, tuple) else value


def _row_to_dict(row: Any) -> dict[str, Any]:
    return dict(zip(row._fields, row, strict=True))


def line_of(event: Event) -> str:
    """The canonical JSON of an event: sorted keys, no spaces, UTF-8, integers only."""
    kind = REGISTRY[type(event.payload).__name__]
    return orjson.dumps(
        {
            "seq": event.seq,
            "t": event.t,
            "type": kind.name,
            "v": kind.version,
            "actor": event.actor,
            "target": event.target,
            "origin": event.origin,
            "cause": event.cause,
            "decision": event.decision,
            "data": _fields_of(kind, event.payload),
            "source": event.source,
        },
        default=_row_to_dict,
        option=orjson.OPT_SORT_KEYS,
    ).decode()


def link(previous: str, line: str) -> str:
    """The hash that follows: sha256 of the previous hash and the canonical line, as 64 hex digits."""
    linked = hashlib.sha256(previous.encode())
    linked.update(line.encode())
    return linked.hexdigest()


def chain(lines: Iterable[str]) -> list[str]:
    """The hashes of a whole chain of lines, first to last."""
    hashes: list[str] = []
    head = GENESIS
    for line in lines:
        head = link(head, line)
        hashes.append(head)
    return hashes


def with_hash(line: str, h: str) -> str:
    """The line as it is shown to other programs: the canonical event and its hash `h`."""
    return f'{line[:-1]},"h":"{h}"}}'


def _refuse_float(text: str) -> NoReturn:
    raise BrokenRecord(f"a hashed event holds the float {text}; real quantities are integers in thousandths")


def event_of(line: str, registry: Mapping[str, Kind] = REGISTRY) -> Event:
    """The event a canonical line holds, its data lifted to the present version of its kind.

    Raises BrokenRecord where the line is not JSON, holds a float or a field of another type, or names a kind or version
    not known here.
    """
    try:
        plain = json.loads(line, parse_float=_refuse_float, parse_constant=_refuse_float)
        kind = registry.get(FORMERLY.get(plain["type"], plain["type"]))
        if kind is None:
            raise BrokenRecord(f"unknown event type {quoted(plain['type'])!r}")
        data = _lifted(kind, plain["v"], plain["data"])
        event = Event(
            plain["seq"],
            plain["t"],
            _payload(kind, data),
            plain["actor"],
            plain["target"],
            plain["origin"],
            plain["cause"],
            plain["decision"],
            plain["source"],
        )
        _check(event, data)
        return event
    except (KeyError, TypeError, ValueError, RecursionError) as problem:
        raise BrokenRecord(f"not an event: {quoted(str(problem))} in {quoted(line)!r}") from problem


def _check(event: Event, data: Mapping[str, Any]) -> None:
    """Raise TypeError where a field of an event, or of its payload, is of another type than it is declared."""
    fields = {name: getattr(event, name) for name in hints_of(Event) if name != "payload"}
    for cls, given in ((Event, fields), (type(event.payload), data)):
        hints = hints_of(cls)  # type: ignore[arg-type]
        for name, value in given.items():
            if not fits(value, hints[name]):
                raise TypeError(f"its {name} is {quoted(value)}")


def payload_of(kind: Kind, data: dict[str, Any], version: int) -> Payload:
    """The payload that data of any version of its kind holds.

    Raises BrokenRecord on a later version, KeyError or TypeError where the data does not fit.
    """
    return _payload(kind, _lifted(kind, version, data))


def _payload(kind: Kind, data: Mapping[str, Any]) -> Payload:
    """The payload that data of the present version of its kind holds."""
    lifted = dict(data)
    for name, read in _rows_of(kind.payload).items():  # type: ignore[arg-type]
        if lifted.get(name) is not None:
            lifted[name] = read(lifted[name])
    return kind.payload(**lifted)


@cache
def _rows_of(payload: type[Payload]) -> Mapping[str, Callable[[Any], Any]]:
    """By field, what makes rows of the dicts that JSON holds in their place; fields without rows are left out."""
    readers = {name: _row_reader(hint) for name, hint in get_type_hints(payload).items()}
    return {name: read for name, read in readers.items() if read is not None}


def _row_reader(hint: Any) -> Callable[[Any], Any] | None:
    if get_origin(hint) is UnionType:
        # Terms that may be missing: what is there is read as if it had to be.
        hint = get_args(hint)[0]
    if get_origin(hint) is list and hasattr(get_args(hint)[0], "_fields"):
        row = get_args(hint)[0]
        return lambda items: [row(**item) for item in items]
    if is_typeddict(hint):
        inner = {name: read for name, part in get_type_hints(hint).items() if (read := _row_reader(part)) is not None}
        if inner:
            return lambda data: {key: inner[key](item) if key in inner else item for key, item in data.items()}
    return None


def _lifted(kind: Kind, version: int, data: dict[str, Any]) -> dict[str, Any]:
    """Data of an older version brought up to the present one; stored bytes are never rewritten."""
    if version > kind.version:
        raise BrokenRecord(
            f"{kind.name} version {version} was written by a later turtlebay; this one reads {kind.version}"
        )
    while version < kind.version:
        data = kind.upcasters[version](data)
        version += 1
    return data
