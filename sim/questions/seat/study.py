"""A seat at the table: a run that stops where its actor decides about a text and its fate, and takes a person's choice.

A `Seat` is a value: `choose` and `undo` give another one, and nothing else is stored anywhere. So whatever shows it, a
terminal or a page in a browser, has to remember no more than the choices:

    from sim.questions.seat import sit

    seat = sit(sim.load("dprk-2006-07"), "JPN")
    while not seat.ended:
        print(seat.moment.words, [option.words for option in seat.options])
        seat = seat.choose("1")                  # or "amend legal_force=25", "model", a Choice ...
    seat.run                                     # the played run: to be stored, verified, forked, compared
    after(seat, n=50)                            # what each choice that left the model's cost or won
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Final

from attrs import evolve, field, frozen

from sim.engine.run import Recipe, Run
from sim.engine.scenario import Scenario
from sim.engine.seats import Stop
from sim.engine.world import World
from sim.questions.seat.words import heard, line_of, option_words, parts_of, planned_words, read_choice
from sim.rules import seat_choices as acts
from sim.rules.crisis import SUPPORT, Crisis, Draft, DraftStatus
from sim.rules.seat import NEWS
from sim.rules.seat_acts import carried_out
from sim.rules.seat_choices import Refused
from sim.rules.seat_options import Option, options
from sim.vocabulary import events as e
from sim.vocabulary.actors import COUNCIL
from sim.vocabulary.parts import Choice
from sim.vocabulary.problems import TurtlebayError
from sim.vocabulary.shown import shown
from sim.vocabulary.texts import Form
from sim.words.labels import Labels
from sim.words.phrases import capital


class NoSeat(TurtlebayError, ValueError):
    """An actor in whose seat nobody can sit, or a moment that there is not; the message says why."""


@frozen
class Lying:
    """A draft on the table, as who sits there sees it."""

    draft: str
    sponsor: str
    form: str
    version: int
    text: Mapping[str, int]
    wordings: Mapping[str, str]
    """What each strength stands for."""
    in_blue: bool
    vote_from: str | None
    """From when it may be voted on, ISO 8601, UTC; None where it is not in blue."""
    co_sponsors: tuple[str, ...]
    stands: Mapping[str, str]
    """Member to where it stands: support, reserved or opposed. Who has said nothing of this version is left out."""
    silent: tuple[str, ...]
    """Members that have said nothing of this version; sponsors are not among them."""
    threats: Mapping[str, int]
    """Member to how often it has threatened a veto."""
    objections: Mapping[str, str]
    """Member to why it objects, in words."""
    bridge: Mapping[str, int] | None
    """Bridging wording that was offered for it."""
    yours: bool
    """Whether it is the actor's own, or bears its name."""
    stance: str
    """Where the actor stands on it: support, reserved, opposed, or nothing."""
    gain: float = field(metadata={"digits": 1})
    """What the text is worth to the actor, in gain points, -100 to 100; 0 is the law in force."""
    crosses: tuple[str, ...]
    """The actor's own limits that it crosses, in words."""


@frozen
class Offer:
    """Something that can be chosen. Worths are the model's; they are None where the seat is taken blind."""

    number: int
    """1, 2 ...: what can be chosen by."""
    act: str
    """The act, such as amend; `sim.questions.seat.words.ACTS` has them all."""
    draft: str
    text: Mapping[str, int]
    """The text that it writes; empty where it writes none."""
    words: str
    worth: float | None = field(metadata={"digits": 1})
    """What the model expects of it, in gain points; None where it holds a number against lines, or weighs nothing."""
    lacks: float | None = field(metadata={"digits": 1})
    """By how much the text misses the line from which the model would do it, gain points: 0, or below 0."""
    gain: float | None = field(metadata={"digits": 1})
    """What the text that it writes is worth to the actor in itself, gain points."""
    passing: float | None = field(metadata={"digits": 3})
    """The chance that the text passes, as the model sees it from this seat, 0-1."""
    aims_at: Mapping[str, int]
    """The text that the model would come to step by step, where this is a step; then worth and chance are its."""
    model: bool | None
    """Whether the model would choose it; None where the seat is taken blind."""
    writes: bool
    """Whether another text can be written in its place."""


