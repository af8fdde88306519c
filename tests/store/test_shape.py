"""The one shape of an event outside the program, and the schema that promises it."""

import json
from pathlib import Path
from typing import Any

import attrs
import jsonschema
import polars
import pytest

from sim.engine.run import Run
from sim.store.log import as_line
from sim.store.shape import events_schema, shape_of
from sim.vocabulary.actors import COUNCIL
from sim.vocabulary.case import PROVOCATION
from sim.vocabulary.events import REGISTRY
from tests.kit import CASES, run_of, runs_of

SCHEMA = events_schema()

KEYS = [
    "time", "run", "seq", "minute", "type", "version", "actor", "target", "origin", "cause", "decision", "data",
    "source", "h",
]  # fmt: skip


def shapes(run: Run) -> list[dict[str, Any]]:
    """The events of a run as other programs read them."""
    start = run.scenario.case.start
    return [shape_of(event, start, run.id, h) for event, h in zip(run.events, run.hashes, strict=True)]


def validator(name: str) -> Any:
    """What holds an event against the definition of its kind."""
    return jsonschema.Draft202012Validator({"$ref": f"#/$defs/{name}", "$defs": SCHEMA["$defs"]})


VALIDATORS = {name: validator(name) for name in REGISTRY}


def forks_of(run: Run) -> list[Run]:
    """What-ifs of a run: another luck, a decision dropped, a limit lifted and a launch put in."""
    drop = next(
        event.seq
        for event in run.events
        if event.actor not in ("", COUNCIL) and event.origin == "emergent" and event.seq > 20
    )
    first = next(entry for entry in run.scenario.case.timeline if entry.kind == PROVOCATION)
    more = attrs.evolve(first, id="one-more", at=run.scenario.clock.utc(run.events[25].t + 600), in_answer_to=())
    return [
        run.fork(20, luck=1),
        run.fork(drop - 1, drop=drop),
        run.fork(25, {"pressure_half_life": 10}, insert=[more]),
    ]


def test_the_schema_is_a_schema() -> None:
    """It passes its own dialect's check, and has a definition for every kind."""
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert list(SCHEMA["$defs"]) == list(REGISTRY)


def test_every_definition_is_closed() -> None:
    """No object but a map allows keys that it does not name, and what is in a list is said."""
    open_ones: list[Any] = []

    def look(schema: Any) -> None:
        if isinstance(schema, dict):
            if schema.get("type") == "object" and "additionalProperties" not in schema:
                open_ones.append(schema)
            if schema.get("type") == "array" and not schema["items"]:
                open_ones.append(schema)
            for inner in schema.values():
                look(inner)
        elif isinstance(schema, list):
            for inner in schema:
                look(inner)

    look(SCHEMA["$defs"])
    assert open_ones == []


@pytest.mark.parametrize("name", CASES)
def test_every_event_of_every_case_is_of_that_schema(name: str) -> None:
    """Several seeds, and forks with new luck, drops and overrides."""
    played = runs_of(name, 6)
    for run in [*played, *(fork for each in played[:2] for fork in forks_of(each))]:
        for shape in shapes(run):
            assert list(shape) == KEYS
            problems = [problem.message for problem in VALIDATORS[shape["type"]].iter_errors(shape)]
            assert problems == [], (shape["seq"], shape["type"])


def test_what_is_not_of_the_schema_is_refused() -> None:
    """A key more, a key less, a word for a number, and a type that there is not."""
    shape = next(shape for shape in shapes(run_of()) if shape["type"] == "VoteCast")
    whole = jsonschema.Draft202012Validator(SCHEMA)
    assert whole.is_valid(shape)
    terms = shape["data"]["terms"]
    for data in (
        {**shape["data"], "more": 1},
        {key: value for key, value in shape["data"].items() if key != "terms"},
        {**shape["data"], "terms": {**terms, "gain_m": "1"}},
        {**shape["data"], "terms": {**terms, "gain_m": 1.5}},
    ):
        assert not whole.is_valid({**shape, "data": data})
    assert not whole.is_valid({**shape, "type": "ShipSeen"})


@pytest.mark.parametrize("name", CASES)
def test_a_whole_log_is_read_into_one_table(name: str, tmp_path: Path) -> None:
    """Polars finds one type for every column, however deep, and loses no event and no number."""
    lines = [as_line(shape) for run in runs_of(name, 3) for shape in shapes(run)]
    (tmp_path / "log.jsonl").write_text("\n".join(lines), encoding="utf-8")
    table = polars.read_ndjson(tmp_path / "log.jsonl", infer_schema_length=None)
    assert table.height == len(lines)
    assert all(not isinstance(dtype, polars.Object) for dtype in table.dtypes)
    gains = table["data"].struct.field("terms").struct.field("gain_m")
    expected = [(json.loads(line)["data"].get("terms") or {}).get("gain_m") for line in lines]
    assert gains.to_list() == expected
