"""The world: a SimPy environment with one event an occasion, which asks the rules what its actor does."""

from collections.abc import Callable, Sequence
from copy import copy
from typing import Final

import simpy
from attrs import frozen

from sim.engine.recorder import Listener, Recorder
from sim.engine.seats import Seats, Stop
from sim.rules.agenda import concerned
from sim.rules.chance import Chance
from sim.rules.crisis import Crisis
from sim.rules.decide import decide
from sim.rules.occasions import Act, Occasion
from sim.rules.seat import with_seats
from sim.rules.seat_choices import Moment
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

    _ok = True
    _value = None

    def __init__(self, env: simpy.Environment, occasion: Occasion, handle: Callable[[simpy.Event], None]) -> None:
        self.env = env
        self.callbacks = [handle]
        self.occasion = occasion


class World:
    """One run in the making: `play` plays it on, `change` changes its course, the recorder holds what came of it.

    Right after an event it can be copied: what is to come is a list of occasions and, within a decision, of acts.
    Where `waits` names an actor, the world plays no further than the first moment for which there is no choice of
    whoever sits in its seat, and `stop` is that moment.
    """

    def __init__(
        self,
        setting: Setting,
        started: e.RunStarted,
        expected: Sequence[str] = (),
        keep_lines: bool = True,
        listener: Listener | None = None,
        waits: str = "",
    ) -> None:
        self.stop: Stop | None = None
        self._seats = Seats(started.choices, waits) if started.choices or waits else None
        self.state = Crisis(setting)
        self.recorder = Recorder(self.state, keep_lines, listener)
        self._started = started
        self._expected = expected
        self._chance = Chance(started.seed)
        self._priority = {actor: FIRST_PRIORITY + rank for actor, rank in setting.rank.items()}
        self._priority[COUNCIL] = FIRST_PRIORITY + len(setting.rank)
        self._env = simpy.Environment()
        self._waiting: dict[Due, int] = {}
        """The occasions that have not come due, in the order in which they were scheduled, and the minute of each."""
        self._occasion = Occasion("", "", 0, None)
        """The occasion in hand."""
        self._left: Sequence[Act] = ()
        """What its actor decided to do, and has not done yet."""
        self._again: Sequence[Occasion] = ()
        """When its actor then wants to be woken again."""
        self._anew = False
        """Whether the course was changed since, so that its actor decides anew."""

    def copy(self, expected: Sequence[str] = (), listener: Listener | None = None) -> "World":
        """The same world, to be played on apart from this one.

        expected: lines that its first events must have. listener: told of all events, those so far included. Raises
        NonDeterminism where a line so far differs from the expected one.
        """
        twin = copy(self)
        twin.state = self.state.copy()
        twin._expected = expected
        for seq in range(len(self.recorder.lines) if expected else 0):
            twin._check(seq)
        twin.recorder = self.recorder.copy(twin.state, listener)
        twin._env = simpy.Environment(self.state.t)
        twin._waiting = {}
        twin._seats = None if self._seats is None else self._seats.copy()
        for due in self._waiting:
            twin._schedule(due.occasion)
        return twin

    def play(self, to: int | None = None) -> None:
        """Play on to the end of the run, or until event `to` is recorded.

        Raises NonDeterminism where a line differs from the expected one, ForkNotReached where event `to` never comes.
        """
        if self.state.seq < 0:
            self._record(Act(self._started, cause=-1, origin=e.Origin.SCRIPTED), "", None)
        # The heap still holds occasions at the end; the run is over when its state says so.
        while not (self.state.ended or self.stop) and (to is None or self.state.seq < to):
            if self._anew:
                self._decide_anew()
            elif self._left:
                act, self._left = self._left[0], self._left[1:]
                self._record(self._barred(act), self._occasion.actor, self._occasion.cause)
            else:
                for again in self._again:
                    self._schedule(again)
                self._again = ()
                self._env.step()
        if to is not None and self.state.seq < to:
            raise ForkNotReached(to, self.state.seq)

    def change(self, change: e.InterventionMade) -> None:
        """Change the course here. What was decided and is not yet done is discarded; its actor decides anew."""
        self._anew = self._anew or bool(self._left)
        if change.luck:
            self._chance = Chance(self._started.seed, change.luck)
        self._record(Act(change, cause=-1, origin=e.Origin.INTERVENTION), "", None)

    def _handle(self, due: simpy.Event) -> None:
        """Decide what comes of an occasion that is due."""
        assert isinstance(due, Due)
        self.state.t = self._waiting.pop(due)
        self._occasion = due.occasion
        self._decide()

    def _decide(self, again: bool = False) -> None:
        """What comes of the occasion in hand. Whoever sits in a seat decides in place of the rule, on the same luck."""
        decision = decide(self.state, self._occasion, self._chance)
        self._left, self._again = decision
        if self._seats is None:
            return
        moment = Moment(self.state, self._occasion, decision, self._chance)
        found = self._seats.decided(moment, self.recorder.events, again)
        if isinstance(found, Stop):
            self.stop = found
        elif found is not None:
            self._occasion, (self._left, self._again) = found

    def _decide_anew(self) -> None:
        """Decide again; where the next act is the one that an analyst dropped, first say so before it is lost."""
        left, self._left = self._left, ()
        if left and (withheld := self._barred(left[0])) is not left[0]:
            self._record(withheld, self._occasion.actor, self._occasion.cause)
        else:
            self._anew = False
            self._decide(again=True)

    def _barred(self, act: Act) -> Act:
        """The act, or its withholding where an analyst dropped it and nothing new has concerned the actor since."""
        if not self.state.bars:
            return act
        kind, draft = type(act.payload).__name__, getattr(act.payload, "draft", "")
        since = self.state.bars.get((self._occasion.actor, kind, draft))
        if since is None or (self._occasion.cause is not None and self._occasion.cause > since):
            return act
        terms = withheld_terms(draft=draft, dropped_by=since)
        withheld = e.ActWithheld(entry="", act=kind, reason="dropped", terms=terms)
        return Act(withheld, act.target, since, e.Origin.INTERVENTION)

    def _record(self, act: Act, actor: str, cause: int | None) -> None:
        event = self.recorder.record(act, actor, self.state.t, cause)
        if self._expected:
            self._check(event.seq)
        found = concerned(self.state, event, self._chance)
        for occasion in found if self._seats is None else with_seats(self.state, event, self._seats.actors, found):
            self._schedule(occasion)

    def _check(self, seq: int) -> None:
        if seq < len(self._expected) and self.recorder.lines[seq] != self._expected[seq]:
            raise NonDeterminism(seq, self._expected[seq], self.recorder.lines[seq])

    def _schedule(self, occasion: Occasion) -> None:
        """Have the occasion handled when it comes due; what lies past the horizon never is."""
        if occasion.due <= self.state.setting.horizon:
            now, due = self.state.t, Due(self._env, occasion, self._handle)
            self._waiting[due] = minute = occasion.due if occasion.due > now else now
            self._env.schedule(due, self._priority[occasion.actor], minute - now)  # type: ignore[arg-type]
