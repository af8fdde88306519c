"""The mark of an event on a timeline; shapes differ, colour is an extra."""

from typing import Final, Literal

from sim.vocabulary import events as e
from sim.vocabulary.events import Event

Mark = Literal["●", "○", "◆", "■", "◇"]

SCRIPTED: Final = "●"
EMERGENT: Final = "○"
TURNING: Final = "◆"
OUTCOME: Final = "■"
INTERVENTION: Final = "◇"

_TURNING: Final = (
    e.DraftCirculated,
    e.DraftAmended,
    e.DraftPutInBlue,
    e.DraftWithdrawn,
    e.BridgingTextOffered,
    e.VetoThreatened,
)
_OUTCOME: Final = (e.ResolutionAdopted, e.DraftVetoed, e.DraftFailed, e.StatementAgreed, e.OutcomeReached)


def mark_of(event: Event) -> Mark:
    """The mark of an event."""
    if isinstance(event.payload, _OUTCOME):
        return OUTCOME
    if event.origin == e.Origin.INTERVENTION:
        return INTERVENTION
    if isinstance(event.payload, _TURNING):
        return TURNING
    return SCRIPTED if event.origin == e.Origin.SCRIPTED else EMERGENT
