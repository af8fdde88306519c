"""What may stand at each key of a scenario: derived from the attrs classes, with ranges and choices from
tables here.

One description serves the reader, the overrides and the JSON Schema.
"""

import re
import types
from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from typing import Any, Final, Union, get_args, get_origin

import attrs
from attrs import frozen

from sim.vocabulary.actors import COUNCIL, Actor, Limit, Measure, Stance, Tie
from sim.vocabulary.case import (
    FAMILIES,
    NOBODY,
    PLANNED_ACTS,
    PROVOCATION,
    Assumption,
    Background,
    Body,
    Case,
    Check,
    Climate,
    Deadline,
    Entry,
    History,
    Interim,
    PastCrisis,
    Presidency,
    ProvocationKind,
    Vote,
)
from sim.vocabulary.codes import PLOVER_CONTEXTS, PLOVER_SCORES
from sim.vocabulary.texts import PRODUCTS, Form, Issue, Rung


@frozen
class Words:
    """Free text. needed: it may not be empty."""

    needed: bool = False

    @property
    def allowed(self) -> str:
        """What is allowed here, in words."""
        return "text that is not empty" if self.needed else "text"


@frozen
class Name:
    """A short name of a given form.

    is_code: an actor's code, which YAML 1.1 readers turn into a truth value at times.
    """

    pattern: str
    allowed: str
    is_code: bool = False


@frozen
class Number:
    """A whole number from low to high."""

    low: int
    high: int

    @property
    def allowed(self) -> str:
        """What is allowed here, in words."""
        return f"a whole number from {self.low} to {self.high}"


@frozen
class Quantity:
    """Any finite number, whole or not."""

    allowed: str = "a number"


@frozen
class Flag:
    """A truth value."""

    allowed: str = "true or false"


@frozen
class Moment:
    """A time in UTC, to the minute. hour: which one is meant where only a day is stated."""

    hour: int = 0
    allowed: str = "a time in UTC to the minute, such as 2006-07-04T18:32:00Z"


@frozen
class Choice:
    """One word of several."""

    options: tuple[str, ...]

    @property
    def allowed(self) -> str:
        """What is allowed here, in words."""
        return ", ".join(self.options)


@frozen
class Many:
    """A list. length: how many items it must have, None for any number."""

    item: "Shape"
    length: int | None = None

    @property
    def allowed(self) -> str:
        """What is allowed here, in words."""
        return "a list" if self.length is None else f"a list of {self.length}"


@frozen
class OneOrMany:
    """One word, or a list of names."""

    one: Name
    item: Name

    @property
    def allowed(self) -> str:
        """What is allowed here, in words."""
        return f"{self.one.allowed}, or a list of such codes"


@frozen
class Keyed:
    """A mapping from names to items.

    fills: the field of the item that the name fills; such mappings keep their order.
    """

    key: Name
    item: "Shape"
    fills: str = ""
    allowed: str = "a mapping, one key a line"


@frozen
class Part:
    """One key of a record."""

    shape: "Shape"
    required: bool


@frozen
class Record:
    """A mapping with set keys."""

    cls: type
    parts: Mapping[str, Part]
    allowed: str = "a mapping, one key a line"


Shape = Words | Name | Number | Quantity | Flag | Moment | Choice | Many | OneOrMany | Keyed | Record

ID: Final = Name(r"[A-Za-z0-9][A-Za-z0-9_-]*", "a name of letters, digits, - and _")
_CODE: Final = rf"(?!(?:NO|ON|OFF|YES|{COUNCIL})$)[A-Z][A-Z0-9]{{1,7}}"
_CODES: Final = "an ISO 3166 code of three upper-case letters, such as NOR (other than a state: 2 to 8 of A-Z, 0-9)"
CODE: Final = Name(_CODE, _CODES, True)
PARTY: Final = Name(rf"{_CODE}|{COUNCIL}", f"{_CODES}, or {COUNCIL}", True)
PEN: Final = Name(rf"{_CODE}|{NOBODY}", f"{_CODES}, or {NOBODY}", True)
PRECEDENT: Final = Name(ID.pattern, f"the id of a crisis in the memory, or {NOBODY}")
PARAMETER: Final = Name(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)*", "the name of a parameter")
WHAT: Final = Name(r"[a-z][a-z0-9_]*", "a name of small letters, digits and _, such as armed_attack")
DAY: Final = (
    r"(?:(?:19(?:4[6-9]|[5-9][0-9])|20[0-9]{2}|2100)"
    r"-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)"
    r"|(?:19(?:48|[579][26]|[68][048])|20(?:[02468][048]|[13579][26]))-02-29)"
)
"""A day from 1946 to 2100 that the calendar has."""
A_DAY: Final = Name(DAY, "a day, such as 2011-10-02")
TIME: Final = rf"{DAY}(?:T(?:[01][0-9]|2[0-3]):[0-5][0-9](?::00)?Z)?"
"""A time as a file may state it: with the seconds, without them, or a day alone."""
PERCENT: Final = Number(0, 100)
ANY: Final = Number(-1_000_000, 1_000_000)

