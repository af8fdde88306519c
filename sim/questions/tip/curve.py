"""Where an outcome tips along one path: the curve of its share and its crossings of a level, on the same seeds."""

from collections.abc import Hashable, Sequence
from itertools import pairwise
from math import ceil
from typing import Final, Unpack

from attrs import field, frozen

from sim.engine.draws import Sets
from sim.engine.scenario import Scenario
from sim.experiment.fewer_runs import CLEAR, first_look, may_cross, to_cross
from sim.experiment.frames import Column, Frame
from sim.experiment.play import Experiment, Means
from sim.experiment.statistics import Share, difference
from sim.questions.tip import crossings as crossing_finder
from sim.questions.tip.asked import ASKED_FOR, FLAT_IN_JSON, Asked, asked_of, halvings
from sim.questions.tip.crossings import Came
from sim.questions.tip.kinds import OutcomeKind, modal_form, parse, wordings_of
from sim.questions.tip.points import Line, Points
from sim.questions.tip.ranges import ValueRange, range_of
from sim.scenario.ranges import Ends
from sim.vocabulary.outcome import Outcome
from sim.vocabulary.shown import shown

COARSE: Final = 7
"""Values looked at first, evenly from end to end."""

WITHIN: Final = 6
"""Values added within the interval of a crossing, so that its ends rest on runs."""

APPROACHED: Final = 2
"""Times that values are added on both sides of where a curve that does not cross comes nearest to the level."""

VARIES: Final = 0.10
"""An outcome whose share moves by less than this along a path says nothing about the path."""

RISES, FALLS, FLAT, BOTH = "rises", "falls", "flat", "both ways"
"""How a curve goes, by what the paired differences show beyond chance."""


COLUMNS: Final = (
    Column("value", "number"), Column("k", "integer"), Column("n", "integer"), Column("share", "number"),
    Column("low", "number"), Column("high", "number"), Column("current", "integer"),
)  # fmt: skip
"""Of the curve as a table."""


@frozen
class TipPoint:
    """One point of the curve."""

    value: float | None
    """None for no limit."""
    share: Share = field(metadata=FLAT_IN_JSON)
    current: bool
    """Whether the scenario codes it so."""


@frozen
class Crossing:
    """Where the share passes the level."""

    between: tuple[float, float]
    """After the first value and by the second."""
    direction: str
    interval: tuple[float, float]
    """90 %, in values."""
    missing: float = field(metadata={"digits": 4})
    """The share of resamples (0-1) in which it does not cross in that direction at all."""
    beyond_chance: bool
    """Whether a value before it and one after it, with no other crossing between, differ beyond chance."""


@frozen
class Tip:
    """The answer."""

    asked: Asked = field(metadata=FLAT_IN_JSON)
    range: ValueRange = field(metadata=FLAT_IN_JSON)
    level: float
    """0-1."""
    rows: tuple[TipPoint, ...]
    """By value."""
    without_limit: Share | None
    """Where the path is a limit, the share without it."""
    crossings: tuple[Crossing, ...]
    course: str
    """RISES, FALLS, FLAT or BOTH."""
    nearest: TipPoint | None
    """The row nearest to the level; None where it is crossed or the curve is flat."""

    @property
    def points(self) -> Frame:
        """The curve as a table: value (missing for no limit), k, n, share, low, high, and whether it is coded so."""
        rows = [(row.value, row.share, row.current) for row in self.rows]
        if self.without_limit is not None:
            rows.append((None, self.without_limit, set(self.range.current) == {None}))
        return Frame(
            COLUMNS,
            (
                {"value": value, "k": share.k, "n": share.n, "share": share.share, "low": share.low,
                 "high": share.high, "current": int(current)}
                for value, share, current in rows
            ),
        )  # fmt: skip

    def __repr__(self) -> str:
        crossed = ", ".join(f"{each.direction} at {each.between[1]:g}" for each in self.crossings[:3])
        what = f"{self.asked.outcome.word[:60]} along {self.range.name[:60]}"
        return f"<Tip of {self.asked.scenario[:40]}: {what}, {crossed or self.course}>"

    _repr_html_ = shown


def tip(
    scenario: Scenario,
    path: str,
    *,
    outcome: str = "",
    level: float = 0.5,
    n: int = 100,
    ends: Ends | None = None,
    luck_only: bool = False,
    every_run: bool = False,
    seed: int = 1,
    **means: Unpack[Means],
) -> Tip:
    """Where an outcome tips along a path (or an assumption, by its id), over its plausible range or from end to end.

    path: PATH, or PATH=LO:HI for other ends. outcome: resolution, legal_force>=50 and the like; empty for the most
    common form, or for the wording that moves most where the form hardly moves. level: 0-1. n: seeds of each value,
    from `seed` on; each draws what the coding may be wrong about, but for the path. luck_only: all is as coded.
    every_run: play every seed at every value, also those that `sim.experiment.fewer_runs` would spare. means: store,
    executor, jobs and progress, as of `Experiment`.
    Raises ScenarioError on a path, an end or an outcome that does not fit, ValueError on a level, n or seed out of
    range.
    """
    if not 0 < level < 1:
        raise ValueError(f"level {level}: it lies between 0 and 1, both left out")
    values = range_of(scenario, path, ends)
    chosen, why = (parse(scenario.case, outcome), ASKED_FOR) if outcome else (None, "")
    with Experiment(**means) as experiment:
        points = Points(experiment, scenario, n, luck_only, values.paths, every_run=every_run, seed=seed)
        curve, places = _Curve(points, values, level), _coarse(values)
        experiment.progress.limit(points.n * (len(values.values) + 2))
        if chosen is None:
            curve.look(places)
            chosen, why = _choice(scenario, points, values, places)
        curve.ask(chosen, places)
        experiment.progress.limit(points.n * curve.most)
        curve.bisect()
        if curve.crossed:
            curve.widen()
        else:
            curve.approach()
        return _tip(curve, why)


