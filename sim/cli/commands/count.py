"""`turtlebay count`: would this text pass now, who blocks it, by how much, and what would buy them."""

from typing import Annotated

from cyclopts import Parameter

from sim.cli.arguments import run_and_seq, scenario_of, seq_at, text_of
from sim.cli.options import ScenarioFile, Sets, StoreAt, Without
from sim.cli.problems import BadInput
from sim.cli.show import PAGE, Shown, show
from sim.cli.studying import changes
from sim.engine.scenario import Scenario
from sim.experiment.names import recall
from sim.questions import count as counting
from sim.rules.crisis import Crisis
from sim.rules.evolve import fold
from sim.store.store import Store
from sim.words.phrases import STORE, command_line


def count(
    file: ScenarioFile,
    /,
    *,
    text: Annotated[
        str,
        Parameter(
            metavar="TEXT",
            help="Strengths in the order of the issues, as 100/80/65/25/80, or form=100,sanctions=65,...; the key of "
            "a wording will do for its strength.",
        ),
    ],
    at: Annotated[
        str,
        Parameter(metavar="RUN:SEQ", help="The crisis at this moment of a run (SEQ may be a time); "
                  "otherwise as the scenario codes it.", show_default=False),
    ] = "",
    sets: Sets = None,
    without: Without = None,
    store: StoreAt = STORE,
    shown: Shown = PAGE,
) -> None:  # fmt: skip
    """Say whether a text would pass now, and who blocks it.

    For every member: its vote, the gain of the text to it, its thresholds for a no and a yes, the limits crossed,
    and the smallest changes that would win it over. Nothing is left to chance here.

    For example:

      turtlebay count dprk-2006-07 --text 100/80/65/25/80
      turtlebay count mine.yaml --text 100/80/85/75/30 --set CHN.legal_force.limit=none
      turtlebay count mine.yaml --text 100/80/65/25/80 --at last:97
    """
    scenario = scenario_of(file, sets, without)
    crisis = _crisis(scenario, at, store)
    case = scenario.case if crisis is None else crisis.setting.case
    counted = counting.count(scenario, text_of(case.issues, text), crisis)
    again = command_line("run", file, *changes(sets, without), store=store)
    show(counting.page(counted, [again]), counted, shown)


def _crisis(scenario: Scenario, at: str, store: StoreAt) -> Crisis | None:
    """The crisis at a moment of a stored run, under the changes asked for."""
    if not at:
        return None
    name, moment = run_and_seq(at)
    with Store(store) as opened:
        run = recall(opened, name)
    if run.scenario.base.id != scenario.base.id:
        raise BadInput(f"--at {at}: run {run.id} is of scenario {run.scenario.base.id}, not {scenario.base.id}")
    seq = seq_at(run, moment)
    if not scenario.sets:
        return run.state_at(seq)
    return fold(run.scenario.setting.changed(scenario.sets), run.events[: seq + 1])
