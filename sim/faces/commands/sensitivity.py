"""`turtlebay sensitivity`: how much each assumption moves every outcome when all may be wrong at once."""

from typing import Annotated

from cyclopts import Parameter

from sim.faces.arguments import scenario_of
from sim.faces.options import WHOLE, Ascii, AsJson, Jobs, ScenarioFile, Sets, StoreAt, Without
from sim.faces.output import print_json
from sim.faces.problems import BadInput, unknown
from sim.faces.sensitive import print_sensitivity, sensitivity_object
from sim.faces.studying import RunsEach, changes, runs_each, studying
from sim.faces.terminal import standard_output
from sim.studies.tipping.sensitivity import MORRIS, SIZE, SOBOL, SalibMissing
from sim.studies.tipping.sensitivity import sensitivity as study
from sim.words.labels import Labels
from sim.words.phrases import STORE, command_line

MOST: int = 4_096
"""Trajectories or base samples that one command may ask for."""


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
    as_json: AsJson = False,
    ascii_only: Ascii = False,
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
    points = (size or SIZE[method]) * (len(scenario.case.assumptions) + 1)
    try:
        with studying(store, jobs, points * n) as means:
            found = study(
                scenario,
                method=method,
                size=size,
                n=n,
                executor=means.executor,
                progress=means.progress,
                store=means.store,
            )
    except SalibMissing as error:
        raise BadInput(str(error)) from None
    if as_json:
        print_json(sensitivity_object(found))
        return
    terminal = standard_output(ascii_only)
    print_sensitivity(terminal, Labels(scenario.case, scenario.clock), found)
    terminal.line()
    terminal.next(command_line("assumptions", file, *changes(sets, without), store=store))
