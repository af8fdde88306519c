"""Sweeps held against each other: what was put in, how often each outcome came, and what differs seed by seed.

A seed that two sweeps of one scenario both played is the same luck, so what differs there comes of the inputs.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import numpy as np
from attrs import field, frozen

from sim.experiment.arms import (
    MISSING,
    MOST_LISTED,
    Arm,
    FormDifference,
    RungDifference,
    both,
    form_differences,
    rung_differences,
    threat_share,
    vote_share,
)
from sim.experiment.designs import Design
from sim.experiment.names import plan_named
from sim.experiment.plan import Plan
from sim.experiment.statistics import OutcomeShare, paired
from sim.experiment.tally import PointTally, Tally, added_up, arms_of, rungs_of
from sim.pages import plain
from sim.questions.compare.inputs import (
    LETTERS,
    Apart,
    Input,
    Uncommon,
    differing,
    differing_values,
    lettered,
    parameters_apart,
    settled_path,
    uncommon,
    value_at,
)
from sim.questions.compare.study import MOST
from sim.scenario.overrides import canonical_path
from sim.store.store import Store
from sim.store.sweeps import Sweeps
from sim.vocabulary.problems import TurtlebayError
from sim.vocabulary.shown import shown

SAME_RUN: Final = "same_run"
SAME_TEXT: Final = "same_text"
SAME_FORM: Final = "same_form"
OTHER_TEXT: Final = "other_text"
OTHER_FORM: Final = "other_form"

KINDS: Final = {True: (SAME_RUN, SAME_TEXT, OTHER_TEXT, OTHER_FORM), False: (SAME_RUN, SAME_FORM, OTHER_FORM)}
"""How a seed may have come out in both, texts compared or not; each seed counts once, under the first that fits."""


class NotComparable(TurtlebayError, ValueError):
    """Sweeps that cannot be held against each other; the message says what can be done instead."""


@frozen
class Parting:
    """The smallest seed on which two sweeps part: where the forms differ, else the texts."""

    kind: str
    seed: int
    runs: tuple[str, str]
    """Its run in the first and in the second, as SWEEP:K."""


@frozen
class PointShift:
    """By how much the second sweep's shares differ from the first's at one point."""

    n: int
    """Seeds that both played."""
    differences: tuple[FormDifference, ...]
    rung_differences: tuple[RungDifference, ...]

    def is_still(self, each: FormDifference | RungDifference) -> bool:
        """Whether no seed came to it in one sweep only."""
        return (each.difference, each.low, each.high) == paired(0, 0, self.n)


@frozen
class SharedLuck:
    """What two sweeps have in common."""

    seeds: tuple[int, int]
    """The first and last seed that both were asked for."""
    n: int
    """Runs that both played."""
    came: Mapping[str, int]
    """How a seed came out in both, to how many did."""
    shifts: tuple[PointShift, ...] = field(metadata={"json": "points"})
    """One for each point."""
    parting: Parting | None


@frozen(repr=False)
class SweepComparison:
    """Two sweeps or more, side by side: a is the first, b the second, and so on."""

    tallies: tuple[Tally, ...]
    inputs: tuple[Input, ...]
    """Those that differ."""
    shared: tuple[Input, ...]
    """Those that do not."""
    texts: bool
    """Whether all have the same issues, so that wordings and texts are compared, and not forms and days only."""
    uncommon: tuple[Uncommon, ...]
    matched: tuple[tuple[int, ...], ...]
    """For each point of the first sweep its number in each, from 0; a single one where there is no design."""
    luck: tuple[SharedLuck | None, ...]
    """Of each other sweep with the first; None where they share no seed, or their scenarios no luck."""
    threats: tuple[tuple[str, tuple[OutcomeShare, ...]], ...]
    """Every actor that threatened a veto in any sweep, with its share of the runs of each."""
    votes: tuple[tuple[str, tuple[OutcomeShare, ...]], ...]
    """Every vote that came in any sweep, as in 13-1-1, the most common first, with its share of the runs of each."""

    @property
    def letters(self) -> str:
        """The names of the sweeps within this comparison."""
        return LETTERS[: len(self.tallies)]

    @property
    def same_scenario(self) -> bool:
        """Whether all play versions of one scenario: only then a seed is the same luck in all."""
        return len({tally.scenario for tally in self.tallies}) == 1

    def points(self) -> Iterator[tuple[PointTally, ...]]:
        """The points that set the same, one of each sweep."""
        for numbers in self.matched if self.tallies[0].points else ():
            yield tuple(tally.points[number] for tally, number in zip(self.tallies, numbers, strict=True))

    _repr_html_ = shown

    def __repr__(self) -> str:
        return (
            f"<SweepComparison of {', '.join(tally.sweep for tally in self.tallies)}: {len(self.inputs)} inputs differ>"
        )

    def as_plain(self, everything: bool = False) -> dict[str, Any]:
        """All of it for JSON, each sweep's values under its letter. everything: inputs that do not differ as well."""
        inputs = (*self.inputs, *(self.shared if everything else ()))
        told: dict[str, Any] = plain(
            {
                "sweeps": lettered([_sweep_object(tally) for tally in self.tallies]),
                "same_scenario": self.same_scenario,
                "texts_compared": self.texts,
                "inputs": [{"path": each.path, **lettered(each.values)} for each in inputs],
                **_shares_object(self.tallies, self.texts),
                "threats": [{"actor": actor, **_by_letter(rows)} for actor, rows in self.threats],
                "votes": [{"vote": vote, **_by_letter(rows)} for vote, rows in self.votes],
                "points": [
                    {
                        "set": parts[0].sets, "point": lettered([part.number for part in parts]),
                        **_shares_object(parts, self.texts),
                    }
                    for parts in self.points()
                ],
                "shared_seeds": dict(zip(self.letters[1:], self.luck, strict=True)),
            }
        )  # fmt: skip
        return told


