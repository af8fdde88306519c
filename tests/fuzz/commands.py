"""A command given in this process, and what it must never do."""

import contextlib
import io
import os
import signal
import traceback
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from unicodedata import category

from attrs import frozen

from sim.cli.main import answer
from tests.fuzz import Tried

STEERING = ("Cc", "Cf", "Zl", "Zp")

PATIENCE = 20
"""Seconds of work after which a case hangs: a hundred times what it needs."""

WAITING = 300
"""Seconds by the clock after which it waits for something that does not come, however busy the machine."""


HANGS = "it hangs"


class TooLong(BaseException):
    """A case hangs: no `except Exception` may take it for an error of its own."""


@frozen
class Answer:
    """What a command left behind."""

    code: int
    out: str
    err: str


def given(words: Sequence[str]) -> Answer:
    """Give a command."""
    out, err = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = answer(words)
    out.flush()
    return Answer(code, out.buffer.getvalue().decode("utf-8"), err.getvalue())  # type: ignore[attr-defined]


@contextlib.contextmanager
def in_time(work: float = PATIENCE, clock: float = WAITING) -> Iterator[None]:
    """Raise TooLong where what is in the block takes too many seconds. In the main thread only."""

    def stop(number: int, _: object) -> None:
        raise TooLong(f"more than {work if number == signal.SIGPROF else clock:g} seconds")

    clocks = ((signal.SIGPROF, signal.ITIMER_PROF, work), (signal.SIGALRM, signal.ITIMER_REAL, clock))
    before = [signal.signal(number, stop) for number, _, _ in clocks]
    try:
        for _, clock_of, seconds in clocks:
            signal.setitimer(clock_of, seconds)
        yield
    finally:
        for (number, clock_of, _), handler in zip(clocks, before, strict=True):
            signal.setitimer(clock_of, 0)
            signal.signal(number, handler)


def looked_at(look: Callable[[], Tried], patience: float = PATIENCE) -> Tried:
    """What a look at a case finds; that it hangs, or raises what nobody expected, is a fault."""
    try:
        with in_time(patience):
            return look()
    except TooLong as hanging:
        return Tried("broken", f"{HANGS}: {hanging}\n{traceback.format_exc()}")
    except Exception as error:
        return Tried("broken", f"{type(error).__name__} at {_place_of(error)}\n{traceback.format_exc()}")


def _place_of(error: Exception) -> str:
    """The place of ours that an error went through last: what tells one fault from another."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "/sim/" in frame.filename] or frames
    return f"{Path(ours[-1].filename).name}:{ours[-1].lineno}" if ours else "an unknown place"


def fault_of(said: Answer) -> str:
    """What is wrong with an answer to hostile input, whatever the command; empty where nothing is."""
    fault = unfit(said)
    if not fault and said.code == 2 and len(said.err.strip().splitlines()) > 3:
        return "refused in more than a sentence"
    return fault


def unfit(said: Answer) -> str:
    """The same, where a refusal may list as many problems as there are."""
    both = said.out + said.err
    if "Traceback" in both or "This is a bug" in both:
        return "a traceback"
    if said.code not in (0, 1, 2):
        return f"exit code {said.code}"
    if said.code == 2 and (said.out or not said.err.strip()):
        return "refused without a sentence, or after an answer"
    if any(category(letter) in STEERING and letter != "\n" for letter in both):
        return "characters that steer a terminal"
    return ""


@contextlib.contextmanager
def working_in(folder: Path) -> Iterator[None]:
    """Work in a folder."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)
