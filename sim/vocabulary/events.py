"""What can happen: one class an event kind, and the registry of kinds with versions, codes and upcasters.

Fields ending in `_m` are thousandths, rounded half to even: hashed events hold no floats. `entry` names the
timeline entry an event comes from, empty for what the model decided. A `text` maps issue keys to strengths. `terms`
are the numbers behind a decision, None where the file gave them none. `options` and `chosen` say what a rule chose
among and what it chose (sim/vocabulary/parts.py). A key has one type in all kinds.
"""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Final, TypeVar, get_args

from attrs import field, fields, frozen

from sim.vocabulary import parts, upcasters
from sim.vocabulary.upcasters import Upcaster


class Origin(StrEnum):
    """Where an event comes from: the file, the model, the analyst, or a person in an actor's seat."""

    SCRIPTED = "scripted"
    EMERGENT = "emergent"
    INTERVENTION = "intervention"
    PLAYER = "player"


class Payload:
    """Base of all event kinds: the part of an event that differs from kind to kind."""

    __slots__ = ()


@frozen
class Codes:
    """Event-data codes of a kind (CAMEO code, Goldstein score in tenths, PLOVER event and mode), if it has any."""

    cameo: str = ""
    goldstein_tenths: int | None = None
    plover: str = ""
    plover_mode: str = ""


@frozen
class Kind:
    """One line of the registry.

    upcasters[n] lifts data of version n to version n + 1. left_out: names that are no key of the data while empty.
    """

    name: str
    payload: type[Payload]
    version: int
    names: tuple[str, ...]
    codes: Codes
    upcasters: Mapping[int, Upcaster]
    left_out: tuple[str, ...] = ()
    rows: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Fields that hold rows, each with the keys of a row."""


REGISTRY: Final[dict[str, Kind]] = {}
"""Type name to kind. Filled by the classes below, never at run time."""

FORMERLY: Final[dict[str, str]] = {}
"""Names that kinds had under older models, to their present ones."""


_LEFT_OUT: Final = "left out while empty"
"""Metadata of a field that is no key of the data while it is empty."""


P = TypeVar("P", bound=type[Payload])


def kind(
    version: int = 1,
    codes: Codes | None = None,
    upcasters: Mapping[int, Upcaster] | None = None,
    formerly: tuple[str, ...] = (),
) -> Callable[[P], P]:
    """Enter a payload class in the registry under its own name. formerly: the names it had under older models."""

    def enter(payload: P) -> P:
        names = tuple(attribute.name for attribute in fields(payload))  # type: ignore[arg-type]
        name = payload.__name__
        left_out = tuple(each.name for each in fields(payload) if _LEFT_OUT in each.metadata)  # type: ignore[arg-type]
        held = [(each.name, get_args(each.type)) for each in fields(payload)]  # type: ignore[arg-type]
        rows = tuple((field, of[0]._fields) for field, of in held if of and hasattr(of[0], "_fields"))
        REGISTRY[name] = Kind(name, payload, version, names, codes or Codes(), upcasters or {}, left_out, rows)
        FORMERLY.update(dict.fromkeys(formerly, name))
        return payload

    return enter


@frozen
class Event:
    """One link of the chain. t: whole minutes since the start. cause: seq of the event that brought it about.

    decision: the actor's own counter ("JPN:4"), the name of a decision that survives a fork.
    """

    seq: int
    t: int
    payload: Payload
    actor: str
    target: str
    origin: str
    cause: int | None
    decision: str
    source: str

    @property
    def type(self) -> str:
        """The name of the event's kind."""
        return type(self.payload).__name__


@kind(2, upcasters={1: upcasters.run_started_2})
@frozen
class RunStarted(Payload):
    """The root recipe: all that determines the run, and nothing else.

    zones: the clocks of the actors' zones and of headquarters, from the start to the horizon. choices: what a person
    decided in place of the rules. drawn: how many of `sets`, the first ones, chance drew; the analyst made the others.
    """

    scenario: str
    scenario_digest: str
    parameters_digest: str
    sets: list[list[str]]
    without: list[str]
    seed: int
    model: int
    zones: list[parts.ZoneOffset]
    choices: list[parts.Choice] = field(factory=list, metadata={_LEFT_OUT: True})
    drawn: int = field(default=0, metadata={_LEFT_OUT: True})


