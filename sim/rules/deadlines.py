"""Days known beforehand, such as a summit: what the Council still does before them, and what missing one costs."""

import numpy as np

from sim.rules.crisis import Crisis
from sim.rules.gains import Gains
from sim.rules.hours import DAY, HOUR, last_working


def next_deadline(state: Crisis) -> tuple[int, str] | None:
    """The minute and the name of the next deadline of those that are known by now; None where there is none."""
    if not state.setting.deadlines or not state.rule("deadlines"):
        return None
    ahead = ((at, name) for at, known, name in state.setting.deadlines if known <= state.t < at)
    return next(ahead, None)


def brought_forward(state: Crisis, due: int, soonest: int, hours: tuple[int, int], days: int) -> int:
    """When something is done that is due at a minute: where that is past the next deadline, just before it.

    In New York's hours on one of the first days of a week, Monday on. No sooner than `soonest`: what cannot be done in
    time is done when it is due.
    """
    deadline = next_deadline(state)
    if deadline is None or due <= deadline[0]:
        return due
    latest = last_working(state.setting.council, deadline[0], *hours, days)
    return latest if latest >= soonest else due


def text_in_time(state: Crisis, ready: int) -> int:
    """When a text is ready that would be at a minute: days before the next deadline, so that it can be talked over.

    Haste leaves the author no less than a share of the time that it would take; what comes too late even so is not
    hastened.
    """
    deadline = next_deadline(state)
    if deadline is None:
        return ready
    at_least = state.t + round(state.parameter("drafting_haste") * (ready - state.t))
    wanted = max(deadline[0] - round(DAY * state.parameter("deadline_lead_days")), at_least)
    return wanted if wanted < min(ready, deadline[0]) else ready


def missed_cost(state: Crisis, sponsor: str, rounds: Gains) -> Gains:
    """What it costs a sponsor to miss the next deadline, thousandths, by how many more rounds it plans before a vote.

    Nothing where a vote now would be too late as well: then the deadline is lost in any case.
    """
    deadline = next_deadline(state)
    if deadline is None:
        return np.zeros(len(rounds))
    vote_now = state.t + HOUR * state.parameter("blue_hours_unopposed")
    if vote_now > deadline[0]:
        return np.zeros(len(rounds))
    late = vote_now + DAY * state.parameter("round_days") * rounds > deadline[0]
    cost = 1000.0 * state.parameter("deadline_cost") * state.setting.case.actors[sponsor].priority / 100.0
    missed: Gains = np.where(late, cost, 0.0)
    return missed
