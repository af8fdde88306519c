"""After a run was played: where the person left the model's choice, and what each such choice cost or won.

Each is tried in two ways. On the run's own luck: the same run with that one choice left to the model, and the later
choices made where their moments still come. And on n lucks drawn anew from that moment on: with the choice, and with
the model's, and the model in the seat from then on in both. The first says what became of this run; the second says
what the choice was worth, whoever plays on.
"""

from collections.abc import Mapping, Sequence
from math import sqrt
from statistics import NormalDist, fmean, stdev
from typing import Final, Unpack

from attrs import evolve, field, frozen

from sim.engine.run import Recipe, Run
from sim.engine.world import Intervention
from sim.experiment.play import Experiment, Means
from sim.experiment.statistics import LEVEL, OutcomeShare, Share, outcome_shares
from sim.questions.outcome import DatedOutcome, dated
from sim.questions.run import Match, match
from sim.questions.seat.study import Seat
from sim.questions.seat.words import choice_words, option_words
from sim.rules.gains import gain_m
from sim.rules.seat_choices import is_models, models_choice
from sim.rules.seat_options import Option
from sim.rules.setting import Setting
from sim.vocabulary import events as e
from sim.vocabulary.outcome import Outcome
from sim.vocabulary.parts import Choice
from sim.vocabulary.shown import shown

N: Final = 50
"""Lucks on which each choice is tried, unless another number is asked for."""

MOST: Final = 10_000
"""Lucks that may be asked for."""


@frozen
class Worth:
    """How much more, or less, what came of it is worth to the actor with the choice than with the model's.

    In gain points by its coded position, 0 where nothing was produced: the mean over the same lucks, with its 90 %
    interval.
    """

    difference: float = field(metadata={"digits": 2})
    low: float = field(metadata={"digits": 2})
    high: float = field(metadata={"digits": 2})

    @property
    def verdict(self) -> str:
        """won, cost, or made no clear difference: as the interval has it."""
        return "won" if self.low > 0 else "cost" if self.high < 0 else "made no clear difference"


@frozen
class Departure:
    """A choice that was not the model's."""

    moment: str
    utc: str
    yours: str
    """What was chosen, in words."""
    models: str
    """What the model would have done, in words."""
    instead: DatedOutcome
    """What would have come of this run, on its own luck, with that one choice left to the model."""
    same: bool
    """Whether that is the same form and the same text."""
    n: int
    with_it: tuple[OutcomeShare, ...]
    """How often each form came of n lucks from that moment on, with the choice."""
    without_it: tuple[OutcomeShare, ...]
    """The same with the model's."""
    came: Share | None
    """In how many of n the outcome of the played run came, form and text, with the choice; None where n is 0."""
    came_without: Share | None
    """The same with the model's."""
    worth: Worth | None
    """None where the actor has no position to weigh a text by."""


@frozen
class After:
    """What came of a run that a person played in, beside the model and beside history."""

    actor: str
    run: str
    head: str
    choices: tuple[str, ...]
    """As lines: with them the same command plays the same run."""
    outcome: DatedOutcome
    unplayed: DatedOutcome
    """What comes of it on the same luck where the model sits there all along."""
    worth: float | None = field(metadata={"digits": 1})
    """What came of it is worth to the actor, gain points, 0 where nothing was produced."""
    worth_unplayed: float | None = field(metadata={"digits": 1})
    history: Match
    departures: tuple[Departure, ...]
    left: int
    """Choices that were left to the model, or were the model's."""
    played: Run = field(repr=False, metadata={"json": None})
    model: Run = field(repr=False, metadata={"json": None})

    _repr_html_ = shown


def after(seat: Seat, n: int = N, **means: Unpack[Means]) -> After:
    """What a played run comes to. Where it has not ended, the model decides the rest.

    n: lucks on which each choice that left the model's is tried, 0 for none: then only this run's own luck is. The rest
    is as in `sim.experiment.play.play`: with a store, what it has is not played again.
    """
    left = [place for place in range(len(seat.choices)) if _departs(seat, place)]
    with Experiment(**means) as experiment:
        experiment.progress.limit(2 * n * len(left))
        found = tuple(_departure(seat, place, n, experiment) for place in left)
    return evolve(ending(seat), departures=found, left=len(seat.choices) - len(left))


