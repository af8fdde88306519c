"""What whoever sits in a seat can choose at a moment, what the model would choose, and which choice is meant."""

from collections.abc import Mapping
from typing import Any, Final

from attrs import frozen

from sim.rules.bargaining import AMEND, CONSULT, STATEMENT
from sim.rules.chance import Chance
from sim.rules.council import ABSTAIN, NO, YES
from sim.rules.crisis import RESERVED, SUPPORT, Crisis, Draft
from sim.rules.occasions import Decision, Occasion
from sim.rules.reviews import CO_SPONSOR, LEAVE, LET_PASS, OBJECT
from sim.rules.seat import OWN
from sim.scenario.ladders import faults
from sim.vocabulary import events as e
from sim.vocabulary.parts import Choice
from sim.vocabulary.problems import TurtlebayError
from sim.vocabulary.texts import Form

MODEL: Final = "model"
"""The act of leaving a moment to the rule."""

HOLD, PUT_IN_BLUE, LET_VOTE, WITHDRAW, TABLE, PASS = "hold", "put_in_blue", "let_vote", "withdraw", "table", "pass"
THREATEN, BRIDGE, SEND_ENVOY, GRANT, REFUSE = "threaten", "bridge", "send_envoy", "grant", "refuse"
GO_AHEAD, KEEP_BACK = "go_ahead", "withhold"


class Refused(TurtlebayError, ValueError):
    """What the rules do not allow; the message says which rule."""


@frozen
class Moment:
    """A decision that whoever sits there takes: what woke the actor, and what the model would do."""

    state: Crisis
    occasion: Occasion
    decision: Decision
    chance: Chance

    @property
    def actor(self) -> str:
        """Whose decision it is."""
        return self.occasion.actor


OPEN: Final[Mapping[str, tuple[str, ...]]] = {
    "review": (SUPPORT, CO_SPONSOR, RESERVED, OBJECT, LET_PASS, THREATEN, BRIDGE, SEND_ENVOY, LEAVE, HOLD),
    "on_blue": (SUPPORT, CO_SPONSOR, RESERVED, OBJECT, THREATEN, LEAVE, HOLD),
    "tabling": (CO_SPONSOR, HOLD),
    "round": (AMEND, CONSULT, PUT_IN_BLUE, STATEMENT, WITHDRAW, HOLD),
    "pull_back": (LET_VOTE, AMEND, STATEMENT, WITHDRAW),
    "vote": (YES, NO, ABSTAIN),
    "after_session": (THREATEN, BRIDGE, SEND_ENVOY, TABLE, SUPPORT, CO_SPONSOR, RESERVED, OBJECT, LET_PASS, LEAVE,
                      WITHDRAW, HOLD),
    OWN: (THREATEN, BRIDGE, SEND_ENVOY, TABLE, SUPPORT, CO_SPONSOR, RESERVED, OBJECT, LET_PASS, LEAVE, WITHDRAW, HOLD),
    "become_penholder": (TABLE, HOLD, PASS),
    "draft_ready": (TABLE, HOLD, PASS),
    "spot_statement": (TABLE, HOLD),
    "presidents_statement": (TABLE, HOLD),
    "mediation_reply": (GRANT, REFUSE),
    "entry": (GO_AHEAD, KEEP_BACK, TABLE),
    "provoker": (GO_AHEAD, KEEP_BACK),
}  # fmt: skip
"""Occasion to what can be done on it, in the order in which it is listed."""

WRITES: Final = (AMEND, STATEMENT, TABLE, BRIDGE)
"""Acts that write a text."""


# What the model would do, as a choice


def models_choice(at: Moment) -> Choice:
    """What the model would do at a moment."""
    acts, name = at.decision.acts, at.occasion.name
    if not acts:
        return Choice("", LET_VOTE if name == "pull_back" else HOLD, at.occasion.subject if name == "pull_back" else "")
    first, last = acts[0].payload, acts[-1].payload
    if name in ("entry", "provoker"):
        return Choice("", KEEP_BACK if isinstance(first, e.ActWithheld) else GO_AHEAD)
    if isinstance(last, e.VoteCast):
        return Choice("", last.vote, last.draft)
    if isinstance(first, e.DraftWithdrawn):
        text = last.text if isinstance(last, e.DraftCirculated) else {}
        return Choice("", STATEMENT if text else WITHDRAW, first.draft, text)
    if isinstance(first, e.PositionDeclared):
        return Choice("", LET_PASS if first.chosen == LET_PASS else first.stance, first.draft)
    if isinstance(first, e.ActWithheld):
        return Choice("", PASS if first.act == "draft" else HOLD)
    if isinstance(first, e.DraftCirculated | e.DraftingBegan):
        return Choice("", TABLE, "", first.text)
    act_, writes = _DOES[type(first)]
    data: Any = first
    return Choice("", act_, data.draft, data.text if writes else {})


