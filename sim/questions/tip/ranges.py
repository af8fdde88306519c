"""How far a value may plausibly go: the values of a path, or of an assumption with all its paths, in order."""

from collections.abc import Sequence
from typing import Final

from attrs import evolve, field, frozen

from sim.engine.draws import Sets
from sim.engine.scenario import Scenario
from sim.scenario.overrides import NONE, apply, canonical_path, get_value
from sim.scenario.parameters import table
from sim.scenario.paths import Bound, Place, brief_path, place_of
from sim.scenario.problems import Problem, ScenarioError, did_you_mean, shortened
from sim.scenario.ranges import NO_NUMBER, Ends, check_whole, ends_of, refused
from sim.scenario.shapes import Number
from sim.vocabulary.case import Assumption, Case
from sim.words.phrases import in_a_row

STEPS: Final = 128
"""Into how many steps the range of a parameter is cut: what is found is found to one of them."""

_ASKED_FOR: Final = "asked for"
"""Where a range comes from that neither the case nor the parameter table names."""

HIDDEN: Final = {"json": None}
"""Metadata of a field that JSON does not tell."""


@frozen
class ValueRange:
    """The values that one or several paths take together."""

    name: str = field(metadata={"json": "path"})
    """The path in full, or the id of an assumption."""
    paths: tuple[str, ...]
    values: tuple[float, ...] = field(repr=False, metadata=HIDDEN)
    """Rising, at least two."""
    current: tuple[float | None, ...]
    """As coded, a path each; None where nothing is set or the limit is absent."""
    origin: str = field(metadata={"json": "range_from"})
    """Where the range comes from, in words."""
    clearable: bool = field(default=False, metadata=HIDDEN)
    """Whether it is a limit, which may also be absent."""
    at_least: bool = field(default=False, metadata=HIDDEN)
    """Whether it is a limit from below, for which absent is lowest."""
    is_set: bool = field(default=False, metadata=HIDDEN)
    """Whether an override of the scenario set any of the paths."""
    ends: Ends = field(init=False, metadata={"json": "range"})
    """The lowest value and the highest."""

    @ends.default
    def _outer(self) -> Ends:
        return self.values[0], self.values[-1]

    @property
    def low(self) -> float:
        """The lowest value."""
        return self.values[0]

    @property
    def high(self) -> float:
        """The highest value."""
        return self.values[-1]

    @property
    def width(self) -> float:
        """The distance between the ends, in the unit of the values."""
        return self.high - self.low

    @property
    def here(self) -> float | None:
        """The value as coded, the mean where paths differ; an absent limit counts as the end it is equal to."""
        known = [self._number(value) for value in self.current]
        numbers = [value for value in known if value is not None]
        return sum(numbers) / len(numbers) if len(numbers) == len(known) else None

    def _number(self, value: float | None) -> float | None:
        if value is None and self.clearable:
            return 0.0 if self.at_least else 100.0
        return value

    def sets(self, value: float | None) -> Sets:
        """The changes that put every path at a value (None: no limit); those already there are left out."""
        word = NONE if value is None else written(value)
        return tuple((path, word) for path, now in zip(self.paths, self.current, strict=True) if now != value)

    def towards(self, end: float, share: float) -> Sets:
        """The changes that move every path a share (0-1) of the way from where it is coded to an end."""
        moved = []
        for path, now in zip(self.paths, self.current, strict=True):
            start = self._number(now)
            value = end if start is None else start + share * (end - start)
            value = float(round(value)) if self.is_whole else round(value, 12)
            if value not in (now, start):
                moved.append((path, written(value)))
        return tuple(moved)

    def moved(self, sets: Sets) -> float:
        """How far changes move the paths, on the mean over all of them, as a share of the range."""
        coded = {path: self._number(now) for path, now in zip(self.paths, self.current, strict=True)}
        gaps = [abs(float(word) - now) for path, word in sets if (now := coded[path]) is not None]
        return sum(gaps) / len(self.paths) / self.width

    @property
    def is_whole(self) -> bool:
        """Whether only whole numbers can be set."""
        return all(value == int(value) for value in self.values)

    def distance(self, value: float) -> float | None:
        """How far a value is from where the paths are coded, as a share of the range; None where that is unknown."""
        known = [self._number(now) for now in self.current]
        gaps = [abs(value - now) for now in known if now is not None]
        return sum(gaps) / len(gaps) / self.width if gaps else None


