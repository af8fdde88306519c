"""What can happen: one class an event kind, and the registry of kinds with versions, codes and upcasters.

Fields ending in `_m` are thousandths, rounded half to even: hashed events hold no floats. `entry` names the
timeline entry an event comes from, empty for what the model decided. A `text` maps issue keys to strengths.
"""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any, Final, TypeVar

from attrs import field, fields, frozen


class Origin(StrEnum):
    """Where an event comes from: the file, the model, or the analyst."""

    SCRIPTED = "scripted"
    EMERGENT = "emergent"
    INTERVENTION = "intervention"


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


Upcaster = Callable[[dict[str, Any]], dict[str, Any]]
"""Turns the data of one schema version into that of the next."""


@frozen
class Kind:
    """One line of the registry. upcasters[n] lifts data of version n to version n + 1."""

    name: str
    payload: type[Payload]
    version: int
    names: tuple[str, ...]
    codes: Codes
    upcasters: Mapping[int, Upcaster]


REGISTRY: Final[dict[str, Kind]] = {}
"""Type name to kind. Filled by the classes below, never at run time."""


P = TypeVar("P", bound=type[Payload])


def kind(
    version: int = 1, codes: Codes | None = None, upcasters: Mapping[int, Upcaster] | None = None
) -> Callable[[P], P]:
    """Enter a payload class in the registry under its own name."""

    def enter(payload: P) -> P:
        names = tuple(attribute.name for attribute in fields(payload))  # type: ignore[arg-type]
        name = payload.__name__
        REGISTRY[name] = Kind(name, payload, version, names, codes or Codes(), upcasters or {})
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


Terms = Mapping[str, Any]
"""The numbers behind a decision: integers, strings, booleans, null, lists and dicts of them."""


@kind()
@frozen
class RunStarted(Payload):
    """The root recipe: all that determines the run, and nothing else."""

    scenario: str
    scenario_digest: str
    parameters_digest: str
    sets: list[list[str]]
    without: list[str]
    seed: int
    model: int


@kind()
@frozen
class InterventionMade(Payload):
    """What an analyst changed at this point: stances set, decisions dropped, entries inserted, new luck."""

    sets: list[list[str]]
    drops: list[dict[str, Any]]
    inserts: list[dict[str, Any]]
    luck: int


# Provocations


@kind(codes=Codes("150", -72, "MOBILIZE", "weapons"))
@frozen
class MissileLaunched(Payload):
    """A missile was launched. provocation: its kind; severity: share of the remaining pressure it adds, 0-100."""

    entry: str
    provocation: str
    severity: int
    summary: str
    weapon: str = ""
    site: str = ""
    result: str = ""


@kind(codes=Codes("150", -72, "MOBILIZE", "weapons"))
@frozen
class SatelliteLaunched(Payload):
    """A rocket was launched that is said to carry a satellite."""

    entry: str
    provocation: str
    severity: int
    summary: str
    weapon: str = ""
    site: str = ""
    result: str = ""


@kind(codes=Codes("150", -72, "MOBILIZE", "weapons"))
@frozen
class NuclearTestConducted(Payload):
    """A nuclear device was tested."""

    entry: str
    provocation: str
    severity: int
    summary: str
    weapon: str = ""
    site: str = ""
    result: str = ""


@kind(codes=Codes("035", 70, "CONCEDE", ""))
@frozen
class ConcessionMade(Payload):
    """The provoker gave way. severity: share of the pressure it takes away, 0-100."""

    entry: str
    severity: int
    summary: str
    terms: Terms = field(factory=dict)


@kind(codes=Codes("130", -44, "THREATEN", ""))
@frozen
class ThreatIssued(Payload):
    """The provoker threatened more."""

    summary: str
    terms: Terms


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


@kind(codes=Codes("041", 10, "CONSULT", "phone"))
@frozen
class CallHeld(Payload):
    """Two actors spoke by telephone. moves: [actor, issue, thousandths of a point] by which positions were drawn."""

    entry: str
    summary: str
    minutes: int
    agreed: str
    moves: list[list[Any]]
    terms: Terms = field(factory=dict)


