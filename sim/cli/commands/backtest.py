"""`turtlebay backtest`: how far the model can be trusted."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Annotated, Final

from cyclopts import Parameter

from sim.cli.arguments import pairs_of
from sim.cli.options import WHOLE, Jobs, LuckOnly, StoreAt
from sim.cli.output import note
from sim.cli.problems import BadInput, unknown, writing
from sim.cli.show import PAGE, Shown, show
from sim.cli.studying import runs_each, studying
from sim.experiment.play import Experiment
from sim.pages import Next
from sim.questions.backtest.explain import Explained, explained, explained_page
from sim.questions.backtest.gathering import gather
from sim.questions.backtest.page import page
from sim.questions.backtest.records import record_of, written
from sim.questions.backtest.rules import rules_page, rules_worth
from sim.questions.backtest.study import Backtest
from sim.questions.backtest.study import backtest as backtest_of
from sim.scenario.as_of import AS_OF
from sim.scenario.files import write
from sim.scenario.parameters import table
from sim.scenario.problems import did_you_mean
from sim.words.phrases import STORE, command_line

N: Final = 100
"""Runs of each episode."""

REFUSED: Final = 2
"""Exit code where a file could not be played: the others are scored all the same."""

Again = Callable[..., str]
"""Given words, the command with them and with the options of this one."""


def backtest(
    *files: Annotated[str, Parameter(name="FILE|FOLDER", help="Scenario files, folders of them, or names of cases.")],
    n: Annotated[int, WHOLE, Parameter(name="-n", help="Runs of each episode, on seeds 1 to n.")] = N,
    as_of: Annotated[
        str,
        Parameter(
            name="--as-of",
            metavar="trigger|draft",
            help="What may be known: up to the act, or up to the first draft before the Council.",
        ),
    ] = "draft",
    record: Annotated[
        Path | None,
        Parameter(metavar="FILE", help="Play both edges, and write the record that cards are made from."),
    ] = None,
    explain: Annotated[bool, Parameter(help="Show one episode in full.", show_default=False)] = False,
    each_rule: Annotated[
        bool,
        Parameter(name="--each-rule", help="Say what each rule is worth: play without it.", show_default=False),
    ] = False,
    luck_only: LuckOnly = False,
    sets: Annotated[
        list[str] | None,
        Parameter(name="--set", metavar="NAME=VALUE", help="Set a parameter in every episode; repeatable."),
    ] = None,
    jobs: Jobs = 0,
    store: StoreAt = STORE,
    shown: Shown = PAGE,
) -> int:
    """Hold the model against history: play real episodes as if nobody knew the end, and score what the runs say.

    Without a file: the episodes that come with turtlebay. Each is cut at the day of the act, or at the first draft,
    and played -n times; its history is compared with the runs and with forecasters that know less. Runs are stored:
    the same command goes on where it stopped. --json prints one object: as_of, n, model, episodes (id, file, real,
    shares, log, brier, day, votes ...), scores and differences by forecaster, unscored, refused. Exit code 2 if a file
    could not be read; the others are scored.

    For example:

      turtlebay backtest
      turtlebay backtest --as-of trigger -n 40
      turtlebay backtest my-episodes/ --json
      turtlebay backtest dprk-2013-02 --explain
      turtlebay backtest --set rule.precedent=0 --luck-only
      turtlebay backtest --each-rule -n 24
    """
    runs_each(n)
    if as_of not in AS_OF:
        raise unknown("--as-of", as_of, AS_OF)
    _refuse_together(explain=explain, each_rule=each_rule, record=record is not None, luck_only=luck_only)
    if explain and len(files) != 1:
        raise BadInput("--explain: shows one episode; name its file or its id")
    parameters = _parameters(sets)
    gathered = gather(files, as_of, parameters)
    if not gathered.episodes and not gathered.unscored:
        for problem in gathered.refused:
            note(str(problem))
        raise BadInput("nothing to play: no file could be read")
    edge = next(each for each in AS_OF if each != as_of)
    again = partial(_again, [] if n == N else ["-n", str(n)], parameters, luck_only, store)
    with studying(store, jobs, shown) as means, Experiment(**means) as experiment:
        if explain:
            if len(gathered.episodes) + len(gathered.unscored) != 1:
                raise BadInput("--explain: shows one episode; name its file or its id, not a folder")
            told = explained(gathered, n, experiment, luck_only=luck_only)
            show((*explained_page(told), Next(tuple(_after_one(told, again, store)))), told, shown)
        elif each_rule:
            worth = rules_worth(
                lambda off: gather(files, as_of, {**parameters, **off}), n, experiment, luck_only=luck_only
            )
            show((*rules_page(worth), Next((again(*files, "--as-of", edge, "--each-rule"),))), worth, shown)
        else:
            found = backtest_of(gathered, n, experiment, luck_only=luck_only)
            if record is not None:
                other = backtest_of(gather(files, edge, parameters), n, experiment, luck_only=luck_only)
                _write(record, written(record_of(sorted((found, other), key=lambda each: each.as_of))))
            show((*page(found), Next((*_worst(found, again), again(*files, "--as-of", edge)))), found, shown)
    for problem in gathered.refused:
        note(str(problem))
    return REFUSED if gathered.refused else 0


def _again(n: Sequence[str], parameters: Mapping[str, str], luck_only: bool, store: Path, *words: str) -> str:
    """The command with other words, and with what was asked of this one."""
    options = [*n, *(word for pair in parameters.items() for word in ("--set", "=".join(pair)))]
    return command_line("backtest", *words, *options, *(["--luck-only"] if luck_only else []), store=store)


def _edge(as_of: str) -> Sequence[str]:
    return () if as_of == "draft" else ("--as-of", as_of)


def _worst(found: Backtest, again: Again) -> Iterator[str]:
    """The episode that the model foresaw worst, in full."""
    if found.episodes:
        worst = min(found.episodes, key=lambda each: (each.said.log or 0.0, each.said.id))
        yield again(worst.name, *_edge(found.as_of), "--explain")


def _after_one(told: Explained, again: Again, store: Path) -> Iterator[str]:
    """Its case, and a run that came to its most common outcome; as of the trigger it is no run of the whole file."""
    file = told.episode.name
    yield command_line("scenario", file)
    if told.as_of != "draft":
        yield again(file, "--explain")
        return
    usual = Counter(run.form for run in told.runs).most_common(1)[0][0]
    number = next(run.number for run in told.runs if run.form == usual)
    yield command_line("run", file, *(("--drawn",) if told.drawn else ()), "--seed", str(number), store=store)
    yield command_line("explain", "last", store=store)


def _refuse_together(explain: bool, each_rule: bool, record: bool, luck_only: bool) -> None:
    """Raise BadInput where options do not go together."""
    options = {"--explain": explain, "--each-rule": each_rule, "--record": record}
    asked = [word for word, is_asked in options.items() if is_asked]
    if len(asked) > 1:
        raise BadInput(f"{' and '.join(asked)}: one of them at a time")
    if record and luck_only:
        raise BadInput("--record and --luck-only: a record is of drawn runs")


def _parameters(sets: Sequence[str] | None) -> dict[str, str]:
    """Parameters by name, as typed. Raises BadInput where one is none; the value is checked with the file."""
    found = {}
    for path, value in pairs_of(sets):
        name = path.removeprefix("parameters.")
        if name not in table():
            near = did_you_mean(name, list(table()))
            meant = f"; did you mean '{near}'?" if near else ""
            raise BadInput(
                f"--set {path}: here a parameter is set, in every episode; there is none of that name{meant}"
            )
        found[name] = value
    return found


def _write(file: Path, text: str) -> None:
    with writing(f"--record {file}"):
        write(file, text.encode("utf-8"))