@frozen
class Now:
    """The moment at which the run waits."""

    name: str
    """Such as `JPN round 4`."""
    kind: str
    """What woke the actor: round, review, vote ... (docs/seat.md)."""
    words: str
    """What is asked, in a sentence."""
    because: str
    """The event that brought it about, in a sentence; empty where the file did."""
    seq: int
    """Of the last event before it."""
    at: str
    """ISO 8601, UTC."""
    utc: str
    """The same to be read: 12 Jul 14:43."""
    local: str
    """In the actor's capital."""
    new_york: str
    """At headquarters."""
    pressure: float = field(metadata={"digits": 1})
    """0-100."""
    news: tuple[str, ...]
    """What has happened since the last choice, in sentences, calls and routine left out."""
    table: tuple[Lying, ...]
    """The drafts on the table."""
    subject: str
    """The draft that it is about; empty where it is about none, or several."""
    writes: tuple[str, ...]
    """Acts that can be done here with a text of one's own."""


@frozen(eq=False, slots=False)
class Seat:
    """A seat, and the choices made in it so far. See `sit`."""

    recipe: Recipe
    """What the run is made from, the choices included."""
    seed: int
    actor: str
    blind: bool = False
    """Whether options are shown without what the model thinks of them."""

    @property
    def choices(self) -> tuple[Choice, ...]:
        """What was chosen so far, in order."""
        return self.recipe.choices

    @property
    def lines(self) -> tuple[str, ...]:
        """The same as lines of a file, from which `sit` takes them again."""
        return tuple(line_of(self.labels, choice) for choice in self.choices)

    @cached_property
    def world(self) -> World:
        """The run so far. Not to be played on or changed."""
        return self.recipe.paused(self.seed, self.actor)

    @property
    def stop(self) -> Stop:
        """The moment at which the run waits, as the engine has it. Raises NoSeat where the run has ended."""
        if self.world.stop is None:
            raise NoSeat("the run has ended: there is nothing left to choose")
        return self.world.stop

    @property
    def ended(self) -> bool:
        """Whether the run has ended, and nothing is left to choose."""
        return self.world.stop is None

    @property
    def scenario(self) -> Scenario:
        """The scenario, with what was drawn."""
        return self.recipe.settled(self.seed).scenario

    @cached_property
    def labels(self) -> Labels:
        """What the case calls its actors, issues and texts."""
        return Labels(self.scenario.case, self.scenario.clock)

    @property
    def events(self) -> Sequence[e.Event]:
        """The events so far."""
        return self.world.recorder.events

    @cached_property
    def moment(self) -> Now:
        """The moment at which the run waits. Raises NoSeat where it has ended."""
        return _now(self)

    @cached_property
    def listed(self) -> tuple[Option, ...]:
        """What can be chosen, as the rules have it, in the order of `options`; that of a blind seat says nothing.

        Raises NoSeat where the run has ended.
        """
        found = options(self.stop.at)
        if not self.blind:
            return found
        order = acts.OPEN[self.stop.at.occasion.name]
        return tuple(sorted(found, key=lambda each: (order.index(each.act), each.draft, *each.text.values())))

    @cached_property
    def options(self) -> tuple[Offer, ...]:
        """What can be chosen. Raises NoSeat where the run has ended."""
        return tuple(_offer(self, number, option) for number, option in enumerate(self.listed, 1))

    @property
    def model(self) -> Offer:
        """What the model would choose, also where the seat is taken blind."""
        seeing = evolve(self, blind=False)
        return next(offer for offer in seeing.options if offer.model)

    def choose(self, chosen: str | Choice, text: Mapping[str, int] | None = None) -> "Seat":
        """The seat after a choice: the run goes on to the next moment, or to its end.

        chosen: the number of an option, or an act in words as `read_choice` has it (`amend legal_force=25`, `object
        JPN-1`, `model`), with its moment before it or without (`JPN round 4: model`). text: what is written, issue to
        strength, in place of what the words say; what it leaves out stays. Raises Refused, with the rule's words, where
        the rules do not allow it; NoSeat where the run has ended or waits at another moment.
        """
        choice = self._read(chosen, text)
        carried_out(self.stop.at, choice)
        return evolve(self, recipe=evolve(self.recipe, choices=(*self.choices, choice)))

    def _read(self, chosen: str | Choice, text: Mapping[str, int] | None) -> Choice:
        moment, words = (chosen.moment, "") if isinstance(chosen, Choice) else parts_of(chosen)
        if moment not in ("", self.stop.name):
            raise NoSeat(f"the choice is for '{moment}', and the run waits at '{self.stop.name}'")
        if isinstance(chosen, Choice):
            return chosen._replace(moment=self.stop.name)
        more = "" if text is None else " " + " ".join(f"{key}={strength}" for key, strength in text.items())
        return read_choice(self.stop.at, self.stop.name, self.listed, words + more)

    def undo(self, times: int = 1) -> "Seat":
        """The seat before the last choices: the list is cut, and the run played again. Raises NoSeat on too many."""
        if not 0 <= times <= len(self.choices):
            raise NoSeat(f"{times} choices cannot be taken back: {len(self.choices)} were made")
        kept = self.choices[: len(self.choices) - times]
        return evolve(self, recipe=evolve(self.recipe, choices=kept))

    def leave(self) -> "Seat":
        """The seat with the present moment left to the model."""
        return self.choose(Choice(self.stop.name, acts.MODEL))

    @cached_property
    def run(self) -> Run:
        """The run with the choices made so far; where it has not ended, the model decides the rest."""
        return self.recipe.run(self.seed)

    @property
    def unplayed(self) -> Run:
        """The run in which the model sat there all along, on the same luck."""
        return evolve(self.recipe, choices=()).run(self.seed)

    def __repr__(self) -> str:
        where = "ended" if self.ended else f"at '{self.stop.name}'"
        return (
            f"<Seat of {self.actor} in {self.scenario.base.id}, seed {self.seed}: {len(self.choices)} choices, {where}>"
        )

    _repr_html_ = shown


