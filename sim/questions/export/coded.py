"""Events in standard forms: CloudEvents 1.0; CAMEO code and Goldstein score; PLOVER event data.

The codes of a kind stand in the registry (sim/vocabulary/events.py); here stands what depends on a word inside the
event, and what goes with a PLOVER code. A vote has no code of its own in either ontology, nor has a threat of a veto:
they get the nearest one. An abstention, a withdrawal and what concerns the run itself get none.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from attrs import frozen

from sim.engine.run import Run
from sim.rules.setting import Setting
from sim.store.record import data_of
from sim.vocabulary import events as e
from sim.vocabulary.actors import COUNCIL
from sim.vocabulary.codes import PLOVER_SCORES
from sim.vocabulary.events import REGISTRY, Codes, Event, Payload

ENDORSES: Final = Codes("051", 34, "SUPPORT", "")
REJECTS: Final = Codes("120", -40, "REJECT", "change")

_BY_WORD: Final[Mapping[type[Payload], tuple[str, Mapping[str, Codes]]]] = {
    e.VoteCast: ("vote", {"yes": ENDORSES, "no": REJECTS}),
    e.PositionDeclared: ("stance", {"support": ENDORSES, "opposed": REJECTS}),
}
"""Kinds whose code hangs on a word: the field, and the codes by what it says; other words leave the kind's own."""

_CONTEXTS: Final[Mapping[type[Payload], tuple[str, ...]]] = {
    e.AlertRaised: ("military",),
    e.NationalMeasureTaken: ("economic",),
    e.ResolutionAdopted: ("diplomatic", "legal"),
    e.ThreatIssued: (),
}
"""PLOVER contexts of the kinds that are not simply diplomatic. What the provoker threatens with, it does not say."""

_NEEDS_RECIPIENT: Final = frozenset({"SANCTION"})
"""PLOVER events in use that are none without somebody they are done to."""


@frozen
class Coded:
    """The codes of one event; None where the ontology has none."""

    cameo: str | None = None
    goldstein: float | None = None
    plover: str | None = None
    mode: str | None = None
    contexts: tuple[str, ...] = ()
    score: float | None = None
    quad: int | None = None


def coded(event: Event, setting: Setting) -> Coded:
    """The codes of an event; those of a provocation are as its case has them."""
    codes, contexts = _codes(event.payload, setting)
    goldstein = None if codes.goldstein_tenths is None else codes.goldstein_tenths / 10
    if not codes.plover or (codes.plover in _NEEDS_RECIPIENT and not event.target):
        return Coded(codes.cameo or None, goldstein)
    score, quad = PLOVER_SCORES[codes.plover, codes.plover_mode]
    return Coded(codes.cameo or None, goldstein, codes.plover, codes.plover_mode or None, contexts, score, quad)


def _codes(payload: Payload, setting: Setting) -> tuple[Codes, tuple[str, ...]]:
    """The codes of a kind of event, and its contexts."""
    if isinstance(payload, e.ProvocationOccurred):
        known = setting.provocation(payload.what)
        return Codes(known.cameo, known.goldstein_tenths, known.plover, known.plover_mode), known.contexts
    contexts = _CONTEXTS.get(type(payload), ("diplomatic",))
    own = REGISTRY[type(payload).__name__].codes
    if type(payload) not in _BY_WORD:
        return own, contexts
    field, by_word = _BY_WORD[type(payload)]
    return by_word.get(getattr(payload, field), own), contexts


# PLOVER

_OF_ALL_MEMBERS: Final = (e.ConsultationsHeld, e.VoteOpened)
"""Meetings of the Council: PLOVER lists all who take part as actors, and no recipient."""

_OF_SOME_MEMBERS: Final = (e.DraftVetoed, e.StatementBlocked)
"""What some members did to a draft: they are the actors, and its sponsor is the recipient."""


def plover_events(run: Run) -> Iterator[dict[str, Any]]:
    """The events of a run that have a PLOVER category, as PLOVER records. A link names a record that exists."""
    of_events = {event.seq: coded(event, run.scenario.setting) for event in run.events}
    with_record = {seq for seq, codes in of_events.items() if codes.plover is not None}
    for event in run.events:
        codes = of_events[event.seq]
        if codes.plover is None:
            continue
        actors, recipients = _parties(run, event)
        yield {
            "id": f"{run.id}/{event.seq}",
            "date": run.scenario.clock.utc(event.t).strftime("%Y-%m-%d"),
            "time": run.scenario.clock.utc(event.t).strftime("%H:%M"),
            "actor": [_entity(run, code) for code in actors],
            "recipient": [_entity(run, code) for code in recipients],
            "event": [codes.plover],
            "mode": [] if codes.mode is None else [codes.mode],
            "context": list(codes.contexts),
            "quad_code": codes.quad,
            "event_scale": codes.score,
            "link": [f"{run.id}/{event.cause}"] if event.cause in with_record else [],
            "comment": event.type,
            "cameo": codes.cameo,
            "goldstein": codes.goldstein,
        }


def _parties(run: Run, event: Event) -> tuple[Sequence[str], Sequence[str]]:
    """Who did it, and to whom."""
    payload = event.payload
    if isinstance(payload, _OF_ALL_MEMBERS):
        return run.scenario.setting.members, ()
    if isinstance(payload, _OF_SOME_MEMBERS):
        return payload.by, (payload.draft.partition("-")[0],)
    return _some(event.actor), _some(event.target)


def _some(code: str) -> Sequence[str]:
    return (code,) if code else ()


def _entity(run: Run, code: str) -> dict[str, str]:
    """A state speaks through its government; the Council is the United Nations."""
    if code == COUNCIL:
        return {"code": "UNO", "sector": "", "entity_text": "United Nations Security Council"}
    actor = run.scenario.case.actors.get(code)
    return {"code": code, "sector": "GOV", "entity_text": code if actor is None else actor.name}


# CloudEvents


def cloud_events(run: Run) -> Iterator[dict[str, Any]]:
    """The events of a run as CloudEvents 1.0 in the JSON format.

    What an event is about stands in `data`; who, why and where it belongs in extension attributes, whose names may hold
    small letters and digits only. An attribute without a value is left out, as the specification wants.
    """
    clock = run.scenario.clock
    source = f"urn:turtlebay:{run.scenario.base.id}"
    for event, h in zip(run.events, run.hashes, strict=True):
        attributes = {
            "specversion": "1.0",
            "id": f"{run.id}/{event.seq}",
            "source": source,
            "type": f"turtlebay.{event.type}.v{REGISTRY[event.type].version}",
            "time": clock.iso(event.t),
            "subject": event.actor or None,
            "datacontenttype": "application/json",
            "run": run.id,
            "sequence": f"{event.seq:09d}",
            "minute": event.t,
            "target": event.target or None,
            "origin": event.origin,
            "cause": event.cause,
            "decision": event.decision or None,
            "cites": event.source or None,
            "hash": h,
        }
        yield {
            **{name: value for name, value in attributes.items() if value is not None},
            "data": data_of(event.payload),
        }