_DOES: Final[Mapping[type[e.Payload], tuple[str, bool]]] = {
    e.DraftAmended: (AMEND, True),
    e.ConsultationsContinued: (CONSULT, False),
    e.DraftPutInBlue: (PUT_IN_BLUE, False),
    e.VoteOpened: (LET_VOTE, False),
    e.CoSponsorJoined: (CO_SPONSOR, False),
    e.CoSponsorLeft: (LEAVE, False),
    e.ObjectionRaised: (OBJECT, False),
    e.VetoThreatened: (THREATEN, False),
    e.BridgingTextOffered: (BRIDGE, True),
    e.MediationProposed: (SEND_ENVOY, False),
    e.MediationGranted: (GRANT, False),
    e.MediationRefused: (REFUSE, False),
}
"""Event to the act that makes it, and whether that writes a text."""


# Which choice is meant


def is_models(at: Moment, choice: Choice) -> bool:
    """Whether a choice is the model's, left to it or made. Raises Refused on one that is not open here."""
    return choice.act == MODEL or _same(at, settled(at, choice))


def _same(at: Moment, meant: Choice) -> bool:
    return meant == models_choice(at)._replace(moment=meant.moment)


def settled(at: Moment, choice: Choice) -> Choice:
    """A choice with its draft, where there is but one that it can mean. Raises Refused on one that is not open here."""
    act_, name = choice.act, at.occasion.name
    if all(act_ not in each for each in OPEN.values()):
        raise Refused(f"'{act_}' is nothing that can be done; allowed here: {', '.join(OPEN[name])}")
    if act_ in (YES, NO, ABSTAIN) and at.actor not in at.state.setting.seat_of:
        raise Refused(f"{at.actor} is no member of the Council: it has no vote")
    if act_ not in OPEN[name]:
        raise Refused(f"'{act_}' cannot be done at this moment; allowed here: {', '.join(OPEN[name])}")
    if choice.text and act_ not in WRITES:
        raise Refused(f"'{act_}' writes no text; a text goes with {', '.join(WRITES)}")
    if choice.text:
        row_of(at.state, choice.text)
    return choice._replace(draft=_draft_of(at, act_, choice.draft))


def _draft_of(at: Moment, act_: str, named: str) -> str:
    """The draft that an act is about. Raises Refused where it is none, or could be several."""
    if act_ in (HOLD, PASS, TABLE, GO_AHEAD, KEEP_BACK):
        return ""
    fitting = [draft.name for draft in drafts_for(at, act_)]
    if named and named not in fitting:
        instead = f"; it can be done to {', '.join(fitting)}" if fitting else ""
        raise Refused(f"'{act_}' cannot be done to '{named}'{instead}")
    if not named and len(fitting) != 1:
        several = f"name one of {', '.join(fitting)}" if fitting else "there is no draft here that it can be done to"
        raise Refused(f"'{act_}': {several}")
    return named or fitting[0]


def drafts_for(at: Moment, act_: str) -> list[Draft]:
    """The drafts that an act can be about at a moment."""
    state, name = at.state, at.occasion.name
    if name == "vote":
        return [state.drafts[at.occasion.subject]]
    live = state.live_drafts()
    if name in ("review", "on_blue", "tabling", "pull_back", "mediation_reply"):
        live = [draft for draft in live if draft.name == at.occasion.subject]
    if act_ in (AMEND, CONSULT, PUT_IN_BLUE, LET_VOTE, STATEMENT):
        return [draft for draft in live if draft.sponsor == at.actor and draft.form is Form.RESOLUTION][-1:]
    if act_ == WITHDRAW:
        return [draft for draft in live if draft.sponsor == at.actor]
    if act_ == LEAVE:
        return [draft for draft in live if at.actor in draft.co_sponsors]
    if act_ in (GRANT, REFUSE):
        return live
    others = [draft for draft in live if not state.backs(at.actor, draft)]
    if act_ == OBJECT:
        return others
    if act_ == BRIDGE:
        return [draft for draft in live if draft.sponsor != at.actor and draft.form is Form.RESOLUTION]
    return [draft for draft in others if (draft.form is Form.RESOLUTION) == (act_ != LET_PASS)]


def row_of(state: Crisis, text: Mapping[str, int]) -> int:
    """The row of a text. Raises Refused with all that is wrong with it."""
    wrong = [
        f"{fault.issue}: {fault.message}" + (f"; allowed: {fault.allowed}" if fault.allowed else "")
        for fault in faults(state.space.issues, text)
    ]
    if wrong:
        raise Refused("; ".join(wrong))
    return state.space.row(text)
