"""The registry of event kinds: complete, versioned, and every kind survives the way to a line and back."""

import inspect
import json
from typing import Any, get_type_hints

import pytest
from attrs import frozen
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.store.record import BrokenRecord, event_of, line_of
from sim.vocabulary import events as e

WORDS = st.text(st.characters(exclude_categories=("Cs",)), max_size=12)
NUMBERS = st.integers(-(10**12), 10**12)
PLAIN = st.recursive(
    st.none() | st.booleans() | NUMBERS | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=6,
)


def values(hint: Any) -> st.SearchStrategy[Any]:
    """Values for a payload field of this type."""
    known: dict[Any, st.SearchStrategy[Any]] = {
        str: WORDS,
        int: NUMBERS,
        bool: st.booleans(),
        int | None: st.none() | NUMBERS,
        list[str]: st.lists(WORDS, max_size=3),
        list[list[str]]: st.lists(st.lists(WORDS, max_size=2), max_size=2),
        list[list[Any]]: st.lists(st.lists(PLAIN, max_size=3), max_size=2),
        list[dict[str, Any]]: st.lists(st.dictionaries(WORDS, PLAIN, max_size=2), max_size=2),
        dict[str, int]: st.dictionaries(WORDS, NUMBERS, max_size=3),
        dict[str, int] | None: st.none() | st.dictionaries(WORDS, NUMBERS, max_size=3),
        dict[str, str]: st.dictionaries(WORDS, WORDS, max_size=3),
        e.Terms: st.dictionaries(WORDS, PLAIN, max_size=3),
    }
    return known[hint]


@st.composite
def some_events(draw: st.DrawFn, name: str) -> e.Event:
    """An event of one kind, filled with anything its types allow."""
    kind = e.REGISTRY[name]
    hints = get_type_hints(kind.payload)
    payload = kind.payload(**{field: draw(values(hints[field])) for field in kind.names})
    return e.Event(
        draw(st.integers(0, 10**6)), draw(st.integers(0, 10**6)), payload, draw(WORDS), draw(WORDS),
        draw(st.sampled_from([str(origin) for origin in e.Origin])), draw(st.none() | st.integers(0, 10**6)),
        draw(WORDS), draw(WORDS),
    )  # fmt: skip


def payload_classes() -> dict[str, type[e.Payload]]:
    """Every payload class the module defines, by name."""
    return {
        name: thing
        for name, thing in vars(e).items()
        if inspect.isclass(thing) and issubclass(thing, e.Payload) and thing is not e.Payload
    }


def test_every_payload_class_stands_in_the_registry_under_its_own_name() -> None:
    """A kind that was forgotten could be recorded but never read back."""
    assert {name: kind.payload for name, kind in e.REGISTRY.items()} == payload_classes()


def test_every_kind_has_a_version_and_all_upcasters_up_to_it() -> None:
    """Versions count from 1, and each older version has the function that lifts it to the next."""
    for kind in e.REGISTRY.values():
        assert kind.version >= 1
        assert set(kind.upcasters) == set(range(1, kind.version)), kind.name


def test_the_event_kinds_that_other_programs_rely_on_are_there() -> None:
    """The contract of the command line names these types."""
    promised = {
        "RunStarted", "MissileLaunched", "CallHeld", "DraftCirculated", "DraftAmended", "VetoThreatened", "VoteCast",
        "ActWithheld", "OutcomeReached", "InterventionMade",
    }  # fmt: skip
    assert promised - set(e.REGISTRY) == set()


def test_every_kind_says_what_it_is() -> None:
    """Each payload class has a docstring of its own."""
    assert [name for name, kind in e.REGISTRY.items() if not (kind.payload.__doc__ or "").strip()] == []


def test_no_field_of_any_kind_may_hold_a_float() -> None:
    """Hashed events hold no floats, so none is promised by a type."""
    hints = {name: str(get_type_hints(kind.payload)) for name, kind in e.REGISTRY.items()}
    assert [name for name, hint in hints.items() if "float" in hint] == []


