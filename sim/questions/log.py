"""Which events of a run are wanted: by who, what, when, words, and what brought them about."""

import re
from collections.abc import Sequence
from datetime import tzinfo

from attrs import frozen

from sim.engine.run import Run
from sim.pages import Fact, Facts, Next, Page
from sim.questions.timeline import entries, texts_fact, timeline
from sim.vocabulary.events import Event
from sim.words.labels import Labels
from sim.words.sentences import predicate


@frozen
class Wanted:
    """What an event must be to be shown; what is empty or None does not matter."""

    actors: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    origin: str | None = None
    since: int | None = None
    until: int | None = None
    """Seqs of the first and the last."""
    grep: re.Pattern[str] | None = None
    """Found in the words or in the stored line."""
    causes: int | None = None
    """Only this event and the chain of its causes."""
    effects: int | None = None
    """Only this event and all that followed from it."""


def chosen(run: Run, wanted: Wanted, zone: tzinfo | None = None) -> list[Event]:
    """The events wanted, in their order. Raises IndexError where causes or effects name no event of the run."""
    labels = Labels(run.scenario.case, run.scenario.clock, zone)
    among = _among(run, wanted)
    return [
        event
        for event in run.events
        if (among is None or event.seq in among)
        and _fits(event, wanted)
        and (wanted.grep is None or _matches(wanted.grep, run, labels, event))
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


def _among(run: Run, wanted: Wanted) -> set[int] | None:
    found: set[int] | None = None
    if wanted.causes is not None:
        found = set(causes_of(run.events, wanted.causes))
    if wanted.effects is not None:
        effects = set(effects_of(run.events, wanted.effects))
        found = effects if found is None else found & effects
    return found


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


def name_of(run: Run) -> str:
    """What a run is asked for by: its id, or SWEEP:K where it is stored with its sweep only."""
    return run.label if ":" in run.label else run.id


def page(run: Run, events: Sequence[Event], zone: tzinfo | None = None, following: Sequence[str] = ()) -> Page:
    """Events of a run as a timeline, none of them folded."""
    labels = Labels(run.scenario.case, run.scenario.clock, zone)
    count = f"{len(events) or 'none'} of {len(run.events)} events of run {name_of(run)}, seed {run.seed}"
    count += "" if events else ": none fits what was asked for"
    facts = Facts((Fact("Shown", (count,)), texts_fact(labels)))
    blocks = (timeline(labels, entries(labels, events)), facts) if events else (Facts(facts.rows[:1]),)
    return (*blocks, Next(tuple(following))) if following else blocks
