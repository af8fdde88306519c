"""`turtlebay sensitivity`: how much each assumption moves every outcome when all may be wrong at once."""

from typing import Annotated

from cyclopts import Parameter

from sim.cli.arguments import scenario_of
from sim.cli.options import WHOLE, Jobs, ScenarioFile, Sets, StoreAt, Without
from sim.cli.problems import BadInput, unknown
from sim.cli.show import PAGE, Shown, show
from sim.cli.studying import RunsEach, changes, runs_each, studying
from sim.pages import Next
from sim.questions.sensitivity import MORRIS, MOST, SHAPES, SIZE, SOBOL, page
from sim.questions.sensitivity import sensitivity as study
from sim.words.phrases import STORE, command_line


def sensitivity(
    file: ScenarioFile,
    /,
    *,
    method: Annotated[str, Parameter(help="morris, which is quick, or sobol, which takes minutes.")] = MORRIS,
    size: Annotated[
        int | None,
        WHOLE,
        Parameter(help="Trajectories (morris: 10) or base samples (sobol: 64, a power of two).", show_default=False),
    ] = None,
    n: RunsEach = 20,
    jobs: Jobs = 0,
    sets: Sets = None,
    without: Without = None,
    store: StoreAt = STORE,
    shown: Shown = PAGE,
) -> None:
    """Say how much each assumption moves every outcome when all may be wrong.

    Where `assumptions` moves one at a time, this moves all of them within their ranges, after Morris or Sobol, and
    so finds those that matter only together with others. It needs SALib: pip install 'turtlebay[sensitivity]'

    For example:

      turtlebay sensitivity dprk-2006-07
      turtlebay sensitivity dprk-2006-07 --method sobol --json
    """
    runs_each(n)
    if method not in SIZE:
        raise unknown("--method", method, SIZE)
    if size is not None and (not 2 <= size <= MOST or (method == SOBOL and size & (size - 1))):
        raise BadInput(f"--size {size}: allowed are 2 to {MOST}, for sobol powers of two")
    scenario = scenario_of(file, sets, without)
    with studying(store, jobs, shown) as means:
        found = study(scenario, method=method, size=size, n=n, **means)
    following = Next((command_line("assumptions", file, *changes(sets, without), store=store),))
    show((*page(found), following), found, shown, SHAPES)
