"""The proof that the runs a sweep keeps are what their recipes give: each is played again, and must be the same."""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

import attrs
from attrs import frozen

from sim.experiment.archive import Verdict
from sim.experiment.workers import Order, Workforce
from sim.runs.store import Store
from sim.runs.sweeps import Play, Sweeps
from sim.studies.sweeping.batch import Failed, Result, attempt, signature
from sim.studies.sweeping.plan import Plan
from sim.studies.sweeping.rows import play_of
from sim.studies.sweeping.sweep import FEW
from sim.studies.sweeping.swept import not_kept, place_named, plan_named, seeds_played

SHOWN: Final = 12
"""Digits of a head that are shown."""

Progress = Callable[[int, int], None]
"""Told how many runs are done, of how many."""


@frozen
class Differing:
    """A run that is not what was stored of it. number: in the sweep. what: that differs, in words."""

    number: int
    seed: int
    what: str


@frozen
class SweptVerdict:
    """What came of playing a sweep again. kept: its runs in the store, all of them played again.

    identical: how many came out as stored, to the byte. first: the one of the smallest number that did not.
    failed, missing: runs that were asked for and left no events to hold against.
    """

    sweep: str
    kept: int
    identical: int
    first: Differing | None
    failed: int
    missing: int

    @property
    def ok(self) -> bool:
        """Whether no run differs."""
        return self.identical == self.kept


def verify_sweep(store: Store, name: str, jobs: int = 1, progress: Progress | None = None) -> SweptVerdict:
    """Play every kept run of a sweep again. jobs: processes that do.

    Raises StoreError where there is no such sweep, or it is another model's; WorkLost, OtherModel from the processes.
    """
    plan, sweeps = plan_named(store, name), Sweeps(store)
    seeds = seeds_played(sweeps, plan)
    kept = sum(sum(sweeps.forms(plan.key(point), *_ends(plan, seeds)).values()) for point in range(plan.points))
    failed = sum(len(sweeps.failures(plan.key(point), *_ends(plan, seeds))) for point in range(plan.points))
    identical, first = 0, None
    workers = Workforce(signature(plan.base.plain), None, jobs if kept > FEW else 1)
    done = 0
    for finished in workers.results(_orders(plan, sweeps, seeds), lambda: False):
        for order, results in finished:
            found = list(_differing(plan, sweeps, order, results))
            identical += len(results) - len(found)
            first = min([each for each in (first, *found) if each], key=lambda each: each.number, default=None)
            done += len(results)
        if progress is not None and done:
            progress(done, kept)
    return SweptVerdict(plan.id, kept, identical, first, failed, plan.points * seeds - kept - failed)


def verify_swept(store: Store, name: str) -> Verdict:
    """Play the run again that SWEEP:K names. Raises StoreError where none is kept under that name."""
    plan, point, seed = place_named(store, name)
    named = f"{plan.id}:{plan.number(point, seed)}"
    for stored in Sweeps(store).plays(plan.key(point), seed, seed):
        [result] = attempt(plan.task(point), (seed,), signature(plan.base.plain))
        what = _what(stored, result)
        same = f"byte-identical: {stored.events} events, head {stored.head[:SHOWN]}"
        return Verdict(named, stored.events, not what, None, what or same)
    raise not_kept(Sweeps(store), plan, point, seed)


def _ends(plan: Plan, seeds: int) -> tuple[int, int]:
    return plan.seed, plan.seed + seeds - 1


def _orders(plan: Plan, sweeps: Sweeps, seeds: int) -> Iterator[Order]:
    """Every kept run, batch by batch."""
    last = _ends(plan, seeds)[1]
    for point, first, until in plan.blocks():
        there = tuple(sorted(sweeps.done(plan.key(point), first, min(until, last))))
        if there:
            yield Order(plan.task(point), point, there)


def _differing(plan: Plan, sweeps: Sweeps, order: Order, results: Sequence[Result]) -> Iterator[Differing]:
    stored = {play.seed: play for play in sweeps.plays(plan.key(order.place), order.seeds[0], order.seeds[-1])}
    for seed, result in zip(order.seeds, results, strict=True):
        what = _what(stored[seed], result)
        if what:
            yield Differing(plan.number(order.place, seed), seed, what)


def _what(stored: Play, result: Result) -> str:
    """What differs between a run as stored and as played again, in words; nothing where nothing does."""
    if isinstance(result, Failed):
        return f"it was finished once and fails now: {result.error}"
    again = play_of(result.run, result.summary)
    for field in ("head", *attrs.fields_dict(Play)):
        now, then = getattr(again, field), getattr(stored, field)
        if now != then:
            return f"its {_WORDS.get(field, field)} is {_shown(field, now)}, and {_shown(field, then)} was stored"
    return ""


def _shown(field: str, value: object) -> str:
    return str(value)[:SHOWN] if field == "head" else "none" if value is None else str(value)


_WORDS: Final = {
    "run": "id",
    "yes": "number of votes for",
    "no": "number of votes against",
    "abstain": "number of abstentions",
    "days_m": "day, in thousandths,",
    "threats": "list of veto threats",
    "first_threat_m": "day of the first threat, in thousandths,",
    "amendments": "number of amendments",
    "events": "number of events",
}
"""What a column holds, where its name does not say it."""
