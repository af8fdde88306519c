"""What the Council does as a body: consultations, votes counted, silence kept or broken, the outcome, the end."""

from typing import Any, Final

from sim.rules.chance import Chance
from sim.rules.council import president_at, tally
from sim.rules.crisis import AT_ONCE, Crisis, Draft, DraftStatus
from sim.rules.exact import exp
from sim.rules.gains import thousandths
from sim.rules.hours import DAY
from sim.rules.occasions import NOTHING, Act, Decision, Occasion, act
from sim.rules.prospects import doubtful
from sim.vocabulary import events as e
from sim.vocabulary.actors import COUNCIL
from sim.vocabulary.margins import by_lines
from sim.vocabulary.parts import DeclaredLimit, RejectionTerms, WelcomeTerms
from sim.vocabulary.texts import Form

WORKDAY: Final = (9, 19)
"""Hours in New York between which consultations are held most readily."""

HALF_PRESSURE: Final = 50.0
"""The pressure at which attention has its half-life."""

LN_2: Final = 0.6931471805599453
"""From a half-life to a mean."""


def consultations(state: Crisis, occasion: Occasion, chance: Chance) -> Decision:
    """The members meet, if there is still something to meet about; what the sponsor hears goes into the event."""
    number = occasion.number
    if state.sessions != number - 1 or state.outcome is not None or not in_hand(state):
        return NOTHING
    drafts = state.live_drafts()
    if state.drafting is not None and not drafts and state.sessions_since:
        # There is nothing to consult on until the text is there; who drafts talks with those that matter.
        due = max(state.drafting.ready, state.t) + round(60 * state.parameter("session_gap"))
        return Decision(again=[occasion._replace(due=state.setting.council.next_between(due, *WORKDAY))])
    resolution = next((draft for draft in drafts if draft.form is Form.RESOLUTION), None)
    signals = {} if resolution is None else _signals(state, resolution, number, chance)
    pressed, unpressed = ([], []) if resolution is None else _limits_pressed(state, resolution)
    held = e.ConsultationsHeld(
        entry="",
        number=number,
        summary="consultations of the whole",
        president=president_at(state.setting.presidencies, state.t),
        drafts=[draft.name for draft in drafts],
        signals_m=signals,
        pressed=pressed,
        unpressed=unpressed,
        pressure_m=thousandths(state.pressure),
    )
    return act(held, "", drafts[0].text_seq if drafts else None)


def council_changes(state: Crisis, occasion: Occasion, chance: Chance) -> Decision:
    """Seats end and begin; a draft of who leaves goes to the first co-sponsor that stays, or lapses."""
    if any(draft.status == DraftStatus.VOTING for draft in state.drafts.values()):
        return Decision(again=[occasion])
    before, after = state.setting.members, state.setting.members_at(state.t)
    leaves = [member for member in before if member not in after]
    comes = [member for member in after if member not in before]
    if not leaves and not comes:
        return NOTHING
    passed_on = {
        draft.name: next((name for name in draft.co_sponsors if name not in leaves), "")
        for draft in state.live_drafts()
        if draft.sponsor in leaves
    }
    return act(e.CouncilChanged(leaves=leaves, comes=comes, passed_on=passed_on))


def in_hand(state: Crisis) -> bool:
    """Whether the Council still has the matter in hand: a live draft, a fresh provocation, a fresh failure."""
    if not state.in_crisis():
        return False
    fresh = state.days_since(state.provocations[-1][0]) <= state.parameter("attention_days")
    failed = state.failed_at is not None and state.days_since(state.failed_at) <= state.parameter("aftermath_days")
    return bool(state.live_drafts()) or fresh or failed


def _signals(state: Crisis, draft: Draft, number: int, chance: Chance) -> dict[str, int]:
    """What the sponsor reads from each doubtful member: the truth (0), less a bluff that fades, with noise."""
    bluff = state.parameter("bluff") * exp(-state.days_since(draft.circulated) / state.parameter("bluff_days"))
    spread = state.parameter("signal_sd")
    return {
        member: thousandths(spread * chance.normal(member, "signal", f"session {number}") - bluff)
        for member in doubtful(state, draft)
    }


