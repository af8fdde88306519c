"""Sweeps: many runs of one scenario, kept as they finish, and gone on with by the same recipe."""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from functools import cached_property
from itertools import chain
from operator import index

from attrs import Factory, define, frozen

from sim.engine.run import MODEL, Scenario, run_id
from sim.experiment.designs import SAMPLES, Design, design_of, draws_of
from sim.experiment.workers import Finished, Order, Stop, Workforce
from sim.runs.record import BrokenChain, BrokenRecord
from sim.runs.store import Store, StoreError, StoreOrPath, as_json, opened
from sim.runs.sweeps import Failure, Play, Sweeps
from sim.studies.sweeping.batch import Failed, Played, scenario_at, signature, summarise
from sim.studies.sweeping.columns import Columns, columns_of
from sim.studies.sweeping.plan import Plan, PlanError
from sim.studies.sweeping.rows import play_of, rows_of
from sim.studies.sweeping.stopping import Rule
from sim.studies.sweeping.tally import Tally, tally
from sim.studies.sweeping.tally_plain import tally_object

FEW = 60
"""Below so many runs to play, starting processes costs more than it saves."""

MOST_MATCHED = 10_000
"""Points among which a run that another command saved is looked for."""


@define
class Standing:
    """How far a sweep is. total: runs asked for. kept: runs that were there already, counted in done. forms: of done.

    errors: last line of a failure to how many runs failed so.
    """

    total: int
    done: int = 0
    kept: int = 0
    failed: int = 0
    forms: Counter[str] = Factory(Counter)
    errors: Counter[str] = Factory(Counter)


@frozen
class SweptRun:
    """One run of a sweep. number: from 1. error: why it failed; then only number, point, seed and sets count."""

    number: int
    point: int
    seed: int
    sets: Mapping[str, str]
    error: str = ""
    run: str = ""
    form: str = ""
    text: tuple[int, ...] | None = None
    yes: int = 0
    no: int = 0
    abstain: int = 0
    days: float | None = None
    first_threat_day: float | None = None
    threats: tuple[str, ...] = ()
    amendments: int = 0
    events: int = 0
    head: str = ""


Progress = Callable[[Standing], None]


