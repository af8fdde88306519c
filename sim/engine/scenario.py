"""A scenario ready to be run, again and again."""

import json
from collections.abc import Mapping, Sequence
from functools import cached_property, lru_cache
from hashlib import sha256
from typing import Any

from sim.rules.setting import Setting
from sim.scenario import overrides
from sim.scenario.canon import canonical_json, from_plain, to_plain
from sim.scenario.course import course_digest
from sim.scenario.parameters import OF_DRAWS
from sim.scenario.problems import ScenarioError
from sim.vocabulary.case import Case
from sim.vocabulary.clock import Clock
from sim.vocabulary.parts import ZoneOffset
from sim.vocabulary.shown import shown


class Scenario:
    """A case ready to be run, again and again: what `sim.load` returns.

    sets: overrides as (path, value), in order. without: timeline entries left out. drawn: how many of the overrides,
    the first ones, chance drew; an analyst made the others. like: a scenario of the same case, whose tables are shared;
    sweeps make thousands that differ in a number only. Overrides are applied when `setting` is first asked for, which
    raises ScenarioError where one does not fit; `vary` asks at once. begun: the case with those that chance drew.
    plain: the canonical JSON of the case, where it is known.
    """

    def __init__(
        self,
        case: Case,
        sets: Sequence[tuple[str, str]] = (),
        without: Sequence[str] = (),
        drawn: int = 0,
        *,
        like: "Scenario | None" = None,
        begun: Case | None = None,
        plain: str = "",
    ) -> None:
        self.base = case
        self.drawn = drawn
        self._begun = begun
        self._known_plain = plain
        self._root: Scenario = like._root if like is not None and like.base is case else self
        self._spellings: dict[str, str] = {} if self._root is self else self._root._spellings
        self.shared: dict[Any, Any] = {} if self._root is self else self._root.shared
        """What was worked out of the case once, for all scenarios of it."""
        self._typed = tuple(sets)
        self.sets = self.spelled(sets)
        self.without = tuple(without)
        self.clock = Clock(case.start)

    @cached_property
    def setting(self) -> Setting:
        """The case as overrides leave it, with its tables. Raises ScenarioError where an override does not fit."""
        plain = self._root.unchanged
        if self._begun is not None:
            return Setting(self.base, overrides.apply(self._begun, self._typed[self.drawn :], self.without), like=plain)
        return plain.changed(self._typed, self.without) if self.sets or self.without else plain

    @cached_property
    def unchanged(self) -> Setting:
        """The setting of the case without overrides, which all scenarios of one case share."""
        return Setting(self.base)

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
    def changes(self) -> tuple[tuple[str, str], ...]:
        """The overrides that somebody asked for, without those that chance drew."""
        return self.sets[self.drawn :]

    @property
    def case(self) -> Case:
        """The effective case, overrides applied; not what rules make of its memory (`setting.case`)."""
        return self.setting.stated

    @property
    def issues(self) -> tuple[str, ...]:
        """The keys of the issues, in order."""
        return tuple(issue.key for issue in self.base.issues)

    @property
    def plain(self) -> str:
        """The canonical JSON of the case as its file has it."""
        return self._root._plain

    @property
    def digest(self) -> str:
        """The sha256 of `plain`: what names the case."""
        return self._root._digest

    @property
    def course(self) -> str:
        """The digest of all in the case that can change the course of a run."""
        return self._root._course

    @cached_property
    def _plain(self) -> str:
        return self._known_plain or canonical_json(to_plain(self.base))

    @cached_property
    def _digest(self) -> str:
        return sha256(self._plain.encode("utf-8")).hexdigest()

    @cached_property
    def _course(self) -> str:
        return course_digest(self.base)

    @cached_property
    def parameters_digest(self) -> str:
        """The digest of the values of all parameters that rules read, overrides applied."""
        values = self.setting.parameters.items()
        read = {name: repr(float(value)) for name, value in values if not name.startswith(OF_DRAWS)}
        parameters = canonical_json(read)
        return sha256(parameters.encode()).hexdigest()

    @property
    def zones(self) -> tuple[ZoneOffset, ...]:
        """The clocks that its runs go by. Of all that can be set, only the horizon bears on them."""
        moved = any(path == "horizon" for path, _ in self.sets)
        return (self.setting if moved else self._root.unchanged).zones

    @cached_property
    def root(self) -> "Scenario":
        """The same case without overrides."""
        return Scenario(self.base, like=self) if self._root.sets or self._root.without else self._root

    def vary(
        self, sets: Sequence[tuple[str, str]] | Mapping[str, object] = (), without: Sequence[str] = ()
    ) -> "Scenario":
        """The same scenario with more overrides, as pairs or as a mapping of path to value.

        Raises ScenarioError on a path or value that does not fit.
        """
        pairs = [(path, str(value)) for path, value in sets.items()] if isinstance(sets, Mapping) else sets
        varied = self.planned(pairs, without)
        varied.setting  # noqa: B018 - applies the overrides
        return varied

    def planned(self, sets: Sequence[tuple[str, str]] = (), without: Sequence[str] = ()) -> "Scenario":
        """The same scenario with more overrides, which are not applied before its setting is asked for."""
        return Scenario(self.base, self._typed + tuple(sets), self.without + tuple(without), self.drawn, like=self)

    def settled(self, drawn: Sequence[tuple[str, str]], begun: Case) -> "Scenario":
        """The same scenario with what chance drew, before its own overrides. begun: the case with it applied."""
        return Scenario(self.base, (*drawn, *self._typed), self.without, len(drawn), like=self, begun=begun)

    def __repr__(self) -> str:
        changes = len(self.changes) + len(self.without)
        changed = f", {changes} change{'s' if changes > 1 else ''}" if changes else ""
        changed += f", {self.drawn} values drawn" if self.drawn else ""
        return f"<Scenario {self.base.id}: {len(self.base.actors)} actors, {len(self.base.issues)} issues{changed}>"

    _repr_html_ = shown

    def __reduce__(self) -> tuple[Any, ...]:
        return scenario_from_plain, (self.plain, self._typed, self.without, self.drawn)


@lru_cache(maxsize=8)
def scenario_from_plain(
    plain: str, sets: tuple[tuple[str, str], ...] = (), without: tuple[str, ...] = (), drawn: int = 0
) -> Scenario:
    """The scenario behind the canonical JSON of a case: worker processes and stores see the same few over and over.

    Raises ScenarioError where the JSON is no case.
    """
    if not sets and not without:
        return Scenario(from_plain(json.loads(plain)))
    root = scenario_from_plain(plain)
    return Scenario(root.base, sets, without, drawn, like=root)
