"""A seat: where the person who sits in an actor's place is asked, and what is new there since it was last asked.

A person is asked where its actor decides about a text and its fate, and not about calls and the day's routine
(docs/seat.md). All here is a pure function of the state, so a played run can be played again.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from sim.rules.chance import Chance
from sim.rules.crisis import Crisis, Draft, DraftStatus
from sim.rules.occasions import NOTHING, Decision, Occasion
from sim.rules.penholder import PENHOLDERS_MOST_DRAFTS, PRESIDENTS_MOST_DRAFTS, penholder, planned_draft_ahead
from sim.rules.spot import first_meeting
from sim.vocabulary import events as e
from sim.vocabulary.texts import Form

OWN: Final = "seat"
"""The occasion of a seat: after a session, where nothing else wakes its actor. The model does nothing on it."""

ROUTINE: Final = ("statement", "alert", "call", "visit", "consultations")
"""Kinds of scripted acts that are no decision about a text."""

NEWS: Final = (
    e.ProvocationOccurred,
    e.ConcessionMade,
    e.DraftCirculated,
    e.DraftAmended,
    e.DraftPutInBlue,
    e.DraftWithdrawn,
    e.BridgingTextOffered,
    e.ObjectionRaised,
    e.VetoThreatened,
    e.CoSponsorLeft,
    e.MediationProposed,
    e.MediationGranted,
    e.MediationRefused,
    e.EnvoyReturned,
    e.ResolutionAdopted,
    e.DraftVetoed,
    e.DraftFailed,
    e.StatementAgreed,
    e.StatementBlocked,
    e.CouncilChanged,
    e.InterventionMade,
)
"""Kinds of event after which an actor is asked again about what it was asked about before."""


def listens(state: Crisis, occasion: Occasion, chance: Chance) -> Decision:
    """What the model does on the occasion of a seat: nothing."""
    return NOTHING


def with_seats(state: Crisis, event: e.Event, seated: Iterable[str], found: Sequence[Occasion]) -> list[Occasion]:
    """The occasions that follow from an event, and those of seats: one has its say after consultations, too.

    seated: who sits. found: the occasions that follow for the model.
    """
    if not isinstance(event.payload, e.ConsultationsHeld) or event.t < state.setting.emergent_from:
        return [*found]
    woken = {occasion.actor for occasion in found}
    due = event.t + round(state.parameter("reaction_soonest"))
    return [
        *found,
        *(
            Occasion(actor, OWN, due, event.seq, "", event.payload.number)
            for actor in seated
            if actor in state.setting.seat_of and actor not in woken
        ),
    ]


def asked(state: Crisis, occasion: Occasion, decision: Decision) -> Occasion | None:
    """The occasion as whoever sits there is asked about it; None where it is none that a person decides on.

    decision: the model's. A sponsor is asked where the President is about to call a vote on a text that somebody has
    spoken against since it went into blue.
    """
    if occasion.name == "vote_due":
        draft = state.drafts.get(occasion.subject)
        if draft is None or not draft.warned or not decision.acts:
            return None
        return Occasion(draft.sponsor, "pull_back", state.t, draft.text_seq, draft.name, draft.version)
    open_to = _ASKED.get(occasion.name)
    if open_to is None or (occasion.name in _MEMBERS and occasion.actor not in state.setting.seat_of):
        return None
    return occasion if open_to(state, occasion, decision) else None


def name_of(occasion: Occasion) -> str:
    """What a moment is called: JPN round 3, CHN review JPN-1 2 (of a draft's version)."""
    number = str(occasion.number or "") if occasion.name not in _UNNUMBERED else ""
    return " ".join(filter(None, (occasion.actor, occasion.name, occasion.subject, number)))


_UNNUMBERED: Final = ("draft_ready", "provoker", "entry")
"""Occasions whose number is a minute, or says nothing."""

Item = tuple[str | int | bool, ...]
"""Something that a person can be asked about."""


def items_of(state: Crisis, occasion: Occasion) -> frozenset[Item]:
    """What a moment is about. One that is about nothing new is none.

    What is read counts by its version; the table by its drafts, their versions and whether they are in blue.
    """
    if occasion.name in _OF_THE_TABLE:
        return frozenset(_lies(draft) for draft in state.live_drafts()) or frozenset({("nothing lies",)})
    own: Item = (occasion.name, occasion.subject, occasion.number)
    draft = state.drafts.get(occasion.subject)
    return frozenset({own} if draft is None else {own, _lies(draft)})


def _lies(draft: Draft) -> Item:
    return ("lies", draft.name, draft.version, draft.in_blue)


def wish_of(decision: Decision) -> Item:
    """What the model would do, as far as it is the same wish when it comes again; empty where it would do nothing."""
    return tuple(
        word
        for act in decision.acts
        for word in (type(act.payload).__name__, getattr(act.payload, "draft", ""), getattr(act.payload, "entry", ""))
    )


def has_news(events: Sequence[e.Event], actor: str) -> bool:
    """Whether something has happened that an actor is to be asked about again: done by others, or decided."""
    return any(isinstance(event.payload, NEWS) and event.actor != actor and not _is_luck(event) for event in events)


def _is_luck(event: e.Event) -> bool:
    """Whether all that changed is the luck: nobody in the run knows of that."""
    data = event.payload
    return isinstance(data, e.InterventionMade) and not (data.sets or data.drops or data.inserts)


def _entry(state: Crisis, occasion: Occasion, decision: Decision) -> bool:
    entry = state.setting.entries.get(occasion.subject)
    if entry is None or entry.kind in ROUTINE or not decision.acts:
        return False
    payload = decision.acts[0].payload
    gone = isinstance(payload, e.ActWithheld) and payload.reason in ("dropped", "nothing_to_answer")
    return not gone and occasion.actor in state.setting.case.actors


def _reads(state: Crisis, occasion: Occasion, decision: Decision) -> bool:
    draft = state.drafts.get(occasion.subject)
    return draft is not None and draft.live and draft.version == occasion.number


def _tables(state: Crisis, occasion: Occasion, decision: Decision) -> bool:
    draft = state.drafts.get(occasion.subject)
    return draft is not None and draft.live and not state.backs(occasion.actor, draft)


def _sponsors(state: Crisis, occasion: Occasion, decision: Decision) -> bool:
    draft = state.own_draft(occasion.actor)
    resolution = draft is not None and draft.form is Form.RESOLUTION
    return resolution and occasion.number >= state.sessions and not draft.in_blue  # type: ignore[union-attr]


def _votes(state: Crisis, occasion: Occasion, decision: Decision) -> bool:
    draft = state.drafts[occasion.subject]
    return draft.status == DraftStatus.VOTING and occasion.actor not in draft.votes


def _in_blue(state: Crisis, occasion: Occasion, decision: Decision) -> bool:
    return _reads(state, occasion, decision) and state.drafts[occasion.subject].in_blue


def _at_the_table(state: Crisis, occasion: Occasion, decision: Decision) -> bool:
    return state.outcome is None and state.in_crisis()


def _holds_the_pen(state: Crisis, occasion: Occasion, decision: Decision) -> bool:
    member = occasion.actor
    if state.outcome is not None or penholder(state) != member or not state.in_crisis():
        return False
    if state.own_draft(member) is not None or planned_draft_ahead(state) or state.drafting is not None:
        return False
    return _own(state, member) < PENHOLDERS_MOST_DRAFTS


def _has_written(state: Crisis, occasion: Occasion, decision: Decision) -> bool:
    drafting = state.drafting
    return drafting is not None and drafting.ready == occasion.number and state.outcome is None


def _presides(state: Crisis, occasion: Occasion, decision: Decision) -> bool:
    idle = state.outcome is None and not state.live_drafts() and state.sessions == occasion.number
    return idle and state.space.has_statements and _own(state, occasion.actor) < PRESIDENTS_MOST_DRAFTS


def _first_meets(state: Crisis, occasion: Occasion, decision: Decision) -> bool:
    ready = state.outcome is None and first_meeting(state) and not planned_draft_ahead(state)
    return ready and state.space.has_statements


def _own(state: Crisis, member: str) -> int:
    return sum(draft.sponsor == member for draft in state.drafts.values())


def _acts(state: Crisis, occasion: Occasion, decision: Decision) -> bool:
    return bool(decision.acts)


_ASKED: Final[dict[str, Callable[[Crisis, Occasion, Decision], bool]]] = {
    "entry": _entry,
    "review": _reads,
    "tabling": _tables,
    "on_blue": _in_blue,
    "round": _sponsors,
    "pull_back": _in_blue,
    "vote": _votes,
    "after_session": _at_the_table,
    OWN: _at_the_table,
    "become_penholder": _holds_the_pen,
    "draft_ready": _has_written,
    "spot_statement": _first_meets,
    "presidents_statement": _presides,
    "mediation_reply": _acts,
    "provoker": _acts,
}
"""Occasion to whether its actor has something to decide on it. What is not here is routine."""

_OF_THE_TABLE: Final = ("after_session", OWN)
"""Occasions that are about whatever lies on the table."""

_MEMBERS: Final = frozenset(_ASKED) - {"entry", "provoker"}
"""Occasions that concern members only."""
