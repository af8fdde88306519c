"""The JSON Schema says what the reader says, and explains every key."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import attrs
from jsonschema import Draft202012Validator

from sim.scenario.schema import explanations, json_schema
from sim.scenario.shapes import CODE, RANGES, FileOnly, shape_of
from sim.scenario.times import time_of
from sim.vocabulary.actors import Actor
from sim.vocabulary.case import Case

SCHEMA = json_schema()


def accepts(part: dict[str, Any], value: object) -> bool:
    """Whether a part of the schema accepts a value."""
    return bool(Draft202012Validator({**part, "$defs": SCHEMA["$defs"]}).is_valid(value))


def keys() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every key of the schema: its record, its name, and what is said of it."""
    for record, definition in SCHEMA["$defs"].items():
        for key, said in definition["properties"].items():
            yield record, key, said


def test_the_schema_is_json_and_states_its_dialect() -> None:
    """Editors look at the first line."""
    assert json.loads(json.dumps(SCHEMA)) == SCHEMA
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    Draft202012Validator.check_schema(SCHEMA)


def test_every_reference_leads_to_a_definition() -> None:
    """And every definition is used."""
    used = set(references(SCHEMA))
    assert used == {f"#/$defs/{name}" for name in SCHEMA["$defs"]}


def references(value: Any) -> list[str]:
    """All references in a schema."""
    if isinstance(value, dict):
        here = [value["$ref"]] if "$ref" in value else []
        return here + [found for item in value.values() for found in references(item)]
    return [found for item in value for found in references(item)] if isinstance(value, list) else []


def test_every_key_is_explained_with_what_is_allowed() -> None:
    """Editors show the description on hover: a sentence of two words at least, the range, and what holds without."""
    for record, key, said in keys():
        words, allowed, _ = said["description"].partition(" Allowed: ")
        assert len(words.split()) >= 2, f"{record}.{key} is not explained: {words!r}"
        assert allowed, f"{record}.{key} does not say what is allowed"
        assert "default" not in said or "Left out: " in said["description"]


def test_keys_of_mappings_are_explained_too() -> None:
    """Hovering over an actor's code, an issue or an office says what it is."""
    for record, key, said in keys():
        whole = said if "additionalProperties" in said else said.get("anyOf", [said])[0]
        if "additionalProperties" in whole:
            item = whole["additionalProperties"]
            name = next(iter(references(item)), "").removeprefix("#/$defs/")
            about = SCHEMA["$defs"][name] if name else item
            assert len(about["description"].split()) >= 2, f"{record}.{key}"


def test_what_a_class_has_as_default_is_stated_and_would_be_accepted() -> None:
    """Where a default cannot be written in a file (none at all, or no word), nothing is stated."""
    for cls in (Actor, Case):
        for field in attrs.fields(cls):
            said = SCHEMA["$defs"][cls.__name__]["properties"].get(field.name)
            if said is not None and isinstance(field.default, int):
                assert said["default"] == field.default
    for record, key, said in keys():
        assert "default" not in said or accepts(said, said["default"]), f"{record}.{key}: {said['default']!r}"


def test_every_field_of_a_scenario_is_explained_in_its_class() -> None:
    """The strings behind the fields are the one source."""
    assert explanations(FileOnly)["council"].startswith("A day;")
    for record in {record.removeprefix("Short") for record in SCHEMA["$defs"]} - {"Case"}:
        (cls,) = {part.cls for part in records(Case) if part.cls.__name__ == record}
        assert set(explanations(cls)) == {field.name for field in attrs.fields(cls)}


def records(cls: type) -> Iterator[Any]:
    """The shapes of a class and of all classes below it."""
    shape = shape_of(cls)
    yield shape
    for part in shape.parts.values():
        inner = getattr(part.shape, "item", part.shape)
        if hasattr(inner, "parts"):
            yield from records(inner.cls)


def test_ranges_choices_and_forms_are_those_of_the_reader() -> None:
    """They come from the same tables."""
    definitions = SCHEMA["$defs"]
    isolation = definitions["Actor"]["properties"]["isolation"]
    assert isolation.items() >= {"type": "integer", "minimum": 0, "maximum": 100, "default": 8}.items()
    assert "provocation" in definitions["Entry"]["properties"]["kind"]["enum"]
    assert definitions["Case"]["properties"]["actors"]["propertyNames"] == {"pattern": f"^({CODE.pattern})$"}
    assert definitions["Tie"]["properties"]["between"]["maxItems"] == 2
    assert definitions["Issue"]["properties"]["headline"]["type"] == "boolean"


def test_days_are_those_that_the_reader_knows() -> None:
    """No 30 February, no year outside 1946 to 2100; the leap years are those of the calendar."""
    at = SCHEMA["$defs"]["Entry"]["properties"]["at"]
    pattern = Draft202012Validator(at)
    words = {
        f"{year}-{month:02}-{day:02}" for year in (1945, 2008, 2023, 2100) for month in range(14) for day in range(33)
    }
    words |= {str(date(1944, 12, 1) + timedelta(days)) for days in range(0, 160 * 366, 31)}
    words |= {f"{year}-02-29" for year in range(1940, 2110)}
    words |= {f"2006-07-04T{hour:02}:{minute:02}{end}" for hour in range(26) for minute in (0, 59, 60) for end in ENDS}
    for word in words:
        assert pattern.is_valid(word) == (time_of(word) is not None), word


ENDS = ("Z", ":00Z", ":01Z", "", "z", "+00:00", ":00.0Z")


def test_unknown_keys_are_refused_and_keys_without_default_required() -> None:
    """An editor underlines both; in a short file all may be filled in."""
    actor = SCHEMA["$defs"]["Actor"]
    assert actor["additionalProperties"] is False
    assert actor["required"] == ["name", "seat", "timezone", "stances"]
    assert "code" not in actor["properties"]
    assert SCHEMA["$defs"]["ShortActor"]["required"] == []


def test_every_whole_number_has_a_range() -> None:
    """A field without one would have no shape, and the reader could not start."""
    assert shape_of(Case).parts["actors"]
    assert RANGES[Actor, "isolation"].high == 100
