"""What wakes an actor, and what it may do: the values that pass between rules and engine.

They are named tuples, since a run makes hundreds of them and a frozen attrs class takes twice as long to make.
"""

from collections.abc import Sequence
from typing import NamedTuple

from sim.vocabulary.events import Origin, Payload


class Occasion(NamedTuple):
    """Something that concerns an actor at a minute. subject: an entry, draft or measure; number: version, session ...

    cause: seq of the event that brought it about, None where the file did.
    """

    actor: str
    name: str
    due: int
    cause: int | None
    subject: str = ""
    number: int = 0


class Act(NamedTuple):
    """Something an actor does. cause: seq of what it answers, None to take the occasion's; -1 for none at all."""

    payload: Payload
    target: str = ""
    cause: int | None = None
    origin: Origin = Origin.EMERGENT
    source: str = ""


class Decision(NamedTuple):
    """What an actor does on an occasion, and when it wants to be woken again."""

    acts: Sequence[Act] = ()
    again: Sequence[Occasion] = ()


WITHHOLD = "withhold"
"""What an actor may do with any act: not do it, and have an event say so."""

NOTHING = Decision()
"""The answer of an actor whom an occasion no longer concerns."""


def act(payload: Payload, target: str = "", cause: int | None = None) -> Decision:
    """The decision to do one thing."""
    return Decision((Act(payload, target, cause),))
