"""`turtlebay explain`: why a run ended as it did."""

from typing import Annotated

from cyclopts import Parameter

from sim.cli.arguments import processes, zone_of
from sim.cli.options import WHOLE, EveryRun, Jobs, RunName, StoreAt, Zone
from sim.cli.problems import BadInput
from sim.cli.progress import told
from sim.cli.show import PAGE, Shown, show
from sim.engine.intervention import ForkError
from sim.experiment.names import recall
from sim.experiment.play import MOST
from sim.questions.explain.page import SHAPES, page
from sim.questions.explain.study import explain as explained
from sim.store.store import Store
from sim.words.phrases import STORE


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
    every_run: EveryRun = False,
    jobs: Jobs = 0,
    store: StoreAt = STORE,
    tz: Zone = "",
    shown: Shown = PAGE,
) -> None:
    """Say why a run ended as it did.

    What moved the text, and whose limits stopped it; the chain of events back from the outcome, each with the
    numbers that decided it and what they rest on; every vote; and decisions that nearly went the other way.
    --but-for takes each link away on the same seeds and separates causes from mere antecedents; it stops at a link as
    soon as the runs decide, but with --every-run.

    For example:

      turtlebay explain last
      turtlebay explain last --but-for -n 400
      turtlebay explain last --but-for --every-run
      turtlebay explain last --but-for --matrix --json
    """
    zone, workers = zone_of(tz), processes(jobs)
    if not 1 <= n <= MOST:
        raise BadInput(f"-n {n}: allowed are 1 to {MOST} runs")
    with Store(store) as opened, told() as watch:
        run = recall(opened, name)
        try:
            why = explained(
                run, but_for=but_for, matrix=matrix, n=n, every_run=every_run, store=opened, jobs=workers, **watch
            )
        except (ForkError, LookupError) as error:
            raise BadInput(f"run {run.id}: {error}") from None
    show(page(why, zone, store), why, shown, SHAPES, why.explained.scenario)