@pytest.mark.parametrize("name", sorted(e.REGISTRY))
@settings(max_examples=25)  # of each kind
@given(data=st.data())
def test_an_event_comes_back_from_its_line_as_it_was(name: str, data: st.DataObject) -> None:
    """event_of(line_of(event)) is the event, whatever its types allow; and the line is canonical."""
    event = data.draw(some_events(name))
    line = line_of(event)
    assert event_of(line) == event
    assert line == json.dumps(json.loads(line), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


@frozen
class ShipSeen(e.Payload):
    """A kind of a later day: version 2 counts in ships, version 1 in a word, version 3 names the strait."""

    ships: int
    strait: str


SHIPS = {
    "ShipSeen": e.Kind(
        "ShipSeen", ShipSeen, 3, ("ships", "strait"), e.Codes(),
        {1: lambda data: {"ships": {"one": 1, "two": 2}[data["word"]]}, 2: lambda data: {**data, "strait": "unknown"}},
    )
}  # fmt: skip


def ship_line(version: int, data: dict[str, Any]) -> str:
    """A stored line of that kind."""
    plain = {
        "seq": 4, "t": 5, "type": "ShipSeen", "v": version, "actor": "PRK", "target": "", "origin": "emergent",
        "cause": 1, "decision": "PRK:1", "data": data, "source": "",
    }  # fmt: skip
    return json.dumps(plain, sort_keys=True, separators=(",", ":"))


@pytest.mark.parametrize(
    ("version", "data", "expected"),
    [
        (1, {"word": "two"}, ShipSeen(2, "unknown")),
        (2, {"ships": 7}, ShipSeen(7, "unknown")),
        (3, {"ships": 7, "strait": "Tsushima"}, ShipSeen(7, "Tsushima")),
    ],
)
def test_an_older_version_is_lifted_step_by_step_to_the_present_one(
    version: int, data: dict[str, Any], expected: ShipSeen
) -> None:
    """Each upcaster is applied in turn, and the present version is left as it is."""
    assert event_of(ship_line(version, data), SHIPS).payload == expected


def test_a_later_version_is_refused_and_says_so() -> None:
    """A line written by a later turtlebay is not guessed at."""
    with pytest.raises(BrokenRecord, match="ShipSeen version 4 was written by a later turtlebay; this one reads 3"):
        event_of(ship_line(4, {"ships": 7, "strait": "Tsushima"}), SHIPS)


def test_an_unknown_kind_is_refused_by_name() -> None:
    """A type that is not in the registry is named in the error."""
    with pytest.raises(BrokenRecord, match="unknown event type 'ShipSeen'"):
        event_of(ship_line(1, {"word": "two"}))


@pytest.mark.parametrize("number", ["1.5", "1.0", "1e3", "NaN", "Infinity", "-Infinity"])
def test_a_float_in_a_line_is_refused(number: str) -> None:
    """Encoders disagree on floats, so no hashed line may hold one, wherever it stands."""
    line = ship_line(3, {"ships": 7, "strait": "Tsushima"}).replace("7", number)
    with pytest.raises(BrokenRecord, match="float"):
        event_of(line, SHIPS)


@pytest.mark.parametrize(
    "line",
    ["", "{", "[]", "null", "3", '{"type":"VoteCast"}', ship_line(3, {"ships": 7}),
     ship_line(3, {"boats": 7, "strait": ""}),
     ship_line(1, {"ships": 7}), ship_line(0, {"ships": 7}), ship_line(3, [1, 2]), "\ud800"],  # type: ignore[arg-type]
)  # fmt: skip
def test_what_is_not_an_event_is_refused_as_a_broken_record(line: str) -> None:
    """Malformed lines give one kind of error, whatever is wrong with them."""
    with pytest.raises(BrokenRecord):
        event_of(line, SHIPS)