RANGES: Final[Mapping[tuple[type, str], Number]] = {
    (Limit, "at_most"): PERCENT,
    (Limit, "at_least"): PERCENT,
    (Stance, "position"): PERCENT,
    (Stance, "salience"): PERCENT,
    (Stance, "responsiveness"): Number(-100, 100),
    (Measure, "at_pressure"): PERCENT,
    (Actor, "priority"): PERCENT,
    (Actor, "isolation"): PERCENT,
    (Actor, "join"): PERCENT,
    (Actor, "openness"): PERCENT,
    (Actor, "noise"): Number(0, 400),
    (Tie, "strength"): PERCENT,
    (Entry, "severity"): PERCENT,
    (ProvocationKind, "severity"): PERCENT,
    (ProvocationKind, "goldstein_tenths"): Number(-100, 100),
    (Entry, "minutes"): Number(1, 10_080),
    (Climate, "vetoes"): Number(0, 1_000),
    (Check, "at_most"): PERCENT,
    (Check, "at_least"): PERCENT,
    (Check, "below"): PERCENT,
    (Check, "factor"): Number(1, 100),
    (Vote, "yes"): Number(0, 100),
    (Vote, "no"): Number(0, 100),
    (Vote, "abstain"): Number(0, 100),
    (Vote, "absent"): Number(0, 100),
    (Body, "seats"): Number(1, 100),
    (Body, "permanent"): Number(0, 100),
    (Body, "quota"): Number(1, 100),
    (Rung, "strength"): PERCENT,
    (Issue, "law_in_force"): PERCENT,
    (Issue, "chapter_vii_from"): PERCENT,
}
"""The range of every whole number in a scenario, ends included."""

CHECK_KINDS: Final = (
    "form", "vote", "votes", "day", "rung", "threat", "veto", "threat_before_drop", "counter_draft", "rejection",
)  # fmt: skip

WITHOUT: Final = "without"
COUNCIL_DAY: Final = "council"
TEMPLATE: Final = "template"
LIKE: Final = "like"


@frozen
class FileOnly:
    """Keys of a scenario file that no case has."""

    like: str | None = None
    """A case that comes with turtlebay, or a file; what this file does not state is taken over from it."""
    template: str | None = None
    """Ladders and default stances for a broad kind of crisis: a template that comes with turtlebay, or a file."""
    council: str | None = None
    """A day; the members of the Council on that day are filled in, with presidency and vetoes, from the almanac."""
    without: tuple[str, ...] = ()
    """Ids that in_answer_to or clock_from may still name though the entry was taken out."""


