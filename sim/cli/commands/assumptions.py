"""`turtlebay assumptions`: what each assumption does to the answer if it is wrong, and what to watch."""

from sim.cli.arguments import scenario_of
from sim.cli.options import Jobs, ScenarioFile, Sets, StoreAt, Without
from sim.cli.show import PAGE, Shown, show
from sim.cli.studying import OutcomeWord, RunsEach, changes, runs_each, studying
from sim.pages import Next
from sim.questions.tip.page import SHAPES, table_page
from sim.questions.tip.table import assumptions as table_of
from sim.words.phrases import STORE, command_line


def assumptions(
    file: ScenarioFile,
    /,
    *,
    outcome: OutcomeWord = "",
    n: RunsEach = 100,
    jobs: Jobs = 0,
    sets: Sets = None,
    without: Without = None,
    store: StoreAt = STORE,
    shown: Shown = PAGE,
) -> None:
    """Show what each assumption does to the answer if it is wrong.

    The table of `tip --all` for the assumptions that the scenario declares: the share of the outcome at each end of
    the plausible range, the swing between them, where it flips, what one step changes and what to watch. The widest
    swing comes first. Everything else stays as coded, on the same seeds.

    For example:

      turtlebay assumptions dprk-2006-07
      turtlebay assumptions mine.yaml --outcome "legal_force>=50" -n 400
    """
    runs_each(n)
    scenario = scenario_of(file, sets, without)
    with studying(store, jobs, shown) as means:
        found = table_of(scenario, outcome=outcome, n=n, **means)
    again = changes(sets, without)
    names = [command_line("tip", file, row.name, *again, store=store) for row in found.items[:1]]
    wider = command_line("tip", file, "--against" if found.items else "--all", *again, store=store)
    show((*table_page(found), Next((*names, wider))), found, shown, SHAPES)