def compare_sweeps(store: Store, names: Sequence[str]) -> SweepComparison:
    """Hold sweeps against each other as far as they were played, the first against each of the others.

    names: ids, unique prefixes or `last`. Raises StoreError where there is no such sweep, NotComparable where their
    points differ or nothing was played, ValueError on more than can be compared.
    """
    if not 2 <= len(names) <= MOST:
        raise ValueError(f"{len(names)} sweeps: 2 to {MOST} can be compared at once")
    plans = [plan_named(store, name) for name in names]
    matched = _matched(plans)
    arms = [arms_of(plan, store) for plan in plans]
    tallies = [
        added_up(plan, each, Sweeps(store).find(plan.id).seeds is not None)
        for plan, each in zip(plans, arms, strict=True)
    ]
    for tally in tallies:
        if not tally.done:
            raise NotComparable(f"no run of sweep {tally.sweep} was finished: the command that began it goes on")
    cases = [plan.scenario.case for plan in plans]
    texts = len({_ladders(plan) for plan in plans}) == 1
    luck = []
    for at in range(1, len(plans)):
        pairs = [(arms[0][numbers[0]], arms[at][numbers[at]]) for numbers in matched]
        same = plans[at].scenario.base.id == plans[0].scenario.base.id
        luck.append(_shared_luck((plans[0], plans[at]), matched, at, pairs, texts) if same else None)
    actors = dict.fromkeys(each.actor for tally in tallies for each in tally.threats)
    threats = tuple((actor, tuple(threat_share(each, actor) for each in arms)) for actor in actors)
    counted = sum((arm.votes for each in arms for arm in each), Counter())
    votes = tuple(
        (vote, tuple(vote_share(each, vote) for each in arms)) for vote, _ in counted.most_common(MOST_LISTED)
    )
    return SweepComparison(
        tuple(tallies), _inputs(plans), _shared_inputs(plans), texts, uncommon(cases), matched, tuple(luck), threats,
        votes,
    )  # fmt: skip


def _ladders(plan: Plan) -> tuple[Any, ...]:
    """The issues and the strengths on their ladders: texts mean the same where these are."""
    issues = plan.scenario.case.issues
    return tuple((issue.key, tuple((rung.key, rung.strength) for rung in issue.rungs)) for issue in issues)


