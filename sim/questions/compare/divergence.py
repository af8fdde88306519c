"""Where two runs part: the first decision that is not the same in both, the rule behind it, and the numbers."""

from collections.abc import Iterator, Mapping, Sequence, Set
from typing import Any, Final

from attrs import frozen

from sim.engine.run import Run
from sim.questions.compare.alignment import MINUTES, Course, Pair, earlier, same, same_act
from sim.questions.compare.inputs import only_luck
from sim.rules.bargaining import DROP, choose
from sim.rules.council import effective_isolation
from sim.rules.crisis import Crisis, Draft
from sim.rules.evolve import evolve
from sim.rules.gains import bound_of
from sim.store.record import data_of
from sim.vocabulary import events as e
from sim.vocabulary.events import Event
from sim.vocabulary.margins import thresholds_of
from sim.vocabulary.texts import Form

# The numbers a decision was taken on


_WORDS: Final = frozenset(("summary", "agreed", "entry", "chosen"))


@frozen
class Term:
    """One number, or word, that differs. a, b: None where there is none in that run."""

    name: str
    a: Any
    b: Any


def apart(a: Mapping[str, Any], b: Mapping[str, Any]) -> list[Term]:
    """The terms in which the data of two events differ, names spelled out: limit.legal_force, gain_m."""
    return _differing(_flat(a), _flat(b))


def _differing(mine: Mapping[str, Any], other: Mapping[str, Any]) -> list[Term]:
    names = dict.fromkeys((*mine, *other))
    return [Term(n, mine.get(n), other.get(n)) for n in names if mine.get(n) != other.get(n)]


