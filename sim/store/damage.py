"""What is read from a store is checked here, once: a disk, another program or a hand may have changed it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from types import NoneType, UnionType
from typing import Any, Final, TypeVar, Union, get_args, get_origin, get_type_hints, is_typeddict

import orjson

from sim.vocabulary.printable import printable
from sim.vocabulary.problems import TurtlebayError

T = TypeVar("T")


class StoreError(TurtlebayError):
    """The store cannot be used, or does not hold what was asked for; the message says what to do."""


class Damaged(StoreError):
    """What is stored cannot be what was stored; the message names it. name: of the run or sweep, where it has one."""

    def __init__(self, message: str, name: str = "") -> None:
        super().__init__(message, name)
        self.message = message
        self.name = name

    def __str__(self) -> str:
        return self.message


@contextmanager
def reading(what: str, name: str = "") -> Iterator[None]:
    """While it lasts, what is stored is made sense of. Raises Damaged in place of whatever that raises."""
    try:
        yield
    except StoreError:
        raise
    except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError) as problem:
        said = quoted(str(problem)) or type(problem).__name__
        raise Damaged(f"{what} cannot be read: {said}", name) from problem


def row_of(cls: type[T], values: Sequence[Any], what: str, name: str = "") -> T:
    """A row as a class whose fields are its columns. Raises Damaged where a value is not of its field's type."""
    for (column, hint), value in zip(hints_of(cls).items(), values, strict=True):  # type: ignore[arg-type]
        if not fits(value, hint):
            raise Damaged(f"{what} is damaged: its {column} is {quoted(value)}", name)
    return cls(*values)


def json_of(text: object, hint: Any, what: str, name: str = "") -> Any:
    """What the JSON in a column says. Raises Damaged where it is no JSON, or not of that type."""
    with reading(what, name):
        value = orjson.loads(text)  # type: ignore[arg-type]
        if not fits(value, hint):
            raise Damaged(f"{what} is damaged: it says {quoted(text)}", name)
        return value


def fits(value: Any, hint: Any) -> bool:
    """Whether a value that came from JSON, or from a column, is of a type: exactly, so that True is no number.

    A TypedDict must have its keys and may have more; rows (NamedTuples) are objects, and tuples lists of that length.
    """
    return _test_of(hint)(value)


@cache
def _test_of(hint: Any) -> Callable[[Any], bool]:
    """What tells whether a value is of a type. A store is read value by value, so each type is looked at once."""
    if hint is Any:
        return lambda value: True
    if is_typeddict(hint):
        return _object_test(hint, hint.__required_keys__, closed=False)
    if hasattr(hint, "_fields"):
        return _object_test(hint, frozenset(hint._fields), closed=True)
    origin, tests = get_origin(hint), [_test_of(each) for each in get_args(hint) if each is not Ellipsis]
    if origin in (Union, UnionType):
        return lambda value: any(test(value) for test in tests)
    if origin is tuple and get_args(hint)[-1] is not Ellipsis:
        return lambda value: (
            type(value) is list
            and len(value) == len(tests)
            and all(test(each) for test, each in zip(tests, value, strict=True))
        )
    if origin in _LISTS:
        return lambda value: type(value) is list and all(map(tests[0], value))
    if origin in _MAPPINGS:
        return lambda value: (
            type(value) is dict and all(type(key) is str and tests[1](each) for key, each in value.items())
        )
    exact = NoneType if hint is None else hint
    return lambda value: type(value) is exact


def _object_test(cls: Any, required: frozenset[str], closed: bool) -> Callable[[Any], bool]:
    """What tells whether a value is an object of JSON with such keys. closed: and with no other."""
    tests = {key: _test_of(each) for key, each in hints_of(cls).items()}

    def test(value: Any) -> bool:
        return (
            type(value) is dict
            and required <= value.keys()
            and (not closed or len(value) == len(tests))
            and all(tests[key](each) for key, each in value.items() if key in tests)
        )

    return test


def quoted(value: object, most: int = 100) -> str:
    """A value as a message quotes it: on one line, not long, and without what would steer a terminal."""
    said = printable((value if isinstance(value, str) else repr(value))[:most])
    return said if len(said) < most else said[: most - 3] + "..."


def is_name(word: str) -> bool:
    """Whether a word can be the id of a run or sweep: letters and digits, and so nothing that harms a page."""
    return word.isascii() and word.isalnum()


@cache
def hints_of(cls: type) -> Mapping[str, Any]:
    """The types of the fields of a class."""
    return get_type_hints(cls)


_LISTS: Final = (list, tuple, Sequence)
_MAPPINGS: Final = (dict, Mapping)
