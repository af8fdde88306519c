"""Events as event data: CAMEO code and Goldstein score, PLOVER event, mode, contexts, score and quad.

The codes of a kind stand in the registry (sim/vocabulary/events.py); here stands what depends on a word inside the
event, and what goes with a PLOVER code. A vote has no code of its own in either ontology, nor has a threat of a veto:
they get the nearest one. An abstention, a withdrawal and what concerns the run itself get none.
"""

from collections.abc import Mapping
from typing import Final

from attrs import frozen

from sim.vocabulary import events as e
from sim.vocabulary.events import REGISTRY, Codes, Event, Payload

ENDORSES: Final = Codes("051", 34, "SUPPORT", "")
REJECTS: Final = Codes("120", -40, "REJECT", "change")

_BY_WORD: Final[Mapping[type[Payload], tuple[str, Mapping[str, Codes]]]] = {
    e.VoteCast: ("vote", {"yes": ENDORSES, "no": REJECTS}),
    e.PositionDeclared: ("stance", {"support": ENDORSES, "opposed": REJECTS}),
}
"""Kinds whose code hangs on a word: the field, and the codes by what it says; other words leave the kind's own."""

_SCORES: Final[Mapping[tuple[str, str], tuple[float, int]]] = {
    ("AGREE", ""): (2.5, 1),
    ("CONCEDE", ""): (4.5, 1),
    ("CONSULT", "multilateral"): (4.0, 1),
    ("CONSULT", "phone"): (1.5, 1),
    ("CONSULT", "third-party"): (1.0, 1),
    ("CONSULT", "visit"): (4.0, 1),
    ("MOBILIZE", "troops"): (-6.5, 4),
    ("MOBILIZE", "weapons"): (-6.5, 4),
    ("REJECT", "change"): (-2.0, 3),
    ("REJECT", "meet"): (-2.0, 3),
    ("REJECT", "yield"): (-2.0, 3),
    ("REQUEST", "meet"): (0.0, 3),
    ("SANCTION", "discontinue"): (-6.0, 4),
    ("SUPPORT", ""): (5.0, 1),
    ("THREATEN", ""): (-3.5, 3),
    ("THREATEN", "relations"): (-3.5, 3),
}
"""PLOVER event and mode to its score and quad (manual, draft 2.0); no other pair is in use."""

_CONTEXTS: Final[Mapping[type[Payload], tuple[str, ...]]] = {
    e.AlertRaised: ("military",),
    e.MissileLaunched: ("military",),
    e.NationalMeasureTaken: ("economic",),
    e.NuclearTestConducted: ("military", "cbrn"),
    e.ResolutionAdopted: ("diplomatic", "legal"),
    e.SatelliteLaunched: ("military", "technology"),
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


def coded(event: Event) -> Coded:
    """The codes of an event."""
    codes = _codes(event.payload)
    goldstein = None if codes.goldstein_tenths is None else codes.goldstein_tenths / 10
    if not codes.plover or (codes.plover in _NEEDS_RECIPIENT and not event.target):
        return Coded(codes.cameo or None, goldstein)
    score, quad = _SCORES[codes.plover, codes.plover_mode]
    contexts = _CONTEXTS.get(type(event.payload), ("diplomatic",))
    return Coded(codes.cameo or None, goldstein, codes.plover, codes.plover_mode or None, contexts, score, quad)


def _codes(payload: Payload) -> Codes:
    own = REGISTRY[type(payload).__name__].codes
    if type(payload) not in _BY_WORD:
        return own
    field, by_word = _BY_WORD[type(payload)]
    return by_word.get(getattr(payload, field), own)
