"""A run by any name: its id or the beginning of it, its label, `last`, or SWEEP:K; and a sweep by its own."""

from attrs import evolve

from sim.engine.run import Recipe, Run
from sim.engine.scenario import Scenario, scenario_from_plain
from sim.experiment.archive import recall as recall_stored
from sim.experiment.plan import Plan, PlanError, plan_of
from sim.store.damage import Damaged, quoted, reading
from sim.store.outcomes import Outcomes
from sim.store.store import SWEEP_MARK, Store, StoreError
from sim.store.sweeps import Sweeps
from sim.vocabulary.outcome import Outcome
from sim.vocabulary.whole import typed_whole


def recall(store: Store, name: str) -> Run:
    """The run of any name. One of a sweep is played again, from the case that its row names, and its head checked.

    Raises StoreError where there is none, or where the name is a sweep's; Damaged where it is not what was stored.
    """
    if ":" in name:
        return _recall_swept(store, name)
    try:
        return recall_stored(store, name)
    except StoreError:
        meant = _told_of_a_sweep(store, name)
        if meant:
            raise StoreError(meant) from None
        raise


def names_a_sweep(store: Store, name: str) -> bool:
    """Whether it is a sweep's id, the beginning of one, its label, or `last` where a sweep was: not the label of a run.

    Raises StoreError where it looks like a sweep's id and fits none, or several, or is the label of a run as well.
    """
    wanted = store.last() if name == "last" else name
    if wanted == name and store.labelled(name).startswith(SWEEP_MARK):
        _only_of_a_sweep(store, name)
        return True
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


def _only_of_a_sweep(store: Store, label: str) -> None:
    """Raise StoreError where the label of a sweep is that of runs as well."""
    runs = [run.id for run in store.runs() if run.label == label]
    if runs:
        sweep = store.labelled(label)
        raise StoreError(
            f"{label!r} is the label of sweep {sweep} and of run {', '.join(runs[:6])}: name one by its id"
        )


def plan_named(store: Store, name: str) -> Plan:
    """The plan of a stored sweep, by id, unique prefix, label or `last`. Raises StoreError."""
    sweeps = Sweeps(store)
    stored = sweeps.find(name)
    return plan_of(stored, sweeps.plain_scenario(stored))


def seeds_played(store: Store, plan: Plan) -> int:
    """The number of seeds a sweep has at each point: fewer than asked for where its rule stopped it."""
    return Sweeps(store).find(plan.id).seeds or plan.n


def place_named(store: Store, name: str) -> tuple[Plan, int, Outcome]:
    """The sweep that SWEEP:K names, its point, and the outcome of the run.

    Raises StoreError where there is none, Damaged where no run can have had it.
    """
    sweep, _, word = name.partition(":")
    plan = plan_named(store, sweep)
    number = typed_whole(word)
    if number is None:
        raise StoreError(f"{name!r}: a run of a sweep is written {plan.id}:K, K from 1 to {plan.runs}")
    try:
        point, seed = plan.place(number)
    except PlanError:
        raise StoreError(f"sweep {plan.id} has runs 1 to {plan.points * seeds_played(store, plan)}") from None
    outcome = next(Outcomes(store).outcomes(plan.recipe(point).key, seed, seed, plan.scenario.issues), None)
    if outcome is None:
        raise _missing(store, plan, point, seed)
    return plan, point, outcome


def as_played(store: Store, recipe: Recipe, case: str) -> Recipe:
    """The recipe with the case of that digest: rows of one recipe may come from cases whose prose differs.

    Raises StoreError where the store has lost the case.
    """
    if case == recipe.scenario.digest:
        return recipe
    what = f"the case {quoted(case[:12])}, from which runs were played"
    plain = store.case(case, what)
    with reading(what):
        root = scenario_from_plain(plain)
    played = recipe.scenario
    return evolve(recipe, scenario=Scenario(root.base, played.sets, played.without, played.drawn, like=root))


def _recall_swept(store: Store, name: str) -> Run:
    plan, point, outcome = place_named(store, name)
    number = plan.number(point, outcome.number)
    run = as_played(store, plan.recipe(point), outcome.case).run(outcome.number, label=f"{plan.id}:{number}")
    if run.head != outcome.head:
        raise Damaged(
            f"run {number} of sweep {plan.id}, played again, is another: its head is {run.head[:12]}, "
            f"and {quoted(outcome.head[:12])} was stored"
        )
    return run


def _told_of_a_sweep(store: Store, name: str) -> str:
    """How to name a run of the sweep that a name means; empty where it means none."""
    try:
        if not names_a_sweep(store, name):
            return ""
        plan = plan_named(store, name)
        last = plan.points * seeds_played(store, plan)
    except StoreError:
        return ""
    return f"{name!r} is a sweep, not a run: its runs are {plan.id}:1 to {plan.id}:{last}"


def _missing(store: Store, plan: Plan, point: int, seed: int) -> StoreError:
    """Why a run of a sweep is not there."""
    named = f"run {plan.number(point, seed)} of sweep {plan.id}"
    for failure in Outcomes(store).failures(plan.recipe(point).key, seed, seed):
        return StoreError(f"{named}, seed {seed}, failed:\n{failure.traceback.rstrip()}")
    seeds = seeds_played(store, plan)
    if seed >= plan.seed + seeds:
        last = plan.points * seeds
        return StoreError(f"{named} was not played: its rule, --until {plan.until}, stopped it at {last} runs")
    return StoreError(f"{named} has not been played yet: the command that began it goes on")
