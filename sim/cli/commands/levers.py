"""Which numbers of a scenario matter: one step of each, each assumption alone, and all of them at once."""

from typing import Annotated

from cyclopts import Parameter

from sim.cli.arguments import scenario_of
from sim.cli.options import WHOLE, EveryRun, Jobs, LuckOnly, ScenarioFile, Sets, StoreAt, Without
from sim.cli.problems import BadInput, unknown
from sim.cli.show import PAGE, Shown, show
from sim.cli.studying import OutcomeWord, RunsEach, changes, runs_each, studying
from sim.pages import Next
from sim.questions.sensitivity import MORRIS, MOST, SIZE, SOBOL, page
from sim.questions.sensitivity import SHAPES as EFFECTS
from sim.questions.sensitivity import sensitivity as study
from sim.questions.tip.levers import NOTHING, RUNS
from sim.questions.tip.levers import levers as screen
from sim.questions.tip.page import SHAPES, levers_page, table_page
from sim.questions.tip.table import assumptions as table_of
from sim.scenario.paths import brief_path
from sim.words.phrases import STORE, command_line


def levers(
    file: ScenarioFile,
    /,
    *,
    n: Annotated[int, WHOLE, Parameter(name="-n", help="Runs at each step, on seeds 1 to n.")] = RUNS,
    luck_only: LuckOnly = False,
    jobs: Jobs = 0,
    sets: Sets = None,
    without: Without = None,
    store: StoreAt = STORE,
    shown: Shown = PAGE,
) -> None:
    """Show what one step of each number changes, what matters most first.

    Every position, limit, priority and assumption, and the climate, moves one step either way, alone: to the next
    wording for positions and limits (a limit also to none), else by a tenth of the range. The list begins with what
    changes the form of the outcome, then its text, the vote, the day; what changes nothing comes last. Each seed draws
    what else the coding may be wrong about; with --luck-only all else is as coded.

    For example:

      turtlebay levers dprk-2006-07
      turtlebay levers mine.yaml -n 50 --set CHN.legal_force.limit=none
    """
    runs_each(n)
    scenario = scenario_of(file, sets, without)
    with studying(store, jobs, shown) as means:
        found = screen(scenario, n=n, luck_only=luck_only, **means)
    again = changes(sets, without, luck_only)
    names = [brief_path(row.lever.range.name) for row in found.levers[:1] if row.changes != NOTHING]
    tips = [command_line("tip", file, name, *again, store=store) for name in names]
    following = Next((*tips, command_line("tip", file, "--all", *again, store=store)))
    show((*levers_page(found), following), found, shown, SHAPES)


def assumptions(
    file: ScenarioFile,
    /,
    *,
    outcome: OutcomeWord = "",
    n: RunsEach = 100,
    luck_only: LuckOnly = False,
    every_run: EveryRun = False,
    jobs: Jobs = 0,
    sets: Sets = None,
    without: Without = None,
    store: StoreAt = STORE,
    shown: Shown = PAGE,
) -> None:
    """Show what each assumption does to the answer if it is wrong.

    The table of `tip --all` for the assumptions that the scenario declares: the share of the outcome at each end of
    the plausible range, the swing between them, where it flips, what one step changes and what to watch. The widest
    swing comes first. Everything else is the same, seed by seed: each seed draws what the coding may be wrong about;
    with --luck-only all else is as coded. Seeds are spared where they come to the same at the values on both sides;
    with --every-run none is.

    For example:

      turtlebay assumptions dprk-2006-07
      turtlebay assumptions mine.yaml --outcome "legal_force>=50" -n 400
      turtlebay assumptions dprk-2006-07 --every-run
    """
    runs_each(n)
    scenario = scenario_of(file, sets, without)
    with studying(store, jobs, shown) as means:
        found = table_of(scenario, outcome=outcome, n=n, luck_only=luck_only, every_run=every_run, **means)
    again = changes(sets, without, luck_only, every_run)
    names = [command_line("tip", file, row.name, *again, store=store) for row in found.items[:1]]
    wider = command_line("tip", file, "--against" if found.items else "--all", *again, store=store)
    show((*table_page(found), Next((*names, wider))), found, shown, SHAPES)


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
    luck_only: LuckOnly = False,
    jobs: Jobs = 0,
    sets: Sets = None,
    without: Without = None,
    store: StoreAt = STORE,
    shown: Shown = PAGE,
) -> None:
    """Say how much each assumption moves every outcome when all may be wrong.

    Where `assumptions` moves one at a time, this moves all of them within their ranges, after Morris or Sobol, and
    so finds those that matter only together with others. Each seed draws what else the coding may be wrong about; with
    --luck-only all else is as coded. It needs SALib: pip install 'turtlebay[sensitivity]'

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
        found = study(scenario, method=method, size=size, n=n, luck_only=luck_only, **means)
    following = Next((command_line("assumptions", file, *changes(sets, without, luck_only), store=store),))
    show((*page(found), following), found, shown, EFFECTS)
