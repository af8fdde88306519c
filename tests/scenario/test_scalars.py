"""Plain words mean what YAML 1.2 says."""

import math

import pytest

from sim.scenario.scalars import Scalar, resolve


@pytest.mark.parametrize("word", ["NO", "no", "yes", "on", "Off", "y", "True", "FALSE", "12:30", "010", "-08"])
def test_what_yaml_1_1_would_turn_into_something_else_stays_a_word(word: str) -> None:
    """Norway is not false, half past twelve is not 750, and 010 is not eight."""
    assert resolve(word) == word


@pytest.mark.parametrize("word", ["2006-07-04", "2006-07-04T18:32:00Z", "<<", "1_000", "0x", "-", ".", "1e", "+.e3"])
def test_times_merge_keys_and_half_numbers_are_words(word: str) -> None:
    """The field they stand in decides what they are."""
    assert resolve(word) == word


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("0", 0),
        ("-12", -12),
        ("+7", 7),
        ("0x1F", 31),
        ("0o17", 15),
        ("1.5", 1.5),
        ("-.5", -0.5),
        ("1e3", 1000.0),
        ("true", True),
        ("false", False),
        ("", None),
        ("~", None),
        ("null", None),
        ("-.inf", -math.inf),
    ],
)
def test_the_core_schema_is_followed(word: str, value: Scalar) -> None:
    """Value and type: 1.0 is no whole number, true is no 1."""
    found = resolve(word)
    assert (found, type(found)) == (value, type(value))


def test_not_a_number_is_known_as_such() -> None:
    """So that the field can refuse it."""
    found = resolve(".nan")
    assert isinstance(found, float)
    assert math.isnan(found)


def test_a_number_of_ten_thousand_digits_is_a_word() -> None:
    """Python refuses to convert it, and no field can use it."""
    assert resolve("9" * 10_000) == "9" * 10_000
