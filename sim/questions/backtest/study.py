"""How good the model is on real episodes: each is played as of a day, and its runs are held against history."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import partial

from attrs import field, frozen

from sim.engine.run import MODEL, Recipe
from sim.experiment.play import Experiment
from sim.questions.backtest.forecasts import (
    CHAPTER_VII,
    DAY,
    ENOUGH,
    FORM,
    SEATS,
    VOTED_TEXTS,
    Forecast,
    Forecaster,
    Real,
    from_runs,
)  # fmt: skip
from sim.questions.backtest.gathering import Episode, Gathered
from sim.questions.backtest.known import Known
from sim.questions.backtest.rivals import rivals
from sim.questions.backtest.scoring import Scored, all_scored
from sim.questions.backtest.summary import Compared, Scores, compare
from sim.questions.baselines import baselines
from sim.rules import memory
from sim.scenario.problems import Problem
from sim.scenario.trigger import council_day
from sim.vocabulary.actors import Seat as Place
from sim.vocabulary.outcome import Outcome

MODEL_NAME = "model"
"""The model among the forecasters."""

MODEL_SAYS = (FORM, CHAPTER_VII, DAY, SEATS)
"""Of what it speaks."""


@frozen
class EpisodeScore:
    """What the model's runs said of one episode, beside what came, and who else said it."""

    said: Scored = field(metadata={"flat": True})
    act: str
    """The class of the trigger."""
    also: tuple[str, ...]
    """Rivals that named the form that came."""
    is_dated: bool
    """Whether the first draft was known; without it the episode is as of the trigger."""
    name: str = field(metadata={"json": None})
    """What to call it on the command line."""


@frozen(eq=False)
class Backtest:
    """The model's own record on some episodes, and that of its rivals."""

    as_of: str
    """trigger or draft."""
    n: int
    """Runs of each episode."""
    drawn: bool
    """Whether each run draws what the coding may be wrong about; else luck alone."""
    sets: Mapping[str, str]
    """Parameters that were set in every episode, such as a rule that is switched off."""
    model: int
    parameters: str
    """Digest of the parameter values."""
    episodes: tuple[EpisodeScore, ...]
    scores: Mapping[str, Scores]
    """Forecaster to its scores; the model first."""
    differences: Mapping[str, Mapping[str, object]]
    """Rival to the model's scores less its own."""
    files: int
    """Crisis files."""
    notes: tuple[str, ...]
    """What an analyst should know about the comparison."""
    unscored: tuple[str, ...]
    """Cases without a history: played, not scored."""
    refused: tuple[Problem, ...]
    """What is wrong with files that could not be played."""
    reals: tuple[Real, ...] = field(metadata={"json": None})
    known: Mapping[str, Known] = field(metadata={"json": None})
    forecasters: tuple[Forecaster, ...] = field(metadata={"json": None})


def backtest(gathered: Gathered, n: int, experiment: Experiment, *, luck_only: bool = False) -> Backtest:
    """Play every episode on seeds 1 to n, and score what came of them.

    luck_only: as coded; else each run draws what the coding may be wrong about. Raises what `Experiment.play` raises.
    """
    return judged(gathered, n, said_of(gathered, n, experiment, luck_only=luck_only), luck_only=luck_only)


def said_of(gathered: Gathered, n: int, experiment: Experiment, *, luck_only: bool = False) -> dict[str, Forecast]:
    """What the model's runs say of every episode that can be scored, by id."""
    episodes = (*gathered.episodes, *gathered.unscored)
    played = play_episodes(episodes, n, experiment, luck_only=luck_only)
    return {each.id: forecast(each, played[each.id]) for each in gathered.episodes}


def play_episodes(
    episodes: Sequence[Episode], n: int, experiment: Experiment, *, luck_only: bool = False
) -> dict[str, Sequence[Outcome]]:
    """What came of each episode on seeds 1 to n, by id. Raises what `Experiment.play` raises."""
    recipes = {each.id: Recipe(each.as_of, drawn=not luck_only) for each in episodes}
    played = experiment.play(recipes.values(), range(1, n + 1))
    return {name: played[recipe] for name, recipe in recipes.items()}


