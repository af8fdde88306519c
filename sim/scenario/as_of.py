"""A scenario as somebody could have written it on the day: without what was said, done or known later.

The back-test plays such scenarios. The edge of what may be known is the trigger, or the first draft that reached the
Council. The tree of the file is cut at the edge before template and almanac fill in what it leaves out, so that what
went is filled in as if it had never been there. What came of it in reality is read from the file as it is.
"""

import os
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from functools import partial
from typing import Final

from attrs import frozen

from sim.scenario.files import PathLike, file_bytes
from sim.scenario.nodes import Series, Table, Word, tree
from sim.scenario.overlay import drop, said, series_at, table_at, tables_in
from sim.scenario.provocations import table as kinds
from sim.scenario.reader import reading_of
from sim.scenario.shapes import TEMPLATE
from sim.scenario.source import clean_text
from sim.scenario.times import day_of, time_of
from sim.scenario.trigger import council_day, trigger_number
from sim.vocabulary.case import PROVOCATION, Case

TRIGGER, DRAFT = "trigger", "draft"
AS_OF: Final = (TRIGGER, DRAFT)
"""The edges: the day of the first provocation, and the first draft before the Council."""

_HINDSIGHT: Final = ("history", "assumptions", "emergent_from", "clock_from")
"""Keys of a case that its coder wrote knowing the end; the times follow from the timeline anew."""

_OF_THE_DRAFT: Final = ("sponsors", "penholder")
"""Keys of a case that are known with the first draft."""

_OF_ITSELF: Final = ("evidence", "note", "source", "claims", "known_from")
"""What a record says of its own numbers."""

_NUMBERS: Final = ("priority", "affinity", "isolation", "join", "openness", *_OF_ITSELF)
_STANCE: Final = ("position", "salience", "responsiveness", *_OF_ITSELF)
"""What goes of an actor, and of a stance, whose numbers were known later; stances and limits go by their own day."""


def read_as_of(path: PathLike, edge: str, parameters: Mapping[str, str] | None = None) -> Case:
    """The case in a scenario file as of an edge. Raises ScenarioError with every problem, ValueError on another edge.

    As of the draft, a case whose timeline has none is as of the trigger. parameters: by name, in place of those that
    the file sets, and also where they are read as it is filled in.
    """
    if edge not in AS_OF:
        raise ValueError(f"as of {edge!r}; allowed: {', '.join(AS_OF)}")
    name = os.fspath(path)
    root, report = tree(clean_text(file_bytes(path), name), name)
    return reading_of(root, report, cut=partial(cut, edge=edge, parameters=parameters or {})).case


def cut(whole: Table, edge: str, parameters: Mapping[str, str]) -> None:
    """Take out of the tree of a file what was not known by the edge. A file without a timeline stays as it is."""
    for name, value in parameters.items():
        table_at(whole, "parameters").put(name, Word(value, plain=True, spot=whole.spot))
    found = _edge(whole, edge)
    if found is None:
        return
    drop(whole, _HINDSIGHT)
    drop(whole, ["horizon"] if TEMPLATE in whole.items else [])
    drop(whole, () if found.has_draft else _OF_THE_DRAFT)
    gone = _cut_timeline(whole, found)
    _cut_known(whole, found.day)
    _forget(whole, gone)


@frozen
class _Edge:
    """Where a timeline is cut. last: the number of the last entry before the cut. day: in New York, that of the edge.

    trigger_day: the same of the trigger. has_draft: whether the edge is a draft.
    """

    last: int
    day: date
    trigger_day: date
    has_draft: bool


def _edge(whole: Table, edge: str) -> _Edge | None:
    entries = series_at(whole, "timeline")
    trigger = trigger_number([said(entry, "kind") for entry in entries])
    if trigger is None:
        return None
    drafts = [number for number, entry in enumerate(entries) if said(entry, "kind") == DRAFT]
    has_draft = edge == DRAFT and bool(drafts)
    last = max(trigger, drafts[0]) if has_draft else trigger
    trigger_day, day = _day(entries[trigger]), _day(entries[last])
    return _Edge(last, day, trigger_day, has_draft) if trigger_day and day else None


def _day(entry: Table) -> date | None:
    at = time_of(said(entry, "at"), 12)
    return council_day(at) if at else None


def _cut_timeline(whole: Table, edge: _Edge) -> set[str]:
    """Take out what came after the edge, and say what; as of the trigger, provocations of its own day stay."""
    timeline, gone = whole.items["timeline"], set()
    kept = []
    for number, entry in enumerate(timeline.items if isinstance(timeline, Series) else ()):
        same_day = isinstance(entry, Table) and said(entry, "kind") == PROVOCATION and _day(entry) == edge.trigger_day
        if number <= edge.last or (same_day and not edge.has_draft):
            kept.append(entry)
        elif isinstance(entry, Table):
            gone.add(said(entry, "id"))
    if isinstance(timeline, Series):
        timeline.items = kept
    return gone


def _cut_known(whole: Table, day: date) -> None:
    """Take out numbers, limits, deadlines and the region where they were known later than a day."""
    region = whole.items.get("region")
    if isinstance(region, Table) and _later(region, day):
        drop(whole, ["region", "motive"])  # what the sponsors are after was coded knowing what the region says
    deadlines = whole.items.get("deadlines")
    if isinstance(deadlines, Series):
        deadlines.items = [each for each in deadlines.items if not (isinstance(each, Table) and _later(each, day))]
    for actor in tables_in(whole, "actors").values():
        if _later(actor, day):
            drop(actor, _NUMBERS)
    for stance in _stances(whole):
        if _later(stance, day):
            drop(stance, _STANCE)
        limit = stance.items.get("limit")
        if isinstance(limit, Table) and _later(limit, day):
            drop(stance, ["limit"])


def _later(record: Table, day: date) -> bool:
    known = day_of(said(record, "known_from"))
    return known is not None and known > day


def _stances(whole: Table) -> Iterator[Table]:
    for actor in tables_in(whole, "actors").values():
        yield from tables_in(actor, "stances").values()


def _forget(whole: Table, gone: Collection[str]) -> None:
    """Take ids that went out of what names them."""
    for entry in series_at(whole, "timeline"):
        _without(entry, "in_answer_to", gone)
    for stance in _stances(whole):
        limit = stance.items.get("limit")
        if isinstance(limit, Table):
            _without(limit, "lifted_by", set(gone) - kinds().keys())


def _without(record: Table, key: str, gone: Collection[str]) -> None:
    names = record.items.get(key)
    if isinstance(names, Series):
        names.items = [name for name in names.items if not (isinstance(name, Word) and name.text in gone)]
