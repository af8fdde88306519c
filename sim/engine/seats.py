"""Who sits in an actor's seat in a run, what was chosen there, and what each seat has been asked about so far."""

from collections.abc import Sequence
from typing import Final

from attrs import define, evolve, field, frozen

from sim.rules import seat
from sim.rules.occasions import Decision, Occasion
from sim.rules.seat_acts import carried_out
from sim.rules.seat_choices import MODEL, Moment, Refused, is_models
from sim.vocabulary import events as e
from sim.vocabulary.parts import Choice


@frozen(slots=False)
class Stop:
    """A moment at which a run waits for whoever sits there."""

    name: str
    """Such as `CHN review JPN-1 2`; no other moment of the run has this name."""
    at: Moment


class Seats:
    """The seats of one run. choices: what was chosen, by moment. waits: the actor whose next choice the run waits for.

    A choice whose moment does not come, or that the rules do not allow there, is left to the model: so the choices of a
    run can be taken into its forks, to other lucks and seeds.
    """

    def __init__(self, choices: Sequence[Choice], waits: str = "") -> None:
        self._choices: Final = {choice.moment: choice for choice in choices}
        self._waits: Final = waits
        actors = [choice.moment.partition(" ")[0] for choice in choices]
        self.actors: Final = tuple(dict.fromkeys([*actors, *([waits] if waits else [])]))
        self._known = {actor: _Known() for actor in self.actors}

    def copy(self) -> "Seats":
        """The same seats, to be asked on apart from these."""
        twin = Seats(tuple(self._choices.values()), self._waits)
        twin._known = {actor: known.copy() for actor, known in self._known.items()}
        return twin

    def decided(
        self, moment: Moment, events: Sequence[e.Event], again: bool
    ) -> tuple[Occasion, Decision] | Stop | None:
        """What is done on an occasion, and as whom; a stop where the run waits; None where the model decides.

        again: whether the actor decides anew on the occasion that it was just asked about.
        """
        asked = seat.asked(moment.state, moment.occasion, moment.decision)
        known = None if asked is None else self._known.get(asked.actor)
        if asked is None or known is None:
            return None
        at = Moment(moment.state, asked, moment.decision, moment.chance)
        name = known.name if again else known.asked(at, events)
        if not name:
            declined = seat.wish_of(moment.decision) in known.declined
            return (asked, Decision((), moment.decision.again)) if declined else None
        choice = self._choices.get(name)
        if choice is None:
            return Stop(name, at) if asked.actor == self._waits else None
        if choice.act == MODEL:
            return None
        try:
            made = carried_out(at, choice)
        except Refused:
            return None
        wish = seat.wish_of(moment.decision)
        if wish and not is_models(at, choice):
            known.declined.add(wish)
        return (moment.occasion if made is moment.decision else asked), made


@define
class _Known:
    """What one seat was asked about since there was news last."""

    items: set[seat.Item] = field(factory=set)
    declined: set[seat.Item] = field(factory=set)
    """What the model wished to do, and whoever sits there would not: it is not done before there is news."""
    names: dict[str, int] = field(factory=dict)
    """How often a moment of each name came."""
    name: str = ""
    """Of the moment in hand; empty where it is none that is asked about."""
    seen: int = 0
    """How many events there were when it was last looked at."""

    def copy(self) -> "_Known":
        """The same, to be changed apart from this."""
        return evolve(self, items={*self.items}, declined={*self.declined}, names={**self.names})

    def asked(self, at: Moment, events: Sequence[e.Event]) -> str:
        """The name of a moment; empty where the seat has been asked about all that it is about."""
        if seat.has_news(events[self.seen :], at.actor):
            self.items.clear()
            self.declined.clear()
        self.seen = len(events)
        items, wish = seat.items_of(at.state, at.occasion), seat.wish_of(at.decision)
        if items <= self.items and (not wish or wish in self.items):
            self.name = ""
            return ""
        self.items |= {*items, wish}
        name = seat.name_of(at.occasion)
        count = self.names[name] = self.names.get(name, 0) + 1
        self.name = name if count == 1 else f"{name} ({count})"
        return self.name
