"""What precedes a resolution: its author writes it and talks to those who could stop it, before all members see it."""

from typing import Final

from sim.rules.chance import Chance
from sim.rules.contacts import moves
from sim.rules.crisis import Crisis, Drafting
from sim.rules.deadlines import text_in_time
from sim.rules.exact import exp
from sim.rules.gains import Positions
from sim.rules.memory import affinity
from sim.rules.occasions import NOTHING, Decision, Occasion, act
from sim.rules.pressure import MINUTES_A_DAY
from sim.vocabulary import events as e
from sim.vocabulary.actors import COUNCIL
from sim.vocabulary.texts import Form

NEW_YORK_DAY: Final = (9, 21)
"""Hours in New York between which missions consult, and a text goes to all."""


def written_first(state: Crisis, member: str, decision: Decision, chance: Chance) -> Decision:
    """A decision to put a resolution before all members, or else the beginning of its drafting.

    A member writes once: after a failure it has a text, and knows what others say of it.
    """
    circulated = decision.acts[0].payload if decision.acts else None
    if not state.rule("drafting") or not isinstance(circulated, e.DraftCirculated):
        return decision
    row = state.space.row(circulated.text)
    if state.space.product[row] is not Form.RESOLUTION or member in state.asked:
        return decision
    began = e.DraftingBegan(
        text=circulated.text,
        ready_at=_ready_at(state, member, chance),
        terms=circulated.terms,
        options=circulated.options,
        chosen=circulated.chosen,
        drafter=circulated.drafter,
    )
    return act(began, COUNCIL)


def _ready_at(state: Crisis, member: str, chance: Chance) -> int:
    """The minute at which a text is ready: lognormal, the sooner the higher the pressure; in New York's day."""
    number = f"draft {state.draftings + 1}"
    days = state.parameter(state.setting.family.drafting)
    days *= exp(state.parameter("drafting_spread") * chance.normal(member, "drafting", number))
    days /= state.parameter("urgency_floor") + state.pressure / 100
    wait = round(MINUTES_A_DAY * min(days, 3650.0))
    ready = text_in_time(state, state.t + wait)
    return state.setting.council.next_between(ready, *NEW_YORK_DAY, chance.uniform(member, "ready", number))


def hastened(ready: int, now: int, share: float) -> int:
    """The minute at which a text is ready after one more provocation, which leaves a share of the time to come."""
    return now + round(share * max(0, ready - now))


def consultations_due(state: Crisis, event: e.Event, drafting: Drafting) -> list[Occasion]:
    """Talks with each of those who could stop the text, the nearest to the provoker first, spread over the time."""
    case = state.setting.case
    others = [
        member
        for member in state.setting.blocking
        if member != drafting.member and member not in state.setting.provokers
    ]
    others.sort(key=lambda member: (-(affinity(case, case.actors[member]) or 0), state.setting.rank[member]))
    time, parts = drafting.ready - event.t, len(others) + 1
    return [
        Occasion(
            drafting.member,
            "consult_on_draft",
            state.setting.council.next_between(event.t + time * (number + 1) // parts, *NEW_YORK_DAY),
            event.seq,
            member,
            drafting.number,
        )
        for number, member in enumerate(others)
    ]


def consult_on_draft(state: Crisis, occasion: Occasion, chance: Chance) -> Decision:
    """Who drafts talks with a member that could stop the text, on the issue that parts that member most from it."""
    drafting, other = state.drafting, occasion.subject
    if drafting is None or drafting.number != occasion.number or other not in state.setting.seat_of:
        return NOTHING
    if state.t >= drafting.ready or state.outcome is not None:
        return NOTHING
    text, stand = state.space.texts[drafting.row], state.positions(other)
    number = _parts_most(text, stand, state.setting.saliences[other])
    consulted = e.DraftConsulted(
        issue=state.space.keys[number],
        strength=text[number],
        position=stand[number],
        moves=moves(state, occasion.actor, other),
    )
    return act(consulted, other)


def _parts_most(text: Positions, stand: Positions, weights: Positions) -> int:
    """The number of the issue on which a member is furthest from a text, by what the issue matters to it."""
    return max(range(len(text)), key=lambda number: (weights[number] * abs(text[number] - stand[number]), -number))
