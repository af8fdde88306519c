"""Runs that a rule makes up: an executor that plays nothing, so that what a study finds is known beforehand."""

from collections.abc import Callable, Mapping
from concurrent.futures import Executor, Future
from typing import Any

from sim.studies.sweeping.batch import Played, Summary

ISSUES = ("form", "condemnation", "sanctions", "legal_force", "dialogue")
"""The issues of July 2006, in order."""

CHINA = "actors.CHN.stances.legal_force.limit"
RUSSIA = "actors.RUS.stances.legal_force.position"

Rule = Callable[[Mapping[str, float], int], Summary]
"""From the values set, `none` as 101, and the seed to what came of it."""


def resolution(seed: int, legal_force: int = 25) -> Summary:
    """A run that ended with a resolution of that legal force."""
    return Summary(seed, "resolution", (100, 80, 65, legal_force, 80), 15, 0, 0, 9000, (), 2, 100, f"{seed}")


def nothing(seed: int) -> Summary:
    """A run that ended with nothing."""
    return Summary(seed, "none", None, 0, 0, 0, None, (), 0, 50, f"{seed}")


class Imagined(Executor):
    """Gives back what a rule says. asked: every recipe and batch of seeds, in order."""

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        self.asked: list[tuple[Mapping[str, float], tuple[int, ...]]] = []

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> "Future[Any]":
        """A future that is done before it is asked for."""
        task, seeds, _ = args
        sets = {path: 101.0 if word == "none" else float(word) for path, word in task.sets}
        self.asked.append((sets, seeds))
        done: Future[Any] = Future()
        done.set_result([Played(f"{seed:012x}", self.rule(sets, seed)) for seed in seeds])
        return done


def spread(seed: int, n: int = 40) -> float:
    """A number from 0 to 1 for each of n seeds, evenly spread."""
    return (seed - 0.5) / n