class Sweep:
    """A sweep, played as far as it is asked: iterate over it, or ask for what it adds up to.

    executor: who plays; without one this process, or `jobs` processes of its own. jobs: also how many workers a given
    executor has, so that each gets enough. begun: it is in the store, and `standing` counts what was there of it.
    """

    def __init__(self, plan: Plan, store: Store, executor: Executor | None = None, jobs: int = 1) -> None:
        self.plan = plan
        self.sweeps = Sweeps(store)
        self.standing = Standing(plan.runs)
        self.finished = False
        self._executor = executor
        self._jobs = jobs
        self._stopped: int | None = None
        self.begun = False

    @property
    def id(self) -> str:
        """Its name: the hash of its recipe."""
        return self.plan.id

    @property
    def seeds(self) -> int:
        """How many seeds it has at each point: fewer than asked for where its rule stopped it."""
        return self.plan.n if self._stopped is None else self._stopped

    # Playing

    def __iter__(self) -> Iterator[SweptRun]:
        """Every run: first those that were there already, then the others as they come, until all are played."""
        self._begin()
        if self.standing.done:
            yield from self._kept()
        if not self.finished:
            for finished in self.advance():
                yield from chain.from_iterable(self._told(order, results) for order, results in finished)

    def play(self, progress: Progress | None = None, stop: Stop = lambda: False) -> "Sweep":
        """Play what is missing. stop: asked now and again whether to end after the runs in hand; what is done is kept.

        Raises StoreError where it cannot be kept, WorkLost or OtherModel where the executor cannot play it.
        """
        for _ in self.advance(stop):
            if progress is not None:
                progress(self.standing)
        return self

    def advance(self, stop: Stop = lambda: False) -> Iterator[list[Finished]]:
        """Play what is missing, giving what was finished and kept since the last look, perhaps nothing."""
        self._begin()
        rule = Rule(self.plan, self.sweeps)
        left = self.plan.runs - self.standing.done
        jobs = self._jobs if self._executor is not None or left > FEW else 1
        workers = Workforce(signature(self.plan.base.plain), self._executor, jobs)
        for finished in workers.results(self._orders(rule), lambda: bool(rule.seeds) or stop()):
            if finished:
                self.sweeps.keep(self._rows(order, results) for order, results in finished)
                for order, results in finished:
                    rule.came_back(order.seeds)
                    self._count(results)
            rule.met()
            yield finished
        self._stopped = rule.seeds if rule.met() else None
        self.finished = rule.met() or rule.all_back
        if self.finished and self.plan.until:
            self.sweeps.stop(self.id, self._stopped)

    def _begin(self) -> None:
        if self.begun:
            return
        self.sweeps.begin(self.plan.stored(), self.plan.base.plain)
        self._adopt()
        for point in range(self.plan.points):
            self.standing.forms.update(self.sweeps.forms(self.plan.key(point), self.plan.seed, self.plan.last_seed))
        self.standing.done = self.standing.kept = self.standing.forms.total()
        self.begun = True

    def _orders(self, rule: Rule) -> Iterator[Order]:
        """What is missing, asked of the store batch by batch: another process may play the same sweep."""
        for point, first, last in self.plan.blocks():
            rule.reached(first)
            if rule.met():
                return
            done = self.sweeps.done(self.plan.key(point), first, last)
            missing = tuple(seed for seed in range(first, last + 1) if seed not in done)
            if missing:
                rule.went_out(missing)
                yield Order(self.plan.task(point), point, missing)
        rule.reached(self.plan.last_seed + 1)

    def _rows(self, order: Order, results: Sequence[Played | Failed]) -> tuple[str, list[Play], list[Failure]]:
        return self.plan.key(order.place), *rows_of(results)

    def _count(self, results: Sequence[Played | Failed]) -> None:
        for each in results:
            if isinstance(each, Played):
                self.standing.done += 1
                self.standing.forms[each.summary.form] += 1
            else:
                self.standing.failed += 1
                self.standing.errors[each.error] += 1

    def _adopt(self) -> None:
        """Take over runs of this sweep that other commands played and saved: nothing is done twice."""
        plan = self.plan
        if plan.draws or plan.points > MOST_MATCHED:
            return
        stored = plan.stored()
        saved = list(self.sweeps.saved(stored.digest, MODEL, plan.seed, plan.last_seed))
        if not saved:
            return
        points = {as_json([list(pair) for pair in plan.task(point).sets]): point for point in range(plan.points)}
        found: list[tuple[str, list[Play], list[Failure]]] = []
        for name, words, seed in saved:
            recipe = json.loads(words)
            point = points.get(as_json(recipe["sets"]))
            if point is None or recipe["interventions"] or tuple(recipe["without"]) != plan.scenario.without:
                continue
            if self.sweeps.done(plan.key(point), seed, seed):
                continue
            if run_id(scenario_at(plan.task(point), seed).started(seed)) == name:
                found += [(plan.key(point), [play], []) for play in self._recalled(name)]
        if found:
            self.sweeps.keep(found)

    def _recalled(self, name: str) -> list[Play]:
        from sim.experiment.archive import recall

        try:
            return [play_of(name, summarise(recall(self.sweeps.store, name)))]
        except (BrokenChain, BrokenRecord, StoreError):
            return []  # a run that was tampered with is played again

    # What it adds up to; each plays what is missing first

    def _played(self) -> "Sweep":
        return self if self.finished else self.play()

    @property
    def outcomes(self) -> Columns:
        """Every run as a row, in columns of numpy arrays."""
        self._played()
        return columns_of(self.plan, self.sweeps, self.seeds)

    @cached_property
    def tally(self) -> Tally:
        """Shares, days, points and differences."""
        self._played()
        return tally(self.plan, self.sweeps, self.seeds)

    def summary(self) -> dict[str, object]:
        """What `turtlebay sweep --json` prints."""
        return tally_object(self.tally)

    def __repr__(self) -> str:
        if not self.begun and self.plan.points > MOST_MATCHED:
            return f"<Sweep {self.id}: {self.standing.total} runs, not begun>"
        kept = self.standing.done if self.begun else self._kept_before()
        return f"<Sweep {self.id}: {kept} of {self.standing.total} runs>"

    def _kept_before(self) -> int:
        """Runs that the store holds of it, if it can say so."""
        plan = self.plan
        try:
            return sum(
                sum(self.sweeps.forms(plan.key(point), plan.seed, plan.last_seed).values())
                for point in range(plan.points)
            )
        except StoreError:
            return 0

    # Rows as they are told

    def _kept(self) -> Iterator[SweptRun]:
        for point, first, last in self.plan.blocks():
            for play in self.sweeps.plays(self.plan.key(point), first, last):
                yield swept_run(self.plan, point, play)

    def _told(self, order: Order, results: Sequence[Played | Failed]) -> Iterator[SweptRun]:
        _, plays, failures = self._rows(order, results)
        yield from (swept_run(self.plan, order.place, play) for play in plays)
        for failure in failures:
            number = self.plan.number(order.place, failure.seed)
            yield SweptRun(number, order.place + 1, failure.seed, dict(self.plan.sets(order.place)), failure.error)


