"""The JSON Schema says what the reader says."""

import json
from typing import Any

from sim.scenario.schema import json_schema
from sim.scenario.shapes import CODE, RANGES, shape_of
from sim.vocabulary.actors import Actor
from sim.vocabulary.case import Case


def test_the_schema_is_json_and_states_its_dialect() -> None:
    """Editors look at the first line."""
    schema = json_schema()
    assert json.loads(json.dumps(schema)) == schema
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$ref"] == "#/$defs/Case"


def test_every_reference_leads_to_a_definition() -> None:
    """And every definition is used."""
    schema = json_schema()
    used = set(references(schema))
    assert used == {f"#/$defs/{name}" for name in schema["$defs"]}


def references(value: Any) -> list[str]:
    """All references in a schema."""
    if isinstance(value, dict):
        here = [value["$ref"]] if "$ref" in value else []
        return here + [found for item in value.values() for found in references(item)]
    return [found for item in value for found in references(item)] if isinstance(value, list) else []


def test_ranges_choices_and_forms_are_those_of_the_reader() -> None:
    """They come from the same tables."""
    definitions = json_schema()["$defs"]
    isolation = definitions["Actor"]["properties"]["isolation"]
    assert isolation == {"type": "integer", "minimum": 0, "maximum": 100}
    assert "provocation" in definitions["Entry"]["properties"]["kind"]["enum"]
    assert definitions["Case"]["properties"]["actors"]["propertyNames"] == {"pattern": f"^({CODE.pattern})$"}
    assert definitions["Tie"]["properties"]["between"]["maxItems"] == 2
    assert definitions["Issue"]["properties"]["headline"] == {"type": "boolean"}


def test_unknown_keys_are_refused_and_keys_without_default_required() -> None:
    """An editor underlines both."""
    actor = json_schema()["$defs"]["Actor"]
    assert actor["additionalProperties"] is False
    assert actor["required"] == ["name", "seat", "timezone", "stances"]
    assert "code" not in actor["properties"]


def test_every_whole_number_has_a_range() -> None:
    """A field without one would have no shape, and the reader could not start."""
    assert shape_of(Case).parts["actors"]
    assert RANGES[Actor, "isolation"].high == 100