def sit(
    scenario: Scenario,
    actor: str,
    seed: int = 1,
    choices: Iterable[str | Choice] = (),
    *,
    drawn: bool = False,
    blind: bool = False,
) -> Seat:
    """Take an actor's seat in a run.

    choices: made before, as `Seat.lines` or `Seat.choices` has them, or as `Seat.choose` takes them. drawn: draw what
    the coding may be wrong about. blind: say nothing of what the model thinks. Raises NoSeat where the case has no such
    actor, or a choice is for another moment; Refused where the rules do not allow one; WrongNumber on a seed that no
    run can have.
    """
    if actor not in scenario.case.actors:
        raise NoSeat(f"nobody can sit for '{actor}': the actors are {', '.join(scenario.case.actors)}")
    seat = Seat(Recipe(scenario, drawn=drawn), seed, actor, blind)
    for number, chosen in enumerate(choices, 1):
        if seat.ended:
            raise NoSeat(f"choice {number}: the run has ended after {number - 1} choices")
        try:
            seat = seat.choose(chosen)
        except (Refused, NoSeat) as problem:
            raise type(problem)(f"choice {number}, {seat.stop.name}: {problem}") from None
    return seat


# The moment in words


def _now(seat: Seat) -> Now:
    stop, labels = seat.stop, seat.labels
    state, occasion = stop.at.state, stop.at.occasion
    cause = occasion.cause
    because = "" if cause is None or not 0 <= cause < len(seat.events) else _said(labels, seat.events[cause])
    since = _last_choice(seat)
    return Now(
        stop.name,
        occasion.name,
        _question(labels, stop),
        because,
        state.seq,
        seat.scenario.clock.iso(state.t),
        labels.utc(state.t),
        labels.local(seat.actor, state.t).strip("()"),
        labels.local(COUNCIL, state.t).strip("()"),
        state.pressure,
        tuple(_said(labels, event) for event in seat.events[since:] if _is_news(event, seat.actor)),
        tuple(_lying(labels, state, seat.actor, draft) for draft in state.drafts.values() if _on_the_table(draft)),
        occasion.subject if occasion.subject in state.drafts else "",
        tuple(act for act in acts.OPEN[occasion.name] if act in acts.WRITES and _may_write(seat, act)),
    )


def _on_the_table(draft: Draft) -> bool:
    return draft.live or draft.status is DraftStatus.VOTING


def _said(labels: Labels, event: e.Event) -> str:
    return f"{labels.utc(event.t)}  {capital(heard(labels, event))}"


_TOLD = (*NEWS, e.PositionDeclared, e.CoSponsorJoined, e.VoteOpened, e.DraftingBegan, e.EnvoySent, e.ThreatIssued)


def _is_news(event: e.Event, actor: str) -> bool:
    return isinstance(event.payload, _TOLD) and event.actor != actor


def _last_choice(seat: Seat) -> int:
    """The first event after the last choice."""
    if not seat.choices:
        return 1
    return seat.undo().stop.at.state.seq + 1


_LAST_WORD: Final = "silence"
"""What is asked of a statement that was read before."""

