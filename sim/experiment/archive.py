"""Runs into the store and out of it."""

import json
from typing import Any

from sim.engine.run import MODEL, Recipe, Run, recipe_of
from sim.engine.scenario import scenario_from_plain
from sim.engine.world import Intervention
from sim.store.record import data_of, event_of
from sim.store.store import Store, StoredRun, StoreError, as_json
from sim.vocabulary import events as e


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
    recipe, number = recipe_and_number(store, stored)
    events = [event_of(line) for line in lines]
    return Run(recipe, number, events, lines, hashes, stored.parent or "", label=stored.label)


def recipe_and_number(store: Store, stored: StoredRun) -> tuple[Recipe, int]:
    """The recipe a stored run was made from, and its number."""
    recipe: dict[str, Any] = json.loads(stored.recipe)
    sets = tuple((path, value) for path, value in recipe["sets"])
    scenario = scenario_from_plain(store.plain_scenario(stored), sets, tuple(recipe["without"]))
    interventions = [
        Intervention(each["after"], e.InterventionMade(**each["change"])) for each in recipe["interventions"]
    ]
    return recipe_of(scenario, stored.seed, interventions)
