"""Fork: re-execute a run's recipe, change course right after an event, and go on."""

from collections.abc import Sequence
from typing import Final

from sim.engine.run import MODEL, Run, replay, run_id
from sim.engine.world import Intervention
from sim.scenario.canon import entry_to_plain
from sim.vocabulary import events as e
from sim.vocabulary.actors import COUNCIL
from sim.vocabulary.case import Entry
from sim.vocabulary.parts import Drop, InsertedEntry

FIXED: Final = ("start", "horizon", "emergent_from", "clock_from", "provoker", "issues", "history", "timeline")
"""First words of paths that cannot change once a run has begun."""


class ForkError(ValueError):
    """A fork that cannot be made; the message says why, and what can."""


def fork(
    run: Run,
    at: int,
    sets: Sequence[tuple[str, str]] = (),
    *,
    drops: Sequence[int] = (),
    inserts: Sequence[Entry] = (),
    luck: int = 0,
    label: str = "",
) -> Run:
    """A run that is `run` up to and with event `at`, and takes the changes from there.

    sets: overrides as (path, value). drops: seqs of scripted entries, or of the decision right after `at`, that are
    withheld. inserts: timeline entries to come. luck: 0 for the parent's, else the number of a new luck.
    With no change it is the parent itself, re-executed.

    Raises ForkError where the fork cannot be made, ScenarioError on a path or value that does not fit,
    NonDeterminism where the re-execution parts from the run before `at`.
    """
    check_recipe(run)
    if 0 in drops:
        raise ForkError("event 0 is the recipe that the run started from: it cannot be dropped")
    _check_seq(run, at)
    kept = tuple(each for each in run.interventions if each.after < at)
    if not (sets or drops or inserts or luck):
        return replay(run.scenario, run.seed, run.interventions, run.lines, parent=run.parent, label=label or run.label)
    _check_sets(run, at, sets)
    change = e.InterventionMade(
        sets=[list(pair) for pair in run.scenario.spelled(sets)],
        drops=[_dropped(run, at, seq) for seq in dict.fromkeys(drops)],
        inserts=_inserted(run, at, inserts),
        luck=luck,
    )
    interventions = (*kept, Intervention(at, change))
    made_before = run_id(run.scenario.started(run.seed), interventions) == run.id
    parent = run.parent if made_before else run.id
    return replay(run.scenario, run.seed, interventions, run.lines[: at + 1], parent=parent, label=label)


def fresh_luck(run: Run) -> int:
    """The number of a luck that no intervention of this run has drawn yet."""
    return 1 + max((each.change.luck for each in run.interventions), default=0)


def check_recipe(run: Run) -> None:
    """Raise ForkError on a run that this model, with these parameters, would not give again."""
    started = run.events[0].payload
    if not isinstance(started, e.RunStarted):
        raise ForkError("the run does not begin with its recipe: it cannot be continued")
    again = "run its scenario again (`turtlebay scenario RUN` prints it) and fork that"
    if started.model != MODEL:
        raise ForkError(f"the run was made by model {started.model}, this is model {MODEL}: {again}")
    now = run.scenario.started(run.seed)
    if started.parameters_digest != now.parameters_digest:
        raise ForkError(f"the run was made with another table of parameters than this one: {again}")
    if started.zones != now.zones:
        raise ForkError(f"the run was made with another edition of time zone data than this one: {again}")


def _check_seq(run: Run, seq: int) -> None:
    last = len(run.events) - 1
    if not 0 <= seq <= last:
        raise ForkError(f"event {seq} is not in run {run.id}: it has events 0 to {last}")


def _check_sets(run: Run, at: int, sets: Sequence[tuple[str, str]]) -> None:
    for path, _ in sets:
        if path.split(".")[0] in FIXED:
            raise ForkError(f"{path} cannot change once a run has begun: use `turtlebay run --set {path}=...`")
    if sets:
        run.state_at(at).setting.changed(sets)


def _dropped(run: Run, at: int, seq: int) -> Drop:
    """What names a dropped act: the entry it comes from, or the actor, kind and draft of a decision."""
    _check_seq(run, seq)
    event = run.events[seq]
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


def named_drop(run: Run, seq: int) -> Drop:
    """What names the act of that event where it is dropped right before it. Raises ForkError where it cannot be."""
    return _dropped(run, seq - 1, seq)


def _named(event: e.Event, entry: str) -> Drop:
    draft = getattr(event.payload, "draft", "")
    return Drop(decision=event.decision, entry=entry, actor=event.actor, act=event.type, draft=draft)


def _inserted(run: Run, at: int, entries: Sequence[Entry]) -> list[InsertedEntry]:
    """The entries as the intervention holds them, each new to the run and still to come."""
    if not entries:
        return []
    setting, clock = run.state_at(at).setting, run.scenario.clock
    taken = set(setting.entries)
    for entry in entries:
        minute = setting.minute(entry.at)
        if minute < run.events[at].t:
            raise ForkError(
                f"entry {entry.id} is at {clock.iso(minute)}, before the fork at {clock.iso(run.events[at].t)}: "
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
