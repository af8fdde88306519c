"""The recorder: gives each event its place, hashes it, folds it into the state, and passes it on."""

from collections.abc import Callable

from sim.rules.crisis import Crisis
from sim.rules.evolve import evolve
from sim.rules.occasions import Act
from sim.store.record import GENESIS, line_of, link
from sim.vocabulary.events import Event

Listener = Callable[[Event, str, str], None]
"""Told of each event as it is recorded: the event, its canonical line and its hash."""


class Recorder:
    """The growing chain of one run. keep_lines False leaves out canonical lines and hashes, for measuring."""

    def __init__(self, state: Crisis, keep_lines: bool = True, listener: Listener | None = None) -> None:
        self.state = state
        self.events: list[Event] = []
        self.lines: list[str] = []
        self.hashes: list[str] = []
        self._head = GENESIS
        self._keep_lines = keep_lines
        self._listener = listener

    def copy(self, state: Crisis, listener: Listener | None = None) -> "Recorder":
        """The same chain, to grow apart from this one with a copy of its state. The listener is told of it so far."""
        twin = Recorder(state, self._keep_lines, listener)
        twin.events, twin.lines, twin.hashes, twin._head = self.events[:], self.lines[:], self.hashes[:], self._head
        if listener is not None:
            for event, line, h in zip(self.events, self.lines, self.hashes, strict=True):
                listener(event, line, h)
        return twin

    def record(self, act: Act, actor: str, t: int, default_cause: int | None) -> Event:
        """Append what an actor did at minute t, and fold it. A cause of -1 stands for none."""
        cause = default_cause if act.cause is None else act.cause
        cause = None if cause == -1 else cause
        decision = f"{actor}:{self.state.decisions.get(actor, 0) + 1}" if actor else ""
        origin = str(act.origin)
        event = Event(len(self.events), t, act.payload, actor, act.target, origin, cause, decision, act.source)
        evolve(self.state, event)
        self.events.append(event)
        if self._keep_lines:
            line = line_of(event)
            self._head = link(self._head, line)
            self.lines.append(line)
            self.hashes.append(self._head)
            if self._listener is not None:
                self._listener(event, line, self._head)
        return event
