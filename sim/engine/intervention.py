"""An intervention: a change of course right after an event of a run, checked against what has happened by then."""

from collections.abc import Sequence
from typing import Final

from sim.engine.scenario import Scenario
from sim.engine.world import Intervention
from sim.rules.evolve import fold
from sim.rules.setting import Setting
from sim.scenario.canon import entry_to_plain
from sim.vocabulary import events as e
from sim.vocabulary.actors import COUNCIL
from sim.vocabulary.case import Entry
from sim.vocabulary.parts import Drop, InsertedEntry
from sim.vocabulary.problems import TurtlebayError

FIXED: Final = ("start", "horizon", "emergent_from", "clock_from", "provoker", "issues", "history", "timeline")
"""First words of paths that cannot change once a run has begun."""


class ForkError(TurtlebayError, ValueError):
    """A fork that cannot be made; the message says why, and what can."""


def intervention(
    scenario: Scenario,
    events: Sequence[e.Event],
    at: int,
    sets: Sequence[tuple[str, str]] = (),
    drops: Sequence[int] = (),
    inserts: Sequence[Entry] = (),
) -> Intervention:
    """The change of course right after event `at` of a run of that scenario, on the luck the run had.

    Raises ForkError where it cannot be made, ScenarioError on a path or value that does not fit.
    """
    if 0 in drops:
        raise ForkError("event 0 is the recipe that the run started from: it cannot be dropped")
    check_seq(events, at)
    _check_paths(sets)
    setting = fold(scenario.setting, events[: at + 1]).setting if sets or inserts else scenario.setting
    if sets:
        setting.changed(sets)
    change = e.InterventionMade(
        sets=[list(pair) for pair in scenario.spelled(sets)],
        drops=[dropped(events, at, seq) for seq in dict.fromkeys(drops)],
        inserts=_inserted(scenario, setting, events[at].t, inserts),
        luck=0,
    )
    return Intervention(at, change)


def check_seq(events: Sequence[e.Event], seq: int) -> None:
    """Raise ForkError where a run has no event of that number."""
    last = len(events) - 1
    if not 0 <= seq <= last:
        raise ForkError(f"event {seq} is not in this run: it has events 0 to {last}")


def _check_paths(sets: Sequence[tuple[str, str]]) -> None:
    for path, _ in sets:
        if path.split(".")[0] in FIXED:
            raise ForkError(f"{path} cannot change once a run has begun: use `turtlebay run --set {path}=...`")


def dropped(events: Sequence[e.Event], at: int, seq: int) -> Drop:
    """What names a dropped act: the entry it comes from, or the actor, kind and draft of a decision.

    Raises ForkError where the act of event `seq` cannot be dropped by a fork after event `at`.
    """
    check_seq(events, at)
    check_seq(events, seq)
    event = events[seq]
    entry = getattr(event.payload, "entry", "")
    if isinstance(event.payload, e.ActWithheld):
        raise ForkError(f"event {seq} is an act that was withheld: there is nothing to drop")
    if entry:
        if seq <= at:
            raise ForkError(f"event {seq} has happened by event {at}: fork at {seq - 1} or before to drop it")
        return _named(event, entry)
    if not event.actor or event.actor == COUNCIL:
        raise ForkError(
            f"event {seq} ({event.type}) is no decision of an actor's: scripted entries and decisions can be dropped"
        )
    if seq != at + 1:
        raise ForkError(f"the decision of event {seq} can only be dropped right before it: fork at {seq - 1}")
    return _named(event, "")


def _named(event: e.Event, entry: str) -> Drop:
    draft = getattr(event.payload, "draft", "")
    return Drop(decision=event.decision, entry=entry, actor=event.actor, act=event.type, draft=draft)


def _inserted(scenario: Scenario, setting: Setting, now: int, entries: Sequence[Entry]) -> list[InsertedEntry]:
    """The entries as the intervention holds them, each new to the run and still to come."""
    clock = scenario.clock
    taken = set(setting.entries) if entries else set()
    for entry in entries:
        minute = setting.minute(entry.at)
        if minute < now:
            raise ForkError(
                f"entry {entry.id} is at {clock.iso(minute)}, before the fork at {clock.iso(now)}: "
                "give it a later time, or fork earlier"
            )
        if minute > setting.horizon:
            raise ForkError(
                f"entry {entry.id} is at {clock.iso(minute)}, past the horizon of the run, "
                f"{clock.iso(setting.horizon)}: give it an earlier time"
            )
        if entry.id in taken:
            raise ForkError(f"entry {entry.id} is in the run already: give the inserted entry another id")
        if entry.actor not in setting.case.actors and entry.actor != COUNCIL:
            raise ForkError(f"entry {entry.id}: no actor {entry.actor} in this scenario")
        taken.add(entry.id)
    return [entry_to_plain(entry) for entry in entries]
