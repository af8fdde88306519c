"""A run: its recipe, its events, and what they add up to."""

import json
from collections.abc import Mapping, Sequence
from functools import cached_property
from hashlib import sha256
from typing import Any

from attrs import field, frozen

from sim.engine.recorder import Listener, Recorder
from sim.engine.scenario import MODEL, Scenario
from sim.engine.world import Intervention, World
from sim.rules.crisis import Crisis
from sim.rules.evolve import evolve
from sim.rules.setting import Setting
from sim.runs.record import data_of
from sim.scenario.canon import canonical_json
from sim.vocabulary import events as e
from sim.vocabulary.case import Entry


@frozen(eq=False)
class Run:
    """One finished run. lines: canonical, one an event; hashes: the chain over them; label: the analyst's own."""

    scenario: Scenario
    seed: int
    events: Sequence[e.Event]
    lines: Sequence[str]
    hashes: Sequence[str]
    interventions: tuple[Intervention, ...] = ()
    parent: str = ""
    label: str = field(default="", kw_only=True)

    @cached_property
    def id(self) -> str:
        """Twelve hex digits of the hash of the root recipe and its interventions, as they were recorded."""
        started = self.events[0].payload if self.events else None
        if isinstance(started, e.RunStarted) and started.model != MODEL:
            # An older model wrote its recipe in another form, and the id is that of the form it was written in.
            recipe = [json.loads(self.lines[0])["data"]]
            changes = [(each.after, json.loads(self.lines[each.after + 1])["data"]) for each in self.interventions]
            return _hashed([*recipe, *({"after": after, **change} for after, change in changes)])
        return run_id(self.scenario.started(self.seed), self.interventions)

    @property
    def forked_after(self) -> int:
        """Seq of the event after which the last intervention was made; -1 where there was none."""
        return self.interventions[-1].after if self.interventions else -1

    @property
    def head(self) -> str:
        """The hash of the last event, which stands for the whole chain."""
        return self.hashes[-1]

    @cached_property
    def outcome(self) -> e.OutcomeReached:
        """What came of it. Raises LookupError where the run holds no outcome."""
        for event in reversed(self.events):
            if isinstance(event.payload, e.OutcomeReached):
                return event.payload
        raise LookupError("the run holds no outcome")

    def state_at(self, seq: int) -> Crisis:
        """The crisis as it stood right after the event with that seq: a fresh fold.

        Raises IndexError where there is no such event.
        """
        if not 0 <= seq < len(self.events):
            raise IndexError(f"event {seq} is not in this run: it has events 0 to {len(self.events) - 1}")
        return fold(self.scenario.setting, self.events[: seq + 1])

    def fork(
        self,
        at: int,
        set: Mapping[str, object] | None = None,  # noqa: A002 - the word an analyst uses on the command line
        *,
        drop: int | None = None,
        insert: Sequence[Entry] = (),
        luck: int = 0,
        label: str = "",
    ) -> "Run":
        """A what-if from the event `at` on: see sim.engine.fork.fork, with overrides as a mapping of path to value."""
        from sim.engine.fork import fork

        sets = tuple((path, str(value)) for path, value in (set or {}).items())
        return fork(self, at, sets, drops=() if drop is None else (drop,), inserts=insert, luck=luck, label=label)


def fold(setting: Setting, events: Sequence[e.Event]) -> Crisis:
    """The state that a sequence of events adds up to."""
    state = Crisis(setting)
    for event in events:
        evolve(state, event)
    return state


def run_id(started: e.RunStarted, interventions: Sequence[Intervention] = ()) -> str:
    """The name of a run: twelve hex digits of sha256 over its recipe, so the same recipe is the same run."""
    parts: list[Mapping[str, Any]] = [data_of(started)]
    parts += [{"after": each.after, **data_of(each.change)} for each in interventions]
    return _hashed(parts)


def _hashed(parts: Sequence[Mapping[str, Any]]) -> str:
    return sha256(canonical_json(parts).encode()).hexdigest()[:12]


def run(scenario: Scenario, seed: int = 1, *, label: str = "", listener: Listener | None = None) -> Run:
    """Play a scenario once. The same scenario and seed give the same events, byte for byte.

    listener: told of each event as it is recorded; it cannot change the run.
    """
    recorder = World(scenario.setting, scenario.started(seed), listener=listener).run()
    return _finished(scenario, seed, recorder, (), label=label)


def replay(
    scenario: Scenario,
    seed: int,
    interventions: Sequence[Intervention] = (),
    expected: Sequence[str] = (),
    *,
    parent: str = "",
    label: str = "",
) -> Run:
    """Play a recipe with interventions, checking every line against the expected ones.

    Raises NonDeterminism at the first line that differs, ForkNotReached where an intervention's event never came.
    """
    world = World(scenario.setting, scenario.started(seed), interventions, expected)
    return _finished(scenario, seed, world.run(), tuple(interventions), parent=parent, label=label)


__all__ = ["MODEL", "Run", "Scenario", "fold", "replay", "run", "run_id"]


def _finished(
    scenario: Scenario,
    seed: int,
    recorder: Recorder,
    interventions: tuple[Intervention, ...],
    parent: str = "",
    label: str = "",
) -> Run:
    return Run(scenario, seed, recorder.events, recorder.lines, recorder.hashes, interventions, parent, label=label)
