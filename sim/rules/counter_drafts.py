"""Counter-drafts: an opponent's own text beside the one on the table."""

import numpy as np

from sim.rules.bargaining import expected_value
from sim.rules.chance import Chance
from sim.rules.crisis import OPPOSED, Crisis, Draft, DraftStatus
from sim.rules.exact import exps
from sim.rules.gains import Gains, thousandths
from sim.rules.prospects import limits_clear
from sim.vocabulary import events as e
from sim.vocabulary.parts import DraftTerms
from sim.vocabulary.texts import Form

MOST_DRAFTS = 3
"""An opponent that has put forward this many texts puts forward no more."""


def counter_draft(state: Crisis, member: str, draft: Draft, session: str, chance: Chance) -> e.DraftCirculated | None:
    """An opponent's own text: first a statement, and once that was blocked a resolution."""
    own = [d for d in state.drafts.values() if d.sponsor == member]
    answered = any(
        d.sponsor != draft.sponsor and d.live and draft.declared.get(d.sponsor) == OPPOSED
        for d in state.drafts.values()
    )
    if (
        answered
        or len(own) >= MOST_DRAFTS
        or state.gain(member, draft.row) >= 0
        or any(d.form is Form.RESOLUTION for d in own)
    ):
        return None
    priority = state.setting.case.actors[member].priority / 100
    if not chance.happens(state.parameter("counter_chance") * priority, member, "counter-draft", session):
        return None
    blocked = any(d.status == DraftStatus.BLOCKED for d in own)
    if blocked and state.co_sponsored(member) is not None:
        return None
    space = state.space
    if not (space.has_resolutions if blocked else space.has_statements):
        return None
    rows = space.resolutions if blocked else space.statements
    gains, carry = state.gains(member)[rows], _carries(state, member, draft, rows)
    value = np.rint(1000 * gains * carry)
    best = int(value.max())
    if best <= 0:
        return None
    places = np.flatnonzero(value == best)
    place = int(min(places, key=lambda p: (space.weakness[rows.start + p], p)))
    row = rows.start + place
    form = space.product[row].replace("_", " ")
    return e.DraftCirculated(
        entry="",
        draft=state.next_draft_name(member),
        text=space.text(row),
        summary=f"circulates its own draft {form}",
        reason="counter_draft",
        terms=DraftTerms(
            gain_m=thousandths(gains[place]),
            best_m=None,
            share_m=None,
            passing_m=None,
            carries_m=thousandths(carry[place]),
        ),
        options={"circulate": best, "wait": 0},
        chosen="circulate",
    )


def _carries(state: Crisis, member: str, draft: Draft, rows: slice) -> Gains:
    """How far a text could carry, as its author sees it: backers of the other draft compare it with theirs."""
    carry = limits_clear(state, state.setting.members, rows)
    carry *= state.own_limits_kept(member)[rows]
    gap = np.rint(1000.0 * state.gain_table()[:, rows]) / 1000.0
    if draft.sponsor != member:
        gap[state.setting.seat_of[draft.sponsor]] -= expected_value(state, draft.sponsor, draft)
    likely = np.where(gap > 20.0, 1.0, 1.0 / (1.0 + exps(-gap / state.parameter("carry_scale"))))
    for seat, other in enumerate(state.setting.members):
        if other != member:
            carry *= likely[seat]
    return carry
