"""The timeline: one entry an event, with both times, mark, actor, words, and where it comes from."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from sim.pages import Calendar, Entry, Fact, Timeline
from sim.pages.blocks import Mark
from sim.vocabulary import events as e
from sim.vocabulary.actors import COUNCIL, COUNCIL_ZONE
from sim.vocabulary.events import Event
from sim.vocabulary.zones import zone_named
from sim.words.labels import Labels
from sim.words.phrases import in_brackets
from sim.words.sentences import predicate

TURNING: Final = (
    e.DraftCirculated,
    e.DraftAmended,
    e.DraftPutInBlue,
    e.DraftWithdrawn,
    e.BridgingTextOffered,
    e.VetoThreatened,
)
"""Kinds of event at which a run may turn."""

ENDING: Final = (e.ResolutionAdopted, e.DraftVetoed, e.DraftFailed, e.StatementAgreed, e.OutcomeReached)
"""Kinds of event that say what came of a draft."""

TIMES: Final = "Times are in UTC and, in brackets, where the actor is."


def mark_of(event: Event) -> Mark:
    """The mark of an event; shapes differ, colour is an extra."""
    if isinstance(event.payload, ENDING):
        return "■"
    if event.origin == e.Origin.INTERVENTION:
        return "◇"
    if event.origin == e.Origin.PLAYER:
        return "▲"
    if isinstance(event.payload, TURNING):
        return "◆"
    return "●" if event.origin == e.Origin.SCRIPTED else "○"


def entry_of(labels: Labels, event: Event, said: str = "") -> Entry:
    """One event on the timeline. said: in place of its own words."""
    cause = f"[<- {event.cause}]" if event.cause is not None else ""
    return Entry(
        event.seq, event.t, labels.utc(event.t), labels.local(event.actor, event.t), mark_of(event),
        labels.short(event.actor), said or predicate(labels, event), f"[{event.source}]" if event.source else cause,
    )  # fmt: skip


def entries(labels: Labels, events: Iterable[Event]) -> tuple[Entry, ...]:
    """An entry for every event."""
    return tuple(entry_of(labels, event) for event in events)


def folded(labels: Labels, events: Iterable[Event]) -> tuple[Entry, ...]:
    """An entry for every event, but one for each roll call: it is where the vote was opened."""
    return tuple(_folded(labels, events))


def _folded(labels: Labels, events: Iterable[Event]) -> Iterator[Entry]:
    opened: Event | None = None
    cast: list[Event] = []
    for event in events:
        if isinstance(event.payload, e.VoteCast) and opened is not None:
            cast.append(event)
            continue
        if opened is not None:
            yield entry_of(labels, opened, _roll_call(labels, opened, cast))
        opened, cast = (event if isinstance(event.payload, e.VoteOpened) else None), []
        if opened is None:
            yield entry_of(labels, event)
    if opened is not None:
        yield entry_of(labels, opened, _roll_call(labels, opened, cast))


def turning(labels: Labels, events: Iterable[Event]) -> tuple[Entry, ...]:
    """An entry for every turning point: provocations, texts, threats, votes and what came of them."""
    kinds = (*TURNING, *ENDING, e.ProvocationOccurred, e.InterventionMade, e.VoteOpened, e.VoteCast)
    return folded(labels, (event for event in events if isinstance(event.payload, kinds)))


def _roll_call(labels: Labels, opened: Event, cast: Sequence[Event]) -> str:
    by: dict[str, list[str]] = {"yes": [], "no": [], "abstain": []}
    for event in cast:
        if isinstance(event.payload, e.VoteCast):
            by[event.payload.vote].append(event.actor)
    counted = ", ".join(
        f"{len(members)} {vote}{in_brackets(labels.names(members) if vote != 'yes' else '')}"
        for vote, members in by.items()
    )
    ballot = opened.payload
    if not isinstance(ballot, e.VoteOpened):
        return counted
    chair = f", {labels.name(ballot.president)} in the chair" if ballot.president else ""
    return f"votes on {ballot.draft}{chair}: {counted}"


def texts_fact(labels: Labels) -> Fact:
    """What the numbers of a text are, for every page that shows one."""
    return Fact("Texts", (labels.text_key(),))


def timeline(labels: Labels, shown: Sequence[Entry], title: str = "", drawn: bool = True) -> Timeline:
    """Entries as a block, to scale from the start of the case. drawn: whether there is a picture beside the table."""
    return Timeline(tuple(shown), calendar(labels), title, TIMES, lanes_of(labels), drawn)


def calendar(labels: Labels) -> Calendar:
    """Dates in UTC and where the Council meets, or in the zone that was asked for."""
    if labels.zone is not None:
        return Calendar(labels.clock.start, ((str(labels.zone), labels.zone),))
    return Calendar(labels.clock.start, (("New York", zone_named(COUNCIL_ZONE)),))


def lanes_of(labels: Labels) -> tuple[str, ...]:
    """The lanes of a timeline from the top: the Council, then the actors in the order of the file."""
    return tuple(labels.short(code) for code in (COUNCIL, *labels.case.actors))
