"""What commands that ask a question of many points share: their options, and what the runs are played with."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from sim.cli.arguments import processes
from sim.cli.options import WHOLE
from sim.cli.problems import BadInput
from sim.cli.progress import told
from sim.cli.show import Shown
from sim.experiment.play import MOST, Means
from sim.store.store import Store

OutcomeWord = Annotated[
    str,
    Parameter(
        name="--outcome",
        metavar="FORM|ISSUE>=STRENGTH",
        help="What to ask about: resolution, legal_force>=50, legal_force:25, resolution+legal_force:25.",
        show_default=False,
    ),
]
RunsEach = Annotated[int, WHOLE, Parameter(name="-n", help="Runs at each point, on seeds 1 to n.")]


def runs_each(n: int) -> int:
    """A number of runs that can be played at a point. Raises BadInput."""
    if not 1 <= n <= MOST:
        raise BadInput(f"-n {n}: allowed are 1 to {MOST} runs")
    return n


@contextmanager
def studying(store: Path, jobs: int, shown: Shown) -> Iterator[Means]:
    """What the runs of a question are played with; they are stored as they come, and Ctrl-C says how many are.

    Raises BadInput on jobs that cannot be and where the processes are lost.
    """
    workers = processes(jobs)
    with Store(store) as opened, told("runs", shown.ascii_only) as watch:
        yield {"store": opened, "jobs": workers, "progress": watch["progress"], "stop": watch["stop"]}


def changes(
    sets: Sequence[str] | None, without: Sequence[str] | None, luck_only: bool = False, every_run: bool = False
) -> list[str]:
    """The changes and options that were asked for, as they are typed again in a next command."""
    found = [word for change in sets or () for word in ("--set", change)]
    found += [word for entry in without or () for word in ("--without", entry)]
    return found + ["--luck-only"] * luck_only + ["--every-run"] * every_run
