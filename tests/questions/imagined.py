"""Runs that a rule makes up: an executor that plays nothing, so that what a study finds is known beforehand."""

from collections.abc import Callable, Mapping
from concurrent.futures import Executor, Future
from typing import Any

from sim.experiment.workers import Played
from sim.scenario.overrides import canonical_path
from sim.vocabulary.outcome import Outcome

ISSUES = ("form", "condemnation", "sanctions", "legal_force", "dialogue")
"""The issues of July 2006, in order."""

CHINA = "actors.CHN.stances.legal_force.limit"
RUSSIA = "actors.RUS.stances.legal_force.position"

Rule = Callable[[Mapping[str, float], int], Outcome]
"""From the values set, `none` as 101, and the seed to what came of it."""


def resolution(seed: int, legal_force: int = 25) -> Outcome:
    """A run that ended with a resolution of that legal force."""
    return outcome(seed, "resolution", legal_force)


def nothing(seed: int) -> Outcome:
    """A run that ended with nothing."""
    return outcome(seed, "none")


def outcome(
    seed: int, form: str, legal_force: int | None = None, votes: Mapping[str, str] | None = None, days_m: int = 9_000
) -> Outcome:
    """What came of a run that was never played."""
    text = None if legal_force is None else dict(zip(ISSUES, (100, 80, 65, legal_force, 80), strict=True))
    return Outcome(
        run=f"{seed:012x}", number=seed, case="", form=form, draft="", text=text, yes=None, no=None, abstain=None,
        votes=votes or {}, at=0, days_m=days_m, first_threat_m=None, threats=(), amendments=0, events=100, head="",
    )  # fmt: skip


class Imagined(Executor):
    """Gives back what a rule says. asked: every recipe and batch of seeds, in order."""

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        self.asked: list[tuple[Mapping[str, float], tuple[int, ...]]] = []

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> "Future[Any]":
        """A future that is done before it is asked for."""
        recipe, seeds, *_ = args
        pairs = [(canonical_path(recipe.scenario.base, path), word) for path, word in recipe.scenario.sets]
        sets = {path: 101.0 if word == "none" else float(word) for path, word in pairs}
        self.asked.append((sets, seeds))
        done: Future[Any] = Future()
        done.set_result([Played(self.rule(sets, seed)) for seed in seeds])
        return done


def spread(seed: int, n: int = 40) -> float:
    """A number from 0 to 1 for each of n seeds, evenly spread."""
    return (seed - 0.5) / n
