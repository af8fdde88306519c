"""The table of all that may be wrong: what each number does to the outcome over its range, and where it flips.

`assumptions` is the table of the declared assumptions, sorted by swing; `tip_all` adds every judged stance, sorted by
how near each is to flipping the outcome.
"""

from collections.abc import Callable, Iterable, Sequence
from itertools import combinations, pairwise
from typing import Final, Unpack

from attrs import field, frozen

from sim.engine.draws import Sets
from sim.engine.scenario import Scenario
from sim.experiment.play import Experiment, Means
from sim.experiment.statistics import Difference, Share, difference
from sim.questions.tip.asked import FLAT_IN_JSON, Asked, Question, halved, halvings
from sim.questions.tip.kinds import OutcomeKind
from sim.questions.tip.levers import MOST_STEPS, RUNS, Lever, Moved, Step, assumption_levers, screen, stance_levers
from sim.questions.tip.points import BASE, Line, Points, know
from sim.questions.tip.ranges import HIDDEN, ValueRange
from sim.vocabulary.shown import shown
from sim.vocabulary.whole import MOST_SEED, whole

MOST: Final = 60
"""Numbers looked at unless more are asked for."""


@frozen
class Flip:
    """Where the outcome flips along a range."""

    value: float
    """The nearest that flips it."""
    kept: float
    """The last before it that does not."""
    beyond_chance: bool
    """Whether the share moves, and the scenario as coded lies beyond chance on the other side of the flip."""
    share_moves: bool
    """Whether the share differs beyond chance from that as coded; where any flip does, the nearest such is meant."""
    distance: float = field(metadata={"digits": 4})
    """From where it is coded, as a share of the range."""
    becomes: OutcomeKind
    """The most common kind of outcome there."""
    share: Share
    share_before: Share


@frozen
class Furthest:
    """The value at which the outcome's share was furthest from that of the scenario as coded."""

    value: float
    share: Share = field(metadata=FLAT_IN_JSON)


@frozen
class TableRow:
    """One number that may be wrong."""

    lever: Lever = field(metadata=FLAT_IN_JSON)
    as_coded: Share
    """The share of the outcome with all its paths as they are coded."""
    at_low: Share
    at_high: Share
    """The share of the outcome with all its paths at that end of the range."""
    swing: Difference
    """The widest difference between low end, as coded and high end, on the same seeds."""
    flip: Flip | None
    """None where the outcome did not flip at any value tried."""
    furthest: Furthest
    one_step: tuple[Step, ...]
    """What one step of it changes, on the seeds of the screen."""

    @property
    def name(self) -> str:
        """The path in full, or the id of the assumption."""
        return self.lever.range.name


@frozen
class Table:
    """The answer."""

    asked: Asked = field(metadata=FLAT_IN_JSON)
    settled: bool = field(metadata={"json": "base_beyond_chance"})
    """Whether the scenario as coded lies beyond chance on its side of the flip; else no flip is beyond chance."""
    items: tuple[TableRow, ...]
    left_out: int
    """Numbers that the limit left out."""
    screened: int
    """Seeds that one step of each number was played on."""
    declared: bool = field(default=False, metadata=HIDDEN)
    """Whether only declared assumptions were asked for."""

    def __repr__(self) -> str:
        flips = sum(each.flip is not None for each in self.items)
        what = f"{self.asked.outcome.word[:60]} in {self.asked.scenario[:60]}"
        return f"<Table of {what}: {flips} of {len(self.items)} numbers flip it>"

    _repr_html_ = shown


def assumptions(
    scenario: Scenario,
    *,
    outcome: str = "",
    n: int = 100,
    luck_only: bool = False,
    every_run: bool = False,
    seed: int = 1,
    **means: Unpack[Means],
) -> Table:
    """Each assumption of a scenario between its plausible ends, the widest swing first.

    outcome: resolution, legal_force>=50 and the like; empty for the kind of outcome that is most common as coded, its
    form and headline wordings. n: seeds of each value, from `seed` on; each draws what the coding may be wrong about,
    but for the paths of the assumption. luck_only: all else is as coded. every_run: play every seed at every value,
    also those that `sim.experiment.fewer_runs` would spare. A scenario without assumptions gives an empty table.
    means: store, executor, jobs and progress, as of `Experiment`.
    Raises ScenarioError on an outcome or a range that does not fit, ValueError on n or seed out of range.
    """
    with Experiment(**means) as experiment:
        points = Points(experiment, scenario, n, luck_only, every_run=every_run, seed=seed)
        return _table(points, None, outcome, MOST)


def tip_all(
    scenario: Scenario,
    *,
    outcome: str = "",
    n: int = 50,
    most: int = MOST,
    luck_only: bool = False,
    every_run: bool = False,
    seed: int = 1,
    **means: Unpack[Means],
) -> Table:
    """Every assumption, then every position and limit that is a guess or a judgement, by its distance to the flip.

    The flip is that another kind of outcome (form and headline wordings) becomes the most common, or that the share
    of the outcome asked for passes one half. Distances are shares of the plausible range: an assumption's own, else
    all that the field allows. most: numbers looked at, assumptions first, then those whose first step changes most.
    Each run draws what the coding may be wrong about, but for the number that is moved. n, luck_only, every_run, seed,
    means: as of `assumptions`.
    Raises ScenarioError where something does not fit the scenario, ValueError on n, seed or most out of range.
    """
    most = whole("most", most, 1, MOST_SEED)
    with Experiment(**means) as experiment:
        points = Points(experiment, scenario, n, luck_only, every_run=every_run, seed=seed)
        return _table(points, list(stance_levers(scenario, judged=True)), outcome, most)


Order = tuple[float | bool | str, ...]