def ending(seat: Seat) -> After:
    """What a played run comes to, beside the model and history, and not choice by choice: that takes two runs only."""
    run, unplayed = seat.run, seat.unplayed
    clock = seat.scenario.clock
    return After(
        seat.actor,
        run.id,
        run.head,
        seat.lines,
        dated(run.outcome, clock),
        dated(unplayed.outcome, clock),
        _points(seat, run.outcome),
        _points(seat, unplayed.outcome),
        match(run),
        (),
        0,
        run,
        unplayed,
    )


def _departs(seat: Seat, place: int) -> bool:
    """Whether a choice is another than the model's."""
    return not is_models(_before(seat, place).stop.at, seat.choices[place])


def _before(seat: Seat, place: int) -> Seat:
    return seat.undo(len(seat.choices) - place)


def _departure(seat: Seat, place: int, n: int, experiment: Experiment) -> Departure:
    choice, before = seat.choices[place], _before(seat, place)
    stop, labels = before.stop, seat.labels
    others = (*seat.choices[:place], *seat.choices[place + 1 :])
    instead = evolve(seat.recipe, choices=others).run(seat.seed)
    there = _from(seat, stop.at.state.seq, seat.choices[: place + 1])
    gone = _from(seat, stop.at.state.seq, seat.choices[:place])
    with_it, without_it = _played(experiment, there, n), _played(experiment, gone, n)
    own = seat.run.outcome.course
    model = models_choice(stop.at)
    return Departure(
        choice.moment,
        labels.utc(stop.at.state.t),
        choice_words(labels, stop.at, choice),
        option_words(labels, stop.at, Option(model.act, model.draft, model.text)),
        dated(instead.outcome, seat.scenario.clock),
        instead.outcome.course == own,
        n,
        outcome_shares([outcome.form for outcome in with_it]) if n else (),
        outcome_shares([outcome.form for outcome in without_it]) if n else (),
        Share(sum(outcome.course == own for outcome in with_it), n) if n else None,
        Share(sum(outcome.course == own for outcome in without_it), n) if n else None,
        _worth(seat, with_it, without_it),
    )


def _from(seat: Seat, seq: int, choices: Sequence[Choice]) -> Recipe:
    """The runs with those choices that are the played one up to an event, each with a luck of its own from there on."""
    settled_recipe = seat.recipe.settled(seat.seed)
    turn = Intervention(seq, e.InterventionMade([], [], [], 0))
    return evolve(settled_recipe, interventions=(turn,), seed=seat.seed, choices=tuple(choices))


def _played(experiment: Experiment, recipe: Recipe, n: int) -> Sequence[Outcome]:
    return experiment.play([recipe], range(1, n + 1))[recipe] if n else ()


def _points(seat: Seat, outcome: Outcome) -> float | None:
    """What came of a run is worth to the actor by its coded position, gain points."""
    setting = seat.scenario.setting
    return None if seat.actor not in setting.saliences else _gain(setting, seat.actor, outcome.product)


def _gain(setting: Setting, actor: str, text: Mapping[str, int] | None) -> float:
    if text is None:
        return 0.0
    strengths = [text[key] for key in setting.space.keys]
    law = setting.space.in_force
    return gain_m(strengths, setting.coded_positions(actor), setting.saliences[actor], law) / 1000


def _worth(seat: Seat, with_it: Sequence[Outcome], without_it: Sequence[Outcome]) -> Worth | None:
    """The mean difference on the same lucks, and its interval by the normal approximation."""
    setting, actor = seat.scenario.setting, seat.actor
    if actor not in setting.saliences or not with_it:
        return None
    apart = [
        _gain(setting, actor, first.product) - _gain(setting, actor, second.product)
        for first, second in zip(with_it, without_it, strict=True)
    ]
    mean, half = fmean(apart), 0.0
    if len(apart) > 1:
        half = NormalDist().inv_cdf(0.5 + LEVEL / 2) * stdev(apart) / sqrt(len(apart))
    return Worth(mean, mean - half, mean + half)
