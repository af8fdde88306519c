"""The plain form loses nothing, coerces nothing, and has one digest."""

import json
from typing import Any

import attrs
import pytest

from sim.scenario.canon import (
    canonical_json,
    digest,
    entry_from_plain,
    entry_to_plain,
    from_plain,
    natural_order,
    to_plain,
)
from sim.scenario.library import cases
from sim.scenario.overrides import apply
from sim.scenario.problems import ScenarioError
from sim.scenario.reader import read, read_text
from tests.cases import changed, small_case, small_case_text, small_table


def stored() -> Any:
    """The small case as the store gives it back."""
    return json.loads(canonical_json(to_plain(small_case())))


def all_orders(value: Any) -> Any:
    """A value with the order of its mappings made visible."""
    if isinstance(value, dict):
        return [(key, all_orders(item)) for key, item in value.items()]
    if isinstance(value, list | tuple):
        return [all_orders(item) for item in value]
    return all_orders(attrs.asdict(value, recurse=False)) if attrs.has(type(value)) else value


@pytest.mark.parametrize("name", list(cases()))
def test_a_case_comes_back_equal_from_its_canonical_json(name: str) -> None:
    """The store keeps just that."""
    case = read(cases()[name])
    assert from_plain(json.loads(canonical_json(to_plain(case)))) == case


def test_a_case_from_the_store_runs_through_its_mappings_like_one_from_its_file() -> None:
    """A different order could give a different event."""
    assert all_orders(from_plain(stored())) == all_orders(small_case())


def test_the_order_of_keys_in_the_file_changes_no_digest() -> None:
    """The order of actors and issues does: they are told apart by it."""
    lines = "        position: 20\n        salience: 50\n"
    swapped = changed(lines, "        salience: 50\n        position: 20\n")
    assert digest(read_text(swapped, "s", small_table())) == digest(small_case())


def test_the_digest_is_that_of_the_content() -> None:
    """Comments and written-out defaults change nothing, a note does."""
    same = (
        small_case_text()
        .replace("id: small\n", "# comment\nid: small\n")
        .replace("    seat:", "    join: 8\n    seat:")
    )
    assert digest(read_text(same, "s", small_table())) == digest(small_case())
    other = changed("summary: a resolution", "summary: the resolution")
    assert digest(read_text(other, "s", small_table())) != digest(small_case())


def test_parameters_keep_every_digit_without_a_float() -> None:
    """Whole numbers stay whole numbers."""
    case = apply(small_case(), [("consult_hours", "8.1"), ("severity.nuclear_test", "60")], parameters=small_table())
    assert to_plain(case)["parameters"] == {"consult_hours": "8.1", "severity.nuclear_test": 60}
    back = from_plain(json.loads(canonical_json(to_plain(case))))
    assert back == case
    assert [type(value) for value in back.parameters.values()] == [float, int]


def test_entries_go_through_the_plain_form_alone() -> None:
    """An intervention carries them."""
    for entry in small_case().timeline:
        plain = json.loads(canonical_json(entry_to_plain(entry)))
        assert entry_from_plain(plain) == entry
        assert all_orders(entry_from_plain(plain)) == all_orders(entry_from_plain(entry_to_plain(entry)))


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("climate", "vetoes"), True),
        (("climate", "vetoes"), 3.9),
        (("climate", "vetoes"), "3"),
        (("title",), 5),
        (("title",), None),
        (("start",), "yesterday"),
        (("start",), 5),
        (("provoker",), False),
        (("issues", 2, "headline"), "no"),
        (("issues", 0, "rungs"), "abc"),
        (("issues", 0, "rungs"), {"a": 1}),
        (("actors", 0, "seat"), "throne"),
        (("actors", 0, "stances"), [1]),
        (("ties", 0, "between"), ["JPN", "USA", "GBR"]),
        (("parameters",), {"consult_hours": 1.5}),
        (("parameters",), {"consult_hours": True}),
        (("parameters",), {"consult_hours": "nan"}),
        (("parameters",), {"consult_hours": "many"}),
        (("colour",), "red"),
        (("climate", "colour"), "red"),
        (("actors",), 5),
        (("issues",), None),
    ],
)
def test_nothing_is_coerced_and_no_key_is_passed_over(place: tuple[Any, ...], value: Any) -> None:
    """'no' is not True, 3.9 is not 3, False is not 'False'."""
    plain = stored()
    owner = plain
    for step in place[:-1]:
        owner = owner[step]
    owner[place[-1]] = value
    with pytest.raises(ScenarioError, match="stored case"):
        from_plain(plain)


def test_an_actor_twice_is_not_lost_in_silence() -> None:
    """A mapping would keep the last."""
    plain = stored()
    plain["actors"].append(plain["actors"][0])
    with pytest.raises(ScenarioError, match="an actor appears twice"):
        from_plain(plain)


def test_what_is_answered_need_not_be_there() -> None:
    """It was taken out: it simply never happened."""
    case = apply(small_case(), [], ["launch-1"])
    assert from_plain(to_plain(case)) == case
    assert case.timeline[0].in_answer_to == ("launch-1",)


@pytest.mark.parametrize("value", [0.5, {"a": [1, {"b": 2.0}]}, [float("nan")], (1.0,)])
def test_canonical_json_refuses_floats_however_deep(value: Any) -> None:
    """Encoders disagree on them."""
    with pytest.raises(TypeError, match="a float has no canonical form"):
        canonical_json(value)


def test_canonical_json_refuses_keys_that_are_no_strings() -> None:
    """JSON would make strings of them."""
    with pytest.raises(TypeError, match="a key must be a string"):
        canonical_json({1: 2})


def test_canonical_json_is_sorted_tight_and_utf_8() -> None:
    """One text for one value."""
    assert canonical_json({"b": [1, None, True], "a": "é"}) == '{"a":"é","b":[1,null,true]}'


def test_natural_order_counts() -> None:
    """S2 comes before S10, and words without a number can be compared with words that have one."""
    assert sorted(["S10", "S2", "A1", "A", "10", ""], key=natural_order) == ["", "10", "A", "A1", "S2", "S10"]
