"""Hostile input by the thousand: `make fuzz` runs every fuzzer here, the tests run a sample of each.

To add a fuzzer: a module with a function like `files.prepared`, and its line in `campaign.FUZZERS`.
"""

from collections.abc import Callable
from pathlib import Path
from random import Random

from attrs import field, frozen


@frozen
class Tried:
    """One case. It should have been answered, or refused in a sentence."""

    came: str
    """What came of it, in a word or two that is counted: accepted, refused."""
    fault: str = ""
    """What went wrong, in its first line, and how; empty where nothing did."""
    what: str = ""
    """What was done, so that it can be done again."""
    file: bytes = field(default=b"", repr=False)
    """The file on which it went wrong, made as small as it could be; empty where there is none."""


Try = Callable[[Random, int], Tried | None]
"""Tries the case of a number: the same for the same random numbers. None where there are no more cases."""

Fuzzer = Callable[[Path], Try]
"""Prepares an empty folder, in which it then tries cases."""
