"""Sliders of a report: how often each outcome came over a grid of a few numbers, all of it played beforehand."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from math import prod
from typing import Final

from attrs import frozen

from sim.engine.scenario import Scenario
from sim.experiment.designs import DesignError, design_of
from sim.experiment.plan import Plan
from sim.experiment.play import Experiment
from sim.experiment.statistics import Share
from sim.pages import Bar, Block, Paragraph, Slider, Sliders
from sim.questions.tip.kinds import OutcomeKind, headline_issues, kind_of, kind_short
from sim.questions.tip.ranges import ValueRange, paths_of, range_of, value_words, written
from sim.scenario.overrides import NONE
from sim.scenario.parameters import table
from sim.scenario.paths import brief_path
from sim.store.store import Store
from sim.words.labels import Labels
from sim.words.numbers import CAVEAT, of_runs, share_words
from sim.words.phrases import capital

MOST_PATHS: Final = 3
MOST_POINTS: Final = 400
"""Combinations of values: a page has to hold them all."""

STOPS: Final = 5
"""Values of a path where none are asked for."""

EACH: Final = 40
"""Runs at each combination, at most."""

KINDS: Final = 7
"""Kinds of outcome that have a bar of their own; the others share one."""


@frozen
class Stops:
    """The values of one path that were played."""

    path: str
    """In full."""
    values: tuple[str, ...]
    here: int
    """The value as coded, or the nearest to it: its place, from 0."""
    coded: str
    """The value as coded."""
    text: str
    """What the assumption says that it belongs to; empty where it belongs to none."""


@frozen
class Grid:
    """What came at every combination of the values."""

    sweep: str
    n: int
    """Runs at each."""
    drawn: bool
    """Whether each draws what the coding may be wrong about; the paths themselves are never drawn."""
    stops: tuple[Stops, ...]
    kinds: tuple[OutcomeKind, ...]
    """The most common over the whole grid first."""
    counts: tuple[tuple[int, ...], ...]
    """For each combination, the last path changing fastest: in how many runs each kind came, then all other kinds."""


# What is asked for


def stops_of(scenario: Scenario, words: Sequence[str]) -> tuple[Stops, ...]:
    """The values of up to three paths. words: PATH, PATH=LO:HI, PATH=LO:HI:STEP or PATH=A,B,C; an assumption with one
    path will do for it.

    Raises ScenarioError or DesignError on what cannot be played.
    """
    if not 1 <= len(words) <= MOST_PATHS:
        raise DesignError(f"--sliders: {len(words)} paths; allowed are one to {MOST_PATHS}")
    found = tuple(_stops(scenario, word) for word in words)
    points = prod(len(each.values) for each in found)
    if points > MOST_POINTS:
        raise DesignError(f"--sliders: {points:,} combinations of values; allowed are {MOST_POINTS}: name fewer values")
    twice = [brief_path(path) for path, count in Counter(each.path for each in found).items() if count > 1]
    if twice:
        raise DesignError(f"--sliders: {twice[0]} is named twice")
    return found


def _stops(scenario: Scenario, word: str) -> Stops:
    name, _, values = word.partition("=")
    listed = "," in values or values.count(":") == 2
    span = range_of(scenario, name if listed else word)
    if len(span.paths) > 1:
        paths = ", ".join(map(brief_path, span.paths))
        raise DesignError(f"--sliders {name}: this assumption moves {len(span.paths)} paths; name one of them: {paths}")
    [path], [now] = span.paths, span.current
    if span.is_set:
        raise DesignError(f"--sliders {name}: {brief_path(path)} is set and on a slider at once; one of them at a time")
    if listed:
        [axis] = design_of(scenario.case, {path: values}).axes
        chosen: tuple[str, ...] = tuple(map(axis.word, range(len(axis))))
    else:
        chosen = _spread(span, now)
    if len(chosen) < 2:
        raise DesignError(f"--sliders {word}: one value is no slider; name two at least")
    here = _nearest(chosen, now, span)
    case = scenario.case
    text = next((each.text for each in case.assumptions if path in paths_of(case, each)), "")
    return Stops(path, chosen, here, value_words(now), text)


def _spread(span: ValueRange, now: float | None) -> tuple[str, ...]:
    """Five values over the range, the one as coded among them; no limit takes the place of the end that is like it."""
    every = span.values
    chosen = [every[round(at * (len(every) - 1) / (STOPS - 1))] for at in range(STOPS)]
    if now is not None and now not in chosen and span.low < now < span.high:
        inner = chosen[1:-1]
        chosen[1 + inner.index(min(inner, key=lambda value: abs(value - now)))] = now
    words = [written(value) for value in sorted(dict.fromkeys(chosen))]
    if now is None and span.clearable:
        words[0 if span.at_least else -1] = NONE
    return tuple(words)


def _nearest(values: Sequence[str], now: float | None, span: ValueRange) -> int:
    word, middle = value_words(now), span.here
    if word in values or middle is None:
        return values.index(word) if word in values else 0
    off = {at: abs(float(value) - middle) for at, value in enumerate(values) if value != NONE}
    return min(off, key=lambda at: (off[at], at))


def grid_plan(scenario: Scenario, stops: Sequence[Stops], n: int, drawn: bool) -> Plan:
    """The sweep that plays all combinations. n: runs of the report; a grid has 40 at each at most."""
    vary = {brief_path(each.path): each.values for each in stops}
    return Plan(scenario, min(n, EACH), design=design_of(scenario.case, vary), drawn=drawn)


def missing(plan: Plan, store: Store) -> int:
    """Runs of the grid that the store lacks."""
    with Experiment(store) as experiment:
        numbers = range(plan.seed, plan.last_seed + 1)
        return sum(len(experiment.missing(plan.recipe(point), numbers)) for point in range(plan.points))


Told = Callable[[Plan, int], None]
"""Told of a grid, and how many of its runs the store lacks, before anything is played."""


def counted(plan: Plan, stops: tuple[Stops, ...], store: Store) -> Grid:
    """What came of a grid that was played."""
    headlines = headline_issues(plan.scenario.case)
    with Experiment(store) as experiment:
        rows = [
            Counter(
                kind_of(each, headlines)
                for each in experiment.outcomes.outcomes(
                    plan.recipe(point).key, plan.seed, plan.last_seed, plan.scenario.issues
                )
            )
            for point in range(plan.points)
        ]
    whole: Counter[OutcomeKind] = Counter()
    for row in rows:
        whole.update(row)
    kinds = tuple(sorted(whole, key=lambda kind: (-whole[kind], kind.word))[:KINDS])
    counts = tuple((*(row[kind] for kind in kinds), row.total() - sum(row[kind] for kind in kinds)) for row in rows)
    return Grid(plan.id, plan.n, plan.drawn, stops, kinds, counts)


# The page


def blocks(labels: Labels, grid: Grid) -> Iterator[Block]:
    """The sliders, and what their shares are of."""
    sliders = tuple(
        Slider(
            path_words(labels, each.path), brief_path(each.path), each.values, each.here,
            "as coded" if each.values[each.here] == each.coded else f"nearest to {each.coded}, as coded", each.text,
        )
        for each in grid.stops
    )  # fmt: skip
    names = (*(capital(kind_short(labels, kind)) for kind in grid.kinds), "Any other")
    found = [Share(k, grid.n) for k in range(grid.n + 1)]
    shares = tuple(Bar("", each.share, each.low, each.high, share_words(each)) for each in found)
    others = any(row[-1] for row in grid.counts)
    rest = "" if not others else " Any other: the kinds of outcome that are rare in all of them."
    spared = ", but for these numbers" if grid.drawn else ""
    yield Paragraph(
        f"What came when these numbers are other than coded: {len(grid.counts)} combinations of values, {grid.n} runs "
        f"at each, on the same seeds. A share is {of_runs(grid.drawn)}{spared}. {CAVEAT}{rest}"
    )
    shown = len(names) if others else len(names) - 1
    yield Sliders(sliders, names[:shown], tuple(row[:shown] for row in grid.counts), shares)


def path_words(labels: Labels, path: str) -> str:
    """What a path is: China's limit on legal force; of a parameter its meaning; else the path as it is typed."""
    steps = path.split(".")
    if steps[0] == "parameters" and ".".join(steps[1:]) in table():
        return capital(table()[".".join(steps[1:])].meaning)
    if steps[0] == "actors" and len(steps) >= 5:
        name = labels.short(steps[1])
        return f"{name}'{'' if name.endswith('s') else 's'} {steps[4]} on {labels.issue(steps[3])}"
    return brief_path(path)
