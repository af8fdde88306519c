"""What commands that play many runs share: their options, processes at work, and refusals of numbers that cannot be."""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from typing import Annotated

from cyclopts import Parameter

from sim.faces.options import WHOLE
from sim.faces.problems import BadInput
from sim.studies.tipping.shared_seeds import MOST, at_work

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
Jobs = Annotated[int, WHOLE, Parameter(help="Processes at work; 0 for one a core.")]


def runs_each(n: int) -> int:
    """A number of runs that can be played at a point. Raises BadInput."""
    if not 1 <= n <= MOST:
        raise BadInput(f"-n {n}: allowed are 1 to {MOST} runs")
    return n


@contextmanager
def workers(jobs: int, runs: int) -> Iterator[Executor | None]:
    """The processes for about so many runs. Raises BadInput on fewer than 0 jobs."""
    if jobs < 0:
        raise BadInput(f"--jobs {jobs}: no fewer than 0")
    with at_work(jobs or os.cpu_count() or 1, runs) as executor:
        yield executor


def changes(sets: Sequence[str] | None, without: Sequence[str] | None) -> list[str]:
    """The changes that were asked for, as they are typed again in a next command."""
    found = [word for change in sets or () for word in ("--set", change)]
    return found + [word for entry in without or () for word in ("--without", entry)]
