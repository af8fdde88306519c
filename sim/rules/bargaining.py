"""What the penholder does with its draft: amend, consult on, put in blue, fall back to a statement, drop it."""

from math import sqrt
from typing import Any, Final

import numpy as np
from attrs import evolve, frozen

from sim.rules.chance import Chance
from sim.rules.concessions import unmet_cost
from sim.rules.council import president_at
from sim.rules.crisis import Crisis, Draft, MediationState, SponsorEstimate
from sim.rules.deadlines import brought_forward, missed_cost, next_deadline
from sim.rules.gains import Gains, thousandths
from sim.rules.hours import next_working
from sim.rules.occasions import NOTHING, Act, Decision, Occasion, act
from sim.rules.prospects import Prospects, resolution_outlook, statement_prospects
from sim.vocabulary import events as e
from sim.vocabulary.actors import COUNCIL
from sim.vocabulary.parts import Change, DraftTerms, LimitBelief, SponsorTerms
from sim.vocabulary.texts import Form

AMEND, CONSULT, VOTE, STATEMENT, DROP = "amend", "consult", "vote", "statement", "drop"

NODES, WEIGHT = (sqrt(3.0), -sqrt(3.0)), 1 / 6
"""Outer Gauss-Hermite nodes, and the weight of each, for what the next signal may teach."""


VOTING_DAY = (9, 22)
"""Hours in New York between which a vote is called."""


@frozen
class Choice:
    """What the sponsor chose, and what each choice that was open was worth, thousandths of a gain point.

    target: row of the best text from here; next: row of the text one rung towards it.
    """

    name: str
    target: int
    next: int
    passing: int
    worth: dict[str, int]


def delay_cost(state: Crisis, sponsor: str) -> float:
    """What a day of waiting costs the sponsor, in gain points: the more, the more the crisis matters to it."""
    return state.parameter("delay_cost") * state.setting.case.actors[sponsor].priority / 100.0


def reopening(state: Crisis) -> float:
    """What an amendment must bring its sponsor, gain points: it opens the text again to all who have agreed to it."""
    return state.parameter("amend_worth") if state.rule("amend_for_enough") else 0.0


def choose(state: Crisis, draft: Draft) -> Choice:
    """The best of the sponsor's choices on a live draft resolution (docs/model.md, section 4)."""
    return weighed(state, draft)[0]


def weighed(state: Crisis, draft: Draft) -> tuple[Choice, Gains]:
    """The same, with what it is worth to go for each resolution from here, thousandths of a gain point."""
    sponsor, space = draft.sponsor, state.space
    cost_a_round = 1000.0 * delay_cost(state, sponsor) * state.parameter("round_days")
    first = space.resolutions.start
    steps = space.steps(draft.row)[space.resolutions]
    if draft.bridge is not None:
        steps = steps.copy()
        steps[draft.bridge - first] = 1
    rounds = steps.astype(np.float64)
    cost: Gains = cost_a_round * rounds + 1000.0 * reopening(state) * (steps > 0)
    outlook = resolution_outlook(state, sponsor, draft)
    # A text in blue is no longer consulted on: what a signal may teach does not count.
    passing_m, value = outlook.at((0.0,) if draft.in_blue else (0.0, *NODES))
    now = Prospects(first, outlook.own, passing_m, value[0])
    unmet = unmet_cost(state, draft, now)
    cost += unmet
    later_cost: Gains = cost + missed_cost(state, sponsor, rounds + 1.0)
    cost += missed_cost(state, sponsor, rounds)
    target = now.best(cost, space.weakness[space.resolutions], steps)
    here = now.at(draft.row)
    best = float(now.value[target] - cost[target])
    # Of choices worth the same the first is taken.
    worth = {}
    if not _held_back(state, draft):
        worth[VOTE] = int(now.value[here] - unmet[here])
    if target != here:
        worth[AMEND] = round(best)
    if not draft.in_blue:
        learnt = float((now.value - later_cost).max()) * (1.0 - 2.0 * WEIGHT)
        for most in (value[1:] - later_cost).max(axis=1):
            learnt += WEIGHT * float(most)
        worth[CONSULT] = round(learnt - cost_a_round)
    statements_open = space.has_statements and not keeps_to_record(state, sponsor)
    if statements_open and not (state.rule("no_text_left") and not _any_left(state, sponsor, space.statements)):
        talks = state.parameter("statement_rounds")
        missed = float(missed_cost(state, sponsor, np.array([talks]))[0])
        fallback = statement_prospects(state, sponsor).most - talks * cost_a_round - missed
        worth[STATEMENT] = round(fallback)
    worth[DROP] = 0
    name = max(worth, key=lambda choice: worth[choice])
    step = _one_step(state, now, draft, now.row(target))
    return Choice(name, now.row(target), step, int(now.passing_m[target]), worth), now.value - cost


