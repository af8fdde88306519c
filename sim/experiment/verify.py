"""The proof that what is stored is what its recipe gives: runs and sweeps are played again and must be the same."""

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor
from typing import Final

from attrs import field, fields, frozen

from sim.engine.run import MODEL, Recipe
from sim.engine.world import ForkNotReached, NonDeterminism
from sim.experiment.archive import recipe_and_number, row_difference
from sim.experiment.names import as_played, place_named, plan_named, seeds_played
from sim.experiment.plan import Plan
from sim.experiment.play import Experiment, Progress
from sim.experiment.workers import FEW, Order, Played, Result, Stop, Stopped
from sim.store.damage import Damaged, quoted
from sim.store.lost import losses
from sim.store.outcomes import Outcomes
from sim.store.record import BrokenChain
from sim.store.store import Store, StoreError, check_chain
from sim.store.sweeps import Sweeps
from sim.vocabulary.outcome import Outcome

SHOWN: Final = 12
"""Digits of a head that are shown."""


@frozen
class Verdict:
    """What came of checking a run."""

    run_id: str = field(metadata={"json": "run"})
    events: int
    ok: bool
    seq: int | None
    """The first event that is not as it should be."""
    message: str


@frozen
class Differing:
    """A run of a sweep that is not what was stored of it."""

    run: str
    """SWEEP:K."""
    number: int
    """K."""
    seed: int
    message: str
    """What differs."""


@frozen
class SweepVerdict:
    """What came of playing a sweep again."""

    ok: bool
    """Whether no run differs."""
    sweep: str
    kept: int
    """Its runs in the store, all of them played again."""
    identical: int
    """Those that came out as stored, to the byte."""
    failed: int
    missing: int
    """Runs that were asked for and left nothing to check."""
    first: Differing | None
    """The one of the smallest number that differs."""


def verify(store: Store, name: str) -> Verdict:
    """Check a run: of a stored one its chain, every line and its row, of one of a sweep (SWEEP:K) all of its row.

    Raises StoreError where there is no such run. One that cannot be read is not what its recipe gives.
    """
    try:
        return _verify_swept(store, name) if ":" in name else _verify_stored(store, name)
    except Damaged as damage:
        return unreadable(damage, name)


def verify_all(
    store: Store, *, progress: Callable[[Progress], None] | None = None, stop: Stop = lambda: False
) -> tuple[Verdict, ...]:
    """Check every stored run, those that cannot be read included, and the file itself.

    Raises StoreError where there is no store, or it is another program's; Stopped where it was asked to stop.
    """
    runs, damaged = store.listed()
    sweeps = Sweeps(store).listed()[1]
    faults = [f"the file is damaged: {fault}" for fault in store.faults()] + losses(store)
    told, verdicts = Progress(len(runs)), []
    for run in runs:
        if stop():
            raise Stopped
        verdicts.append(verify(store, run.id))
        told.done += 1
        if progress is not None:
            progress(told)
    return (
        *verdicts,
        *(unreadable(damage, store.path.name) for damage in (*damaged, *sweeps)),
        *(Verdict(store.path.name, 0, False, None, fault) for fault in faults),
    )


def unreadable(damage: Damaged, name: str) -> Verdict:
    """The verdict on what cannot be read. name: what was asked for, used where the damage has no name of its own."""
    return Verdict(damage.name or name, 0, False, None, str(damage))


def verify_sweep(
    store: Store,
    name: str,
    *,
    executor: Executor | None = None,
    jobs: int = 1,
    progress: Callable[[Progress], None] | None = None,
    stop: Stop = lambda: False,
) -> SweepVerdict:
    """Play every stored run of a sweep again, each from the case that its row names. jobs: processes, 0 for one a core.

    Raises StoreError where there is no such sweep, Damaged where it cannot be read or is another model's; WorkLost,
    OtherModel from the workers; Stopped where it was asked to stop.
    """
    plan = plan_named(store, name)
    seeds, outcomes = seeds_played(store, plan), Outcomes(store)
    ends = plan.seed, plan.seed + seeds - 1
    keys = [plan.recipe(point).key for point in range(plan.points)]
    kept = sum(outcomes.count(key, *ends) for key in keys)
    failed = sum(len(outcomes.failures(key, *ends)) for key in keys)
    told = Progress(kept)
    waiting: dict[tuple[str, int], tuple[int, Outcome]] = {}
    differing: list[Differing] = []
    identical = 0
    with Experiment(executor=executor, jobs=jobs, stop=stop) as experiment:
        for finished in experiment.advance(_orders(store, plan, ends[1], waiting, differing), many=kept > FEW):
            for order, results in finished:
                for result in results:
                    point, stored = waiting.pop((order.recipe.key, result.number))
                    message = _difference(stored, result)
                    if message:
                        differing.append(_differing(plan, point, result.number, message))
                    identical += not message
                told.count(results)
            if progress is not None:
                progress(told)
    if stop() and identical + len(differing) < kept:
        raise Stopped
    missing = plan.points * seeds - kept - failed
    first = min(differing, key=lambda each: each.number, default=None)
    return SweepVerdict(identical == kept, plan.id, kept, identical, failed, missing, first)


