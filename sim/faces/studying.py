"""What commands that play many runs share: their options, what runs are played with, and how far they are."""

import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

from attrs import evolve
from cyclopts import Parameter

from sim.experiment.play import MOST, Progress
from sim.experiment.workers import OtherModel, WorkLost
from sim.faces.arguments import processes
from sim.faces.options import WHOLE
from sim.faces.problems import BadInput
from sim.faces.progress import QUIET_SECONDS
from sim.faces.terminal import note
from sim.questions.tip.asked import Means
from sim.questions.tip.words import runs_words
from sim.runs.store import Store

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
def studying(store: Path, jobs: int) -> Iterator[Means]:
    """What the runs of a study are played with; they are stored as they come.

    Raises BadInput on jobs that cannot be and where the processes are lost. Ctrl-C says how many runs are stored.
    """
    workers = processes(jobs)
    progress = StudyProgress()
    with Store(store) as opened:
        try:
            yield {"store": opened, "jobs": workers, "progress": progress}
        except KeyboardInterrupt:
            raise KeyboardInterrupt(progress.stored()) from None
        except (WorkLost, OtherModel) as error:
            raise BadInput(f"{error}\n{progress.stored()}  the same command") from None


class StudyProgress:
    """Told how far a study is; speaks on standard error, not before two seconds and at most once in two."""

    def __init__(self) -> None:
        self._reached = Progress()
        self._began = self._spoke = time.monotonic()

    def __call__(self, reached: Progress) -> None:
        """Told how far it is."""
        self._reached = evolve(reached)
        now = time.monotonic()
        if now - self._spoke < QUIET_SECONDS or not 0 < reached.done < reached.asked:
            return
        self._spoke = now
        note(f"runs: {progress_words(reached, now - self._began)}")
        sys.stderr.flush()

    def stored(self) -> str:
        """What is stored when it is broken off, before the command that goes on."""
        done = self._reached.done
        if not done:
            return "no run of it was finished yet. It starts again with:"
        return f"{runs_words(done)} of it {'is' if done == 1 else 'are'} stored, and it goes on with:"


def progress_words(reached: Progress, seconds: float) -> str:
    """1,000 of at least 1,950, about 9 s for those. The total is known only where no more points will be asked for."""
    words = f"{reached.done:,} of {'' if reached.in_all else 'at least '}{reached.asked:,}"
    played = reached.done - reached.stored
    if played and seconds > 0:
        left = (reached.asked - reached.done) * seconds / played
        words += f", about {left:.0f} s {'to go' if reached.in_all else 'for those'}"
    return f"{words} ({reached.stored:,} were there already)" if reached.stored else words


def changes(sets: Sequence[str] | None, without: Sequence[str] | None) -> list[str]:
    """The changes that were asked for, as they are typed again in a next command."""
    found = [word for change in sets or () for word in ("--set", change)]
    return found + [word for entry in without or () for word in ("--without", entry)]
