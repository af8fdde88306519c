"""`turtlebay backtest`: how far the model can be trusted."""

from pathlib import Path
from typing import Annotated, Final

from cyclopts import Parameter

from sim.cli.arguments import pairs_of
from sim.cli.options import WHOLE, Jobs, LuckOnly, Sets, StoreAt
from sim.cli.output import note
from sim.cli.problems import BadInput, unknown
from sim.cli.show import PAGE, Shown, show
from sim.cli.studying import runs_each, studying
from sim.experiment.play import Experiment
from sim.questions.backtest.explain import explained, explained_page
from sim.questions.backtest.gathering import gather
from sim.questions.backtest.page import page
from sim.questions.backtest.records import record_of, written
from sim.questions.backtest.study import backtest as backtest_of
from sim.scenario.as_of import AS_OF
from sim.scenario.files import write
from sim.words.phrases import STORE

REFUSED: Final = 2
"""Exit code where a file could not be played: the others are scored all the same."""


def backtest(
    *files: Annotated[str, Parameter(name="FILE|FOLDER", help="Scenario files, folders of them, or names of cases.")],
    n: Annotated[int, WHOLE, Parameter(name="-n", help="Runs of each episode, on seeds 1 to n.")] = 100,
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
    luck_only: LuckOnly = False,
    sets: Sets = None,
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
    """
    runs_each(n)
    if as_of not in AS_OF:
        raise unknown("--as-of", as_of, AS_OF)
    if explain and len(files) != 1:
        raise BadInput("--explain: shows one episode; name its file or its id")
    if record is not None and explain:
        raise BadInput("--record and --explain: one of them at a time")
    gathered, pairs = gather(files, as_of), tuple(pairs_of(sets))
    if not gathered.episodes and not gathered.unscored:
        for problem in gathered.refused:
            note(str(problem))
        raise BadInput("nothing to play: no file could be read")
    with studying(store, jobs, shown) as means, Experiment(**means) as experiment:
        if explain:
            told = explained(gathered, as_of, n, experiment, luck_only=luck_only, sets=pairs)
            show(explained_page(told), told, shown)
        else:
            found = backtest_of(gathered, as_of, n, experiment, luck_only=luck_only, sets=pairs)
            if record is not None:
                edge = next(each for each in AS_OF if each != as_of)
                other = backtest_of(gather(files, edge), edge, n, experiment, luck_only=luck_only, sets=pairs)
                _write(record, written(record_of(sorted((found, other), key=lambda each: each.as_of))))
            show(page(found, files), found, shown)
    for problem in gathered.refused:
        note(str(problem))
    return REFUSED if gathered.refused else 0


def _write(file: Path, text: str) -> None:
    try:
        write(file, text.encode("utf-8"))
    except OSError as error:
        raise BadInput(f"--record {file}: cannot be written: {error.strerror or error}") from None