def _limits_pressed(state: Crisis, draft: Draft) -> tuple[list[DeclaredLimit], list[DeclaredLimit]]:
    """Of the limits declared before that the text crosses: those their members insist on, and those they let rest."""
    pressed: list[DeclaredLimit] = []
    unpressed: list[DeclaredLimit] = []
    for (member, issue), limit in state.declared_limits.items():
        if not state.space.crossed(state.space.number_of[issue], limit)[draft.row]:
            continue
        insists = any(issue == crossing.issue for crossing in state.crossed(member, draft.row))
        (pressed if insists else unpressed).append(DeclaredLimit(member, issue))
    return pressed, unpressed


def count_votes(state: Crisis, occasion: Occasion, chance: Chance) -> Decision:
    """The President announces how the vote came out, the members having voted in the same minute."""
    draft = state.drafts[occasion.subject]
    if draft.status != DraftStatus.VOTING:
        return NOTHING
    count = tally(draft.votes, state.setting.voting)
    text = state.space.text(draft.row)
    counted: dict[str, Any] = {
        "draft": draft.name, "text": text, "yes": count.yes, "no": count.no, "abstain": count.abstain
    }  # fmt: skip
    if count.result is Form.RESOLUTION:
        return act(e.ResolutionAdopted(**counted))
    if count.result is Form.VETOED:
        return act(e.DraftVetoed(**counted, by=list(count.vetoes)))
    return act(e.DraftFailed(**counted))


def silence_ends(state: Crisis, occasion: Occasion, chance: Chance) -> Decision:
    """A draft statement passes if nobody has objected by now, and is blocked otherwise."""
    draft = state.drafts.get(occasion.subject)
    if draft is None or not draft.live or state.outcome is not None:
        return NOTHING
    if draft.objections:
        return act(e.StatementBlocked(draft=draft.name, by=list(draft.objections)))
    agreed = e.StatementAgreed(draft=draft.name, form=str(draft.form), text=state.space.text(draft.row))
    return act(agreed, "", draft.text_seq)


def conclude(state: Crisis, occasion: Occasion, chance: Chance) -> Decision:
    """The outcome, once the Council has produced something; a statement of the timeline is a step on the way."""
    if state.outcome is not None or not state.products:
        return NOTHING
    on_the_way = state.drafts[occasion.subject].form is not Form.RESOLUTION
    if on_the_way and state.t < state.setting.emergent_from:
        return NOTHING
    if state.veto_stays():
        closing = state.failed_minute + round(1440 * state.parameter("closing_days_failed"))
        due = max(closing, state.t)
        return Decision(again=[Occasion(COUNCIL, "close_failed", due, occasion.cause, "", state.failed_minute)])
    if wants_more(state, chance):
        return Decision(again=[occasion._replace(due=state.t + DAY)])
    return act(_outcome_now(state))


def wants_more(state: Crisis, chance: Chance) -> bool:
    """Whether the Council goes on although it has said something: its author wants a resolution, and attention lasts.

    The author said so when it read the statement out. Attention fades from the last provocation on; a resolution on
    the table holds it. Once the author has put its resolution forward and it came to nothing, no more is wanted.
    """
    if not state.rule("several_products") or not state.products:
        return False
    name, at = state.products[-1]
    statement = state.drafts[name]
    if statement.reason != AT_ONCE:
        return False
    later = [d for d in state.drafts.values() if d.form is Form.RESOLUTION and d.circulated >= at]
    if any(draft.live or draft.status is DraftStatus.VOTING for draft in later):
        return True
    done = bool(later) or statement.sponsor in state.pen_refused or statement.sponsor in state.pen_waits
    since = max(at, state.provocations[-1][0])
    half_life = state.parameter("attention_half_life") * state.raised_to / HALF_PRESSURE
    return not done and state.days_since(since) < half_life * chance.exponential(COUNCIL, "attention", name) / LN_2


def reopened(state: Crisis, event: e.Event) -> list[Occasion]:
    """After one more provocation the Council looks again whether there is more to say, once its attention is over."""
    if not state.products or not state.rule("several_products"):
        return []
    due = event.t + round(DAY * state.parameter("attention_days"))
    return [Occasion(COUNCIL, "conclude", due, event.seq, state.products[-1][0])]