@kind(2, upcasters={1: upcasters.intervention_made_2})
@frozen
class InterventionMade(Payload):
    """What an analyst changed at this point: stances set, decisions dropped, entries inserted, new luck."""

    sets: list[list[str]]
    drops: list[parts.Drop]
    inserts: list[parts.InsertedEntry]
    luck: int


# Provocations


@kind(
    2,
    upcasters={1: upcasters.provocation_occurred_2},
    formerly=("MissileLaunched", "SatelliteLaunched", "NuclearTestConducted"),
)
@frozen
class ProvocationOccurred(Payload):
    """Something was done that the Council may respond to.

    what: its kind. severity: share of the remaining pressure it adds, 0-100. means, place, result: with what, where,
    to what effect. Its codes hang on what it is (sim/provocations.toml).
    """

    entry: str
    what: str
    severity: int
    summary: str
    means: str = ""
    place: str = ""
    result: str = ""


@kind(2, codes=Codes("035", 70, "CONCEDE", ""), upcasters={1: upcasters.concession_made_2})
@frozen
class ConcessionMade(Payload):
    """The provoker gave way. severity: share of the pressure it takes away, 0-100."""

    entry: str
    severity: int
    summary: str


@kind(2, codes=Codes("130", -44, "THREATEN", ""), upcasters={1: upcasters.options_2})
@frozen
class ThreatIssued(Payload):
    """The provoker threatened more."""

    summary: str
    terms: parts.ThreatTerms
    options: parts.Options = None
    chosen: str = ""


# Words and contacts


@kind(codes=Codes("010", 0, "", ""))
@frozen
class StatementMade(Payload):
    """An actor spoke in public."""

    entry: str
    summary: str


@kind(codes=Codes("152", -72, "MOBILIZE", "troops"))
@frozen
class AlertRaised(Payload):
    """Forces went to, or stayed on, a higher alert."""

    entry: str
    summary: str


@kind(2, codes=Codes("041", 10, "CONSULT", "phone"), upcasters={1: upcasters.call_held_2})
@frozen
class CallHeld(Payload):
    """Two actors spoke by telephone. moves: how it drew their positions together."""

    entry: str
    summary: str
    minutes: int
    agreed: str
    moves: list[parts.Move]


@kind(2, codes=Codes("042", 19, "CONSULT", "visit"), upcasters={1: upcasters.visit_made_2})
@frozen
class VisitMade(Payload):
    """An actor's envoy or minister visited another."""

    entry: str
    summary: str
    agreed: str
    moves: list[parts.Move]


@kind(codes=Codes("026", 40, "REQUEST", "meet"))
@frozen
class TalksProposed(Payload):
    """An actor proposed talks."""

    entry: str
    summary: str


@kind(2, codes=Codes("163", -80, "SANCTION", "discontinue"), upcasters={1: upcasters.national_measure_taken_2})
@frozen
class NationalMeasureTaken(Payload):
    """A state took a step by its own law. terms: the pressure and the mark it reached."""

    entry: str
    measure: str
    summary: str
    terms: parts.MeasureTerms | None
    options: parts.Options = None
    chosen: str = ""


# In the Council


@kind(codes=Codes("026", 40, "REQUEST", "meet"))
@frozen
class MeetingRequested(Payload):
    """An actor asked the President for a meeting."""

    entry: str
    summary: str