def _flat(data: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in data.items():
        if name == "terms":
            found |= _flat({key: item for key, item in (value or {}).items() if item is not None})
        elif name == "options":
            # What is held against lines is among the terms already.
            found |= {f"worth_m.{option}": worth for option, worth in value.items()} if value and DROP in value else {}
        elif isinstance(value, Mapping):
            found |= {f"{name}.{key}": inner for key, inner in value.items()}
        elif isinstance(value, list) and value and isinstance(value[0], Mapping):
            found |= {key: number for row in value for key, number in _of_row(name, row).items()}
        elif name not in MINUTES and name not in _WORDS:
            found[name] = value
    return found


def _of_row(name: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """The numbers in a row of a list, each named by the row's words: limit.legal_force, limits_real_m.CHN.sanctions."""
    of = ".".join(value for value in row.values() if isinstance(value, str))
    numbers = {key: value for key, value in row.items() if isinstance(value, int)}
    if len(numbers) != 1:
        return {f"{key}.{of}": number for key, number in numbers.items()} or {f"{name}.{of}": True}
    # A list with one number in a row is named for it, and keeps its unit.
    (key, number), plain = *numbers.items(), name.removesuffix("_m")
    return {f"{plain}_m.{of}" if key.endswith("_m") else f"{plain}.{of}": number}


def terms_between(a: Run, b: Run, event: Event, own: Pair) -> list[Term]:
    """What differs between the two states in which a decision was taken, or could have been and was not.

    event: the decision; own: it, and what stands in its place in the other run.
    """
    if event.actor not in a.scenario.case.actors or event.actor not in b.scenario.case.actors:
        return []
    # Where one run has nothing in that place, or something much later, it is read at the minute of the other.
    states = (_before(a, event, own[0]), _before(b, event, own[1]))
    name = str(getattr(event.payload, "draft", ""))
    numbers = [_numbers(state, event.actor, name) for state in states]
    return _differing(numbers[0], numbers[1])


def _before(run: Run, event: Event, own: Event | None) -> Crisis:
    """The crisis right before an event of this run, or before what stands in its place at that minute."""
    here = own is not None and own.t == event.t
    state = Crisis(run.scenario.setting)
    for each in run.events:
        if (here and own is not None and each.seq >= own.seq) or each.t > event.t:
            break
        evolve(state, each)
    state.t = event.t
    return state


def _numbers(state: Crisis, actor: str, name: str) -> dict[str, Any]:
    """What an actor goes by: its limits and positions, and the draft in question, if it is on the table."""
    setting, found = state.setting, {}
    lifted = state.lifted(actor)
    for key, stance in zip(state.space.keys, setting.stances[actor], strict=True):
        if stance.limit is not None and key not in lifted:
            found[f"limit.{key}"] = bound_of(stance.limit)
    draft = state.drafts.get(name)
    if draft is not None:
        found |= _of_draft(state, actor, draft)
    for key, position in zip(state.space.keys, state.positions(actor), strict=True):
        found[f"position.{key}"] = position
    found["pressure_m"] = round(1000 * state.pressure)
    return found


def _of_draft(state: Crisis, actor: str, draft: Draft) -> dict[str, Any]:
    """What a draft is to an actor: its text, what it is worth, and the lines its reader goes by."""
    found: dict[str, Any] = {f"text.{key}": strength for key, strength in state.space.text(draft.row).items()}
    found["version"] = draft.version
    found["gain_m"] = round(1000 * state.gain(actor, draft.row))
    if actor == draft.sponsor and draft.form is Form.RESOLUTION and draft.live:
        found |= {f"worth_m.{choice}": worth for choice, worth in choose(state, draft).worth.items()}
    elif actor in state.setting.members:
        coded, support = state.setting.case.actors[actor], state.declared_support(draft, actor)
        isolation = effective_isolation(coded.isolation, support, len(state.setting.members) - 1)
        found["declared_support"] = support
        found["no_below_m"] = round(-1000 * isolation)
        found["yes_from_m"] = round(1000 * (state.joins_from(actor, draft) - isolation))
        if actor in state.setting.blocking:
            found["threatens_below_m"] = round(-1000 * (isolation + state.parameter("threat_margin")))
    return found


# Where they part


ACT, NUMBERS, TIMING = "act", "numbers", "timing"
"""What kind of difference it is: another act or none, the same act on other numbers, the same at another minute."""


@frozen
class Divergence:
    """Where two runs part."""

    runs: tuple[Run, Run]
    """The two runs, a and b."""
    decision: str
    """The name of the first decision that is not the same in both."""
    a: Event | None
    """The event in the first run, None where it has none in that place."""
    b: Event | None
    """The event in the second run, None where it has none in that place."""
    kind: str
    """act, numbers or timing."""
    rule: str
    """What parted them, in words."""
    terms: tuple[Term, ...]
    """The numbers that differ, thousandths where a name ends in _m."""
    turn: "Divergence | None" = None
    """Where only the numbers of the first difference differ: the first decision that came out otherwise."""

    @property
    def act(self) -> "Divergence":
        """The first decision that came out otherwise, or the first difference where none did."""
        return self.turn or self


def divergence_of(a: Run, b: Run) -> Divergence | None:
    """Where two runs part, in the order of the first; None where nothing that happened differs.

    What an analyst put in is not where they part: it is the cause. An event at another minute, or in another place
    among those of its actor, counts only where nothing else differs.
    """
    first, second = Course(a), Course(b)
    parting = _parting(first, second, same)
    if parting is None:
        return _shifted(a, b, first, second)
    if not _same_act(*parting):
        return _told(a, b, *parting, ACT)
    turning = _parting(first, second, same_act)
    turn = None if turning is None else _told(a, b, *turning, ACT)
    return _told(a, b, *parting, NUMBERS, turn)


def _parting(first: Course, second: Course, test: Any) -> Pair | None:
    """The first event of either that the other has not; where both part in the same minute, that of the first run."""
    mine = next(first.apart_from(second, test), None)
    theirs = next(second.apart_from(first, test), None)
    if theirs is not None and (mine is None or theirs[0].t < mine[0].t):
        return theirs[1], theirs[0]
    return mine


def _same_act(a: Event | None, b: Event | None) -> bool:
    return a is not None and b is not None and same_act(a, b)


def _shifted(a: Run, b: Run, first: Course, second: Course) -> Divergence | None:
    """The first event that comes at another minute."""
    for event in first.events:
        other = second.by_decision.get(event.decision)
        if other is not None and other.t != event.t and same(event, other):
            return Divergence((a, b), event.decision, event, other, TIMING, "timing", (Term("t", event.t, other.t),))
    return None


def _told(a: Run, b: Run, mine: Event | None, other: Event | None, kind: str, turn: Any = None) -> Divergence:
    terms = tuple(_terms(a, b, mine, other))
    rule = _rule(a, b, mine, other, terms)
    return Divergence((a, b), earlier(mine, other).decision, mine, other, kind, rule, terms, turn)


def _terms(a: Run, b: Run, mine: Event | None, other: Event | None) -> Iterator[Term]:
    """What differs in the two events where they are of one kind, then in the two states they were decided in."""
    found: dict[str, Term] = {}
    if mine is not None and other is not None and (mine.type, mine.target) == (other.type, other.target):
        found |= {term.name: term for term in apart(data_of(mine.payload), data_of(other.payload))}
    for term in terms_between(a, b, earlier(mine, other), (mine, other)):
        found.setdefault(term.name, term)
    yield from found.values()


# The rule


def _rule(a: Run, b: Run, mine: Event | None, other: Event | None, terms: Sequence[Term]) -> str:
    """What parted them, in words: the analyst's hand, chance, or the rule of that kind of event."""
    events = [event for event in (mine, other) if event is not None]
    if any(each.origin == e.Origin.PLAYER for each in events):
        return "chosen by who sat there"
    for each in events:
        if isinstance(each.payload, e.ActWithheld):
            dropped = each.payload.reason == "dropped"
            return "dropped by the analyst" if dropped else f"{each.origin} act withheld"
    first = earlier(mine, other)
    if first.origin == e.Origin.INTERVENTION:
        return "inserted by the analyst"
    if first.origin == e.Origin.SCRIPTED and (
        len(events) == 1 or (events[0].type, events[0].origin) != (events[1].type, events[1].origin)
    ):
        return "in the timeline of one run only"
    if only_luck((a, b)):
        return "chance"
    if any(term.name.startswith("limit.") for term in terms) and any(_crosses(each) for each in events):
        return "limit"
    if isinstance(first.payload, e.CallHeld) and not _same_act(mine, other):
        return "who calls whom, and when"
    return _of_kind(first, {term.name for term in terms})


def _crosses(event: Event) -> bool:
    return any(line.name.startswith("limit.") for line in thresholds_of(event.payload))


def _of_kind(event: Event, names: Set[str]) -> str:
    if isinstance(event.payload, e.ObjectionRaised | e.VetoThreatened | e.VoteCast | e.PositionDeclared):
        if names == {"noise_m"}:
            return "chance"
        return "its own draft against this one" if "withheld_for" in names else "gain against threshold"
    if isinstance(event.payload, e.ConsultationsHeld):
        return next((words for name, words in _HEARD.items() if any(each.startswith(name) for each in names)), "timing")
    if isinstance(event.payload, e.DraftCirculated):
        return _DRAFTED.get(event.payload.reason, "penholder's choice")
    known = _RULES.get(type(event.payload))
    if known is None and DROP in (getattr(event.payload, "options", None) or {}):
        return "sponsor's choice"
    return known or ("gain against threshold" if thresholds_of(event.payload) else "chance")


_HEARD: Final = {
    "pressed": "limits insisted on",
    "unpressed": "limits insisted on",
    "drafts": "drafts on the table",
    "signals_m": "what the sponsor heard",
    "pressure_m": "pressure",
}

_DRAFTED: Final = {
    "planned": "worth to its author",
    "counter_draft": "counter-draft",
    "fallback": "sponsor's choice",
    "retry": "sponsor's choice",
    "elements": "president's statement",
}

_RULES: Final[dict[type[e.Payload], str]] = {
    e.ProvocationOccurred: "provocation",
    e.ConcessionMade: "the provoker's day",
    e.CallHeld: "how far a talk draws positions",
    e.VisitMade: "how far a talk draws positions",
    e.NationalMeasureTaken: "pressure against its mark",
    e.BridgingTextOffered: "bridging wording",
    e.MediationProposed: "mediation",
    e.MediationGranted: "cost of waiting against the envoy's worth",
    e.MediationRefused: "cost of waiting against the envoy's worth",
    e.EnvoySent: "mediation",
    e.VoteOpened: "sponsor's choice",
    e.ResolutionAdopted: "count of the votes",
    e.DraftVetoed: "count of the votes",
    e.DraftFailed: "count of the votes",
    e.StatementAgreed: "consensus",
    e.StatementBlocked: "consensus",
    e.OutcomeReached: "outcome",
    e.OutcomeWelcomed: "gain against threshold",
    e.RunEnded: "end of the run",
}
"""Event kind to the rule behind it, where neither its options nor its lines tell."""
