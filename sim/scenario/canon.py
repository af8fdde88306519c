"""The plain form of a case: dicts, lists, strings and integers that JSON keeps exactly, and the way back.

Fields at their default are left out, so a field added later changes no digest. Times are words, such as
"2006-07-04T18:32:00Z". Parameters that are whole numbers stay so; the others are words with all their digits
("0.5"). Actors and issues are lists, because their order counts. Mappings have none; they come back in the
order of issues, or else in that of their keys, so that a case read from its file and one read from the store
run through them alike.
"""

import hashlib
import json
import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import cache, lru_cache
from typing import Any, Final, get_args, get_origin

import attrs

from sim.scenario.problems import Problem, ScenarioError, shortened
from sim.scenario.times import day_of, moment
from sim.vocabulary.case import NOBODY, Case, Entry
from sim.vocabulary.older import lifted_case
from sim.vocabulary.parts import InsertedEntry
from sim.vocabulary.texts import Issue


def to_plain(case: Case) -> dict[str, Any]:
    """The plain form of a case."""
    plain: dict[str, Any] = _plain(case)
    plain["actors"] = list(plain["actors"].values())
    if "parameters" in plain:
        plain["parameters"] = {name: parameter_to_plain(value) for name, value in plain["parameters"].items()}
    plain["provoker"] = _one_or_many(plain["provoker"])
    return plain


def from_plain(plain: Mapping[str, Any]) -> Case:
    """The case of a plain form.

    A case that an older model stored is lifted. Raises ScenarioError where the form does not fit; references are not
    checked.
    """
    try:
        plain = lifted_case(dict(plain))
        ranks = {issue["key"]: number for number, issue in enumerate(plain["issues"])}
        ordered = _ordered(plain, ranks)
        actors = {actor["code"]: actor for actor in ordered["actors"]}
        twice = len(actors) < len(ordered["actors"])
    except (KeyError, TypeError, AttributeError) as error:
        raise _misfit("case", [f"no issues or actors can be read: {error}"]) from None
    if twice:
        raise _misfit("case", ["an actor appears twice"])
    case: Case = _structured({**ordered, "actors": actors, "provoker": _many(ordered.get("provoker"))}, Case)
    return case


def _one_or_many(codes: list[str]) -> str | list[str]:
    """One code as a word, several as a list, none as the word for it."""
    if not codes:
        return NOBODY
    return codes[0] if len(codes) == 1 else codes


def _many(stated: Any) -> Any:
    if isinstance(stated, str):
        return [] if stated == NOBODY else [stated]
    return stated


def entry_to_plain(entry: Entry) -> InsertedEntry:
    """The plain form of one timeline entry."""
    plain: InsertedEntry = _plain(entry)
    return plain


def entry_from_plain(plain: Mapping[str, Any]) -> Entry:
    """The timeline entry of a plain form, its text in the order of its keys.

    Raises ScenarioError where it does not fit.
    """
    entry: Entry = _structured(_ordered(plain, {}), Entry)
    return entry


def issues_from_plain(plain: Sequence[Mapping[str, Any]]) -> tuple[Issue, ...]:
    """The issues of a plain form. Raises ScenarioError where they do not fit."""
    return tuple(_structured(issue, Issue) for issue in plain)


def canonical_json(value: object) -> str:
    """The one JSON text of a plain value: sorted keys, no spaces, UTF-8.

    Raises TypeError on a float anywhere.
    """
    _refuse_floats(value)
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def digest(case: Case) -> str:
    """The sha256 of a case's canonical JSON, in hexadecimal."""
    return hashlib.sha256(canonical_json(to_plain(case)).encode("utf-8")).hexdigest()


def parameter_to_plain(value: int | float) -> int | str:
    """A parameter's value without a float: whole numbers as they are, others as a word with all digits."""
    return value if isinstance(value, int) else repr(value)


