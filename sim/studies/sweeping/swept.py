"""One run of a sweep, by name: `SWEEP:K` is played again from its recipe, and must come out as it did then."""

from attrs import evolve

from sim.engine.run import Run, run
from sim.runs.store import Store, StoreError
from sim.runs.sweeps import Sweeps
from sim.studies.sweeping.batch import scenario_at
from sim.studies.sweeping.plan import Plan, PlanError, plan_of


def plan_named(store: Store, name: str) -> Plan:
    """The plan of a stored sweep, by id, unique prefix or `last`. Raises StoreError."""
    sweeps = Sweeps(store)
    stored = sweeps.find(name)
    return plan_of(stored, sweeps.plain_scenario(stored))


def recall_swept(store: Store, name: str) -> Run:
    """The run that SWEEP:K names, its head checked; that name is its label.

    Raises StoreError where there is none, or another came of it.
    """
    sweep, _, word = name.partition(":")
    plan = plan_named(store, sweep)
    if not (word.isdecimal() and word.isascii() and len(word) < 12):
        raise StoreError(f"{name!r}: a run of a sweep is written {plan.id}:K, K from 1 to {plan.runs}")
    try:
        point, seed = plan.place(int(word))
    except PlanError as error:
        raise StoreError(str(error)) from None
    sweeps, key = Sweeps(store), plan.key(point)
    for play in sweeps.plays(key, seed, seed):
        again = run(scenario_at(plan.task(point), seed), seed)
        if again.head != play.head:
            raise StoreError(
                f"run {word} of sweep {plan.id}, played again, is another: its head is {again.head[:12]}, "
                f"and {play.head[:12]} was stored"
            )
        return evolve(again, label=f"{plan.id}:{word}")
    for failure in sweeps.failures(key, seed, seed):
        raise StoreError(f"run {word} of sweep {plan.id}, seed {seed}, failed:\n{failure.traceback.rstrip()}")
    raise StoreError(f"run {word} of sweep {plan.id} has not been played yet: the command that began it goes on")
