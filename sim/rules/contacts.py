"""Calls and visits: who calls whom, when both are awake, and how it draws their positions together."""

from math import fsum

from sim.rules.chance import Chance
from sim.rules.crisis import Crisis
from sim.rules.hours import next_common
from sim.rules.occasions import NOTHING, Act, Decision, Occasion
from sim.vocabulary import events as e
from sim.vocabulary.parts import Move
from sim.vocabulary.texts import Form

FIRST_HOUR, LAST_HOUR = 8, 22
"""Ministers are called between these local hours, in both capitals."""


def call(state: Crisis, occasion: Occasion, chance: Chance) -> Decision:
    """One call, if there is a matter to talk about, and the time of the next."""
    caller, number = occasion.actor, occasion.number
    if state.outcome is not None or state.ended:
        return NOTHING
    again = next_call(state, caller, number + 1, chance)
    listener = _whom(state, caller, number, chance)
    if listener is None:
        return Decision(again=[again])
    first, second = state.setting.local(caller), state.setting.local(listener)
    if not (first.between(state.t, FIRST_HOUR, LAST_HOUR) and second.between(state.t, FIRST_HOUR, LAST_HOUR)):
        due = next_common(first, second, state.t, FIRST_HOUR, LAST_HOUR - 1)
        if due > state.t:
            due += int(60 * _late(chance, caller, number))
            return Decision(again=[Occasion(caller, "call", due, occasion.cause, occasion.subject, number)])
    minutes = 5 + int(25 * chance.uniform(caller, "call length", f"call {number}"))
    held = e.CallHeld(
        entry="",
        summary=_words(state, caller, listener),
        minutes=minutes,
        agreed="",
        moves=moves(state, caller, listener),
    )
    return Decision((Act(held, listener, _cause(state)),), [again])


def next_call(state: Crisis, caller: str, number: int, chance: Chance) -> Occasion:
    """When an actor next picks up the telephone: a Poisson process that rises with priority and pressure."""
    priority = state.setting.case.actors[caller].priority / 100
    rate = state.parameter("calls_a_day") * priority * (0.5 + state.pressure / 100)
    wait = chance.exponential(caller, "call", f"call {number}") / max(rate, 0.01)
    due = max(state.t, state.setting.emergent_from) + max(1, round(1440 * min(wait, 365.0)))
    due = state.setting.local(caller).next_between(due, FIRST_HOUR, LAST_HOUR, _late(chance, caller, number))
    return Occasion(caller, "call", due, state.seq, "", number)


def _late(chance: Chance, caller: str, number: int) -> float:
    return chance.uniform(caller, "call hour", f"call {number}")


def _cause(state: Crisis) -> int | None:
    drafts = state.live_drafts()
    return drafts[0].text_seq if drafts else state.provocations[-1][1]


def _whom(state: Crisis, caller: str, number: int, chance: Chance) -> str | None:
    """Whom to call: for a backer of a draft those who hold out, for the others their friends; None if nothing is on."""
    if not state.in_crisis():
        return None
    draft = next((d for d in state.live_drafts() if d.form is Form.RESOLUTION), None)
    fresh = state.days_since(state.provocations[-1][0]) <= state.parameter("attention_days")
    if draft is None and not fresh:
        return None
    weights = state.setting.listeners[caller]
    if draft is not None:
        # A call across the line between a draft's backers and the rest of the Council is sought.
        backers, seats = {draft.sponsor, *draft.co_sponsors}, set(state.setting.members)
        sought = seats - backers if caller in backers else seats & backers
        weights = [(other, 3.0 * weight if other in sought else weight) for other, weight in weights]
    mark = chance.uniform(caller, "call to", f"call {number}") * fsum(weight for _, weight in weights)
    for other, weight in weights:
        mark -= weight
        if mark < 0:
            return other
    return None


def moves(state: Crisis, first: str, second: str) -> list[Move]:
    """How a talk draws both positions together.

    Each moves by reach * tie * gap / 10^4 where the gap is within its openness: Friedkin and Johnsen (1990) as
    events, with the bounded confidence of Deffuant et al. (2000).
    """
    tie = state.setting.tie(first, second)
    reach_m = 1000 * state.parameter("reach") * tie
    pairs = zip(state.positions(first), state.positions(second), strict=True)
    gaps = [theirs - mine for mine, theirs in pairs]
    drawn = []
    for actor, towards in ((first, 1), (second, -1)):
        openness = state.setting.case.actors[actor].openness
        for issue, gap in zip(state.space.keys, gaps, strict=True):
            if gap and abs(gap) <= openness:
                move_m = round(reach_m * towards * gap / 10**4)
                if move_m:
                    drawn.append(Move(actor, issue, move_m))
    return drawn


def _words(state: Crisis, caller: str, listener: str) -> str:
    people = [state.setting.case.actors[actor].people.get("foreign", "") for actor in (caller, listener)]
    return f"{people[0]} calls {people[1]}" if all(people) else ""
