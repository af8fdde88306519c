"""`turtlebay levers`: what one step of every number changes."""

from typing import Annotated

from cyclopts import Parameter

from sim.cli.arguments import scenario_of
from sim.cli.options import WHOLE, Jobs, ScenarioFile, Sets, StoreAt, Without
from sim.cli.show import PAGE, Shown, show
from sim.cli.studying import changes, runs_each, studying
from sim.pages import Next
from sim.questions.tip.levers import NOTHING, RUNS
from sim.questions.tip.levers import levers as screen
from sim.questions.tip.page import SHAPES, levers_page
from sim.scenario.paths import brief_path
from sim.words.phrases import STORE, command_line


def levers(
    file: ScenarioFile,
    /,
    *,
    n: Annotated[int, WHOLE, Parameter(name="-n", help="Runs at each step, on seeds 1 to n.")] = RUNS,
    jobs: Jobs = 0,
    sets: Sets = None,
    without: Without = None,
    store: StoreAt = STORE,
    shown: Shown = PAGE,
) -> None:
    """Show what one step of each number changes, what matters most first.

    Every position, limit, priority and assumption, and the climate, moves one step either way, alone: to the next
    wording for positions and limits (a limit also to none), else by a tenth of the range. The list begins with what
    changes the form of the outcome, then its text, the vote, the day; what changes nothing comes last.

    For example:

      turtlebay levers dprk-2006-07
      turtlebay levers mine.yaml -n 50 --set CHN.legal_force.limit=none
    """
    runs_each(n)
    scenario = scenario_of(file, sets, without)
    with studying(store, jobs, shown) as means:
        found = screen(scenario, n=n, **means)
    again = changes(sets, without)
    names = [brief_path(row.lever.range.name) for row in found.levers[:1] if row.changes != NOTHING]
    tips = [command_line("tip", file, name, *again, store=store) for name in names]
    following = Next((*tips, command_line("tip", file, "--all", *again, store=store)))
    show((*levers_page(found), following), found, shown, SHAPES)