STRENGTHS: Final = Keyed(ID, PERCENT)
SPECIAL: Final[Mapping[tuple[type, str], Shape]] = {
    (Limit, "lifted_by"): Many(ID),
    (Measure, "id"): ID,
    (Actor, "affinity"): PERCENT,
    (Actor, "group"): ID,
    (Actor, "people"): Keyed(ID, Words(needed=True)),
    (Tie, "between"): Many(CODE, 2),
    (Entry, "id"): ID,
    (Entry, "at"): Moment(12),
    (History, "at"): Moment(12),
    (Deadline, "at"): Moment(22),
    (Entry, "kind"): Choice((PROVOCATION, *PLANNED_ACTS)),
    (Entry, "what"): WHAT,
    (Entry, "actor"): PARTY,
    (Entry, "to"): Many(PARTY),
    (Entry, "in_answer_to"): Many(ID),
    (Entry, "text"): STRENGTHS,
    (Entry, "draft"): ID,
    (Entry, "precision"): Choice(("minute", "hour", "day")),
    (Background, "id"): ID,
    (Assumption, "id"): ID,
    (Assumption, "range"): Many(ANY, 2),
    (Presidency, "actor"): CODE,
    (Check, "id"): ID,
    (Check, "kind"): Choice(CHECK_KINDS),
    (Check, "actor"): CODE,
    (History, "form"): Choice(tuple(Form)),
    (History, "votes"): Keyed(CODE, Choice(("yes", "no", "abstain", "absent"))),
    (History, "co_sponsors"): Many(CODE),
    (Interim, "form"): Choice(PRODUCTS),
    (Interim, "text"): STRENGTHS,
    (History, "text"): STRENGTHS,
    (Rung, "key"): ID,
    (Rung, "needs"): STRENGTHS,
    (Case, "id"): ID,
    (Case, "clock_from"): ID,
    (Case, "provoker"): OneOrMany(PEN, CODE),
    (Case, "penholder"): PEN,
    (Case, "sponsors"): Many(CODE),
    (Case, "absent"): Many(CODE),
    (Case, "parameters"): Keyed(PARAMETER, Quantity()),
    (Case, "file"): ID,
    (Case, "precedent"): PRECEDENT,
    (PastCrisis, "id"): ID,
    (PastCrisis, "act"): WHAT,
    (PastCrisis, "product"): Choice(tuple(Form)),
    (PastCrisis, "vetoed_by"): Many(CODE),
    (PastCrisis, "file"): ID,
    (ProvocationKind, "family"): Choice(FAMILIES),
    (ProvocationKind, "usual"): Choice(PRODUCTS),
    (ProvocationKind, "cameo"): Name(r"[0-9]{3,4}", "a CAMEO code of three or four digits, such as 190"),
    (ProvocationKind, "plover"): Choice(tuple(dict.fromkeys(event for event, _ in PLOVER_SCORES))),
    (ProvocationKind, "plover_mode"): Choice(tuple(dict.fromkeys(mode for _, mode in PLOVER_SCORES if mode))),
    (ProvocationKind, "contexts"): Many(Choice(PLOVER_CONTEXTS)),
    (FileOnly, LIKE): Words(needed=True),
    (FileOnly, TEMPLATE): Words(needed=True),
    (FileOnly, COUNCIL_DAY): A_DAY,
    (FileOnly, WITHOUT): Many(ID),
}
"""Fields whose type says too little."""

KEY_FIELDS: Final[Mapping[type, tuple[str, Name]]] = {Actor: ("code", CODE), Issue: ("key", ID)}
"""Classes that stand in the file under a key, which fills one of their fields."""


@cache
def shape_of(cls: type) -> Record:
    """The shape of an attrs class."""
    key_field = KEY_FIELDS.get(cls, ("", ID))[0]
    parts = {
        field.name: Part(_shape_of_field(cls, field), field.default is attrs.NOTHING)
        for field in attrs.fields(cls)
        if field.name != key_field
    }
    if cls is Case:
        parts.update(shape_of(FileOnly).parts)
    return Record(cls, parts)


def _shape_of_field(cls: type, field: "attrs.Attribute[Any]") -> Shape:
    special = SPECIAL.get((cls, field.name)) or RANGES.get((cls, field.name))
    return special or _shape_of_type(field.type, field.default is attrs.NOTHING, field.name)


def _shape_of_type(hint: Any, required: bool, name: str) -> Shape:
    origin, inner = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return _shape_of_type(next(one for one in inner if one is not type(None)), required, name)
    if origin is tuple and inner[0] in KEY_FIELDS:
        return _keyed(inner[0])
    if origin is tuple:
        return Many(Number(1, 999) if name == "claims" else _shape_of_type(inner[0], True, name))
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return _keyed(inner[1])
    if not isinstance(hint, type):
        raise TypeError(f"no shape for {name}: {hint}")
    if attrs.has(hint):
        return _keyed(hint) if hint in KEY_FIELDS else shape_of(hint)
    return _shape_of_scalar(hint, required, name)


def _shape_of_scalar(hint: type, required: bool, name: str) -> Shape:
    if issubclass(hint, StrEnum):
        return Choice(tuple(hint))
    simple: dict[type, Shape] = {str: Words(required), bool: Flag(), date: A_DAY, datetime: Moment()}
    if hint not in simple:
        raise TypeError(f"no shape for {name}: {hint}")
    return simple[hint]


def _keyed(item: type) -> Keyed:
    fills, key = KEY_FIELDS.get(item, ("", ID))
    return Keyed(key, shape_of(item), fills)


def matches(name: Name, word: str) -> bool:
    """Whether a word has the form of this name."""
    return re.fullmatch(name.pattern, word) is not None
