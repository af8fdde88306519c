"""Where an outcome tips along one path: the curve of its share and its crossings of a level, on the same seeds."""

from collections.abc import Sequence
from concurrent.futures import Executor
from itertools import pairwise
from typing import Final

from attrs import frozen

from sim.engine.scenario import Scenario
from sim.experiment.shares import Share, difference
from sim.runs.store import StoreOrPath
from sim.studies.tipping import crossings as crossing_finder
from sim.studies.tipping.crossings import Came
from sim.studies.tipping.outcomes import Outcome, headline_issues, modal_form, parse, wordings_of
from sim.studies.tipping.shared_seeds import Progress, SharedSeeds
from sim.studies.tipping.spans import Span, span_of

COARSE: Final = 7
"""Values looked at first, evenly from end to end."""

WITHIN: Final = 6
"""Values added within the interval of a crossing, so that its ends rest on runs."""

VARIES: Final = 0.10
"""An outcome whose share moves by less than this along a path says nothing about the path."""

RISES, FALLS, FLAT, BOTH = "rises", "falls", "flat", "both ways"
"""How a curve goes, by what the paired differences show beyond chance."""


@frozen
class Row:
    """One point of the curve. value: None for no limit. current: as the scenario codes it."""

    value: float | None
    share: Share
    current: bool


@frozen
class Crossing:
    """Where the share passes the level: after the first value and by the second. interval: 90 %, in values.

    missing: the share of resamples (0-1) in which it does not cross in that direction at all. beyond_chance: whether
    a value before it and one after it, with no other crossing between, differ beyond chance.
    """

    between: tuple[float, float]
    direction: str
    interval: tuple[float, float]
    missing: float
    beyond_chance: bool


@frozen
class Tip:
    """The answer. why: how the outcome was chosen. level: 0-1. rows: by value.

    base: the scenario as coded. cleared: without the limit, where the path is one. course: RISES, FALLS, FLAT or
    BOTH. nearest: the row nearest to the level, None where it is crossed or the curve is flat. runs: how
    many there are in all.
    """

    scenario: str
    span: Span
    outcome: Outcome
    why: str
    level: float
    n: int
    rows: tuple[Row, ...]
    base: Share
    cleared: Share | None
    crossings: tuple[Crossing, ...]
    course: str
    nearest: Row | None
    runs: int


def tip(
    scenario: Scenario,
    path: str,
    *,
    outcome: str = "",
    level: float = 0.5,
    n: int = 100,
    ends: tuple[float, float] | None = None,
    executor: Executor | None = None,
    progress: Progress | None = None,
    store: StoreOrPath | None = None,
) -> Tip:
    """Where an outcome tips along a path (or an assumption, by its id), over its plausible range or from end to end.

    outcome: resolution, legal_force>=50 and the like; empty for the most common form, or for the wording that moves
    most where the form hardly moves. level: 0-1. n: runs at each value, on seeds 1 to n. executor: any of
    concurrent.futures. store: where runs are kept, and found by the next question.
    Raises ScenarioError on a path, an end or an outcome that does not fit, ValueError on a level or n out of range.
    """
    if not 0 < level < 1:
        raise ValueError(f"level {level}: it lies between 0 and 1, both left out")
    span = span_of(scenario, path, ends)
    asked = parse(scenario.case, outcome) if outcome else None
    points = SharedSeeds(scenario, n, executor, progress, store)
    places = _coarse(span)
    points.play([(), *(span.sets(span.values[at]) for at in places), *([span.sets(None)] if span.clearable else [])])
    chosen, why = (asked, "asked for") if asked is not None else _choice(scenario, points, span, places)
    curve = _Curve(points, span, chosen, level)
    curve.add(places)
    curve.bisect()
    if curve.crossed:
        curve.widen()
    else:
        curve.approach()
    return _tip(curve, why)


def _coarse(span: Span) -> list[int]:
    """Places spread evenly over a span, its ends included, and the place where it is coded."""
    last = len(span.values) - 1
    places = {round(step * last / (COARSE - 1)) for step in range(COARSE)}
    return sorted(places | {at for at, value in enumerate(span.values) if value == span.here})