def written(value: float) -> str:
    """A value as it is typed after PATH=: 25, 0.125."""
    return str(int(value)) if value == int(value) else f"{value:.12f}".rstrip("0")


def plain_number(value: float) -> float:
    """The same number, whole where it can be, so that it is written without a point."""
    return int(value) if value == int(value) else value


def range_of(scenario: Scenario, path: str, ends: Ends | None = None) -> ValueRange:
    """The values of a path: the ends asked for; else those of the first assumption that names it; else what is allowed.

    An assumption's id will do for a path, and moves all of its paths together; PATH=LO:HI names the ends with it.
    Raises ScenarioError on a path or an end that does not fit, and on a path whose value is no number.
    """
    case = scenario.case
    if "=" in path:
        path, _, word = path.partition("=")
        ends = ends_of(path, word)
    named = next((each for each in case.assumptions if each.id == path), None)
    if named is not None:
        return assumption_range(scenario, named, ends)
    full = _canonical(case, path)
    place = place_of(case, full, table())
    holder = next((each for each in case.assumptions if full in paths_of(case, each)), None)
    if ends is not None:
        return _range(scenario, full, (full,), ends, _ASKED_FOR)
    if holder is not None:
        return _range(scenario, full, (full,), holder.range, f"assumption {holder.id}")
    return _range(scenario, full, (full,), _allowed(place, path), _origin(place))


def _canonical(case: Case, path: str) -> str:
    """The full form of a path; the error for a word that is none thinks of assumptions too."""
    try:
        return canonical_path(case, path)
    except ScenarioError as error:
        near = did_you_mean(path, [each.id for each in case.assumptions])
        problems = error.problems
        raise ScenarioError([evolve(each, suggestion=each.suggestion or near) for each in problems]) from None


def assumption_range(scenario: Scenario, assumption: Assumption, ends: Ends | None = None) -> ValueRange:
    """The values of an assumption, all of its paths at one value. Raises ScenarioError where a value does not fit."""
    paths = paths_of(scenario.case, assumption)
    origin = f"assumption {assumption.id}" if ends is None else _ASKED_FOR
    return _range(scenario, assumption.id, paths, ends or assumption.range, origin)


def widest_range(scenario: Scenario, assumption: Assumption) -> ValueRange:
    """The same as far as the fields allow, where that is a strength of 0 to 100 or so; else as it is plausible."""
    case = scenario.case
    places = [place_of(case, path, table()) for path in paths_of(case, assumption)]
    ends = [_allowed(place, place.path) for place in places if place.steps[0] != "parameters"]
    low, high = max((low for low, _ in ends), default=0), min((high for _, high in ends), default=0)
    if len(ends) < len(places) or high - low > 200:
        return assumption_range(scenario, assumption)
    return assumption_range(scenario, assumption, (low, high))


def paths_of(case: Case, assumption: Assumption) -> tuple[str, ...]:
    """An assumption's paths, spelled out in full."""
    return tuple(canonical_path(case, path) for path in assumption.paths)


