"""Runs into the store and out of it, and the proof that a stored run is what its recipe gives."""

import json
from typing import Any

from attrs import frozen

from sim.engine.run import MODEL, Recipe, Run, recipe_of
from sim.engine.scenario import scenario_from_plain
from sim.engine.world import ForkNotReached, Intervention, NonDeterminism
from sim.runs.record import BrokenChain, BrokenRecord, data_of, event_of
from sim.runs.store import Store, StoredRun, StoreError, as_json, check_chain
from sim.vocabulary import events as e


@frozen
class Verdict:
    """What came of checking a stored run. seq: the first event that is not as it should be."""

    run_id: str
    events: int
    ok: bool
    seq: int | None
    message: str


def save(store: Store, run: Run, label: str = "") -> None:
    """Keep a run; one that is there already stays as it is, but for a new label. Raises StoreError.

    A fork keeps only what follows its fork point, but for one whose parent is not in this store: it is kept whole.
    """
    started, outcome = run.recipe.started(run.number), run.outcome
    recipe = {
        "sets": started.sets,
        "without": started.without,
        "interventions": [{"after": each.after, "change": data_of(each.change)} for each in run.interventions],
    }
    summary = {"form": outcome.form, "text": outcome.text, "yes": outcome.yes, "no": outcome.no,
               "abstain": outcome.abstain, "days_m": outcome.days_m}  # fmt: skip
    suffix_only = bool(run.parent) and run.parent != run.id and _holds(store, run.parent)
    first = run.forked_after + 1 if suffix_only else 0
    stored = StoredRun(
        run.id, run.scenario.base.id, started.scenario_digest, run.seed, MODEL, as_json(recipe), run.parent or None,
        run.forked_after if suffix_only else None, label or run.label, run.head, len(run.events), as_json(summary),
    )  # fmt: skip
    store.save(stored, run.scenario.plain, run.lines[first:], run.hashes[first:], first)


def _holds(store: Store, run_id: str) -> bool:
    """Whether a run of that very id is in the store."""
    try:
        return store.find(run_id).id == run_id
    except StoreError:
        return False


def recall(store: Store, name: str) -> Run:
    """A stored run by id, unique prefix, label or `last`, its chain checked.

    Raises StoreError where there is no such run, BrokenChain or BrokenRecord where it was tampered with.
    """
    stored = store.find(name)
    lines, hashes = store.lines(stored)
    recipe, number = _recipe(store, stored)
    events = [event_of(line) for line in lines]
    return Run(recipe, number, events, lines, hashes, stored.parent or "", label=stored.label)


def _recipe(store: Store, stored: StoredRun) -> tuple[Recipe, int]:
    """The recipe a stored run was made from, and its number."""
    recipe: dict[str, Any] = json.loads(stored.recipe)
    sets = tuple((path, value) for path, value in recipe["sets"])
    scenario = scenario_from_plain(store.plain_scenario(stored), sets, tuple(recipe["without"]))
    interventions = [
        Intervention(each["after"], e.InterventionMade(**each["change"])) for each in recipe["interventions"]
    ]
    return recipe_of(scenario, stored.seed, interventions)


def verify(store: Store, name: str) -> Verdict:
    """Check a stored run's hash chain and re-execute its recipe: byte-identical, or the first event that is not.

    Raises StoreError where there is no such run.
    """
    stored = store.find(name)
    lines, hashes = store.lines(stored, checked=False)
    try:
        check_chain(stored, lines, hashes)
        if stored.model != MODEL:
            return Verdict(
                stored.id, len(lines), False, None,
                f"made by model {stored.model}, this is model {MODEL}: its chain holds, but it cannot be re-executed; "
                "run the scenario again under the new model",
            )  # fmt: skip
        recipe, number = _recipe(store, stored)
        again = recipe.run(number, expected=lines)
    except BrokenChain as broken:
        return Verdict(stored.id, len(lines), False, broken.seq, str(broken))
    except NonDeterminism as differs:
        return Verdict(stored.id, len(lines), False, differs.seq, str(differs))
    except ForkNotReached as short:
        return Verdict(stored.id, len(lines), False, short.last, str(short))
    except (BrokenRecord, ValueError, KeyError, TypeError) as broken_recipe:
        return Verdict(stored.id, len(lines), False, 0, f"the stored recipe cannot be read: {broken_recipe}")
    if again.id != stored.id:
        return Verdict(stored.id, len(lines), False, 0, f"the stored recipe is that of run {again.id}")
    if len(again.lines) != len(lines) or again.head != stored.head:
        shorter = min(len(again.lines), len(lines))
        return Verdict(stored.id, len(lines), False, shorter, f"event {shorter}: the re-execution has other events")
    return Verdict(stored.id, len(lines), True, None, f"byte-identical: {len(lines)} events, head {stored.head[:12]}")


__all__ = ["Store", "StoreError", "Verdict", "recall", "save", "verify"]
