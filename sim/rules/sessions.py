"""What the Council does as a body: consultations, votes counted, silence kept or broken, the outcome, the end."""

from math import exp

from sim.rules.beliefs import DOUBT
from sim.rules.chance import Chance
from sim.rules.council import president_at, tally
from sim.rules.crisis import Crisis, Draft
from sim.rules.occasions import NOTHING, Act, Decision, Occasion, act
from sim.rules.prospects import anticipated_isolation
from sim.vocabulary import events as e
from sim.vocabulary.actors import COUNCIL
from sim.vocabulary.texts import Form


def consultations(state: Crisis, occasion: Occasion, chance: Chance) -> Decision:
    """The members meet, if there is still something to meet about; what the sponsor hears goes into the event."""
    number = occasion.number
    if state.sessions != number - 1 or state.outcome is not None or not in_hand(state):
        return NOTHING
    drafts = state.live_drafts()
    resolution = next((draft for draft in drafts if draft.form is Form.RESOLUTION), None)
    signals = {} if resolution is None else _signals(state, resolution, number, chance)
    pressed, unpressed = ([], []) if resolution is None else _limits_pressed(state, resolution)
    president = president_at(state.setting.presidencies, state.t)
    held = e.ConsultationsHeld(
        "",
        number,
        "consultations of the whole",
        president,
        [draft.name for draft in drafts],
        signals,
        pressed,
        unpressed,
        round(1000 * state.pressure),
    )
    return act(held, "", drafts[0].text_seq if drafts else None)


def in_hand(state: Crisis) -> bool:
    """Whether the Council still has the matter in hand: a live draft, a fresh provocation, a fresh failure."""
    if not state.in_crisis():
        return False
    fresh = state.days_since(state.provocations[-1][0]) <= state.parameter("attention_days")
    failed = state.failed_at is not None and state.days_since(state.failed_at) <= state.parameter("aftermath_days")
    return bool(state.live_drafts()) or fresh or failed


def doubtful(state: Crisis, draft: Draft) -> list[str]:
    """Members whose vote the sponsor cannot tell: not backers, best guess within reach of the line."""
    others = len(state.setting.members) - 2
    gains = state.members_gain(draft.row)
    return [
        member
        for member, gain in gains.items()
        if not state.backs(member, draft)
        and abs(gain + state.belief(member).mean + anticipated_isolation(state, member, others)) <= DOUBT
    ]


def _signals(state: Crisis, draft: Draft, number: int, chance: Chance) -> dict[str, int]:
    """What the sponsor reads from each doubtful member: the truth (0), less a bluff that fades, with noise."""
    bluff = state.parameter("bluff") * exp(-state.days_since(draft.circulated) / state.parameter("bluff_days"))
    spread = state.parameter("signal_sd")
    return {
        member: round(1000 * (spread * chance.normal(member, "signal", f"session {number}") - bluff))
        for member in doubtful(state, draft)
    }


def _limits_pressed(state: Crisis, draft: Draft) -> tuple[list[list[str]], list[list[str]]]:
    """Of the limits declared before that the text crosses: those their members insist on, and those they let rest."""
    text = state.space.text(draft.row)
    pressed: list[list[str]] = []
    unpressed: list[list[str]] = []
    for (member, issue), limit in state.declared_limits.items():
        if not state.space.crossed(state.space.number_of[issue], limit)[draft.row]:
            continue
        insists = any(issue == crossed for crossed, _, _ in state.crossed(member, text))
        (pressed if insists else unpressed).append([member, issue])
    return pressed, unpressed


def count_votes(state: Crisis, occasion: Occasion, chance: Chance) -> Decision:
    """The President announces how the vote came out, the members having voted in the same minute."""
    draft = state.drafts[occasion.subject]
    if draft.status != "voting":
        return NOTHING
    count = tally(draft.votes, state.setting.seats)
    text = state.space.text(draft.row)
    numbers = (count.yes, count.no, count.abstain)
    if count.result is Form.RESOLUTION:
        return act(e.ResolutionAdopted(draft.name, text, *numbers))
    if count.result is Form.VETOED:
        return act(e.DraftVetoed(draft.name, text, *numbers, list(count.vetoes)))
    return act(e.DraftFailed(draft.name, text, *numbers))