def stamp(at: datetime) -> str:
    """A time as the file and the plain form write it."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@lru_cache(maxsize=4096)
def natural_order(word: str) -> tuple[tuple[int, int | str], ...]:
    """A sort key by which S2 comes before S10."""
    parts = re.split(r"(\d{1,18})", word)
    return tuple((0, int(part)) if number % 2 else (1, part) for number, part in enumerate(parts))


_PLAIN: Final = (str, int, bool, type(None))
"""What nearly all values are: asking what else they might be takes longer."""


def _refuse_floats(value: object) -> None:
    if isinstance(value, float):
        raise TypeError(f"a float has no canonical form: {value!r}")
    if isinstance(value, dict | Mapping):
        for key, item in value.items():
            if not isinstance(key, str):
                raise TypeError(f"a key must be a string: {key!r}")
            if type(item) not in _PLAIN:
                _refuse_floats(item)
    elif isinstance(value, list | Iterable) and not isinstance(value, str):
        for item in value:
            if type(item) not in _PLAIN:
                _refuse_floats(item)


def _ordered(value: Any, ranks: Mapping[str, int]) -> Any:
    if type(value) in _PLAIN:
        return value
    if isinstance(value, Mapping):
        last = len(ranks)
        keys = sorted(value, key=lambda key: (ranks.get(key, last), natural_order(key)))
        return {key: _ordered(value[key], ranks) for key in keys}
    if isinstance(value, list | tuple):
        return [_ordered(item, ranks) for item in value]
    return value


def _plain(value: Any) -> Any:
    """The plain form of a value, fields at their default left out. Floats stay: canonical_json refuses them."""
    if type(value) in _PLAIN:
        return value
    if attrs.has(type(value)):
        stated = ((name, getattr(value, name), default) for name, default in _defaults(value.__class__))
        return {name: _plain(item) for name, item, default in stated if item != default}
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, datetime):
        return stamp(value)
    return value.isoformat() if isinstance(value, date) else value


@cache
def _defaults(cls: type) -> tuple[tuple[str, Any], ...]:
    """The fields of a class with their defaults; attrs.NOTHING, which equals no value, where there is none."""
    return tuple(
        (field.name, field.default.factory() if isinstance(field.default, attrs.Factory) else field.default)  # type: ignore[arg-type]
        for field in attrs.fields(cls)
    )


def _structured(plain: object, cls: Any) -> Any:
    try:
        return _maker(cls)(plain)
    except (TypeError, ValueError) as error:
        raise _misfit(cls.__name__.lower(), [str(error)]) from None


def _misfit(what: str, messages: Sequence[str]) -> ScenarioError:
    return ScenarioError(Problem(f"stored {what}", None, None, "", "", shortened(message, 200)) for message in messages)


_Maker = Callable[[Any], Any]


@cache
def _maker(hint: Any) -> _Maker:
    """What makes a value of a type from its plain form. It coerces nothing: 'no' is not True, and 3.9 is not 3."""
    if hint in _MAKERS:
        return _MAKERS[hint]
    if attrs.has(hint):
        return _record_maker(hint)
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return lambda value: hint(_exactly(value, str))
    inner = get_args(hint)
    if get_origin(hint) is tuple:
        return _tuple_maker(_maker(inner[0]), None if inner[-1] is Ellipsis else len(inner))
    if get_origin(hint) is Mapping:
        return _mapping_maker(_maker(inner[1]))
    one = _maker(inner[0])  # what remains is X | None
    return lambda value: None if value is None else one(value)


def _record_maker(cls: type) -> _Maker:
    """Makes an attrs class. No key is passed over."""
    makers = {field.name: _maker(field.type) for field in attrs.fields(cls)}
    required = [field.name for field in attrs.fields(cls) if field.default is attrs.NOTHING]

    def made(value: Any) -> Any:
        items = _exactly(value, dict)
        for key in required:
            if key not in items:
                raise ValueError(f"the key '{key}' is missing")
        for key in items:
            if key not in makers:
                raise ValueError(f"the key {shortened(repr(key))} is not known")
        return cls(**{key: _at(key, makers[key], item) for key, item in items.items()})

    return made


def _tuple_maker(one: _Maker, length: int | None) -> _Maker:
    def made(value: Any) -> tuple[Any, ...]:
        items = _exactly(value, list)
        if length is not None and len(items) != length:
            raise ValueError(f"{shortened(repr(value))} is not a list of {length}")
        return tuple([_at(number, one, item) for number, item in enumerate(items)])

    return made


def _mapping_maker(one: _Maker) -> _Maker:
    return lambda value: {_exactly(key, str): _at(key, one, item) for key, item in _exactly(value, dict).items()}


def _at(place: str | int, maker: _Maker, value: Any) -> Any:
    """What a maker makes of a value; an error says in which place it stood."""
    try:
        return maker(value)
    except (TypeError, ValueError) as error:
        raise ValueError(f"{place}: {error}") from None


def _exactly(value: Any, cls: type) -> Any:
    if type(value) is not cls:
        raise TypeError(f"{shortened(repr(value))} is not of type {cls.__name__}")
    return value


def _moment_in(value: Any) -> datetime:
    at = moment(value) if isinstance(value, str) else None
    if at is None:
        raise ValueError(f"{shortened(repr(value))} is no time in UTC to the minute")
    return at


def _day_in(value: Any) -> date:
    day = day_of(value) if isinstance(value, str) else None
    if day is None:
        raise ValueError(f"{shortened(repr(value))} is no day")
    return day


def _parameter_in(value: Any) -> int | float:
    if type(value) is int:
        return value
    if type(value) is not str or not math.isfinite(number := float(value)):
        raise TypeError(f"{shortened(repr(value))} is no parameter value")
    return number


_MAKERS: Final[Mapping[Any, _Maker]] = {
    str: lambda value: _exactly(value, str),
    int: lambda value: _exactly(value, int),
    bool: lambda value: _exactly(value, bool),
    date: _day_in,
    datetime: _moment_in,
    int | float: _parameter_in,
}
"""What makes a value that has no parts, by its type."""
