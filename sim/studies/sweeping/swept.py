"""Sweeps and their runs by name: `SWEEP`, and `SWEEP:K`, which is played again and must come out as it did then."""

from attrs import evolve

from sim.engine.run import Run, run
from sim.runs.store import SWEEP_MARK, Store, StoreError
from sim.runs.sweeps import Sweeps
from sim.studies.sweeping.batch import scenario_at
from sim.studies.sweeping.plan import Plan, PlanError, plan_of


def plan_named(store: Store, name: str) -> Plan:
    """The plan of a stored sweep, by id, unique prefix or `last`. Raises StoreError."""
    sweeps = Sweeps(store)
    stored = sweeps.find(name)
    return plan_of(stored, sweeps.plain_scenario(stored))


def names_a_sweep(store: Store, name: str) -> bool:
    """Whether it is a sweep's id, the beginning of one, or `last` where a sweep was: not a label that looks like one.

    Raises StoreError where it looks like a sweep's id and fits none, or several.
    """
    wanted = store.last() if name == "last" else name
    digits = wanted.removeprefix(SWEEP_MARK)
    if digits == wanted or not digits or not set(digits) <= set("0123456789abcdef"):
        return False
    try:
        Sweeps(store).find(wanted)
    except StoreError:
        if any(run.label == wanted for run in store.runs()):
            return False
        raise
    return True


def told_of_a_sweep(store: Store, name: str) -> str:
    """How to name a run of the sweep that a name means; empty where it means none."""
    try:
        if not names_a_sweep(store, name):
            return ""
        plan = plan_named(store, name)
        last = plan.points * seeds_played(Sweeps(store), plan)
    except StoreError:
        return ""
    return f"{name!r} is a sweep, not a run: its runs are {plan.id}:1 to {plan.id}:{last}"


def seeds_played(sweeps: Sweeps, plan: Plan) -> int:
    """How many seeds a sweep has at each point: fewer than were asked for where its rule stopped it."""
    stopped = sweeps.find(plan.id).seeds
    return plan.n if stopped is None else stopped


def place_named(store: Store, name: str) -> tuple[Plan, int, int]:
    """The sweep, point and seed that SWEEP:K names. Raises StoreError where it names none."""
    sweep, _, word = name.partition(":")
    plan = plan_named(store, sweep)
    if not (word.isdecimal() and word.isascii() and len(word) < 12):
        raise StoreError(f"{name!r}: a run of a sweep is written {plan.id}:K, K from 1 to {plan.runs}")
    try:
        return plan, *plan.place(int(word))
    except PlanError:
        last = plan.points * seeds_played(Sweeps(store), plan)
        raise StoreError(f"sweep {plan.id} has runs 1 to {last}") from None


def recall_swept(store: Store, name: str) -> Run:
    """The run that SWEEP:K names, its head checked; that name is its label.

    Raises StoreError where there is none, or another came of it.
    """
    plan, point, seed = place_named(store, name)
    number = plan.number(point, seed)
    sweeps, key = Sweeps(store), plan.key(point)
    for play in sweeps.plays(key, seed, seed):
        again = run(scenario_at(plan.task(point), seed), seed)
        if again.head != play.head:
            raise StoreError(
                f"run {number} of sweep {plan.id}, played again, is another: its head is {again.head[:12]}, "
                f"and {play.head[:12]} was stored"
            )
        return evolve(again, label=f"{plan.id}:{number}")
    raise not_kept(sweeps, plan, point, seed)


def not_kept(sweeps: Sweeps, plan: Plan, point: int, seed: int) -> StoreError:
    """Why a run of a sweep is not there."""
    named = f"run {plan.number(point, seed)} of sweep {plan.id}"
    for failure in sweeps.failures(plan.key(point), seed, seed):
        return StoreError(f"{named}, seed {seed}, failed:\n{failure.traceback.rstrip()}")
    seeds = seeds_played(sweeps, plan)
    if seed >= plan.seed + seeds:
        last = plan.points * seeds
        return StoreError(f"{named} was not played: its rule, --until {plan.until}, stopped it at {last} runs")
    return StoreError(f"{named} has not been played yet: the command that began it goes on")