def keeps_to_record(state: Crisis, member: str) -> bool:
    """Whether a member that is after a vote for the record takes no statement in its place."""
    return state.rule("no_fallback") and state.setting.seeks_record(member)


def _any_left(state: Crisis, sponsor: str, rows: slice) -> bool:
    """Whether a text that can be written keeps all of a sponsor's own limits. rows: of one kind of text."""
    return bool(state.own_limits_kept(sponsor)[rows].any())


def no_text_left(state: Crisis, sponsor: str) -> bool:
    """Whether a sponsor can write no text at all within its own limits."""
    return state.rule("no_text_left") and not _any_left(state, sponsor, slice(None))


def _held_back(state: Crisis, draft: Draft) -> bool:
    """Whether the sponsor has promised to wait for an envoy who is not back; not where the draft is in blue."""
    if draft.in_blue and state.rule("no_envoy_in_blue"):
        return False
    mediation = state.mediation
    promised = (MediationState.GRANTED, MediationState.SENT)
    return mediation is not None and mediation.state in promised and state.t < mediation.until


def _one_step(state: Crisis, prospects: Prospects, draft: Draft, target: int) -> int:
    """The text one rung nearer the target that is worth most; the target itself if no rung can move alone."""
    space = state.space
    if target == draft.row or target == draft.bridge:
        return target
    from_here = space.steps(draft.row)[space.resolutions]
    to_target = space.steps(target)
    near = np.flatnonzero((from_here == 1) & (to_target[space.resolutions] == to_target[draft.row] - 1))
    if len(near) == 0:
        return target
    return prospects.row(int(near[prospects.value[near].argmax()]))


def changes(state: Crisis, old: int, new: int) -> list[Change]:
    """What changes from one text to another."""
    pairs = zip(state.space.keys, state.space.texts[old], state.space.texts[new], strict=True)
    return [Change(issue, before, after) for issue, before, after in pairs if before != after]


def sponsor_round(state: Crisis, occasion: Occasion, chance: Chance) -> Decision:
    """The sponsor's move after a session of consultations."""
    draft = state.own_draft(occasion.actor)
    if draft is None or draft.form is not Form.RESOLUTION or occasion.number < state.sessions or draft.in_blue:
        return NOTHING
    if _is_rival(state, draft):
        return NOTHING
    choice = choose(state, draft)
    return carry_out(state, draft, _once_heard(choice) if unheard(state, draft) else choice, occasion)


def unheard(state: Crisis, draft: Draft) -> list[str]:
    """Who could stop a text and has said nothing of it yet: its sponsor hears them before it moves.

    In an emergency it waits for nobody.
    """
    if not state.rule("hear_first") or state.pressure >= state.parameter("emergency_pressure"):
        return []
    others = [member for member in state.setting.blocking if not state.backs(member, draft)]
    return [member for member in others if member not in draft.declared]


def _once_heard(choice: Choice) -> Choice:
    """The best choice of a sponsor that neither amends its text nor puts it in blue yet."""
    worth = {name: value for name, value in choice.worth.items() if name not in (AMEND, VOTE)}
    return evolve(choice, name=max(worth, key=lambda name: worth[name]), worth=worth)


