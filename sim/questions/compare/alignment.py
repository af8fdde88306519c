"""Runs laid side by side, event by event: what is the same, what is not, and what stands in the place of what.

Up to where runs part an event is found again by its decision, the actor's own counter; from there by actor, type,
draft and order.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from attrs import frozen

from sim.engine.run import Run
from sim.store.record import data_of
from sim.vocabulary import events as e
from sim.vocabulary.events import Event, Payload

MINUTES: Final = frozenset(("vote_at", "until", "returns_at", "at", "days_m"))
"""Fields of events that say when something is or was to be: two runs that differ in them only differ in timing."""

MEASURED: Final = frozenset(("terms", "options", "moves", "signals_m", "pressure_m"))
"""Fields that hold the numbers behind an act, not the act."""

DAY: Final = 24 * 60
"""Minutes."""

INPUTS: Final = (e.RunStarted, e.InterventionMade)
"""Events that are what was put in, not what came of it."""

Pair = tuple[Event | None, Event | None]
"""What stands in one place in each of two runs."""

Key = tuple[str, str, str, int]
"""What finds an event in another run once the runs have parted: actor, type, draft, and its ordinal among these."""


@frozen
class Row:
    """One line of the aligned timelines."""

    shared: bool
    """Whether it lies before the runs part."""
    same: bool
    """Whether actor, target and data are the same in all runs, if not the minute."""
    same_act: bool
    """Whether it is the same act in all runs, if not on the same numbers."""
    values: tuple[int | None, ...]
    """The number of the event in each run, None where it has no such event."""
    type: str
    actor: str
    draft: str | None
    """The draft it is about, if any."""


def same(first: Event, second: Event) -> bool:
    """Whether two events are the same in type, actor, target and data; minutes and places do not count."""
    alike = (first.actor, first.target) == (second.actor, second.target)
    return alike and _alike(first.payload, second.payload, MINUTES)


def same_act(first: Event, second: Event) -> bool:
    """Whether two events are the same act, whatever the numbers behind it; which limits are crossed counts as well."""
    alike = (first.actor, first.target) == (second.actor, second.target)
    if not alike or not _alike(first.payload, second.payload, MINUTES | MEASURED | {"crossed"}):
        return False
    return _crossed(first.payload) == _crossed(second.payload)


def _alike(first: Payload, second: Payload, apart_from: frozenset[str]) -> bool:
    if type(first) is not type(second):
        return False
    if first == second:
        return True
    mine, other = data_of(first), data_of(second)
    # What is left out while it is empty may stand in one of them only.
    return all(mine.get(name) == other.get(name) for name in mine | other if name not in apart_from)


def _crossed(payload: Payload) -> list[str]:
    return [issue for issue, _, _ in getattr(payload, "crossed", ())]


def course(run: Run) -> list[Event]:
    """The events that came of a run's inputs."""
    return [event for event in run.events if not isinstance(event.payload, INPUTS)]


def keys(events: Sequence[Event]) -> list[Key]:
    """The key of each event, in their order."""
    counted: Counter[tuple[str, str, str]] = Counter()
    found = []
    for event in events:
        kind = (event.actor, event.type, str(getattr(event.payload, "draft", "")))
        counted[kind] += 1
        found.append((*kind, counted[kind]))
    return found


def earlier(a: Event | None, b: Event | None) -> Event:
    """Of the two events in one place the one that came first; of two in one minute that of the first run."""
    if a is None or (b is not None and b.t < a.t):
        assert b is not None
        return b
    return a


class Course:
    """The course of one run, its events to be found by decision or by key."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.events = course(run)
        self.keys = keys(self.events)
        self.by_decision: Mapping[str, Event] = {event.decision: event for event in self.events if event.decision}
        self.by_key: Mapping[Key, Event] = dict(zip(self.keys, self.events, strict=True))

    def counterparts(self, event: Event, key: Key) -> list[Event]:
        """What can stand here in the place of an event of another run: by its decision, and by its key.

        A number alone makes no counterpart, as one decision more shifts all that follow: what has the same number is
        of the same kind, about the same draft within a day, or comes at the same minute. An act that was withheld at
        that minute is the only one.
        """
        named, twin = self.by_decision.get(event.decision), self.by_key.get(key)
        if named is not None and named.t == event.t and _withheld(named, event):
            return [named]
        if named is not None and named.t != event.t and named.type != event.type and not _of_one_day(named, event):
            named = None
        return [found for found in (named, twin) if found is not None]

    def apart_from(self, other: "Course", test: Any = same) -> Iterator[tuple[Event, Event | None]]:
        """The events of this run that the other has not, each with what stands in its place there, if anything."""
        for event, key in zip(self.events, self.keys, strict=True):
            places = other.counterparts(event, key)
            if not any(test(event, found) for found in places):
                alike = (found for found in places if same_act(event, found))
                yield event, next(alike, next(iter(places), None))


def _withheld(*events: Event) -> bool:
    return any(isinstance(event.payload, e.ActWithheld) for event in events)


def _of_one_day(first: Event, second: Event) -> bool:
    """Whether two events are about the same draft, less than a day apart."""
    draft = getattr(first.payload, "draft", "")
    return bool(draft) and draft == getattr(second.payload, "draft", "") and abs(first.t - second.t) < DAY


def shared_events(runs: Sequence[Run]) -> int:
    """How many events of their courses, from the first on, all runs share, minute for minute."""
    count = 0
    for events in zip(*(course(run) for run in runs), strict=False):
        first = events[0]
        if any(
            other.t != first.t or other.decision != first.decision or not same(first, other) for other in events[1:]
        ):
            break
        count += 1
    return count


def aligned(runs: Sequence[Run]) -> tuple[Row, ...]:
    """The timelines of runs side by side, in order of time; an input of one run stands in a row of its own."""
    shared = shared_events(runs)
    rows: dict[Any, list[Event | None]] = {}
    for number, run in enumerate(runs):
        events = course(run)
        for place, (event, key) in enumerate(zip(events, keys(events), strict=True)):
            row = rows.setdefault(place if place < shared else key, [None] * len(runs))
            row[number] = event
        for event in run.events:
            if isinstance(event.payload, INPUTS):
                row = rows.setdefault(("input", run.lines[event.seq] if event.seq else ""), [None] * len(runs))
                row[number] = event
    ordered = sorted(rows.items(), key=lambda item: _moment(item[1]))
    return tuple(_row(isinstance(key, int), events) for key, events in ordered)


def _moment(events: Sequence[Event | None]) -> tuple[int, int]:
    """Rows go by the minute in the first run that has them, then by their place there."""
    present = [event for event in events if event is not None]
    return min(event.t for event in present), min(event.seq for event in present)


def _row(shared: bool, events: Sequence[Event | None]) -> Row:
    first = events[0]
    alike = first is not None and all(other is not None and same(first, other) for other in events[1:])
    acts = first is not None and all(other is not None and same_act(first, other) for other in events[1:])
    told = first is not None and alike and isinstance(first.payload, INPUTS)
    seqs = tuple(None if event is None else event.seq for event in events)
    any_one = next(event for event in events if event is not None)
    draft = getattr(any_one.payload, "draft", None)
    return Row(shared or told, alike, acts, seqs, any_one.type, any_one.actor, draft)