def swept_run(plan: Plan, point: int, play: Play) -> SweptRun:
    """A stored run of a sweep, read."""
    text = None if play.text is None else tuple(json.loads(play.text))
    return SweptRun(
        plan.number(point, play.seed), point + 1, play.seed, dict(plan.sets(point)), "", play.run, play.form, text,
        play.yes, play.no, play.abstain, _days(play.days_m), _days(play.first_threat_m),
        tuple(json.loads(play.threats)), play.amendments, play.events, play.head,
    )  # fmt: skip


def _days(thousandths: int | None) -> float | None:
    return None if thousandths is None else thousandths / 1000


def sweep(
    scenario: Scenario,
    n: int = 1000,
    *,
    seed: int = 1,
    vary: Mapping[str, str | Sequence[object]] | None = None,
    lhs: Mapping[str, str] | None = None,
    points: int = SAMPLES,
    uncertain: bool = False,
    until: float | str | None = None,
    executor: Executor | None = None,
    jobs: int = 1,
    store: StoreOrPath | None = None,
) -> Sweep:
    """Many runs of a scenario, played as far as they are asked for, and kept in a store if one is named.

    n: seeds at each point, from `seed` on, the same at every point. vary: a grid, path to "LO:HI:STEP" or to values,
    of which None is `none`. lhs: a Latin hypercube of so many `points`, path to "LO:HI". uncertain: each seed draws
    every parameter from its range. until: stop once every share's 90 % interval is narrower than twice this.
    executor: any executor of concurrent.futures; else `jobs` processes. store: the same sweep goes on where it stopped.
    Raises DesignError or PlanError, both ValueErrors, where it cannot be played as asked.
    """
    jobs = _whole("jobs", jobs)
    if jobs < 1:
        raise PlanError(f"jobs={jobs}: at least one process is needed")
    plan = planned(scenario, n, seed=seed, vary=vary, lhs=lhs, points=points, uncertain=uncertain, until=until)
    return Sweep(plan, opened(":memory:" if store is None else store), executor, jobs)


def planned(
    scenario: Scenario,
    n: int,
    *,
    seed: int = 1,
    vary: Mapping[str, str | Sequence[object]] | None = None,
    lhs: Mapping[str, str] | None = None,
    points: int = SAMPLES,
    uncertain: bool = False,
    until: float | str | None = None,
) -> Plan:
    """The recipe of a sweep. Raises DesignError or PlanError where it cannot be played as asked."""
    n, seed, points = _whole("n", n), _whole("seed", seed), _whole("points", points)
    design = design_of(scenario.case, vary, lhs, points) if vary or lhs else Design()
    fixed = [*(path for path, _ in scenario.sets), *design.paths]
    draws = draws_of(scenario.case, fixed) if uncertain else ()
    return Plan(scenario, n, seed, design, draws, "" if until is None else str(until))


def _whole(name: str, number: object) -> int:
    """A whole number of whatever type, such as numpy's. Raises PlanError."""
    try:
        if not isinstance(number, bool):
            return index(number)  # type: ignore[arg-type]
    except TypeError:
        pass
    raise PlanError(f"{name}={number!r}: allowed is a whole number")