def judged(gathered: Gathered, n: int, said: Mapping[str, Forecast], *, luck_only: bool = False) -> Backtest:
    """What the model said of every episode, beside its rivals. said: by id."""
    reals = tuple(map(real_of, gathered.episodes))
    known = {each.id: known_of(each, gathered.edge) for each in gathered.episodes}
    others = rivals(reals, known)
    model = Forecaster(MODEL_NAME, said, MODEL_SAYS)
    forecasters = (model, *others.forecasters)
    found = compare(reals, forecasters) if reals else Compared(0, 0, (), ())
    parameters = {each.as_of.parameters_digest for each in gathered.episodes}
    return Backtest(
        gathered.edge, n, not luck_only, gathered.parameters, MODEL, parameters.pop() if len(parameters) == 1 else "",
        _episodes(gathered, reals, forecasters),
        {each.forecaster: each for each in found.scores},
        {each.against: each.scores for each in found.differences},
        found.files, (*_too_few(n), *others.notes),
        tuple(each.id for each in gathered.unscored), gathered.refused,
        reals, known, forecasters,
    )  # fmt: skip


def _too_few(n: int) -> tuple[str, ...]:
    """What so few runs cannot say."""
    if n >= ENOUGH:
        return ()
    said = f"with fewer than {ENOUGH} runs of each episode nothing is said of days, Chapter VII and seats"
    return (f"{said}; that counts as wrong",)


def _episodes(
    gathered: Gathered, reals: tuple[Real, ...], forecasters: Sequence[Forecaster]
) -> tuple[EpisodeScore, ...]:
    model, *others = forecasters
    scores = {each.id: each for each in all_scored(reals, model)}
    right = {
        real.id: tuple(each.name for each in others if FORM in each.says and each.forecasts[real.id].named == real.form)
        for real in reals
    }
    return tuple(
        EpisodeScore(scores[real.id], real.act, right[real.id], each.draft is not None, each.name)
        for each, real in zip(gathered.episodes, reals, strict=True)
    )


# What came


def real_of(episode: Episode) -> Real:
    """What really came of an episode."""
    case, history = episode.whole.base, episode.whole.base.history
    assert history is not None  # the caller gathered it among those with one
    known = episode.as_of.base
    counts = history.delay and history.form != "none"
    text = history.text if history.form in VOTED_TEXTS else None
    return Real(
        id=case.id,
        file=case.file or case.id,
        family=memory.family(known),
        act=memory.act(known),
        internal=memory.is_internal(known),
        began=memory.trigger_day(known),
        form=history.form,
        day=(council_day(history.at) - memory.trigger_day(known)).days if counts else None,
        chapter_vii=None if text is None else on_chapter_vii(episode, text),
        votes=dict(history.votes),
        permanent=frozenset(code for code, actor in case.actors.items() if actor.seat is Place.PERMANENT),
    )


def on_chapter_vii(episode: Episode, text: Mapping[str, int]) -> bool:
    """Whether a text rests on Chapter VII, as the rules have it."""
    setting = episode.as_of.setting
    return bool(setting.on_chapter_vii[setting.space.row(text)])


# What was known, and what the model says


def known_of(episode: Episode, edge: str) -> Known:
    """All that rivals see of an episode."""
    case = episode.as_of.base
    guesses = baselines(episode.as_of)
    draft = episode.draft
    return Known(
        id=case.id,
        as_of=edge,
        file=case.file or case.id,
        family=memory.family(case),
        act=memory.act(case),
        internal=memory.is_internal(case),
        trigger=memory.trigger_day(case),
        past=tuple(memory.remembered(case)),
        closed=memory.closed_share(case),
        form_asked="" if draft is None or draft.text is None else _form_of(episode, draft.text),
        affinities={
            code: 100 if code in case.provoker else actor.affinity or 0
            for code, actor in case.actors.items()
            if actor.seat is Place.PERMANENT
        },
        motive="" if case.motive is None else str(case.motive),
        region="" if case.region is None else str(case.region.stand),
        mean_text=guesses["mean_text"].form,
        setter=guesses["setter"].form,
        rule_of_thumb=guesses["rule_of_thumb"].form,
    )


def _form_of(episode: Episode, text: Mapping[str, int]) -> str:
    space = episode.as_of.setting.space
    return str(space.product[space.row(text)])


def forecast(episode: Episode, runs: Sequence[Outcome]) -> Forecast:
    """What the runs of an episode say together."""
    case = episode.as_of.base
    first = memory.trigger_day(case)

    def day_of(outcome: Outcome) -> int | None:
        if outcome.form == "none":
            return None
        return (council_day(case.start + timedelta(minutes=outcome.at)) - first).days

    return from_runs(runs, day_of, partial(on_chapter_vii, episode))
