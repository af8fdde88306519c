"""What the store keeps, as material: a run, one run of a sweep, or a whole sweep, whichever a name names."""

import json
from collections.abc import Iterator
from typing import Final

from sim.experiment.archive import recall
from sim.experiment.designs import drawn
from sim.runs.store import Store
from sim.runs.sweeps import Play, Sweeps
from sim.studies.export.material import Material, Member, of_members, of_run
from sim.studies.export.points import Point, point_columns
from sim.studies.export.tables import Column
from sim.studies.sweeping.batch import Summary
from sim.studies.sweeping.plan import Plan
from sim.studies.sweeping.swept import names_a_sweep, plan_named, seeds_played

AT_ONCE: Final = 1_000
"""Rows of a sweep read at a time."""


def material_of(store: Store, name: str) -> Material:
    """What an id, unique prefix or label names, or `last`, or SWEEP:K. Raises StoreError, BrokenChain, BrokenRecord."""
    if names_a_sweep(store, name):
        return of_sweep(store, name)
    return of_run(recall(store, name))


def of_sweep(store: Store, name: str) -> Material:
    """A sweep, as far as it was played: runs that failed, or are still to be played, are not in it."""
    plan, sweeps = plan_named(store, name), Sweeps(store)
    seeds = seeds_played(sweeps, plan)
    paths = point_columns(plan.design.paths, (dict(plan.sets(point)) for point in range(plan.points)))
    columns = (*paths, *(Column(draw.path, "number") for draw in plan.draws))
    done = sum(
        sum(sweeps.forms(plan.key(point), plan.seed, plan.seed + seeds - 1).values()) for point in range(plan.points)
    )
    missing = plan.points * seeds - done
    return of_members(plan.id, plan.scenario, columns, lambda: _members(plan, sweeps, seeds), missing)


def _members(plan: Plan, sweeps: Sweeps, seeds: int) -> Iterator[Member]:
    """The finished runs, point by point and seed by seed."""
    for point in range(plan.points):
        task, sets, key = plan.task(point), dict(plan.sets(point)), plan.key(point)
        for first in range(plan.seed, plan.seed + seeds, AT_ONCE):
            last = min(first + AT_ONCE, plan.seed + seeds) - 1
            for play in sweeps.plays(key, first, last):
                there: Point = {**sets, **dict(drawn(plan.draws, play.seed))}
                yield Member(play.run, plan.number(point, play.seed), task, there, _summary(play))


def _summary(play: Play) -> Summary:
    text = None if play.text is None else tuple(json.loads(play.text))
    return Summary(
        play.seed, play.form, text, play.yes, play.no, play.abstain, play.days_m, tuple(json.loads(play.threats)),
        play.amendments, play.events, play.head, play.first_threat_m,
    )  # fmt: skip
