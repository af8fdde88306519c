"""`turtlebay explore`: a page on this machine to look at one scenario, its numbers as sliders."""

import webbrowser
from importlib.util import find_spec
from typing import Annotated

from cyclopts import Parameter

from sim.cli.arguments import processes, scenario_of
from sim.cli.options import WHOLE, Jobs, LuckOnly, ScenarioFile, StoreAt
from sim.cli.output import note
from sim.cli.problems import BadInput
from sim.cli.studying import runs_each
from sim.words.phrases import STORE


def explore(
    file: ScenarioFile,
    /,
    *,
    port: Annotated[
        int,
        WHOLE,
        Parameter(help="The port to listen on; the first free one from 8642 on if left out.", show_default=False),
    ] = 0,
    no_browser: Annotated[
        bool, Parameter(help="Open no browser: the address is printed anyway.", show_default=False)
    ] = False,
    n: Annotated[int, WHOLE, Parameter(name="-n", help="Seeds that each answer is refined to.")] = 100,
    luck_only: LuckOnly = False,
    jobs: Jobs = 0,
    store: StoreAt = STORE,
) -> None:
    """Look at a scenario in a browser: move its numbers, and see what comes of it.

    A page on 127.0.0.1, for this machine only: sliders for the assumptions of the file and the numbers that matter, and
    beside them how often each outcome comes, when, who votes how, and the typical run beside that of the baseline. A
    first answer comes from a few seeds at once, and is refined while you look. The address holds the setting. Runs are
    stored as those of `sweep` are. Ctrl-C ends it. It needs Starlette and uvicorn: pip install 'turtlebay[web]'

    For example:

      turtlebay explore dprk-2006-07
      turtlebay explore mine.yaml --port 9000 --no-browser
    """
    if not (find_spec("starlette") and find_spec("uvicorn")):
        raise BadInput("explore needs two more packages: pip install 'turtlebay[web]'")
    if not 0 <= port <= 65_535:
        raise BadInput(f"--port {port}: allowed is a whole number from 1 to 65535, or 0 for the first free one")
    runs_each(n)
    workers = processes(jobs)
    scenario = scenario_of(file)
    from sim.web.server import serve

    def opened(address: str) -> None:
        note(f"Open  {address}\nCtrl-C ends it; what is played is stored in {store}.")
        if not no_browser:
            webbrowser.open(address)

    try:
        serve(file, scenario, store, n, not luck_only, workers, port, opened)
    except KeyboardInterrupt:
        note(f"\nEnded. What was played is in {store}.")