# Points that match


def _matched(plans: Sequence[Plan]) -> tuple[tuple[int, ...], ...]:
    """For each point of the first sweep its number in each. Raises NotComparable where the points are not the same."""
    places = [_places(plan) for plan in plans]
    for plan, found in zip(plans[1:], places[1:], strict=True):
        if set(found) != set(places[0]):
            raise NotComparable(_other_points(plans[0], plan))
    return tuple(tuple(found[at] for found in places) for at in places[0])


def _places(plan: Plan) -> dict[frozenset[tuple[str, str]], int]:
    """What each point sets, however its paths are spelled, to its number from 0."""
    full = {path: canonical_path(plan.scenario.case, path) for path in plan.design.paths}
    return {frozenset((full[path], value) for path, value in plan.sets(at)): at for at in range(plan.points)}


def _other_points(first: Plan, other: Plan) -> str:
    """Why two designs cannot be compared, and what to do."""
    said = [_points_words(plan) for plan in (first, other)]
    wanted = next(plan for plan in (first, other) if plan.design.paths)
    missing = first if wanted is other else other
    return (
        f"{said[0]}, {said[1]}: only sweeps over the same points can be compared. "
        f"Sweep the scenario of {missing.id} with {' '.join(_design_words(wanted.design))}, and compare that with "
        f"{wanted.id}; or compare single runs, as in turtlebay compare {first.id}:1 {other.id}:1"
    )


def _points_words(plan: Plan) -> str:
    if not plan.design.paths:
        return f"sweep {plan.id} has no points of a design"
    return f"sweep {plan.id} plays {plan.points:,} points ({' '.join(_design_words(plan.design))})"


def _design_words(design: Design) -> list[str]:
    """The options of `sweep` that make a design, each as one text."""
    words = [
        f"--vary {axis.path}="
        + (",".join(axis.words) if axis.words else f"{axis.low}:{axis.word(len(axis) - 1)}:{axis.step}")
        for axis in design.axes
    ]
    words += [f"--lhs {span.path}={span.low}:{span.high}" for span in design.spans]
    return [*words, f"--points {design.samples}"] if design.spans else words


# Seed by seed


def _shared_luck(
    plans: tuple[Plan, Plan], matched: Sequence[Sequence[int]], at: int, pairs: Sequence[tuple[Arm, Arm]], texts: bool
) -> SharedLuck | None:
    """Two sweeps at matching points, seed by seed; None where they have no seed in common."""
    rungs = rungs_of(plans[0].scenario)
    came: Counter[str] = Counter()
    partings: dict[str, tuple[int, int]] = {}
    shifts = []
    ends = None
    for place, (own, other) in enumerate(pairs):
        shared = both(own, other)
        if shared is None:
            return None
        mine, others = shared
        ends = mine.first, mine.first + len(mine.forms) - 1
        there = (mine.forms != MISSING) & (others.forms != MISSING)
        left = there
        for kind, fits in _kinds(mine, others, texts):
            came[kind] += int((left & fits).sum())
            if kind in (OTHER_FORM, OTHER_TEXT) and (left & fits).any():
                seed = mine.first + int(np.argmax(left & fits))
                partings[kind] = min(partings.get(kind, (seed, place)), (seed, place))
            left = left & ~fits
        shifts.append(
            PointShift(
                int(there.sum()),
                form_differences(others, mine),
                rung_differences(others, mine, rungs) if texts else (),
            )
        )
    parting = next((kind for kind in (OTHER_FORM, OTHER_TEXT) if kind in partings), None)
    return SharedLuck(
        ends or (0, 0), came.total(), {kind: came[kind] for kind in KINDS[texts]}, tuple(shifts),
        None if parting is None else _parting(parting, partings[parting], plans, matched, at),
    )  # fmt: skip


