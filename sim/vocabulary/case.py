"""A case: everything a scenario file says."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
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

FAMILIES = ("weapons", "safeguards", "force")
"""What a crisis is about, at its broadest. The file of a crisis is its provoker and its family: PRK-weapons."""

NOBODY = "none"
"""The penholder of a case in which nobody drafts, and the provoker of one in which nobody provokes."""


@frozen
class Source:
    """One entry of the bibliography."""

    title: str
    """Author or paper, and what it is."""
    url: str = ""
    """Where it was found."""
    date: str = ""
    """Date of the document; a year alone needs quotes in a file."""


@frozen
class Entry:
    """One entry of the timeline."""

    id: str
    """Its name, once in the timeline."""
    at: datetime
    """When, in UTC."""
    kind: str
    """A provocation, which happens by itself, or a planned act, which its actor may withhold."""
    actor: str
    """Who does it; UNSC for what the Council does as a whole."""
    summary: str
    """What the actor does, as the log says it, without the subject."""
    what: str = ""
    """What a provocation is, such as armed_attack."""
    to: tuple[str, ...] = ()
    """Whom it is addressed to; calls and visits need it."""
    in_answer_to: tuple[str, ...] = ()
    """Ids of earlier entries; the act is withheld if none of them happened."""
    severity: int | None = None
    """Share of the remaining pressure that a provocation adds, or a concession takes away, 0-100; left out: that of its
    `what`, or the parameter of concessions."""
    text: Text | None = None
    """The strengths of a draft, one rung of every issue; in a draft or an amendment and only there."""
    draft: str = ""
    """Of a move: the id of the entry that put the draft before the Council; left out: the latest that it fits."""
    minutes: int | None = None
    """Length of a call or meeting."""
    agreed: str = ""
    """What a call or visit settled, in words."""
    means: str = ""
    """With what a provocation was carried out."""
    place: str = ""
    """Where a provocation was carried out."""
    result: str = ""
    """To what effect a provocation was carried out."""
    precision: str = "minute"
    """How precisely the time is known."""
    note: str = ""
    """For instance what another account says."""
    source: tuple[str, ...] = ()
    """Keys of the bibliography."""
    claims: tuple[int, ...] = ()
    """Numbers of the article's claims that it represents."""


@frozen
class ProvocationKind:
    """What is particular to one kind of provocation; what the case leaves out is as in sim/provocations.toml."""

    severity: int | None = None
    """Share of the remaining pressure it adds, 0-100, where its entry states none."""
    words: str = ""
    """What to call it, such as "armed attack"."""
    again: str = ""
    """What the provoker does when it does it again; a kind without is never repeated within a crisis."""
    usual: str = ""
    """The product it usually leads to, for the rule of thumb."""
    cameo: str = ""
    """Its CAMEO code as event data."""
    goldstein_tenths: int | None = None
    """Its Goldstein score in tenths, -100 to 100."""
    plover: str = ""
    """Its PLOVER event type."""
    plover_mode: str = ""
    """Its PLOVER mode, where the event type has modes."""
    contexts: tuple[str, ...] = ()
    """Its PLOVER contexts."""
    family: str = ""
    """Of which family the file of such a crisis is; empty where that hangs on the matter, as with a report."""
    internal: bool | None = None
    """Whether it is an internal matter of the provoker's own country, such as a coup."""


@frozen
class Wording:
    """What the provoker says and gives, in the words of the case."""

    threat: str = "warns of stronger steps if pressed"
    """What it does over a draft that would hurt it."""
    offer: str = "offers talks"
    """What it does by itself, when it turns to talks."""
    concession: str = "gives way in part and agrees to talks"
    """What it gives to an envoy."""


class Blocking(StrEnum):
    """Whose no stops a resolution that has the votes."""

    PERMANENT = "permanent"
    ALL = "all"
    NONE = "none"


@frozen
class Body:
    """How the body that meets decides; what is left out is as in the Charter at the start (sim/charter.toml)."""

    seats: int | None = None
    """How many seats it has in all."""
    permanent: int | None = None
    """How many of the seats are permanent."""
    quota: int | None = None
    """Yes votes that a resolution needs."""
    blocking: Blocking = Blocking.PERMANENT
    """Whose no stops a resolution that has the votes."""


@frozen
class Background:
    """Something that held before, or around, the timeline."""

    id: str
    """Its name, once in the file."""
    text: str
    """The circumstance, in words; no rule reads it."""
    source: tuple[str, ...] = ()
    """Keys of the bibliography."""
    claims: tuple[int, ...] = ()
    """Numbers of the article's claims that it represents."""


