"""What was known of an episode before its outcome, and which form simple forecasters name from it."""

from collections.abc import Callable, Mapping
from datetime import date
from math import exp2
from typing import Final, Protocol

from attrs import field, frozen

from sim.rules.memory import YEAR
from sim.vocabulary.texts import Form

GRAVE: Final = ("satellite_launch", "long_range_missile", "nuclear_test")
"""Acts after which a resolution that is asked on a closed file is put to the vote."""

SMALL_LAUNCHES: Final = ("short_range_missile", "medium_range_missile")
"""Acts after which a press statement is expected."""

STRONG: Final = 0.4
"""The least weight of a last product that is expected again; it halves in three years."""


class Past(Protocol):
    """An earlier crisis of the same file, as far as rivals read it."""

    @property
    def id(self) -> str:
        """Its name."""

    @property
    def closed(self) -> date:
        """The day on which it closed."""

    @property
    def act(self) -> str:
        """The class of its trigger."""

    @property
    def product(self) -> str:
        """Its strongest product, or vetoed, failed, none."""


@frozen
class Known:
    """What was known of an episode before its outcome: all that a rival sees of it."""

    id: str
    """The case's id."""
    as_of: str
    """trigger or draft."""
    file: str
    """The crisis file, such as `PRK-weapons`."""
    family: str
    """weapons, safeguards or force."""
    act: str
    """The trigger's class, such as `nuclear_test`."""
    internal: bool
    """Whether the matter is internal."""
    trigger: date
    """The trigger's New York day."""
    past: tuple[Past, ...] = ()
    """Earlier crises of the file that had closed before the trigger's day, the latest first."""
    closed: float = 0.0
    """How far these make the file closed, 0 to 1 (`sim.rules.memory.closed_share`)."""
    form_asked: str = ""
    """The form of the first draft; empty where none is known."""
    affinities: Mapping[str, int] = field(factory=dict)
    """Permanent member to its affinity to the provoker (0-100; 100: it is the provoker), in the order of the file."""
    motive: str = ""
    """text or record; empty where it is not coded."""
    region: str = ""
    """Where the region's body stands: asks, silent or against; empty: silent."""
    mean_text: str = ""
    """The form that this guess names; empty where it names none. So too the next two."""
    setter: str = ""
    rule_of_thumb: str = ""


# What each names


def last_product(known: Known) -> str:
    """What the Council did last on an act of this class on this file; empty where it met none."""
    same = [past for past in known.past if past.act == known.act]
    return same[0].product if same else ""


def form_asked(known: Known) -> str:
    """The form of the first draft."""
    return known.form_asked


def rule(known: Known) -> str:
    """Four lines on the inputs that the simulation has."""
    if on_record(known):
        return Form.VETOED
    if known.closed >= 0.5:
        asked = known.form_asked == Form.RESOLUTION and known.act in GRAVE
        return Form.VETOED if asked and not vetoed_within(known, years=3) else Form.NONE
    if known.form_asked:
        return known.form_asked
    same = [past for past in known.past if past.act == known.act]
    if same and exp2(-age(same[0], known) / 3) >= STRONG:
        return same[0].product
    return Form.PRESS_STATEMENT if known.act in SMALL_LAUNCHES else Form.RESOLUTION


NAMINGS: Final[Mapping[str, Callable[[Known], str]]] = {
    "last_product": last_product,
    "form_asked": form_asked,
    "rule": rule,
    "mean_text": lambda known: known.mean_text,
    "setter": lambda known: known.setter,
    "rule_of_thumb": lambda known: known.rule_of_thumb,
}
"""Rivals that name a form of an episode, and what each names; empty where it names none."""


def on_record(known: Known) -> bool:
    """Whether the sponsors want a vote on the record, and a friend of the provoker will veto.

    So where its affinity is 80 or more, or the matter is internal, it is 45 or more and the region does not ask; never
    where the motive is coded as text.
    """
    affinity = max(known.affinities.values(), default=0)
    protects = affinity >= 80 or (known.internal and affinity >= 45 and known.region != "asks")
    return known.motive != "text" and protects


def age(past: Past, known: Known) -> float:
    """Years from the closing of an earlier crisis to the trigger."""
    return (known.trigger - past.closed).days / YEAR


def vetoed_within(known: Known, years: float) -> bool:
    """Whether a draft on this file was vetoed in so many years before the trigger."""
    return any(past.product == Form.VETOED and age(past, known) <= years for past in known.past)
