"""The tables in `data/`, each read once, and to which day each is complete. docs/almanac.md says what they hold."""

import csv
import importlib.resources
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from enum import StrEnum
from functools import cache

from attrs import frozen

from sim.vocabulary.actors import Seat
from sim.vocabulary.case import PastCrisis
from sim.vocabulary.problems import TurtlebayError

ALWAYS, FOREVER = date.min, date.max
"""What an empty first and an empty last day mean."""


class NotInAlmanac(TurtlebayError, LookupError):
    """The almanac does not know what it was asked for; the message says what it does know."""

    __str__ = Exception.__str__  # a LookupError prints as a sentence, not in quotation marks


class Standing(StrEnum):
    """A state's place in the United Nations."""

    MEMBER = "member"
    OBSERVER = "observer"
    NONE = "none"


@frozen
class Coverage:
    """Days for which a table is complete, the last one included. sources: keys of sources.csv."""

    table: str
    since: date
    until: date
    sources: tuple[str, ...]
    remark: str


@frozen
class StateRow:
    """What does not change while a state exists. group: the regional group, or empty. also: other names."""

    code: str
    since: date
    until: date
    un: Standing
    un_since: date
    un_until: date
    group: str
    also: tuple[str, ...]


@frozen
class NameRow:
    """A state's name and capital from a day on, and the capital's time zone."""

    since: date
    name: str
    capital: str
    zone: str


@frozen
class Term:
    """A state's time in a seat of the Council, first and last day included."""

    code: str
    seat: Seat
    since: date
    until: date


@frozen
class Turn:
    """A state's time in the chair of the Council, first and last day included."""

    since: date
    until: date
    code: str


@frozen
class Veto:
    """A vetoed draft or amendment. by: who cast it. symbol: of the document or meeting, may be empty.

    kind: draft or amendment. remark: begins with `unchecked` where only one list was at hand.
    """

    day: date
    by: tuple[str, ...]
    symbol: str
    subject: str
    kind: str
    remark: str


@cache
def covers() -> tuple[Coverage, ...]:
    """Every span for which a table is complete."""
    return tuple(
        Coverage(row["table"], _first(row["since"]), _last(row["until"]), tuple(row["source"].split()), row["remark"])
        for row in rows("tables")
    )


def covered(table: str, day: date) -> bool:
    """Whether a table (seats, presidencies, vetoes, alignment, states) is complete for a day."""
    return any(each.since <= day <= each.until for each in covers() if each.table == table)


def last_day(table: str) -> date:
    """The last day for which a table is complete."""
    return max(each.until for each in covers() if each.table == table)


@cache
def states() -> Mapping[str, StateRow]:
    """Every state by its code."""
    return {
        row["code"]: StateRow(
            row["code"],
            _first(row["since"]),
            _last(row["until"]),
            Standing(row["un"] or Standing.NONE),
            _first(row["un_since"]),
            _last(row["un_until"]),
            row["group"],
            tuple(filter(None, row["also"].split(";"))),
        )
        for row in rows("states")
    }


@cache
def names() -> Mapping[str, tuple[NameRow, ...]]:
    """The names of every state by its code, oldest first."""
    found: dict[str, list[NameRow]] = {}
    for row in rows("names"):
        named = NameRow(_first(row["since"]), row["name"], row["capital"], row["zone"])
        found.setdefault(row["code"], []).append(named)
    return {code: tuple(named) for code, named in found.items()}


@cache
def terms() -> tuple[Term, ...]:
    """All terms in seats of the Council; permanent ones first."""
    return tuple(
        Term(row["code"], Seat(row["seat"]), _first(row["since"]), _last(row["until"])) for row in rows("seats")
    )


@cache
def turns() -> tuple[Turn, ...]:
    """Who is in the chair, month by month, oldest first."""
    found = []
    for row in rows("presidencies"):
        for month, code in enumerate(list(row.values())[1:13], start=1):
            since = date(int(row["year"]), month, 1)
            after = (since + timedelta(days=31)).replace(day=1)
            found.append(Turn(since, after - timedelta(days=1), code))
    return tuple(found)


@cache
def vetoes() -> tuple[Veto, ...]:
    """All vetoes, oldest first."""
    return tuple(
        Veto(_first(row["day"]), tuple(row["by"].split()), row["symbol"], row["subject"], row["kind"], row["remark"])
        for row in rows("vetoes")
    )


@cache
def alignments() -> Mapping[str, Mapping[int, int]]:
    """By state and year, 0-100: how a state votes in the General Assembly. Years without an estimate are left out."""
    return {
        row["code"]: {int(year): int(value) for year, value in list(row.items())[1:] if value}
        for row in rows("alignment")
    }


@cache
def memories() -> tuple[PastCrisis, ...]:
    """Crises that the Council has dealt with, of all known files, as the table lists them."""
    return tuple(
        PastCrisis(
            row["id"],
            date.fromisoformat(row["began"]),
            date.fromisoformat(row["closed"]),
            row["act"],
            row["product"],
            tuple(row["vetoed_by"].split()),
            row["warned"] == "yes",
            row["file"],
            source=tuple(row["source"].split()),
        )
        for row in rows("memory")
    )


def rows(table: str) -> Iterator[dict[str, str]]:
    """The rows of a table as they are written, by column."""
    text = (importlib.resources.files("sim.almanac") / "data" / f"{table}.csv").read_text(encoding="utf-8")
    lines = csv.reader(text.splitlines())
    head = next(lines)
    return (dict(zip(head, line, strict=True)) for line in lines)


def _first(text: str) -> date:
    return date.fromisoformat(text) if text else ALWAYS


def _last(text: str) -> date:
    return date.fromisoformat(text) if text else FOREVER
