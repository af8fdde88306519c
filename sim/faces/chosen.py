"""Which events of a run are wanted: by who, what, when, words, and what brought them about."""

import re
from collections.abc import Sequence

from attrs import frozen

from sim.engine.run import Run
from sim.faces.problems import BadInput
from sim.vocabulary.events import Event
from sim.words.labels import Labels
from sim.words.sentences import predicate


@frozen
class Wanted:
    """What an event must be to be shown; what is empty or None does not matter. causes, effects: seq to start from."""

    actors: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    origin: str | None = None
    since: int | None = None
    until: int | None = None
    grep: str = ""
    causes: int | None = None
    effects: int | None = None


def chosen(run: Run, labels: Labels, wanted: Wanted) -> list[Event]:
    """The events wanted, in their order. Raises BadInput on a pattern or number that means nothing."""
    pattern = _pattern(wanted.grep)
    among = _among(run, wanted)
    return [
        event
        for event in run.events
        if (among is None or event.seq in among)
        and _fits(event, wanted)
        and (pattern is None or _matches(pattern, run, labels, event))
    ]


def _fits(event: Event, wanted: Wanted) -> bool:
    return (
        (not wanted.actors or event.actor in wanted.actors)
        and (not wanted.kinds or event.type in wanted.kinds)
        and wanted.origin in (None, event.origin)
        and (wanted.since is None or event.seq >= wanted.since)
        and (wanted.until is None or event.seq <= wanted.until)
    )


def _matches(pattern: re.Pattern[str], run: Run, labels: Labels, event: Event) -> bool:
    said = f"{labels.name(event.actor)} {predicate(labels, event)}"
    return bool(pattern.search(said) or pattern.search(run.lines[event.seq]))


def _pattern(grep: str) -> re.Pattern[str] | None:
    if not grep:
        return None
    try:
        return re.compile(grep, re.IGNORECASE)
    except (re.error, RecursionError, OverflowError) as error:
        raise BadInput(f"--grep {grep}: is no regular expression: {error}") from None


def _among(run: Run, wanted: Wanted) -> set[int] | None:
    found: set[int] | None = None
    if wanted.causes is not None:
        found = set(causes_of(run.events, _known(run, wanted.causes, "--causes")))
    if wanted.effects is not None:
        effects = set(effects_of(run.events, _known(run, wanted.effects, "--effects")))
        found = effects if found is None else found & effects
    return found


def _known(run: Run, seq: int, option: str) -> int:
    if not 0 <= seq < len(run.events):
        raise BadInput(f"{option} {seq}: run {run.id} has events 0 to {len(run.events) - 1}")
    return seq


def causes_of(events: Sequence[Event], seq: int) -> list[int]:
    """The chain of causes back from an event, itself first."""
    chain: list[int] = []
    here: int | None = seq
    while here is not None and here not in chain:
        chain.append(here)
        here = events[here].cause
    return chain


def effects_of(events: Sequence[Event], seq: int) -> list[int]:
    """An event and all that it brought about, directly or not."""
    found = {seq}
    for event in events[seq + 1 :]:
        if event.cause in found:
            found.add(event.seq)
    return sorted(found)