_ASKED: Mapping[str, str] = {
    "entry": "{who} has planned for now: {plan}",
    "review": "{who} has read {draft} (version {version})",
    _LAST_WORD: "the silence on {draft} is about to end, and {who} can still speak",
    "on_blue": "{draft} is in blue, to be voted on {vote}",
    "tabling": "{sponsor} tables {draft} with others",
    "round": "after consultations, the move on {own} is up to {who}",
    "pull_back": "the President is about to call the vote on {draft}, and somebody has spoken against it since it went "
    "into blue",
    "vote": "{draft} is put to the vote",
    "after_session": "the Council has met",
    "seat": "the Council has met",
    "become_penholder": "no text is on the table, and {who} holds the pen",
    "draft_ready": "the text that {who} has written is ready for all members",
    "spot_statement": "the Council meets on the matter for the first time, and a statement could be read out at once",
    "presidents_statement": "no text is on the table, and the President can propose a statement",
    "mediation_reply": "{mediator} asks for time to send an envoy before the vote on {draft}",
    "provoker": "{who} is about to act: {plan}",
}
"""What is asked at each kind of moment."""


def _question(labels: Labels, stop: Stop) -> str:
    at = stop.at
    state, who = at.state, labels.name(at.actor)
    draft = state.drafts.get(at.occasion.subject)
    own = state.own_draft(at.actor)
    mediation = state.mediation
    reads_again = draft is not None and draft.form is not Form.RESOLUTION and stop.name.endswith(")")
    kind = _LAST_WORD if at.occasion.name == "review" and reads_again else at.occasion.name
    said = _ASKED[kind].format(
        who=who,
        draft="" if draft is None else draft.name,
        version="" if draft is None else draft.version,
        sponsor="" if draft is None else labels.name(draft.sponsor),
        vote="" if draft is None else f"from {labels.utc(draft.vote_at)} on",
        own="the draft" if own is None else own.name,
        plan=planned_words(labels, at) if at.occasion.name in ("entry", "provoker") else "",
        mediator="" if mediation is None else labels.name(mediation.mediator),
    )
    return f"{capital(said)}. What does {who} do?"


def _lying(labels: Labels, state: Crisis, actor: str, draft: Draft) -> Lying:
    text = state.space.text(draft.row)
    crossed = [*state.crossed(actor, draft.row), *state.cannot_support(actor, draft.row)]
    stands = {member: stance for member, stance in draft.declared.items() if member not in draft.co_sponsors}
    backers = [draft.sponsor, *draft.co_sponsors]
    stance = SUPPORT if actor in backers else draft.declared.get(actor, "")
    return Lying(
        draft.name,
        draft.sponsor,
        str(draft.form),
        draft.version,
        text,
        {key: labels.wording(key, strength) for key, strength in text.items()},
        draft.in_blue,
        labels.clock.iso(draft.vote_at) if draft.in_blue else None,
        tuple(draft.co_sponsors),
        stands,
        tuple(member for member in state.setting.members if member not in (*backers, *draft.declared)),
        dict(draft.threats),
        {member: _why(labels, objection) for member, objection in draft.objections.items()},
        None if draft.bridge is None else state.space.text(draft.bridge),
        actor in backers,
        stance,
        state.gain(actor, draft.row),
        tuple(labels.crossed([crossing]) for crossing in crossed),
    )


def _why(labels: Labels, objection: e.ObjectionRaised) -> str:
    if objection.crossed:
        return labels.crossed(objection.crossed)
    grounds = {
        "record": "it wants the draft that it backs voted on",
        "going_on": "it expects more of the draft that it backs",
    }
    return grounds.get(objection.grounds, "the text is worth too little to it")


def _may_write(seat: Seat, act: str) -> bool:
    return any(option.act == act for option in seat.listed) or (act == acts.BRIDGE and _may_bridge(seat))


def _may_bridge(seat: Seat) -> bool:
    state = seat.stop.at.state
    return any(not (draft.bridged or draft.in_blue) for draft in _others(state, seat.actor))


def _others(state: Crisis, actor: str) -> list[Draft]:
    return [draft for draft in state.live_drafts() if draft.sponsor != actor and draft.form is Form.RESOLUTION]


def _offer(seat: Seat, number: int, option: Option) -> Offer:
    def points(thousandths: int | None) -> float | None:
        return None if thousandths is None or seat.blind else thousandths / 1000

    return Offer(
        number,
        option.act,
        option.draft,
        dict(option.text),
        option_words(seat.labels, seat.stop.at, option),
        points(option.worth_m),
        points(option.lacks_m),
        None if option.gain_m is None else option.gain_m / 1000,
        points(option.passing_m),
        {} if seat.blind else dict(option.aims_at),
        None if seat.blind else option.model,
        option.act in acts.WRITES,
    )
