"""What each rule of the model is worth: the episodes are played again with that rule switched off."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from attrs import evolve, field, frozen

from sim.experiment.play import Experiment
from sim.pages import Column, Page, Paragraph, Row, Table, Title
from sim.questions.backtest.bootstrap import Estimate
from sim.questions.backtest.forecasts import Forecaster, Real
from sim.questions.backtest.gathering import Gathered
from sim.questions.backtest.page import EDGES, PERCENT, counted, two
from sim.questions.backtest.scoring import Scored, all_scored
from sim.questions.backtest.study import MODEL_NAME, MODEL_SAYS, real_of, said_of
from sim.questions.backtest.summary import Scores, compare
from sim.scenario.parameters import table
from sim.words.numbers import of_runs

EVERY: Final = "rule.every"
"""Stands for all rules that have a switch."""


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
class LeftOut:
    """What comes of choosing among these variants without the file that is scored.

    For each file the variant is taken that was best in log score on all other files.
    """

    hits: int
    log: float = field(metadata={"digits": 4})
    chosen: Mapping[str, str]
    """File to the rule that the variant chosen for it is without; empty for the whole model."""


@frozen
class RulesWorth:
    """What the model is worth, whole, and without each rule in turn."""

    as_of: str
    n: int
    drawn: bool
    episodes: int
    files: int
    rules: tuple[Worth, ...]
    """The whole model first, then without all rules, then without each."""
    left_out: LeftOut


Gather = Callable[[Mapping[str, str]], Gathered]
"""The episodes with some parameters set."""


def rules_worth(gather: Gather, n: int, experiment: Experiment, *, luck_only: bool = False) -> RulesWorth:
    """Play the episodes as they are and once without each rule that has a switch, which is every `rule.NAME` at 0."""
    whole = gather({})
    reals = tuple(map(real_of, whole.episodes))
    switches = [each for each in table().values() if each.switch and each.value > 0]
    off = {EVERY: gather({each.name: "0" for each in switches})}
    off |= {each.name: gather({each.name: "0"}) for each in switches}
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
    return RulesWorth(
        whole.edge, n, not luck_only, found.episodes, found.files, rows, left_out(reals, tuple(said.values()))
    )


def left_out(reals: Sequence[Real], variants: Sequence[Forecaster]) -> LeftOut:
    """Variants chosen by all other files, and scored on the file that had no say. Raises ValueError on no variant."""
    scores = [{each.id: each for each in all_scored(tuple(reals), variant)} for variant in variants]
    hits, total, chosen = 0, 0.0, {}
    for file in sorted({real.file for real in reals}):
        others = [real.id for real in reals if real.file != file]
        best = max(range(len(variants)), key=lambda number: (sum(_log(scores[number][id_]) for id_ in others), -number))
        chosen[file] = "" if variants[best].name == MODEL_NAME else variants[best].name
        for real in reals:
            if real.file == file:
                hits += bool(scores[best][real.id].hit)
                total += _log(scores[best][real.id])
    return LeftOut(hits, total / len(reals), chosen)


def _log(scored: Scored) -> float:
    return scored.log or 0.0


def rules_page(found: RulesWorth) -> Page:
    """A row a rule, the one that is worth most in log score first."""
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
    count = f"{counted(found.episodes, found.files)}, {EDGES[found.as_of]}, {found.n} runs each"
    return (
        Title("What each rule is worth", count),
        Paragraph(f"Shares are {of_runs(found.drawn)}."),
        Table(columns, rows, note=note),
        Paragraph(_left_out_words(found.left_out), "Left out by file"),
    )


def _left_out_words(found: LeftOut) -> str:
    """How the choice among these variants does on files that had no say in it."""
    names = Counter(f"without {_rule_words(name)}" if name else "the whole model" for name in found.chosen.values())
    taken = ", ".join(f"{name} for {k}" for name, k in names.most_common())
    return (
        f"for each file the variant that was best on all others, scored there: {found.hits} hits, log score "
        f"{found.log:.2f} ({taken} of {len(found.chosen)} files)."
    )


def _rule_words(name: str) -> str:
    return name.removeprefix("rule.").replace("_", " ") or "nothing"


def _lost(each: Worth) -> float:
    return each.lost["log"].value if "log" in each.lost else 0.0


def _row(each: Worth) -> Row:
    day = each.scores.day
    score = None if day is None else day.interval_score
    cells = (
        _rule_words(each.rule), f"{each.scores.hits} of {each.scores.n}",
        two(each.scores.log)[0], *two(each.lost.get("log"), "+"),
        "" if day is None else f"{day.covered} of {day.n}", "" if score is None else f"{score.value:.2f}",
    )  # fmt: skip
    return Row(cells, "" if each.rule else "strong")
