"""The crisis at one moment of a run."""

from collections.abc import Mapping, Sequence
from datetime import tzinfo

from attrs import field, frozen

from sim.engine.run import Run
from sim.pages import Block, Column, Fact, Facts, Next, Page, Table, Title
from sim.questions.given import given_fact, given_words
from sim.questions.timeline import texts_fact
from sim.rules import crisis as rules
from sim.rules.crisis import OPPOSED, Crisis
from sim.vocabulary.clock import Clock
from sim.vocabulary.events import Event
from sim.words.labels import Labels
from sim.words.numbers import decimal, percent, signed
from sim.words.phrases import in_a_row, in_brackets
from sim.words.sentences import predicate


@frozen
class Draft:
    """A text on the table, or one that was."""

    draft: str
    sponsor: str
    form: str
    status: str
    """live, in_blue, or what became of it."""
    version: int
    text: Mapping[str, int]
    circulated: str
    """ISO 8601, UTC."""
    co_sponsors: tuple[str, ...]
    declared: Mapping[str, str]
    """Member to what it said of this version: support, reserved or opposed."""
    veto_threats: Mapping[str, int]
    """Member to how often it threatened."""
    vote_from: str | None
    votes: Mapping[str, str]


@frozen
class Belief:
    """What the sponsor believes of a member's hidden offset, in gain points."""

    mean: float = field(metadata={"digits": 3})
    sd: float = field(metadata={"digits": 3})


@frozen
class DeclaredLimit:
    """A limit that a member declared."""

    actor: str
    issue: str
    at_most: int | None
    at_least: int | None
    probability_real: float = field(metadata={"digits": 3})
    """How likely the sponsor takes it to be real, 0-1."""


@frozen
class Mediation:
    """An envoy: asked for, refused, granted, sent or back."""

    by: str
    state: str
    draft: str
    until: str


@frozen
class Drafting:
    """A resolution that a member is writing, and shows to those alone that it consults."""

    by: str
    text: Mapping[str, int]
    """What it wanted when it began."""
    ready: str
    """ISO 8601, UTC."""


@frozen
class State:
    """The crisis right after one event, or at a later minute before the next. Pressure and positions 0-100."""

    run: str
    seq: int
    at: str
    """ISO 8601, UTC."""
    pressure: float = field(metadata={"digits": 3})
    sessions: int
    """Consultations so far."""
    drafts: tuple[Draft, ...]
    positions: Mapping[str, Mapping[str, int]]
    beliefs: Mapping[str, Belief]
    declared_limits: tuple[DeclaredLimit, ...]
    mediation: Mediation | None
    withheld: tuple[str, ...]
    """Ids of timeline entries that did not happen."""
    outcome: str | None
    file: tuple[str, ...] = ()
    """What the run takes as given of its file, in words."""
    drafting: Drafting | None = None
    """A resolution that somebody is writing."""
    deadlines: tuple[str, ...] = ()
    """Days known by then, and not past, by which the sponsors want something of the Council, in words."""


def state_of(crisis: Crisis, run: str = "") -> State:
    """What a crisis is made of. run: id of the run that it is a moment of."""
    clock, space, envoy = Clock(crisis.setting.case.start), crisis.space, crisis.mediation
    written = crisis.drafting
    positions = {
        actor: dict(zip(space.keys, map(int, crisis.positions(actor)), strict=True)) for actor in crisis.setting.actors
    }
    limits = tuple(
        DeclaredLimit(member, issue, limit.at_most, limit.at_least, crisis.probability_real(member, issue))
        for (member, issue), limit in crisis.declared_limits.items()
    )
    return State(
        run, crisis.seq, clock.iso(crisis.t), crisis.pressure, crisis.sessions,
        tuple(_draft(crisis, clock, draft) for draft in crisis.drafts.values()), positions,
        {member: Belief(each.mean, each.variance**0.5) for member, each in crisis.beliefs.items()}, limits,
        None if envoy is None else Mediation(envoy.mediator, envoy.state, envoy.draft, clock.iso(envoy.until)),
        tuple(sorted(crisis.withheld)), None if crisis.outcome is None else crisis.outcome.form,
        given_words(Labels(crisis.setting.case, clock), crisis.setting),
        None if written is None else Drafting(written.member, crisis.space.text(written.row), clock.iso(written.ready)),
        tuple(f"{clock.iso(at)}: {name}" for at, known, name in crisis.setting.deadlines if known <= crisis.t < at),
    )  # fmt: skip


def _draft(crisis: Crisis, clock: Clock, draft: rules.Draft) -> Draft:
    status = "in_blue" if draft.live and draft.in_blue else draft.status
    return Draft(
        draft.name, draft.sponsor, str(draft.form), status, draft.version, crisis.space.text(draft.row),
        clock.iso(draft.circulated), tuple(draft.co_sponsors), dict(draft.declared), dict(draft.threats),
        clock.iso(draft.vote_at) if draft.in_blue else None, dict(draft.votes),
    )  # fmt: skip


