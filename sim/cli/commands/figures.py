"""`turtlebay figures`: the tables of docs/model.md."""

from typing import Annotated

from cyclopts import Parameter

from sim.cli.arguments import processes
from sim.cli.options import WHOLE, Jobs
from sim.cli.problems import BadInput
from sim.cli.progress import told
from sim.cli.show import PAGE, Shown, show
from sim.experiment.play import MOST, Experiment
from sim.questions.figures import figures as figures_of
from sim.questions.figures import page
from sim.scenario.library import main_cases


def figures(
    *,
    n: Annotated[int, WHOLE, Parameter(name=["--runs", "-n"], help="Runs for each case and each change.")] = 200,
    jobs: Jobs = 0,
    brief: Annotated[bool, Parameter(help="Leave out the changes of judged numbers.", show_default=False)] = False,
    shown: Shown = PAGE,
) -> None:
    """Print the tables of docs/model.md; takes minutes.

    For every case that comes with turtlebay and is no episode: how often each outcome came in seeds 1 to n, beside what
    really came and what three simple guesses expect; and how much of that stays when judged numbers are moved.

    For example:

      turtlebay figures -n 20 --brief --md figures.md
    """
    workers = processes(jobs)
    if not 1 <= n <= MOST:
        raise BadInput(f"-n {n}: allowed are 1 to {MOST} runs")
    with told(kept=False) as watch, Experiment(jobs=workers, **watch) as experiment:
        found = figures_of(list(main_cases()), n, experiment, brief)
    show(page(found), found, shown)