def _differing(plan: Plan, point: int, seed: int, message: str) -> Differing:
    number = plan.number(point, seed)
    return Differing(f"{plan.id}:{number}", number, seed, message)


def _orders(
    store: Store,
    plan: Plan,
    last: int,
    waiting: dict[tuple[str, int], tuple[int, Outcome]],
    differing: list[Differing],
) -> Iterator[Order]:
    """Every stored run, batch by batch.

    waiting: gets point and outcome of what was handed out. differing: gets those whose outcome cannot be read.
    """
    outcomes = Outcomes(store)
    for point, first, until in plan.blocks():
        recipe = plan.recipe(point)
        cases: dict[str, list[int]] = {}
        for number, outcome in outcomes.listed(recipe.key, first, min(until, last)):
            if isinstance(outcome, Damaged):
                differing.append(_differing(plan, point, number, str(outcome)))
                continue
            cases.setdefault(outcome.case, []).append(outcome.number)
            waiting[recipe.key, outcome.number] = point, outcome
        for case, numbers in cases.items():
            yield Order(_as_played(store, recipe, case), tuple(numbers))


def _as_played(store: Store, recipe: Recipe, case: str) -> Recipe:
    """The recipe with the case of that digest; where somebody changed the digest, as it is, and the case differs."""
    try:
        return as_played(store, recipe, case)
    except StoreError:
        return recipe


def _verify_stored(store: Store, name: str) -> Verdict:
    """Check a stored run's hash chain and re-execute its recipe: byte-identical, or the first event that is not."""
    stored = store.find(name)

    def no(seq: int | None, message: str) -> Verdict:
        return Verdict(stored.id, stored.events, False, seq, message)

    try:
        lines, hashes = store.lines(stored, checked=False)
        check_chain(stored, lines, hashes)
        if stored.model != MODEL:
            return no(
                None,
                f"made by model {stored.model}, this is model {MODEL}: its chain holds, but it cannot be re-executed; "
                "run the scenario again under the new model",
            )
        recipe, number = recipe_and_number(store, stored)
        again = recipe.run(number, expected=lines)
    except BrokenChain as broken:
        return no(broken.seq, str(broken))
    except NonDeterminism as differs:
        return no(differs.seq, str(differs))
    except ForkNotReached as short:
        return no(short.last, str(short))
    except Damaged as damage:
        return no(0, str(damage))
    except Exception as error:  # whatever a recipe does that was changed: it does not give this run
        return no(0, f"played again it fails: {type(error).__name__}: {quoted(str(error))}")
    if again.id != stored.id:
        return no(0, f"the stored recipe is that of run {again.id}")
    if len(again.lines) != len(lines) or again.head != stored.head:
        shorter = min(len(again.lines), len(lines))
        return no(shorter, f"event {shorter}: the re-execution has other events")
    difference = row_difference(stored, again)
    if difference:
        return no(None, difference)
    return Verdict(stored.id, len(lines), True, None, f"byte-identical: {len(lines)} events, head {stored.head[:12]}")


def _verify_swept(store: Store, name: str) -> Verdict:
    plan, point, stored = place_named(store, name)
    recipe = _as_played(store, plan.recipe(point), stored.case)
    with Experiment() as experiment:
        [(_, [result])] = [
            each for some in experiment.advance(iter([Order(recipe, (stored.number,))])) for each in some
        ]
    message = _difference(stored, result)
    same = f"byte-identical: {stored.events} events, head {stored.head[:SHOWN]}"
    named = f"{plan.id}:{plan.number(point, stored.number)}"
    return Verdict(named, stored.events, not message, None, message or same)


def _difference(stored: Outcome, result: Result) -> str:
    """What differs between a run as stored and as played again, in words; nothing where nothing does."""
    if not isinstance(result, Played):
        return f"it was finished once and fails now: {result.error}"
    for name in ("head", *(each.name for each in fields(Outcome))):
        now, then = getattr(result.outcome, name), getattr(stored, name)
        if now != then:
            return f"its {_WORDS.get(name, name)} is {_shown(name, now)}, and {_shown(name, then)} was stored"
    return ""


def _shown(name: str, value: object) -> str:
    if isinstance(value, Mapping):
        return "/".join(map(str, value.values())) if name == "text" else ", ".join(f"{k} {v}" for k, v in value.items())
    if isinstance(value, tuple):
        words = (" ".join(map(str, each)) if isinstance(each, tuple) else str(each) for each in value)
        return ", ".join(words) or "none"
    return str(value)[:SHOWN] if name in ("head", "case") else "none" if value is None else str(value)


_WORDS: Final = {
    "run": "id",
    "yes": "number of votes for",
    "no": "number of votes against",
    "abstain": "number of abstentions",
    "votes": "list of votes",
    "at": "minute of the deciding event",
    "days_m": "day, in thousandths,",
    "threats": "list of veto threats",
    "first_threat_m": "day of the first threat, in thousandths,",
    "amendments": "number of amendments",
    "products": "list of products",
    "events": "number of events",
}
"""What a column holds, where its name does not say it."""
