"""A scenario ready to be run, again and again."""

from collections.abc import Sequence
from functools import cached_property
from hashlib import sha256
from typing import Final

from sim.engine.clock import Clock
from sim.rules.setting import Setting
from sim.scenario import overrides
from sim.scenario.canon import canonical_json, digest
from sim.scenario.problems import ScenarioError
from sim.vocabulary import events as e
from sim.vocabulary.case import Case

MODEL: Final = 2
"""The model's number: raised only when the same recipe gives other bytes."""


class Scenario:
    """A case ready to be run, again and again: what `sim.load` returns.

    sets: overrides as (path, value), in order. without: timeline entries left out. like: a scenario of the same
    case, whose tables are shared; sweeps make thousands that differ in a number only.
    """

    def __init__(
        self,
        case: Case,
        sets: Sequence[tuple[str, str]] = (),
        without: Sequence[str] = (),
        *,
        like: "Scenario | None" = None,
    ) -> None:
        self.base = case
        self._like = like if like is not None and like.base is case else None
        self._spellings: dict[str, str] = {} if self._like is None else self._like._spellings
        self.sets = self.spelled(sets)
        self.without = tuple(without)
        self._plain: Setting = Setting(case) if self._like is None else self._like._plain
        self.setting = self._plain.changed(tuple(sets), self.without) if sets or without else self._plain
        self.clock = Clock(case.start)

    def spelled(self, sets: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
        """Overrides with every path in its one spelling, so that the same change is the same recipe however typed.

        A path that names nothing stays as it is: applying it says what is wrong.
        """
        return tuple((self._spelling(path), value) for path, value in sets)

    def _spelling(self, path: str) -> str:
        known = self._spellings.get(path)
        if known is None:
            try:
                known = self._spellings[path] = overrides.recipe_path(self.base, path)
            except ScenarioError:
                return path
        return known

    @property
    def case(self) -> Case:
        """The effective case, overrides applied."""
        return self.setting.case

    @cached_property
    def _case_digest(self) -> str:
        return digest(self.base) if self._like is None else self._like._case_digest

    @cached_property
    def _digests(self) -> tuple[str, str]:
        parameters = canonical_json({name: repr(float(value)) for name, value in self.setting.parameters.items()})
        return self._case_digest, sha256(parameters.encode()).hexdigest()

    def vary(self, sets: Sequence[tuple[str, str]] = (), without: Sequence[str] = ()) -> "Scenario":
        """The same scenario with more overrides; raises ScenarioError on a path or value that does not fit."""
        return Scenario(self.base, self.sets + tuple(sets), self.without + tuple(without), like=self)

    def started(self, seed: int) -> e.RunStarted:
        """The root recipe of a run with this seed."""
        case_digest, parameters_digest = self._digests
        sets = [list(pair) for pair in self.sets]
        return e.RunStarted(
            scenario=self.base.id,
            scenario_digest=case_digest,
            parameters_digest=parameters_digest,
            sets=sets,
            without=list(self.without),
            seed=seed,
            model=MODEL,
            zones=list(self.setting.zones),
        )
