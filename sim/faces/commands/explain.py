"""`turtlebay explain`: why a run came out as it did."""

from typing import Annotated

from cyclopts import Parameter

from sim.engine.intervention import ForkError
from sim.experiment.names import recall
from sim.faces.arguments import processes, zone_of
from sim.faces.explained import next_of_explanation, print_explanation
from sim.faces.options import WHOLE, Ascii, AsJson, Jobs, RunName, StoreAt, Zone
from sim.faces.output import print_json
from sim.faces.problems import BadInput
from sim.faces.progress import Progress
from sim.faces.terminal import standard_output
from sim.runs.store import Store
from sim.studies.explaining.explain import explain as explained
from sim.words.labels import Labels
from sim.words.phrases import STORE

MOST = 100_000
"""Runs for each link that one command may ask for."""


def explain(
    name: RunName,
    /,
    *,
    but_for: Annotated[
        bool, Parameter(help="Take each link away in many runs, and see what happens.", show_default=False)
    ] = False,
    n: Annotated[int, WHOLE, Parameter(name="-n", help="Runs for each link taken away, and for the matrix.")] = 100,
    matrix: Annotated[
        bool, Parameter(help="Show in which outcomes of many runs each link was there.", show_default=False)
    ] = False,
    jobs: Jobs = 0,
    store: StoreAt = STORE,
    tz: Zone = "",
    as_json: AsJson = False,
    ascii_only: Ascii = False,
) -> None:
    """Say why a run ended as it did.

    What moved the text, and whose limits stopped it; the chain of events back from the outcome, each with the
    numbers that decided it and what they rest on; every vote; and decisions that nearly went the other way.
    --but-for takes each link away on the same seeds and separates causes from mere antecedents.

    For example:

      turtlebay explain last
      turtlebay explain last --but-for -n 400
      turtlebay explain last --but-for --matrix --json
    """
    zone = zone_of(tz)
    if not 1 <= n <= MOST:
        raise BadInput(f"-n {n}: allowed are 1 to {MOST} runs")
    workers = processes(jobs)
    with Store(store) as opened:
        run = recall(opened, name)
    try:
        why = explained(run, but_for=but_for, matrix=matrix, n=n, jobs=workers, progress=Progress("runs"))
    except (ForkError, LookupError) as error:
        raise BadInput(f"run {run.id}: {error}") from None
    if as_json:
        print_json(why.as_plain())
        return
    terminal = standard_output(ascii_only)
    labels = Labels(run.scenario.case, run.scenario.clock, zone)
    print_explanation(terminal, labels, run, why)
    terminal.line()
    terminal.next(*next_of_explanation(run, why, but_for, store))
