"""Runs into the store and out of it."""

import json
from collections.abc import Sequence

from sim.engine.run import MODEL, Recipe, Run, recipe_of
from sim.engine.scenario import scenario_from_plain
from sim.engine.world import Intervention
from sim.rules.evolve import fold
from sim.store.damage import Damaged, reading
from sim.store.record import BrokenRecord, data_of, event_of
from sim.store.store import SavedOutcome, SavedRecipe, Store, StoredRun, StoreError, as_json
from sim.vocabulary import events as e
from sim.vocabulary.outcome import Outcome
from sim.vocabulary.parts import Choice
from sim.vocabulary.texts import PRODUCTS
from sim.vocabulary.upcasters import intervention_made_2


def save(store: Store, run: Run, label: str = "") -> None:
    """Keep a run; one that is there already stays as it is, but for a new label. Raises StoreError.

    A fork keeps only what follows its fork point, but for one whose parent is not in this store: it is kept whole.
    """
    suffix_only = bool(run.parent) and run.parent != run.id and _holds(store, run.parent)
    first = run.forked_after + 1 if suffix_only else 0
    stored = stored_run(run, run.parent or None, run.forked_after if suffix_only else None, label or run.label)
    store.save(stored, run.scenario.plain, run.lines[first:], run.hashes[first:], first)


def stored_run(run: Run, parent: str | None, forked_after: int | None, label: str) -> StoredRun:
    """What the store knows of a run besides its events. parent, forked_after and label do not follow from them."""
    started = run.recipe.started(run.number)
    recipe = {
        "sets": started.sets,
        "without": started.without,
        "interventions": [{"after": each.after, "change": data_of(each.change)} for each in run.interventions],
        **({"drawn": started.drawn} if started.drawn else {}),
        **({"choices": data_of(started)["choices"]} if started.choices else {}),
    }
    return StoredRun(
        run.id, run.scenario.base.id, started.scenario_digest, run.seed, MODEL, as_json(recipe), parent, forked_after,
        label, run.head, len(run.events), as_json(_summary(run.outcome)),
    )  # fmt: skip


def _summary(outcome: Outcome) -> SavedOutcome:
    text = None if outcome.text is None else dict(outcome.text)
    return {"form": outcome.form, "text": text, "yes": outcome.yes, "no": outcome.no, "abstain": outcome.abstain,
            "days_m": outcome.days_m}  # fmt: skip


def row_difference(stored: StoredRun, run: Run) -> str:
    """What the row of a run says that its events do not, in words; nothing where they agree."""
    if stored.forked_after is not None and stored.forked_after != run.forked_after:
        return f"it is said to be forked after event {stored.forked_after}, and was after {run.forked_after}"
    if stored.parent is not None and not run.interventions:
        return f"it is said to be forked from {stored.parent}, and was not forked"
    expected = stored_run(run, stored.parent, stored.forked_after, stored.label)
    for name in ("scenario", "digest", "seed", "model", "recipe", "head", "events"):
        said, is_so = getattr(stored, name), getattr(expected, name)
        if said != is_so:
            return f"its {name} is said to be {str(said)[:60]}, and is {str(is_so)[:60]}"
    if _told(json.loads(stored.outcome)) != _told(json.loads(expected.outcome)):
        return f"its outcome is said to be {stored.outcome}, and is {expected.outcome}"
    return ""


def _told(saved: SavedOutcome) -> SavedOutcome:
    """What lists show of an outcome. Older stores have 0 of each vote where none was held, and no text that fell."""
    held = any((saved["yes"], saved["no"], saved["abstain"]))
    text = saved["text"] if saved["form"] in PRODUCTS else None
    votes = saved if held else SavedOutcome(**{**saved, "yes": None, "no": None, "abstain": None})
    return {**votes, "text": text}


def _holds(store: Store, run_id: str) -> bool:
    """Whether a run of that very id is in the store."""
    try:
        return store.find(run_id).id == run_id
    except StoreError:
        return False


def recall(store: Store, name: str) -> Run:
    """A stored run by id, unique prefix, label or `last`, its chain checked.

    Raises StoreError where there is no such run, Damaged where it is not what was stored.
    """
    stored = store.find(name)
    lines, hashes = store.lines(stored)
    recipe, number = recipe_and_number(store, stored)
    what = f"run {stored.id}"
    with reading(what, stored.id):
        events = [_event(what, seq, line) for seq, line in enumerate(lines)]
        _check_recipe(what, stored, events)
        run = Run(recipe, number, events, lines, hashes, stored.parent or "", label=stored.label)
        if stored.model == MODEL:  # what another model recorded can be read, but need not fit these rules
            fold(recipe.scenario.setting, events)
            run.outcome  # noqa: B018 - it can be told
    return run


def recipe_and_number(store: Store, stored: StoredRun) -> tuple[Recipe, int]:
    """The recipe a stored run was made from, and its number. Raises Damaged where they cannot be read."""
    plain = store.plain_scenario(stored)
    with reading(f"the recipe of run {stored.id}", stored.id):
        saved: SavedRecipe = json.loads(stored.recipe)
        sets = tuple((path, value) for path, value in saved["sets"])
        scenario = scenario_from_plain(plain, sets, tuple(saved["without"]), saved.get("drawn", 0))
        scenario.setting  # noqa: B018 - applies the overrides
        interventions = [
            Intervention(each["after"], e.InterventionMade(**intervention_made_2(each["change"])))
            for each in saved["interventions"]
        ]
        choices = [Choice(**each) for each in saved.get("choices") or ()]
        return recipe_of(scenario, stored.seed, interventions, choices)


def _event(what: str, seq: int, line: str) -> e.Event:
    try:
        return event_of(line)
    except BrokenRecord as broken:
        raise BrokenRecord(f"{what}: event {seq}: {broken}") from None


def _check_recipe(what: str, stored: StoredRun, events: Sequence[e.Event]) -> None:
    """Raise Damaged where the events are those of another recipe than the one stored."""
    started, saved = events[0].payload, json.loads(stored.recipe)
    made = [
        {"after": event.seq - 1, "change": data_of(event.payload)}
        for event in events
        if isinstance(event.payload, e.InterventionMade)
    ]
    told = [{**each, "change": intervention_made_2(each["change"])} for each in saved["interventions"]]
    if not isinstance(started, e.RunStarted) or made != told or (
        (started.sets, started.drawn, started.without, started.seed, started.scenario_digest)
        != (saved["sets"], saved.get("drawn", 0), saved["without"], stored.seed, stored.digest)
        or data_of(started).get("choices", []) != saved.get("choices", [])
    ):  # fmt: skip
        raise Damaged(f"{what} is damaged: its recipe is not that of its events", stored.id)
    if any(event.seq != seq for seq, event in enumerate(events)):
        raise Damaged(f"{what} is damaged: its events are out of their places", stored.id)
