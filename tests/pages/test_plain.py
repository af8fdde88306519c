"""Answers as JSON: one walker for all."""

import json
from datetime import date
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType

import numpy as np
import pytest
from attrs import field, frozen

from sim import pages
from sim.pages import plain, register
from sim.vocabulary import shown


class Vote(StrEnum):
    YES = "yes"


@frozen
class Inner:
    share: float = field(metadata={"digits": 4})


@frozen
class Answer:
    form: Vote
    inner: tuple[Inner, ...]
    before: float = field(metadata={"json": "from"})
    cache: object = field(metadata={"json": None})


def test_an_answer_becomes_what_json_holds() -> None:
    """Fields by name, renamed or left out where they say so; numbers of their kind."""
    answer = Answer(Vote.YES, (Inner(1 / 3),), 2 / 3, object())
    assert plain(answer) == {"form": "yes", "inner": [{"share": 0.3333}], "from": 0.666667}
    assert json.dumps(plain(answer))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Fraction(1, 3), "1/3"),
        (float("nan"), None),
        (float("inf"), "inf"),
        (-0.0, 0.0),
        (np.int64(3), 3),
        (np.float64("nan"), None),
        (np.bool_(True), True),
        (np.array([1.0, 2.5]), [1.0, 2.5]),
        (MappingProxyType({Vote.YES: 1, 2: (1,)}), {"yes": 1, "2": [1]}),
        ({"b", "a"}, ["a", "b"]),
        (date(2006, 7, 15), "2006-07-15"),
    ],
)
def test_values_of_every_kind(value: object, expected: object) -> None:
    """And the type is JSON's own, not a relative of it."""
    found = plain(value)
    assert found == expected
    assert type(found) is type(expected)
    assert str(found) == str(expected)


def test_a_type_can_have_a_shape_of_its_own() -> None:
    """Where properties are told, not fields."""
    assert plain([Inner(0.5)], {Inner: lambda each: {"half": each.share == 0.5}}) == [{"half": True}]


def test_what_cannot_be_told_is_refused() -> None:
    """Silence would lose data."""
    with pytest.raises(TypeError, match="object cannot be written as JSON"):
        plain(object())
    with pytest.raises(ValueError, match="read alike"):
        plain({1: "a", "1": "b"})


def answer_page(answer: Answer) -> pages.Page:
    """The page of an answer."""
    return (pages.Title(f"voted {answer.form}"),)


PAGES = {f"{__name__}.Answer": f"{__name__}.answer_page"}


def test_the_table_of_pages_names_types_and_functions() -> None:
    """So that it can be held without importing either."""
    answer = Answer(Vote.YES, (), 0.0, None)
    assert register.page_of(answer, PAGES) == (pages.Title("voted yes"),)
    assert "<h1>voted yes</h1>" in (register.repr_html(answer, PAGES) or "")
    assert register.repr_html(1, PAGES) is None
    with pytest.raises(TypeError, match=r"builtins.int has no page; these have one: .*Answer"):
        register.page_of(1, PAGES)


def test_a_value_shows_itself_once_the_front_door_says_how(monkeypatch: pytest.MonkeyPatch) -> None:
    """Until then a notebook falls back on its repr."""
    monkeypatch.setattr(shown, "_draw", [])
    assert shown.shown(1) is None
    shown.show_with(lambda value: f"<b>{value}</b>")
    assert shown.shown(1) == "<b>1</b>"


def test_a_flat_field_puts_its_keys_among_those_of_its_owner() -> None:
    """A head that several answers share is one class in Python, and no level of its own in JSON."""

    @frozen
    class Head:
        n: int

    @frozen
    class Answer:
        head: Head = field(metadata={"flat": True})
        rows: tuple[int, ...]

    assert plain(Answer(Head(4), (1,))) == {"n": 4, "rows": [1]}