def silence_ends(state: Crisis, occasion: Occasion, chance: Chance) -> Decision:
    """A draft statement passes if nobody has objected by now, and is blocked otherwise."""
    draft = state.drafts.get(occasion.subject)
    if draft is None or not draft.live or state.outcome is not None:
        return NOTHING
    if draft.objections:
        return act(e.StatementBlocked(draft.name, list(draft.objections)))
    return act(e.StatementAgreed(draft.name, str(draft.form), state.space.text(draft.row)), "", draft.text_seq)


def conclude(state: Crisis, occasion: Occasion, chance: Chance) -> Decision:
    """The outcome, once the Council has produced something."""
    product = state.product()
    if state.outcome is not None or product is None:
        return NOTHING
    return act(_produced(state, *product))


def close_after_failure(state: Crisis, occasion: Occasion, chance: Chance) -> Decision:
    """The end, when a failed vote was followed by no new draft for long enough."""
    if state.outcome is not None or state.failed_at is None or state.failed_at != occasion.number:
        return NOTHING
    return Decision((Act(_failure(state)), Act(e.RunEnded("after_failed_vote"))))


def close(state: Crisis, occasion: Occasion, chance: Chance) -> Decision:
    """The end, some days after a product."""
    if state.ended or state.outcome is None:
        return NOTHING
    return act(e.RunEnded("after_product"))


def horizon(state: Crisis, occasion: Occasion, chance: Chance) -> Decision:
    """The end, whatever has come of it by then."""
    if state.ended:
        return NOTHING
    ending = Act(e.RunEnded("horizon"))
    if state.outcome is not None:
        return Decision((ending,))
    product = state.product()
    outcome = _failure(state) if product is None else _produced(state, *product)
    return Decision((Act(outcome), ending))


def _produced(state: Crisis, name: str, at: int) -> e.OutcomeReached:
    """The outcome where the Council has produced something."""
    draft = state.drafts[name]
    return _outcome(state, str(draft.form), draft, at)


def _failure(state: Crisis) -> e.OutcomeReached:
    """The outcome where nothing was produced: the last failed vote, or none."""
    if state.failed is None:
        return e.OutcomeReached("none", "", None, 0, 0, 0, {}, state.t, None)
    form = Form.VETOED if isinstance(state.failed, e.DraftVetoed) else Form.FAILED
    return _outcome(state, form, state.drafts[state.failed.draft], state.failed_minute)


def _outcome(state: Crisis, form: str, draft: Draft, at: int) -> e.OutcomeReached:
    votes = draft.votes if form in (Form.RESOLUTION, Form.VETOED, Form.FAILED) else {}
    yes, no, abstain = (sum(vote == kind for vote in votes.values()) for kind in ("yes", "no", "abstain"))
    text = None if form in (Form.VETOED, Form.FAILED) else state.space.text(draft.row)
    days_m = round(1000 * (at - state.setting.clock_from) / 1440)
    return e.OutcomeReached(str(form), draft.name, text, yes, no, abstain, dict(votes), at, days_m)


def answer_outcome(state: Crisis, occasion: Occasion, chance: Chance) -> Decision:
    """The provoker's answer to what the Council produced."""
    if occasion.subject in state.rejected:
        return NOTHING
    draft = state.drafts[occasion.subject]
    gain = round(1000 * state.gain(occasion.actor, draft.row))
    line = round(-1000 * state.parameter("reject_below"))
    if gain >= line:
        return NOTHING
    terms = {"gain_m": gain, "rejects_below_m": line}
    return act(e.OutcomeRejected(draft.name, "rejects the outcome", terms), COUNCIL)


def welcome(state: Crisis, occasion: Occasion, chance: Chance) -> Decision:
    """The sponsor welcomes what it got, if it got something worth having."""
    draft = state.drafts[occasion.subject]
    gain = round(1000 * state.gain(occasion.actor, draft.row))
    if gain <= 0 or occasion.actor in state.welcomed:
        return NOTHING
    return act(e.OutcomeWelcomed(draft.name, {"gain_m": gain}), COUNCIL)
