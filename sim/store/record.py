"""The canonical line of an event, the hash chain over lines, and the way back from a line to an event."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any, Final, NoReturn

import orjson

from sim.store.damage import Damaged, fits, hints_of, quoted
from sim.vocabulary.events import REGISTRY, Event, Kind, Payload

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
    return {name: getattr(payload, name) for name in REGISTRY[type(payload).__name__].names}


def line_of(event: Event) -> str:
    """The canonical JSON of an event: sorted keys, no spaces, UTF-8, integers only."""
    name = type(event.payload).__name__
    kind = REGISTRY[name]
    payload = event.payload
    return orjson.dumps(
        {
            "seq": event.seq,
            "t": event.t,
            "type": name,
            "v": kind.version,
            "actor": event.actor,
            "target": event.target,
            "origin": event.origin,
            "cause": event.cause,
            "decision": event.decision,
            "data": {field: getattr(payload, field) for field in kind.names},
            "source": event.source,
        },
        option=orjson.OPT_SORT_KEYS,
    ).decode()


def link(previous: str, line: str) -> str:
    """The hash that follows: sha256 of the previous hash and the canonical line, as 64 hex digits."""
    return hashlib.sha256((previous + line).encode()).hexdigest()


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
        kind = registry.get(plain["type"])
        if kind is None:
            raise BrokenRecord(f"unknown event type {quoted(plain['type'])!r}")
        data = _lifted(kind, plain["v"], plain["data"])
        event = Event(
            plain["seq"],
            plain["t"],
            kind.payload(**data),
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
