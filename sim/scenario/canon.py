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
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import cache, lru_cache
from typing import Any, Final, TypeVar, get_args, get_origin

import cattrs

from sim.scenario.problems import Problem, ScenarioError, shortened
from sim.scenario.structure import day_of, moment
from sim.vocabulary.case import NOBODY, Case, Entry
from sim.vocabulary.older import lifted_case
from sim.vocabulary.parts import InsertedEntry
from sim.vocabulary.texts import Issue

T = TypeVar("T")


def to_plain(case: Case) -> dict[str, Any]:
    """The plain form of a case."""
    plain: dict[str, Any] = _converter().unstructure(case)
    plain["actors"] = list(plain["actors"].values())
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
    return _structured({**ordered, "actors": actors, "provoker": _many(ordered.get("provoker"))}, Case)


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
    plain: InsertedEntry = _converter().unstructure(entry)
    return plain


def entry_from_plain(plain: Mapping[str, Any]) -> Entry:
    """The timeline entry of a plain form, its text in the order of its keys.

    Raises ScenarioError where it does not fit.
    """
    return _structured(_ordered(plain, {}), Entry)


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
    if isinstance(value, Mapping):
        last = len(ranks)
        keys = sorted(value, key=lambda key: (ranks.get(key, last), natural_order(key)))
        return {key: _ordered(value[key], ranks) for key in keys}
    if isinstance(value, list | tuple):
        return [_ordered(item, ranks) for item in value]
    return value


def _structured(plain: object, cls: type[T]) -> T:
    try:
        return _converter().structure(plain, cls)
    except (cattrs.BaseValidationError, TypeError, ValueError, KeyError) as error:
        raise _misfit(cls.__name__.lower(), cattrs.transform_error(error)) from None


def _misfit(what: str, messages: Sequence[str]) -> ScenarioError:
    return ScenarioError(Problem(f"stored {what}", None, None, "", "", shortened(message, 200)) for message in messages)


@cache
def _converter() -> cattrs.Converter:
    """A converter that coerces nothing: 'no' is not True, 3.9 is not 3, and no key is passed over."""
    converter = cattrs.Converter(
        forbid_extra_keys=True, omit_if_default=True, unstruct_collection_overrides={tuple: list}
    )
    for primitive in (str, int, bool):
        converter.register_structure_hook(primitive, _exactly)
    converter.register_structure_hook(StrEnum, _one_of)
    converter.register_structure_hook(date, _day_in)
    converter.register_unstructure_hook(date, date.isoformat)
    converter.register_structure_hook(datetime, _moment_in)
    converter.register_unstructure_hook(datetime, stamp)
    converter.register_unstructure_hook(StrEnum, _word_of)
    converter.register_structure_hook(int | float, _parameter_in)
    converter.register_unstructure_hook(int | float, parameter_to_plain)
    converter.register_structure_hook_factory(_is_tuple)(_tuple_hook)
    converter.register_structure_hook_factory(_is_mapping)(_mapping_hook)
    return converter


def _is_tuple(hint: Any) -> bool:
    origin: object = get_origin(hint)
    return origin is tuple


def _is_mapping(hint: Any) -> bool:
    origin: object = get_origin(hint)
    return origin is Mapping


def _exactly(value: Any, cls: type) -> Any:
    if type(value) is not cls:
        raise TypeError(f"{shortened(repr(value))} is not of type {cls.__name__}")
    return value


def _one_of(value: Any, cls: type[StrEnum]) -> StrEnum:
    return cls(_exactly(value, str))


def _word_of(value: StrEnum) -> str:
    return value.value


def _moment_in(value: Any, _: type) -> datetime:
    at = moment(value) if isinstance(value, str) else None
    if at is None:
        raise ValueError(f"{shortened(repr(value))} is no time in UTC to the minute")
    return at


def _day_in(value: Any, _: type) -> date:
    day = day_of(value) if isinstance(value, str) else None
    if day is None:
        raise ValueError(f"{shortened(repr(value))} is no day")
    return day


def _parameter_in(value: Any, _: type) -> int | float:
    if type(value) is int:
        return value
    if type(value) is not str or not math.isfinite(number := float(value)):
        raise TypeError(f"{shortened(repr(value))} is no parameter value")
    return number


def _tuple_hook(hint: Any, converter: cattrs.Converter) -> Any:
    inner = get_args(hint)
    one = converter.get_structure_hook(inner[0])
    length = None if inner[-1] is Ellipsis else len(inner)

    def structure(value: Any, _: Any) -> tuple[Any, ...]:
        if type(value) is not list or (length is not None and len(value) != length):
            raise TypeError(f"{shortened(repr(value))} is not a list of {'any length' if length is None else length}")
        return tuple(one(item, inner[0]) for item in value)

    return structure


def _mapping_hook(hint: Any, converter: cattrs.Converter) -> Any:
    _, item_type = get_args(hint)
    one = converter.get_structure_hook(item_type)

    def structure(value: Any, _: Any) -> dict[str, Any]:
        if not isinstance(value, dict) or not all(type(key) is str for key in value):
            raise TypeError(f"{shortened(repr(value))} is not a mapping from strings")
        return {key: one(item, item_type) for key, item in value.items()}

    return structure
