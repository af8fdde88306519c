"""The table of all that may be wrong: what each number does to the outcome over its range, and where it flips.

`assumptions` is the table of the declared assumptions, sorted by swing; `tip_all` adds every judged stance, sorted by
how near each is to flipping the outcome.
"""

from collections.abc import Callable, Iterable, Sequence
from itertools import combinations
from typing import Final, Unpack

from attrs import field, frozen

from sim.engine.draws import Sets
from sim.engine.scenario import Scenario
from sim.experiment.play import Experiment, Means
from sim.experiment.statistics import Difference, Share, difference
from sim.questions.tip.asked import FLAT_IN_JSON, Asked, Points, Question, halved, play_together
from sim.questions.tip.kinds import OutcomeKind
from sim.questions.tip.levers import RUNS, Lever, Moved, Step, assumption_levers, screen, stance_levers
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
    scenario: Scenario, *, outcome: str = "", n: int = 100, luck_only: bool = False, **means: Unpack[Means]
) -> Table:
    """Each assumption of a scenario between its plausible ends, the widest swing first.

    outcome: resolution, legal_force>=50 and the like; empty for the kind of outcome that is most common as coded, its
    form and headline wordings. n: runs at each value, on seeds 1 to n; each draws what the coding may be wrong about,
    but for the paths of the assumption. luck_only: all else is as coded. A scenario without assumptions gives an empty
    table. means: store, executor, jobs and progress, as of `Experiment`.
    Raises ScenarioError on an outcome or a range that does not fit, ValueError on n out of range.
    """
    return _table(scenario, None, outcome, n, MOST, luck_only, means)


def tip_all(
    scenario: Scenario,
    *,
    outcome: str = "",
    n: int = 50,
    most: int = MOST,
    luck_only: bool = False,
    **means: Unpack[Means],
) -> Table:
    """Every assumption, then every position and limit that is a guess or a judgement, by its distance to the flip.

    The flip is that another kind of outcome (form and headline wordings) becomes the most common, or that the share
    of the outcome asked for passes one half. Distances are shares of the plausible range: an assumption's own, else
    all that the field allows. most: numbers looked at, assumptions first, then those whose first step changes most.
    Each run draws what the coding may be wrong about, but for the number that is moved. luck_only: all is as coded.
    Raises ScenarioError where something does not fit the scenario, ValueError on n or most out of range.
    """
    most = whole("most", most, 1, MOST_SEED)
    return _table(scenario, list(stance_levers(scenario, judged=True)), outcome, n, most, luck_only, means)


Order = tuple[float | bool | str, ...]


def _by_swing(row: TableRow) -> Order:
    return -abs(row.swing.difference), row.flip is None, row.name


def _by_flip(row: TableRow) -> Order:
    """Flips beyond chance, the nearest first; then those within it; then what never flips."""
    moved = abs(row.furthest.share.k - row.as_coded.k)
    if row.flip is None:
        return 2, 0.0, -moved, row.name
    return 0 if row.flip.beyond_chance else 1, row.flip.distance, -moved, row.name


def _table(
    scenario: Scenario,
    others: Sequence[Lever] | None,
    outcome: str,
    n: int,
    most: int,
    luck_only: bool,
    means: Means,
) -> Table:
    """The table of the assumptions and, where not None, of others beside them, `most` in all."""
    declared = assumption_levers(scenario)
    with Experiment(**means) as experiment:
        points = Points(experiment, scenario, n, luck_only)
        question = Question(points, outcome)
        few = Points(experiment, scenario, min(n, RUNS), luck_only)
        chosen = screen(few, declared) if others is None else _chosen(few, declared, others, most)
        base: list[Sets] = [()]
        play_together(
            (points.keeping(values.paths), sets)
            for values in (row.lever.range for row in chosen)
            for sets in (*base, *map(values.sets, tried(values)))
        )
        rows = [_row(question.about(row.lever.range.paths), row) for row in chosen]
        rows.sort(key=_by_swing if others is None else _by_flip)
        left_out = len(declared) + len(others or ()) - len(rows)
        return Table(question.asked(), question.settled, tuple(rows), left_out, few.n, others is None)


def _chosen(few: Points, declared: Sequence[Lever], others: Sequence[Lever], most: int) -> list[Moved]:
    """The numbers to look at, with what one step of each changes: the assumptions, then what changes most."""
    if most <= len(declared):
        return screen(few, declared[:most])
    return [*screen(few, declared), *screen(few, others)[: most - len(declared)]]


def _row(question: Question, row: Moved) -> TableRow:
    values = row.lever.range
    ends = [values.sets(values.low), (), values.sets(values.high)]
    came = [question.came(sets) for sets in ends]
    swing = max((difference(*pair) for pair in combinations(came, 2)), key=lambda each: abs(each.difference))
    return TableRow(
        row.lever, question.share(()), question.share(ends[0]), question.share(ends[2]), swing,
        flip_of(question, values), _furthest(question, values), row.steps,
    )  # fmt: skip


def _furthest(question: Question, values: ValueRange) -> Furthest:
    base = question.share(()).k
    found = [Furthest(value, question.share(values.sets(value))) for value in tried(values)]
    return max(found, key=lambda each: abs(each.share.k - base))


# The flip along one range


def tried(values: ValueRange) -> list[float]:
    """The values at which a flip is looked for first: the ends, and halfway to them from where it is coded."""
    here = _here(values)
    last = len(values.values) - 1
    return [values.values[at] for at in sorted({0, here // 2, (here + last + 1) // 2, last})]


def flip_of(question: Question, values: ValueRange) -> Flip | None:
    """The flip nearest to where the range is coded, on either side; None where the values of `tried` show none.

    A flip within chance counts only where none is beyond it.
    """
    here = _here(values)
    places = {value: at for at, value in enumerate(values.values)}
    found = [places[value] for value in tried(values)]
    sides = (
        [here, *sorted(at for at in found if at > here)],
        [here, *sorted((at for at in found if at < here), reverse=True)],
    )
    for test in (question.flips, question.flipped):
        flips = [each for side in sides if (each := _outward(question, values, side, test)) is not None]
        if flips:
            return min(flips, key=lambda each: (each.distance, each.value))
    return None


Test = Callable[[Sets], bool]


def _outward(question: Question, values: ValueRange, side: Iterable[int], test: Test) -> Flip | None:
    """The first flip among places that lead away from where the range is coded, down to neighbouring places."""
    kept, *others = side
    for at in others:
        if test(values.sets(values.values[at])):
            return _bisected(question, values, kept, at, test)
        kept = at
    return None


def _bisected(question: Question, values: ValueRange, kept: int, flipped: int, test: Test) -> Flip:
    kept, flipped = halved(kept, flipped, lambda at: test(values.sets(values.values[at])))
    value, before = values.values[flipped], values.values[kept]
    sets = values.sets(value)
    moves = question.moves(sets)
    return Flip(
        value, before, moves and question.settled, moves, values.distance(value) or 0.0, question.kind_at(sets),
        question.share(sets), question.share(values.sets(before)),
    )  # fmt: skip


def _here(values: ValueRange) -> int:
    """The place nearest to where the range is coded; the middle where that is unknown."""
    here = values.here
    if here is None:
        return len(values.values) // 2
    return min(range(len(values.values)), key=lambda at: abs(values.values[at] - here))
