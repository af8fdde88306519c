"""Hostile input by the thousand: `make fuzz` runs every fuzzer here, the tests run a sample of each.

To add a fuzzer: a module with a function like `store.tries`, and its line in `__main__`.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

from attrs import frozen


@frozen
class Tried:
    """One case. It should have been answered, or refused in a sentence."""

    words: str
    """What was done, so that it can be done again."""
    fault: str = ""
    """What went wrong; empty where nothing did."""


Fuzzer = Callable[[Path, Random, int], Iterator[Tried]]
"""Tries cases in an empty folder: the same for the same random numbers. The number is how many; 0 means all there are.
"""