def _is_rival(state: Crisis, draft: Draft) -> bool:
    """Whether an earlier resolution is still on the table: then this one waits for it."""
    earlier = [d for d in state.live_drafts() if d.form is Form.RESOLUTION and d.circulated < draft.circulated]
    return any(d.sponsor != draft.sponsor for d in earlier)


def carry_out(state: Crisis, draft: Draft, choice: Choice, occasion: Occasion) -> Decision:
    """The acts that follow from a choice."""
    terms = sponsor_terms(state, draft, choice)
    weighed: dict[str, Any] = {"terms": terms, "options": choice.worth, "chosen": choice.name}
    if choice.name == AMEND:
        changed = changes(state, draft.row, choice.next)
        # Where nobody spoke against what is changed, the last word against the text as a whole is the cause.
        against_all = draft.reasons.get("") if state.rule("whole_objections") else None
        issues = [change.issue for change in changed if change.issue in draft.reasons]
        cause = max((draft.reasons[issue] for issue in issues), default=against_all)
        amended = e.DraftAmended(
            draft=draft.name,
            version=draft.version + 1,
            text=state.space.text(choice.next),
            changes=changed,
            bridge=choice.next == draft.bridge,
            **weighed,
        )
        return act(amended, COUNCIL, cause)
    if choice.name == VOTE:
        vote_at = vote_time(state, draft)
        hurried = in_time_for(state, draft, vote_at)
        in_blue = e.DraftPutInBlue(
            draft=draft.name, version=draft.version, vote_at=vote_at, in_time_for=hurried, **weighed
        )
        return act(in_blue, COUNCIL, draft.text_seq)
    if choice.name == CONSULT:
        return act(e.ConsultationsContinued(draft=draft.name, **weighed), COUNCIL)
    if choice.name == STATEMENT:
        withdrawn = e.DraftWithdrawn(draft=draft.name, reason="statement_instead", **weighed)
        return Decision((Act(withdrawn, COUNCIL), Act(statement_draft(state, draft.sponsor, "fallback"), COUNCIL)))
    reason = "no_text" if no_text_left(state, draft.sponsor) else "dropped"
    return act(e.DraftWithdrawn(draft=draft.name, reason=reason, **weighed), COUNCIL)


def vote_time(state: Crisis, draft: Draft) -> int:
    """The minute from which a draft that goes into blue now may be voted on; not while the timeline alone acts.

    In time for the next deadline, if it then lies in blue for the shortest time that the Council takes.
    """
    at_least = max(state.t + round(60 * state.parameter("blue_hours_unopposed")), state.setting.emergent_from)
    return brought_forward(state, _usual_vote_time(state, draft), at_least, VOTING_DAY, voting_days(state))


def in_time_for(state: Crisis, draft: Draft, vote_at: int) -> str:
    """The deadline for which a vote was brought forward; empty where it was not."""
    deadline = next_deadline(state)
    return deadline[1] if deadline is not None and vote_at < _usual_vote_time(state, draft) else ""


def _usual_vote_time(state: Crisis, draft: Draft) -> int:
    unopposed = not draft.objections and not draft.threats
    hours = state.parameter("blue_hours_unopposed" if unopposed else "blue_hours")
    soonest = max(state.t + round(60 * hours), state.setting.emergent_from)
    return next_working(state.setting.council, soonest, *VOTING_DAY, voting_days(state))


def voting_days(state: Crisis) -> int:
    """How many days of a week, from Monday, the Council votes on: not on Sundays, but while a provocation is fresh."""
    fresh = state.in_crisis() and state.days_since(state.provocations[-1][0]) <= state.parameter("attention_days")
    return 7 if fresh or not state.rule("working_days") else 6


def sponsor_terms(state: Crisis, draft: Draft, choice: Choice) -> SponsorTerms:
    """The numbers behind a choice."""
    return SponsorTerms(
        aims_at=state.space.text(choice.target),
        passing_m=choice.passing,
        delay_cost_m=thousandths(delay_cost(state, draft.sponsor)),
        beliefs_m={m: thousandths(b.mean) for m, b in state.beliefs.items() if not state.backs(m, draft)},
        limits_real=[
            LimitBelief(member, issue, thousandths(state.probability_real(member, issue)))
            for member, issue in state.declared_limits
        ],
    )