@frozen
class Assumption:
    """A judgement the answer hangs on: the paths it controls, its plausible range, what to watch."""

    id: str
    """Its name, once in the file."""
    text: str
    """The judgement, as a sentence."""
    basis: str
    """A key of the bibliography, or `judgement`."""
    paths: tuple[str, ...]
    """What it controls: paths as in --set, at least one."""
    range: tuple[int, int]
    """Plausible lowest and highest value of the paths, in this order."""
    indicator: str = ""
    """What to watch to learn whether it is true."""
    source: tuple[str, ...] = ()
    """Keys of the bibliography."""


@frozen
class Presidency:
    """Who presides over the Council from a moment on."""

    since: datetime
    """From when, in UTC."""
    actor: str
    """The member in the chair."""


@frozen
class Climate:
    """How the permanent members stand to each other, by a count known before the crisis."""

    vetoes: int
    """Vetoes cast in the Council in the 24 months before the crisis."""
    basis: str = ""
    """Which vetoes were counted."""
    as_of: str = ""
    """The day up to which they were counted."""
    source: tuple[str, ...] = ()
    """Keys of the bibliography."""


@frozen
class Check:
    """One line of history that a run is matched against; which fields count depends on the kind."""

    id: str
    """Its name, once in the file."""
    kind: str
    """What is compared: the form; the vote; votes (every member voted as it did); the day (within a factor); a rung
    (issue, at_most or at_least); a threat of a veto; a veto; threat_before_drop (a veto threat came before the draft
    fell under `below` on an issue); a counter_draft; a rejection by the provoker."""
    words: str
    """The check as a sentence."""
    actor: str = ""
    """By whom the threat, veto, counter-draft or rejection came; left out: anybody."""
    issue: str = ""
    """The issue of a rung or threat_before_drop."""
    at_most: int | None = None
    """Strength that the text may have at most, 0-100; for rung."""
    at_least: int | None = None
    """Strength that the text must have at least, 0-100; for rung."""
    below: int | None = None
    """Strength under which the draft fell, 0-100; for threat_before_drop."""
    factor: int = 2
    """How many times sooner or later the day may be; for day."""
    source: tuple[str, ...] = ()
    """Keys of the bibliography."""


@frozen
class Vote:
    """A tally as history records it. absent: how many members took no part."""

    yes: int
    """Votes for the text."""
    no: int
    """Votes against the text."""
    abstain: int
    """Abstentions on the text."""
    absent: int = 0
    """How many members took no part."""


@frozen
class Interim:
    """Something that the Council produced on the way."""

    form: str
    """What it was."""
    at: datetime
    """When, in UTC."""
    summary: str
    """What it said, in one sentence."""
    text: Text | None = None
    """The text, one rung of every issue."""
    source: tuple[str, ...] = ()
    """Keys of the bibliography."""


@frozen
class History:
    """What really came of it. No rule reads it; a finished run is compared with it."""

    form: str
    """What the Council produced, or why it produced nothing."""
    at: datetime
    """When, in UTC."""
    summary: str
    """What came of it, in one sentence."""
    checks: tuple[Check, ...]
    """What a run is compared with."""
    text: Text | None = None
    """The text of the product, or of the draft that fell, one rung of every issue."""
    vote: Vote | None = None
    """The tally; left out where there was none."""
    votes: Mapping[str, str] = field(factory=dict)
    """Who voted how: yes, no, abstain or absent, by code."""
    co_sponsors: tuple[str, ...] = ()
    """Who tabled the text."""
    products: tuple[Interim, ...] = ()
    """What the Council produced before."""
    source: tuple[str, ...] = ()
    """Keys of the bibliography."""
    delay: bool = True
    """Whether the days from trigger to outcome mean anything; not where there was no shock or the act lies far back."""


@frozen
class PastCrisis:
    """An earlier crisis of the same file, and what the Council made of it."""

    id: str
    """Its name, once in the memory: that of a case, or country-year-month."""
    began: date
    """Its first day."""
    closed: date
    """The day of its strongest product or failed vote, and without one of the last meeting on it."""
    act: str
    """What was done: a kind of provocation, such as nuclear_test."""
    product: str
    """The strongest thing that came of it, or why nothing did."""
    vetoed_by: tuple[str, ...] = ()
    """Who vetoed a draft in it."""
    warned: bool = False
    """Whether a product said that a next act would have consequences."""
    file: str = ""
    """The file it belongs to; left out: that of the case, which it must be."""
    note: str = ""
    """For instance what another account says."""
    source: tuple[str, ...] = ()
    """Keys of the bibliography."""


@frozen
class Deadline:
    """A day known beforehand by which the sponsors want something of the Council: a summit, the end of a mandate."""

    name: str
    """What falls on it, with its article: such as "the summit of the G8"."""
    at: datetime
    """By when, in UTC; a day alone: to the end of its working day in New York."""
    known_from: date | None = None
    """The day on which it was publicly fixed, where that came after the start."""
    note: str = ""
    """For instance who fixed it."""
    source: tuple[str, ...] = ()
    """Keys of the bibliography."""