@kind(2, codes=Codes("046", 70, "CONSULT", "multilateral"), upcasters={1: upcasters.consultations_held_2})
@frozen
class ConsultationsHeld(Payload):
    """The members met in consultations.

    number: 1, 2 ... signals_m: what the sponsor read from each doubtful member's words. pressed: limits
    insisted on; unpressed: those declared before that their members did not insist on.
    """

    entry: str
    number: int
    summary: str
    president: str
    drafts: list[str]
    signals_m: dict[str, int]
    pressed: list[parts.DeclaredLimit]
    unpressed: list[parts.DeclaredLimit]
    pressure_m: int


@kind(2, codes=Codes("010", 0, "", ""), upcasters={1: upcasters.answer_2})
@frozen
class PositionDeclared(Payload):
    """A member said where it stands on a draft: support, reserved or opposed (empty in the scripted part).

    cannot_support: the limits for whose sake it will abstain at best.
    """

    entry: str
    summary: str
    draft: str
    version: int
    stance: str
    terms: parts.ReviewTerms | None
    options: parts.Options = None
    chosen: str = ""
    cannot_support: list[parts.Crossing] = field(factory=list, metadata={_LEFT_OUT: True})


@kind()
@frozen
class DraftingBegan(Payload):
    """A member began to write a resolution, which it shows to nobody but those it consults.

    text: what it wants; ready_at: the minute from which the text goes to all members, unless something hastens it.
    terms: what the text is worth to who tables it. drafter: as of a circulated draft.
    """

    text: dict[str, int]
    ready_at: int
    terms: parts.DraftTerms
    options: parts.Options = None
    chosen: str = ""
    drafter: str = field(default="", metadata={_LEFT_OUT: True})


@kind(codes=Codes("046", 70, "CONSULT", "multilateral"))
@frozen
class DraftConsulted(Payload):
    """Who drafts talked with a member that could stop the text. issue: the one that parts them most.

    strength, position: the text's on that issue, and where that member stands. moves: by how much the talk drew both.
    """

    issue: str
    strength: int
    position: int
    moves: list[parts.Move]


@kind(2, codes=Codes("053", 38, "SUPPORT", ""), upcasters={1: upcasters.draft_circulated_2})
@frozen
class DraftCirculated(Payload):
    """A text was put before the Council. terms: what it is worth to who tables it, and what it gave up.

    drafter: who wrote it, where that is no member and a friend tables it.
    """

    entry: str
    draft: str
    text: dict[str, int]
    summary: str
    reason: str
    terms: parts.DraftTerms
    options: parts.Options = None
    chosen: str = ""
    drafter: str = field(default="", metadata={_LEFT_OUT: True})


@kind(2, codes=Codes("051", 34, "SUPPORT", ""), upcasters={1: upcasters.answer_2})
@frozen
class CoSponsorJoined(Payload):
    """A member put its name to a draft."""

    draft: str
    terms: parts.ReviewTerms
    options: parts.Options = None
    chosen: str = ""
    entry: str = field(default="", metadata={_LEFT_OUT: True})


@kind(codes=Codes("120", -40, "REJECT", ""))
@frozen
class CoSponsorLeft(Payload):
    """A member took its name off a draft. grounds: limit, or gain (the text is worth too little to it)."""

    draft: str
    version: int
    grounds: str
    crossed: list[parts.Crossing]
    terms: parts.ReviewTerms
    options: parts.Options = None
    chosen: str = ""


@kind(2, codes=Codes("120", -40, "REJECT", "change"), upcasters={1: upcasters.objection_raised_2})
@frozen
class ObjectionRaised(Payload):
    """A member objected to a draft. grounds: limit, gain, or going_on (its own draft is worth more to it),
    or record (for the sake of a draft that it wants to be voted on).
    """

    draft: str
    version: int
    grounds: str
    crossed: list[parts.Crossing]
    terms: parts.ReviewTerms
    options: parts.Options = None
    chosen: str = ""
    entry: str = field(default="", metadata={_LEFT_OUT: True})