def statement_effort_m(state: Crisis) -> Gains:
    """What each statement must be worth to be proposed at all, thousandths; 0 where whatever can be had is."""
    forms = state.space.product[state.space.statements]
    if not state.rule("decision_to_table"):
        return np.zeros(len(forms))
    return np.array([1000.0 * state.parameter(_EFFORT[form]) for form in forms])


_EFFORT: Final = {Form.PRESS_STATEMENT: "press_effort", Form.PRESIDENTIAL_STATEMENT: "presidential_effort"}


def statement_draft(state: Crisis, drafter: str, reason: str, effort: Gains | None = None) -> e.DraftCirculated:
    """The statement worth most to its drafter, counting the chance that nobody objects; one can be written.

    effort: what proposing each costs, thousandths of a gain point.
    """
    prospects = statement_prospects(state, drafter)
    weakness = state.space.weakness[state.space.statements]
    cost = np.zeros(len(weakness)) if effort is None else effort
    place = prospects.best(cost, weakness, np.zeros_like(weakness))
    row = prospects.row(place)
    form = state.space.product[row].replace("_", " ")
    return e.DraftCirculated(
        entry="",
        draft=state.next_draft_name(drafter),
        text=state.space.text(row),
        summary=f"circulates a draft {form}",
        reason=reason,
        terms=DraftTerms(
            gain_m=thousandths(prospects.own[place]),
            best_m=None,
            share_m=None,
            passing_m=int(prospects.passing_m[place]),
            carries_m=None,
        ),
    )


def expected_value(state: Crisis, member: str, draft: Draft) -> float:
    """What a live draft is worth to a member that backs it, in gain points.

    To the sponsor its best choice; to a co-sponsor the text the sponsor aims at, times its chance: both as the
    sponsor last thought it over, or would now if it has not yet.
    """
    known = draft.sponsor_estimate
    if known is None:
        choice = choose(state, draft)
        known = SponsorEstimate(max(choice.worth.values()), choice.target, choice.passing)
    if member == draft.sponsor:
        return known.worth_m / 1000
    return known.passing_m / 1000 * state.gain(member, known.target)


def vote_stands(state: Crisis, occasion: Occasion, chance: Chance) -> Decision:
    """The President puts a draft in blue to the vote, its sponsor having said that the vote stands."""
    draft = state.drafts[occasion.subject]
    stands = draft.live and draft.in_blue and draft.version == occasion.number
    return act(_vote_opened(state, draft), "") if stands else NOTHING


def _vote_opened(state: Crisis, draft: Draft) -> e.VoteOpened:
    president, text = president_at(state.setting.presidencies, state.t), state.space.text(draft.row)
    number = state.votes_held + 1
    return e.VoteOpened(draft=draft.name, version=draft.version, text=text, number=number, president=president)


def vote_due(state: Crisis, occasion: Occasion, chance: Chance) -> Decision:
    """The President's act when a draft in blue may be voted on: the sponsor has one last look."""
    draft = state.drafts.get(occasion.subject)
    if draft is None or not draft.live or not draft.in_blue or draft.vote_at != occasion.number:
        return NOTHING
    # Where nothing was said against the text since it went into blue, the vote goes ahead as decided.
    if draft.warned and choose(state, draft).name != VOTE:
        return Decision(
            again=[Occasion(draft.sponsor, "pull_back", state.t, draft.text_seq, draft.name, draft.version)]
        )
    return act(_vote_opened(state, draft), "")


def pull_back(state: Crisis, occasion: Occasion, chance: Chance) -> Decision:
    """The sponsor takes its text out of blue, having thought better of it."""
    draft = state.drafts.get(occasion.subject)
    if draft is None or not draft.live or draft.version != occasion.number or not draft.in_blue:
        return NOTHING
    choice = choose(state, draft)
    return carry_out(state, draft, choice, occasion) if choice.name != VOTE else NOTHING
