"""What each rule of the model is worth: the episodes are played again with that rule switched off."""

from collections.abc import Callable, Iterable, Mapping

from attrs import evolve, frozen

from sim.experiment.play import Experiment
from sim.pages import Column, Next, Page, Paragraph, Row, Table, Title
from sim.questions.backtest.bootstrap import Estimate
from sim.questions.backtest.forecasts import Forecaster
from sim.questions.backtest.gathering import Gathered
from sim.questions.backtest.page import EDGES, PERCENT, two
from sim.questions.backtest.study import MODEL_NAME, MODEL_SAYS, real_of, said_of
from sim.questions.backtest.summary import Scores, compare
from sim.scenario.parameters import table
from sim.words.numbers import of_runs
from sim.words.phrases import command_line


@frozen
class Worth:
    """One rule, and the scores without it."""

    rule: str
    """The name of its switch; empty for the whole model."""
    meaning: str
    scores: Scores
    """Those of the model without the rule."""
    lost: Mapping[str, Estimate]
    """Score to what the whole model has more, with paired intervals."""


@frozen
class RulesWorth:
    """What the model is worth, whole, and without each rule in turn."""

    as_of: str
    n: int
    drawn: bool
    episodes: int
    files: int
    rules: tuple[Worth, ...]
    """The whole model first."""


Gather = Callable[[Mapping[str, str]], Gathered]
"""The episodes with some parameters set."""


def rules_worth(gather: Gather, n: int, experiment: Experiment, *, luck_only: bool = False) -> RulesWorth:
    """Play the episodes as they are and once without each rule that has a switch, which is every `rule.NAME` at 0."""
    whole = gather({})
    reals = tuple(map(real_of, whole.episodes))
    switches = [each for each in table().values() if each.switch and each.value > 0]
    off = {each.name: gather({each.name: "0"}) for each in switches}
    said = {
        name: Forecaster(name, said_of(gathered, n, experiment, luck_only=luck_only), MODEL_SAYS)
        for name, gathered in {MODEL_NAME: whole, **off}.items()
    }
    found = compare(reals, tuple(said.values()))
    lost = {each.against: each.scores for each in found.differences}
    meanings = {each.name: each.meaning for each in switches}
    rows = tuple(
        Worth("" if each.forecaster == MODEL_NAME else each.forecaster, meanings.get(each.forecaster, ""),
              evolve(each, calibration=None, confusion=None), lost.get(each.forecaster, {}))
        for each in found.scores
    )  # fmt: skip
    return RulesWorth(whole.edge, n, not luck_only, found.episodes, found.files, rows)


def rules_page(found: RulesWorth, names: Iterable[str] = ()) -> Page:
    """A row a rule, the one that is worth most in log score first. names: the files or folders, as they were typed."""
    columns = (
        Column("without"), Column("hits", "number"), Column("log score", "number"), Column("lost", "number"),
        Column(PERCENT, "number"), Column("held the day", "number"), Column("interval score", "number"),
    )  # fmt: skip
    whole, *others = found.rules
    ordered = sorted(others, key=lambda each: (-_lost(each), each.rule))
    rows = [_row(each) for each in (whole, *ordered)]
    note = (
        "Lost: what the whole model's log score has more; a rule below nought does harm on these episodes. Interval "
        "score: lower is better. Rules that need each other lose less one by one than together."
    )
    other = next(edge for edge in EDGES if edge != found.as_of)
    count = f"{found.episodes} episodes of {found.files} files, {EDGES[found.as_of]}, {found.n} runs each"
    return (
        Title("What each rule is worth", count),
        Paragraph(f"Shares are {of_runs(found.drawn)}."),
        Table(columns, rows, note=note),
        Next((command_line("backtest", *names, "--as-of", other, "--each-rule"),)),
    )


def _lost(each: Worth) -> float:
    return each.lost["log"].value if "log" in each.lost else 0.0


def _row(each: Worth) -> Row:
    day = each.scores.day
    score = None if day is None else day.interval_score
    cells = (
        each.rule.removeprefix("rule.").replace("_", " ") or "nothing", f"{each.scores.hits} of {each.scores.n}",
        two(each.scores.log)[0], *two(each.lost.get("log"), "+"),
        "" if day is None else f"{day.covered} of {day.n}", "" if score is None else f"{score.value:.2f}",
    )  # fmt: skip
    return Row(cells, "" if each.rule else "strong")