@kind(codes=Codes("042", 19, "CONSULT", "visit"))
@frozen
class VisitMade(Payload):
    """An actor's envoy or minister visited another."""

    entry: str
    summary: str
    agreed: str
    moves: list[list[Any]]


@kind(codes=Codes("026", 40, "REQUEST", "meet"))
@frozen
class TalksProposed(Payload):
    """An actor proposed talks."""

    entry: str
    summary: str


@kind(codes=Codes("163", -80, "SANCTION", "discontinue"))
@frozen
class NationalMeasureTaken(Payload):
    """A state took a step by its own law. terms: the pressure and the mark it reached."""

    entry: str
    measure: str
    summary: str
    terms: Terms


# In the Council


@kind(codes=Codes("026", 40, "REQUEST", "meet"))
@frozen
class MeetingRequested(Payload):
    """An actor asked the President for a meeting."""

    entry: str
    summary: str


@kind(codes=Codes("046", 70, "CONSULT", "multilateral"))
@frozen
class ConsultationsHeld(Payload):
    """The members met in consultations.

    number: 1, 2 ... signals_m: what the sponsor read from each doubtful member's words. pressed: [member, issue]
    limits insisted on; unpressed: those declared before that its member did not insist on.
    """

    entry: str
    number: int
    summary: str
    president: str
    drafts: list[str]
    signals_m: dict[str, int]
    pressed: list[list[str]]
    unpressed: list[list[str]]
    pressure_m: int


@kind(codes=Codes("010", 0, "", ""))
@frozen
class PositionDeclared(Payload):
    """A member said where it stands on a draft: support, reserved or opposed (empty in the scripted part)."""

    entry: str
    summary: str
    draft: str
    version: int
    stance: str
    terms: Terms


@kind(codes=Codes("053", 38, "SUPPORT", ""))
@frozen
class DraftCirculated(Payload):
    """A text was put before the Council. terms: what it is worth to the drafter, and what it gave up."""

    entry: str
    draft: str
    text: dict[str, int]
    summary: str
    reason: str
    terms: Terms


@kind(codes=Codes("051", 34, "SUPPORT", ""))
@frozen
class CoSponsorJoined(Payload):
    """A member put its name to a draft."""

    draft: str
    terms: Terms


@kind(codes=Codes("120", -40, "REJECT", "change"))
@frozen
class ObjectionRaised(Payload):
    """A member objected to a draft. grounds: limit, gain, or going_on (its own draft is worth more to it).

    crossed: [issue, strength in the text, limit], one for each limit crossed.
    """

    draft: str
    version: int
    grounds: str
    crossed: list[list[Any]]
    terms: Terms


@kind(codes=Codes("131", -58, "THREATEN", "relations"))
@frozen
class VetoThreatened(Payload):
    """A permanent member said that it would vote a draft down. times: how often it has now said so."""

    draft: str
    version: int
    crossed: list[list[Any]]
    times: int
    terms: Terms


@kind(codes=Codes("037", 50, "AGREE", ""))
@frozen
class BridgingTextOffered(Payload):
    """A member offered wording between the draft and the objection."""

    draft: str
    text: dict[str, int]
    changes: list[list[Any]]
    terms: Terms


@kind(codes=Codes("053", 38, "SUPPORT", ""))
@frozen
class DraftAmended(Payload):
    """The sponsor changed its draft. changes: [issue, old strength, new]. terms: what each choice was worth."""

    draft: str
    version: int
    text: dict[str, int]
    changes: list[list[Any]]
    bridge: bool
    terms: Terms


@kind()
@frozen
class ConsultationsContinued(Payload):
    """The sponsor left its draft as it stands and went on consulting. terms: what each choice was worth."""

    draft: str
    terms: Terms


@kind()
@frozen
class DraftPutInBlue(Payload):
    """The sponsor asked for a vote on the draft as it stands. vote_at: minute from which it may be voted on."""

    draft: str
    version: int
    vote_at: int
    terms: Terms


@kind()
@frozen
class DraftWithdrawn(Payload):
    """A sponsor took its draft off the table."""

    draft: str
    reason: str
    terms: Terms


