"""What a sponsor takes back of its text before it lets a veto fall on it."""

import numpy as np

from sim.rules.crisis import Crisis, Draft
from sim.rules.gains import Gains, Mask, bound_of
from sim.rules.prospects import Prospects, polarisation, record_share
from sim.vocabulary.actors import Limit
from sim.vocabulary.texts import Role


def unmet_cost(state: Crisis, draft: Draft, prospects: Prospects) -> Gains:
    """What each resolution is worth less on the record if it takes nothing back, thousandths of a gain point.

    A veto shows who stands in the way only where the sponsor has met those who object. It takes back a rung at least
    of what goes furthest beyond the limits that they have declared.
    """
    cost = np.zeros(len(prospects.own))
    unmet = None if state.vetoed_once or not state.rule("concessions") else _unmet(state, draft)
    if unmet is None:
        return cost
    share = state.parameter("record_unheard") * record_share(state) * polarisation(state, draft.sponsor)
    worth = share * np.maximum(prospects.own, 0.0) * (1000.0 - prospects.passing_m)
    rows = slice(prospects.first, prospects.first + len(cost))
    lost: Gains = np.where(unmet[rows], np.rint(worth), cost)
    return lost


def _unmet(state: Crisis, draft: Draft) -> Mask | None:
    """Which texts give nothing to those who object to a draft over a limit; None where nobody does.

    The form is no matter of degree: who wants another has another text in mind.
    """
    opened, space = state.space.texts[draft.opened], state.space
    beyond: list[tuple[int, int, Limit]] = []
    """By how much the first text goes beyond a limit, the number of the issue, and the limit."""
    for (member, key), limit in state.declared_limits.items():
        issue = space.number_of[key]
        crossed = space.crossed(issue, limit)[draft.opened]
        if crossed and member in state.setting.blocking and space.issues[issue].role is not Role.FORM:
            beyond.append((abs(opened[issue] - bound_of(limit)), issue, limit))
    if not beyond:
        return None
    _, issue, limit = max(beyond, key=lambda each: (each[0], -each[1]))
    strengths = space.strengths[:, issue]
    given: Mask = strengths < opened[issue] if limit.at_most is not None else strengths > opened[issue]
    return ~given