def _kinds(mine: Arm, other: Arm, texts: bool) -> Iterator[tuple[str, Any]]:
    """How seeds may have come out in both, and which did."""
    forms = mine.forms == other.forms
    yield SAME_RUN, mine.heads == other.heads
    if texts:
        same = (mine.texts == other.texts).all(axis=0)
        yield SAME_TEXT, forms & same
        yield OTHER_TEXT, forms & ~same
    else:
        yield SAME_FORM, forms
    yield OTHER_FORM, ~forms


def _parting(
    kind: str, found: tuple[int, int], plans: tuple[Plan, Plan], matched: Sequence[Sequence[int]], at: int
) -> Parting:
    seed, place = found
    points = matched[place][0], matched[place][at]
    first, second = (f"{plan.id}:{plan.number(point, seed)}" for plan, point in zip(plans, points, strict=True))
    return Parting(kind, seed, (first, second))


# What was put in


def _inputs(plans: Sequence[Plan]) -> tuple[Input, ...]:
    """Every input in which sweeps differ: scenario, seeds, design, values, entries left out, parameters."""
    cases = [plan.scenario.case for plan in plans]
    found = [each for path, values in _asked(plans) for each in differing(path, values)]
    found += [*differing_values(cases), *parameters_apart(cases)]
    return _as_inputs(found)


def _shared_inputs(plans: Sequence[Plan]) -> tuple[Input, ...]:
    """What was asked of all sweeps alike, and what was changed in all of them to the same."""
    found: list[Apart] = [(path, tuple(values)) for path, values in _asked(plans)]
    found.append(("points", tuple(" ".join(_design_words(plan.design)) or None for plan in plans)))
    found += _changed(plans)
    return _as_inputs(each for each in found if len(set(map(repr, each[1]))) == 1 and each[1][0] is not None)


def _asked(plans: Sequence[Plan]) -> Iterator[tuple[str, list[Any]]]:
    """What each sweep was asked for, None where it was not."""
    yield "scenario", [plan.scenario.base.id for plan in plans]
    yield "scenario.digest", [plan.scenario.digest[:12] for plan in plans]
    yield "n", [plan.n for plan in plans]
    yield "seeds", [f"{plan.seed} to {plan.last_seed}" for plan in plans]
    yield "until", [plan.until or None for plan in plans]
    yield "drawn", [plan.drawn for plan in plans]


def _changed(plans: Sequence[Plan]) -> Iterator[Apart]:
    """What every sweep sets or leaves out, with the value it has there."""
    cases = [plan.scenario.case for plan in plans]
    sets = [
        {settled_path(case, path) for path, _ in plan.scenario.sets} for case, plan in zip(cases, plans, strict=True)
    ]
    for path in sorted(set.intersection(*sets)):
        yield path, tuple("none" if (value := value_at(case, path)) is None else value for case in cases)
    for entry in sorted(set.intersection(*(set(plan.scenario.without) for plan in plans))):
        yield f"timeline.{entry}", ("left out",) * len(plans)


def _as_inputs(found: Any) -> tuple[Input, ...]:
    return tuple(Input(path, tuple(values), (None,) * len(values)) for path, values in found)


# JSON


def _sweep_object(tally: Tally) -> dict[str, Any]:
    return {
        name: getattr(tally, name) for name in ("sweep", "scenario", "n", "done", "failed", "seeds", "drawn", "stopped")
    }


def _shares_object(parts: Sequence[Tally | PointTally], texts: bool) -> dict[str, Any]:
    """Outcomes, wordings and days of sweeps, or of points."""
    outcomes = zip(*(part.outcomes for part in parts), strict=True)
    rungs = zip(*(part.rungs if texts else () for part in parts), strict=True)
    return {
        "outcomes": [{"form": rows[0].form, **_by_letter(rows)} for rows in outcomes],
        "rungs": [{"issue": rows[0].issue, "strength": rows[0].strength, **_by_letter(rows)} for rows in rungs],
        "days": lettered([part.days for part in parts]),
    }


def _by_letter(rows: Sequence[Any]) -> dict[str, Any]:
    named = ("form", "issue", "strength")
    return lettered([{key: value for key, value in plain(row).items() if key not in named} for row in rows])