@kind(codes=Codes("039", 50, "AGREE", ""))
@frozen
class MediationProposed(Payload):
    """A member asked for time to send an envoy to the provoker. until: the minute it asks the Council to wait for."""

    draft: str
    until: int
    terms: Terms


@kind(codes=Codes("038", 70, "AGREE", ""))
@frozen
class MediationGranted(Payload):
    """The sponsor agreed not to ask for a vote before that minute."""

    draft: str
    mediator: str
    until: int
    terms: Terms


@kind(codes=Codes("126", -50, "REJECT", "meet"))
@frozen
class MediationRefused(Payload):
    """The sponsor would not wait."""

    draft: str
    mediator: str
    terms: Terms


@kind(codes=Codes("042", 19, "CONSULT", "visit"))
@frozen
class EnvoySent(Payload):
    """The mediator's envoy set out to the provoker."""

    returns_at: int
    summary: str


@kind(codes=Codes("045", 50, "CONSULT", "third-party"))
@frozen
class EnvoyReturned(Payload):
    """The envoy came back. moves: how the mediator's own positions moved when it was sent away empty-handed."""

    success: bool
    moves: list[list[Any]]
    terms: Terms


@kind(codes=Codes("046", 70, "CONSULT", "multilateral"))
@frozen
class VoteOpened(Payload):
    """The President put a draft to the vote. number: the how-manieth vote of the run."""

    draft: str
    version: int
    text: dict[str, int]
    number: int
    president: str


@kind()
@frozen
class VoteCast(Payload):
    """A member voted yes, no or abstain. terms: gain by issue, noise, isolation, the two lines, limits crossed."""

    draft: str
    vote: str
    terms: Terms


@kind(codes=Codes("057", 80, "SUPPORT", ""))
@frozen
class ResolutionAdopted(Payload):
    """A resolution was adopted."""

    draft: str
    text: dict[str, int]
    yes: int
    no: int
    abstain: int


@kind(codes=Codes("129", -50, "REJECT", "yield"))
@frozen
class DraftVetoed(Payload):
    """A draft with nine yes votes fell to a permanent member's no."""

    draft: str
    text: dict[str, int]
    yes: int
    no: int
    abstain: int
    by: list[str]


@kind(codes=Codes("127", -50, "REJECT", "meet"))
@frozen
class DraftFailed(Payload):
    """A draft got fewer than nine yes votes."""

    draft: str
    text: dict[str, int]
    yes: int
    no: int
    abstain: int


@kind(codes=Codes("057", 80, "SUPPORT", ""))
@frozen
class StatementAgreed(Payload):
    """A presidential or press statement passed without objection."""

    draft: str
    form: str
    text: dict[str, int]


@kind(codes=Codes("127", -50, "REJECT", "meet"))
@frozen
class StatementBlocked(Payload):
    """A statement failed for want of consensus. by: the members that objected."""

    draft: str
    by: list[str]


@kind(codes=Codes("127", -50, "REJECT", "meet"))
@frozen
class OutcomeRejected(Payload):
    """The provoker rejected what the Council produced."""

    draft: str
    summary: str
    terms: Terms


@kind(codes=Codes("051", 34, "SUPPORT", ""))
@frozen
class OutcomeWelcomed(Payload):
    """The sponsor welcomed what the Council produced."""

    draft: str
    terms: Terms


@kind()
@frozen
class ActWithheld(Payload):
    """An act that was planned, or decided in the parent run, did not happen. terms: the numbers that kept it back."""

    entry: str
    act: str
    reason: str
    terms: Terms


@kind()
@frozen
class OutcomeReached(Payload):
    """What came of it. at: the minute of the deciding event. days_m: thousandths of a day from the scenario's clock."""

    form: str
    draft: str
    text: dict[str, int] | None
    yes: int
    no: int
    abstain: int
    by: dict[str, str]
    at: int
    days_m: int | None


@kind()
@frozen
class RunEnded(Payload):
    """The run closed: after_product, after_failed_vote, or horizon."""

    reason: str