class Motive(StrEnum):
    """What the sponsors are after."""

    TEXT = "text"
    """Something that is adopted."""
    RECORD = "record"
    """A vote that shows who stands where."""


class Stand(StrEnum):
    """What a regional body wants of the Council."""

    ASKS = "asks"
    """That it act against the provoker."""
    SILENT = "silent"
    """It says nothing."""
    AGAINST = "against"
    """That it stay out."""


@frozen
class Region:
    """Whether a body of the provoker's region wants the Council to act against it."""

    stand: Stand
    """It asks the Council to act, is silent, or is against."""
    body: str = ""
    """Which body."""
    known_from: date | None = None
    """The day on which it spoke, where that came after the day of the trigger."""
    basis: str = ""
    """What was said or done, and when."""
    source: tuple[str, ...] = ()
    """Keys of the bibliography."""


def _codes(stated: str | Iterable[str]) -> tuple[str, ...]:
    """Codes from one code, from several, or from the word for none."""
    if isinstance(stated, str):
        return () if stated == NOBODY else (stated,)
    return tuple(stated)


@frozen
class Case:
    """A whole scenario: who, about what, in which order, and what it is compared with."""

    id: str
    """Short name of the case, as it appears in runs and tables."""
    title: str
    """What to call the case."""
    question: str
    """What the analyst wants to know."""
    start: datetime
    """When the run begins, in UTC; minute 0."""
    horizon: datetime
    """When the run ends if nothing came of it, in UTC."""
    emergent_from: datetime
    """From when the model decides, in UTC; planned acts come before."""
    clock_from: str
    """Id of the timeline entry from which days are counted."""
    provoker: tuple[str, ...] = field(converter=_codes)
    """Those whose acts the crisis is about: one, several (both sides of a war), or none (a mandate runs out). Any may
    be a member of the Council, or no state."""
    issues: tuple[Issue, ...]
    """What the text is about: each issue with its ladder of wordings."""
    actors: Mapping[str, Actor]
    """Who takes part, each by its code. Actors with a seat vote; the others speak, call and act."""
    climate: Climate
    """How the permanent members stand to each other before the crisis: shown; rules go by the memory of the file."""
    timeline: tuple[Entry, ...]
    """What happens and what is planned, in the order of time."""
    history: History | None = None
    """How it really ended; left out: nothing is compared."""
    penholder: str | None = None
    """The member who drafts; none: nobody; left out: the member with most at stake."""
    presidency: tuple[Presidency, ...] = ()
    """Who presides over the Council, from when, in the order of time."""
    ties: tuple[Tie, ...] = ()
    """Who weighs whose word."""
    bibliography: Mapping[str, Source] = field(factory=dict)
    """The sources, each by the key that `source` lists name."""
    background: tuple[Background, ...] = ()
    """Circumstances before or around the timeline; no rule reads them."""
    assumptions: tuple[Assumption, ...] = ()
    """Judgements that the answer depends on."""
    parameters: Mapping[str, int | float] = field(factory=dict)
    """Overrides of the parameter table, each within its range."""
    provocations: Mapping[str, ProvocationKind] = field(factory=dict)
    """What is particular to kinds of provocation in this case, each by the `what` of its entries."""
    wording: Wording = Wording()
    """What the provoker says and gives, in the words of the case."""
    sponsors: tuple[str, ...] = ()
    """Who tables the penholder's first draft together with it."""
    body: Body = Body()
    """How the body that meets decides; left out: as in the Charter."""
    absent: tuple[str, ...] = ()
    """Members that take no part."""
    file: str = ""
    """The file it belongs to, provoker and family, such as PRK-weapons; its `memory` is of that file."""
    memory: tuple[PastCrisis, ...] = ()
    """Earlier crises of the file, all closed before the day of the trigger."""
    motive: Motive | None = None
    """What the sponsors are after; left out: by rule, from who shields the provoker."""
    region: Region | None = None
    """Whether a regional body wants the Council to act; left out: none spoke."""
    closed: bool | None = None
    """Whether the provoker's friend refuses any product; left out: by rule, from the memory."""
    precedent: str | None = None
    """The id of the earlier crisis whose product everybody looks to; none: of no crisis; left out: by rule, from the
    memory, where the timeline holds no draft."""
    deadlines: tuple[Deadline, ...] = ()
    """Days known beforehand by which the sponsors want something of the Council."""
    confidence: str = ""
    """How sure the analyst is of the answer, and why, in the analyst's own words; shown in a report, and never beside a
    likelihood."""
