"""The trigger of a crisis: the first provocation of its timeline, and its day in New York, where the Council meets."""

from collections.abc import Sequence
from datetime import date, datetime

from sim.vocabulary.actors import COUNCIL_ZONE
from sim.vocabulary.case import PROVOCATION
from sim.vocabulary.zones import zone_named


def trigger_number(kinds: Sequence[str]) -> int | None:
    """Which entry is the trigger, from the kinds of all in order: the first provocation, else the first entry.

    None where there is no entry.
    """
    return kinds.index(PROVOCATION) if PROVOCATION in kinds else (0 if kinds else None)


def council_day(at: datetime) -> date:
    """The day of a moment in New York."""
    return at.astimezone(zone_named(COUNCIL_ZONE)).date()
