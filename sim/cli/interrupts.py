"""Ctrl-C and SIGTERM: what loops end in order, and what does not is interrupted where it is.

Python raises KeyboardInterrupt wherever it happens to be, and swallows it inside a callback. So while many runs are
played the first signal only sets a flag that the loops look at. A signal that was ignored from the start, as under
nohup, stays ignored.
"""

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, Final

SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)

SAID: Final = b"\nStopping after the runs in hand; Ctrl-C again stops at once.\n"


@contextmanager
def stoppable() -> Iterator[Callable[[], bool]]:
    """While it lasts the first signal only asks to stop, and the second raises KeyboardInterrupt.

    Gives what says whether it was asked for.
    """
    asked: list[int] = []

    def ask(number: int, _: object) -> None:
        if asked:
            raise KeyboardInterrupt
        asked.append(number)
        with suppress(OSError, ValueError):
            os.write(sys.stderr.fileno(), SAID)  # print() fails where it is itself what was interrupted

    with _handled(ask):
        yield lambda: bool(asked)


@contextmanager
def terminable() -> Iterator[None]:
    """While it lasts SIGTERM interrupts as Ctrl-C does, so that nothing half-written is left."""

    def interrupt(number: int, _: object) -> None:
        raise KeyboardInterrupt

    with _handled(interrupt, SIGNALS[1:]):
        yield


@contextmanager
def _handled(handler: Callable[[int, object], Any], numbers: tuple[int, ...] = SIGNALS) -> Iterator[None]:
    before = {}
    try:
        for number in numbers:
            if signal.getsignal(number) != signal.SIG_IGN:
                before[number] = signal.signal(number, handler)
    except ValueError:  # not in the main thread: whoever runs us handles signals
        pass
    try:
        yield
    finally:
        for number, old in before.items():
            signal.signal(number, old)
