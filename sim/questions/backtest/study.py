"""How good the model is on real episodes: each is played as of a day, and its runs are held against history."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import partial

from attrs import field, frozen

from sim.engine.run import MODEL, Recipe
from sim.experiment.play import Experiment
from sim.questions.acts import act_of, family_of
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
from sim.questions.backtest.gathering import Episode, Gathered, day_of_trigger
from sim.questions.backtest.known import Known
from sim.questions.backtest.rivals import rivals
from sim.questions.backtest.scoring import SaidDay, Scored, Seat, all_scored
from sim.questions.backtest.summary import Compared, Scores, compare
from sim.questions.baselines import baselines
from sim.scenario.problems import Problem
from sim.scenario.provocations import kind_of
from sim.scenario.trigger import council_day
from sim.vocabulary.actors import Seat as Place
from sim.vocabulary.case import Case
from sim.vocabulary.outcome import Outcome
from sim.vocabulary.texts import Role, Text

MODEL_NAME = "model"
"""The model among the forecasters."""

MODEL_SAYS = (FORM, CHAPTER_VII, DAY, SEATS)
"""Of what it speaks."""


@frozen
class EpisodeScore:
    """What the model's runs said of one episode, and what came."""

    id: str
    file: str
    """The crisis file, such as PRK-weapons."""
    act: str
    """The class of the trigger."""
    real: str
    """The form that came."""
    named: str
    """The most common form of the runs."""
    shares: Mapping[str, float] = field(metadata={"digits": 4})
    """Form to its share of runs."""
    log: float | None = field(metadata={"digits": 4})
    brier: float | None = field(metadata={"digits": 4})
    day: SaidDay | None
    """None where there is no day, or it means nothing."""
    votes: tuple[Seat, ...] | None
    """Seat by seat; None where no vote was held."""
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
        _episode(each, real, scores[real.id], right[real.id])
        for each, real in zip(gathered.episodes, reals, strict=True)
    )


def _episode(episode: Episode, real: Real, said: Scored, also: tuple[str, ...]) -> EpisodeScore:
    return EpisodeScore(
        real.id, real.file, real.act, real.form, said.named, said.shares, said.log, said.brier, said.day, said.votes,
        also, episode.draft is not None, episode.name,
    )  # fmt: skip


# What came


def real_of(episode: Episode) -> Real:
    """What really came of an episode."""
    case, history = episode.whole.base, episode.whole.base.history
    assert history is not None  # the caller gathered it among those with one
    what = act_of(episode.as_of)
    kind = kind_of(case, what)
    counts = history.delay and history.form != "none"
    text = history.text if history.form in VOTED_TEXTS else None
    return Real(
        id=case.id,
        file=case.file or case.id,
        family=family_of(case, kind.family),
        act=what,
        internal=bool(kind.internal),
        began=council_day(episode.trigger.at),
        form=history.form,
        day=council_day(history.at).toordinal() - day_of_trigger(episode) if counts else None,
        chapter_vii=None if text is None else on_chapter_vii(case, text),
        votes=dict(history.votes),
        permanent=frozenset(code for code, actor in case.actors.items() if actor.seat is Place.PERMANENT),
    )


def on_chapter_vii(case: Case, text: Text | Mapping[str, int]) -> bool:
    """Whether a text rests on Chapter VII: its legal basis reaches the strength that the case names."""
    return any(
        issue.role is Role.LEGAL_BASIS
        and issue.chapter_vii_from is not None
        and text[issue.key] >= issue.chapter_vii_from
        for issue in case.issues
    )


# What was known, and what the model says


def known_of(episode: Episode, edge: str) -> Known:
    """All that rivals see of an episode."""
    case = episode.as_of.base
    what = act_of(episode.as_of)
    kind = kind_of(case, what)
    guesses = baselines(episode.as_of)
    draft = episode.draft
    return Known(
        id=case.id,
        as_of=edge,
        file=case.file or case.id,
        family=family_of(case, kind.family),
        act=what,
        internal=bool(kind.internal),
        trigger=council_day(episode.trigger.at),
        memory=case.memory,
        form_asked="" if draft is None or draft.text is None else _form_of(case, draft.text),
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


def _form_of(case: Case, text: Text | Mapping[str, int]) -> str:
    """The form that a text has: the rung of the issue of form."""
    for issue in case.issues:
        if issue.role is Role.FORM:
            return next((rung.key for rung in issue.rungs if rung.strength == text[issue.key]), "")
    return ""


def forecast(episode: Episode, runs: Sequence[Outcome]) -> Forecast:
    """What the runs of an episode say together."""
    case = episode.as_of.base
    first = day_of_trigger(episode)

    def day_of(outcome: Outcome) -> int | None:
        if outcome.form == "none":
            return None
        return council_day(case.start + timedelta(minutes=outcome.at)).toordinal() - first

    return from_runs(runs, day_of, partial(on_chapter_vii, case))
