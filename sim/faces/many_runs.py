"""What commands that play many runs share: how far they are is told, and what is stored where they are broken off."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from sim.experiment.play import MOST, Progress
from sim.experiment.workers import OtherModel, WorkLost
from sim.faces.problems import BadInput
from sim.faces.terminal import note

QUIET_SECONDS: Final = 2.0


def runs_asked(n: int) -> int:
    """A number of runs of one recipe that can be asked for. Raises BadInput."""
    if not 1 <= n <= MOST:
        raise BadInput(f"-n {n}: allowed are 1 to {MOST} runs")
    return n


@contextmanager
def told() -> Iterator[Callable[[Progress], None]]:
    """What an experiment tells its progress: it speaks on standard error, after two seconds and once in two.

    Ctrl-C says what is stored. Raises BadInput where the workers are lost.
    """
    progress = _Told()
    try:
        yield progress
    except KeyboardInterrupt:
        raise KeyboardInterrupt(progress.stored()) from None
    except (WorkLost, OtherModel) as error:
        raise BadInput(f"{error}\n{progress.stored()}  the same command") from None


class _Told:
    def __init__(self) -> None:
        self._progress = Progress()
        self._began = self._spoke = time.monotonic()

    def __call__(self, progress: Progress) -> None:
        self._progress = progress
        now = time.monotonic()
        if now - self._spoke < QUIET_SECONDS or not 0 < progress.done < progress.asked:
            return
        self._spoke = now
        note(f"runs: {progress_words(progress, now - self._began)}")
        sys.stderr.flush()

    def stored(self) -> str:
        """What is stored, before the command that goes on."""
        done = self._progress.done
        if not done:
            return "no run of it was finished yet. It starts again with:"
        return (
            f"{done:,} run{'' if done == 1 else 's'} of it {'is' if done == 1 else 'are'} stored, and it goes on with:"
        )


def progress_words(progress: Progress, seconds: float) -> str:
    """1,000 of at least 1,950, about 9 s for those. The total is known only where no more runs will be asked for."""
    said = f"{progress.done:,} of {'' if progress.in_all else 'at least '}{progress.asked:,}"
    played = progress.done - progress.stored
    if played and seconds > 0:
        left = (progress.asked - progress.done) * seconds / played
        said += f", about {left:.0f} s {'to go' if progress.in_all else 'for those'}"
    return f"{said} ({progress.stored:,} were there already)" if progress.stored else said
