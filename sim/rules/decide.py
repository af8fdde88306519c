"""decide: one table from what woke an actor to the rule that answers it."""

from collections.abc import Callable
from typing import Final

from sim.rules import (
    bargaining,
    contacts,
    drafting,
    mediation,
    penholder,
    planned,
    provoker,
    reactions,
    reviews,
    seat,
    sessions,
    spot,
    threats,
)
from sim.rules.chance import Chance
from sim.rules.crisis import Crisis
from sim.rules.occasions import NOTHING, Decision, Occasion

Rule = Callable[[Crisis, Occasion, Chance], Decision]


RULES: Final[dict[str, Rule]] = {
    "entry": planned.entry_due,
    "session": sessions.consultations,
    "council_changes": sessions.council_changes,
    "review": reviews.review,
    "tabling": reviews.join_at_tabling,
    "round": bargaining.sponsor_round,
    "vote_due": bargaining.vote_due,
    "pull_back": bargaining.pull_back,
    "vote_stands": bargaining.vote_stands,
    "on_blue": threats.on_blue,
    "vote": reviews.vote,
    "tally": sessions.count_votes,
    "silence": sessions.silence_ends,
    "conclude": sessions.conclude,
    "after_session": reactions.after_session,
    "become_penholder": penholder.become_penholder,
    "consult_on_draft": drafting.consult_on_draft,
    "draft_ready": penholder.draft_ready,
    "presidents_statement": penholder.presidents_statement,
    "spot_statement": spot.spot_statement,
    "mediation_reply": mediation.mediation_reply,
    "envoy_leaves": mediation.envoy_leaves,
    "envoy_returns": mediation.envoy_returns,
    "call": contacts.call,
    seat.OWN: seat.listens,
    "measure": provoker.measure,
    "provoker": provoker.each_day,
    "concession": provoker.concession_to_envoy,
    "answer_outcome": sessions.answer_outcome,
    "welcome": sessions.welcome,
    "close": sessions.close,
    "close_failed": sessions.close_after_failure,
    "horizon": sessions.horizon,
}
"""Occasion name to rule. Extension is a line in this table."""


OF_MEMBERS: Final = frozenset(
    ("review", "tabling", "round", "pull_back", "on_blue", "vote", "after_session", "become_penholder",
     "consult_on_draft", "draft_ready", "presidents_statement", "spot_statement",
     "mediation_reply")
)  # fmt: skip
"""Occasions that concern a member, and nobody whose seat has ended since."""


def decide(state: Crisis, occasion: Occasion, chance: Chance) -> Decision:
    """What the actor does on this occasion: a pure function of the state, the occasion and its own luck."""
    if occasion.name in OF_MEMBERS and occasion.actor not in state.setting.seat_of:
        return NOTHING
    return RULES[occasion.name](state, occasion, chance)