@kind(2, codes=Codes("131", -58, "THREATEN", "relations"), upcasters={1: upcasters.veto_threatened_2})
@frozen
class VetoThreatened(Payload):
    """A permanent member said that it would vote a draft down. times: how often it has now said so."""

    draft: str
    version: int
    crossed: list[parts.Crossing]
    times: int
    terms: parts.VetoThreatTerms
    options: parts.Options = None
    chosen: str = ""
    entry: str = field(default="", metadata={_LEFT_OUT: True})


@kind(2, codes=Codes("037", 50, "AGREE", ""), upcasters={1: upcasters.bridging_text_offered_2})
@frozen
class BridgingTextOffered(Payload):
    """A member offered wording between the draft and the objection."""

    draft: str
    text: dict[str, int]
    changes: list[parts.Change]
    terms: parts.BridgingTerms
    options: parts.Options = None
    chosen: str = ""


@kind(2, codes=Codes("053", 38, "SUPPORT", ""), upcasters={1: upcasters.draft_amended_2})
@frozen
class DraftAmended(Payload):
    """The sponsor changed its draft. bridge: whether it took up wording that was offered."""

    draft: str
    version: int
    text: dict[str, int]
    changes: list[parts.Change]
    bridge: bool
    terms: parts.SponsorTerms | None
    options: parts.Options = None
    chosen: str = ""
    entry: str = field(default="", metadata={_LEFT_OUT: True})


@kind(2, upcasters={1: upcasters.consultations_continued_2})
@frozen
class ConsultationsContinued(Payload):
    """The sponsor left its draft as it stands and went on consulting."""

    draft: str
    terms: parts.SponsorTerms
    options: parts.Options = None
    chosen: str = ""


@kind(2, upcasters={1: upcasters.draft_put_in_blue_2})
@frozen
class DraftPutInBlue(Payload):
    """The sponsor asked for a vote on the draft as it stands. vote_at: minute from which it may be voted on.

    in_time_for: the deadline for which the vote was brought forward; empty where it was not.
    """

    draft: str
    version: int
    vote_at: int
    terms: parts.SponsorTerms
    options: parts.Options = None
    chosen: str = ""
    entry: str = field(default="", metadata={_LEFT_OUT: True})
    in_time_for: str = field(default="", metadata={_LEFT_OUT: True})


@kind(2, upcasters={1: upcasters.draft_withdrawn_2})
@frozen
class DraftWithdrawn(Payload):
    """A sponsor took its draft off the table."""

    draft: str
    reason: str
    terms: parts.SponsorTerms | None
    options: parts.Options = None
    chosen: str = ""
    entry: str = field(default="", metadata={_LEFT_OUT: True})


@kind(codes=Codes("039", 50, "AGREE", ""))
@frozen
class MediationProposed(Payload):
    """A member asked for time to send an envoy to the provoker. until: the minute it asks the Council to wait for."""

    draft: str
    until: int
    terms: parts.MediationTerms


@kind(2, codes=Codes("038", 70, "AGREE", ""), upcasters={1: upcasters.options_2})
@frozen
class MediationGranted(Payload):
    """The sponsor agreed not to ask for a vote before that minute."""

    draft: str
    mediator: str
    until: int
    terms: parts.MediationReplyTerms
    options: parts.Options = None
    chosen: str = ""


@kind(2, codes=Codes("126", -50, "REJECT", "meet"), upcasters={1: upcasters.options_2})
@frozen
class MediationRefused(Payload):
    """The sponsor would not wait. options: without `grant` where the draft was in blue."""

    draft: str
    mediator: str
    terms: parts.MediationReplyTerms
    options: parts.Options = None
    chosen: str = ""


@kind(codes=Codes("042", 19, "CONSULT", "visit"))
@frozen
class EnvoySent(Payload):
    """The mediator's envoy set out to the provoker."""

    returns_at: int
    summary: str


@kind(2, codes=Codes("045", 50, "CONSULT", "third-party"), upcasters={1: upcasters.visit_made_2})
@frozen
class EnvoyReturned(Payload):
    """The envoy came back. moves: how the mediator's own positions moved when it was sent away empty-handed."""

    success: bool
    moves: list[parts.Move]
    terms: parts.EnvoyTerms


