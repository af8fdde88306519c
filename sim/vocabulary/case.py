"""A case: everything a scenario file says."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum

from attrs import field, frozen

from sim.vocabulary.actors import Actor, Tie
from sim.vocabulary.texts import Form, Issue, Text

PROVOCATION = "provocation"
"""The kind of timeline entry that happens by itself and raises the pressure; its `what` says what was done."""

PLANNED_ACTS = (
    "statement",
    "position",
    "alert",
    "meeting_request",
    "consultations",
    "call",
    "visit",
    "draft",
    "talks_proposal",
    "national_measure",
    "concession",
    "amend",
    "withdraw",
    "put_in_blue",
    "vote",
    "adopt",
    "co_sponsor",
    "object",
    "threaten",
)
"""Kinds of timeline entry that an actor decides on, and may withhold."""

MOVES: Mapping[str, tuple[bool, Form | None]] = {
    "amend": (True, None),
    "withdraw": (True, None),
    "put_in_blue": (True, Form.RESOLUTION),
    "vote": (False, Form.RESOLUTION),
    "adopt": (False, Form.PRESS_STATEMENT),
    "co_sponsor": (False, Form.RESOLUTION),
    "object": (False, None),
    "threaten": (False, Form.RESOLUTION),
}
"""Planned acts about a draft on the table: whether its sponsor alone can do it, and to a resolution or a statement."""

NOBODY = "none"
"""The penholder of a case in which nobody drafts, and the provoker of one in which nobody provokes."""


@frozen
class Source:
    """One entry of the bibliography."""

    title: str
    url: str = ""
    date: str = ""


@frozen
class Entry:
    """One entry of the timeline.

    at: UTC. kind: PROVOCATION or one of PLANNED_ACTS. what: what a provocation is, such as armed_attack.
    draft: of a move, the id of the entry that put the draft before the Council; else the latest that it fits.
    to: the others it is addressed to. in_answer_to: ids of entries; the entry is withheld if none of them happened.
    severity: share of the remaining pressure a provocation adds, or a concession takes away, 0-100;
    without it that of its `what` holds, or the parameter of concessions. minutes: length of a call or meeting.
    means, place, result: with what, where and to what effect a provocation was carried out.
    """

    id: str
    at: datetime
    kind: str
    actor: str
    summary: str
    what: str = ""
    to: tuple[str, ...] = ()
    in_answer_to: tuple[str, ...] = ()
    severity: int | None = None
    text: Text | None = None
    draft: str = ""
    minutes: int | None = None
    agreed: str = ""
    means: str = ""
    place: str = ""
    result: str = ""
    precision: str = "minute"
    note: str = ""
    source: tuple[str, ...] = ()
    claims: tuple[int, ...] = ()


@frozen
class ProvocationKind:
    """What is particular to one kind of provocation; what the case leaves out is as in sim/provocations.toml.

    severity: share of the remaining pressure it adds, 0-100, where its entry states none.
    words: what to call it, such as "armed attack". again: what the provoker does when it does it again; a kind
    without is never repeated within a crisis. usual: the product it usually leads to, for the rule of thumb.
    cameo, goldstein_tenths, plover, plover_mode, contexts: its codes as event data.
    """

    severity: int | None = None
    words: str = ""
    again: str = ""
    usual: str = ""
    cameo: str = ""
    goldstein_tenths: int | None = None
    plover: str = ""
    plover_mode: str = ""
    contexts: tuple[str, ...] = ()


@frozen
class Wording:
    """What the provoker says and gives, in the words of the case.

    threat: over a draft that would hurt it. offer: by itself, when it turns to talks. concession: to an envoy.
    """

    threat: str = "warns of stronger steps if pressed"
    offer: str = "offers talks"
    concession: str = "gives way in part and agrees to talks"


class Blocking(StrEnum):
    """Whose no stops a resolution that has the votes."""

    PERMANENT = "permanent"
    ALL = "all"
    NONE = "none"


@frozen
class Body:
    """How the body that meets decides; what is left out is as in the Charter at the start (sim/charter.toml).

    seats: how many in all. permanent: how many of them are permanent. quota: yes votes that a resolution needs.
    """

    seats: int | None = None
    permanent: int | None = None
    quota: int | None = None
    blocking: Blocking = Blocking.PERMANENT


@frozen
class Background:
    """Something that held before, or around, the timeline."""

    id: str
    text: str
    source: tuple[str, ...] = ()
    claims: tuple[int, ...] = ()


@frozen
class Assumption:
    """A judgement the answer hangs on: the paths it controls, its plausible range, what to watch."""

    id: str
    text: str
    basis: str
    paths: tuple[str, ...]
    range: tuple[int, int]
    indicator: str = ""
    source: tuple[str, ...] = ()


@frozen
class Presidency:
    """Who presides over the Council from a moment on."""

    since: datetime
    actor: str


@frozen
class Climate:
    """How the permanent members stand to each other, by a count known before the crisis.

    vetoes: vetoes cast in the 24 months before.
    """

    vetoes: int
    basis: str = ""
    as_of: str = ""
    source: tuple[str, ...] = ()


@frozen
class Check:
    """One line of history that a run is matched against; which fields count depends on the kind.

    kinds: form; vote; day (within a factor); rung (issue, at_most or at_least);
    threat (a veto was threatened); veto (a veto was cast); votes (every member voted as it did);
    threat_before_drop (issue, below: a veto threat came before the draft fell below that strength);
    counter_draft; rejection. actor: by whom the threat, veto or rejection came; anybody where it names none.
    """

    id: str
    kind: str
    words: str
    actor: str = ""
    issue: str = ""
    at_most: int | None = None
    at_least: int | None = None
    below: int | None = None
    factor: int = 2
    source: tuple[str, ...] = ()


@frozen
class Vote:
    """A tally as history records it. absent: how many members took no part."""

    yes: int
    no: int
    abstain: int
    absent: int = 0


@frozen
class Interim:
    """Something that the Council produced on the way."""

    form: str
    at: datetime
    summary: str
    text: Text | None = None
    source: tuple[str, ...] = ()


@frozen
class History:
    """What really came of it.

    text: of the product, or of the draft that fell. votes: who voted how: yes, no, abstain or absent. co_sponsors: who
    tabled it. products: what was produced before.
    """

    form: str
    at: datetime
    summary: str
    checks: tuple[Check, ...]
    text: Text | None = None
    vote: Vote | None = None
    votes: Mapping[str, str] = field(factory=dict)
    co_sponsors: tuple[str, ...] = ()
    products: tuple[Interim, ...] = ()
    source: tuple[str, ...] = ()


def _codes(stated: str | Iterable[str]) -> tuple[str, ...]:
    """Codes from one code, from several, or from the word for none."""
    if isinstance(stated, str):
        return () if stated == NOBODY else (stated,)
    return tuple(stated)


@frozen
class Case:
    """A whole scenario: who, about what, in which order, and what it is compared with.

    provoker: those whose acts the crisis is about: one, several (both sides of a war), or none (a mandate runs out).
    Any of them may be a member of the Council, or no state. sponsors: who tables the penholder's first draft together
    with it. absent: members that take no part.
    """

    id: str
    title: str
    question: str
    start: datetime
    horizon: datetime
    emergent_from: datetime
    clock_from: str
    provoker: tuple[str, ...] = field(converter=_codes)
    issues: tuple[Issue, ...]
    actors: Mapping[str, Actor]
    climate: Climate
    timeline: tuple[Entry, ...]
    history: History | None = None
    penholder: str | None = None
    presidency: tuple[Presidency, ...] = ()
    ties: tuple[Tie, ...] = ()
    bibliography: Mapping[str, Source] = field(factory=dict)
    background: tuple[Background, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    parameters: Mapping[str, int | float] = field(factory=dict)
    provocations: Mapping[str, ProvocationKind] = field(factory=dict)
    wording: Wording = Wording()
    sponsors: tuple[str, ...] = ()
    body: Body = Body()
    absent: tuple[str, ...] = ()