def page(crisis: Crisis) -> Page:
    """The page of a crisis by itself, which does not know its run."""
    return _page(Labels(crisis.setting.case, Clock(crisis.setting.case.start)), state_of(crisis), crisis.t, None)


def crisis_at(run: Run, seq: int, minute: int | None = None) -> Crisis:
    """The crisis of a run right after an event. minute: so much later, so that pressure and the pull of calls fade."""
    crisis = run.state_at(seq)
    if minute is not None:
        crisis.t = max(crisis.t, minute)
    return crisis


def page_at(
    run: Run, seq: int, zone: tzinfo | None = None, following: Sequence[str] = (), minute: int | None = None
) -> Page:
    """The page of a moment of a run. zone: of local times in place of each actor's own. minute: as in `crisis_at`."""
    crisis = crisis_at(run, seq, minute)
    labels = Labels(crisis.setting.case, run.scenario.clock, zone)
    shown = _page(labels, state_of(crisis, run.id), crisis.t, run.events[seq])
    return (*shown, Next(tuple(following))) if following else shown


def _page(labels: Labels, state: State, t: int, event: Event | None) -> Page:
    title = f"Run {state.run} right after event {state.seq}" if state.run else f"Right after event {state.seq}"
    if event is not None and t > event.t:
        title += f" ({labels.utc(event.t)}), the last before"
    facts = [] if event is None else [Fact("Event", (f"{labels.name(event.actor)}: {predicate(labels, event)}",))]
    facts.append(Fact("Pressure", (f"{decimal(state.pressure)} of 100; consultations so far: {state.sessions}",)))
    facts += [given_fact(state.file)] if state.file else []
    facts += [Fact("Deadlines", state.deadlines)] if state.deadlines else []
    facts += _drafts(labels, state)
    if state.drafting is not None:
        each = state.drafting
        words = f"{labels.name(each.by)} is writing a resolution, ready by {each.ready}: wants {labels.text(each.text)}"
        facts.append(Fact("Drafting", (words,)))
    if state.declared_limits:
        facts.append(Fact("Limits", tuple(_limit(labels, limit) for limit in state.declared_limits)))
    if state.beliefs:
        told = [f"{labels.name(code)} {signed(b.mean)} (spread {decimal(b.sd)})" for code, b in state.beliefs.items()]
        told[0] = f"the sponsor's guess at the hidden offset of each member it has heard, in gain points: {told[0]}"
        facts.append(Fact("Beliefs", ("; ".join(told),)))
    if state.mediation is not None:
        envoy = state.mediation
        facts.append(Fact("Mediation", (f"by {labels.name(envoy.by)}, {envoy.state}, until {envoy.until}",)))
    if state.withheld:
        facts.append(Fact("Withheld", (in_a_row(state.withheld),)))
    blocks: list[Block] = [Title(title, labels.moment(t)), Facts(tuple(facts)), _positions(labels, state)]
    return tuple(blocks)


def _drafts(labels: Labels, state: State) -> list[Fact]:
    if not state.drafts:
        return [Fact("Drafts", ("none yet",))]
    return [Fact("Drafts", tuple(line for each in state.drafts for line in _draft_lines(labels, each))),
            texts_fact(labels)]  # fmt: skip


def _draft_lines(labels: Labels, draft: Draft) -> list[str]:
    form, status = draft.form.replace("_", " "), draft.status.replace("_", " ")
    lines = [
        f"{draft.draft}, {form} of {labels.name(draft.sponsor)}, version {draft.version}, {status}: "
        f"{labels.text(draft.text)}{in_brackets(labels.headlines(draft.text))}"
    ]
    said: dict[str, list[str]] = {"co-sponsors": list(draft.co_sponsors)}
    for member, stance in draft.declared.items():
        if member not in draft.co_sponsors:
            said.setdefault(stance, []).append(member)
    lines += [f"  {stance}: {labels.names(members)}" for stance, members in said.items() if members]
    standing = [member for member in draft.veto_threats if draft.declared.get(member) in (None, OPPOSED)]
    past = [member for member in draft.veto_threats if member not in standing]
    lines += [f"  veto threatened by {labels.names(standing)}"] if standing else []
    return lines + ([f"  veto threatened earlier by {labels.names(past)}"] if past else [])


def _limit(labels: Labels, limit: DeclaredLimit) -> str:
    side, bound = ("at least", limit.at_least) if limit.at_most is None else ("at most", limit.at_most)
    return (
        f"{labels.name(limit.actor)} says {labels.issue(limit.issue)} {side} {bound}; the sponsor gives "
        f"{percent(limit.probability_real)} that it is real"
    )


def _positions(labels: Labels, state: State) -> Table:
    issues = list(next(iter(state.positions.values()), {}))
    columns = (Column("Positions"), *(Column(labels.issue(issue), "number") for issue in issues))
    rows = [(labels.short(actor), *(str(own[issue]) for issue in issues)) for actor, own in state.positions.items()]
    return Table(columns, rows)
