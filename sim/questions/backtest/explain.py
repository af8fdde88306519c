"""One episode of a back-test in full: what was known, what the model said, what came, and who else said it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from attrs import field, frozen

from sim.experiment.play import Experiment
from sim.experiment.statistics import OutcomeShare, outcome_shares
from sim.pages import Bar, Bars, Block, Column, Fact, Facts, Page, Table, Title
from sim.questions.backtest.forecasts import Forecast, Real
from sim.questions.backtest.gathering import Episode, Gathered
from sim.questions.backtest.known import NAMINGS, Known
from sim.questions.backtest.page import EDGES
from sim.questions.backtest.rivals import WORDS
from sim.questions.backtest.scoring import Scored, scored
from sim.questions.backtest.study import MODEL_SAYS, forecast, known_of, play_episodes, real_of
from sim.rules.memory import given
from sim.vocabulary.case import PROVOCATION
from sim.vocabulary.outcome import Outcome
from sim.words.labels import FORM_WORDS, Labels
from sim.words.numbers import of_runs, share_words
from sim.words.phrases import in_brackets

MOST_PAST: Final = 6
"""Earlier crises shown."""


@frozen(eq=False)
class Explained:
    """One episode: what was known, said, and came."""

    id: str
    as_of: str
    n: int
    drawn: bool
    """Whether each run draws what the coding may be wrong about; else luck alone."""
    known: Known
    outcomes: tuple[OutcomeShare, ...]
    """What came of the runs."""
    score: Scored | None
    """None where the file has no history."""
    rivals: Mapping[str, str]
    """Rival to the form it names; empty where it names none."""
    episode: Episode = field(metadata={"json": None})
    runs: Sequence[Outcome] = field(metadata={"json": None})


def explained(gathered: Gathered, n: int, experiment: Experiment, *, luck_only: bool = False) -> Explained:
    """The one episode that was gathered, on seeds 1 to n. Raises what `Experiment.play` raises."""
    (episode,) = (*gathered.episodes, *gathered.unscored)
    runs = play_episodes([episode], n, experiment, luck_only=luck_only)[episode.id]
    known = known_of(episode, gathered.edge)
    score = None
    if gathered.episodes:
        real: Real = real_of(episode)
        said: Forecast = forecast(episode, runs)
        score = scored(real, said, MODEL_SAYS)
    named = {name: naming(known) for name, naming in NAMINGS.items()}
    shares = outcome_shares([run.form for run in runs])
    return Explained(episode.id, gathered.edge, n, not luck_only, known, shares, score, named, episode, runs)


def explained_page(told: Explained) -> Page:
    """What was known, what the model said, what came, which rival said it too."""
    case = told.episode.as_of.base
    labels = Labels(case, told.episode.as_of.clock)
    bars = tuple(Bar(FORM_WORDS[row.form], row.share, row.low, row.high, share_words(row)) for row in told.outcomes)
    blocks: list[Block] = [
        Title(case.title, f"back-test {EDGES[told.as_of]}, {told.n} runs"),
        Facts(tuple(_known(told, labels))),
        *_memory(told),
        Bars(bars, f"What the model said: share {of_runs(told.drawn)}"),
        Facts(tuple(_came(told, labels))),
    ]
    return tuple(blocks)


def _known(told: Explained, labels: Labels) -> Iterator[Fact]:
    known, case = told.known, told.episode.as_of.base
    acts = [entry for entry in case.timeline if entry.kind == PROVOCATION]
    yield Fact("Known", tuple(f"{entry.at:%d %b %Y}: {labels.short(entry.actor)} {entry.summary}" for entry in acts))
    draft = told.episode.draft
    if draft is not None and draft.text is not None:
        yield Fact("First text", (f"{draft.at:%d %b %Y}, {labels.short(draft.actor)}: {labels.text(draft.text)}",))
    near = ", ".join(f"{labels.short(code)} {value}" for code, value in known.affinities.items())
    yield Fact("Affinity", (near,))
    taken = given(case)
    motive = known.motive or f"{taken.motive} by rule"
    coded = [f"the sponsors are after a {motive}", f"region {known.region or 'silent'}"]
    if known.internal:
        coded.append("an internal matter")
    yield Fact("Coded", (", ".join(coded),))
    shut = "closed: the provoker's friend refuses any product" if taken.closed else "open"
    yield Fact("File", (f"{known.file}; closed to {known.closed:.2f} by what came before, so as coded {shut}",))
    shields = ", ".join(labels.short(code) for code in taken.protectors)
    if shields:
        yield Fact("Shielded by", (shields,))


def _memory(told: Explained) -> Iterator[Block]:
    past = told.known.past
    if not past:
        return
    columns = (Column("earlier on this file"), Column("closed"), Column("act", "words"), Column("product", "words"))
    rows = [
        (each.id, str(each.closed), each.act.replace("_", " "), FORM_WORDS.get(each.product, each.product))
        for each in past[:MOST_PAST]
    ]
    note = f"The latest {MOST_PAST} of {len(past)}." if len(past) > MOST_PAST else ""
    yield Table(columns, rows, "", note)


def _came(told: Explained, labels: Labels) -> Iterator[Fact]:
    history, score = told.episode.whole.base.history, told.score
    if history is None or score is None:
        yield Fact("Came", ("the file has no history: nothing to compare",))
        return
    yield Fact("Came", (f"{FORM_WORDS[history.form]}, {history.at:%d %b %Y}: {history.summary}",))
    if score.log is not None and score.brier is not None:
        hit = "the form that came" if score.hit else f"not the form that came ({FORM_WORDS[score.real]})"
        yield Fact("The model", (
            f"named {FORM_WORDS[score.named]}, {hit}; log score {score.log:.2f}, Brier {score.brier:.2f}",
        ))  # fmt: skip
    if score.day is not None:
        said = "no interval" if score.day.low is None else f"80 % of runs between {score.day.low} and {score.day.high}"
        yield Fact("Day", (f"{score.day.real} days from the trigger; {said}",))
    if score.votes:
        wrong = [
            f"{labels.short(seat.member)} {seat.real}" + in_brackets(f"said {seat.said or 'nothing'}")
            for seat in score.votes
            if seat.said not in (seat.real, None)
        ]
        if all(seat.said is None for seat in score.votes):
            wrong = ["all: too few runs held a vote"]
        yield Fact("Seats wrong", ("; ".join(wrong) or "none",))
    same = [WORDS[name] for name, form in told.rivals.items() if form == score.real]
    other = [
        f"{WORDS[name]}: {FORM_WORDS.get(form, 'nothing')}" for name, form in told.rivals.items() if form != score.real
    ]
    yield Fact("Named it too" if score.hit else "Named it", (", ".join(same) or "no simple guess",))
    if other:
        yield Fact("Others named", ("; ".join(other),))