def _choice(scenario: Scenario, points: SharedSeeds, span: Span, places: Sequence[int]) -> tuple[Outcome, str]:
    """The most common form; where it hardly moves along the path, the wording that moves most."""
    rows = [points.at(span.sets(span.values[at])) for at in places]

    def spread(outcome: Outcome) -> float:
        shares = [outcome.count(runs) / points.n for runs in rows]
        return max(shares) - min(shares)

    form = modal_form(points.base)
    if spread(form) >= VARIES:
        return form, "the most common form"
    issues = list(enumerate(scenario.case.issues))
    for group, what in ((headline_issues(scenario.case.issues), "headline wording"), (issues, "wording")):
        best = max(wordings_of(group), key=spread, default=form)
        if spread(best) >= VARIES:
            return best, f"the form hardly moves along this path; the {what} that moves most"
    return form, "the most common form; neither it nor any wording moves much along this path"


class _Curve:
    """The curve as far as it has been played, by place in the span's values."""

    def __init__(self, points: SharedSeeds, span: Span, outcome: Outcome, level: float) -> None:
        self.points = points
        self.span = span
        self.outcome = outcome
        self.level = level
        self.came: dict[int, tuple[bool, ...]] = {}

    def add(self, places: Sequence[int]) -> None:
        """Play more places."""
        fresh = {at: self.span.sets(self.span.values[at]) for at in places if at not in self.came}
        self.points.play(fresh.values())
        for at, sets in fresh.items():
            self.came[at] = tuple(self.outcome.came(run) for run in self.points.at(sets))

    @property
    def crossed(self) -> bool:
        """Whether it crosses the level anywhere."""
        return bool(crossing_finder.brackets(self.came, self.level))

    def bisect(self) -> None:
        """Halve every stretch in which it crosses until the two ends are neighbours."""
        while wide := [(a, b) for a, b in crossing_finder.brackets(self.came, self.level) if b - a > 1]:
            self.add([(first + second) // 2 for first, second in wide])

    def widen(self) -> None:
        """Play some places within the interval of each crossing, and look again."""
        for found in crossing_finder.crossings(self.came, self.level):
            inner = range(found.low, found.high + 1)
            self.add(sorted({inner[round(step * (len(inner) - 1) / (WITHIN - 1))] for step in range(WITHIN)}))
        self.bisect()

    def approach(self) -> None:
        """Look twice on both sides of where it comes nearest to the level, and bisect if it crosses there."""
        for _ in range(2):
            places = sorted(self.came)
            here = places.index(self.nearest)
            around = [(a + b) // 2 for a, b in pairwise(places[max(here - 1, 0) : here + 2]) if b - a > 1]
            self.add(around)
        self.bisect()

    @property
    def nearest(self) -> int:
        """The place where the share is nearest to the level."""
        return min(sorted(self.came), key=lambda at: abs(sum(self.came[at]) / self.points.n - self.level))


def course_of(came: Came) -> str:
    """How a curve goes: each pair of its points compared seed by seed, counted where the difference is clear."""
    rows = [came[at] for at in sorted(came)]
    compared = [difference(first, second) for at, first in enumerate(rows) for second in rows[at + 1 :]]
    ups = any(each.is_clear and each.difference > 0 for each in compared)
    downs = any(each.is_clear and each.difference < 0 for each in compared)
    if ups and downs:
        return BOTH
    return RISES if ups else FALLS if downs else FLAT


def _tip(curve: _Curve, why: str) -> Tip:
    span, points, outcome = curve.span, curve.points, curve.outcome
    n, values = points.n, span.values
    coded = {value for value in span.current if value is not None} if len(set(span.current)) == 1 else set()
    rows = {at: Row(values[at], Share(sum(curve.came[at]), n), values[at] in coded) for at in sorted(curve.came)}
    course = course_of(curve.came)
    raw = crossing_finder.crossings(curve.came, curve.level)
    found = tuple(
        Crossing(
            (values[each.before], values[each.after]), each.direction, (values[each.low], values[each.high]),
            each.missing, crossing_finder.is_clear(curve.came, raw, at),
        )
        for at, each in enumerate(raw)
    )  # fmt: skip
    cleared = Share(outcome.count(points.at(span.sets(None))), n) if span.clearable else None
    return Tip(
        points.scenario.base.id, span, outcome, why, curve.level, n, tuple(rows.values()),
        Share(outcome.count(points.base), n), cleared, found, course,
        None if found or course == FLAT else rows[curve.nearest], points.runs,
    )  # fmt: skip