def close_after_failure(state: Crisis, occasion: Occasion, chance: Chance) -> Decision:
    """The end, when a failed vote was followed by no new draft for long enough."""
    if state.outcome is not None or state.failed_at is None or state.failed_at != occasion.number:
        return NOTHING
    return Decision((Act(_outcome_now(state)), Act(e.RunEnded(reason="after_failed_vote"))))


def close(state: Crisis, occasion: Occasion, chance: Chance) -> Decision:
    """The end, some days after a product."""
    if state.ended or state.outcome is None or (state.rule("several_products") and occasion.cause != state.reached):
        return NOTHING
    return act(e.RunEnded(reason="after_product"))


def horizon(state: Crisis, occasion: Occasion, chance: Chance) -> Decision:
    """The end, whatever has come of it by then."""
    if state.ended:
        return NOTHING
    ending = Act(e.RunEnded(reason="horizon"))
    if state.outcome is not None:
        return Decision((ending,))
    return Decision((Act(_outcome_now(state)), ending))


def _outcome_now(state: Crisis) -> e.OutcomeReached:
    """What has come of it: the strongest product, unless a veto stays; else the last failed vote, or none."""
    product = state.product()
    if product is None or state.veto_stays():
        return _failure(state)
    name, at = product
    return _outcome(state, str(state.drafts[name].form), state.drafts[name], at)


def _failure(state: Crisis) -> e.OutcomeReached:
    """The last failed vote as the outcome, or none."""
    if state.failed is None:
        return e.OutcomeReached(
            form="none", draft="", text=None, yes=0, no=0, abstain=0, votes={}, at=state.t, days_m=None
        )
    form = Form.VETOED if isinstance(state.failed, e.DraftVetoed) else Form.FAILED
    return _outcome(state, form, state.drafts[state.failed.draft], state.failed_minute)


def _outcome(state: Crisis, form: str, draft: Draft, at: int) -> e.OutcomeReached:
    votes = draft.votes if form in (Form.RESOLUTION, Form.VETOED, Form.FAILED) else {}
    yes, no, abstain = (sum(vote == kind for vote in votes.values()) for kind in ("yes", "no", "abstain"))
    text = None if form in (Form.VETOED, Form.FAILED) else state.space.text(draft.row)
    return e.OutcomeReached(
        form=str(form),
        draft=draft.name,
        text=text,
        yes=yes,
        no=no,
        abstain=abstain,
        votes=dict(votes),
        at=at,
        days_m=round(1000 * (at - state.setting.clock_from) / 1440),
    )


def answer_outcome(state: Crisis, occasion: Occasion, chance: Chance) -> Decision:
    """A provoker's answer to what the Council produced."""
    if (occasion.actor, occasion.subject) in state.rejected:
        return NOTHING
    draft = state.drafts[occasion.subject]
    gain_m = thousandths(state.gain(occasion.actor, draft.row))
    line_m = thousandths(-state.parameter("reject_below"))
    if gain_m >= line_m:
        return NOTHING
    rejected = e.OutcomeRejected(
        draft=draft.name,
        summary="rejects the outcome",
        terms=RejectionTerms(gain_m=gain_m, rejects_below_m=line_m),
        options=by_lines(gain_m, "reject", "reject", ("accept", line_m)),
        chosen="reject",
    )
    return act(rejected, COUNCIL)


def welcome(state: Crisis, occasion: Occasion, chance: Chance) -> Decision:
    """The sponsor welcomes what it got, if it got something worth having."""
    draft = state.drafts[occasion.subject]
    gain_m = thousandths(state.gain(occasion.actor, draft.row))
    if gain_m <= 0 or occasion.actor in state.welcomed:
        return NOTHING
    welcomed = e.OutcomeWelcomed(
        draft=draft.name,
        terms=WelcomeTerms(gain_m=gain_m),
        options=by_lines(gain_m, "welcome", "stay_silent", ("welcome", 1)),
        chosen="welcome",
    )
    return act(welcomed, COUNCIL)
