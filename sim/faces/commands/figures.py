"""`turtlebay figures`: the tables of docs/model.md."""

import sys
from typing import Annotated

from cyclopts import Parameter

from sim.faces.arguments import processes
from sim.faces.options import WHOLE, Jobs
from sim.faces.problems import BadInput
from sim.faces.terminal import note, standard_output
from sim.questions.figures import figures as figures_of
from sim.questions.figures import main_table, swing_table, swings
from sim.scenario.library import cases
from sim.studies.sweeping.batch import working_pool


def figures(
    *,
    n: Annotated[int, WHOLE, Parameter(name=["--runs", "-n"], help="Runs for each case and each change.")] = 200,
    jobs: Jobs = 0,
    brief: Annotated[bool, Parameter(help="Leave out the changes of judged numbers.", show_default=False)] = False,
) -> None:
    """Print the tables of docs/model.md; takes minutes.

    For every case that comes with turtlebay: how often each outcome occurs in seeds 1 to n, beside the real outcome
    and three simple guesses; and how much of that remains when judged numbers are moved.

    For example:

      turtlebay figures -n 20 --brief
    """
    if n < 1:
        raise BadInput(f"-n {n}: at least one run is needed")
    workers = processes(jobs)
    names = list(cases())
    terminal = standard_output()
    with working_pool(workers) as pool:
        terminal.line(main_table(figures_of(names, n, pool, _Progress("cases"))))
        if not brief:
            terminal.line()
            terminal.line(swing_table(swings(names, n, pool, _Progress("changes"))))


class _Progress:
    """Says on standard error how far the work is, at every tenth of it."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._tenths = 0

    def __call__(self, done: int, total: int) -> None:
        """Told how many runs are done, of how many."""
        tenths = 10 * done // max(total, 1)
        if tenths > self._tenths:
            self._tenths = tenths
            note(f"{self._what}: {done} of {total} runs")
            sys.stderr.flush()