def _range(scenario: Scenario, name: str, paths: tuple[str, ...], ends: Ends, origin: str) -> ValueRange:
    case = scenario.case
    places = [place_of(case, path, table()) for path in paths]
    for place in places:
        _allowed(place, place.path)
    low, high = ends
    typed = f"{written(low)}:{written(high)}"
    ends_of(brief_path(name), typed)
    current = tuple(_current(case, path) for path in paths)
    values = _values(case, places[0], low, high, current)
    if len(values) < 2:
        raise refused(brief_path(name), typed, "it holds no two values that can be set", "a wider range")
    bounds = [place for place in places if isinstance(place.leaf, Bound)]
    found = ValueRange(
        name, paths, values, current, origin, len(bounds) == len(places), bool(bounds) and _from_below(case, bounds[0]),
        _is_set(scenario, paths),
    )  # fmt: skip
    label = f"{brief_path(name)}={typed}" if origin == _ASKED_FOR else f"{origin} {typed}"
    for end in (low, high):
        check(scenario, found.sets(end), label)
    return found


def _is_set(scenario: Scenario, paths: Sequence[str]) -> bool:
    changed = {path for path, _ in scenario.sets}
    return any(path in changed for path, _ in scenario.spelled([(path, "") for path in paths]))


def check(scenario: Scenario, sets: Sets, label: str) -> None:
    """Raise ScenarioError, under this label, where changes do not fit the scenario."""
    try:
        apply(scenario.base, [*scenario.sets, *sets], scenario.without)
    except ScenarioError as error:
        raise ScenarioError([evolve(problem, file=label) for problem in error.problems]) from None


def _allowed(place: Place, path: str) -> tuple[float, float]:
    """The ends of what may stand at a place. Raises ScenarioError where that is no number."""
    leaf = place.leaf
    if isinstance(leaf, Number):
        return leaf.low, leaf.high
    if isinstance(leaf, Bound):
        return 0, 100
    if place.steps[0] == "parameters":
        parameter = table()[str(place.steps[1])]
        return parameter.low, parameter.high
    raise _refused(path, NO_NUMBER, "a path to a number")


def _origin(place: Place) -> str:
    return "the parameter table" if place.steps[0] == "parameters" else "all that the field allows"


def _values(case: Case, place: Place, low: float, high: float, current: Sequence[float | None]) -> tuple[float, ...]:
    """The values from low to high: rungs where a draft's text is meant, whole numbers, or steps of a parameter."""
    if place.steps[0] == "timeline" and "text" in place.steps:
        issue = next(issue for issue in case.issues if issue.key == place.steps[-1])
        return tuple(rung.strength for rung in issue.rungs if low <= rung.strength <= high)
    if place.steps[0] != "parameters":
        check_whole(brief_path(place.path), f"{written(low)}:{written(high)}", (low, high))
        return tuple(range(int(low), int(high) + 1))
    steps = {float(written(low + (high - low) * step / STEPS)) for step in range(STEPS + 1)}
    steps |= {value for value in current if value is not None and low < value < high}
    return tuple(map(plain_number, sorted(steps)))


def _current(case: Case, path: str) -> float | None:
    value = get_value(case, path)
    return plain_number(value) if isinstance(value, int | float) else None


def _from_below(case: Case, place: Place) -> bool:
    leaf = place.leaf
    if isinstance(leaf, Bound) and leaf.side:
        return leaf.side == "at_least"
    _, actor, _, issue, _ = place.steps
    limit = case.actors[str(actor)].stances[str(issue)].limit
    return limit is not None and limit.at_least is not None


def _refused(path: str, message: str, allowed: str) -> ScenarioError:
    return ScenarioError([Problem(shortened(path), None, None, "", shortened(path), message, allowed)])


# In words


def value_words(value: float | None) -> str:
    """A value of a path: 25, 0.125, none."""
    return "none" if value is None else written(value)


def coded(is_set: bool) -> str:
    """Where a value or an outcome comes from: the file, or a change that was asked for."""
    return "as set" if is_set else "as coded"


def current_words(values: ValueRange) -> str:
    """How a range is coded: 25; or the values of its paths where they differ."""
    return in_a_row(list(dict.fromkeys(value_words(value) for value in values.current)))


def range_words(values: ValueRange) -> str:
    """A range in words: CHN.isolation from 0 to 16."""
    return f"{brief_path(values.name)} from {value_words(values.low)} to {value_words(values.high)}"