def _coarse(values: ValueRange) -> list[int]:
    """Places spread evenly over a range, its ends included, and the place where it is coded."""
    last = len(values.values) - 1
    places = {round(step * last / (COARSE - 1)) for step in range(COARSE)}
    return sorted(places | {at for at, value in enumerate(values.values) if value == values.here})


def _choice(scenario: Scenario, points: Points, values: ValueRange, places: Sequence[int]) -> tuple[OutcomeKind, str]:
    """The most common form; where it hardly moves along the path, the wording that moves most."""
    rows = [points.at(values.sets(values.values[at])) for at in places]

    def spread(outcome: OutcomeKind) -> float:
        shares: list[float] = [outcome.count(runs) / points.n for runs in rows]
        return max(shares) - min(shares)

    form = modal_form(points.base)
    if spread(form) >= VARIES:
        return form, "the most common form"
    headlines = [issue for issue in scenario.case.issues if issue.headline]
    for group, what in ((headlines, "headline wording"), (scenario.case.issues, "wording")):
        best = max(wordings_of(group), key=spread, default=form)
        if spread(best) >= VARIES:
            return best, f"the form hardly moves along this path; the {what} that moves most"
    return form, "the most common form; neither it nor any wording moves much along this path"


def _form_and_text(outcome: Outcome) -> Hashable:
    """What any form or wording can be counted by."""
    return outcome.form, None if outcome.product is None else tuple(outcome.product.items())


class _Curve:
    """The curve as far as it is known, by place in the range."""

    def __init__(self, points: Points, values: ValueRange, level: float) -> None:
        self.points = points
        self.values = values
        self.level = level
        self.outcome = OutcomeKind()
        self.came: dict[int, tuple[bool, ...]] = {}
        sets = [values.sets(value) for value in values.values]
        unlimited = [values.sets(None)] if values.clearable else []
        self._before = len(unlimited) if values.at_least else 0
        """Points before the lowest value: a limit from below may be absent."""
        self._points = [*unlimited, *sets] if values.at_least else [*sets, *unlimited]
        self._line = Line(points, self._points, _form_and_text, lambda runs: min(CLEAR, ceil(VARIES * len(runs))))

    def look(self, places: Sequence[int]) -> None:
        """Know places by form and text, before it is known what is asked about; and no limit, where that may be."""
        self._line.know([at + self._before for at in places] + [0, len(self._points) - 1])

    def ask(self, outcome: OutcomeKind, places: Sequence[int]) -> None:
        """Ask about an outcome from now on, and know these places, all with no limit where there may be none."""
        needed = min(CLEAR, to_cross(outcome.count(self.points.base), self.points.n, self.level))
        first = first_look(self.points.n, needed)
        if any(self.points.seen(end) < first for end in (self._points[0], self._points[-1])):
            self.points.forget(self._points)  # fewer seeds take this outcome past the level than were looked for
        self.outcome = outcome
        self.points.forget(
            sets for sets in self._points if self.points.infers(sets) and self._unsure(self.points.at(sets))
        )
        self._line = Line(self.points, self._points, outcome.came, lambda _: needed, self._unsure)
        self.look(places)
        self.add(places)

    def _unsure(self, outcomes: Sequence[Outcome]) -> bool:
        return may_cross(self.outcome.count(outcomes), len(outcomes), self.level)

    def add(self, places: Sequence[int]) -> None:
        """Know more places."""
        self._line.know([at + self._before for at in places])
        for at in places:
            self.came[at] = tuple(map(self.outcome.came, self.points.at(self._sets(at))))

    def share(self, at: int) -> Share:
        """The share of the outcome at a place."""
        return self.points.share(self.outcome, self._sets(at))

    def _sets(self, at: int) -> Sets:
        return self._points[at + self._before]

    @property
    def most(self) -> int:
        """How many places may still be added, at most, from where it crosses now."""
        found = crossing_finder.brackets(self.came, self.level)
        deepest = max(halvings(after - before) for before, after in pairwise(sorted(self.came)))
        added = sum(halvings(after - before) + WITHIN * (1 + deepest) for before, after in found)
        return min(added or APPROACHED * 2 + 2 * deepest, len(self.values.values) - len(self.came))

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
        for _ in range(APPROACHED):
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
    span, points, outcome = curve.values, curve.points, curve.outcome
    values = span.values
    coded = {value for value in span.current if value is not None} if len(set(span.current)) == 1 else set()
    rows = {at: TipPoint(values[at], curve.share(at), values[at] in coded) for at in sorted(curve.came)}
    course = course_of(curve.came)
    raw = crossing_finder.crossings(curve.came, curve.level)
    found = tuple(
        Crossing(
            (values[each.before], values[each.after]), each.direction, (values[each.low], values[each.high]),
            each.missing, crossing_finder.is_clear(curve.came, raw, at),
        )
        for at, each in enumerate(raw)
    )  # fmt: skip
    cleared = points.share(outcome, span.sets(None)) if span.clearable else None
    nearest = None if found or course == FLAT else rows[curve.nearest]
    return Tip(asked_of(points, outcome, why), span, curve.level, tuple(rows.values()), cleared, found, course, nearest)
