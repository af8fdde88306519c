"""The registry of event kinds: complete, versioned, and every kind survives the way to a line and back."""

import inspect
import json
from collections.abc import Iterator
from types import UnionType
from typing import Any, NotRequired, Union, get_args, get_origin, get_type_hints, is_typeddict

import attrs
import pytest
from attrs import frozen
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.store.record import BrokenRecord, data_of, event_of, line_of
from sim.vocabulary import events as e
from sim.vocabulary.parts import Choice

WORDS = st.text(st.characters(exclude_categories=("Cs",)), max_size=12)
NUMBERS = st.integers(-(10**12), 10**12)


def values(hint: Any) -> st.SearchStrategy[Any]:
    """Values for a payload field of this type: words, whole numbers, lists, maps, rows and terms."""
    simple = {str: WORDS, int: NUMBERS, bool: st.booleans(), type(None): st.none()}
    if hint in simple:
        return simple[hint]
    origin, inner = get_origin(hint), get_args(hint)
    if origin is UnionType:
        return st.one_of([values(each) for each in inner])
    if origin is list:
        return st.lists(values(inner[0]), max_size=3)
    if origin is dict:
        return st.dictionaries(WORDS, values(inner[1]), max_size=3)
    parts = get_type_hints(hint, include_extras=True)
    given = {name: values(part) for name, part in parts.items() if get_origin(part) is not NotRequired}
    left = {name: values(get_args(part)[0]) for name, part in parts.items() if get_origin(part) is NotRequired}
    return st.fixed_dictionaries(given, optional=left) if is_typeddict(hint) else st.builds(hint, **given)


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
    """Every payload class the module defines, by name, but for what several kinds share."""
    return {
        name: thing
        for name, thing in vars(e).items()
        if inspect.isclass(thing) and issubclass(thing, e.Payload) and not thing.__subclasses__()
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
        "RunStarted",
        "ProvocationOccurred", "CallHeld", "DraftCirculated", "DraftAmended", "VetoThreatened", "VoteCast",
        "ActWithheld", "OutcomeReached", "InterventionMade",
    }  # fmt: skip
    assert promised - set(e.REGISTRY) == set()


def test_every_kind_says_what_it_is() -> None:
    """Each payload class has a docstring of its own."""
    assert [name for name, kind in e.REGISTRY.items() if not (kind.payload.__doc__ or "").strip()] == []


def types_in(hint: Any, path: str) -> Iterator[tuple[str, str]]:
    """Every key below a field with its type, rows and terms opened up; maps and lists are a type of their own."""
    origin, inner = get_origin(hint), get_args(hint)
    if origin in (UnionType, Union, NotRequired):
        for each in inner:
            if each is not type(None):
                yield from types_in(each, path)
    elif origin is list:
        yield from types_in(inner[0], f"{path}[]")
    elif origin is dict:
        yield path, f"map of {inner[1].__name__}"
    elif is_typeddict(hint) or hasattr(hint, "_fields"):
        for name, part in get_type_hints(hint, include_extras=True).items():
            yield from types_in(part, f"{path}.{name}")
    else:
        yield path, hint.__name__


def test_a_key_has_one_type_in_all_kinds() -> None:
    """So that a table of all events, and a strict mapping, can be made of them."""
    found: dict[str, set[str]] = {}
    for kind in e.REGISTRY.values():
        for name, hint in get_type_hints(kind.payload).items():
            for path, word in types_in(hint, name):
                found.setdefault(path, set()).add(word)
    assert {path: words for path, words in found.items() if len(words) > 1} == {}


def test_what_a_decision_chose_is_recorded_with_its_options() -> None:
    """Both fields or neither, and both may be left empty."""
    for name, kind in e.REGISTRY.items():
        assert ("options" in kind.names) == ("chosen" in kind.names), name


def test_choices_are_no_key_of_a_recipe_that_has_none() -> None:
    """The id of a run that nobody played in does not hang on them."""
    started = e.RunStarted("s", "d", "p", [], [], 1, 2, [])
    assert "choices" not in data_of(started)
    plain = {"moment": "JPN round 3", "act": "amend", "draft": "JPN-1", "text": {"form": 100}}
    played = attrs.evolve(started, choices=[Choice("JPN round 3", "amend", "JPN-1", {"form": 100})])
    assert data_of(played) == {**data_of(started), "choices": [plain]}


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