@kind()
@frozen
class CouncilChanged(Payload):
    """Seats ended and began. passed_on: drafts of who left, each with its new sponsor, empty where it lapsed."""

    leaves: list[str]
    comes: list[str]
    passed_on: dict[str, str]


@kind(codes=Codes("046", 70, "CONSULT", "multilateral"))
@frozen
class VoteOpened(Payload):
    """The President put a draft to the vote. number: the ordinal number of the vote in the run."""

    draft: str
    version: int
    text: dict[str, int]
    number: int
    president: str
    entry: str = field(default="", metadata={_LEFT_OUT: True})


@kind(2, upcasters={1: upcasters.vote_cast_2})
@frozen
class VoteCast(Payload):
    """A member voted yes, no or abstain."""

    draft: str
    vote: str
    terms: parts.VoteTerms
    options: parts.Options = None
    chosen: str = ""


@frozen
class CountedVote(Payload):
    """What every count of a vote says."""

    draft: str
    text: dict[str, int]
    yes: int
    no: int
    abstain: int


@kind(codes=Codes("057", 80, "SUPPORT", ""))
@frozen
class ResolutionAdopted(CountedVote):
    """A resolution was adopted."""


@kind(codes=Codes("129", -50, "REJECT", "yield"))
@frozen
class DraftVetoed(CountedVote):
    """A draft that had the votes fell to the no of a member that can block it."""

    by: list[str]


@kind(codes=Codes("127", -50, "REJECT", "meet"))
@frozen
class DraftFailed(CountedVote):
    """A draft got fewer yes votes than it needed."""


@kind(codes=Codes("057", 80, "SUPPORT", ""))
@frozen
class StatementAgreed(Payload):
    """A presidential or press statement passed without objection."""

    draft: str
    form: str
    text: dict[str, int]
    entry: str = field(default="", metadata={_LEFT_OUT: True})


@kind(codes=Codes("127", -50, "REJECT", "meet"))
@frozen
class StatementBlocked(Payload):
    """A statement failed for want of consensus. by: the members that objected."""

    draft: str
    by: list[str]


@kind(2, codes=Codes("127", -50, "REJECT", "meet"), upcasters={1: upcasters.options_2})
@frozen
class OutcomeRejected(Payload):
    """The provoker rejected what the Council produced."""

    draft: str
    summary: str
    terms: parts.RejectionTerms
    options: parts.Options = None
    chosen: str = ""


@kind(2, codes=Codes("051", 34, "SUPPORT", ""), upcasters={1: upcasters.options_2})
@frozen
class OutcomeWelcomed(Payload):
    """The sponsor welcomed what the Council produced."""

    draft: str
    terms: parts.WelcomeTerms
    options: parts.Options = None
    chosen: str = ""


@kind(2, upcasters={1: upcasters.act_withheld_2})
@frozen
class ActWithheld(Payload):
    """An act that was planned, due or decided in the parent run, did not happen.

    reason: dropped, nothing_to_answer, no_penholder, unwilling or matters_too_little; no_text where whoever is to draft
    can write none that keeps its own limits; not_worth_tabling where none is worth what it takes; own_limit,
    worth_too_little or backs_another where a sponsor does not put its name to a draft; of a planned move those in
    docs/model.md.
    """

    entry: str
    act: str
    reason: str
    terms: parts.WithheldTerms | None
    options: parts.Options = None
    chosen: str = ""


@kind(2, upcasters={1: upcasters.outcome_reached_2})
@frozen
class OutcomeReached(Payload):
    """What came of it. at: the minute of the deciding event. days_m: thousandths of a day from the scenario's clock."""

    form: str
    draft: str
    text: dict[str, int] | None
    yes: int
    no: int
    abstain: int
    votes: dict[str, str]
    at: int
    days_m: int | None


@kind()
@frozen
class RunEnded(Payload):
    """The run closed: after_product, after_failed_vote, or horizon."""

    reason: str
