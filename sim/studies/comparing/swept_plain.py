"""A comparison of sweeps as dicts, lists and numbers: what `compare SWEEP SWEEP --json` prints."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sim.questions.compare.inputs import Input
from sim.studies.comparing.shared_luck import PointShift, SharedLuck
from sim.studies.sweeping.tally import PointTally, Tally, stopped
from sim.studies.sweeping.tally_plain import days_object, rounded_object, share_object

if TYPE_CHECKING:
    from sim.studies.comparing.compare_sweeps import SweepComparison

Plain = dict[str, Any]


def plain(found: "SweepComparison", everything: bool = False) -> Plain:
    """The whole comparison; each sweep's values under its letter. everything: equal inputs as well."""
    letters, tallies = found.letters, found.tallies
    shown = (*found.inputs, *(found.shared if everything else ()))
    return {
        "sweeps": {letter: _sweep(tally) for letter, tally in zip(letters, tallies, strict=True)},
        "same_scenario": found.same_scenario,
        "texts_compared": found.texts,
        "inputs": [_input(each, letters) for each in shown],
        **_shares(letters, tallies, found.texts),
        "threats": [{"actor": actor, **_by_letter(letters, rows)} for actor, rows in found.threats],
        "points": [_point(found, numbers) for numbers in found.matched if tallies[0].points],
        "shared_seeds": {
            letter: None if luck is None else _luck(found, luck, at)
            for at, (letter, luck) in enumerate(zip(letters[1:], found.luck, strict=True), start=1)
        },
    }


def _sweep(tally: Tally) -> Plain:
    plan = tally.plan
    return {
        "sweep": plan.id, "scenario": plan.scenario.base.id, "n": tally.seeds * plan.points, "done": tally.done,
        "failed": tally.failed, "seeds": [plan.seed, plan.seed + tally.seeds - 1], "stopped": stopped(tally),
    }  # fmt: skip


def _input(each: Input, letters: str) -> Plain:
    return {"path": each.path, **dict(zip(letters, each.values, strict=True))}


def _shares(letters: str, parts: Sequence[Tally | PointTally], texts: bool) -> Plain:
    """Outcomes, wordings and days of sweeps, or of points."""
    outcomes = [
        {"form": rows[0].form, **_by_letter(letters, rows)} for rows in zip(*(p.outcomes for p in parts), strict=True)
    ]
    rungs = [
        {"issue": rows[0].issue, "strength": rows[0].strength, **_by_letter(letters, rows)}
        for rows in zip(*(part.rungs if texts else () for part in parts), strict=True)
    ]
    days = {letter: days_object(part.days) for letter, part in zip(letters, parts, strict=True)}
    return {"outcomes": outcomes, "rungs": rungs, "days": days}


def _by_letter(letters: str, rows: Sequence[Any]) -> Plain:
    named = ("form", "issue", "strength")
    return {
        letter: {key: value for key, value in share_object(row).items() if key not in named}
        for letter, row in zip(letters, rows, strict=True)
    }


def _point(found: "SweepComparison", numbers: Sequence[int]) -> Plain:
    parts = [tally.points[number] for tally, number in zip(found.tallies, numbers, strict=True)]
    return {
        "set": dict(parts[0].sets),
        "point": {letter: part.number for letter, part in zip(found.letters, parts, strict=True)},
        **_shares(found.letters, parts, found.texts),
    }


def _luck(found: "SweepComparison", luck: SharedLuck, at: int) -> Plain:
    """What the first sweep and the one at that place have in common."""
    ids = (found.tallies[0].plan.id, found.tallies[at].plan.id)
    parting = luck.parting
    return {
        "seeds": [luck.first, luck.last],
        "n": luck.n,
        "came": dict(luck.came),
        "points": [_shift(shift) for shift in luck.shifts],
        "parting": None
        if parting is None
        else {
            "kind": parting.kind,
            "seed": parting.seed,
            "runs": [f"{sweep}:{number}" for sweep, number in zip(ids, parting.numbers, strict=True)],
        },
    }


def _shift(shift: PointShift) -> Plain:
    return {
        "n": shift.n,
        "differences": [rounded_object(each) for each in shift.differences],
        "rung_differences": [rounded_object(each) for each in shift.rung_differences],
    }
