"""Actors and timeline as tables: one row an actor, or an entry. importing.py puts tables into a scenario file.

A column is one key of the scenario. A cell that says what the file has anyway changes nothing, so that a short file
stays short. A cell that is empty states nothing, as if the key were not in the file. What has no column stays.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import attrs
from attrs import frozen

from sim.scenario.canon import stamp
from sim.scenario.schema import explanations
from sim.scenario.shapes import (
    Keyed,
    Shape,
    Words,
    shape_of,
)
from sim.scenario.sheets import Cell
from sim.vocabulary.actors import Actor, Limit, Stance
from sim.vocabulary.case import Case, Entry

ACTORS: Final = "actors"
TIMELINE: Final = "timeline"
KEYS: Final[Mapping[str, str]] = {ACTORS: "code", TIMELINE: "id"}
"""The column that names a row."""

PEOPLE: Final = "people."
STANCES: Final = "stances."
TEXT: Final = "text."
NOTHING: Final = "none"
"""What is typed into a cell for a number to say that there is none, though a template or another case has one."""

ALWAYS: Final[Mapping[str, Sequence[str]]] = {
    ACTORS: (
        "name", "seat", "timezone", "capital", "affinity", "priority", "isolation", "join", "openness", "evidence",
        "note", "source",
    ),
    TIMELINE: ("id", "at", "kind", "actor", "summary", "what", "to", "in_answer_to", "severity", "note", "source"),
}  # fmt: skip
"""Columns that are written even where no row has anything to say in them."""
ALWAYS_OF_A_STANCE: Final = ("position", "salience", "responsiveness", "at_most", "at_least")

_LIMIT_KEYS: Final = {"source": "limit_source", "known_from": "limit_known_from"}
"""Keys of a limit that a stance has too."""


@frozen
class Column:
    """A column: its name, and the key of the record that it stands for."""

    name: str
    steps: tuple[str, ...]
    shape: Shape
    required: bool
    words: str
    """What the key means."""
    always: bool
    default: object = None


def columns(kind: str, issues: Sequence[str]) -> dict[str, Column]:
    """The columns that a table may have, by name. issues: the keys of the case's issues.

    Besides, the names of people stand under people.OFFICE.
    """
    if kind == TIMELINE:
        keys = _columns(Entry, "", (), ALWAYS[TIMELINE], leave_out=("text",))
        strength = shape_of(Entry).parts["text"].shape
        assert isinstance(strength, Keyed)
        texts = {
            f"{TEXT}{issue}": Column(
                f"{TEXT}{issue}", ("text", issue), strength.item, False, f"Strength of a draft on {issue}.", False
            )
            for issue in issues
        }
        return {**keys, **texts}
    found = {"code": Column("code", (), Words(), True, explanations(Actor)["code"], True)}
    found |= _columns(Actor, "", (), ALWAYS[ACTORS], leave_out=("stances", "people", "measures"))
    taken = dict(found)
    for issue in issues:
        lead = f"{STANCES}{issue}" if issue in taken else issue
        steps = ("stances", issue)
        stance = _columns(Stance, f"{lead}.", steps, ALWAYS_OF_A_STANCE, leave_out=("limit",))
        position = stance.pop(f"{lead}.position")
        found[lead] = attrs.evolve(position, name=lead)
        found |= stance
        found |= _columns(Limit, f"{lead}.", (*steps, "limit"), ALWAYS_OF_A_STANCE, renamed=_LIMIT_KEYS)
    return found


def _columns(
    cls: type,
    lead: str,
    steps: tuple[str, ...],
    always: Sequence[str],
    leave_out: Sequence[str] = (),
    renamed: Mapping[str, str] | None = None,
) -> dict[str, Column]:
    fields, words = attrs.fields_dict(cls), explanations(cls)
    made = {}
    for key, part in shape_of(cls).parts.items():
        if key not in leave_out:
            name = f"{lead}{(renamed or {}).get(key, key)}"
            default = fields[key].default
            made[name] = Column(
                name, (*steps, key), part.shape, part.required, words[key], key in always,
                None if isinstance(default, attrs.Factory) else default,  # type: ignore[arg-type]
            )  # fmt: skip
    return made


# From a case to tables


def rows(case: Case, kind: str) -> list[list[Cell]]:
    """The table of a case's actors, or of its timeline: a row of names, then one for each; columns that are used."""
    records: list[Any] = list(case.actors.values()) if kind == ACTORS else list(case.timeline)
    known = columns(kind, [issue.key for issue in case.issues])
    if kind == ACTORS:
        offices = dict.fromkeys(office for actor in case.actors.values() for office in actor.people)
        known |= {f"{PEOPLE}{office}": person(office) for office in offices}
    used = [each for each in known.values() if each.always or any(_says(each, record) for record in records)]
    return [[each.name for each in used], *([_cell(_value(each, record)) for each in used] for record in records)]


def person(office: str) -> Column:
    """The column of who holds an office."""
    return Column(f"{PEOPLE}{office}", ("people", office), Words(needed=True), False, "Who holds an office.", False)


def _says(column: Column, record: Any) -> bool:
    value = _value(column, record)
    return value not in (None, "", ()) and value != column.default


def _value(column: Column, record: Any) -> Any:
    """What a record has at the key of a column; None where it has nothing."""
    value = record
    for step in column.steps or ("code",):
        value = value.get(step) if isinstance(value, Mapping) else getattr(value, step, None)
    return value


def _cell(value: Any) -> Cell:
    if value is None or value == "" or value is False:
        return None
    if value is True:
        return "true"
    if isinstance(value, datetime):
        return stamp(value)
    if isinstance(value, tuple):
        return ", ".join(map(str, value)) or None
    return value if isinstance(value, int) else str(value)
