"""Whole numbers: how they are typed, and what a Python function takes for one."""

import os
import re
from operator import index
from typing import Final

from sim.vocabulary.problems import TurtlebayError

MOST_SEED: Final = 2**63 - 1
"""The largest seed or luck: the largest whole number that the store can hold."""

MOST_JOBS: Final = 1_000
"""Processes that may be asked for."""

_WORD: Final = re.compile(r"0|-?[1-9][0-9]{0,39}")


class WrongNumber(TurtlebayError, ValueError):
    """An argument that is not the whole number it should be; the message says what is allowed."""


def typed_whole(word: str) -> int | None:
    """The number that a word states; None where it states none.

    Plain decimal digits, after a minus where it is below 0, are read, and nothing that is merely near to it: 0x10,
    1_000, +5, 5.0, 1e2, 007 and the digits of other scripts mean different things to different readers.
    """
    return int(word) if _WORD.fullmatch(word) else None


def whole(name: str, value: object, least: int, most: int) -> int:
    """An argument as a plain `int`: of any type of whole number, such as numpy's, but a truth value is none.

    name: what the argument is called. least, most: its range, ends included. Raises WrongNumber.
    """
    try:
        number = None if isinstance(value, bool) else index(value)  # type: ignore[arg-type]
    except TypeError:
        number = None
    if number is None or not least <= number <= most:
        large = isinstance(value, int) and value.bit_length() > 200  # Python refuses to write the largest out
        shown = "(a number of more than 60 digits)" if large else ascii(value)
        shown = shown if len(shown) <= 60 else f"{shown[:57]}..."
        raise WrongNumber(f"{name}={shown}: allowed is a whole number from {least} to {most}")
    return number


def processes(jobs: int) -> int:
    """How many processes are meant: 0 for one a core. Raises WrongNumber."""
    jobs = whole("jobs", jobs, 0, MOST_JOBS)
    available = getattr(os, "sched_getaffinity", None)
    return jobs or (len(available(0)) if available is not None else os.cpu_count() or 1)