def _by_swing(row: TableRow) -> Order:
    return -abs(row.swing.difference), row.flip is None, row.name


def _by_flip(row: TableRow) -> Order:
    """Flips beyond chance, the nearest first; then those within it; then what never flips."""
    moved = abs(row.furthest.share.k - row.as_coded.k)
    if row.flip is None:
        return 2, 0.0, -moved, row.name
    return 0 if row.flip.beyond_chance else 1, row.flip.distance, -moved, row.name


def _table(points: Points, others: Sequence[Lever] | None, outcome: str, most: int) -> Table:
    """The table of the assumptions and, where not None, of others beside them, `most` in all."""
    scenario = points.scenario
    declared = assumption_levers(scenario)
    question = Question(points, outcome)
    few, progress = points.of(min(points.n, RUNS)), points.experiment.progress
    candidates = [*declared, *(others or ())]
    most_each = points.n * max((_most_points(lever.range) for lever in candidates), default=0)
    progress.limit(few.n * sum(1 + MOST_STEPS for _ in candidates) + most_each * min(most, len(candidates)))
    chosen = screen(few, declared) if others is None else _chosen(few, declared, others, most)
    asked = [question.about(row.lever.range.paths) for row in chosen]
    lines = [_line(each, row.lever.range) for each, row in zip(asked, chosen, strict=True)]
    progress.limit(points.n * sum(_most_points(row.lever.range) for row in chosen))
    know((line, _tried(row.lever.range)) for line, row in zip(lines, chosen, strict=True))
    rows = []
    for at, row in enumerate(chosen):
        progress.limit(points.n * sum(_most_halvings(each.lever.range) for each in chosen[at:]))
        rows.append(_row(asked[at], lines[at], row))
    rows.sort(key=_by_swing if others is None else _by_flip)
    left_out = len(declared) + len(others or ()) - len(rows)
    return Table(question.asked(), question.settled, tuple(rows), left_out, few.n, others is None)


def _line(question: Question, values: ValueRange) -> Line:
    return question.line([values.sets(value) for value in values.values])


def _most_points(values: ValueRange) -> int:
    """How many points of a range are played, at most."""
    return 1 + len(_tried(values)) + _most_halvings(values)


def _most_halvings(values: ValueRange) -> int:
    """How often the stretches of a range are halved, at most: one on each side."""
    places = sorted({*_tried(values), _here(values)})
    return 2 * max(halvings(after - before) for before, after in pairwise(places))


def _chosen(few: Points, declared: Sequence[Lever], others: Sequence[Lever], most: int) -> list[Moved]:
    """The numbers to look at, with what one step of each changes: the assumptions, then what changes most."""
    if most <= len(declared):
        return screen(few, declared[:most])
    return [*screen(few, declared), *screen(few, others)[: most - len(declared)]]


def _row(question: Question, line: Line, row: Moved) -> TableRow:
    values = row.lever.range
    low, high = values.sets(values.low), values.sets(values.high)
    swings = [difference(*map(question.came, pair)) for pair in combinations((low, BASE, high), 2)]
    return TableRow(
        row.lever, question.share(BASE), question.share(low), question.share(high),
        max(swings, key=lambda each: abs(each.difference)), flip_of(question, line, values),
        _furthest(question, values), row.steps,
    )  # fmt: skip


def _furthest(question: Question, values: ValueRange) -> Furthest:
    base = question.share(BASE).share
    found = [Furthest(value, question.share(values.sets(value))) for value in tried(values)]
    return max(found, key=lambda each: abs(each.share.share - base))


# The flip along one range


def tried(values: ValueRange) -> list[float]:
    """The values at which a flip is looked for first: the ends, and halfway to them from where it is coded."""
    return [values.values[at] for at in _tried(values)]


def _tried(values: ValueRange) -> list[int]:
    here = _here(values)
    last = len(values.values) - 1
    return sorted({0, here // 2, (here + last + 1) // 2, last})


def flip_of(question: Question, line: Line, values: ValueRange) -> Flip | None:
    """The flip nearest to where the range is coded, on either side; None where the values of `tried` show none.

    A flip within chance counts only where none is beyond it.
    """
    here = _here(values)
    found = _tried(values)
    sides = (
        [here, *(at for at in found if at > here)],
        [here, *(at for at in reversed(found) if at < here)],
    )
    for test in (question.flips, question.flipped):
        flips = [each for side in sides if (each := _outward(question, line, values, side, test)) is not None]
        if flips:
            return min(flips, key=lambda each: (each.distance, each.value))
    return None


Test = Callable[[Sets], bool]


def _outward(question: Question, line: Line, values: ValueRange, side: Iterable[int], test: Test) -> Flip | None:
    """The first flip among places that lead away from where the range is coded, down to neighbouring places."""
    kept, *others = side
    for at in others:
        if test(line.places[at]):
            return _bisected(question, line, values, kept, at, test)
        kept = at
    return None


def _bisected(question: Question, line: Line, values: ValueRange, kept: int, flipped: int, test: Test) -> Flip:
    def flips(at: int) -> bool:
        line.know([at])
        return test(line.places[at])

    kept, flipped = halved(kept, flipped, flips)
    line.know([kept, flipped])
    value, before = values.values[flipped], values.values[kept]
    sets = line.places[flipped]
    moves = question.moves(sets)
    return Flip(
        value, before, moves and question.settled, moves, values.distance(value) or 0.0, question.kind_at(sets),
        question.share(sets), question.share(line.places[kept]),
    )  # fmt: skip


def _here(values: ValueRange) -> int:
    """The place nearest to where the range is coded; the middle where that is unknown."""
    here = values.here
    if here is None:
        return len(values.values) // 2
    return min(range(len(values.values)), key=lambda at: abs(values.values[at] - here))
