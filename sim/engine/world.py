"""The world: a SimPy environment with one event an occasion, which asks the rules what its actor does."""

from collections import deque
from collections.abc import Callable, Sequence
from typing import Final

import simpy
from attrs import frozen

from sim.engine.recorder import Listener, Recorder
from sim.rules.agenda import concerned
from sim.rules.chance import Chance
from sim.rules.crisis import Crisis
from sim.rules.decide import decide
from sim.rules.occasions import Act, Occasion
from sim.rules.setting import Setting
from sim.rules.withholding import withheld_terms
from sim.vocabulary import events as e
from sim.vocabulary.actors import COUNCIL
from sim.vocabulary.problems import TurtlebayError

FIRST_PRIORITY: Final = 10
"""Occasions of one minute come in the order of the actors, all after priorities that SimPy uses itself."""


class NonDeterminism(Exception):
    """A re-execution parted from what was recorded. Carries the seq of the first line that differs."""

    def __init__(self, seq: int, expected: str, actual: str) -> None:
        super().__init__(seq, expected, actual)
        self.seq = seq
        self.expected = expected
        self.actual = actual

    def __str__(self) -> str:
        return f"event {self.seq} differs from the recorded one: {self.actual[:160]} instead of {self.expected[:160]}"


class ForkNotReached(TurtlebayError):
    """The run ended before the event after which it was to be forked."""

    def __init__(self, seq: int, last: int) -> None:
        super().__init__(seq, last)
        self.seq = seq
        self.last = last

    def __str__(self) -> str:
        return f"event {self.seq} was never reached: the run ends with event {self.last}"


@frozen
class Intervention:
    """A change of course right after the event with that seq."""

    after: int
    change: e.InterventionMade


class Due(simpy.Event):
    """An occasion that comes due: a SimPy event with a place of its own among those of the same minute."""

    def __init__(self, env: simpy.Environment, occasion: Occasion, handle: Callable[[simpy.Event], None]) -> None:
        self.env = env
        self.callbacks = [handle]
        self.occasion = occasion
        self._ok = True
        self._value = None


class World:
    """One run in the making. `run` plays it to its end; the recorder holds what came of it."""

    def __init__(
        self,
        setting: Setting,
        started: e.RunStarted,
        interventions: Sequence[Intervention] = (),
        expected: Sequence[str] = (),
        keep_lines: bool = True,
        listener: Listener | None = None,
    ) -> None:
        self.state = Crisis(setting)
        self.recorder = Recorder(self.state, keep_lines, listener)
        self._started = started
        self._interventions = deque(interventions)
        self._expected = expected
        self._chance = Chance(started.seed)
        self._changes = 0
        self._env = simpy.Environment()
        self._priority = {actor: FIRST_PRIORITY + rank for actor, rank in setting.rank.items()}
        self._priority[COUNCIL] = FIRST_PRIORITY + len(setting.rank)

    def run(self) -> Recorder:
        """Play the run to its end.

        Raises NonDeterminism where a line differs from the expected one, ForkNotReached where an intervention's
        event never came.
        """
        self._record(Act(self._started, cause=-1, origin=e.Origin.SCRIPTED), "", None)
        # The heap still holds occasions then; the run is over when its state says so.
        while not self.state.ended:
            self._env.step()
        if self._interventions:
            raise ForkNotReached(self._interventions[0].after, len(self.recorder.events) - 1)
        return self.recorder

    def _handle(self, due: simpy.Event) -> None:
        """Decide and record; where an intervention lands between two acts the rest is discarded and decided anew."""
        occasion: Occasion = due.occasion  # type: ignore[attr-defined]
        self.state.t = int(self._env.now)
        while True:
            changes = self._changes
            decision = decide(self.state, occasion, self._chance)
            left = len(decision.acts)
            for act in decision.acts:
                self._record(self._barred(act, occasion), occasion.actor, occasion.cause)
                left -= 1
                if self._changes != changes or self.state.ended:
                    self._withhold_next(decision.acts[len(decision.acts) - left :], occasion)
                    break
            if left == 0 or self._changes == changes:
                break
        for again in decision.again:
            self._schedule(again)

    def _withhold_next(self, left: Sequence[Act], occasion: Occasion) -> None:
        """Where the very next act of a decision is the one that an analyst dropped, say so before it is lost."""
        if left and self.state.bars and (withheld := self._barred(left[0], occasion)) is not left[0]:
            self._record(withheld, occasion.actor, occasion.cause)

    def _barred(self, act: Act, occasion: Occasion) -> Act:
        """The act, or its withholding where an analyst dropped it and nothing new has concerned the actor since."""
        if not self.state.bars:
            return act
        kind, draft = type(act.payload).__name__, getattr(act.payload, "draft", "")
        since = self.state.bars.get((occasion.actor, kind, draft))
        if since is None or (occasion.cause is not None and occasion.cause > since):
            return act
        terms = withheld_terms(draft=draft, dropped_by=since)
        withheld = e.ActWithheld(entry="", act=kind, reason="dropped", terms=terms)
        return Act(withheld, act.target, since, e.Origin.INTERVENTION)

    def _record(self, act: Act, actor: str, cause: int | None) -> None:
        event = self.recorder.record(act, actor, int(self._env.now), cause)
        if self._expected:
            self._check(event.seq)
        for occasion in concerned(self.state, event, self._chance):
            self._schedule(occasion)
        if self._interventions and self._interventions[0].after == event.seq:
            self._intervene(self._interventions.popleft())

    def _intervene(self, intervention: Intervention) -> None:
        self._changes += 1
        if intervention.change.luck:
            self._chance = Chance(self._started.seed, intervention.change.luck)
        self._record(Act(intervention.change, cause=-1, origin=e.Origin.INTERVENTION), "", None)

    def _check(self, seq: int) -> None:
        if seq < len(self._expected) and self.recorder.lines[seq] != self._expected[seq]:
            raise NonDeterminism(seq, self._expected[seq], self.recorder.lines[seq])

    def _schedule(self, occasion: Occasion) -> None:
        """Have the occasion handled when it comes due; what lies past the horizon never is."""
        if occasion.due > self.state.setting.horizon:
            return
        delay = occasion.due - self._env.now
        due = Due(self._env, occasion, self._handle)
        self._env.schedule(due, self._priority[occasion.actor], delay if delay > 0 else 0)  # type: ignore[arg-type]
