"""How far a long piece of work is, on standard error: nothing in the first two seconds, then now and again."""

import sys
import time
from typing import Final

from sim.faces.terminal import note

QUIET_SECONDS: Final = 2.0


class Progress:
    """Told how much is done of how much; speaks at most once in two seconds. what: the things that are counted."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._began = self._spoke = time.monotonic()

    def __call__(self, done: int, total: int) -> None:
        """Told how many are done, of how many."""
        now = time.monotonic()
        if now - self._spoke < QUIET_SECONDS or done >= total:
            return
        self._spoke = now
        left = f", about {(now - self._began) * (total - done) / done:.0f} s to go" if done else ""
        note(f"{self._what}: {done} of {total}{left}")
        sys.stderr.flush()
