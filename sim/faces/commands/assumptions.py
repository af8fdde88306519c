"""`turtlebay assumptions`: what each assumption does to the answer if it is wrong, and what to watch."""

from sim.faces.arguments import scenario_of
from sim.faces.assumed import assumptions_object, print_assumptions
from sim.faces.options import Ascii, AsJson, Jobs, ScenarioFile, Sets, StoreAt, Without
from sim.faces.output import print_json
from sim.faces.studying import OutcomeWord, RunsEach, changes, runs_each, studying
from sim.faces.terminal import standard_output
from sim.studies.tipping.assumptions import assumptions as table_of
from sim.words.labels import Labels
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
    as_json: AsJson = False,
    ascii_only: Ascii = False,
) -> None:
    """Show what each assumption does to the answer if it is wrong.

    For every assumption of the scenario: the share of the outcome at each end of its plausible range, the swing
    between them, where it tips, what it rests on and what to watch. The widest swing comes first. Everything else
    stays as coded, on the same seeds.

    For example:

      turtlebay assumptions dprk-2006-07
      turtlebay assumptions mine.yaml --outcome "legal_force>=50" -n 400
    """
    runs_each(n)
    scenario = scenario_of(file, sets, without)
    with studying(store, jobs, 3 * n * len(scenario.case.assumptions)) as means:
        found = table_of(
            scenario, outcome=outcome, n=n, executor=means.executor, progress=means.progress, store=means.store
        )
    if as_json:
        print_json(assumptions_object(found))
        return
    terminal = standard_output(ascii_only)
    again = changes(sets, without)
    print_assumptions(terminal, Labels(scenario.case, scenario.clock), found, bool(again))
    terminal.line()
    names = [row.assumption.id for row in found.rows[:1]]
    joint = (
        [command_line("tip", file, "--against", *again, store=store)]
        if found.rows
        else [command_line("tip", file, "--all", *again, store=store)]
    )
    terminal.next(*(command_line("tip", file, name, *again, store=store) for name in names), *joint)
